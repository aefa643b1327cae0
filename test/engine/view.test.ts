import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEARTBEAT } from '../../electron/engine/feed/heartbeat.ts';
import { Levels } from '../../electron/engine/view/levels.ts';
import { BestOf } from '../../electron/engine/view/nbbo.ts';
import { MILLISECOND } from '../../shared/units.ts';
import { still } from '../support/run.ts';
import { viewOf } from '../support/view.ts';

const shows = (levels: Levels) => Array.from({ length: levels.count }, (_, i) => [levels.px[i], levels.qty[i], levels.time[i]]);

function offers(...rows: readonly [px: number, qty: number, time: number][]): Levels {
  const levels = new Levels(false);
  for (const row of rows) levels.set(...row);
  return levels;
}

describe('one side of one venue', () => {
  test('an empty side has no best, and losing what is not there changes nothing', () => {
    const levels = new Levels(true);
    levels.set(100, 0, 1);
    levels.consume(100, 5, 2);
    levels.exhaust(1, 2);
    expect([levels.bestPx, levels.bestQty, levels.qtyAt(100), shows(levels)]).toEqual([0, 0, 0, []]);
  });

  test('bids stand high to low, offers low to high', () => {
    const bids = new Levels(true);
    const asks = new Levels(false);
    for (const px of [100, 102, 101]) {
      bids.set(px, px, 1);
      asks.set(px, px, 1);
    }
    expect(shows(bids).map(([px]) => px)).toEqual([102, 101, 100]);
    expect(shows(asks).map(([px]) => px)).toEqual([100, 101, 102]);
  });

  test('our fill lowers an older picture of its level only', () => {
    const levels = offers([100, 500, 1], [101, 300, 9]);
    levels.consume(100, 200, 5);
    levels.consume(101, 200, 9);
    expect(shows(levels)).toEqual([
      [100, 300, 1],
      [101, 300, 9],
    ]);
  });

  test('a fill of all that was shown, or more, takes the level away', () => {
    const levels = offers([100, 500, 1], [101, 300, 1]);
    levels.consume(100, 500, 5);
    levels.consume(101, 400, 5);
    expect(shows(levels)).toEqual([]);
  });

  test('a fill at a price that is not shown lowers no other', () => {
    const levels = offers([101, 300, 1]);
    levels.consume(100, 100, 5);
    expect(shows(levels)).toEqual([[101, 300, 1]]);
  });

  test('a miss clears the older levels within its limit, and leaves the worse and what was said since', () => {
    const levels = offers([100, 500, 1], [101, 300, 5], [102, 200, 1], [103, 100, 1]);
    levels.exhaust(102, 5);
    expect(shows(levels)).toEqual([
      [101, 300, 5],
      [103, 100, 1],
    ]);
    const bids = new Levels(true);
    for (const px of [99, 98, 97]) bids.set(px, 100, 1);
    bids.exhaust(98, 5);
    expect(shows(bids)).toEqual([[97, 100, 1]]);
  });

  test('any messages: as a map sorted by price, past its first size, save and restore included', () => {
    const message = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.boolean(), fc.array(message, { maxLength: 150 }), (bid, messages) => {
        const levels = new Levels(bid);
        const twin = new Map<number, [number, number, number]>();
        for (const [px, qty, time] of messages) {
          levels.set(px, qty, time);
          if (qty > 0) twin.set(px, [px, qty, time]);
          else twin.delete(px);
          expect(levels.qtyAt(px)).toBe(qty);
        }
        const expected = [...twin.values()].sort(([a], [b]) => (bid ? b - a : a - b));
        const restored = new Levels(bid);
        restored.set(7, 7, 7);
        restored.restore(structuredClone(levels.save()));
        expect([shows(levels), shows(restored)]).toEqual([expected, expected]);
      }),
      { seed: 11 },
    );
  });
});

