import type { CompareReport, ContestantReport } from '../../../../shared/wire/compare.ts';
import { baselineOf, type Rival } from './contestants.ts';

/** Where a saving comes from, in the order that the regret is told in. */
export const CAUSES = ['price', 'fee', 'hidden', 'opportunity', 'later'] as const;
export type Cause = (typeof CAUSES)[number];

export const CAUSE_WORDS: Readonly<Record<Cause, readonly [name: string, means: string]>> = {
  price: ['price', 'better prices for shares of the same kind'],
  fee: ['fee', 'cheaper fees, or rebates'],
  hidden: ['hidden', 'shares that rested unseen and were found: hidden, or in a dark pool'],
  opportunity: ['left over', 'fewer shares left over and charged at the end'],
  later: ['later', 'shares that were not there when the order came: what waiting and resting brought'],
};

/**
 * What each cause saves a contestant against the baseline, bps, positive is good; together they are its mean saving. The regret against O1
 * is taken apart by cause for both. `later` is the rest: to each one's O1 is added what it found itself, so an O1 that is cheaper than the
 * baseline's had shares that came after the order did.
 */
export function savingByCause(report: CompareReport, one: ContestantReport): Readonly<Record<Cause, number>> {
  const base = baselineOf(report);
  const oracle = ({ bps, regret }: ContestantReport) => bps.mean - regret.static.bps.mean;
  return {
    price: base.parts.price - one.parts.price,
    fee: base.parts.fee - one.parts.fee,
    hidden: base.parts.hidden - one.parts.hidden,
    opportunity: base.parts.opportunity - one.parts.opportunity,
    later: oracle(base) - oracle(one),
  };
}

/** The causes that make the most of a saving, or of a loss, largest first: as many as it takes for `share` of it. */
export function mainCauses(
  report: CompareReport,
  one: Rival,
  share = 0.8,
): readonly { readonly cause: Cause; readonly bps: number }[] {
  const parts = savingByCause(report, one);
  const way = Math.sign(one.saving.bps.mean);
  const agreeing = CAUSES.map((cause) => ({ cause, bps: parts[cause] }))
    .filter(({ bps }) => bps * way > 0)
    .sort((a, b) => Math.abs(b.bps) - Math.abs(a.bps));
  const enough = agreeing.reduce((sum, { bps }) => sum + Math.abs(bps), 0) * share;
  let sum = 0;
  return agreeing.filter(({ bps }) => {
    const wanted = sum < enough;
    sum += Math.abs(bps);
    return wanted;
  });
}
