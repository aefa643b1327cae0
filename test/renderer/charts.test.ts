import { describe, expect, test } from 'vitest';
import { fitting, type HBar } from '../../renderer/charts/hbar.ts';
import { heights, histogram, histogramPicture } from '../../renderer/charts/histogram.ts';
import { intervalPicture } from '../../renderer/charts/interval.ts';
import { linePicture, yRange } from '../../renderer/charts/line.ts';
import { markoutPicture } from '../../renderer/charts/markout.ts';
import { spread } from '../../renderer/charts/picture.ts';
import { MAX_POINTS, PointPool, thin } from '../../renderer/charts/points.ts';
import { stackPicture } from '../../renderer/charts/stack.ts';
import { niceTicks, tickDigits, timeLabel, timeTicks } from '../../renderer/charts/ticks.ts';
import { steps, waterfallPicture } from '../../renderer/charts/waterfall.ts';

const SECOND = 1e9;
const HOUR = 3600 * SECOND;

describe('points', () => {
  test('a short line is kept whole', () => {
    expect(thin({ xs: [1, 2, 3], ys: [5, undefined, 7] }, 10)).toEqual([0, 1, 2]);
  });

  test('a long line keeps both ends, its one spike and its one dip, in order and within the limit', () => {
    const xs = Array.from({ length: 50_000 }, (_, i) => i);
    const ys = xs.map((i) => (i === 31_234 ? 9 : i === 40_001 ? -9 : 0));
    const chosen = thin({ xs, ys }, 400);
    expect(chosen.length).toBeLessThanOrEqual(400);
    expect(chosen[0]).toBe(0);
    expect(chosen.at(-1)).toBe(49_999);
    expect(chosen).toContain(31_234);
    expect(chosen).toContain(40_001);
    expect([...chosen].sort((a, b) => a - b)).toEqual(chosen);
  });

  test('the pool gives the same objects back and shrinks with the line', () => {
    const pool = new PointPool();
    const first = pool.take(0, { xs: [1, 2, 3], ys: [1, 2, 3] }, MAX_POINTS);
    const objects = [...first];
    const again = pool.take(0, { xs: [4, 5], ys: [9, undefined] }, MAX_POINTS);
    expect(again).toBe(first);
    expect(again).toEqual([
      { x: 4, y: 9 },
      { x: 5, y: null },
    ]);
    expect(again[0]).toBe(objects[0]);
  });
});

describe('ticks', () => {
  test.each([
    ['ten minutes', 9.5 * HOUR, 9.5 * HOUR + 600 * SECOND, 5, ['09:30', '09:32', '09:34', '09:36', '09:38', '09:40'], 6],
    ['a minute', 10 * HOUR, 10 * HOUR + 60 * SECOND, 4, ['10:00:00', '10:00:15', '10:00:30', '10:00:45', '10:01:00'], 5],
    ['half a second', 10 * HOUR, 10 * HOUR + 0.5 * SECOND, 5, ['10:00:00.000', '10:00:00.100'], 6],
    ['a millisecond', 10 * HOUR, 10 * HOUR + 1e6, 5, ['10:00:00.000000', '10:00:00.000200'], 6],
    ['a day', 9.5 * HOUR, 16 * HOUR, 7, ['10:00', '11:00'], 7],
  ] as const)('%s falls on round instants', (_name, from, to, count, first, length) => {
    const ticks = timeTicks(from, to, count);
    const step = ticks[1] - ticks[0];
    expect(ticks.map((t) => timeLabel(t, step)).slice(0, first.length)).toEqual(first);
    expect(ticks.length).toBe(length);
  });

  test('an empty span has one tick', () => {
    expect(timeTicks(5, 5, 4)).toEqual([5]);
  });

  test.each([
    [0, 0.78, 4, [0, 0.2, 0.4, 0.6, 0.8], 1],
    [-0.13, 0.42, 4, [-0.2, 0, 0.2, 0.4, 0.6], 1],
    [100.01, 100.0181, 4, [100.01, 100.015, 100.02], 3],
    [300_020, 300_090, 4, [300_020, 300_040, 300_060, 300_080, 300_100], 0],
  ])('values from %f to %f', (from, to, count, ticks, digits) => {
    expect(niceTicks(from, to, count)).toEqual(ticks);
    expect(tickDigits(niceTicks(from, to, count))).toBe(digits);
  });

  test('a flat line stands in the middle of its axis, not on its frame', () => {
    const ticks = yRange(100.01, 100.01, 4);
    expect(ticks[0]).toBeLessThan(100.01);
    expect(ticks.at(-1)).toBeGreaterThan(100.01);
  });
});

