import { type SessionConfig, sessionConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent } from '../../shared/events.ts';
import type { Px } from '../../shared/units.ts';
import type { SessionInfo, TimedDecision, VenueScore } from '../../shared/wire/contract.ts';
import type { NbboSample, ReviewSession, SessionSummary } from '../../shared/wire/review.ts';
import { findSession, SUMMARY, type SummaryRow } from './find-session.ts';
import { SAMPLE_BYTES, type Sample, unpack } from './nbbo-samples.ts';
import { policiesOf } from './policies.ts';
import { eventsOf, type RecordedEvent } from './recorded-events.ts';
import { regretsOf } from './regrets.ts';
import { fromRow, ORDER_FIELDS, SCORE_FIELDS, type SqlRow, type SqlValue, selected } from './rows.ts';
import { isHeld } from './session-lock.ts';
import { readJson } from './shapes.ts';
import { damagedRow, guard, type Store } from './store-error.ts';

const MAX_POINTS = 2000;

/** Every session of the record, newest first. */
export function sessions(db: Store): SessionSummary[] {
  return guard(db.name, () =>
    db
      .prepare<[], SummaryRow>(`${SUMMARY} ORDER BY startedAt DESC, id DESC`)
      .all()
      .map((row) => summary(db, row)),
  );
}

/** One session whole: its events in engine order, each exactly as the engine gave it, decisions with what they took. StoreError `notFound` for an unknown id. */
export function session(db: Store, sessionID: string): ReviewSession {
  return guard(db.name, () =>
    // One read transaction, so that a session that is still being written is seen at one moment.
    db.transaction(() => {
      const row = findSession(db, sessionID);
      const policies = policiesOf(db, row.id);
      return {
        summary: summary(db, row),
        session: info(db, row),
        events: timedEvents(db, row.id),
        scores: scores(db, row.id),
        nbbo: nbbo(db, row.id),
        regrets: regretsOf(db, row.id),
        ...(policies.length > 0 && { policies }),
      };
    })(),
  );
}

function timedEvents(db: Store, id: number): EngineEvent[] {
  const took = db
    .prepare<[number], [seq: number, routerTime: number | null]>(
      `SELECT seq, ${selected(db, 'decisions', ['routerTime'])} FROM decisions WHERE session = ?`,
    )
    .raw()
    .all(id);
  const routerTimes = new Map(took);
  return Array.from(eventsOf(db, id), ({ seq, event }): EngineEvent | TimedDecision => {
    const routerTime = routerTimes.get(seq) ?? undefined;
    return event.type === 'RoutingDecision' && routerTime !== undefined ? { ...event, routerTime } : event;
  });
}

/** Every command of a session in the order that the engine got them. StoreError `damaged` for one that no engine can have been given. */
export function commands(db: Store, sessionID: string): Command[] {
  return guard(db.name, () => {
    const { id } = findSession(db, sessionID);
    const rows = db.prepare<[number], SqlRow>('SELECT seq, at, command FROM commands WHERE session = ? ORDER BY seq').raw().all(id);
    return rows.map(([seq, at, json], i) => {
      const damage = damagedRow(db, `commands row ${seq}`);
      const command = readJson('command', String(json), damage);
      if (seq !== i + 1) damage(`row ${i + 1} is missing`);
      if (command.at !== at) damage(`at is ${at}, in the command ${command.at}`);
      return command;
    });
  });
}

/** The whole configuration, parsed again: with `commands` and the digest all that a re-run needs. */
export function config(db: Store, sessionID: string): SessionConfig {
  return guard(db.name, () => {
    const damage = damagedRow(db, `sessions row ${sessionID}`);
    const result = sessionConfig.safeParse(readJson('config', cell(db, 'config', findSession(db, sessionID).id), damage));
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    return damage(`${['config', ...(issue?.path ?? [])].join('.')}: ${issue?.message}`);
  });
}

function summary(db: Store, { id: _, digest, ...row }: SummaryRow): SessionSummary {
  const state = row.state === 'running' && !isHeld(db, row.sessionID) ? 'cut off' : row.state;
  return { ...row, state, ...(digest === null ? {} : { digest }) };
}

