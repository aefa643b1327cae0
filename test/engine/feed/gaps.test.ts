import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REORDER_WAIT } from '../../../electron/engine/feed/handler.ts';
import { HEARTBEAT } from '../../../electron/engine/feed/heartbeat.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import type { FeedPath } from '../../../shared/market.ts';
import { MICROSECOND, MILLISECOND, type Nanos } from '../../../shared/units.ts';
import { FeedRig, us2026 } from '../../support/feed-rig.ts';
import { still } from '../../support/run.ts';

const PX = 1_000_000;
const BID = 0;

/** Two venues quote, and all has been heard. */
function quoting(config: SessionConfig = still()): FeedRig {
  const rig = new FeedRig(config);
  for (const venue of [0, 1]) {
    rig.set(venue, 0, 0, PX, 500);
    rig.set(venue, 0, 1, PX + 100, 500);
  }
  rig.advance();
  return rig;
}

const GAP = { path: 'direct', mic: 'NYSE' } as const;

describe('a feed that loses messages', () => {
  test('the next one that arrives shows the gap; the picture sent again heals it', () => {
    const rig = quoting();
    rig.feed.lose(0, 'direct', 2);
    rig.set(0, 0, BID, PX + 50, 100);
    rig.set(0, 0, BID, PX + 50, 0);
    rig.set(0, 0, BID, PX, 700);
    rig.advance(rig.now + 300 * MICROSECOND);
    expect(rig.statuses()).toEqual([{ ...GAP, state: 'gap', missed: 2 }]);
    expect([rig.view.gapped('direct', 0), rig.view.gapped('direct', 0, 0), rig.view.gapped('sip', 0)]).toEqual([true, true, false]);
    rig.advance();
    expect(rig.statuses()).toEqual([
      { ...GAP, state: 'gap', missed: 2 },
      { ...GAP, state: 'recovered', missed: 3 },
    ]);
    expect(rig.view.gapped('direct', 0)).toBe(false);
    expect(rig.seen(0, 0, BID)).toEqual(rig.truth(0, 0, BID));
  });

  test('meanwhile the venue is no part of that path’s NBBO, and of the other it is', () => {
    const rig = quoting();
    rig.feed.lose(0, 'direct', 1);
    rig.set(0, 0, BID, PX, 0);
    rig.set(0, 0, BID, PX + 50, 900);
    while (!rig.view.gapped('direct', 0)) rig.advance(rig.schedule.nextAt);
    expect(rig.view.nbbo('direct', 0, rig.now)).toMatchObject({ bidPx: PX, bidQty: 500, bidMics: ['NASDAQ'], askMics: ['NASDAQ'] });
    expect(rig.record.nbbos.at(-1)).toMatchObject({ path: 'direct', bidPx: PX, askPx: PX + 100 });
    expect(rig.view.nbbo('sip', 0, rig.now).askMics).toEqual(['NYSE', 'NASDAQ']);
    // Our own word of the venue does not bring it back either.
    rig.view.consume(0, 0, 'buy', PX, 100, rig.now);
    expect(rig.view.nbbo('direct', 0, rig.now).bidMics).toEqual(['NASDAQ']);
    rig.advance();
    expect(rig.view.nbbo('direct', 0, rig.now)).toMatchObject({ bidPx: PX + 50, bidQty: 900, bidMics: ['NYSE'] });
  });

  test.each(['direct', 'sip'] as const)('nothing follows on %s: a heartbeat tells, in the time that is promised', (path) => {
    const rig = quoting();
    rig.feed.lose(0, path, 1);
    const from = rig.now;
    rig.set(0, 0, BID, PX + 50, 100);
    while (rig.statuses().length === 0) rig.advance(rig.schedule.nextAt);
    expect(rig.now - from).toBeLessThanOrEqual(HEARTBEAT + rig.view.latency(path, 0) + REORDER_WAIT);
    expect(rig.statuses()[0]).toMatchObject({ path, mic: 'NYSE', state: 'gap', missed: 1 });
    const asked = rig.now;
    rig.advance();
    expect(rig.now - asked).toBe(2 * rig.view.latency(path, 0));
    expect(rig.statuses()[1]).toMatchObject({ path, state: 'recovered' });
    expect(rig.quoted(path, 0, 0)).toEqual(rig.best(0, 0));
  });

  test('as long as messages are being lost there is one gap, and no picture before the last of them', () => {
    const rig = quoting();
    rig.feed.lose(0, 'direct', 3);
    for (let i = 1; i <= 3; i++) {
      rig.set(0, 0, BID, PX, 500 + i);
      rig.advance(rig.now + 10 * MILLISECOND);
      expect(rig.statuses().length).toBe(i < 3 ? 1 : 2);
    }
    expect(rig.statuses()[1]).toEqual({ ...GAP, state: 'recovered', missed: 3 });
    expect(rig.seen(0, 0, BID)).toEqual([[PX, 503]]);
  });

  test('what changes between question and picture is in the picture or behind it', () => {
    const rig = quoting();
    rig.feed.lose(0, 'direct', 1);
    rig.set(0, 0, BID, PX, 501);
    for (let i = 0; i < 200; i++) {
      rig.set(0, 0, BID, PX - 100 * (i % 7), 100 + i);
      rig.advance(rig.now + 5 * MICROSECOND);
    }
    rig.advance();
    expect(rig.statuses().map(({ state }) => state)).toEqual(['gap', 'recovered']);
    expect(rig.seen(0, 0, BID)).toEqual(rig.truth(0, 0, BID));
  });

  test('prints are told during a gap, once each', () => {
    const rig = quoting();
    rig.feed.lose(0, 'direct', 1);
    rig.set(0, 0, BID, PX, 501);
    rig.feed.duplicate(0, 'direct', 3);
    for (const qty of [1, 2, 3]) rig.feed.trade(rig.now, 0, 0, PX, qty);
    rig.advance();
    expect([rig.record.trades, rig.view.marketQty[0]]).toEqual([3, 6]);
  });

  test('a gap on one tape leaves the other tapes of the SIP alone', () => {
    const rig = new FeedRig(us2026());
    const a = rig.config.symbols.findIndex(({ tape }) => tape === 'A');
    const c = rig.config.symbols.findIndex(({ tape }) => tape === 'C');
    for (const symbol of [a, c]) rig.set(0, symbol, BID, PX, 500);
    rig.advance();
    rig.feed.lose(0, 'sip', 1);
    rig.set(0, a, BID, PX, 600);
    while (rig.statuses().length === 0) rig.advance(rig.schedule.nextAt);
    expect([rig.view.gapped('sip', 0, a), rig.view.gapped('sip', 0, c), rig.view.gapped('sip', 0)]).toEqual([true, false, true]);
    rig.advance();
    expect(rig.quoted('sip', 0, a)).toEqual([PX, 600, 0, 0]);
  });
});

