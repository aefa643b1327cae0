import { reliabilityOf } from './reliability.ts';

/** Predictions are kept so far from 0 and 1 that a certainty which fails costs much, 27.6, but not infinitely much. */
const MARGIN = 1e-12;

type Values = ArrayLike<number>;

/** (p - y)^2 of one prediction. */
export function squaredError(p: number, y: number): number {
  return (p - y) * (p - y);
}

/** -y log p - (1 - y) log(1 - p) of one prediction, natural logarithms. */
export function crossEntropy(p: number, y: number): number {
  const within = Math.min(1 - MARGIN, Math.max(MARGIN, p));
  return -y * Math.log(within) - (1 - y) * Math.log1p(-within);
}

/** Mean squared error of predictions (domain 7a, TV-ml). Throws RangeError, as all of these, without samples or where counts differ. */
export function brier(p: Values, y: Values): number {
  return meanOf(p, y, squaredError);
}

/** Mean log loss (domain 7a, TV-ml). */
export function logLoss(p: Values, y: Values): number {
  return meanOf(p, y, crossEntropy);
}

/**
 * Chance that a sample with the outcome has a higher prediction than one without, a tie counting half (domain 7a, TV-ml). An outcome that is
 * a share counts on both sides by its parts. Undefined where all outcomes are alike.
 */
export function auc(p: Values, y: Values): number | undefined {
  check(p, y);
  const order = Int32Array.from(p, (_, i) => i).sort((i, j) => p[i]! - p[j]!);
  let hits = 0;
  let misses = 0;
  let won = 0;
  for (let at = 0; at < order.length; ) {
    const from = at;
    let tiedHits = 0;
    let tiedMisses = 0;
    for (; at < order.length && p[order[at]!] === p[order[from]!]; at++) {
      const share = y[order[at]!]!;
      tiedHits += share;
      tiedMisses += 1 - share;
    }
    won += tiedHits * (misses + tiedMisses / 2);
    hits += tiedHits;
    misses += tiedMisses;
  }
  return hits > 0 && misses > 0 ? won / (hits * misses) : undefined;
}

/** Expected calibration error over 10 bins of equal width (domain 7a). */
export function ece(p: Values, y: Values): number {
  check(p, y);
  return reliabilityOf(p, y).ece!;
}

/** How good a model's predictions were. */
export interface Score {
  readonly n: number;
  readonly baseRate: number;
  readonly brier: number;
  /** Part of the Brier score of always saying the base rate that the model takes away; absent where all outcomes were alike. */
  readonly skill?: number;
  readonly logLoss: number;
  readonly auc?: number;
  readonly ece: number;
  readonly slope?: number;
}

export function scoreOf(p: Values, y: Values): Score {
  const reliability = reliabilityOf(p, y);
  const error = brier(p, y);
  const baseRate = reliability.baseRate!;
  return {
    n: p.length,
    baseRate,
    brier: error,
    skill: skillOf(error, y),
    logLoss: logLoss(p, y),
    auc: auc(p, y),
    ece: reliability.ece!,
    slope: reliability.slope,
  };
}

function skillOf(error: number, y: Values): number | undefined {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    sum += y[i]!;
    squares += y[i]! * y[i]!;
  }
  return brierSkill(error, y.length, sum, squares);
}

/** 1 - Brier / that of saying the mean outcome each time, from the sums of outcomes and their squares. */
export function brierSkill(error: number, n: number, sum: number, squares: number): number | undefined {
  const base = squares / n - (sum / n) ** 2;
  return base > 0 ? 1 - error / base : undefined;
}

/** What a model must do to be used (domain 7a); routing regret is asked apart. */
export const GATES = { skill: 0.05, slope: [0.9, 1.1], ece: 0.03 } as const;

/** The gates that a score does not pass, none where it may be used. What is undefined does not pass. */
export function failedGates({ skill, slope, ece }: Score): ('skill' | 'slope' | 'ece')[] {
  const failed: ('skill' | 'slope' | 'ece')[] = [];
  if (!(skill !== undefined && skill >= GATES.skill)) failed.push('skill');
  if (!(slope !== undefined && slope >= GATES.slope[0] && slope <= GATES.slope[1])) failed.push('slope');
  if (!(ece <= GATES.ece)) failed.push('ece');
  return failed;
}

/** What no model can beat where the true probability of each outcome is known, as a simulation knows it (Bayes rate, domain 7a). */
export function bayesRate(truth: Values): { readonly brier: number; readonly logLoss: number; readonly auc?: number } {
  // Expected over the outcomes: to predict the truth of a share of itself.
  const entropy = (p: number) => crossEntropy(p, p);
  return { brier: meanOf(truth, truth, (p) => p * (1 - p)), logLoss: meanOf(truth, truth, entropy), auc: auc(truth, truth) };
}

function meanOf(p: Values, y: Values, loss: (p: number, y: number) => number): number {
  check(p, y);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += loss(p[i]!, y[i]!);
  return sum / p.length;
}

function check(p: Values, y: Values): void {
  if (p.length !== y.length) throw new RangeError(`samples: ${p.length} predictions for ${y.length} outcomes`);
  if (p.length === 0) throw new RangeError('samples: none');
}
