import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { exitCode } from './exit-code.ts';
import { tryWriting } from './knowledge-file.ts';
import { UsageError } from './usage.ts';

/** What `read` makes of the file that a flag names. What cannot be used throws UsageError, and its line begins with the flag. */
export function ofFlag<Value>(flag: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw named(flag, error);
  }
}

/** The same of what is being read. */
export async function ofFlagLater<Value>(flag: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    throw named(flag, error);
  }
}

function named(flag: string, error: unknown): unknown {
  const { message } = error as Error;
  return exitCode(error) === 1 || message.startsWith(`${flag}:`) ? error : new UsageError(`${flag}: ${message}`);
}

/** That a file can be written later, before the work that fills it. Leaves nothing behind. Throws UsageError naming the flag. */
export function expectWritable(flag: string, file: string): void {
  expectFolder(flag, file);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${flag}: ${file}: is a folder`);
  ofFlag(flag, () => tryWriting(file));
}

/** That the folder of a file is there: a path that was mistyped makes none. Throws UsageError naming the flag. */
export function expectFolder(flag: string, file: string): void {
  const folder = dirname(file);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${flag}: ${file}: there is no folder ${folder}`);
}