describe('a feed out of order', () => {
  test('what comes twice counts once', () => {
    const rig = quoting();
    rig.feed.duplicate(0, 'direct', 4);
    const levels = rig.record.levels;
    for (let i = 1; i <= 4; i++) rig.set(0, 0, BID, PX, 500 + i);
    rig.feed.trade(rig.now, 0, 0, PX, 7);
    rig.advance();
    expect([rig.record.levels - levels, rig.view.marketQty[0], rig.statuses()]).toEqual([4, 7, []]);
    expect([rig.handler.disorder.repeated[0], rig.handler.disorder.reordered[0]]).toEqual([4, 0]);
  });

  test('what is overtaken waits for nobody: its follower does', () => {
    const rig = quoting();
    rig.feed.reorder(0, 'direct', 1);
    const said: number[] = [];
    const { level } = rig.record;
    rig.record.level = (...call) => {
      said.push(call[5]);
      level.apply(rig.record, call);
    };
    rig.set(0, 0, BID, PX, 501);
    rig.set(0, 0, BID, PX, 502);
    rig.set(0, 0, BID, PX, 503);
    rig.advance();
    expect([said, rig.statuses()]).toEqual([[501, 502, 503], []]);
    expect([rig.handler.disorder.repeated[0], rig.handler.disorder.reordered[0]]).toEqual([0, 1]);
  });

  test('with no follower it comes with the heartbeat', () => {
    const rig = quoting();
    rig.feed.reorder(0, 'sip', 1);
    rig.set(0, 0, BID, PX, 501);
    rig.advance();
    expect([rig.quoted('sip', 0, 0)[1], rig.statuses()]).toEqual([501, []]);
  });
});

describe('any losses, duplicates and reorderings', () => {
  const venues = us2026().venues.flatMap(({ kind }, v) => (kind === 'lit' ? [v] : []));
  const venue = fc.constantFrom(...venues);
  const path = fc.constantFrom<FeedPath>('direct', 'sip');
  const few = fc.integer({ min: 1, max: 6 });
  const step = fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record({
        what: fc.constant('set' as const),
        venue,
        symbol: fc.integer({ min: 0, max: 5 }),
        side: fc.integer({ min: 0, max: 1 }),
        place: fc.integer({ min: 0, max: 3 }),
        qty: fc.integer({ min: 0, max: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('lose' as const), venue, path, messages: few }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('duplicate' as const), venue, path, messages: few }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('reorder' as const), venue, path, messages: few }) },
    { weight: 6, arbitrary: fc.record({ what: fc.constant('wait' as const), micros: fc.integer({ min: 0, max: 400 }) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('spike' as const), venue, micros: fc.integer({ min: 0, max: 300 }) }) },
  );

  test.each([0, 40_000])('once all is quiet the view is every venue’s true book, mean jitter %d ns', (jitter) => {
    const config = us2026();
    const jittery = { ...config, venues: config.venues.map((spec) => ({ ...spec, jitter: jitter as Nanos })) };
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 250 }), (steps) => {
        const rig = new FeedRig(jittery);
        for (const one of steps) {
          if (one.what === 'wait') rig.advance(rig.now + one.micros * MICROSECOND);
          else if (one.what === 'spike') rig.conditions.extra[one.venue] = one.micros * MICROSECOND;
          else if (one.what === 'set')
            rig.set(one.venue, one.symbol, one.side, PX + (one.side === 0 ? -100 : 100) * (1 + one.place), one.qty * 100);
          else rig.feed[one.what](one.venue, one.path, one.messages);
        }
        // What is still to be lost goes with these.
        for (let i = 0; i < 200; i++) for (const v of venues) for (let s = 0; s < 6; s++) rig.set(v, s, 0, PX - 100, 1000 + i);
        rig.advance();
        for (const v of venues)
          for (let s = 0; s < 6; s++) {
            for (const side of [0, 1]) expect(rig.seen(v, s, side)).toEqual(rig.truth(v, s, side));
            const best = rig.best(v, s);
            expect(rig.quoted('sip', v, s)).toEqual(best);
            expect([rig.view.gapped('direct', v), rig.view.gapped('sip', v)]).toEqual([false, false]);
          }
        for (const v of venues)
          for (const path of ['direct', 'sip']) {
            const { mic } = rig.config.venues[v]!;
            const told = rig.statuses().filter((status) => status.mic === mic && status.path === path);
            expect(told.filter(({ state }) => state === 'recovered').length > 0).toBe(told.length > 0);
            expect(told.at(-1)?.state ?? 'recovered').toBe('recovered');
          }
      }),
      { numRuns: 60, seed: 17 },
    );
  });
});
