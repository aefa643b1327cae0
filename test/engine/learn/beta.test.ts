import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Beta, sampleBeta } from '../../../electron/engine/learn/beta.ts';
import { sampleGamma } from '../../../electron/engine/learn/gamma.ts';
import { Stream } from '../../../electron/engine/random.ts';

/** Mean and variance of what is drawn. */
function drawn(draw: () => number, count = 40_000) {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
}

describe('a belief with forgetting', () => {
  test('refuses a prior, a forgetting and an outcome that are none', () => {
    expect(() => new Beta({ alpha: 0, beta: 1 })).toThrow('alpha: 0 is not above 0');
    expect(() => new Beta({ alpha: 1, beta: Number.NaN })).toThrow('beta: NaN is not above 0');
    expect(() => new Beta({ alpha: 1, beta: 1 }, 0)).toThrow('forgetting: 0');
    expect(() => new Beta({ alpha: 1, beta: 1 }, 1.01)).toThrow('forgetting: 1.01');
    const belief = new Beta();
    for (const outcome of [-0.01, 1.01, Number.NaN]) {
      expect(() => belief.update(outcome)).toThrow(`outcome: ${outcome} is not 0 to 1`);
      expect(() => belief.add(outcome)).toThrow(`outcome: ${outcome} is not 0 to 1`);
    }
    expect(belief.save()).toEqual({ alpha: 2, beta: 8 });
  });

  test('TV-5.10: hit, two misses, two hits on the prior 2, 8 at .99', () => {
    const belief = new Beta({ alpha: 2, beta: 8 }, 0.99);
    for (const outcome of [1, 0, 0, 1, 1]) belief.update(outcome);
    expect(belief.alpha).toBeCloseTo(4.8525761098, 9);
    expect(belief.beta).toBeCloseTo(9.5583193992, 9);
    expect(belief.mean).toBeCloseTo(0.33672967143293997, 12);
  });

  test('an outcome may be a share: filled over sent', () => {
    const belief = new Beta({ alpha: 2, beta: 8 }, 1);
    belief.update(0.25);
    expect(belief.save()).toEqual({ alpha: 2.25, beta: 8.75 });
  });

  test('an arm that ages without outcomes is its prior again, and no less than that', () => {
    const belief = new Beta({ alpha: 2, beta: 8 }, 0.9);
    for (let i = 0; i < 50; i++) belief.add(1);
    expect(belief.save()).toEqual({ alpha: 52, beta: 8 });
    for (let i = 0; i < 400; i++) belief.age();
    expect(belief.alpha).toBeCloseTo(2, 12);
    expect(belief.beta).toBe(8);
  });

  test('whatever comes, the mean stays within 0 to 1 and the weight within what forgetting leaves', () => {
    const outcomes = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 300 });
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0.5, max: 0.999, noNaN: true }), (all, forgetting) => {
        const belief = new Beta({ alpha: 2, beta: 8 }, forgetting);
        for (const outcome of all) belief.update(outcome);
        expect(belief.mean).toBeGreaterThanOrEqual(0);
        expect(belief.mean).toBeLessThanOrEqual(1);
        expect(belief.alpha + belief.beta).toBeLessThanOrEqual(Math.max(10, 1 / (1 - forgetting)) + 1e-9);
        expect(belief.variance).toBeLessThanOrEqual(0.25);
      }),
      { seed: 11 },
    );
  });

  test('draws have the mean and variance of the belief', () => {
    const stream = new Stream(3, 'beta');
    for (const [alpha, beta] of [
      [2, 8],
      [0.3, 0.6],
      [40, 2],
      [1, 1],
    ] as const) {
      const belief = new Beta({ alpha, beta });
      const { mean, variance } = drawn(() => belief.sample(stream));
      const error = Math.sqrt(belief.variance / 40_000);
      expect(Math.abs(mean - belief.mean)).toBeLessThan(4 * error);
      expect(variance / belief.variance).toBeGreaterThan(0.95);
      expect(variance / belief.variance).toBeLessThan(1.05);
    }
  });

  test('shapes that vanish still draw from 0 to 1, by their ratio', () => {
    const stream = new Stream(3, 'tiny');
    const { mean } = drawn(() => sampleBeta(1e-320, 3e-320, stream), 20_000);
    expect(mean).toBeGreaterThan(0.23);
    expect(mean).toBeLessThan(0.27);
    expect(sampleBeta(0, 1, stream)).toBe(0);
    expect(sampleBeta(1, 0, stream)).toBe(1);
  });

  test('gamma draws have mean and variance of their shape, below 1 too', () => {
    const stream = new Stream(3, 'gamma');
    expect(() => sampleGamma(-1, stream)).toThrow('shape: -1');
    expect(() => sampleGamma(Number.NaN, stream)).toThrow('shape: NaN');
    expect(sampleGamma(0, stream)).toBe(0);
    for (const shape of [0.4, 1, 2.5, 60]) {
      const { mean, variance } = drawn(() => sampleGamma(shape, stream));
      expect(Math.abs(mean - shape)).toBeLessThan(4 * Math.sqrt(shape / 40_000));
      expect(variance / shape).toBeGreaterThan(0.93);
      expect(variance / shape).toBeLessThan(1.07);
    }
  });

  test('goes on from what was saved', () => {
    const belief = new Beta();
    belief.update(1);
    const other = new Beta();
    other.restore(JSON.parse(JSON.stringify(belief.save())));
    belief.update(0.3);
    other.update(0.3);
    expect(other.save()).toEqual(belief.save());
  });
});
