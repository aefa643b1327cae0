import { decimal } from '../../../../shared/format.ts';
import type { Estimate } from '../../../../shared/wire/compare.ts';
import type { Finding } from '../../../parts/verdict.ts';
import { listed } from '../words.ts';

/** More than that in a sentence is not read; the table has all. */
const FEW = 6;

/** bps with their sign. */
export function signed(value: number): string {
  return decimal(value, 2, { sign: true });
}

/** `+0.25 to +0.35`. */
export function range({ low, high }: Estimate): string {
  return `${signed(low)} to ${signed(high)}`;
}

/** `A, B and C`; of many the first few, and how many more there are. */
export function firstFew(words: readonly string[]): string {
  return words.length <= FEW ? listed(words) : `${words.slice(0, FEW - 1).join(', ')} and ${words.length - FEW + 1} more`;
}

export function warn(text: string): Finding {
  return { kind: 'warn', text };
}
