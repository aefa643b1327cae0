import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { main } from '../../electron/command-line/main.ts';
import { Output } from '../../electron/command-line/output.ts';

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

/** Keeps what a command says. */
class Told extends Output {
  stdout = '';
  stderr = '';

  override raw(text: string): void {
    this.stdout += text;
  }

  override warn(text: string): void {
    this.stderr += `fairway: ${text}\n`;
  }

  override fail(text: string, exitCode = 1): void {
    this.warn(text);
    this.exitCode = exitCode;
  }
}

/** `fairway ARGS`, run here, is input that cannot be used: exit code 2, one line that matches, and nothing on standard output. */
export async function expectRefusal(args: readonly string[], line: RegExp): Promise<void> {
  const told = new Told();
  const code = await main(args, told);
  expect({ code, stdout: told.stdout }).toEqual({ code: 2, stdout: '' });
  expect(told.stderr).toMatch(line);
  expect(told.stderr.trimEnd().split('\n')).toHaveLength(1);
}
