import type { Side } from '../fix.ts';
import type { Mic, VenueKind } from '../market.ts';
import type { Dispatch, Strategy } from '../routing.ts';
import type { TradeThrough } from '../trade-through.ts';

/**
 * The textbook comparison as the Compare page, the CLI and a test read it: plain data, safe to send as JSON.
 * Money is in dollars and prices in dollars a share here, as numbers with a fraction: a mean of whole micro-dollars is not whole.
 * Costs are positive when they are bad for us; a saving is positive when the strategy beats `price_time`.
 */
export const TEXTBOOK_STRATEGIES = [
  'price_time',
  'dark_first',
  'fee_aware',
  'latency_aware',
  'smart',
] as const satisfies readonly Strategy[];
export type TextbookStrategy = (typeof TEXTBOOK_STRATEGIES)[number];

/** `reference`: the source program's rules with paired draws. `corrected`: the 22 errors mended. */
export type Mechanics = 'reference' | 'corrected';

export interface TextbookVenue {
  readonly mic: Mic;
  readonly kind: VenueKind;
  /** Round trip in milliseconds as the source prints it, and with the speed bump that it leaves out. */
  readonly roundTripMs: number;
  readonly bumpedMs: number;
  readonly makerFee: number;
  readonly takerFee: number;
  readonly bidPx: number;
  readonly askPx: number;
  readonly bidQty: number;
  readonly askQty: number;
  readonly hftPresence: number;
}

/** One number over all seeds: its mean, where 5 % and 95 % of the runs lie, and the 95 % interval of the mean. */
export interface RunStatistic {
  readonly mean: number;
  readonly p5: number;
  readonly p95: number;
  readonly low: number;
  readonly high: number;
}

export interface VenueShare {
  readonly mic: Mic;
  readonly kind: VenueKind;
  /** Mean shares of an order executed there. */
  readonly shares: number;
  /** Part of all executed shares, 0 to 1. */
  readonly share: number;
}

export interface StrategyResult {
  readonly strategy: TextbookStrategy;
  /** Average execution price before fees, dollars a share, over executed shares (chart 1). */
  readonly avgPx: RunStatistic;
  /** Chart 2. Reference: notional + fees of what was executed. Corrected: also the shares left over, charged. */
  readonly totalCost: RunStatistic;
  /** Total cost a share, dollars: over executed shares (reference) or over the ordered ones (corrected). This ranks and saves. */
  readonly allInPx: RunStatistic;
  readonly fees: RunStatistic;
  /** Chart 3: the average price against the NBBO ask, bps; 0 is the ask. */
  readonly slippageAskBps: RunStatistic;
  /** The same against the arrival midpoint, bps. */
  readonly slippageMidBps: RunStatistic;
  /** Price, fees and (corrected only) the charge for shares left over, against the arrival midpoint of the whole order, bps. */
  readonly shortfallBps: RunStatistic;
  /** Executed over ordered, 0 to 1. */
  readonly fillRate: RunStatistic;
  /** Mean shares of an order that traded at a worse price than another lit venue was showing (Rule 611). */
  readonly tradeThroughQty: number;
  /** Simulated milliseconds from the first child sent to the last answer; absent where the mechanics has no clock. */
  readonly elapsedMs?: RunStatistic;
  /** Chart 4, in the order of `TextbookReport.venues`; venues without a share are listed with 0. */
  readonly venues: readonly VenueShare[];
}

/** Mean with the 95 % percentile bootstrap interval of the paired difference. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Equal bins: bin i holds `counts[i]` seeds with edges[i] <= saving < edges[i + 1]; the last bin includes its upper edge. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/**
 * `price_time` minus this strategy on the same draws, seed by seed: the difference of `allInPx` times the ordered shares, so that
 * both sides buy the same quantity. Where both filled whole it is the source's difference of total costs.
 */
export interface Saving {
  readonly strategy: TextbookStrategy;
  readonly dollars: Interval;
  /** Of the baseline's cost of the same shares, as the source divides it. */
  readonly bps: Interval;
  /** Dollars: standard error of the paired mean, and of the same mean had the draws not been paired. */
  readonly standardError: number;
  readonly unpairedStandardError: number;
  /** Student's t and its two-sided p; absent where every seed gave the same difference. */
  readonly t?: number;
  readonly p?: number;
  /** p after Holm's correction for the four strategies. */
  readonly holm?: number;
  /** Share of seeds where the strategy was cheaper, and where it cost the same. */
  readonly winRate: number;
  readonly tieRate: number;
  /** Mean saving over the worst 5 % of the seeds (at least one seed), dollars. */
  readonly worst5: number;
  /** Smallest and largest saving of any seed, dollars. */
  readonly min: number;
  readonly max: number;
  /** Seed by seed, dollars. */
  readonly histogram: Histogram;
  /** Seeds needed for a 95 % interval of the mean that leaves out 0; absent when the mean is 0. */
  readonly seedsToSeparate?: number;
  /** Seeds needed for an interval of plus or minus 0.05 bps. */
  readonly seedsFor005Bps: number;
  /** At least 30 seeds, the bootstrap interval in dollars leaves out 0, and Holm's p is below 0.05. */
  readonly separated: boolean;
}

