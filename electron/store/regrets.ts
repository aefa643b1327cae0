import type { Command, NewOrderSingle } from '../../shared/events.ts';
import type { OrdStatus } from '../../shared/fix.ts';
import type { OracleName, OrderRegret } from '../../shared/regret.ts';
import type { Nanos } from '../../shared/units.ts';
import type { SessionSummary } from '../../shared/wire/review.ts';
import { findSession } from './find-session.ts';
import { readJson } from './shapes.ts';
import { damagedRow, guard, type Store, StoreError } from './store-error.ts';

/** Keeps how far an order was from the best, in place of what was kept of it before. StoreError `notFound` for an unknown session. */
export function saveRegret(db: Store, sessionID: string, regret: OrderRegret): void {
  const against = (name: OracleName) => regret.oracles.find(({ oracle }) => oracle === name)?.regretBps ?? 0;
  guard(db.name, () =>
    db
      .prepare(
        'INSERT OR REPLACE INTO regrets (session, orderID, strategy, bps, staticBps, windowBps, fixedBps, regret) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        findSession(db, sessionID).id,
        regret.orderID,
        regret.strategy,
        regret.bps,
        against('static'),
        against('window'),
        against('fixed'),
        JSON.stringify(regret),
      ),
  );
}

/** What is kept of an order; undefined where it has not been judged. StoreError `notFound` for an unknown session. */
export function regretOf(db: Store, sessionID: string, orderID: string): OrderRegret | undefined {
  return guard(db.name, () => {
    const { id } = findSession(db, sessionID);
    const json = db
      .prepare<[number, string], string>('SELECT regret FROM regrets WHERE session = ? AND orderID = ?')
      .pluck()
      .get(id, orderID);
    return json === undefined ? undefined : readJson('regret', json, damagedRow(db, `regrets row ${orderID}`));
  });
}

/** All that is kept of a session's orders, by its number; none in a record of before there were any. */
export function regretsOf(db: Store, id: number): OrderRegret[] {
  const held = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'regrets'").get();
  if (held === undefined) return [];
  return db
    .prepare<[number], { orderID: string; regret: string }>(
      'SELECT orderID, regret FROM regrets WHERE session = ? ORDER BY orderID',
    )
    .all(id)
    .map((row) => readJson('regret', row.regret, damagedRow(db, `regrets row ${row.orderID}`)));
}

/** What a judge must know of a parent order. */
export interface JudgedOrder {
  readonly orderID: string;
  readonly clOrdID: string;
  readonly ordStatus: OrdStatus;
  readonly createdAt: Nanos;
  /** Of its last report. */
  readonly updatedAt: Nanos;
}

/** A parent order that was accepted. StoreError `notFound` where the session has none of that name. */
export function judgedOrder(db: Store, sessionID: string, orderID: string): JudgedOrder {
  return guard(db.name, () => {
    const { id } = findSession(db, sessionID);
    const row = db
      .prepare<[number, string], JudgedOrder>(
        "SELECT orderID, clOrdID, ordStatus, createdAt, updatedAt FROM orders WHERE session = ? AND orderID = ? AND parentID IS NULL AND ordStatus <> '8'",
      )
      .get(id, orderID);
    if (!row) throw new StoreError('notFound', `${sessionID} has no order ${orderID}: take one from its list of orders.`);
    return row;
  });
}

/** What a session must be run again with, beside its configuration and commands. */
export interface JudgedSession {
  readonly engineVersion: string;
  /** When it was ended, or as far as it is recorded. */
  readonly to: Nanos;
  readonly state: SessionSummary['state'];
  /** Folder of a tape. */
  readonly source?: string;
}

/** StoreError `notFound` for an unknown id. */
export function judgedSession(db: Store, sessionID: string): JudgedSession {
  return guard(db.name, () => {
    const { id, engineVersion, to, state } = findSession(db, sessionID);
    const json = db.prepare<[number], string>('SELECT info FROM sessions WHERE id = ?').pluck().get(id) ?? '';
    const { source } = readJson('info', json, damagedRow(db, `sessions row ${sessionID}`));
    return { engineVersion, to, state, ...(source !== undefined && { source }) };
  });
}

/** What a session was given after one of its orders, until a time, in its order. */
export function commandsAfter(
  db: Store,
  sessionID: string,
  { clOrdID, at }: Pick<NewOrderSingle, 'clOrdID' | 'at'>,
  until: Nanos,
): Command[] {
  return guard(db.name, () => {
    const { id } = findSession(db, sessionID);
    const rows = db
      .prepare<[number, number, number], { seq: number; command: string }>(
        'SELECT seq, command FROM commands WHERE session = ? AND at >= ? AND at <= ? ORDER BY seq',
      )
      .all(id, at, until)
      .map(({ seq, command }) => readJson('command', command, damagedRow(db, `commands row ${seq}`)));
    return rows.slice(rows.findIndex((command) => command.type === 'NewOrderSingle' && command.clOrdID === clOrdID) + 1);
  });
}
