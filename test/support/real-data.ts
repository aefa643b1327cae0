import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';

const CHECKOUT = resolve(import.meta.dirname, '../..');

/** A folder of recorded market data: under `FAIRWAY_DATA`, else beside the checkout in `../shared/data`. It may not be copied in here. */
export function realData(folder: string): string | undefined {
  const dir = join(process.env.FAIRWAY_DATA ?? resolve(CHECKOUT, '../shared/data'), folder);
  return existsSync(dir) ? dir : undefined;
}

/**
 * Tests on recorded data. Where the data is not at hand they are left out and one line says so; the same file then needs other tests,
 * on tapes that it writes itself.
 */
export function describeRealData(folder: string, title: string, body: (dir: string) => void): void {
  const dir = realData(folder);
  if (dir !== undefined) describe(title, () => body(dir));
  else console.log(`left out: ${title} (no recorded data ${folder}; name its parent folder in FAIRWAY_DATA)`);
}
