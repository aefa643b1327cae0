/** "Is this market realistic?": every statistic of domain 4.4 beside its target range, over seeds and on recorded days. */

/** One measured row. `values` are one a seed (or one a recorded day), absent where it could not be measured. */
export interface RealismRow {
  readonly id: string;
  readonly title: string;
  /** 'ticks', 'shares', 'ratio', '%', 'per minute', 'µs', … */
  readonly unit: string;
  /** Either end absent: no bound there. Absent altogether: a statistic for comparison, without a target. */
  readonly target?: { readonly low?: number; readonly high?: number };
  /** Where the target comes from, and what it is worth. */
  readonly basis: string;
  readonly values: readonly (number | undefined)[];
  readonly mean?: number;
  /** Standard deviation over seeds. */
  readonly spread?: number;
  /** Mean within the target; absent without a target. */
  readonly holds?: boolean;
  /** The same statistic by the same code on recorded days, where it can be had. */
  readonly recorded: readonly { readonly tape: string; readonly value: number }[];
}

/** A picture: lines over a common axis, the simulation's mean over seeds with its spread, and recorded days beside it. */
export interface RealismCurve {
  readonly id: string;
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly x: readonly number[];
  /** Names of the places of `x` where they are kinds and not amounts: bars, one a venue or a size. */
  readonly labels?: readonly string[];
  readonly lines: readonly {
    readonly name: string;
    readonly kind: 'simulated' | 'recorded' | 'reference';
    readonly y: readonly (number | undefined)[];
    /** Half a standard deviation over seeds, either way; simulated lines only. */
    readonly spread?: readonly (number | undefined)[];
  }[];
}

export interface RealismReport {
  readonly scenario: string;
  readonly symbol: string;
  readonly seeds: readonly number[];
  /** Seeds the parameters were tuned on: none of them may be among `seeds` for the verdict to mean anything. */
  readonly tunedOn: readonly number[];
  readonly minutes: number;
  readonly engineVersion: string;
  readonly rows: readonly RealismRow[];
  readonly curves: readonly RealismCurve[];
  readonly tapes: readonly string[];
  /** Rows with a target that hold, and all that have one. */
  readonly held: number;
  readonly targets: number;
  readonly illustrative: readonly string[];
}
