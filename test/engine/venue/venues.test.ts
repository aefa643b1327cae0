import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Witness } from '../../../electron/engine/market/witness.ts';
import { HIDDEN, ISO, MID_PEG, POST_ONLY, PRIMARY_PEG } from '../../../electron/engine/venue/book.ts';
import { roundLotOf } from '../../../shared/round-lot.ts';
import { MICROSECOND, MILLISECOND, px, qty, SECOND } from '../../../shared/units.ts';
import { Floor } from '../../support/floor.ts';

/** Owner, shares traded and left of a fill as the floor writes it. */
const sharesOf = (fill: string) => /#(\d+) (\d+)@[\d.]+ left (\d+)/.exec(fill)!.slice(1).map(Number) as [number, number, number];
const words = (f: Floor) => f.said.map((line) => line.split(' +')[0]);

describe('round lots', () => {
  test('by price: 250 -> 100, 250.01 -> 40, 1000.01 -> 10, 10000.01 -> 1', () => {
    expect([250, 250.01, 1000, 1000.01, 10_000, 10_000.01].map((price) => roundLotOf(px(price)))).toEqual([100, 40, 40, 10, 10, 1]);
  });

  test('an odd lot rests and trades, and is no quote; two of them are one at the worse price', () => {
    const f = new Floor({ venues: [{ mic: 'A' }], regime: { roundLots: true } });
    f.enter('A', 'buy', 100, 40, { owner: 1 });
    expect(f.shows('A')).toBe('100x40 -');
    expect(f.quotes).toEqual([]);
    f.enter('A', 'buy', 99.99, 170);
    f.enter('A', 'buy', 99.98, 500);
    expect(f.quotes).toEqual(['A 99.99x200 -']);
    f.enter('A', 'sell', 100, 10, { ioc: true });
    expect(f.fills).toEqual(['A #1 10@100 left 30']);
    expect(f.quotes).toHaveLength(1);
    f.enter('A', 'buy', 100, 270);
    expect(f.quotes.slice(1)).toEqual(['A 100x300 -']);
  });

  test('where the lot is 40, 40 shares are a quote', () => {
    const f = new Floor({ venues: [{ mic: 'A' }], symbol: { openPx: px(300), roundLot: qty(40) }, regime: { roundLots: true } });
    f.enter('A', 'buy', 300, 39);
    f.enter('A', 'sell', 300.5, 40);
    expect(f.quotes).toEqual(['A - 300.5x40']);
  });

  test('without the rule whatever is displayed is quoted', () => {
    const f = new Floor({ venues: [{ mic: 'A' }] });
    f.enter('A', 'buy', 100, 40);
    expect(f.quotes).toEqual(['A 100x40 -']);
  });
});

