import { once } from 'node:events';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'out', 'main', 'main.js');

type StandIn = typeof import('./electron-stand-in.ts');

let launches = 0;

/** The built Electron app in this process, with the stand-in in place of `electron`. Each launch is a program of its own. */
export async function runStandIn(args: readonly string[]): Promise<{ page: Page; quit(): Promise<void> }> {
  const launch = `?launch=${++launches}`;
  const standInURL = new URL(`./electron-stand-in.ts${launch}`, import.meta.url).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' && context.parentURL?.endsWith(launch)
        ? { url: standInURL, shortCircuit: true }
        : next(specifier, context),
  });
  const { app, firstPage } = (await import(standInURL)) as StandIn;
  const { argv } = process;
  process.argv = [process.execPath, MAIN, ...args];
  try {
    const page = firstPage();
    await import(`${pathToFileURL(MAIN).href}${launch}`);
    return {
      page: await page,
      async quit() {
        const gone = once(app, 'quit');
        app.quit();
        await gone;
      },
    };
  } finally {
    process.argv = argv;
    hooks.deregister();
  }
}
