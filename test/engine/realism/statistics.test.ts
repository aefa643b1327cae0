import { expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import {
  autocorrelation,
  changes,
  deviation,
  excessKurtosis,
  mean,
  rms,
  slope,
  varianceRatio,
} from '../../../electron/engine/realism/statistics.ts';

test('too short a series tells nothing', () => {
  expect([mean([]), rms([]), deviation([1]), excessKurtosis([1, 2, 3]), varianceRatio([1, 2, 3], 2), slope([1], [1])]).toEqual(
    Array.from({ length: 6 }, () => undefined),
  );
  expect(autocorrelation([1, 2, 1], 2)).toEqual([undefined, undefined]);
});

test('a constant series has no variance to speak of', () => {
  const flat = Array.from({ length: 100 }, () => 7);
  expect([mean(flat), deviation(flat)]).toEqual([7, 0]);
  expect(excessKurtosis(flat)).toBeUndefined();
  expect(autocorrelation(flat, 2)).toEqual([undefined, undefined]);
  expect(varianceRatio(flat, 2)).toBeUndefined();
});

test('an alternating series answers itself: -1, +1, -1, but for the pairs that its end lacks', () => {
  const x = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  expect(autocorrelation(x, 3)).toEqual([-0.999, 0.998, -0.997]);
  expect(excessKurtosis(x)).toBe(-2);
});

test('kurtosis of n - 2 zeros and one of each sign is n / 2 - 3', () => {
  const x = Array.from({ length: 20 }, (_, i) => (i === 3 ? 1 : i === 11 ? -1 : 0));
  expect(excessKurtosis(x)).toBeCloseTo(7, 12);
});

test('spread of 2, 4, 4, 4, 5, 5, 7, 9', () => {
  const x = [2, 4, 4, 4, 5, 5, 7, 9];
  expect(mean(x)).toBe(5);
  expect(deviation(x)).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(rms([3, 4])).toBeCloseTo(Math.sqrt(12.5), 12);
});

test('changes overlap where the horizon is above one step', () => {
  expect([...changes([1, 2, 4, 8], 2)]).toEqual([3, 6]);
  expect([...changes([1], 2)]).toEqual([]);
});

test('a line through points has its own slope', () => {
  expect(slope([1, 2, 3], [5, 7, 9])).toBeCloseTo(2, 12);
  expect(slope([1, 1], [5, 7])).toBeUndefined();
});

test('AR(1) of 0.5: correlation 0.5^k, variance ratio 1 + 2 sum (1 - k/q) 0.5^k, normal kurtosis', () => {
  const stream = new Stream(7, 'ar');
  const returns: number[] = [];
  for (let i = 0; i < 40_000; i++) returns.push((returns[i - 1] ?? 0) * 0.5 + stream.normal());
  const acf = autocorrelation(returns, 3);
  [0.5, 0.25, 0.125].forEach((expected, k) => expect(Math.abs(acf[k]! - expected)).toBeLessThan(0.02));
  expect(Math.abs(excessKurtosis(returns)!)).toBeLessThan(0.15);
  const level = [0];
  for (const change of returns) level.push(level.at(-1)! + change);
  const expected = 1 + 2 * [1, 2, 3, 4].reduce((sum, k) => sum + (1 - k / 5) * 0.5 ** k, 0);
  expect(Math.abs(varianceRatio(level, 5)! / expected - 1)).toBeLessThan(0.05);
});

test('variance ratio: a walk with drift alone 1 in the mean, one that turns back at every step near 0', () => {
  const stream = new Stream(8, 'walk');
  const walk = [0];
  for (let i = 0; i < 20_000; i++) walk.push(walk.at(-1)! + 0.3 + stream.normal());
  expect(Math.abs(varianceRatio(walk, 10)! - 1)).toBeLessThan(0.1);
  const back = Array.from({ length: 1000 }, (_, i) => i % 2);
  expect(varianceRatio(back, 2)).toBeCloseTo(0, 4);
});