describe('what a venue sees of the others', () => {
  const three = () => {
    const f = new Floor({
      venues: [{ mic: 'S' }, { mic: 'C', site: 'Carteret' }, { mic: 'M', site: 'Mahwah' }],
      regime: { lockCross: true },
    });
    f.enter('C', 'sell', 100.01, 100);
    return f;
  };

  test('an offer elsewhere is known one way later, and then not locked: the bid slides one tick short', () => {
    const f = three();
    f.until(159 * MICROSECOND - 1);
    f.enter('S', 'buy', 100.01, 100);
    expect(f.shows('S')).toBe('100.01x100 -');
    f.until(349 * MICROSECOND);
    f.enter('M', 'buy', 100.01, 100);
    expect(f.shows('M')).toBe('100x100 -');
    expect(f.venues.enteredPx).toBe(px(100));
    f.enter('M', 'buy', 100.05, 100, { ioc: true });
    f.enter('M', 'buy', 100.03, 100, { flags: ISO });
    expect(f.shows('M')).toBe('100.03x100 -');
  });

  test('what stands at the venue itself is taken first, and only the rest slides', () => {
    const f = three();
    f.until(SECOND);
    f.enter('S', 'sell', 100.01, 200);
    f.enter('S', 'buy', 100.01, 500, { owner: 3 });
    expect(f.prints).toEqual(['S 200@100.01']);
    expect(f.venues.lastFilled).toBe(200);
    expect(f.shows('S')).toBe('100x300 -');
  });

  test('our post slides as well and its acceptance says where to; our taking order does not', () => {
    const f = three();
    f.until(SECOND);
    const stands: number[] = [];
    f.ours('S', 'buy', 100.02, 100, 'day');
    f.ours('S', 'buy', 100.02, 100, 'ioc');
    while (f.schedule.pop()) if (f.schedule.kind === 9 && f.schedule.b === 0) stands.push(f.schedule.d);
    expect(stands).toEqual([px(100), 0]);
    expect(f.shows('S')).toBe('100x100 -');
  });

  test('a venue that is out of order may cross; hidden orders cross no one', () => {
    const f = three();
    f.until(SECOND);
    f.enter('S', 'buy', 100.05, 100, { flags: HIDDEN });
    expect(f.shows('S')).toBe('- -');
    f.conditions.mayCross[f.venue('M')] = 1;
    f.enter('M', 'buy', 100.05, 100);
    expect(f.shows('M')).toBe('100.05x100 -');
  });

  test('of two pieces of news the newer one holds, whichever comes first', () => {
    const f = new Floor({ venues: [{ mic: 'S' }, { mic: 'T' }, { mic: 'M', site: 'Mahwah' }], regime: { lockCross: true } });
    f.enter('M', 'sell', 100.01, 100);
    f.until(100 * MICROSECOND);
    f.enter('T', 'sell', 99.99, 100);
    f.until(110 * MICROSECOND);
    f.enter('S', 'buy', 100, 100);
    expect(f.shows('S')).toBe('99.98x100 -');
    f.until(SECOND);
    f.enter('S', 'buy', 100, 100);
    expect(f.shows('S')).toBe('99.98x200 -');
  });

  test('a latency spike makes the news late', () => {
    const f = new Floor({ venues: [{ mic: 'S' }, { mic: 'T' }], regime: { lockCross: true } });
    f.conditions.extra[1] = MILLISECOND;
    f.enter('T', 'sell', 100.01, 100);
    f.until(MILLISECOND);
    f.enter('S', 'buy', 100.01, 100);
    expect(f.shows('S')).toBe('100.01x100 -');
  });
});

describe('pegs', () => {
  test('a midpoint peg follows what its own venue sees, at the venue’s own latency and past any speed bump', () => {
    const f = new Floor({
      venues: [
        { mic: 'C', site: 'Carteret' },
        { mic: 'IEXG', site: 'Weehawken', speedBump: 350_000 as never },
      ],
    });
    f.enter('C', 'buy', 99.99, 100);
    const offer = f.enter('C', 'sell', 100.01, 100);
    f.until(SECOND);
    f.enter('IEXG', 'sell', 99.9, 1000, { flags: MID_PEG, owner: 9 });
    f.enter('C', 'sell', 100.03, 100);
    f.cancel('C', offer);
    f.until(SECOND + 171_500 - 1);
    f.enter('IEXG', 'buy', 100.01, 100, { ioc: true });
    f.until(SECOND + 171_500);
    f.enter('IEXG', 'buy', 100.01, 100, { ioc: true });
    expect(f.prints).toEqual(['IEXG 100@100', 'IEXG 100@100.01']);
    expect(f.fills).toEqual(['IEXG #9 100@100 left 900', 'IEXG #9 100@100.01 left 800']);
  });

  test('its own venue’s quotes it follows at once', () => {
    const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }] });
    f.enter('A', 'buy', 99.98, 100);
    f.enter('A', 'sell', 100.02, 100);
    f.enter('A', 'sell', 99, 500, { flags: MID_PEG });
    f.enter('A', 'buy', 100, 100);
    f.until(0);
    f.enter('A', 'buy', 99.99, 50);
    f.until(0);
    f.enter('A', 'buy', 100.02, 10, { ioc: true });
    expect(f.prints).toEqual(['A 100@100', 'A 10@100.005']);
  });

  test('a peg that moves onto another trades with it, and both owners hear of it', () => {
    const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }] });
    f.enter('A', 'buy', 99.96, 100);
    f.enter('A', 'sell', 100.02, 100);
    f.enter('B', 'sell', 100, 300, { flags: HIDDEN, owner: 4 });
    f.until(SECOND);
    f.enter('B', 'buy', 101, 200, { flags: MID_PEG, owner: 5 });
    expect(f.prints).toEqual([]);
    f.enter('A', 'buy', 99.98, 100);
    f.until(2 * SECOND);
    expect(f.prints).toEqual(['B 200@100']);
    expect(f.fills).toEqual(['B #4 200@100 left 100', 'B #5 200@100 left 0']);
  });

  test('none moves while its symbol is halted, and all do when it trades again', () => {
    const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }] });
    f.enter('A', 'buy', 99.98, 100);
    const offer = f.enter('A', 'sell', 100.02, 100);
    f.enter('B', 'buy', 100, 200, { flags: PRIMARY_PEG, owner: 5 });
    f.enter('B', 'sell', 99.98, 100, { flags: MID_PEG, owner: 6 });
    f.until(SECOND);
    f.venues.halt(f.now as never, 0, SECOND, 'halted');
    f.cancel('A', offer);
    f.until(3 * SECOND);
    f.enter('A', 'sell', 100, 100);
    f.until(4 * SECOND);
    f.enter('B', 'buy', 100, 100, { ioc: true });
    expect(f.prints).toEqual(['B 100@99.99']);
  });

  test('the fee of a hidden resting side is its own', () => {
    const f = new Floor({ venues: [{ mic: 'A', takerFee: 3000 as never, hiddenTakerFee: 900 as never }] });
    f.enter('A', 'sell', 100.01, 100);
    f.enter('A', 'sell', 100, 100, { flags: HIDDEN });
    f.ours('A', 'buy', 100.01, 150);
    f.until(SECOND);
    expect(words(f)).toEqual(['accepted c1', 'traded c1 100@100', 'traded c1 50@100.01']);
    expect(f.fees).toEqual([
      [900, 1],
      [3000, 0],
    ]);
  });
});

