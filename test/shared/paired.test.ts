import { expect, test } from 'vitest';
import { Stream } from '../../electron/engine/random.ts';
import {
  bootstrapInterval,
  comparePaired,
  holm,
  meanInterval,
  moments,
  nearestRank,
  quantile,
  resampleMeans,
  runsNeeded,
} from '../../shared/tca/paired.ts';
import { studentP, studentT } from '../../shared/tca/student.ts';

const A = [3.1, 2.4, 4.0, 3.3, 2.9, 3.8, 2.2, 3.6];
const B = [2.7, 2.5, 3.4, 3.0, 2.6, 3.1, 2.3, 3.0];

test('fewer than two runs, or sides of different length, are refused', () => {
  expect(() => comparePaired([1], [2])).toThrow('fewer than 2');
  expect(() => comparePaired([1, 2], [1])).toThrow('2 against 1');
  expect(() => quantile([], 0.5)).toThrow('nothing');
  expect(() => runsNeeded(1, 0)).toThrow('half-width');
  expect(() => studentP(1, 0)).toThrow('freedom');
  expect(() => studentT(1, 5)).toThrow('tail');
});

test('TV-6.12: mean, standard errors and t of eight pairs', () => {
  const paired = comparePaired(A, B);
  expect(paired.mean).toBeCloseTo(0.3375, 12);
  expect(paired.standardError).toBeCloseTo(0.10845917599328722, 12);
  expect(paired.t).toBeCloseTo(3.111769907055984, 10);
  expect(paired.unpairedStandardError).toBeCloseTo(0.2609648991175414, 12);
  expect(paired.winRate).toBe(0.75);
  expect(paired.tieRate).toBe(0);
});

test('TV-6.12: the percentile bootstrap, and the same stream gives the same interval', () => {
  const differences = A.map((a, i) => a - B[i]!);
  const run = () => {
    const stream = new Stream(0, 'test/bootstrap');
    return bootstrapInterval(differences, 10_000, () => stream.uniform());
  };
  const { low, high } = run();
  expect(Math.abs(low - 0.1375)).toBeLessThan(0.01);
  expect(Math.abs(high - 0.525)).toBeLessThan(0.01);
  expect(run()).toEqual({ low, high });
});

test('series resampled together keep their common runs', () => {
  const stream = new Stream(3, 'joint');
  const means = new Float64Array(2);
  for (let i = 0; i < 50; i++) {
    resampleMeans([A, A.map((a) => a + 1)], () => stream.uniform(), means);
    expect(means[1]! - means[0]!).toBeCloseTo(1, 12);
  }
});

test('equal differences have no t; ties are counted', () => {
  const paired = comparePaired([5, 6, 7], [5, 6, 7]);
  expect(paired).toEqual({
    n: 3,
    mean: 0,
    deviation: 0,
    standardError: 0,
    unpairedStandardError: Math.hypot(1, 1) / Math.sqrt(3),
    winRate: 0,
    tieRate: 1,
  });
});

test('cents survive beside 300,000 dollars', () => {
  const { mean, deviation } = moments([300_000.01, 300_000.03, 300_000.02]);
  expect(mean).toBeCloseTo(300_000.02, 9);
  expect(deviation).toBeCloseTo(0.01, 9);
});

test("Student's t against the tables", () => {
  expect(studentT(0.05, 1)).toBeCloseTo(12.7062047, 6);
  expect(studentT(0.05, 2)).toBeCloseTo(4.30265273, 7);
  expect(studentT(0.05, 7)).toBeCloseTo(2.36462425, 7);
  expect(studentT(0.05, 1000)).toBeCloseTo(1.96233908, 7);
  expect(studentP(2.5758293, 1e6)).toBeCloseTo(0.01, 5);
  expect(studentP(-3, 4)).toBeCloseTo(0.039942, 6);
  expect(studentP(0, 4)).toBe(1);
});

test('the interval of a mean is symmetric and widens with fewer runs', () => {
  const wide = meanInterval(A.slice(0, 3));
  const narrow = meanInterval(A);
  expect(narrow.high - narrow.mean).toBeCloseTo(narrow.mean - narrow.low, 12);
  expect(wide.high - wide.low).toBeGreaterThan(narrow.high - narrow.low);
});

test('Holm steps down, never falls below an earlier one, and stops at 1', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

test('nearest ranks are values of the series themselves', () => {
  expect([0, 0.25, 0.26, 0.5, 0.99, 1].map((part) => nearestRank([1, 2, 3, 10], part))).toEqual([1, 1, 2, 2, 10, 10]);
  expect(() => nearestRank([], 0.5)).toThrow('nothing');
});

test('quantiles between neighbours; runs needed', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4], 0)).toBe(1);
  expect(quantile([1, 2, 3, 4], 1)).toBe(4);
  expect(runsNeeded(1, 0.196)).toBe(100);
  expect(runsNeeded(0, 1)).toBe(2);
});
