import { describe, expect, test } from 'vitest';
import { CONDITIONAL, FIRM_UP_WITHIN } from '../../../electron/engine/venue/pool.ts';
import { Sightings } from '../../../electron/engine/venue/sightings.ts';
import type { Trades } from '../../../electron/engine/venue/trades.ts';
import type { PoolSpec } from '../../../shared/market.ts';
import { MILLISECOND, type Nanos, nanos, SECOND } from '../../../shared/units.ts';
import { Floor } from '../../support/floor.ts';

/** A lit venue with 99.99 by 100.01 and a pool beside it that has seen it. */
function beside(pool: Partial<PoolSpec> = {}): Floor {
  const f = new Floor({ venues: [{ mic: 'L' }, { mic: 'D', pool: { conditionalShare: 0.4, ...pool } }] });
  f.enter('L', 'buy', 99.99, 1000);
  f.enter('L', 'sell', 100.01, 1000);
  return f.until(MILLISECOND);
}

/** Ours, not firm, for so many shares and at least `minQty`. */
const waits = (f: Floor, shares: number, minQty = 1, limit = 100.01) =>
  f.ours('D', 'buy', limit, shares, 'day', { action: 'conditional', minQty });

/** Ours, firm at once or not at all, in its place. */
const firmsUp = (f: Floor, invitation: number, shares: number) => f.ours('D', 'buy', 100.01, shares, 'ioc', { invitation });

/** Without the times. */
const words = (f: Floor) => f.said.map((line) => line.split(' +')[0]);

describe('what a pool turns away', () => {
  test('a firm order in the place of a conditional one that never was, or is gone: nothing trades', () => {
    const f = beside();
    f.enter('D', 'sell', 99, 300);
    firmsUp(f, 77, 300);
    const gone = waits(f, 300);
    f.cancelOurs('D', gone);
    firmsUp(f, gone, 300);
    f.until(SECOND);
    expect(f.prints).toEqual([]);
    expect(words(f)).toEqual(['canceled c1', 'accepted c2', 'invited c2 300', 'canceled c2', 'canceled c3']);
  });

  test('one that comes after half a second, and at that moment the conditional order is gone', () => {
    const f = beside();
    const child = waits(f, 500);
    f.until(10 * MILLISECOND);
    f.enter('D', 'sell', 99, 300);
    f.until(10 * MILLISECOND + FIRM_UP_WITHIN);
    firmsUp(f, child, 300);
    f.until(SECOND);
    const at = (word: string) => Number(f.said.find((line) => line.startsWith(word))!.split('+')[1]);
    expect(words(f)).toEqual(['accepted c1', 'invited c1 300', 'lapsed c1', 'canceled c2']);
    expect([at('invited'), at('lapsed')]).toEqual([10 * MILLISECOND, 10 * MILLISECOND + SECOND / 2]);
    expect(f.prints).toEqual([]);
  });

  test('while trading is halted: neither a conditional order nor a firm one in its place', () => {
    const f = beside();
    const child = waits(f, 500);
    f.enter('D', 'sell', 99, 300);
    f.venues.halt(f.now as Nanos, 0, 10 * SECOND, 'halted');
    firmsUp(f, child, 300);
    waits(f, 100);
    f.until(SECOND);
    expect(words(f)).toEqual(['accepted c1', 'invited c1 300', 'rejected c2', 'rejected c3', 'lapsed c1']);
    expect(f.prints).toEqual([]);
  });
});