describe('a venue that is out', () => {
  const out = () => {
    const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }] });
    f.enter('A', 'sell', 100.01, 300, { owner: 1 });
    f.ours('A', 'buy', 99.99, 100, 'day');
    f.until(MILLISECOND);
    f.conditions.down[0] = 1;
    return f;
  };

  test('answers nothing; what of ours arrives waits, in its order', () => {
    const f = out();
    f.said.length = 0;
    f.ours('A', 'buy', 100.01, 100);
    f.cancelOurs('A', 1);
    f.ours('A', 'buy', 100.01, 400);
    f.until(10 * SECOND);
    expect(f.said).toEqual([]);
    expect(f.shows('A')).toBe('99.99x100 100.01x300');
    f.conditions.down[0] = 0;
    f.venues.venueUp(f.now as never, 0);
    f.until(11 * SECOND);
    expect(f.said).toEqual(
      ['accepted c2', 'traded c2 100@100.01', 'canceled c1', 'accepted c3', 'traded c3 200@100.01', 'canceled c3'].map(
        (line) => `${line} +${10 * SECOND}`,
      ),
    );
  });

  test('takes no message of others: what they have there stays', () => {
    const f = out();
    expect(f.venues.accepts(0, 0)).toBe(false);
    expect(f.enter('A', 'buy', 100.01, 100)).toBe(0);
    expect(f.cancel('A', 1)).toBe(-1);
    expect(f.shows('A')).toBe('99.99x100 100.01x300');
  });

  test('at the close everything of ours there is given back', () => {
    const f = out();
    f.said.length = 0;
    f.ours('A', 'buy', 100.01, 100);
    f.cancelOurs('A', 1);
    f.venues.close();
    f.until(SECOND);
    expect(words(f)).toEqual(['canceled c2', 'expired c1']);
  });
});

describe('a slow venue', () => {
  test('handles each of our messages that much later, and never the second before the first', () => {
    const f = new Floor({ venues: [{ mic: 'A' }] });
    f.enter('A', 'sell', 100.01, 300);
    f.conditions.slow[0] = MILLISECOND;
    expect(f.venues.delay(0)).toBe(MILLISECOND);
    f.ours('A', 'buy', 100.01, 100);
    f.until(MILLISECOND / 2);
    f.conditions.slow[0] = 0;
    f.ours('A', 'buy', 100.01, 300);
    f.until(SECOND);
    expect(f.said).toEqual([
      `accepted c1 +${MILLISECOND}`,
      `traded c1 100@100.01 +${MILLISECOND}`,
      `accepted c2 +${MILLISECOND}`,
      `traded c2 200@100.01 +${MILLISECOND}`,
      `canceled c2 +${MILLISECOND}`,
    ]);
  });
});

