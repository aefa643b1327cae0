import type { Dispatch } from '../../../../shared/routing.ts';
import { meanInterval } from '../../../../shared/tca/paired.ts';
import type { CompareReport, ContestantReport, Estimate, PairedSaving } from '../../../../shared/wire/compare.ts';
import { DISPATCH_WORDS } from '../../../state/ticket.svelte.ts';
import { strategyName } from '../words.ts';

/** One that is compared with the baseline. */
export type Rival = ContestantReport & { readonly saving: PairedSaving };

/** The one that all others are compared with. Throws where the report names none of its own: a bug of who made it. */
export function baselineOf({ contestants, against }: CompareReport): ContestantReport {
  const baseline = contestants.find(({ name }) => name === against);
  if (!baseline) throw new Error(`baseline: ${against} is not among those compared`);
  return baseline;
}

/** Those compared with the baseline, cheapest first. */
export function rivalsOf({ contestants }: Pick<CompareReport, 'contestants'>): readonly Rival[] {
  return contestants.filter((one): one is Rival => one.saving !== undefined);
}

export function dispatchesOf({ contestants }: CompareReport): readonly Dispatch[] {
  return [...new Set(contestants.map(({ dispatch }) => dispatch))];
}

/** Those of one dispatch, and the baseline whatever its own is; cheapest first. */
export function contestantsWith({ contestants, against }: CompareReport, dispatch: Dispatch): readonly ContestantReport[] {
  return contestants.filter((one) => one.dispatch === dispatch || one.name === against);
}

/** The strategy's name, what it knew if it was entered with some knowledge, and its dispatch (`Smart/parallel`) where the report holds several and it is not `plain`, the one that goes without saying. */
export function contestantName(report: CompareReport, one: ContestantReport, plain?: Dispatch): string {
  const name = one.knowledge ? `${strategyName(one.strategy)} @${one.knowledge.title}` : strategyName(one.strategy);
  if (dispatchesOf(report).length < 2 || one.dispatch === plain) return name;
  return `${name}/${DISPATCH_WORDS[one.dispatch][0].toLowerCase()}`;
}

/** What the second cost more than the first, seed by seed: mean and 95 % interval, bps. */
export function pairedDifference(first: ContestantReport, second: ContestantReport): Estimate {
  const length = (first.saving ?? second.saving)?.perSeed.length ?? 0;
  const savedBy = ({ saving }: ContestantReport) => saving?.perSeed ?? new Array<number>(length).fill(0);
  const other = savedBy(second);
  return meanInterval(savedBy(first).map((saving, i) => saving - other[i]!));
}

/** What an interval says of a difference: that there is one, and which way, or nothing. */
export function leavesZero({ low, high }: Estimate): boolean {
  return low > 0 || high < 0;
}