describe('what counts toward the NBBO', () => {
  test('with odd lots left out, the price down to which there is a round lot, in whole lots', () => {
    const levels = offers([100, 30, 1], [101, 60, 1], [102, 250, 1]);
    const quoted = (lot: number) => {
      levels.quote(lot);
      return [levels.quotePx, levels.quoteQty];
    };
    expect([0, 1, 40, 90, 100, 340, 341].map(quoted)).toEqual([
      [100, 30],
      [100, 30],
      [101, 80],
      [101, 90],
      [102, 300],
      [102, 340],
      [0, 0],
    ]);
    levels.clear();
    expect([quoted(0), quoted(100)]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('an odd lot that improves the price moves the NBBO only where odd lots count', () => {
    const config = still();
    const bests = [false, true].map((roundLots) => {
      const view = viewOf({ ...config, regime: { ...config.regime, roundLots } });
      view.level(0, 0, 'sell', 1000200, 300, 1);
      view.level(1, 0, 'sell', 1000300, 500, 1);
      const changed = view.level(1, 0, 'sell', 1000100, 99, 2);
      const { bestAskPx, bestAskQty } = view.direct[0]!;
      return [changed, bestAskPx, bestAskQty];
    });
    expect(bests).toEqual([
      [true, 1000100, 99],
      [false, 1000200, 300],
    ]);
  });
});

describe('the best of all venues', () => {
  test('any quotes: as looked for among all, and said to change just when it does', () => {
    const side = fc
      .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 3 }))
      .map(([px, qty]) => (px === 0 ? [0, 0] : [px, qty]));
    const quote = fc.tuple(fc.integer({ min: 0, max: 3 }), side, side);
    fc.assert(
      fc.property(fc.array(quote, { maxLength: 120 }), (quotes) => {
        const best = new BestOf(4);
        const twin: number[][] = [0, 1, 2, 3].map(() => [0, 0, 0, 0]);
        let last = [0, 0, 0, 0];
        for (const [venue, [bidPx, bidQty], [askPx, askQty]] of quotes) {
          twin[venue] = [bidPx!, bidQty!, askPx!, askQty!];
          const bid = Math.max(...twin.map(([px]) => px!));
          const asks = twin.map(([, , px]) => px!).filter((px) => px > 0);
          const ask = asks.length > 0 ? Math.min(...asks) : 0;
          const sum = (at: number, px: number) => twin.reduce((all, of) => all + (px > 0 && of[at] === px ? of[at + 1]! : 0), 0);
          const expected = [bid, sum(0, bid), ask, sum(2, ask)];
          const changed = best.set(venue, bidPx!, bidQty!, askPx!, askQty!, 1);
          expect([changed, best.bestBidPx, best.bestBidQty, best.bestAskPx, best.bestAskQty]).toEqual([
            expected.join() !== last.join(),
            ...expected,
          ]);
          last = expected;
        }
        const restored = new BestOf(4);
        restored.restore(structuredClone(best.save()));
        expect([restored.bestBidPx, restored.bestBidQty, restored.bestAskPx, restored.bestAskQty]).toEqual(last);
      }),
      { seed: 29, numRuns: 200 },
    );
  });

  test('sums the sizes at the best price and leaves the others out', () => {
    const best = new BestOf(4);
    best.set(0, 100, 10, 103, 1, 1);
    best.set(1, 101, 20, 102, 2, 1);
    best.set(2, 101, 30, 102, 4, 1);
    best.set(3, 0, 0, 0, 0, 1);
    expect([best.bestBidPx, best.bestBidQty, best.bestAskPx, best.bestAskQty, best.mid]).toEqual([101, 50, 102, 6, 101]);
  });

  test.each([
    ['no bid', [0, 0, 102, 5], 0],
    ['no offer', [100, 5, 0, 0], 0],
    ['crossed', [103, 5, 102, 5], 0],
    ['locked', [102, 5, 102, 5], 102],
  ] as const)('%s', (_name, [bidPx, bidQty, askPx, askQty], mid) => {
    const best = new BestOf(1);
    best.set(0, bidPx, bidQty, askPx, askQty, 1);
    expect(best.mid).toBe(mid);
  });
});

