import { assertNever } from '../../shared/assert.ts';
import { marketKind, type SessionConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent, ExecutionReport } from '../../shared/events.ts';
import { ExecType } from '../../shared/fix.ts';
import type { PolicySource } from '../../shared/policy.ts';
import type { Nanos } from '../../shared/units.ts';
import type { SessionInfo, VenueScore } from '../../shared/wire/contract.ts';
import { NbboSampler } from './nbbo-samples.ts';
import { POLICY_COLUMNS, policyRow } from './policies.ts';
import { EXECUTION_FIELDS, Insert, MARKOUT_FIELDS, ORDER_FIELDS, SCORE_FIELDS, type SqlRow, toRow } from './rows.ts';
import { SessionLock } from './session-lock.ts';
import { guard, type Store } from './store-error.ts';

export interface SessionFacts {
  readonly sessionID: string;
  readonly config: SessionConfig;
  readonly info: SessionInfo;
  readonly engineVersion: string;
  /** Wall time, ISO 8601; now when left out. */
  readonly startedAt?: string;
}

export interface Closing {
  readonly to: Nanos;
  readonly digest: string;
  readonly eventCount: number;
  readonly scores: readonly VenueScore[];
}

const EXECUTION_COLUMNS = ['session', 'seq', ...EXECUTION_FIELDS];
/** Columns of a decision that repeat fields of its JSON, for queries. */
export const DECISION_FIELDS = [
  'at',
  'decisionID',
  'orderID',
  'round',
  'symbol',
  'side',
  'strategy',
  'dispatch',
  'leavesQty',
  'limitPx',
  'midPx',
  'winner',
  'second',
  'margin',
] as const;

/**
 * Writes one session into the record. `command`, `event`, `nbbo` and `scores` only remember; `flush` commits all that they were
 * given since the last one in one transaction, and what it could not commit it keeps for the next. A client is told of an event
 * after the flush that holds it.
 */
export class Recorder {
  private readonly db: Store;
  private readonly session: number;
  private readonly lock: SessionLock;
  private readonly samplers: readonly { readonly symbol: string; readonly sampler: NbboSampler }[];
  private readonly statements;
  private readonly parents = new Set<string>();
  private routerTime: number | undefined;
  private readonly counts = { events: 0, commands: 0, fills: 0, decisions: 0, tradedQty: 0 };
  private to: number;
  private pending = nothing();

  /** Enters the session as running. Throws StoreError when the record cannot be written, an Error when the id is taken. */
  constructor(db: Store, facts: SessionFacts) {
    this.db = db;
    this.to = facts.config.openAt;
    this.samplers = facts.info.symbols.map(({ symbol }) => ({ symbol, sampler: new NbboSampler() }));
    this.lock = guard(db.name, () => new SessionLock(db, facts.sessionID));
    try {
      this.session = guard(db.name, () => enter(db, facts));
    } catch (error) {
      this.lock.release();
      throw error;
    }
    this.statements = prepare(db);
  }

  /** Whether something waits for a flush. NBBO samples alone do not count: they are written in chunks. */
  get dirty(): boolean {
    return this.pending.dirty;
  }

  command(command: Command): void {
    this.pending.commands.push([this.session, ++this.counts.commands, command.at, JSON.stringify(command)]);
    this.touch(command.at);
  }

  /** A user's policy that orders of this session are routed by from now on; whole, so that it can be run again. */
  policy(policy: PolicySource): void {
    this.pending.policies.push(policyRow(this.session, policy));
    this.pending.dirty = true;
  }

  /** How long the router took on this computer to make the decision that comes next, ns. No part of what a re-run must give again. */
  took(routerTime: number): void {
    this.routerTime = routerTime;
  }

  event(event: EngineEvent): void {
    const seq = ++this.counts.events;
    const key = [this.session, seq] as const;
    this.touch(event.at);
    switch (event.type) {
      case 'ExecutionReport':
        this.pending.executions.push([...key, ...toRow(event, EXECUTION_FIELDS)]);
        this.order(event);
        return;
      case 'RoutingDecision':
        this.counts.decisions++;
        this.pending.decisions.push([...key, ...toRow(event, DECISION_FIELDS), JSON.stringify(event), this.routerTime ?? null]);
        this.routerTime = undefined;
        return;
      case 'Markout':
        this.pending.markouts.push([...key, ...toRow(event, MARKOUT_FIELDS)]);
        return;
      case 'OrderCancelReject':
      case 'ProtocolError':
      case 'Notice':
      case 'FaultReport':
      case 'TradingStatus':
      case 'VenueStatus':
      case 'FeedStatus':
        this.pending.events.push([...key, event.at, event.type, JSON.stringify(event)]);
        return;
      default:
        assertNever(event);
    }
  }

  /** The direct NBBO of the symbol at this place in the session's list; 0 is an empty side. */
  nbbo(at: Nanos, symbolIndex: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.samplers[symbolIndex]?.sampler.add(at, bidPx, bidQty, askPx, askQty);
    if (at > this.to) this.to = at;
  }

  /** The newest scorecard, in place of the one before. */
  scores(scores: readonly VenueScore[]): void {
    this.pending.scores = scores.map((score, position) => [this.session, position, ...toRow(score, SCORE_FIELDS)]);
    this.pending.dirty = true;
  }

  /** Commits everything since the last flush. Throws StoreError (disk full, busy, …) and keeps it all for the next try. */
  flush(): void {
    this.gather(false);
    if (!this.pending.dirty && this.pending.samples.length === 0) return;
    this.commit(() => undefined);
  }

