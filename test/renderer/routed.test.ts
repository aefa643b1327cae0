import { describe, expect, it } from 'vitest';
import { stripPicture } from '../../renderer/charts/strip.ts';
import { BUCKETS, routeBuckets, routePicture, routeShifts } from '../../renderer/panels/routed.ts';
import { applyEvents, noOrders, type RecentFill } from '../../renderer/state/orders.ts';
import type { EngineEvent } from '../../shared/events.ts';
import type { VenueSpec } from '../../shared/market.ts';
import { nanos, qty, SECOND } from '../../shared/units.ts';
import { FakeDesk } from '../support/fake-desk.ts';

const fills = (mics: readonly string[]): RecentFill[] => mics.map((mic, i) => ({ at: nanos(i * SECOND), mic, qty: qty(100) }));
const repeat = (mic: string, count: number) => Array.from({ length: count }, () => mic);

async function venuesOf(fake = new FakeDesk()): Promise<readonly VenueSpec[]> {
  return (await fake.invoke('hello', { protocol: 1 })).session.venues;
}

describe('where the router goes', () => {
  it('buckets of as many fills each, in time order, each sharing out one whole; few fills make few buckets', async () => {
    const venues = await venuesOf();
    const some = fills([...repeat('XNYS', 150), ...repeat('IEXG', 150)]);
    const buckets = routeBuckets(some, venues);
    expect(buckets.map((bucket) => bucket.fills)).toEqual(repeat('x', BUCKETS).map(() => 25));
    expect(buckets.map(({ fractions }) => fractions[0])).toEqual([...Array(6).fill(1), ...Array(6).fill(0)]);
    for (const { fractions } of buckets) expect(fractions.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
    expect([buckets[0]?.from, buckets[0]?.to, buckets.at(-1)?.to]).toEqual([0, 24 * SECOND, 299 * SECOND]);
    expect(routeBuckets(fills(repeat('XNYS', 5)), venues)).toHaveLength(5);
    expect(routeBuckets(fills(repeat('XNYS', 31)), venues).reduce((sum, bucket) => sum + bucket.fills, 0)).toBe(31);
    expect(routeBuckets([], venues)).toEqual([]);
  });

  it('calls it a move only where chance would not make it one, and says nothing of venues without a fill', async () => {
    const venues = await venuesOf();
    const shifts = routeShifts(fills([...repeat('IEXG', 90), ...repeat('XNAS', 90), ...repeat('XNYS', 120)]), venues, []);
    expect(shifts.map(({ mic, before, now, moved }) => [mic, before, now, moved])).toEqual([
      ['XNYS', 0, 1, true],
      ['XNAS', 0.4, 0, true],
      ['IEXG', 0.6, 0, true],
    ]);
    const even = routeShifts(fills(Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 'IEXG' : 'XNAS'))), venues, []);
    expect(even.map(({ change, moved }) => [change, moved])).toEqual([
      [0, false],
      [0, false],
    ]);
    expect(routeShifts([], venues, [])).toEqual([]);
  });

  it('shows the router leaving a venue that has turned on it, within 300 fills, and its reputation fallen', async () => {
    const fake = new FakeDesk({ seed: 3, pace: 33, toxic: { mic: 'LEVL', after: 300 } });
    const events: EngineEvent[] = [];
    fake.subscribe('events', (some) => events.push(...some));
    for (let n = 0; n < 14; n += 1)
      await fake.invoke('order.new', {
        clOrdID: `d-${n}`,
        symbol: 'ACME',
        side: 'buy',
        orderQty: 20_000,
        ordType: 'limit',
        price: 1_010_000,
        timeInForce: 'day',
        strategy: 'smart',
        dispatch: 'parallel',
      });
    for (let i = 0; i < 34; i += 1) fake.tick(33);
    const { recentFills } = applyEvents(noOrders, events);
    expect(recentFills).toHaveLength(300);
    const scores = (await fake.invoke('hello', { protocol: 1 })).scores;
    const level = routeShifts(recentFills, await venuesOf(fake), scores).find(({ mic }) => mic === 'LEVL');
    expect(level).toMatchObject({ now: 0, moved: true, reputation: 21 });
    expect(level!.before).toBeGreaterThan(0.1);
  });

  it('the picture has its numbers as a table, names its newest column, and is silent before the first fill', async () => {
    const venues = await venuesOf();
    const picture = routePicture(fills([...repeat('XNYS', 150), ...repeat('IEXG', 150)]), venues);
    expect(picture.table.head).toEqual(['Time', 'XNYS', 'IEXG']);
    expect(picture.table.rows).toHaveLength(BUCKETS);
    expect(picture.table.rows.at(-1)).toEqual(['00:04:35', '0 %', '100 %']);
    expect(picture.sentence).toBe('newest 25 fills: IEXG 100 %');
    expect(routePicture([], venues).sentence).toBe('Nothing to draw yet.');
    expect(stripPicture({ parts: [], columns: [{ name: 'a', fractions: [] }], newest: 'now' }).sentence).toBe('now: nothing');
  });
});
