import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auc, bayesRate, brier, crossEntropy, ece, failedGates, logLoss, scoreOf } from '../../../electron/engine/learn/metrics.ts';
import { reliabilityOf } from '../../../electron/engine/learn/reliability.ts';
import { wilson } from '../../../electron/engine/learn/wilson.ts';
import { Stream } from '../../../electron/engine/random.ts';

const P = [0.9, 0.2, 0.6, 0.4];
const Y = [1, 0, 0, 1];

/** Every pair of a sample with the outcome and one without. */
function aucByPairs(p: readonly number[], y: readonly number[]): number | undefined {
  let pairs = 0;
  let won = 0;
  for (let i = 0; i < p.length; i++) {
    for (let j = 0; j < p.length; j++) {
      if (y[i] !== 1 || y[j] !== 0) continue;
      pairs += 1;
      won += p[i]! > p[j]! ? 1 : p[i] === p[j] ? 0.5 : 0;
    }
  }
  return pairs > 0 ? won / pairs : undefined;
}

describe('how good predictions are', () => {
  test('refuses none, and as many outcomes as there are no predictions for', () => {
    for (const metric of [brier, logLoss, auc, ece, scoreOf]) {
      expect(() => metric([], [])).toThrow('samples: none');
      expect(() => metric([0.5], [1, 0])).toThrow('samples: 1 predictions for 2 outcomes');
    }
    expect(() => reliabilityOf([1.1], [1])).toThrow('prediction: 1.1 is not 0 to 1');
    expect(() => reliabilityOf([0.5], [Number.NaN])).toThrow('outcome: NaN is not 0 to 1');
  });

  test('TV-ml: Brier .1925, log loss .54027138, AUC .75', () => {
    expect(brier(P, Y)).toBeCloseTo(0.1925, 12);
    expect(logLoss(P, Y)).toBeCloseTo(0.5402713826800865, 12);
    expect(auc(P, Y)).toBe(0.75);
  });

  test('a certainty that fails costs much, but not infinitely much', () => {
    expect(crossEntropy(1, 1)).toBeCloseTo(0, 9);
    expect(crossEntropy(1, 0)).toBeCloseTo(27.63, 1);
    expect(crossEntropy(0, 1)).toBeCloseTo(27.63, 1);
  });

  test('AUC: a tie counts half, one kind alone says nothing, any rising map leaves it', () => {
    expect(auc([0.5, 0.5], [1, 0])).toBe(0.5);
    expect(auc([0.5, 0.7], [1, 1])).toBeUndefined();
    const sample = fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 1 }));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), (samples) => {
        const p = samples.map(([score]) => score / 10);
        const y = samples.map(([, outcome]) => outcome);
        const expected = aucByPairs(p, y);
        if (expected === undefined) expect(auc(p, y)).toBeUndefined();
        else expect(auc(p, y)).toBeCloseTo(expected, 12);
        expect(
          auc(
            p.map((one) => one ** 3),
            y,
          ),
        ).toBe(auc(p, y));
      }),
      { seed: 3 },
    );
  });

  test('calibration error by hand: two bins, one right and one .2 off', () => {
    const p = [0.2, 0.2, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8, 0.8, 0.8];
    const y = [1, 0, 0, 0, 0, 1, 1, 1, 0, 0];
    expect(ece(p, y)).toBeCloseTo(0.5 * 0 + 0.5 * 0.2, 12);
    const { slope } = reliabilityOf(p, y);
    expect(slope).toBeCloseTo((0.6 - 0.2) / (0.8 - 0.2), 12);
  });

  test('the base rate alone has no skill, the true outcome all of it', () => {
    const rate = scoreOf([0.5, 0.5, 0.5, 0.5], Y);
    expect([rate.skill, rate.slope, rate.auc]).toEqual([0, undefined, 0.5]);
    expect(scoreOf(Y, Y)).toMatchObject({ skill: 1, slope: 1, auc: 1, ece: 0, n: 4, baseRate: 0.5 });
    expect(scoreOf([0.5], [1]).skill).toBeUndefined();
  });

  test('a model passes the gates, or is told which it does not pass', () => {
    const good = { n: 100, baseRate: 0.3, brier: 0.1, skill: 0.05, logLoss: 0.4, ece: 0.03, slope: 1.1 };
    expect(failedGates(good)).toEqual([]);
    expect(failedGates({ ...good, skill: 0.049 })).toEqual(['skill']);
    expect(failedGates({ ...good, slope: 0.89, ece: 0.031 })).toEqual(['slope', 'ece']);
    expect(failedGates({ ...good, skill: undefined, slope: undefined, ece: Number.NaN })).toEqual(['skill', 'slope', 'ece']);
  });
});

describe('the Bayes rate', () => {
  test('by hand', () => {
    const { brier: error, logLoss: loss, auc: area } = bayesRate([0.2, 0.8]);
    expect(error).toBeCloseTo(0.16, 12);
    expect(loss).toBeCloseTo(0.5004024235381879, 12);
    expect(area).toBeCloseTo(0.8, 12);
    expect(bayesRate([0, 1])).toEqual({ brier: 0, logLoss: expect.closeTo(0, 9), auc: 1 });
  });

  test('is what the truth itself scores, and what no other prediction beats', () => {
    const stream = new Stream(4, 'truth');
    const truth = Float64Array.from({ length: 50_000 }, () => stream.uniform());
    const y = truth.map((p) => (stream.chance(p) ? 1 : 0));
    const best = bayesRate(truth);
    expect(Math.abs(brier(truth, y) - best.brier)).toBeLessThan(0.003);
    expect(Math.abs(logLoss(truth, y) - best.logLoss)).toBeLessThan(0.006);
    expect(Math.abs(auc(truth, y)! - best.auc!)).toBeLessThan(0.006);
    for (const blur of [0.5, 2])
      expect(
        brier(
          truth.map((p) => p ** blur),
          y,
        ),
      ).toBeGreaterThan(best.brier + 0.003);
  });
});

describe('the calibration curve', () => {
  test('a point for each bin that has any, with its interval', () => {
    const p = [0, 0.05, 0.1, 0.55, 0.55, 0.55, 0.55, 1];
    const y = [0, 0, 1, 1, 1, 1, 0, 1];
    const curve = reliabilityOf(p, y).curve();
    expect(curve.map(({ n }) => n)).toEqual([2, 1, 4, 1]);
    expect(curve[0]).toMatchObject({ predicted: 0.025, observed: 0 });
    expect(curve[2]).toMatchObject({ predicted: expect.closeTo(0.55, 12), observed: 0.75, interval: wilson(3, 4) });
    for (const { observed, interval } of curve) {
      expect(interval.low).toBeLessThanOrEqual(observed);
      expect(interval.high).toBeGreaterThanOrEqual(observed);
    }
  });

  test('Wilson’s interval: known values, both ends', () => {
    expect(() => wilson(1, 0)).toThrow('share: 1 of 0');
    expect(() => wilson(5, 4)).toThrow('share: 5 of 4');
    // R: prop.test(8, 10, correct = FALSE)
    expect(wilson(8, 10).low).toBeCloseTo(0.4901625, 6);
    expect(wilson(8, 10).high).toBeCloseTo(0.9433178, 6);
    expect(wilson(0, 10).low).toBe(0);
    expect(wilson(0, 10).high).toBeCloseTo(0.2775328, 6);
    expect(wilson(10, 10).high).toBe(1);
  });
});
