import { describe, expect, test } from 'vitest';
import {
  asymptoticFano,
  Hawkes,
  type HawkesParameters,
  hawkesParameters,
  meanRate,
  spectralRadius,
} from '../../../electron/engine/market/flows/hawkes.ts';
import { Stream } from '../../../electron/engine/random.ts';
import { SECOND } from '../../../shared/units.ts';

/** TV-4.3 has one side; without cross excitement each of our sides is that process. */
const ONE_SIDED: HawkesParameters = { mu: 0.5, alphaSelf: 0.6, alphaCross: 0, beta: 1 };
/** The same radius, shared with the other side. */
const SHARED: HawkesParameters = { mu: 0.5, alphaSelf: 0.4, alphaCross: 0.2, beta: 1 };
/** Domain 4.2: n = 0.65, beta = 5/s, cross 0.15. */
const DEFAULT = hawkesParameters({ rate: 4, branching: 0.65, cross: 0.15, beta: 5 });

const WINDOWS = 2000;
const WINDOW = 200;

describe('the theory of a Hawkes process', () => {
  test('TV-4.3: mean 1.25 a second, Fano 6.25', () => {
    expect(spectralRadius(ONE_SIDED)).toBeCloseTo(0.6, 12);
    expect(meanRate(ONE_SIDED)).toBeCloseTo(1.25, 12);
    expect(asymptoticFano(ONE_SIDED).side).toBeCloseTo(6.25, 12);
    expect(asymptoticFano(SHARED).total).toBeCloseTo(6.25, 12);
    expect(asymptoticFano(SHARED).side).toBeCloseTo((6.25 + 1 / 0.64) / 2, 12);
  });

  test('a flow said in words has the rate and the radius it names', () => {
    expect(DEFAULT).toEqual({ mu: 0.7, alphaSelf: 2.5, alphaCross: 0.75, beta: 5 });
    expect(spectralRadius(DEFAULT)).toBeCloseTo(0.65, 12);
    expect(2 * meanRate(DEFAULT)).toBeCloseTo(4, 12);
  });

  test('an explosive process is refused', () => {
    const chance = new Stream(1, 'hawkes');
    expect(() => new Hawkes({ mu: 1, alphaSelf: 0.7, alphaCross: 0.3, beta: 1 }, chance)).toThrow(RangeError);
    expect(() => new Hawkes({ mu: -1, alphaSelf: 0, alphaCross: 0, beta: 1 }, chance)).toThrow(RangeError);
    expect(() => new Hawkes({ mu: 1, alphaSelf: 0, alphaCross: 0, beta: 0 }, chance)).toThrow(RangeError);
  });
});

describe('simulated arrivals', () => {
  test.each([
    ['TV-4.3, one-sided', ONE_SIDED],
    ['TV-4.3, shared', SHARED],
    ['domain default', DEFAULT],
  ])('%s: mean within 2 % and 3 s.e., Fano within 15 %', (_, parameters) => {
    const counts = countedWindows(parameters, 7);
    const theory = asymptoticFano(parameters);
    for (const [series, rate, fano] of [
      [counts.buys, meanRate(parameters), theory.side],
      [counts.sells, meanRate(parameters), theory.side],
      [counts.buys.map((buys, i) => buys + counts.sells[i]!), 2 * meanRate(parameters), theory.total],
    ] as const) {
      const mean = average(series);
      const variance = average(series.map((value) => (value - mean) ** 2));
      expect(Math.abs(mean / WINDOW / rate - 1)).toBeLessThan(0.02);
      expect(Math.abs(mean - rate * WINDOW) / Math.sqrt(variance / WINDOWS)).toBeLessThan(3);
      expect(Math.abs(variance / mean / fano - 1)).toBeLessThan(0.15);
    }
  });

  test('without excitement it is Poisson: Fano 1', () => {
    const { buys } = countedWindows({ mu: 2, alphaSelf: 0, alphaCross: 0, beta: 1 }, 3);
    const mean = average(buys);
    expect(Math.abs(average(buys.map((value) => (value - mean) ** 2)) / mean - 1)).toBeLessThan(0.15);
  });

  test('shape scales the base rate', () => {
    const busy = new Hawkes(ONE_SIDED, new Stream(5, 'hawkes'));
    let now = 0;
    let arrivals = 0;
    for (; now < 40_000 * SECOND; arrivals++) now += busy.next(now, 2);
    expect(Math.abs(arrivals / 40_000 / (2 * 2 * 1.25) - 1)).toBeLessThan(0.02);
  });

  test('nothing comes where nothing is due', () => {
    const hawkes = new Hawkes({ mu: 0, alphaSelf: 0.5, alphaCross: 0, beta: 1 }, new Stream(5, 'hawkes'));
    expect(hawkes.next(0)).toBe(Infinity);
  });

  test('saved and restored it goes on as it would have', () => {
    const chance = new Stream(9, 'hawkes');
    const hawkes = new Hawkes(SHARED, chance);
    let now = 0;
    for (let i = 0; i < 100; i++) now += hawkes.next(now);
    const saved = structuredClone({ hawkes: hawkes.save(), chance: chance.save() });
    const other = new Stream(1, 'other');
    const twin = new Hawkes(SHARED, other);
    other.restore(saved.chance);
    twin.restore(saved.hawkes);
    const went = Array.from({ length: 50 }, () => [hawkes.next(now), hawkes.side, hawkes.rate(0, now)]);
    const again = Array.from({ length: 50 }, () => [twin.next(now), twin.side, twin.rate(0, now)]);
    expect(again).toEqual(went);
  });
});

function countedWindows(parameters: HawkesParameters, seed: number): { buys: number[]; sells: number[] } {
  const hawkes = new Hawkes(parameters, new Stream(seed, 'hawkes'));
  const buys = new Array<number>(WINDOWS).fill(0);
  const sells = new Array<number>(WINDOWS).fill(0);
  for (let now = hawkes.next(0); now < WINDOWS * WINDOW * SECOND; now += hawkes.next(now)) {
    const counts = hawkes.side === 0 ? buys : sells;
    counts[Math.floor(now / (WINDOW * SECOND))]!++;
  }
  return { buys, sells };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
