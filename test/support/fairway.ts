import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

/** The command line's entry, for a test that starts it for itself. */
export const CLI = resolve(import.meta.dirname, '../../electron/cli.ts');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fairway ARGS` in a process of its own, to its end. */
export function fairway(...args: string[]): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, [CLI, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
