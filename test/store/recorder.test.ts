import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NbboSampler, type Sample, unpack } from '../../electron/store/nbbo-samples.ts';
import { open } from '../../electron/store/open.ts';
import { commands, config, session, sessions, thin } from '../../electron/store/queries.ts';
import { Recorder } from '../../electron/store/recorder.ts';
import { type Store, StoreError } from '../../electron/store/store-error.ts';
import type { ExecutionReport, Notice } from '../../shared/events.ts';
import { ExecType, OrdStatus } from '../../shared/fix.ts';
import { MILLISECOND, MINUTE, type Money, type Nanos, type Px, type Qty, SECOND } from '../../shared/units.ts';
import { CONFIG, facts } from './fixtures.ts';
import { folder } from './folder.ts';

const OPEN = CONFIG.openAt;

function notice(i: number, text = `notice ${i}`): Notice {
  return { type: 'Notice', at: (OPEN + i) as Nanos, code: 'open', text };
}

/** A parent's report, buy 500 AAPL, cumQty so far. */
function report(i: number, cumQty: number, given: Partial<ExecutionReport> = {}): ExecutionReport {
  return {
    type: 'ExecutionReport',
    at: (OPEN + i) as Nanos,
    execID: `E${i}`,
    execType: ExecType.new,
    ordStatus: OrdStatus.new,
    orderID: 'P1',
    clOrdID: 'C1',
    symbol: 'AAPL',
    side: 'buy',
    ordType: 'market',
    timeInForce: 'day',
    orderQty: 500 as Qty,
    cumQty: cumQty as Qty,
    leavesQty: (500 - cumQty) as Qty,
    cumNotional: (cumQty * 50_000_000) as Money,
    cumFee: (cumQty * 3000) as Money,
    ...given,
  };
}

function trade(i: number, cumQty: number, lastQty: number, given: Partial<ExecutionReport> = {}): ExecutionReport {
  return report(i, cumQty, {
    execType: ExecType.trade,
    ordStatus: cumQty === 500 ? OrdStatus.filled : OrdStatus.partiallyFilled,
    lastQty: lastQty as Qty,
    lastPx: 500_000 as Px,
    lastMkt: 'XNAS',
    ...given,
  });
}

function close(recorder: Recorder, eventCount: number): void {
  recorder.close({ to: CONFIG.closeAt, digest: 'abc', eventCount, scores: [] });
}

function texts(db: Store, sessionID = 'S1'): string[] {
  return session(db, sessionID).events.map((event) => ('text' in event ? (event.text ?? '') : ''));
}

test('a session of two parents and a child: the list of sessions and the orders say what happened last', () => {
  const db = open(join(folder(), 'runs.db'));
  const recorder = new Recorder(db, facts('S1'));
  const child = { orderID: 'K1', parentID: 'P1', exDestination: 'XNAS', action: 'take', iso: false } as const;
  recorder.event(report(1, 0, { strategy: 'smart', dispatch: 'parallel', midPx: 500_050 as Px }));
  recorder.event(report(2, 0, child));
  recorder.flush();
  recorder.event(trade(3, 200, 200, child));
  recorder.event(trade(3, 200, 200));
  recorder.event(trade(4, 500, 300, child));
  recorder.event(trade(4, 500, 300));
  recorder.event(report(5, 0, { orderID: 'P2', clOrdID: 'C2', ordStatus: OrdStatus.rejected, text: 'too large' }));
  close(recorder, 99);
  expect(sessions(db)).toEqual([
    {
      sessionID: 'S1',
      name: 'small',
      title: 'A small day',
      market: 'tape',
      seed: 7,
      engineVersion: '1.2.3',
      startedAt: '2026-11-20T14:30:00.000Z',
      from: OPEN,
      to: CONFIG.closeAt,
      digest: 'abc',
      state: 'closed',
      parents: 2,
      fills: 2,
      decisions: 0,
      tradedQty: 500,
    },
  ]);
  const orders = db.prepare(
    'SELECT orderID, parentID, strategy, exDestination, iso, ordStatus, cumQty, cumFee, text, createdAt, updatedAt FROM orders ORDER BY orderID',
  );
  const none = { parentID: null, strategy: null, exDestination: null, iso: null, text: null };
  const filled = { ordStatus: OrdStatus.filled, cumQty: 500, cumFee: 1_500_000, updatedAt: OPEN + 4 };
  expect(orders.all()).toEqual([
    { ...none, ...filled, orderID: 'K1', parentID: 'P1', exDestination: 'XNAS', iso: 0, createdAt: OPEN + 2 },
    { ...none, ...filled, orderID: 'P1', strategy: 'smart', createdAt: OPEN + 1 },
    {
      ...none,
      orderID: 'P2',
      ordStatus: OrdStatus.rejected,
      cumQty: 0,
      cumFee: 0,
      text: 'too large',
      createdAt: OPEN + 5,
      updatedAt: OPEN + 5,
    },
  ]);
});