export interface MechanicsReport {
  readonly mechanics: Mechanics;
  readonly title: string;
  /** What was assumed, one sentence each. */
  readonly notes: readonly string[];
  readonly dispatch: Dispatch;
  /** In the order of `TEXTBOOK_STRATEGIES`. */
  readonly strategies: readonly StrategyResult[];
  /** All but `price_time`. */
  readonly savings: readonly Saving[];
  /** Cheapest mean all-in price first. */
  readonly ranking: readonly TextbookStrategy[];
}

export interface ExactFill {
  readonly mic: Mic;
  /** Dollars. */
  readonly px: number;
  readonly qty: number;
  /** Dollars for the whole fill. */
  readonly fee: number;
  readonly latencyMs: number;
  /** Whether another lit venue still showed a better offer (Rule 611); nothing excuses it here. */
  readonly tradeThrough: Extract<TradeThrough, 'none' | 'violation'>;
}

/** One strategy of the source program's single run: its own figures, wrong or not. */
export interface ExactRow {
  readonly strategy: TextbookStrategy;
  readonly avgPx: number;
  readonly totalCost: number;
  readonly fees: number;
  readonly slippageBps: number;
  /** As the source computes it: always 1. */
  readonly fillRate: number;
  readonly leavesQty: number;
  /** Uniform draws that the strategy took from the one generator. */
  readonly draws: number;
  readonly fills: readonly ExactFill[];
  /** Against the run's own `price_time`; absent for `price_time` itself. */
  readonly saving?: number;
  readonly savingBps?: number;
}

/** The source program run once with `seed`: one sample, unpaired. */
export interface ExactRun {
  readonly bidPx: number;
  readonly askPx: number;
  /** What the source prints as "bps" (dollars times 10,000), and the right figure. */
  readonly printedSpreadBps: number;
  readonly spreadBps: number;
  readonly rows: readonly ExactRow[];
  /** Cheapest printed total first; Python's stable order on ties. */
  readonly ranking: readonly TextbookStrategy[];
}

/** One strategy of the first seed, run by the source's rules on the draws that all strategies meet: one a venue, in table order. */
export interface PairedRow {
  readonly strategy: TextbookStrategy;
  readonly avgPx: number;
  readonly totalCost: number;
  readonly fees: number;
  /** Against the NBBO ask, as the source has it. */
  readonly slippageBps: number;
  /** Executed over ordered. */
  readonly fillRate: number;
  readonly leavesQty: number;
  /** Difference of cost a share from `price_time` on the same draws, times the ordered shares; absent for `price_time` itself. */
  readonly saving?: number;
  readonly fills: readonly ExactFill[];
}

/** Exact expectation over the 2^5 patterns of hits, no sampling. */
export interface EnumeratedRow {
  readonly strategy: TextbookStrategy;
  readonly totalCost: number;
  readonly totalCostSd: number;
  /** Expectation of (total cost over executed shares) of a run, dollars. */
  readonly allInPx: number;
  readonly fees: number;
  readonly slippageAskBps: number;
  readonly shares: number;
  /** Expected paired saving against `price_time` on the ordered shares, its standard deviation, and its expectation in bps. */
  readonly saving: number;
  readonly savingSd: number;
  readonly savingBps: number;
}

export interface Enumeration {
  readonly patterns: number;
  readonly rows: readonly EnumeratedRow[];
  /** Cheapest expected all-in price first. */
  readonly ranking: readonly TextbookStrategy[];
}

/** With no hits at all: the cheapest possible allocation and what each strategy gives away against it. */
export interface Oracle {
  /** Absent when the lit venues show fewer shares than ordered. */
  readonly litOnly?: number;
  readonly withDark?: number;
  readonly regret: readonly {
    readonly strategy: TextbookStrategy;
    readonly totalCost: number;
    readonly dollars: number;
    readonly bps: number;
  }[];
}

/** One of the 22 errors of the source program. */
export interface Correction {
  readonly number: number;
  readonly error: string;
  readonly mended: string;
}

export interface TextbookReport {
  readonly seed: number;
  /** Seeds `seed`, `seed + 1`, ... (modulo 2^32). */
  readonly seeds: number;
  readonly side: Side;
  readonly orderQty: number;
  readonly venues: readonly TextbookVenue[];
  readonly bidPx: number;
  readonly askPx: number;
  readonly midPx: number;
  readonly spreadBps: number;
  readonly exact: ExactRun;
  /** The first seed alone, paired. */
  readonly paired: readonly PairedRow[];
  readonly reference: MechanicsReport;
  readonly corrected: MechanicsReport;
  readonly enumeration: Enumeration;
  readonly oracle: Oracle;
  readonly corrections: readonly Correction[];
  /** What in this report is a teaching figure and not a measured one. */
  readonly illustrative: readonly string[];
}
