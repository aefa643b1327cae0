import { MAX_SEED } from '../../shared/limits.ts';
import { UsageError, wholeNumber } from './usage.ts';

/** Seeds from `A-B`, both included, or `A` alone. Throws UsageError naming the flag. */
export function seedsOf(flag: string, text: string, most = 10_000): number[] {
  const [first = '', last = first, ...rest] = text.split('-');
  if (rest.length > 0) throw new UsageError(`${flag}: ${JSON.stringify(text)} is not A-B`);
  const from = wholeNumber(flag, first, 0, MAX_SEED);
  const to = wholeNumber(flag, last, 0, MAX_SEED);
  if (to < from) throw new UsageError(`${flag}: ${text} ends before it begins`);
  if (to - from >= most) throw new UsageError(`${flag}: ${text} is more than ${most} seeds`);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** As `seedsOf` reads them, where they follow each other; else one by one. */
export function seedsText(seeds: readonly number[]): string {
  const follows = seeds.every((seed, i) => i === 0 || seed === seeds[i - 1]! + 1);
  if (!follows) return seeds.join(',');
  return seeds.length === 1 ? `${seeds[0]}` : `${seeds[0]}-${seeds.at(-1)}`;
}
