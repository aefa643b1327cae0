import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Calibration, calibrate, loadCalibration } from '../../../electron/engine/learn/calibration.ts';
import { fitIsotonic } from '../../../electron/engine/learn/isotonic.ts';
import { brier, scoreOf } from '../../../electron/engine/learn/metrics.ts';
import { fitPlatt } from '../../../electron/engine/learn/platt.ts';
import { logit, sigmoid } from '../../../electron/engine/learn/sigmoid.ts';
import { Stream } from '../../../electron/engine/random.ts';

/** Predictions that are `bend` of the truth, and outcomes drawn by the truth. */
function distorted(seed: number, count: number, bend: (truth: number) => number) {
  const stream = new Stream(seed, 'distorted');
  const truth = Float64Array.from({ length: count }, () => sigmoid(-0.7 + 1.1 * stream.normal()));
  return { truth, p: truth.map(bend), y: truth.map((one) => (stream.chance(one) ? 1 : 0)) };
}

/** Too bold, and too high. */
const bold = (truth: number) => sigmoid(2.5 * logit(truth) + 0.8);
/** Too timid in the middle and too bold outside: no line in log-odds. */
const bent = (truth: number) => sigmoid(3 * logit(truth) ** 3);

describe('calibration', () => {
  test('refuses no samples, counts that differ, a prediction that is none', () => {
    for (const calibrator of [fitPlatt, fitIsotonic]) {
      expect(() => calibrator([], [])).toThrow('samples: 0 predictions for 0 outcomes');
      expect(() => calibrator([0.5], [1, 0])).toThrow('samples: 1 predictions for 2 outcomes');
    }
    expect(() => calibrate({ kind: 'none' }, 1.5)).toThrow('prediction: 1.5 is not 0 to 1');
    expect(calibrate({ kind: 'none' }, 0.37)).toBe(0.37);
  });

  test('Platt finds the line that distorted the log-odds', () => {
    const { p, y } = distorted(1, 50_000, bold);
    const { slope, intercept } = fitPlatt(p, y);
    expect(slope).toBeCloseTo(1 / 2.5, 1);
    expect(intercept).toBeCloseTo(-0.8 / 2.5, 1);
    // The fit is where the gradient vanishes: the mean calibrated prediction is the share of outcomes.
    const mean = p.reduce((sum, one) => sum + calibrate({ kind: 'platt', slope, intercept }, one), 0) / p.length;
    expect(Math.abs(mean - y.reduce((sum, one) => sum + one, 0) / y.length)).toBeLessThan(1e-4);
  });

  test('Platt stays finite where one cut separates the kinds, where all are of one kind, where predictions do not vary', () => {
    const apart = fitPlatt([0.1, 0.2, 0.3, 0.7, 0.8, 0.9], [0, 0, 0, 1, 1, 1]);
    // Targets 1/5 and 4/5, solved by plain descent.
    expect(apart.slope).toBeCloseTo(0.8608632464621144, 6);
    expect(apart.intercept).toBeCloseTo(0, 6);
    const sure = calibrate(fitPlatt([0.2, 0.8, 0.5], [1, 1, 1]), 0.5);
    expect(sure).toBeGreaterThan(0.7);
    expect(sure).toBeLessThan(1);
    // 0 and 1 are certainties that it must bear.
    expect(calibrate(fitPlatt([0, 1, 0, 1], [0, 1, 1, 0]), 1)).toBeCloseTo(0.5, 6);
    const flat = fitPlatt(
      new Array(100).fill(0.4),
      Array.from({ length: 100 }, (_, i) => (i % 4 === 0 ? 1 : 0)),
    );
    expect(calibrate(flat, 0.4)).toBeCloseTo(0.25, 1);
  });

  test('isotonic by hand: violators are pooled, between pools by straight line', () => {
    const fitted = fitIsotonic([0.1, 0.2, 0.3, 0.4, 0.6, 0.8], [0, 1, 0, 0, 1, 1]);
    expect(fitted).toEqual({ kind: 'isotonic', at: [0.1, 0.2, 0.4, 0.6, 0.8], values: [0, 1 / 3, 1 / 3, 1, 1] });
    expect([0, 0.1, 0.15, 0.3, 0.5, 0.9].map((p) => calibrate(fitted, p))).toEqual([
      0,
      0,
      expect.closeTo(1 / 6, 12),
      1 / 3,
      expect.closeTo(2 / 3, 12),
      1,
    ]);
  });

  test('isotonic takes equal predictions for one, and equal neighbours for one pool', () => {
    expect(fitIsotonic([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 1])).toEqual({ kind: 'isotonic', at: [0.5], values: [0.75] });
    expect(fitIsotonic([0.3, 0.1, 0.2, 0.4], [1, 1, 1, 1])).toEqual({ kind: 'isotonic', at: [0.1, 0.4], values: [1, 1] });
  });

  test('isotonic never falls, keeps the mean, and no other rising fit comes nearer', () => {
    const sample = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 }));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (samples, power) => {
        const p = samples.map(([score]) => score / 20);
        const y = samples.map(([, outcome]) => outcome);
        const fitted = fitIsotonic(p, y);
        expect(loadCalibration(JSON.parse(JSON.stringify(fitted)))).toEqual(fitted);
        const calibrated = p.map((one) => calibrate(fitted, one));
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        expect(sum(calibrated)).toBeCloseTo(sum(y), 9);
        expect(brier(calibrated, y)).toBeLessThanOrEqual(
          brier(
            p.map((one) => one ** power),
            y,
          ) + 1e-12,
        );
      }),
      { seed: 9 },
    );
  });

  test('makes bold predictions mean what they say on samples it has not seen', () => {
    const worlds: [bend: (truth: number) => number, calibrator: (p: Float64Array, y: Float64Array) => Calibration][] = [
      [bold, fitPlatt],
      [bold, fitIsotonic],
      [bent, fitIsotonic],
    ];
    for (const [bend, calibrator] of worlds) {
      const fitted = distorted(1, 20_000, bend);
      const unseen = distorted(2, 20_000, bend);
      const calibration = calibrator(fitted.p, fitted.y);
      const before = scoreOf(unseen.p, unseen.y);
      const after = scoreOf(
        unseen.p.map((p) => calibrate(calibration, p)),
        unseen.y,
      );
      expect(before.ece > 0.06 || before.slope! < 0.8).toBe(true);
      expect(after.ece).toBeLessThanOrEqual(0.03);
      expect(after.slope).toBeGreaterThan(0.9);
      expect(after.slope).toBeLessThan(1.1);
      expect(after.logLoss).toBeLessThan(before.logLoss);
      expect(Math.abs(after.auc! - before.auc!)).toBeLessThan(0.005);
    }
  });

  test('a saved one is refused by the field that is wrong', () => {
    const points = { kind: 'isotonic', at: [0.1, 0.5], values: [0.2, 0.3] };
    const wrong: [data: unknown, message: string][] = [
      [undefined, 'calibration: not an object'],
      [{ kind: 'spline' }, 'kind: spline is not none, platt or isotonic'],
      [{ kind: 'platt', slope: 1 }, 'intercept: undefined is not a number'],
      [{ ...points, at: [], values: [] }, 'at: no points'],
      [{ ...points, at: [0.5, 0.5] }, 'at[1]: 0.5 does not rise'],
      [{ ...points, values: [0.3, 0.2] }, 'values[1]: 0.2 falls'],
      [{ ...points, values: [0.3] }, 'values: 1 for 2'],
      [{ ...points, values: [0.3, 1.2] }, 'values[1]: 1.2 is not within 0 to 1'],
    ];
    for (const [data, message] of wrong) expect(() => loadCalibration(data)).toThrow(message);
    expect(loadCalibration({ kind: 'none' })).toEqual({ kind: 'none' });
    expect(loadCalibration({ kind: 'platt', slope: 0.4, intercept: -1 })).toEqual({ kind: 'platt', slope: 0.4, intercept: -1 });
  });
});