test('a witness hears what rests, goes and matches, hidden or not', () => {
  const heard: string[] = [];
  const witness: Witness = {
    added: (_at, venue, _symbol, side, price, shares, hidden) => heard.push(`+${venue} ${side} ${shares}@${price / 1e4} ${hidden}`),
    cancelled: (_at, venue, _symbol, side, price, shares) => heard.push(`-${venue} ${side} ${shares}@${price / 1e4}`),
    matched: (_at, venue, _symbol, side, price, shares, hidden) =>
      heard.push(`x${venue} ${side} ${shares}@${price / 1e4} ${hidden}`),
  };
  const f = new Floor({ venues: [{ mic: 'A' }], witness });
  const bid = f.enter('A', 'buy', 99.99, 100);
  f.enter('A', 'sell', 100, 100, { flags: HIDDEN });
  f.enter('A', 'buy', 100, 150);
  f.enter('A', 'buy', 100.05, 10, { ioc: true });
  f.enter('A', 'sell', 100, 20, { flags: POST_ONLY });
  f.cancel('A', bid);
  expect(heard).toEqual(['+0 0 100@99.99 false', '+0 1 100@100 true', 'x0 0 100@100 true', '+0 0 50@100 false', '-0 0 100@99.99']);
});

test('a saved floor is not restored where its pools are others', () => {
  const floor = (...venues: ConstructorParameters<typeof Floor>[0]['venues']) => new Floor({ venues }).venues;
  const saved = floor({ mic: 'A' }, { mic: 'D', pool: {} }).save();
  expect(() => floor({ mic: 'D', pool: {} }, { mic: 'A' }).restore(saved)).toThrow(/is not the saved one/);
  expect(() => floor({ mic: 'A' }, { mic: 'D', pool: {} }, { mic: 'E', pool: {} }).restore(saved)).toThrow(RangeError);
  expect(() => floor({ mic: 'A' }, { mic: 'D', pool: {} }).restore(saved)).not.toThrow();
});

test('a saved floor goes on as it would have', () => {
  const f = new Floor({
    venues: [{ mic: 'A' }, { mic: 'D', pool: {} }],
    regime: { luld: true, lockCross: true },
    symbol: { luldTier: 1 },
  });
  const again = new Floor({
    venues: [{ mic: 'A' }, { mic: 'D', pool: {} }],
    regime: { luld: true, lockCross: true },
    symbol: { luldTier: 1 },
  });
  f.enter('A', 'buy', 99.99, 100);
  f.enter('A', 'sell', 95, 300);
  f.enter('D', 'buy', 100, 100, { owner: 2 });
  f.ours('D', 'buy', 100, 100, 'day');
  f.conditions.down[0] = 1;
  f.ours('A', 'buy', 95, 100);
  const state = structuredClone([f.venues.save(), f.conditions.save(), f.schedule.save()] as const);
  again.venues.restore(state[0]);
  again.conditions.restore(state[1]);
  again.schedule.restore(state[2]);
  for (const floor of [f, again]) {
    floor.said.length = 0;
    floor.prints.length = 0;
    floor.statuses.length = 0;
    floor.until(SECOND);
    floor.conditions.down[0] = 0;
    floor.venues.venueUp(floor.now as never, 0);
    floor.enter('D', 'sell', 90, 500, { ioc: true });
    floor.until(60 * SECOND);
  }
  expect(f.prints).not.toEqual([]);
  expect([again.said, again.prints, again.statuses]).toEqual([f.said, f.prints, f.statuses]);
});

