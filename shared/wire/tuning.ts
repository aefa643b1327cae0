import type { RouterConfig } from '../config/session.ts';
import type { Dispatch, StrategyName } from '../routing.ts';
import type { Estimate } from './compare.ts';

/**
 * A search for better numbers of the cost model, as the desk, the CLI and a test read it: plain data, safe to send as JSON. Costs are
 * all-in, bps of orderQty times the arrival midpoint, means of the seeds' own means; a saving is positive where the tried setting is
 * cheaper than the one it was tried against, on the same orders.
 */

/** What became of a setting that was tried. */
export type TryVerdict =
  /** Its interval leaves out 0 on the better side: the search went on from it. */
  | 'accepted'
  /** Cheaper on all seeds, but 0 is within its interval. */
  | 'notProven'
  /** No cheaper on all seeds. */
  | 'noBetter'
  /** No cheaper on the first quarter of the seeds: the others were saved. */
  | 'dropped'
  /** It holds on its own, but another step of the same round was the better one. */
  | 'outdone';

export interface TuneTry {
  /** From 1. */
  readonly number: number;
  readonly round: number;
  /** What was changed against the best so far. */
  readonly changes: readonly ParameterChange[];
  /** Seeds that it was tried on. */
  readonly seeds: number;
  /** bps, with its 95 % percentile bootstrap interval over seeds. */
  readonly saving: Estimate;
  readonly verdict: TryVerdict;
}

export interface ParameterChange {
  /** As `tuning.leakTicks`: its group and name in a scenario's `router`. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The best setting against the first one, on seeds that the search never saw. */
export interface TuneConfirmation {
  readonly seeds: string;
  /** bps: of either. */
  readonly start: number;
  readonly tuned: number;
  readonly saving: Estimate;
  /** The interval leaves out 0. */
  readonly holds: boolean;
}

export interface TuneReport {
  readonly scenario: string;
  readonly symbol: string;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** Seeds of the search. */
  readonly seeds: string;
  readonly engineVersion: string;
  /** Settings that may be tried, and those that were. */
  readonly budget: number;
  readonly tries: readonly TuneTry[];
  /** Every parameter that was searched: at the start, at the best found, and within what it was kept. */
  readonly parameters: readonly {
    readonly name: string;
    readonly start: number;
    readonly best: number;
    readonly min: number;
    readonly max: number;
  }[];
  /** Mean cost on the search's seeds, bps. */
  readonly startBps: number;
  readonly bestBps: number;
  /** Why it ended; absent while it goes on. */
  readonly ended?: 'budget' | 'steps';
  /** Absent while it goes on, and where no step was accepted. */
  readonly confirmation?: TuneConfirmation;
  /** The scenario's `router` group to go on with: the best one if it was confirmed, else as it was; absent while it goes on. */
  readonly router?: RouterConfig;
}
