import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MIN_AGGREGATE } from '../../../electron/engine/venue/book.ts';
import { CONDITIONAL } from '../../../electron/engine/venue/pool.ts';
import type { Site } from '../../../shared/geography.ts';
import type { PoolSpec } from '../../../shared/market.ts';
import { MICROSECOND, MILLISECOND, nanos, px, SECOND } from '../../../shared/units.ts';
import { Floor } from '../../support/floor.ts';

/** A lit venue with 99.99 by 100.01 and a pool beside it that has seen it. */
function beside(pool: Partial<PoolSpec> = {}, site: Site = 'Secaucus'): Floor {
  const f = new Floor({ venues: [{ mic: 'L' }, { mic: 'D', site, pool }] });
  f.enter('L', 'buy', 99.99, 1000);
  f.enter('L', 'sell', 100.01, 1000);
  return f.until(MILLISECOND);
}

/** Without the times. */
const words = (f: Floor) => f.said.map((line) => line.split(' +')[0]);

describe('a pool that matches at once', () => {
  test('our ping takes what rests at the midpoint, and the rest comes back', () => {
    const f = beside();
    f.enter('D', 'sell', 99, 300, { owner: 7 });
    expect(f.venues.hidden(1, 0, 'sell')).toBe(300);
    f.ours('D', 'buy', 100.01, 500);
    f.until(SECOND);
    expect(words(f)).toEqual(['accepted c1', 'traded c1 300@100', 'canceled c1']);
    expect(f.fills).toEqual(['D #7 300@100 left 0']);
    expect(f.prints).toEqual(['D 300@100']);
  });

  test('a limit worse than the midpoint rests until the midpoint comes to it', () => {
    const f = beside();
    f.enter('D', 'sell', 100.01, 300, { owner: 7 });
    f.enter('D', 'buy', 100.05, 200, { owner: 8 });
    expect(f.prints).toEqual([]);
    f.enter('L', 'buy', 100.01, 2000);
    f.enter('L', 'sell', 100.03, 500);
    f.until(SECOND);
    expect(f.prints).toEqual(['L 1000@100.01', 'D 200@100.02']);
    expect(f.fills.slice(1)).toEqual(['D #7 200@100.02 left 100', 'D #8 200@100.02 left 0']);
  });

  test('a midpoint that comes back is tried again by those who came between', () => {
    const f = beside();
    f.enter('D', 'sell', 100.5, 10);
    const bid = f.enter('D', 'buy', 99.5, 10);
    const better = f.enter('L', 'sell', 100, 10);
    f.until(2 * MILLISECOND);
    f.cancel('L', better);
    f.until(3 * MILLISECOND);
    f.cancel('D', bid);
    const dearer = f.enter('L', 'buy', 100, 10);
    f.until(4 * MILLISECOND);
    f.enter('D', 'buy', 100.004, 70);
    f.enter('D', 'sell', 100, 100);
    expect(f.prints).toEqual([]);
    f.cancel('L', dearer);
    f.until(5 * MILLISECOND);
    expect(f.prints).toEqual(['D 70@100']);
  });

  test('keener limits first, then larger orders, then older ones', () => {
    const f = beside();
    f.enter('D', 'sell', 99.99, 100, { owner: 1 });
    f.enter('D', 'sell', 99.99, 200, { owner: 2 });
    f.enter('D', 'sell', 99.99, 200, { owner: 3 });
    f.enter('D', 'sell', 99.9, 50, { owner: 4 });
    f.ours('D', 'buy', 100, 550);
    expect(f.fills).toEqual(['D #4 50@100 left 0', 'D #2 200@100 left 0', 'D #3 200@100 left 0', 'D #1 100@100 left 0']);
  });

  test('no order trades less than its MinQty with one other, unless little is left of it', () => {
    const f = beside();
    f.enter('D', 'sell', 99, 1000, { min: 400, owner: 1 });
    f.ours('D', 'buy', 101, 300);
    expect(f.fills).toEqual([]);
    f.ours('D', 'buy', 101, 700);
    f.ours('D', 'buy', 101, 299);
    f.ours('D', 'buy', 101, 300);
    expect(f.fills).toEqual(['D #1 700@100 left 300', 'D #1 300@100 left 0']);
  });

  test('MIN_AGGREGATE lets several together give the MinQty; a fill-or-kill takes all or nothing so', () => {
    const f = beside();
    for (const owner of [1, 2, 3]) f.enter('D', 'sell', 99, 100, { owner });
    f.enter('D', 'buy', 101, 250, { min: 250, ioc: true });
    f.enter('D', 'buy', 101, 400, { min: 400, ioc: true, flags: MIN_AGGREGATE });
    f.ours('D', 'buy', 101, 301, 'fok');
    expect(f.fills).toEqual([]);
    f.enter('D', 'buy', 101, 250, { min: 250, ioc: true, flags: MIN_AGGREGATE });
    expect(f.fills.map((fill) => fill.split(' ')[1])).toEqual(['#1', '#2', '#3']);
    f.ours('D', 'buy', 101, 50, 'fok');
    expect(f.fills).toHaveLength(4);
  });

  test('nothing matches while the pool sees a crossed market, and all does when it no longer is', () => {
    const crossing = new Floor({ venues: [{ mic: 'L' }, { mic: 'M' }, { mic: 'D', pool: {} }] });
    crossing.enter('L', 'buy', 100.03, 100);
    const offer = crossing.enter('M', 'sell', 100.01, 100);
    crossing.until(MILLISECOND);
    crossing.enter('D', 'sell', 99, 100, { owner: 5 });
    crossing.ours('D', 'buy', 101, 100);
    crossing.enter('D', 'buy', 101, 60, { owner: 6 });
    expect(crossing.prints).toEqual([]);
    crossing.cancel('M', offer);
    crossing.enter('M', 'sell', 100.05, 100);
    crossing.until(SECOND);
    expect(crossing.prints).toEqual(['D 60@100.04']);
  });

  test('our order may rest, and can be cancelled', () => {
    const f = beside();
    const child = f.ours('D', 'buy', 100.01, 500, 'day');
    f.enter('D', 'sell', 99, 200, { ioc: true });
    f.cancelOurs('D', child);
    f.cancelOurs('D', child);
    f.until(SECOND);
    expect(words(f)).toEqual(['accepted c1', 'traded c1 200@100', 'canceled c1', 'cancelRejected c1']);
  });

  test('two of ours do not trade with each other', () => {
    const f = beside();
    f.ours('D', 'buy', 100.01, 500, 'day');
    f.ours('D', 'sell', 99.99, 500);
    expect(f.prints).toEqual([]);
  });

  test('the fee is that of the match, hidden where the venue has one', () => {
    const f = new Floor({ venues: [{ mic: 'L' }, { mic: 'D', pool: {}, takerFee: 1000 as never, hiddenMakerFee: 700 as never }] });
    f.enter('L', 'buy', 99.99, 1000);
    f.enter('L', 'sell', 100.01, 1000);
    f.until(MILLISECOND);
    f.ours('D', 'sell', 99, 100, 'day');
    f.enter('D', 'buy', 101, 100, { ioc: true });
    f.enter('D', 'buy', 101, 200);
    f.ours('D', 'sell', 99, 100);
    f.conditions.takerFee[1] = 1200;
    f.ours('D', 'sell', 99, 100);
    f.until(SECOND);
    expect(f.fees).toEqual([
      [700, 1],
      [1000, 1],
      [1200, 1],
    ]);
  });
});

