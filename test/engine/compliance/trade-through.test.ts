import { describe, expect, test } from 'vitest';
import {
  type Execution,
  tradeThrough,
  tradeThroughCode,
  tradeThroughOf,
  type VenueQuote,
} from '../../../electron/engine/compliance/trade-through.ts';
import { EXEMPTIONS, type TradeThrough } from '../../../shared/trade-through.ts';
import { px } from '../../../shared/units.ts';

const A = 0;
const B = 1;
const C = 2;

/** A buy on B at 100.02, changed as told. */
function bought(change: Partial<Execution> = {}): Execution {
  return { venue: B, side: 'buy', px: px(100.02), iso: false, ...change };
}

/** What a venue shows: 99.99 bid for the price given, and has shown nothing else. */
function offers(venue: number, price: number, change: Partial<VenueQuote> = {}): VenueQuote {
  const [bidPx, askPx] = [px(99.99), px(price)];
  return { venue, bidPx, askPx, lowestBidPx: bidPx, highestAskPx: askPx, selfHelp: false, ...change };
}

test('codes are the labels in a fixed order, and no other number is one', () => {
  const labels = ['none', ...EXEMPTIONS.map((reason) => `exempt(${reason})`), 'violation'] as TradeThrough[];
  expect(labels.map(tradeThroughCode)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(labels.map((_, code) => tradeThroughOf(code))).toEqual(labels);
  for (const code of [-1, 7, 0.5]) expect(() => tradeThroughOf(code)).toThrow(`code ${code}`);
});

describe('TV-1.1: A offers 100.01, B 100.02', () => {
  const quotes = [offers(A, 100.01), offers(B, 100.02)];

  test('a buy on B at 100.02 that is no sweep is a violation', () => {
    expect(tradeThrough(bought(), quotes)).toBe('violation');
  });

  test('where A offered 100.03 less than a second ago it is a flicker', () => {
    expect(tradeThrough(bought(), [offers(A, 100.01, { highestAskPx: px(100.03) }), offers(B, 100.02)])).toBe('exempt(flicker)');
  });

  test('with A swept in the same burst it is an intermarket sweep', () => {
    expect(tradeThrough(bought({ iso: true }), quotes)).toBe('exempt(iso)');
  });

  test('a buy at 100.01, on either, goes through nothing; nor does one on A at 100.02 after its own 100.01', () => {
    for (const venue of [A, B]) expect(tradeThrough(bought({ venue, px: px(100.01) }), quotes)).toBe('none');
    expect(tradeThrough(bought({ venue: A }), quotes)).toBe('none');
  });
});

test('a sale is the mirror image', () => {
  const sold: Execution = { venue: B, side: 'sell', px: px(99.98), iso: false };
  const bids = (venue: number, price: number, lowest = price) =>
    offers(venue, 100.05, { bidPx: px(price), lowestBidPx: px(lowest) });
  expect(tradeThrough(sold, [bids(A, 99.99), bids(B, 99.98)])).toBe('violation');
  expect(tradeThrough(sold, [bids(A, 99.99, 99.97), bids(B, 99.98)])).toBe('exempt(flicker)');
  expect(tradeThrough({ ...sold, iso: true }, [bids(A, 99.99), bids(B, 99.98)])).toBe('exempt(iso)');
  expect(tradeThrough(sold, [bids(A, 99.98), bids(B, 99.98)])).toBe('none');
});

describe('exceptions', () => {
  test('every better quote must flicker: one that has stood for a second is traded through', () => {
    const flicker = offers(A, 100.01, { highestAskPx: px(100.02) });
    expect(tradeThrough(bought({ venue: 3 }), [flicker, offers(C, 100.02)])).toBe('exempt(flicker)');
    expect(tradeThrough(bought({ venue: 3 }), [flicker, offers(C, 100.01)])).toBe('violation');
  });

  test('what a venue has not shown within the last second excuses nobody', () => {
    const { highestAskPx: _, ...fresh } = offers(A, 100.01);
    expect(tradeThrough(bought(), [fresh])).toBe('violation');
  });

  test('crossed protected quotes excuse everything, locked ones nothing', () => {
    expect(tradeThrough(bought(), [offers(A, 100.01), offers(C, 100.05, { bidPx: px(100.02) })])).toBe('exempt(crossed)');
    expect(tradeThrough(bought(), [offers(A, 100.01), offers(C, 100.05, { bidPx: px(100.01) })])).toBe('violation');
  });

  test('a quote in self-help binds nobody: alone it is named, beside another it counts for nothing', () => {
    const away = offers(A, 100.01, { selfHelp: true });
    expect(tradeThrough(bought(), [away, offers(B, 100.02)])).toBe('exempt(selfHelp)');
    expect(tradeThrough(bought(), [away, offers(C, 100.01)])).toBe('violation');
    const recent = offers(C, 100.01, { highestAskPx: px(100.02) });
    expect(tradeThrough(bought(), [away, recent])).toBe('exempt(flicker)');
    expect(tradeThrough(bought({ px: px(100.01) }), [away])).toBe('none');
  });

  test('what would be excused without self-help is named by that; a sweep has gone to no venue in self-help', () => {
    const away = (change: Partial<VenueQuote>) => offers(A, 100.01, { selfHelp: true, ...change });
    expect(tradeThrough(bought({ iso: true }), [away({})])).toBe('exempt(selfHelp)');
    expect(tradeThrough(bought(), [away({ highestAskPx: px(100.02) })])).toBe('exempt(flicker)');
    expect(tradeThrough(bought(), [away({ bidPx: px(100.06) }), offers(B, 100.05)])).toBe('exempt(crossed)');
  });

  test('a quote in self-help crosses nothing for those that still bind', () => {
    const away = offers(A, 100.05, { bidPx: px(100.04), selfHelp: true });
    expect(tradeThrough(bought(), [away, offers(C, 100.01)])).toBe('violation');
  });

  test('in the second after trading has resumed nothing is a violation, and what another exception covers is named by that', () => {
    const stood = offers(A, 100.01);
    expect(tradeThrough(bought({ reopening: true }), [stood])).toBe('exempt(reopen)');
    expect(tradeThrough(bought({ reopening: true, px: px(100.01) }), [stood])).toBe('none');
    expect(tradeThrough(bought({ reopening: true }), [offers(A, 100.01, { highestAskPx: px(100.02) })])).toBe('exempt(flicker)');
  });

  test('they are asked in order: crossed, sweep, flicker', () => {
    const crossed = offers(C, 100.05, { bidPx: px(100.04) });
    const flicker = offers(A, 100.01, { highestAskPx: px(100.02) });
    expect(tradeThrough(bought({ iso: true }), [flicker, crossed])).toBe('exempt(crossed)');
    expect(tradeThrough(bought({ iso: true }), [flicker])).toBe('exempt(iso)');
  });
});