test('a peg that takes, and is met in the same move, is told of both in their order', () => {
  const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'C', site: 'Mahwah' }], regime: { lockCross: true, roundLots: true } });
  f.enter('C', 'buy', 97.4, 1, { owner: 1 });
  f.enter('A', 'sell', 99.8, 100, { owner: 2 });
  f.enter('C', 'sell', 93, 2, { flags: MID_PEG, owner: 3 });
  f.enter('C', 'buy', 97.4, 1, { flags: MID_PEG, owner: 4 });
  // The middle is 96.40 from here on, within the limits of both pegs.
  f.enter('A', 'buy', 93, 100, { owner: 5 });
  f.until(MILLISECOND);
  expect(f.fills.filter((fill) => fill.includes('#3'))).toEqual(['C #3 1@97.4 left 1', 'C #3 1@96.4 left 0']);
});

test('whatever comes, no venue’s displayed book is crossed, nothing trades outside the bands or while it must not, and every owner is told of every share', () => {
  const action = fc.record({
    kind: fc.constantFrom('enter', 'enter', 'enter', 'enter', 'cancel', 'ours', 'halt', 'down'),
    venue: fc.integer({ min: 0, max: 3 }),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    price: fc.oneof(fc.integer({ min: 9980, max: 10020 }), fc.integer({ min: 9300, max: 10700 })),
    shares: fc.integer({ min: 1, max: 600 }),
    flags: fc.constantFrom(0, 0, 0, HIDDEN, MID_PEG, PRIMARY_PEG, POST_ONLY, ISO),
    ioc: fc.boolean(),
    min: fc.constantFrom(0, 0, 100),
    wait: fc.oneof(fc.integer({ min: 0, max: 2 * MILLISECOND }), fc.integer({ min: 0, max: 60 * SECOND })),
  });
  const mics = ['A', 'B', 'C', 'D'];
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120, size: 'max' }), (actions) => {
      const f = new Floor({
        venues: [{ mic: 'A' }, { mic: 'B', site: 'Carteret' }, { mic: 'C', site: 'Mahwah' }, { mic: 'D', pool: {} }],
        symbol: { luldTier: 1 },
        regime: { luld: true, lockCross: true, roundLots: true },
      });
      let time = 0;
      const orders: [string, number][] = [];
      /** By owner, who each have one order: shares that others were not yet told to have traded. */
      const left: number[] = [];
      let told = 0;
      for (const { kind, venue, side, price, shares, flags, ioc, min, wait } of actions) {
        const mic = mics[venue]!;
        const matches = f.conditions.matches(0) && f.conditions.down[venue] === 0;
        const before = f.trades.length;
        if (kind === 'enter') {
          const hides = (flags & (HIDDEN | MID_PEG | PRIMARY_PEG)) !== 0 || mic === 'D';
          const owner = left.length;
          orders.push([mic, f.enter(mic, side, price / 100, shares, { flags, ioc, owner, min: hides ? min : 0 })]);
          left.push(shares - f.venues.lastFilled);
        } else if (kind === 'cancel' && orders.length > 0) f.cancel(...orders[shares % orders.length]!);
        else if (kind === 'ours') f.ours(mic, side, price / 100, shares, ioc ? 'ioc' : 'day');
        else if (kind === 'halt') f.venues.halt(f.now as never, 0, 10 * SECOND, 'halted');
        else if (kind === 'down') {
          f.conditions.down[venue] = 1 - f.conditions.down[venue]!;
          if (f.conditions.down[venue] === 0) f.venues.venueUp(f.now as never, venue);
        }
        const now = f.trades.slice(before);
        if (!matches && kind === 'enter') expect(now).toEqual([]);
        time += wait;
        f.until(time);
        for (const { px, lowerPx, upperPx } of f.trades.slice(before)) {
          expect(px).toBeGreaterThanOrEqual(lowerPx);
          expect(px).toBeLessThanOrEqual(upperPx);
        }
        for (const fill of f.fills.slice(told)) {
          const [owner, traded, leaves] = sharesOf(fill);
          left[owner]! -= traded;
          expect(left[owner]).toBe(leaves);
        }
        told = f.fills.length;
        for (const m of mics.slice(0, 3)) {
          const bid = f.venues.bestPx(f.venue(m), 0, 'buy');
          const ask = f.venues.bestPx(f.venue(m), 0, 'sell');
          if (bid > 0 && ask > 0) expect(bid).toBeLessThan(ask);
        }
      }
    }),
    { numRuns: 150 },
  );
});