function info(db: Store, { id, sessionID }: SummaryRow): SessionInfo {
  return readJson('info', cell(db, 'info', id), damagedRow(db, `sessions row ${sessionID}`));
}

function cell(db: Store, column: 'info' | 'config', id: number): string {
  return db.prepare<[number], string>(`SELECT ${column} FROM sessions WHERE id = ?`).pluck().get(id) ?? '';
}

/** The events of a session in engine order, one at a time. StoreError `damaged` for a row that no engine can have said. */
export function recordedEvents(db: Store, sessionID: string): IterableIterator<RecordedEvent> {
  return guard(db.name, () => eventsOf(db, findSession(db, sessionID).id));
}

/** A row by the names of its columns. */
export type NamedRow = Readonly<Record<string, SqlValue>>;

/** What the record holds beside the events. All but the summary's times and `info.source` follows from configuration and commands. */
export interface RecordedState {
  readonly summary: SessionSummary;
  readonly info: SessionInfo;
  /** Columns of the session's own row that are counted or copied. */
  readonly session: NamedRow;
  /** By orderID. */
  readonly orders: ReadonlyMap<string, NamedRow>;
  readonly scores: readonly VenueScore[];
  /** Direct NBBO by symbol, all samples in order of time. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

export function recordedState(db: Store, sessionID: string): RecordedState {
  return guard(db.name, () => {
    const row = findSession(db, sessionID);
    const session = db
      .prepare<[number], NamedRow>(`
        SELECT name, title, market, seed, fromAt, state, eventCount, parents, fills, decisions, tradedQty
        FROM sessions WHERE id = ?`)
      .get(row.id);
    const orders = db
      .prepare<[number], NamedRow>(`SELECT ${[...ORDER_FIELDS, 'createdAt', 'updatedAt'].join(', ')} FROM orders WHERE session = ?`)
      .all(row.id);
    return {
      summary: summary(db, row),
      info: info(db, row),
      session: session ?? {},
      orders: new Map(orders.map((order) => [String(order.orderID), order])),
      scores: scores(db, row.id),
      samples: samples(db, row.id),
    };
  });
}

function scores(db: Store, id: number): VenueScore[] {
  return db
    .prepare<[number], SqlRow>(
      `SELECT ${selected(db, 'venueStatistics', SCORE_FIELDS)} FROM venueStatistics WHERE session = ? ORDER BY position`,
    )
    .raw()
    .all(id)
    .map((row) => fromRow(row, 0, SCORE_FIELDS, {}) as unknown as VenueScore);
}

function nbbo(db: Store, id: number): NbboSample[] {
  return [...samples(db, id)].flatMap(([symbol, all]) =>
    thin(all, MAX_POINTS).map(
      ([at, bidPx, , askPx]) =>
        ({ at, symbol, ...(bidPx && { bidPx: bidPx as Px }), ...(askPx && { askPx: askPx as Px }) }) as NbboSample,
    ),
  );
}

function samples(db: Store, id: number): Map<string, Sample[]> {
  const chunks = db
    .prepare<[number], { symbol: string; t0: number; n: number; samples: Uint8Array }>(
      'SELECT symbol, t0, n, samples FROM nbboSamples WHERE session = ? ORDER BY symbol, t0',
    )
    .all(id);
  return new Map(
    [...Map.groupBy(chunks, (chunk) => chunk.symbol)].map(([symbol, parts]) => [
      symbol,
      parts.flatMap((part) => {
        if (part.samples.byteLength !== part.n * SAMPLE_BYTES)
          damagedRow(db, `nbboSamples row ${symbol} ${part.t0}`)(`${part.samples.byteLength} bytes are not ${part.n} samples`);
        return unpack(part.samples);
      }),
    ]),
  );
}

/** The last sample of each of `points` equal stretches of time. */
export function thin(samples: readonly Sample[], points: number): Sample[] {
  const first = samples[0]?.[0] ?? 0;
  const width = ((samples.at(-1)?.[0] ?? 0) - first + 1) / points;
  const stretch = (sample: Sample) => Math.min(points - 1, Math.floor((sample[0] - first) / width));
  return samples.filter((sample, i) => {
    const next = samples[i + 1];
    return !next || stretch(next) !== stretch(sample);
  });
}
