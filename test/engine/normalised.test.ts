import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Offsets } from '../../electron/engine/feed/offsets.ts';
import type { BestOf } from '../../electron/engine/view/nbbo.ts';
import { MICROSECOND, micros, type Nanos } from '../../shared/units.ts';
import { FeedRig, us2026 } from '../support/feed-rig.ts';

const config = us2026();
const MAHWAH = config.venues.findIndex(({ site }) => site === 'Mahwah');
const SECAUCUS = config.venues.findIndex(({ site }) => site === 'Secaucus');
const farthest = Math.max(...config.venues.map(({ feedLatency }) => feedLatency));
const held = us2026({ network: { ...config.network, holdBack: micros(50) } });
const PX = 1_000_000;

const prices = (best: BestOf) => [best.bestBidPx, best.bestBidQty, best.bestAskPx, best.bestAskQty];

describe('the direct feeds merged in exchange time', () => {
  test('are there only where the session holds back for it', () => {
    expect(new FeedRig(config).view.normalised).toBeUndefined();
    expect(new FeedRig(held).view.normalised!.reach).toBe(farthest + 50 * MICROSECOND);
  });

  test('a picture of a session that merges is not restored into one that does not, nor the other way round', () => {
    const [without, merging] = [new FeedRig(config).view, new FeedRig(held).view];
    expect(() => without.restore(merging.save())).toThrow('normalised is not the saved one');
    expect(() => merging.restore(without.save())).toThrow('normalised is not the saved one');
    const fewer = new FeedRig({ ...held, symbols: held.symbols.slice(1) }).view;
    const [more, less] = [held.symbols.length, held.symbols.length - 1];
    expect(() => fewer.normalised!.restore(merging.normalised!.save())).toThrow(`normalised: ${more} into ${less}`);
    expect(() => merging.normalised!.restore(fewer.normalised!.save())).toThrow(`normalised: ${less} into ${more}`);
  });

  test('a near venue’s news waits for the older news of a far one', () => {
    const rig = new FeedRig(held);
    const seen: [direct: number, merged: number][] = [];
    rig.set(MAHWAH, 0, 0, PX + 100, 100);
    rig.advance(rig.now + micros(10));
    rig.set(SECAUCUS, 0, 0, PX + 200, 100);
    while (rig.schedule.size > 0) {
      rig.advance(rig.schedule.nextAt);
      const of: [number, number] = [rig.view.direct[0]!.bestBidPx, rig.view.normalised!.best[0]!.bestBidPx];
      if (of.join() !== seen.at(-1)?.join()) seen.push(of);
    }
    // On the direct feeds the later, higher bid comes first, and the older one is never the best.
    expect(seen).toEqual([
      [PX + 200, 0],
      [PX + 200, PX + 100],
      [PX + 200, PX + 200],
    ]);
  });

  test('any changes: at every moment the market as it truly was one reach before', () => {
    const lit = config.venues.flatMap(({ kind }, v) => (kind === 'lit' ? [v] : []));
    const change = fc.record({
      venue: fc.constantFrom(...lit),
      side: fc.integer({ min: 0, max: 1 }),
      place: fc.integer({ min: 0, max: 3 }),
      lots: fc.integer({ min: 0, max: 2 }),
      wait: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 80 }), (changes) => {
        const rig = new FeedRig({ ...held, regime: { ...held.regime, roundLots: false } });
        const truth: [at: number, bid: number, ask: number][] = [];
        const from = rig.now;
        const normalised = rig.view.normalised!;
        const check = () => {
          const was = truth.findLast(([at]) => at + normalised.reach <= rig.now);
          expect([normalised.best[0]!.bestBidPx, normalised.best[0]!.bestAskPx]).toEqual(was ? was.slice(1) : [0, 0]);
        };
        for (const { venue, side, place, lots, wait } of changes) {
          rig.set(venue, 0, side, PX + (side === 0 ? -100 : 100) * (1 + place), lots * 100);
          const bests = lit.map((v) => rig.best(v, 0));
          const asks = bests.map(([, , ask]) => ask).filter((ask) => ask > 0);
          truth.push([rig.now, Math.max(...bests.map(([bid]) => bid)), asks.length > 0 ? Math.min(...asks) : 0]);
          rig.advance(rig.now + wait * MICROSECOND);
          check();
        }
        rig.advance(rig.now + normalised.reach);
        check();
        expect(rig.now).toBeGreaterThan(from);
        expect(normalised.late).toBe(0);
      }),
      { numRuns: 60, seed: 23 },
    );
  });

  test('what jitter makes later than the hold-back is applied as it comes, and counted', () => {
    const late = { ...held, venues: held.venues.map((spec) => ({ ...spec, jitter: micros(100) as Nanos })) };
    const rig = new FeedRig(late);
    for (let i = 0; i < 200; i++) {
      rig.set(MAHWAH, 0, 0, PX, 100 + 100 * (i % 7));
      rig.advance(rig.now + micros(500));
    }
    rig.advance();
    expect(rig.view.normalised!.late).toBeGreaterThan(20);
    expect(prices(rig.view.normalised!.best[0]!)).toEqual(prices(rig.view.direct[0]!));
  });

  test('a gap takes the venue out, its picture brings it back', () => {
    const rig = new FeedRig(held);
    rig.set(MAHWAH, 0, 0, PX, 500);
    rig.advance();
    rig.feed.lose(MAHWAH, 'direct', 1);
    rig.set(MAHWAH, 0, 0, PX - 100, 300);
    rig.advance(rig.now + 100 * MICROSECOND);
    const seen: number[] = [];
    while (rig.schedule.size > 0) {
      rig.advance(rig.schedule.nextAt);
      const { bestBidQty } = rig.view.normalised!.best[0]!;
      if (bestBidQty !== seen.at(-1)) seen.push(bestBidQty);
    }
    expect(seen).toEqual([500, 0, 500]);
    expect(prices(rig.view.normalised!.best[0]!)).toEqual(prices(rig.view.direct[0]!));
  });
});

describe('how late the feeds are', () => {
  test('median, 99th percentile and the hold-back of a merge, over the last thousand', () => {
    const offsets = new Offsets(3);
    expect([offsets.median(0), offsets.p99(0), offsets.holdBack([0, 1])]).toEqual([undefined, undefined, 0]);
    for (let i = 0; i < 50; i++) offsets.note(0, 1_000_000);
    for (let i = 1; i <= 1000; i++) offsets.note(0, i);
    for (let i = 1; i <= 100; i++) offsets.note(1, 5 * i);
    expect([offsets.median(0), offsets.p99(0)]).toEqual([500, 990]);
    expect([offsets.median(1), offsets.p99(1)]).toEqual([250, 495]);
    expect([offsets.holdBack([0, 1]), offsets.holdBack([1, 2])]).toEqual([490, 245]);
    const restored = new Offsets(3);
    restored.restore(structuredClone(offsets.save()));
    expect(restored.p99(0)).toBe(990);
  });

  test('a feed without jitter is late by its way, on either path', () => {
    const rig = new FeedRig(config);
    for (let i = 1; i <= 20; i++) {
      rig.set(MAHWAH, 0, 0, PX, 100 * i);
      rig.advance();
    }
    expect(rig.handler.offsets.median(MAHWAH)).toBe(config.venues[MAHWAH]!.feedLatency);
    expect(rig.handler.offsets.p99(config.venues.length + MAHWAH)).toBe(rig.view.latency('sip', MAHWAH, 0));
  });
});