describe('the market as the router knows it', () => {
  const config = still();
  const NYSE = 0;
  const IEX = 4;
  const quoted = () => {
    const view = viewOf(config);
    view.level(NYSE, 0, 'buy', 1000000, 500, 10);
    view.level(NYSE, 0, 'sell', 1000100, 300, 10);
    view.level(IEX, 0, 'sell', 1000100, 200, 20);
    return view;
  };

  test('before any message there is no market, no midpoint and no age', () => {
    const view = viewOf(config);
    expect([view.soundMid(0), view.referenceMid(0), view.age('direct', 0, 0, 1e9), view.age('sip', 0, 0, 1e9)]).toEqual([
      0,
      0,
      undefined,
      undefined,
    ]);
    expect(view.nbbo('direct', 0, 1e9)).toEqual({ bidMics: [], askMics: [] });
  });

  test('each clock has its own picture', () => {
    const view = quoted();
    view.sipQuote(NYSE, 0, 999900, 100, 1000200, 100, 5);
    expect(view.nbbo('direct', 0, 30)).toEqual({
      bidPx: 1000000,
      bidQty: 500,
      askPx: 1000100,
      askQty: 500,
      bidMics: ['NYSE'],
      askMics: ['NYSE', 'IEX'],
      bidAge: 20,
      askAge: 20,
    });
    expect(view.nbbo('sip', 0, 30)).toMatchObject({ bidPx: 999900, askPx: 1000200, bidMics: ['NYSE'], askMics: ['NYSE'] });
  });

  test('only a change of the best is said to be one', () => {
    const view = quoted();
    expect([
      view.level(NYSE, 0, 'sell', 1000300, 900, 30),
      view.level(NYSE, 0, 'sell', 1000100, 300, 31),
      view.level(NYSE, 0, 'sell', 1000100, 400, 32),
      view.consume(NYSE, 0, 'sell', 1000300, 900, 40),
      view.consume(NYSE, 0, 'sell', 1000100, 100, 40),
      view.exhaust(NYSE, 0, 'sell', 1000100, 41),
    ]).toEqual([false, false, true, false, true, true]);
    expect(view.nbbo('direct', 0, 50)).toMatchObject({ askPx: 1000100, askQty: 200, askMics: ['IEX'] });
  });

  test('stub quotes that stand alone are no one’s price: the last sound midpoint holds', () => {
    const view = quoted();
    expect([view.soundMid(0), view.openMid[0]]).toEqual([1000050, 1000050]);
    view.level(NYSE, 0, 'buy', 1000000, 0, 30);
    expect([view.soundMid(0), view.referenceMid(0)]).toEqual([0, 1000050]);
    view.level(NYSE, 0, 'buy', 100, 100, 31);
    expect([view.soundMid(0), view.referenceMid(0)]).toEqual([0, 1000050]);
    view.level(NYSE, 0, 'buy', 1000080, 100, 32);
    expect([view.soundMid(0), view.referenceMid(0), view.openMid[0]]).toEqual([1000090, 1000090, 1000050]);
  });

  test('a quiet venue is confirmed by its heartbeat and never looks old', () => {
    const view = quoted();
    const latency = config.venues[NYSE]!.feedLatency;
    for (const now of [MILLISECOND, 7 * MILLISECOND + 123, 100 * MILLISECOND]) {
      const age = view.age('direct', NYSE, 0, now)!;
      expect(age).toBeGreaterThanOrEqual(latency);
      expect(age).toBeLessThan(latency + HEARTBEAT);
    }
  });

  test('saved and restored it is the same picture', () => {
    const view = quoted();
    view.trade(0, 1000100, 50);
    const restored = viewOf(config);
    restored.restore(structuredClone(view.save()));
    for (const one of [view, restored]) one.level(IEX, 0, 'sell', 1000050, 10, 40);
    expect(restored.nbbo('direct', 0, 50)).toEqual(view.nbbo('direct', 0, 50));
    expect(restored.save()).toEqual(view.save());
  });
});
