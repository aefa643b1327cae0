import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALARM_Z, Ewma, EwmaMoments } from '../../../electron/engine/learn/ewma.ts';
import { RunningQuantile } from '../../../electron/engine/learn/running-quantile.ts';
import { Stream } from '../../../electron/engine/random.ts';
import { moments, nearestRank } from '../../../shared/tca/paired.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('an average that forgets', () => {
  test('refuses a half-life and a value that are none, and keeps what it had', () => {
    for (const halfLife of [0, -1, Number.NaN]) expect(() => new Ewma(halfLife)).toThrow(`halfLife: ${halfLife}`);
    const average = new Ewma(10);
    expect(average.value).toBeUndefined();
    average.update(5);
    for (const x of [Number.NaN, Infinity]) expect(() => average.update(x)).toThrow(`value: ${x} is not finite`);
    expect(average.value).toBe(5);
  });

  test('half of it is gone after the half-life', () => {
    const average = new Ewma(500);
    for (let i = 0; i < 20_000; i++) average.update(0);
    for (let i = 0; i < 500; i++) average.update(1);
    expect(average.value).toBeCloseTo(0.5, 9);
  });

  test('is the weighted mean of all it saw from the first value on', () => {
    const average = new Ewma(1);
    for (const x of [8, 4, 2]) average.update(x);
    // Weights 1/4, 1/2, 1.
    expect(average.value).toBeCloseTo((8 / 4 + 4 / 2 + 2) / 1.75, 12);
  });

  test('goes on from what was saved', () => {
    const [one, other] = [new Ewma(7), new Ewma(7)];
    one.update(3);
    one.update(-1);
    other.restore(JSON.parse(JSON.stringify(one.save())));
    one.update(10);
    other.update(10);
    expect(other.value).toBe(one.value);
  });
});

describe('mean and variance that forget', () => {
  test('with nothing forgotten they are those of the sample', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 2, maxLength: 60 }), (values) => {
        const running = new EwmaMoments(Infinity);
        for (const x of values) running.update(x);
        const { mean, deviation } = moments(values);
        expect(Math.abs(running.mean! - mean)).toBeLessThan(1e-6);
        expect(Math.abs(Math.sqrt(running.variance!) - deviation)).toBeLessThan(1e-5);
      }),
      { seed: 5 },
    );
  });

  test('by hand: 0, 0, 1 with weights 1/4, 1/2, 1', () => {
    const running = new EwmaMoments(1);
    for (const x of [0, 0, 1]) running.update(x);
    expect(running.mean).toBeCloseTo(4 / 7, 12);
    // Squares 3/4 x 16/49 + 9/49, over 7/4 less 21/16 over 7/4.
    expect(running.variance).toBeCloseTo(3 / 7, 12);
  });

  test('the variance of a steady stream is its own, whatever the half-life', () => {
    const stream = new Stream(2, 'steady');
    const running = new EwmaMoments(50);
    let sum = 0;
    for (let i = 0; i < 20_000; i++) {
      running.update(10 + 3 * stream.normal());
      if (i > 1000) sum += running.variance!;
    }
    expect(sum / 18_999 / 9).toBeGreaterThan(0.95);
    expect(sum / 18_999 / 9).toBeLessThan(1.05);
  });

  test('a latency spike alarms at once, jitter never; nothing is said before 30 values', () => {
    const stream = new Stream(2, 'latency');
    const running = new EwmaMoments(200);
    for (let i = 0; i < 30; i++) expect(running.update(200 + 10 * stream.uniform())).toBeUndefined();
    for (let i = 0; i < 2000; i++) expect(Math.abs(running.update(200 + 10 * stream.uniform())!)).toBeLessThan(ALARM_Z);
    expect(running.update(400)).toBeGreaterThan(ALARM_Z);
  });

  test('where there was no variance, what differs is infinitely far', () => {
    const running = new EwmaMoments(100);
    expect([running.mean, running.variance, running.z(1)]).toEqual([undefined, undefined, undefined]);
    for (let i = 0; i < 40; i++) running.update(7);
    expect([running.z(7), running.z(8), running.z(6)]).toEqual([0, Infinity, -Infinity]);
  });

  test('goes on from what was saved', () => {
    const [one, other] = [new EwmaMoments(9), new EwmaMoments(9)];
    for (let i = 0; i < 40; i++) one.update(i % 7);
    other.restore(JSON.parse(JSON.stringify(one.save())));
    for (let i = 0; i < 5; i++) expect(other.update(i * i)).toBe(one.update(i * i));
    expect(other.save()).toEqual(one.save());
  });
});

describe('a quantile of the last values', () => {
  test('refuses what is none', () => {
    for (const capacity of [0, 1.5, -3]) expect(() => new RunningQuantile(capacity)).toThrow(`capacity: ${capacity}`);
    const window = new RunningQuantile(4);
    expect(window.quantile(0.5)).toBeUndefined();
    expect(() => window.update(Number.NaN)).toThrow('value: NaN is not finite');
    expect(() => window.quantile(1.1)).toThrow('quantile: 1.1 is not 0 to 1');
    const longer = new RunningQuantile(5);
    for (let i = 0; i < 5; i++) longer.update(i);
    expect(() => window.restore(longer.save())).toThrow('values: 5 into 4');
  });

  test('the median of a window that moves on', () => {
    const window = new RunningQuantile(3);
    const medians = [30, 10, 20, 50, 40, 60].map((x) => {
      window.update(x);
      return window.quantile();
    });
    expect(medians).toEqual([30, 10, 20, 20, 40, 50]);
  });

  test('always what sorting the last values says, and after a restore too', () => {
    // Few different values, so that many are equal.
    const values = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (all, capacity, part) => {
        let window = new RunningQuantile(capacity);
        all.forEach((x, i) => {
          window.update(x);
          const last = all.slice(Math.max(0, i + 1 - capacity), i + 1).sort((a, b) => a - b);
          expect(window.quantile(part)).toBe(nearestRank(last, part));
          expect(window.size).toBe(last.length);
          if (i % 7 === 3) {
            const other = new RunningQuantile(capacity);
            other.restore(structuredClone(window.save()));
            window = other;
          }
        });
      }),
      { seed: 17 },
    );
  });
});