  /** Flushes the rest and closes the session; on a StoreError it is still running and may be closed again. */
  close(closing: Closing): void {
    this.scores(closing.scores);
    this.gather(true);
    this.commit(() => {
      this.db
        .prepare("UPDATE sessions SET state = 'closed', toAt = ?, digest = ?, eventCount = ? WHERE id = ?")
        .run(closing.to, closing.digest, closing.eventCount, this.session);
    });
    this.lock.release();
  }

  private order(report: ExecutionReport): void {
    if (report.parentID === undefined) {
      this.parents.add(report.orderID);
      if (report.execType === ExecType.trade) {
        this.counts.fills++;
        this.counts.tradedQty += report.lastQty ?? 0;
      }
    }
    // A later report may leave out what an earlier one said once (strategy, text): the last word on each field stands.
    const before = this.pending.orders.get(report.orderID);
    const latest = toRow(report, ORDER_FIELDS).map((value, i) => value ?? before?.latest[i] ?? null);
    this.pending.orders.set(report.orderID, { latest, createdAt: before?.createdAt ?? report.at, updatedAt: report.at });
  }

  private touch(at: Nanos): void {
    this.pending.dirty = true;
    if (at > this.to) this.to = at;
  }

  private gather(all: boolean): void {
    for (const { symbol, sampler } of this.samplers) {
      const chunk = sampler.take(all);
      if (chunk) this.pending.samples.push([this.session, symbol, chunk.t0, chunk.t1, chunk.n, chunk.samples]);
    }
  }

  private commit(last: () => void): void {
    guard(this.db.name, () =>
      this.db
        .transaction(() => {
          this.write();
          last();
        })
        .immediate(),
    );
    this.pending = nothing();
  }

  private write(): void {
    const { statements, pending, counts } = this;
    statements.policies.run(pending.policies);
    statements.commands.run(pending.commands);
    statements.executions.run(pending.executions);
    statements.decisions.run(pending.decisions);
    statements.markouts.run(pending.markouts);
    statements.events.run(pending.events);
    statements.samples.run(pending.samples);
    for (const { latest, createdAt, updatedAt } of pending.orders.values())
      statements.order.run(this.session, ...latest, createdAt, updatedAt);
    for (const score of pending.scores) statements.score.run(...score);
    statements.progress.run(
      this.to,
      counts.events,
      this.parents.size,
      counts.fills,
      counts.decisions,
      counts.tradedQty,
      this.session,
    );
  }
}

interface OrderRow {
  readonly latest: SqlRow;
  readonly createdAt: number;
  readonly updatedAt: number;
}

function nothing() {
  return {
    dirty: false,
    policies: [] as SqlRow[],
    commands: [] as SqlRow[],
    executions: [] as SqlRow[],
    decisions: [] as SqlRow[],
    markouts: [] as SqlRow[],
    events: [] as SqlRow[],
    samples: [] as SqlRow[],
    orders: new Map<string, OrderRow>(),
    scores: [] as SqlRow[],
  };
}

function enter(db: Store, { sessionID, config, info, engineVersion, startedAt = new Date().toISOString() }: SessionFacts): number {
  const { lastInsertRowid } = db
    .prepare(`
      INSERT INTO sessions (sessionID, name, title, market, seed, config, info, engineVersion, runtime, startedAt, fromAt, toAt, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running')`)
    .run(
      sessionID,
      config.name,
      config.title,
      marketKind(config),
      config.seed,
      JSON.stringify(config),
      JSON.stringify(info),
      engineVersion,
      `node ${process.versions.node}, v8 ${process.versions.v8}`,
      startedAt,
      config.openAt,
      config.openAt,
    );
  return Number(lastInsertRowid);
}

function prepare(db: Store) {
  const orderColumns = ['session', ...ORDER_FIELDS, 'createdAt', 'updatedAt'];
  const scoreColumns = ['session', 'position', ...SCORE_FIELDS];
  const marks = (columns: readonly string[]) => columns.map(() => '?').join(', ');
  return {
    policies: new Insert(db, 'policies', POLICY_COLUMNS),
    commands: new Insert(db, 'commands', ['session', 'seq', 'at', 'command']),
    executions: new Insert(db, 'executions', EXECUTION_COLUMNS),
    decisions: new Insert(db, 'decisions', ['session', 'seq', ...DECISION_FIELDS, 'decision', 'routerTime']),
    markouts: new Insert(db, 'markouts', ['session', 'seq', ...MARKOUT_FIELDS]),
    events: new Insert(db, 'events', ['session', 'seq', 'at', 'type', 'event']),
    samples: new Insert(db, 'nbboSamples', ['session', 'symbol', 't0', 't1', 'n', 'samples']),
    order: db.prepare(`
      INSERT INTO orders (${orderColumns.join(', ')}) VALUES (${marks(orderColumns)})
      ON CONFLICT (session, orderID) DO UPDATE SET
        ${ORDER_FIELDS.map((field) => `${field} = coalesce(excluded.${field}, ${field})`).join(', ')}, updatedAt = excluded.updatedAt`),
    score: db.prepare(`INSERT OR REPLACE INTO venueStatistics (${scoreColumns.join(', ')}) VALUES (${marks(scoreColumns)})`),
    progress: db.prepare(`
      UPDATE sessions SET toAt = ?, eventCount = ?, parents = ?, fills = ?, decisions = ?, tradedQty = ? WHERE id = ?`),
  };
}
