import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from '../../electron/store/open.ts';
import { session } from '../../electron/store/queries.ts';
import { Recorder } from '../../electron/store/recorder.ts';
import { judgedOrder, judgedSession, regretOf, saveRegret } from '../../electron/store/regrets.ts';
import type { OrderRegret } from '../../shared/regret.ts';
import { type Money, type Nanos, px, qty } from '../../shared/units.ts';
import { CONFIG, facts } from './fixtures.ts';
import { folder } from './folder.ts';

const REGRET: OrderRegret = {
  orderID: 'P-1',
  symbol: 'ACME',
  side: 'buy',
  strategy: 'smart',
  orderQty: qty(300),
  filledQty: qty(300),
  arrivalPx: px(100.005),
  horizon: 1e10 as Nanos,
  cost: 2_400_000 as Money,
  bps: 0.8,
  oracles: [
    {
      oracle: 'static',
      cost: 1_770_000 as Money,
      bps: 0.59,
      regretBps: 0.21,
      score: 81,
      picks: [{ mic: 'IEX', px: px(100.01), qty: qty(300), unitCost: 5_900 as Money, hidden: false }],
    },
    { oracle: 'fixed', cost: 1_770_000 as Money, bps: 0.59, regretBps: 0.2, score: 82, picks: [], strategy: 'fee_aware' },
  ],
  strategies: [{ strategy: 'fee_aware', bps: 0.59 }],
  leakBps: 0.1,
};

function record(path = ':memory:') {
  const db = open(path);
  new Recorder(db, facts('S1')).close({ to: CONFIG.closeAt, digest: 'd', eventCount: 0, scores: [] });
  return db;
}

test('what is kept comes back as it was, the newest word on an order', () => {
  const db = record();
  expect(regretOf(db, 'S1', 'P-1')).toBeUndefined();
  expect(session(db, 'S1').regrets).toEqual([]);
  saveRegret(db, 'S1', REGRET);
  saveRegret(db, 'S1', { ...REGRET, bps: 0.9 });
  expect(regretOf(db, 'S1', 'P-1')).toEqual({ ...REGRET, bps: 0.9 });
  expect(session(db, 'S1').regrets).toEqual([{ ...REGRET, bps: 0.9 }]);
  const columns = 'SELECT strategy, bps, staticBps, windowBps, fixedBps FROM regrets';
  expect(db.prepare(columns).raw().all()).toEqual([['smart', 0.9, 0.21, 0, 0.2]]);
});

test('an unknown session or order is not found; what a session was is', () => {
  const db = record();
  expect(() => saveRegret(db, 'S2', REGRET)).toThrow('has no session S2');
  expect(() => regretOf(db, 'S2', 'P-1')).toThrow('has no session S2');
  expect(() => judgedOrder(db, 'S1', 'P-1')).toThrow('S1 has no order P-1');
  expect(judgedSession(db, 'S1')).toMatchObject({ state: 'closed', to: CONFIG.closeAt });
});

test('a row that nobody can have written is damage and is named', () => {
  const db = record();
  saveRegret(db, 'S1', REGRET);
  db.prepare("UPDATE regrets SET regret = json_set(regret, '$.side', 'up')").run();
  expect(() => regretOf(db, 'S1', 'P-1')).toThrow('is damaged (regrets row P-1: regret.side');
});

test('a record of before there were any, read only, has none', () => {
  const path = join(folder(), 'old.db');
  const db = record(path);
  db.exec('DROP TABLE regrets');
  db.close();
  const old = open(path, { readonly: true });
  expect(session(old, 'S1').regrets).toEqual([]);
  old.close();
});
