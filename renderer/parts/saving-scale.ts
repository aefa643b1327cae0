import type { Estimate } from '../../shared/wire/compare.ts';

/** Left and width, in percent of a cell, of each saving's interval on one axis that holds zero. */
export interface SavingScale {
  readonly from: number;
  readonly to: number;
  at(bps: number): number;
}

/** The axis of some savings, bps, with a little air at both ends. */
export function savingScale(savings: readonly { readonly bps: Estimate }[]): SavingScale {
  const ends = savings.flatMap((s) => [s.bps.low, s.bps.high]);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const air = (high - low || 1) * 0.08;
  const from = low - air;
  const to = high + air;
  return { from, to, at: (bps) => ((bps - from) / (to - from)) * 100 };
}
