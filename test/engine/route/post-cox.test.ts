import { describe, expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import { coxFillChance, fitCox } from '../../../electron/engine/route/post/cox.ts';
import type { CoxRow } from '../../../electron/engine/route/post/risk-sets.ts';
import { schoenfeldSlopes } from '../../../electron/engine/route/post/schoenfeld.ts';
import { symmetricInverse } from '../../../electron/engine/route/post/symmetric.ts';

const filled = (time: number, ...covariates: number[]): CoxRow => ({ time, filled: true, covariates });

/** Time to fill with hazard exp(beta z) / 10 where z is normal, imbalance and spread say; cancels at random. */
function drawn(seed: number, beta: readonly number[], count: number): CoxRow[] {
  const stream = new Stream(seed, 'rests');
  return Array.from({ length: count }, () => {
    const covariates = beta.map(() => stream.normal());
    const rate = Math.exp(covariates.reduce((sum, z, i) => sum + beta[i] * z, 0)) / 10;
    const [fill, cancel] = [stream.exponential(1 / rate), stream.exponential(15)];
    return { time: Math.min(fill, cancel), filled: fill < cancel, covariates };
  });
}

describe('Cox regression of the time to fill', () => {
  test('no fill, rows of several widths, covariates that never differ or say the same, are refused', () => {
    expect(() => fitCox([])).toThrow(RangeError);
    expect(() => fitCox([{ time: 1, filled: false, covariates: [1] }])).toThrow(RangeError);
    expect(() => fitCox([filled(1, 1), filled(2, 1, 2)])).toThrow(RangeError);
    expect(() => fitCox([filled(1, 3), filled(2, 3)])).toThrow(RangeError);
    expect(() => fitCox([filled(1, 1, 2), filled(2, 0, 0), filled(3, 1, 2)])).toThrow(RangeError);
  });

  test('three orders by hand: 1 / (2u + 1) = u / (1 + u) where u = exp(beta)', () => {
    const fit = fitCox([filled(1, 1), filled(2, 0), filled(3, 1)]);
    expect(fit.converged).toBe(true);
    expect(fit.beta[0]).toBeCloseTo(-Math.LN2 / 2, 8);
    const u = Math.SQRT1_2;
    expect(fit.logLikelihood).toBeCloseTo(Math.log((u / (2 * u + 1)) * (1 / (1 + u))), 10);
  });

  test('tied fills by hand (Breslow): both face all that were at risk, u = 2', () => {
    const fit = fitCox([filled(1, 1), filled(1, 0), { time: 2, filled: false, covariates: [0] }]);
    expect(fit.beta[0]).toBeCloseTo(Math.LN2, 8);
    // Of hazards exp(0), the baseline jumps by 2 fills over u + 1 + 1 at risk.
    expect(coxFillChance(fit, [0], 1)).toBeCloseTo(1 - Math.exp(-2 / 4), 8);
    expect(coxFillChance(fit, [0], 0.9)).toBe(0);
  });

  test('a covariate that parts the early from the late has no finite beta, and the fit says so', () => {
    expect(fitCox([filled(1, 1), filled(2, 1), filled(3, 0), filled(4, 0)]).converged).toBe(false);
  });

  test('beta is found again in what it made, whatever the unit of a covariate', () => {
    const truth = [-0.8, 0.5, 0];
    for (const seed of [1, 2, 3]) {
      const rows = drawn(seed, truth, 2000);
      const fit = fitCox(rows);
      expect(fit.converged).toBe(true);
      truth.forEach((beta, i) => {
        expect(fit.errors[i]).toBeLessThan(0.05);
        expect(Math.abs(fit.beta[i] - beta)).toBeLessThan(3.5 * fit.errors[i]);
      });
      const scaled = fitCox(
        rows.map((row) => ({ ...row, covariates: [1000 * row.covariates[0] + 50_000, ...row.covariates.slice(1)] })),
      );
      expect(scaled.beta[0] * 1000).toBeCloseTo(fit.beta[0], 6);
    }
  });

  test('the baseline gives back the chance to be filled', () => {
    const fit = fitCox(drawn(4, [-0.8, 0.5], 4000));
    for (const [z, time] of [
      [[0, 0], 5],
      [[1, 0], 5],
      [[-1, 1], 3],
    ] as const) {
      const truth = 1 - Math.exp((-time / 10) * Math.exp(-0.8 * z[0] + 0.5 * z[1]));
      expect(Math.abs(coxFillChance(fit, z, time) - truth)).toBeLessThan(0.03);
    }
  });

  test('Schoenfeld: slopes are near 0 where beta holds over time, and far from it where it changes sign', () => {
    const steady = drawn(5, [-0.8, 0.5], 2000);
    for (const { slope, score } of schoenfeldSlopes(steady, fitCox(steady))) {
      expect(Math.abs(score)).toBeLessThan(3);
      expect(Math.abs(slope)).toBeLessThan(0.4);
    }

    // Up to time 5 z speeds fills up, afterwards it slows them down.
    const stream = new Stream(6, 'rests');
    const turning = Array.from({ length: 2000 }, (): CoxRow => {
      const z = stream.normal();
      const early = stream.exponential(10 * Math.exp(-z));
      return filled(early < 5 ? early : 5 + stream.exponential(10 * Math.exp(z)), z);
    });
    const [{ slope, score }] = schoenfeldSlopes(turning, fitCox(turning));
    expect(slope).toBeLessThan(-1);
    expect(score).toBeLessThan(-10);
  });
});

test('the inverse of a symmetric matrix, and none of one that is not positive definite', () => {
  const inverse = symmetricInverse([4, 2, 2, 3], 2)!;
  [0.375, -0.25, -0.25, 0.5].forEach((x, i) => expect(inverse[i]).toBeCloseTo(x, 12));
  expect(symmetricInverse([1, 1, 1, 1], 2)).toBeUndefined();
  expect(symmetricInverse([1, 2, 2, 1], 2)).toBeUndefined();
});