describe('marks', () => {
  test.each([
    ['apart already', [10, 40, 80], [10, 40, 80]],
    ['touching', [10, 12, 80], [10, 21, 80]],
    ['unsorted', [50, 49, 10], [60, 49, 10]],
    ['at the foot', [98, 99, 97], [89, 100, 78]],
  ])('end labels %s', (_name, before, after) => {
    expect(spread(before, 11, 100)).toEqual(after);
  });

  test('a waterfall stands each part on the one before and ends with the sum from zero', () => {
    expect(steps([3, -1, 2])).toEqual([
      [0, 3],
      [3, 2],
      [2, 4],
      [0, 4],
    ]);
    expect(waterfallPicture({ parts: [{ name: 'price', value: 3 }], print: (v) => v.toFixed(1) }).table.rows).toEqual([
      ['price', '3.0'],
      ['total', '3.0'],
    ]);
  });

  test('the table twin of a line says "none" where the line has a gap', () => {
    const picture = linePicture({
      series: [
        { name: 'arrival', xs: [10 * HOUR, 10 * HOUR + SECOND], ys: [1, 2] },
        { name: 'mid', xs: [10 * HOUR + SECOND], ys: [undefined] },
      ],
      print: (v) => `${v} bps`,
    });
    expect(picture.table).toEqual({
      head: ['Time', 'arrival', 'mid'],
      rows: [
        ['10:00:00.000', '1 bps', 'none'],
        ['10:00:01.000', '2 bps', 'none'],
      ],
    });
    expect(picture.sentence).toBe('arrival ends at 2 bps.');
  });
});

describe('histograms', () => {
  test.each([
    ['nothing', [], 4, [], []],
    ['one value many times', [2, 2, 2], 4, [1.5, 2.5], [3]],
    ['the upper edge belongs to the last bin', [0, 1, 2, 3, 4], 4, [0, 1, 2, 3, 4], [1, 1, 1, 2]],
    ['losses and gains', [-1, -0.9, 1], 2, [-1, 0, 1], [2, 1]],
  ])('%s', (_name, values, bins, edges, counts) => {
    expect(histogram(values, bins)).toEqual({ edges, counts });
  });

  test('a wide bin stands lower than a narrow one with the same count, and an empty row stands flat', () => {
    expect(heights({ edges: [0, 1, 3], counts: [4, 4] })).toEqual([1, 0.5]);
    expect(heights({ edges: [0, 1], counts: [0] })).toEqual([0]);
    expect(heights({ edges: [2, 2], counts: [7] })).toEqual([1]);
  });

  test('the table twin lists only bins that hold seeds', () => {
    const picture = histogramPicture({
      rows: [{ name: 'Smart', edges: [-1, 0, 1], counts: [0, 5], mean: 0.4, note: ['100 %', 'better'] }],
      print: (v) => v.toFixed(2),
    });
    expect(picture.table.rows).toEqual([['Smart', '0.00', '1.00', '5']]);
  });
});

describe('twins', () => {
  test('an interval plot says each mean with its interval and the reference', () => {
    const picture = intervalPicture({
      rows: [{ name: 'Smart', mean: 1, low: 0.9, high: 1.1, p5: 0, p95: 2 }],
      print: (v) => v.toFixed(2),
      reference: { value: 0, name: 'Arrival offer', solid: true },
    });
    expect(picture.sentence).toBe('Smart 1.00, interval 0.90 to 1.10. Arrival offer 0.00');
    expect(picture.table.rows).toEqual([['Smart', '1.00', '0.90', '1.10', '0.00', '2.00']]);
  });

  test('a stack names the venues that got something and says when none did', () => {
    const parts = [
      { name: 'NYSE', short: 'N', token: '--v-xnys', hollow: false },
      { name: 'SIGMA', short: 's', token: '--v-sigma', hollow: true },
    ];
    const rows = [
      { name: 'Smart', fractions: [0.75, 0.25] },
      { name: 'Price-time', fractions: [0, 0] },
    ];
    expect(stackPicture({ parts, rows }).sentence).toBe('Smart: NYSE 75.0 %, SIGMA 25.0 %; Price-time: nothing executed');
  });

  test('a markout from one fill has no interval and says so', () => {
    const picture = markoutPicture({ points: [{ name: '1 s', mean: -0.5, count: 1 }], print: (v) => v.toFixed(1) });
    expect(picture.table.rows).toEqual([['1 s', '-0.5', 'no interval', '1']]);
  });
});

describe('bars of a share', () => {
  const bars = [8, 4, 2, 1, 1].map((value, i) => ({ name: `V${i}`, value }));
  const rest = (left: readonly HBar[]): HBar => ({
    name: `${left.length} others`,
    value: left.reduce((sum, b) => sum + b.value, 0),
  });

  test('those that fit are drawn; the rest stand as one, so that the sum stays whole', () => {
    expect(fitting({ bars, rest }, 70)).toEqual(bars);
    expect(fitting({ bars, rest }, 69).map((b) => [b.name, b.value])).toEqual([
      ['V0', 8],
      ['V1', 4],
      ['V2', 2],
      ['2 others', 2],
    ]);
    expect(fitting({ bars, rest }, 0).map((b) => b.name)).toEqual(['V0', '4 others']);
  });
});
