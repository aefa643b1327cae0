import { describe, expect, it } from 'vitest';
import {
  avgPxText,
  bpsText,
  centsText,
  countText,
  dateText,
  decimal,
  delayText,
  digestText,
  microsText,
  moneyText,
  parsePx,
  parseQty,
  percentText,
  pxText,
  qtyText,
  roundHalfEven,
  shareText,
  timeOfDay,
  timeText,
} from '../../shared/format.ts';
import { micros, millis, money, nanos, px, SECOND } from '../../shared/units.ts';

describe('absent values print a word', () => {
  it.each([
    ['decimal', decimal(undefined, 2)],
    ['NaN', decimal(Number.NaN, 2)],
    ['infinity', bpsText(Number.POSITIVE_INFINITY)],
    ['price', pxText(undefined)],
    ['empty side', pxText(0)],
    ['average of nothing', avgPxText(money(0), 0)],
    ['money', moneyText(undefined)],
    ['cents', centsText(undefined)],
    ['percent', percentText(undefined)],
    ['share', shareText(undefined)],
    ['delay', delayText(undefined)],
    ['time', timeText(undefined)],
    ['time of day', timeOfDay(Number.NaN)],
  ])('%s', (_name, text) => expect(text).toBe('none'));

  it('or the word the caller knows', () => {
    expect([delayText(undefined, 'hidden'), pxText(undefined, 'mid'), percentText(undefined, 1, { absent: 'no orders' })]).toEqual([
      'hidden',
      'mid',
      'no orders',
    ]);
  });
});

it('rounds half to even on the decimal text, not on the binary value', () => {
  const ties = [0.125, 0.135, 1.005, 1.015, 2.675, -0.125, -0.135, 0.5, 1.5, 2.5].map((value, i) =>
    roundHalfEven(value, i < 7 ? 2 : 0),
  );
  expect(ties).toEqual([0.12, 0.14, 1, 1.02, 2.68, -0.12, -0.14, 0, 2, 2]);
  expect(decimal(1e-7, 2)).toBe('0.00');
  expect(decimal(1e21, 0)).toMatch(/^1/);
});

it('signs: true minus, plus only when asked, zero bare', () => {
  expect([
    bpsText(-0.18),
    bpsText(0.53, { sign: true }),
    bpsText(-0.001, { sign: true }),
    bpsText(0, { sign: true }),
    bpsText(2),
  ]).toEqual(['−0.18', '+0.53', '0.00', '0.00', '2.00']);
  expect([
    moneyText(money(-1.2)),
    moneyText(money(27.3)),
    moneyText(money(5), { sign: true }),
    moneyText(money(1234567.895)),
  ]).toEqual(['−$1.20', '$27.30', '+$5.00', '$1,234,567.90']);
});

it('prices: two decimals, up to four where they are needed', () => {
  expect([px(100.01), px(100.005), px(99.995), px(9.4725), px(1234.5)].map((price) => pxText(price))).toEqual([
    '100.01',
    '100.005',
    '99.995',
    '9.4725',
    '1,234.50',
  ]);
});

it('averages: four decimals unless whole cents', () => {
  expect([avgPxText(money(100.0003 * 4750), 4750), avgPxText(money(99.995 * 600), 600), avgPxText(money(100 * 500), 500)]).toEqual([
    '100.0003',
    '99.9950',
    '100.00',
  ]);
});

it('costs, shares, counts', () => {
  expect([centsText(8620), centsText(-180), centsText(5000, 2), shareText(0.93), shareText(1), shareText(0)]).toEqual([
    '0.862',
    '−0.018',
    '0.50',
    '.93',
    '1.00',
    '.00',
  ]);
  expect([
    percentText(0.126),
    percentText(0.11, 0),
    qtyText(1150),
    qtyText(12_345_678),
    countText(1, 'order'),
    countText(2, 'order'),
  ]).toEqual(['12.6 %', '11 %', '1,150', '12,345,678', '1 order', '2 orders']);
});

it('delays to three figures with their unit', () => {
  expect(
    [0, 999, micros(84), micros(612), micros(6400), micros(999.6), millis(31), millis(1234), 90 * SECOND, 3600 * SECOND].map((t) =>
      delayText(t),
    ),
  ).toEqual(['0 µs', '999 ns', '84 µs', '612 µs', '6.4 ms', '1 ms', '31 ms', '1.23 s', '90 s', '60 min']);
});

it('times: hh:mm:ss.mmm, microseconds apart', () => {
  const at = nanos(((10 * 60 + 42) * 60 + 17) * SECOND + 318_204_999);
  expect([timeText(at), microsText(at), timeOfDay(at)]).toEqual(['10:42:17.318', '204', '10:42:17']);
  expect([dateText('2026-11-23'), dateText('2018-01-02'), dateText('2024-02-29')]).toEqual([
    'Mon 23 Nov 2026',
    'Tue 2 Jan 2018',
    'Thu 29 Feb 2024',
  ]);
});

it('reads typed prices and sizes, and nothing else', () => {
  expect(['100.02', '$1,234.5', '.5', '100.02005', '-1', 'abc', '', '1e3'].map(parsePx)).toEqual([
    1_000_200,
    12_345_000,
    5_000,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(['3,000', '0', '1.5', '-2', '', 'x'].map(parseQty)).toEqual([3000, 0, undefined, undefined, undefined, undefined]);
});

it('shortens a digest', () => {
  expect([digestText('a41c000077de'), digestText('abc')]).toEqual(['a41c·77de', 'abc']);
});