test('what could not be written for a full disk is written by a later flush, once', () => {
  const path = join(folder(), 'runs.db');
  const db = open(path);
  const recorder = new Recorder(db, facts('S1'));
  recorder.event(notice(1));
  recorder.flush();
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  for (let i = 2; i <= 100; i++) recorder.event(notice(i, 'x'.repeat(2000)));
  recorder.command({ type: 'KillSwitch', at: OPEN, engaged: true, reason: 'full' });
  for (let tries = 0; tries < 3; tries++) {
    expect(() => recorder.flush()).toThrow(
      expect.objectContaining({
        code: 'full',
        message: `${path} cannot grow, the disk is full: free some space; nothing recorded so far is lost.`,
      }),
    );
    expect(recorder.dirty).toBe(true);
  }
  recorder.event(notice(101, 'after'));
  expect(() => close(recorder, 101)).toThrow(StoreError);
  expect(texts(db)).toEqual(['notice 1']);
  expect(sessions(db)[0]?.state).toBe('running');

  db.pragma('max_page_count = 1000000');
  recorder.flush();
  expect(recorder.dirty).toBe(false);
  close(recorder, 101);
  expect(texts(db)).toEqual(['notice 1', ...Array.from({ length: 99 }, () => 'x'.repeat(2000)), 'after']);
  expect(commands(db, 'S1')).toHaveLength(1);
  expect(sessions(db)[0]?.state).toBe('closed');
});

test('a session is running while its program holds it, cut off when that is gone, and readable either way', () => {
  const root = folder();
  const path = join(root, 'runs.db');
  const db = open(path);
  const recorder = new Recorder(db, facts('S1'));
  recorder.event(notice(1));
  recorder.flush();
  const state = () => {
    const reader = open(path, { readonly: true });
    const [found] = sessions(reader);
    reader.close();
    return found?.state;
  };
  expect(state()).toBe('running');
  open(path).close();
  expect(state()).toBe('running');
  // What a kill leaves: the row says running, and nobody holds the lock.
  close(recorder, 1);
  db.prepare("UPDATE sessions SET state = 'running', digest = NULL").run();
  expect(state()).toBe('cut off');
  writeFileSync(`${path}-S1.lock`, '');
  expect(state()).toBe('cut off');
  const again = open(path);
  expect(again.prepare('SELECT state FROM sessions').pluck().get()).toBe('cut off');
  expect(existsSync(`${path}-S1.lock`)).toBe(false);
  expect(texts(again)).toEqual(['notice 1']);
  expect(session(again, 'S1').summary).not.toHaveProperty('digest');
  again.close();
  db.close();
  expect(readdirSync(root)).toEqual(['runs.db']);
});

test('a session id is taken once, and the refused one leaves the first alone', () => {
  const db = open(join(folder(), 'runs.db'));
  const first = new Recorder(db, facts('S1'));
  expect(() => new Recorder(db, facts('S1'))).toThrow('UNIQUE');
  first.event(notice(1));
  first.flush();
  expect(sessions(db).map(({ state }) => state)).toEqual(['running']);
});

test('an unknown session is notFound, whatever is asked of it', () => {
  const db = open(':memory:');
  for (const ask of [session, commands, config])
    expect(() => ask(db, 'S9')).toThrow(
      expect.objectContaining({
        code: 'notFound',
        message: ':memory: has no session S9: list its sessions to see the ones it has.',
      }),
    );
});

