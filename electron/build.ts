import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package-lock.json'];
const OUTPUTS = [
  'out/main/main.js',
  'out/main/calibrate-worker.js',
  'out/main/judge-worker.js',
  'out/main/policy-worker.js',
  'out/main/learn-worker.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
];

/** Builds the desk if it has not been built, or if a source is newer than what was; `say` is told so. Throws with the build's own words. */
export function ensureBuilt(say: (line: string) => void): void {
  const built = Math.min(...OUTPUTS.map((file) => changedAt(join(ROOT, file)) ?? Number.NEGATIVE_INFINITY));
  const newest = Math.max(...SOURCES.flatMap((source) => allFiles(join(ROOT, source)).map((file) => changedAt(file) ?? 0)));
  if (built >= newest) return;
  say(built === Number.NEGATIVE_INFINITY ? 'Building the desk (once) ...' : 'Sources have changed: building the desk ...');
  const builder = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [builder, 'build'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}

function allFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function changedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