describe('a conditional order of ours', () => {
  test('is invited to what it could trade, once, and a firm one in its place trades that', () => {
    const f = beside();
    const child = waits(f, 500);
    f.enter('D', 'sell', 99, 300, { owner: 7 });
    f.enter('D', 'sell', 99, 100, { owner: 8 });
    expect(f.venues.hidden(1, 0, 'buy')).toBe(0);
    firmsUp(f, child, 300);
    f.until(SECOND);
    expect(words(f)).toEqual(['accepted c1', 'invited c1 300', 'firmedUp c1', 'accepted c2', 'traded c2 300@100']);
    expect(f.fills).toEqual(['D #7 300@100 left 0']);
  });

  test('is invited as it comes, by all that stands there together, and what is firm for more comes back', () => {
    const f = beside();
    for (const owner of [7, 8]) f.enter('D', 'sell', 99, 300, { owner });
    const child = waits(f, 1000, 600);
    firmsUp(f, child, 700);
    f.until(SECOND);
    expect(words(f)).toEqual([
      'accepted c1',
      'invited c1 600',
      'firmedUp c1',
      'accepted c2',
      'traded c2 300@100',
      'traded c2 300@100',
      'canceled c2',
    ]);
  });

  test('is not invited below its MinQty, nor by one whose MinQty it cannot give, nor by orders that do not rest', () => {
    const f = beside();
    waits(f, 500, 400);
    f.enter('D', 'sell', 99, 399);
    f.enter('D', 'sell', 99, 2000, { min: 600 });
    f.enter('D', 'sell', 99, 5000, { ioc: true });
    f.until(SECOND);
    expect(words(f)).toEqual(['accepted c1']);
  });

  test('is found by firm orders only: by a conditional one of others as soon as that has become firm', () => {
    const f = beside({ firmUp: 1, firmUpMedian: nanos(946_000) });
    waits(f, 500);
    f.enter('D', 'sell', 99, 300, { flags: CONDITIONAL });
    f.until(100 * MILLISECOND);
    // Nor does ours have it invited: nobody who is not firm learns of us.
    expect(words(f)).toEqual(['accepted c1']);
    f.enter('D', 'buy', 101, 50);
    f.until(200 * MILLISECOND);
    expect(f.prints).toEqual(['D 50@100']);
    expect(words(f)).toEqual(['accepted c1', 'invited c1 250']);
  });

  test('meets no other order of ours', () => {
    const f = beside();
    waits(f, 500);
    f.ours('D', 'sell', 99.99, 500, 'day');
    f.ours('D', 'sell', 99.99, 100);
    f.until(SECOND);
    expect(words(f)).toEqual(['accepted c1', 'accepted c2', 'accepted c3', 'canceled c3']);
  });

  test('waits until the midpoint is within its limit', () => {
    const f = beside();
    waits(f, 500, 1, 99.99);
    f.enter('D', 'sell', 99, 300);
    f.until(2 * MILLISECOND);
    expect(words(f)).toEqual(['accepted c1']);
    f.enter('L', 'sell', 99.99, 1500);
    f.enter('L', 'buy', 99.97, 500);
    f.until(SECOND / 4);
    expect(words(f)).toEqual(['accepted c1', 'invited c1 300']);
  });

  test('may wait for a match at an interval: the firm one in its place does', () => {
    const f = beside({ interval: { min: nanos(150_000), max: nanos(900_000) } });
    f.enter('D', 'sell', 99, 300);
    f.until(10 * MILLISECOND);
    const child = waits(f, 500);
    f.until(20 * MILLISECOND);
    firmsUp(f, child, 300);
    expect(f.prints).toEqual([]);
    f.until(21 * MILLISECOND);
    expect(words(f)).toEqual(['accepted c1', 'invited c1 300', 'firmedUp c1', 'accepted c2', 'traded c2 300@100']);
  });

  test('is let be by a pool that is out: it goes when that is back', () => {
    const f = beside();
    waits(f, 500);
    f.enter('D', 'sell', 99, 300);
    f.conditions.down[1] = 1;
    f.until(2 * SECOND);
    expect(words(f)).toEqual(['accepted c1', 'invited c1 300']);
    f.conditions.down[1] = 0;
    f.venues.venueUp(f.now as Nanos, 1);
    f.until(3 * SECOND);
    expect(words(f)).toEqual(['accepted c1', 'invited c1 300', 'lapsed c1']);
  });

  test('can be cancelled while it is invited, and ends with the session', () => {
    const f = beside();
    const [first, second] = [waits(f, 500), waits(f, 500)];
    f.enter('D', 'sell', 99, 300);
    f.cancelOurs('D', first);
    f.venues.close();
    f.until(SECOND);
    expect(words(f).slice(2)).toEqual(['invited c1 300', 'invited c2 300', `canceled c${first}`, `expired c${second}`]);
  });

  test('moves no chance of others: they firm up or go, and trade, as they would have', () => {
    const day = (ours: boolean) => {
      const f = beside({ firmUp: 0.6, firmUpMedian: nanos(946_000) });
      for (let i = 0; i < 200; i++) {
        if (ours) f.ours('D', i % 2 === 0 ? 'buy' : 'sell', 100, 1000, 'day', { action: 'conditional', minQty: 1 });
        f.enter('D', 'sell', 99.99, 50 + i, { owner: 1, ...(i % 3 === 0 && { flags: CONDITIONAL }) });
        f.enter('D', 'buy', 100.01, 250 - i, { owner: 2, ...(i % 4 === 0 && { flags: CONDITIONAL }) });
        f.until((i + 2) * MILLISECOND);
      }
      return [f.prints, f.fills.map((fill) => fill.replace(/#\d+ /, ''))];
    };
    expect(day(true)).toEqual(day(false));
    expect(day(true)[0]!.length).toBeGreaterThan(100);
  });

  test('is seen by nobody; the firm one in its place is, as a ping', () => {
    const seen: string[] = [];
    const source = { onChild: (_: Nanos, { trace }: { trace: string }) => seen.push(trace) };
    const { config } = beside();
    const sightings = new Sightings(config, { now: 0 as Nanos }, { source } as unknown as Trades);
    const terms = { venue: 1, symbol: 0, side: 'buy', px: 1_000_000, qty: 500, remaining: 500, iso: false } as const;
    sightings.arrived({ ...terms, child: 1, action: 'conditional', timeInForce: 'day' });
    expect(seen).toEqual([]);
    sightings.arrived({ ...terms, child: 2, action: 'mid', timeInForce: 'ioc', invitation: 1 });
    expect(seen).toEqual(['darkPing']);
  });
});
