import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.ts';
import { electronBinary } from './electron-binary.ts';
import { DESK_HELP, deskArguments } from './host/arguments.ts';
import { exitCode } from './host/exit-code.ts';

/** `npm start [-- options]`: the desk in Electron where that can be had, else the same desk in the browser. */
const ROOT = join(import.meta.dirname, '..');
/** An Electron that ends with an error sooner than this never opened its window. */
const STILLBORN_MS = 10_000;

async function main(argv: readonly string[]): Promise<void> {
  if (deskArguments(argv).help) {
    console.log(`Fairway: npm start [-- options]\n\n${DESK_HELP}`);
    return;
  }
  ensureBuilt(console.log);
  const electron = electronBinary({ fetch: true, say: console.log });
  if ('path' in electron) {
    const began = performance.now();
    const code = await run(electron.path, [ROOT, ...argv]);
    if (code === 0 || performance.now() - began > STILLBORN_MS) {
      process.exitCode = code;
      return;
    }
    console.log(`Electron ended at once (code ${code}): serving the desk to the browser instead.`);
  } else console.log(`Electron cannot be used here (${electron.missing}): serving the desk to the browser instead.`);
  await import('./serve.ts');
}

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    // Ctrl+C reaches the child by itself; this program only has to outlive it.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`fairway: ${(error as Error).message}`);
  process.exitCode = exitCode(error);
}
