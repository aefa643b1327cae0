import { logit, scoreLoss, sigmoid } from './sigmoid.ts';

/** p -> sigmoid(slope logit(p) + intercept): calibration by a line in log-odds. */
export interface Platt {
  readonly kind: 'platt';
  readonly slope: number;
  readonly intercept: number;
}

const MOST_STEPS = 100;

/**
 * Platt's (1999) scaling of predictions `p` to outcomes `y` by Newton's method with halved steps (Lin, Lin and Weng 2007). Targets are
 * drawn in from 0 and 1 by Platt's counts, so that samples which one cut separates do not send the slope to infinity.
 * Throws RangeError without samples or where counts differ.
 */
export function fitPlatt(p: ArrayLike<number>, y: ArrayLike<number>): Platt {
  const n = p.length;
  if (n === 0 || n !== y.length) throw new RangeError(`samples: ${n} predictions for ${y.length} outcomes`);
  let hits = 0;
  for (let i = 0; i < n; i++) hits += y[i]!;
  const high = (hits + 1) / (hits + 2);
  const low = 1 / (n - hits + 2);
  const scores = Float64Array.from(p, (one) => logit(one));
  const targets = Float64Array.from(y, (one) => low + one * (high - low));

  let slope = 0;
  let intercept = logit((hits + 1) / (n + 2));
  let loss = lossOf(scores, targets, slope, intercept);
  for (let step = 0; step < MOST_STEPS; step++) {
    // A little is added to the diagonal, so that scores which do not vary can be solved for.
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-12, 0, 1e-12];
    for (let i = 0; i < n; i++) {
      const score = scores[i]!;
      const q = sigmoid(slope * score + intercept);
      const error = q - targets[i]!;
      const weight = q * (1 - q);
      g0 += error;
      g1 += error * score;
      h00 += weight;
      h01 += weight * score;
      h11 += weight * score * score;
    }
    if (Math.abs(g0) < 1e-9 * n && Math.abs(g1) < 1e-9 * n) break;
    const determinant = h00 * h11 - h01 * h01;
    const byIntercept = (h01 * g1 - h11 * g0) / determinant;
    const bySlope = (h01 * g0 - h00 * g1) / determinant;
    const decrease = g0 * byIntercept + g1 * bySlope;
    let part = 1;
    let next = lossOf(scores, targets, slope + bySlope, intercept + byIntercept);
    while (!(next <= loss + 1e-4 * part * decrease) && part > 1e-10) {
      part /= 2;
      next = lossOf(scores, targets, slope + part * bySlope, intercept + part * byIntercept);
    }
    if (!(next < loss)) break;
    slope += part * bySlope;
    intercept += part * byIntercept;
    loss = next;
  }
  return { kind: 'platt', slope, intercept };
}

/** Sum of the samples' log losses. */
function lossOf(scores: Float64Array, targets: Float64Array, slope: number, intercept: number): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scoreLoss(slope * scores[i]! + intercept, targets[i]!);
  return sum;
}