test('a row that was damaged by hand is named as damage', () => {
  const db = open(':memory:');
  const recorder = new Recorder(db, facts('S1'));
  recorder.event(notice(1));
  close(recorder, 1);
  db.prepare("UPDATE events SET event = '{'").run();
  expect(() => session(db, 'S1')).toThrow(expect.objectContaining({ code: 'damaged' }));
  db.prepare(`UPDATE sessions SET config = '{"market":"tape"}'`).run();
  expect(() => config(db, 'S1')).toThrow(expect.objectContaining({ code: 'damaged', message: expect.stringContaining('version') }));
});

test('NBBO samples: the last of each tenth of a second, an empty side absent, whatever the flushes', () => {
  for (const every of [1, 7, 1000]) {
    const db = open(':memory:');
    const recorder = new Recorder(db, facts('S1'));
    // Three changes in each tenth of a second for a minute; the ask is empty in the last.
    for (let i = 0; i < 1800; i++) {
      recorder.nbbo((OPEN + i * 33 * MILLISECOND) as Nanos, 0, 500_000 + i, 100, i === 1799 ? 0 : 500_100 + i, 100);
      if (i % every === 0) recorder.flush();
    }
    recorder.nbbo((OPEN + 5) as Nanos, 1, 0, 0, 2_500_000, 100);
    close(recorder, 0);
    const { nbbo } = session(db, 'S1');
    const apple = nbbo.filter((sample) => sample.symbol === 'AAPL');
    expect(apple).toHaveLength(594);
    expect(apple[0]).toEqual({ at: OPEN + 99 * MILLISECOND, symbol: 'AAPL', bidPx: 500_003, askPx: 500_103 });
    expect(apple.at(-1)).toStrictEqual({ at: OPEN + 1799 * 33 * MILLISECOND, symbol: 'AAPL', bidPx: 501_799 });
    expect(nbbo.filter((sample) => sample.symbol === 'SPY')).toStrictEqual([{ at: OPEN + 5, symbol: 'SPY', askPx: 2_500_000 }]);
    const spans = db.prepare('SELECT t1 - t0 FROM nbboSamples').pluck().all() as number[];
    expect(Math.max(...spans)).toBeLessThanOrEqual(every === 1000 ? MINUTE : 11 * SECOND);
    db.close();
  }
});

test('a long day is thinned to 2,000 points that keep its order, its ends and its stretches', () => {
  const samples = Array.from({ length: 50_000 }, (_, i) => [i * 100, i, 1, i + 1, 1] as const);
  const thinned = thin(samples, 2000);
  expect(thinned).toHaveLength(2000);
  expect(thinned.at(-1)).toBe(samples.at(-1));
  const gaps = thinned.slice(1).map((sample, i) => sample[0] - (thinned[i]?.[0] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(2000);
  expect(thin(samples.slice(0, 10), 2000)).toEqual(samples.slice(0, 10));
  expect(thin([], 2000)).toEqual([]);
});

test('a chunk’s samples unpack to what they were, however many, and the next chunk begins where it ended', () => {
  const int = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  const quotes = fc.array(fc.tuple(int, int, int, int), { minLength: 1, maxLength: 700 });
  fc.assert(
    fc.property(quotes, quotes, (first, second) => {
      const sampler = new NbboSampler();
      for (const [from, of] of [[1, first] as const, [1000, second] as const]) {
        const samples = of.map((quote, i): Sample => [(from + i) * 100 * MILLISECOND, ...quote]);
        for (const [time, ...quote] of samples) sampler.add(time as Nanos, ...(quote as [number, number, number, number]));
        const { samples: bytes, t0, t1, n } = sampler.take(true)!;
        expect([t0, t1, n]).toEqual([samples[0]![0], samples.at(-1)![0], samples.length]);
        expect(unpack(bytes)).toEqual(samples);
        // As it stands in a larger buffer at an odd place, which is how SQLite may hand it over.
        const shifted = new Uint8Array(bytes.length + 3);
        shifted.set(bytes, 3);
        expect(unpack(shifted.subarray(3))).toEqual(samples);
      }
    }),
  );
});
