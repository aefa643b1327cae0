import { type SessionConfig, sessionConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent } from '../../shared/events.ts';
import type { Px } from '../../shared/units.ts';
import type { SessionInfo, VenueScore } from '../../shared/wire/contract.ts';
import type { NbboSample, ReviewSession, SessionSummary } from '../../shared/wire/review.ts';
import { type Sample, unpack } from './nbbo-samples.ts';
import { EXECUTION_FIELDS, fromRow, MARKOUT_FIELDS, SCORE_FIELDS, type SqlRow } from './rows.ts';
import { isHeld } from './session-lock.ts';
import { damaged, guard, type Store, StoreError } from './store-error.ts';

const MAX_POINTS = 2000;

const SUMMARY = `
  SELECT id, sessionID, name, title, market, seed, engineVersion, startedAt, fromAt AS "from", toAt AS "to", digest, state,
         parents, fills, decisions, tradedQty
  FROM sessions`;

type SummaryRow = Omit<SessionSummary, 'digest'> & { readonly id: number; readonly digest: string | null };

/** Every session of the record, newest first. */
export function sessions(db: Store): SessionSummary[] {
  return guard(db.name, () =>
    db
      .prepare<[], SummaryRow>(`${SUMMARY} ORDER BY startedAt DESC, id DESC`)
      .all()
      .map((row) => summary(db, row)),
  );
}

/** One session whole: its events in engine order, each exactly as the engine gave it. StoreError `notFound` for an unknown id. */
export function session(db: Store, sessionID: string): ReviewSession {
  return guard(db.name, () =>
    // One read transaction, so that a session that is still being written is seen at one moment.
    db.transaction(() => {
      const row = find(db, sessionID);
      return {
        summary: summary(db, row),
        session: parse<SessionInfo>(db, cell(db, 'info', row.id)),
        events: events(db, row.id),
        scores: scores(db, row.id),
        nbbo: nbbo(db, row.id),
      };
    })(),
  );
}

/** Every command of a session in the order that the engine got them. */
export function commands(db: Store, sessionID: string): Command[] {
  return guard(db.name, () => {
    const { id } = find(db, sessionID);
    const rows = db.prepare<[number], string>('SELECT command FROM commands WHERE session = ? ORDER BY seq').pluck().all(id);
    return rows.map((row) => parse<Command>(db, row));
  });
}

/** The whole configuration, parsed again: with `commands` and the digest all that a re-run needs. */
export function config(db: Store, sessionID: string): SessionConfig {
  return guard(db.name, () => {
    const result = sessionConfig.safeParse(parse<unknown>(db, cell(db, 'config', find(db, sessionID).id)));
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw damaged(db.name, `the configuration of ${sessionID}: ${issue?.path.join('.')} ${issue?.message}`);
  });
}

function find(db: Store, sessionID: string): SummaryRow {
  const row = db.prepare<[string], SummaryRow>(`${SUMMARY} WHERE sessionID = ?`).get(sessionID);
  if (!row) throw new StoreError('notFound', `${db.name} has no session ${sessionID}: list its sessions to see the ones it has.`);
  return row;
}

function summary(db: Store, { id: _, digest, ...row }: SummaryRow): SessionSummary {
  const state = row.state === 'running' && !isHeld(db, row.sessionID) ? 'cut off' : row.state;
  return { ...row, state, ...(digest === null ? {} : { digest }) };
}

function cell(db: Store, column: 'info' | 'config', id: number): string {
  return db.prepare<[number], string>(`SELECT ${column} FROM sessions WHERE id = ?`).pluck().get(id) ?? '';
}

function events(db: Store, id: number): EngineEvent[] {
  const found: { readonly seq: number; readonly event: EngineEvent }[] = [];
  const rows = (sql: string) => db.prepare<[number], SqlRow>(sql).raw().iterate(id);
  const columns = (type: 'ExecutionReport' | 'Markout', table: string, fields: readonly string[]) => {
    for (const row of rows(`SELECT seq, ${fields.join(', ')} FROM ${table} WHERE session = ?`))
      found.push({ seq: Number(row[0]), event: fromRow(row, 1, fields, { type }) as unknown as EngineEvent });
  };
  const json = (table: string, column: string) => {
    for (const [seq, text] of rows(`SELECT seq, ${column} FROM ${table} WHERE session = ?`))
      found.push({ seq: Number(seq), event: parse<EngineEvent>(db, String(text)) });
  };
  columns('ExecutionReport', 'executions', EXECUTION_FIELDS);
  columns('Markout', 'markouts', MARKOUT_FIELDS);
  json('decisions', 'decision');
  json('events', 'event');
  return found.sort((a, b) => a.seq - b.seq).map(({ event }) => event);
}

function scores(db: Store, id: number): VenueScore[] {
  return db
    .prepare<[number], SqlRow>(`SELECT ${SCORE_FIELDS.join(', ')} FROM venueStatistics WHERE session = ? ORDER BY position`)
    .raw()
    .all(id)
    .map((row) => fromRow(row, 0, SCORE_FIELDS, {}) as unknown as VenueScore);
}

function nbbo(db: Store, id: number): NbboSample[] {
  const chunks = db
    .prepare<[number], { symbol: string; samples: Uint8Array }>(
      'SELECT symbol, samples FROM nbboSamples WHERE session = ? ORDER BY symbol, t0',
    )
    .all(id);
  const bySymbol = Map.groupBy(chunks, (chunk) => chunk.symbol);
  return [...bySymbol].flatMap(([symbol, parts]) => {
    const samples = parts.flatMap((part) => unpack(part.samples));
    return thin(samples, MAX_POINTS).map(
      ([at, bidPx, , askPx]) =>
        ({ at, symbol, ...(bidPx && { bidPx: bidPx as Px }), ...(askPx && { askPx: askPx as Px }) }) as NbboSample,
    );
  });
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

function parse<Value>(db: Store, text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    throw damaged(db.name, 'a row holds no JSON', error);
  }
}
