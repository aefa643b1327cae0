import { studentP, studentT } from './student.ts';

/**
 * Statistics of a comparison on common random numbers (domain 6, "Statistics"): run i of both sides met the same draws, so only the
 * differences vary. Values may be in any unit; results keep it.
 */
export interface PairedComparison {
  readonly n: number;
  /** Mean of a minus b. */
  readonly mean: number;
  /** Standard deviation of the differences, n - 1 below. */
  readonly deviation: number;
  readonly standardError: number;
  /** What the standard error would have been, had the two sides been drawn apart. */
  readonly unpairedStandardError: number;
  /** Student's t with n - 1 degrees of freedom and its two-sided p; absent when every difference is the same. */
  readonly t?: number;
  readonly p?: number;
  /** Share of runs in which a exceeds b, and in which they are equal. */
  readonly winRate: number;
  readonly tieRate: number;
}

type Values = ArrayLike<number>;

/** Throws RangeError unless both sides have the same number of runs, at least 2. */
export function comparePaired(a: Values, b: Values): PairedComparison {
  if (a.length !== b.length) throw new RangeError(`paired runs: ${a.length} against ${b.length}`);
  const differences = new Float64Array(a.length);
  let wins = 0;
  let ties = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    differences[i] = difference;
    if (difference > 0) wins++;
    else if (difference === 0) ties++;
  }
  const n = a.length;
  const { mean, deviation } = moments(differences);
  const standardError = deviation / Math.sqrt(n);
  const unpairedStandardError = Math.hypot(moments(a).deviation, moments(b).deviation) / Math.sqrt(n);
  const base = { n, mean, deviation, standardError, unpairedStandardError, winRate: wins / n, tieRate: ties / n };
  if (standardError === 0) return base;
  const t = mean / standardError;
  return { ...base, t, p: studentP(t, n - 1) };
}

/** Mean and standard deviation (n - 1 below). A first pass finds the mean, so that values near 300,000 keep their cents. */
export function moments(values: Values): { readonly mean: number; readonly deviation: number } {
  const n = values.length;
  if (n < 2) throw new RangeError(`runs: ${n} is fewer than 2`);
  let sum = 0;
  const first = values[0]!;
  for (let i = 0; i < n; i++) sum += values[i]! - first;
  const mean = first + sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / (n - 1)) };
}

/** Mean with its interval by Student's t: `tail` 0.05 gives 95 %. */
export function meanInterval(values: Values, tail = 0.05): { readonly mean: number; readonly low: number; readonly high: number } {
  const { mean, deviation } = moments(values);
  const half = (studentT(tail, values.length - 1) * deviation) / Math.sqrt(values.length);
  return { mean, low: mean - half, high: mean + half };
}

/** The value below which `part` (0 to 1) of ascending `sorted` lies, between neighbours by straight line (numpy's default). */
export function quantile(sorted: Values, part: number): number {
  if (sorted.length === 0) throw new RangeError('quantile of nothing');
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/** The value of ascending `sorted` below or at which `part` (0 to 1) of it lies: one of its own, so that whole numbers stay whole. */
export function nearestRank(sorted: Values, part: number): number {
  if (sorted.length === 0) throw new RangeError('quantile of nothing');
  return sorted[Math.max(0, Math.min(sorted.length, Math.ceil(part * sorted.length)) - 1)]!;
}

/**
 * One bootstrap resample of several series over the same runs: draws n runs with replacement by `uniform` (in [0, 1)) and writes
 * each series' mean to `means`. Joint draws keep what the series have in common.
 */
export function resampleMeans(series: readonly Values[], uniform: () => number, means: Float64Array): void {
  const n = series[0]!.length;
  means.fill(0);
  for (let draw = 0; draw < n; draw++) {
    const run = Math.floor(uniform() * n);
    for (let s = 0; s < series.length; s++) means[s]! += series[s]![run]!;
  }
  for (let s = 0; s < series.length; s++) means[s]! /= n;
}

/** Percentile bootstrap interval of the mean (B resamples, `tail` 0.05 for 95 %). */
export function bootstrapInterval(
  values: Values,
  resamples: number,
  uniform: () => number,
  tail = 0.05,
): { readonly low: number; readonly high: number } {
  const means = new Float64Array(resamples);
  const one = new Float64Array(1);
  for (let i = 0; i < resamples; i++) {
    resampleMeans([values], uniform, one);
    means[i] = one[0]!;
  }
  means.sort();
  return { low: quantile(means, tail / 2), high: quantile(means, 1 - tail / 2) };
}

/** Holm's step-down correction of several p values, in the order given. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((i, j) => ps[i]! - ps[j]!);
  const adjusted = new Array<number>(ps.length);
  let running = 0;
  order.forEach((i, rank) => {
    running = Math.max(running, Math.min(1, ps[i]! * (ps.length - rank)));
    adjusted[i] = running;
  });
  return adjusted;
}

/** Runs needed for a 95 % interval of plus or minus `half` around a mean whose runs deviate by `deviation`; at least 2. */
export function runsNeeded(deviation: number, half: number): number {
  if (!(half > 0)) throw new RangeError(`half-width: ${half} is not above 0`);
  return Math.max(2, Math.ceil(((1.959963984540054 * deviation) / half) ** 2));
}
