import { countText } from '../../shared/format.ts';
import type { Tape } from '../engine/feed/tape.ts';
import { ofFlagLater } from '../host/of-flag.ts';
import { readTape, type TapeProgress } from '../host/tape-file.ts';
import { ProgressLine } from './progress.ts';

/** Bad rows named one by one; the rest is counted. */
const NAMED = 20;

/** Reads the tape of `--tape` with progress on the terminal. Throws UsageError. */
export async function loadTape(dir: string): Promise<Tape> {
  const progress = new ProgressLine('reading');
  const onProgress = ({ bytes, totalBytes, file }: TapeProgress) => progress.show(bytes / totalBytes, file);
  return await ofFlagLater('--tape', readTape(dir, { onProgress })).finally(() => progress.clear());
}

/** Says on standard error which rows could not be used and why. */
export function tellBadRows(tape: Tape): void {
  if (tape.badRowCount === 0) return;
  process.stderr.write(`${countText(tape.badRowCount, 'row')} could not be used:\n`);
  for (const { file, line, field, text } of tape.badRows.slice(0, NAMED))
    process.stderr.write(`  ${file} line ${line}: ${field} ${text}\n`);
  if (tape.badRowCount > NAMED) process.stderr.write(`  and ${tape.badRowCount - NAMED} more\n`);
}