describe('the midpoint is that of the quotes the pool has seen', () => {
  test('directly one way later, from the far site; within a building 5 µs', () => {
    const f = beside({}, 'Carteret');
    f.enter('D', 'sell', 99, 10_000, { owner: 2 });
    f.enter('L', 'buy', 100.01, 2000);
    f.enter('L', 'sell', 100.03, 500);
    f.until(MILLISECOND + 159 * MICROSECOND - 1);
    f.enter('D', 'buy', 101, 1, { ioc: true });
    f.until(MILLISECOND + 159 * MICROSECOND);
    f.enter('D', 'buy', 101, 1, { ioc: true });
    expect(f.prints.slice(1)).toEqual(['D 1@100', 'D 1@100.02']);
  });

  test('by the SIP through Mahwah and its processing', () => {
    const f = beside({ nbbo: 'sip' }, 'Secaucus');
    f.enter('D', 'sell', 99, 10_000, { owner: 2 });
    f.enter('L', 'buy', 100.01, 2000);
    f.enter('L', 'sell', 100.03, 500);
    const way = 219 * MICROSECOND + f.config.sip.processing + 219 * MICROSECOND;
    f.until(MILLISECOND + way - 1);
    f.enter('D', 'buy', 101, 1, { ioc: true });
    f.until(MILLISECOND + way);
    f.enter('D', 'buy', 101, 1, { ioc: true });
    expect(f.prints.slice(1)).toEqual(['D 1@100', 'D 1@100.02']);
  });
});

describe('a pool that matches at intervals', () => {
  const interval = { min: nanos(150_000), max: nanos(900_000) };

  test('what arrives waits for the next match, ours too; then the rest of a ping comes back', () => {
    const f = beside({ interval });
    f.enter('D', 'sell', 99, 300, { owner: 7 });
    f.until(10 * MILLISECOND);
    f.ours('D', 'buy', 100.01, 500);
    f.until(10 * MILLISECOND + 150 * MICROSECOND - 1);
    expect(f.prints).toEqual([]);
    f.until(10 * MILLISECOND + 900 * MICROSECOND);
    expect(f.prints).toEqual(['D 300@100']);
    f.until(SECOND);
    expect(words(f)).toEqual(['accepted c1', 'traded c1 300@100', 'canceled c1']);
  });

  test('two orders of others that wait together are told of it both', () => {
    const f = beside({ interval });
    f.enter('D', 'sell', 99, 300, { owner: 7 });
    f.enter('D', 'buy', 101, 100, { owner: 8 });
    f.until(SECOND);
    expect(f.fills).toEqual(['D #7 100@100 left 200', 'D #8 100@100 left 0']);
  });

  test('a match that falls into an outage is made up for when the venue is back', () => {
    const f = beside({ interval });
    f.enter('D', 'sell', 99, 300, { owner: 7 });
    f.until(10 * MILLISECOND);
    f.ours('D', 'buy', 100.01, 500);
    f.conditions.down[1] = 1;
    f.until(SECOND);
    expect(f.prints).toEqual([]);
    expect(words(f)).toEqual(['accepted c1']);
    f.conditions.down[1] = 0;
    f.venues.venueUp(f.now as never, 1);
    f.until(2 * SECOND);
    expect(words(f)).toEqual(['accepted c1', 'traded c1 300@100', 'canceled c1']);
  });
});

