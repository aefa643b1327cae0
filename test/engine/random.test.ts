import { describe, expect, test } from 'vitest';
import { restoreStreams, Stream, saveStreams } from '../../electron/engine/random.ts';

function draws(stream: Stream, count = 20): number[] {
  return Array.from({ length: count }, () => stream.uniform());
}

/** Mean and variance of a many times drawn number. */
function moments(draw: () => number, count = 20_000): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, variance: squares / count - mean * mean };
}

describe('a stream of chance', () => {
  test('depends on seed and name alone', () => {
    const first = draws(new Stream(1, 'XNAS/flow'));
    expect(draws(new Stream(1, 'XNAS/flow'))).toEqual(first);
    expect(draws(new Stream(2, 'XNAS/flow'))).not.toEqual(first);
    expect(draws(new Stream(1, 'XNYS/flow'))).not.toEqual(first);
    expect(draws(new Stream(11, 'x'))).not.toEqual(draws(new Stream(1, '1/x')));
  });

  test('is not moved by another that draws in between', () => {
    const alone = draws(new Stream(1, 'a'));
    const a = new Stream(1, 'a');
    const b = new Stream(1, 'b');
    const between = Array.from({ length: 20 }, () => {
      b.normal();
      return a.uniform();
    });
    expect(between).toEqual(alone);
  });

  test('goes on from a saved state, every kind of draw, as often as one likes', () => {
    const stream = new Stream(9, 'a');
    draws(stream, 7);
    const saved = structuredClone(stream.save());
    const goOn = (from: Stream) => [from.uniform(), from.below(10), from.chance(0.5), from.exponential(3), from.normal()];
    const expected = goOn(stream);
    for (let i = 0; i < 2; i++) {
      const other = new Stream(1, 'b');
      other.restore(saved);
      expect(goOn(other)).toEqual(expected);
    }
  });

  test('saves what it was, not what it becomes', () => {
    const stream = new Stream(9, 'a');
    const saved = stream.save();
    const copy = structuredClone(saved);
    draws(stream);
    expect(saved).toEqual(copy);
  });

  test('draws in range and with the right mean and variance', () => {
    const stream = new Stream(5, 'moments');
    for (let i = 0; i < 2000; i++) {
      expect(stream.uniform()).toSatisfy((u: number) => u >= 0 && u < 1);
      expect(stream.below(3)).toBeOneOf([0, 1, 2]);
      expect(stream.exponential(2)).toBeGreaterThanOrEqual(0);
      expect(stream.normal()).toSatisfy(Number.isFinite);
    }
    const uniform = moments(() => stream.uniform());
    expect(uniform.mean).toBeCloseTo(0.5, 1);
    expect(uniform.variance).toBeCloseTo(1 / 12, 2);
    const exponential = moments(() => stream.exponential(2));
    expect(exponential.mean / 2).toBeCloseTo(1, 1);
    expect(exponential.variance / 4).toBeCloseTo(1, 0);
    const normal = moments(() => stream.normal());
    expect(normal.mean).toBeCloseTo(0, 1);
    expect(normal.variance).toBeCloseTo(1, 1);
  });

  test('never and always are never and always', () => {
    const stream = new Stream(5, 'edges');
    const all = Array.from({ length: 500 }, () => [stream.chance(0), stream.chance(1)]);
    expect(all).toEqual(all.map(() => [false, true]));
  });

  test('draws an index by weight, and never one of weight 0', () => {
    const stream = new Stream(5, 'weights');
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[stream.weighted([1, 0, 3, 0], 4)]! += 1;
    expect([counts[1], counts[3]]).toEqual([0, 0]);
    expect(counts[2]! / counts[0]!).toBeCloseTo(3, 0);
  });
});

test('streams are saved together, and restored into the same ones alone', () => {
  const some = [new Stream(1, 'a'), undefined, new Stream(1, 'b')];
  const saved = saveStreams(some);
  const next = [draws(some[0]!), draws(some[2]!)];
  const others = [new Stream(2, 'x'), undefined, new Stream(2, 'y')];
  restoreStreams(others, structuredClone(saved));
  expect([draws(others[0]!), draws(others[2]!)]).toEqual(next);
  expect(() => restoreStreams(some.slice(0, 2), saved)).toThrow('streams: 3 into 2');
  expect(() => restoreStreams([some[0], some[2], undefined], saved)).toThrow('streams: 1 is not the saved one');
});
