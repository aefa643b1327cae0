import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Policies } from './policies.ts';

/** An editor writes a file in several steps: it is read when it has been quiet for so long. */
const QUIET_MS = 150;

/**
 * Loads policies' files again when they change, for the orders that come from then on. `say` is told of each new version, and, as not `good`,
 * of a file that cannot be used: then the version before stays. Returns the way to stop watching.
 */
export function watchPolicies(
  policies: Policies,
  paths: readonly string[],
  say: (line: string, good: boolean) => void,
): () => void {
  const timers = new Map<string, NodeJS.Timeout>();
  const reload = (path: string) => {
    try {
      const before = new Set(policies.asked.keys());
      const { strategy, version } = policies.load(path);
      if (!before.has(strategy)) say(`${path}: version ${version} is ${strategy}: new orders are routed by it`, true);
    } catch (error) {
      say(`${(error as Error).message}: not loaded, the version before stays`, false);
    }
  };
  // The folder, for many an editor puts a new file in the old one's place.
  const watchers = paths.map((path): FSWatcher => {
    const name = basename(path);
    return watch(dirname(resolve(path)), { persistent: false }, (_, changed) => {
      if (changed !== name) return;
      clearTimeout(timers.get(path));
      timers.set(path, setTimeout(reload, QUIET_MS, path).unref());
    });
  });
  return () => {
    for (const watcher of watchers) watcher.close();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}