describe('conditional orders', () => {
  test('one that could match is invited, and trades when it is firm', () => {
    const f = beside({ firmUp: 1 });
    f.enter('D', 'sell', 99, 300, { owner: 7, flags: CONDITIONAL });
    f.ours('D', 'buy', 100.01, 100);
    f.until(10 * MILLISECOND);
    expect(f.prints).toEqual([]);
    f.enter('D', 'buy', 101, 200, { owner: 8 });
    expect(f.prints).toEqual([]);
    f.until(SECOND);
    expect(f.prints).toEqual(['D 200@100']);
    expect(f.fills).toEqual(['D #7 200@100 left 100', 'D #8 200@100 left 0']);
  });

  test('one that does not firm up is gone', () => {
    const f = beside({ firmUp: 0 });
    const order = f.enter('D', 'sell', 99, 300, { owner: 7, flags: CONDITIONAL });
    f.enter('D', 'buy', 101, 200, { owner: 8 });
    f.until(SECOND);
    expect(f.prints).toEqual([]);
    expect(f.cancel('D', order)).toBe(0);
  });

  test('half have answered by the median', () => {
    const answered = { before: 0, all: 0 };
    const f = beside({ firmUp: 1, firmUpMedian: nanos(946_000) });
    for (let i = 0; i < 400; i++) {
      const from = (i + 1) * 100 * MILLISECOND;
      f.until(from);
      f.enter('D', 'sell', 99, 100, { flags: CONDITIONAL });
      f.enter('D', 'buy', 101, 100);
      const prints = f.prints.length;
      f.until(from + 946 * MICROSECOND);
      answered.before += f.prints.length - prints;
      f.until(from + 99 * MILLISECOND);
      answered.all += f.prints.length - prints;
    }
    expect(answered.all).toBe(400);
    // Three standard errors of a fair coin.
    expect(Math.abs(answered.before - 200)).toBeLessThan(30);
  });
});

test('in any session no one gets more than asked, and none trades beyond a limit or below a MinQty', () => {
  const action = fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    limit: fc.integer({ min: 9990, max: 10010 }),
    qty: fc.integer({ min: 1, max: 500 }),
    min: fc.integer({ min: 0, max: 300 }),
    ioc: fc.boolean(),
    conditional: fc.boolean(),
    ours: fc.boolean(),
    wait: fc.integer({ min: 0, max: 3000 }),
    mid: fc.integer({ min: 9990, max: 10010 }),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60, size: 'max' }), fc.boolean(), (actions, waits) => {
      const f = new Floor({
        venues: [{ mic: 'L' }, { mic: 'D', pool: waits ? { interval: { min: nanos(100_000), max: nanos(500_000) } } : {} }],
      });
      let quotes: number[] = [];
      let time = 0;
      const asked = new Map<number, { qty: number; min: number; limit: number; side: string }>();
      actions.forEach(({ side, limit, qty, min, ioc, conditional, ours, wait, mid }, owner) => {
        for (const order of quotes) f.cancel('L', order);
        quotes = [f.enter('L', 'buy', (mid - 1) / 100, 100), f.enter('L', 'sell', (mid + 1) / 100, 100)];
        if (ours) f.ours('D', side, limit / 100, qty, ioc ? 'ioc' : 'day');
        else {
          f.enter('D', side, limit / 100, qty, { ioc, min, owner, ...(conditional && { flags: CONDITIONAL }) });
          // What it took on arrival it was told by `lastFilled`.
          asked.set(owner, { qty: qty - f.venues.lastFilled, min, limit: px(limit / 100), side });
        }
        time += wait * MICROSECOND;
        f.until(time);
      });
      const left = new Map<number, number>();
      for (const fill of f.fills) {
        const [, owner, shares, price, leaves] = /#(\d+) (\d+)@([\d.]+) left (\d+)/.exec(fill)!.map(Number);
        const order = asked.get(owner!)!;
        const before = left.get(owner!) ?? order.qty;
        expect(before - shares!).toBe(leaves);
        expect(shares).toBeGreaterThanOrEqual(Math.min(order.min, before));
        if (order.side === 'buy') expect(px(price!)).toBeLessThanOrEqual(order.limit);
        else expect(px(price!)).toBeGreaterThanOrEqual(order.limit);
        left.set(owner!, leaves!);
      }
      for (const rest of left.values()) expect(rest).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 200 },
  );
});
