import type { FaultKind } from '../config/fault.ts';
import type { Side, TimeInForce } from '../fix.ts';
import type { Mic, VenueKind } from '../market.ts';
import type { Dispatch, StrategyName } from '../routing.ts';
import type { Qty } from '../units.ts';

/**
 * Strategies compared on common random numbers, as the Compare page, the CLI and a test read it: plain data, safe to send as JSON. Costs
 * are all-in (price against the arrival midpoint, fees, and the far touch with the dearest taker fee for what is left), positive is bad;
 * bps are of orderQty times the arrival midpoint; a saving is positive where the strategy is cheaper than the one it is compared with.
 * Means are of the seeds' own means: a seed's orders share a market, seeds share nothing.
 */

/** `volatile`: the same scenario, moving 2.5 times as much and jumping 5 times as often. */
export const MOODS = ['calm', 'volatile'] as const;
export type Mood = (typeof MOODS)[number];
/** What goes wrong while an order comes. */
export type Trouble = FaultKind;

/**
 * Seconds after which the standard orders are judged: one that is immediate or cancelled has had its turn, and leakage is read a second
 * after it came; a day order may rest and wait.
 */
export const STANDARD_HORIZON = { ioc: 1, day: 10 } as const;

/** A mean over seeds with its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One number over all orders. */
export interface Spread {
  readonly median: number;
  readonly p5: number;
  readonly p95: number;
}

/** The paired difference from the baseline: baseline minus strategy, on the same orders. */
export interface PairedSaving {
  /** bps, with the 95 % percentile bootstrap interval over seeds. */
  readonly bps: Estimate;
  /** bps: of the paired mean, and of the same mean had the two been run apart. */
  readonly standardError: number;
  readonly unpairedStandardError: number;
  /** Student's t over seeds and its two-sided p; absent where every seed gave the same difference. */
  readonly t?: number;
  readonly p?: number;
  /** p after Holm's correction for all strategies compared. */
  readonly holm?: number;
  /** Share of seeds in which the strategy was cheaper, and in which it cost the same. */
  readonly winRate: number;
  readonly tieRate: number;
  /** Seeds needed for an interval of plus or minus 0.05 bps. */
  readonly seedsFor005Bps: number;
  /** The part of what O1 would have saved over the baseline that the strategy saves; absent where O1 saves nothing. */
  readonly capture?: Estimate;
  /** The bootstrap interval leaves out 0 and Holm's p is below 0.05. */
  readonly separated: boolean;
  /** Seed by seed, bps, in the order of `CompareReport.seeds`. */
  readonly perSeed: readonly number[];
}

/** Against one oracle: mean regret, bps, and mean score. */
export interface RegretMean {
  readonly bps: Estimate;
  readonly score: number;
}

export interface ContestantReport {
  /** The strategy, or strategy/dispatch where several dispatches are compared; and @knowledge where it was entered with some. */
  readonly name: string;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** What its router began with; absent: what the scenario's does. */
  readonly knowledge?: { readonly title: string; readonly frozen: boolean };
  /** All-in cost. */
  readonly bps: Estimate;
  /** Over all orders, bps. */
  readonly spread: Spread;
  /** Mean cost of an order, dollars, and of that the fees. */
  readonly dollars: number;
  readonly feeDollars: number;
  /** Executed over ordered shares, and executed over sent ones of the first decision that sent any; 0 to 1. */
  readonly fillRate: Estimate;
  readonly firstFillRate?: Estimate;
  /**
   * Of the shares that the far touch showed when an order came, those of its size at most, the part that it got at that price or better;
   * 0 to 1. What dispatches are compared by (domain 5.6): a first decision sends one leg or all.
   */
  readonly touchRate?: Estimate;
  /** Move of the midpoint against the order after a second, beyond that of the market without it, bps. */
  readonly leakBps?: Estimate;
  /** Milliseconds to the word of the last share, over the orders filled whole; absent where none was. */
  readonly completeMs?: Spread;
  readonly regret: { readonly static: RegretMean; readonly window: RegretMean; readonly fixed: RegretMean };
  /** Where the regret against O1 comes from, bps; they sum to its mean. */
  readonly parts: { readonly price: number; readonly fee: number; readonly hidden: number; readonly opportunity: number };
  readonly venues: readonly { readonly mic: Mic; readonly kind: VenueKind; readonly share: number }[];
  /** Fills by what Rule 611 says of them. */
  readonly tradeThroughs: { readonly none: number; readonly exempt: number; readonly violation: number };
  /** Orders that it gave up, because its policy is a user's and was stopped; they went on by `price_time`. Absent: none. */
  readonly stopped?: number;
  /** Absent for the baseline. */
  readonly saving?: PairedSaving;
  /** How much less its regret against O1 is than the baseline's, bps, paired, with its 95 % bootstrap interval; absent for the baseline. */
  readonly regretSaving?: Estimate;
}

/** Some of the orders: those of one size, mood, trouble or side, or of each of these. Absent: all of them. */
export interface CompareCell {
  readonly size?: string;
  readonly mood?: Mood;
  /** `any`: whatever it is. */
  readonly trouble?: 'none' | 'any' | Trouble;
  readonly side?: Side;
  /** Orders of all seeds. */
  readonly orders: number;
  readonly rows: readonly CellRow[];
}

export interface CellRow {
  readonly name: string;
  readonly bps: number;
  readonly fillRate: number;
  readonly firstFillRate?: number;
  readonly touchRate?: number;
  readonly leakBps?: number;
  /** Baseline minus this, bps, with its bootstrap interval; absent for the baseline. */
  readonly saving?: Estimate;
  readonly capture?: number;
}

/** A size of the standard order set. */
export interface OrderSize {
  /** As a cell names it: "2 %", or the shares of an order that was given. */
  readonly size: string;
  readonly orderQty: Qty;
}

export interface CompareReport {
  readonly scenario: string;
  readonly title: string;
  readonly symbol: string;
  /** Those that were finished; all of the ones asked for unless `partial`. */
  readonly seeds: readonly number[];
  readonly seedsAsked: number;
  /** It was given up before its end. */
  readonly partial: boolean;
  readonly engineVersion: string;
  readonly orderProtection: boolean;
  /** Seconds from an order's arrival. */
  readonly horizon: number;
  readonly timeInForce: TimeInForce;
  /** Name of the contestant that all others are compared with. */
  readonly against: string;
  /** Mean shares that the far side of the NBBO shows, from a pilot; absent where the orders were given. */
  readonly quotedQty?: number;
  readonly sizes: readonly OrderSize[];
  readonly moods: readonly Mood[];
  /** Orders that every contestant was given, and those that the engine refused to some. */
  readonly orders: number;
  readonly refused: number;
  /** Dearest last, by mean cost. */
  readonly contestants: readonly ContestantReport[];
  /** Name of the one that was the cheapest over all seeds: the best fixed strategy (O3). */
  readonly best: string;
  /** O1 as it was for everyone, bps. */
  readonly staticBps: Estimate;
  /** Shares beyond the order that sending it whole to every lit venue would have brought, and as a part of the order. */
  readonly overfill: { readonly qty: number; readonly share: number };
  readonly cells: readonly CompareCell[];
  readonly illustrative: readonly string[];
}
