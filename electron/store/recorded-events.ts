import type { EngineEvent, ExecutionReport, Markout } from '../../shared/events.ts';
import { DECISION_FIELDS } from './recorder.ts';
import { EXECUTION_FIELDS, fromRow, MARKOUT_FIELDS, type SqlRow, type SqlValue, selected } from './rows.ts';
import { executionFault, markoutFault, readJson } from './shapes.ts';
import { damagedRow, type Store } from './store-error.ts';

/** An event as the record holds it. */
export interface RecordedEvent {
  readonly seq: number;
  readonly table: EventTable;
  readonly event: EngineEvent;
  /** Of a decision or another event, which are kept as JSON: the columns that repeat it for queries. */
  readonly columns: Readonly<Record<string, SqlValue>>;
}
type EventTable = 'executions' | 'decisions' | 'markouts' | 'events';

/**
 * The events of a session in engine order, one at a time: the four tables are read side by side, so that a long day need not be held.
 * StoreError `damaged` for a row that no engine can have said.
 */
export function* eventsOf(db: Store, id: number): Generator<RecordedEvent> {
  const tables = [executionRows(db, id), decisionRows(db, id), markoutRows(db, id), otherRows(db, id)];
  try {
    const heads = tables.map((rows) => rows.next());
    for (;;) {
      let first = -1;
      heads.forEach((head, i) => {
        const best = heads[first];
        if (!head.done && (!best || best.done || head.value.seq < best.value.seq)) first = i;
      });
      const head = heads[first];
      if (!head || head.done) return;
      yield head.value;
      heads[first] = tables[first]!.next();
    }
  } finally {
    for (const rows of tables) rows.return(undefined);
  }
}

type Rows = Generator<RecordedEvent, void>;

function* executionRows(db: Store, id: number): Rows {
  for (const row of rowsOf(db, id, 'executions', EXECUTION_FIELDS)) {
    const event = fromRow(row, 1, EXECUTION_FIELDS, { type: 'ExecutionReport' }) as unknown as ExecutionReport;
    const iso = row[1 + EXECUTION_FIELDS.indexOf('iso')];
    const why = iso === null || iso === 0 || iso === 1 ? executionFault(event) : `iso is ${iso}`;
    if (why) damagedRow(db, `executions row ${row[0]}`)(why);
    yield { seq: Number(row[0]), table: 'executions', event, columns: {} };
  }
}

function* markoutRows(db: Store, id: number): Rows {
  for (const row of rowsOf(db, id, 'markouts', MARKOUT_FIELDS)) {
    const event = fromRow(row, 1, MARKOUT_FIELDS, { type: 'Markout' }) as unknown as Markout;
    const why = markoutFault(event);
    if (why) damagedRow(db, `markouts row ${row[0]}`)(why);
    yield { seq: Number(row[0]), table: 'markouts', event, columns: {} };
  }
}

function* decisionRows(db: Store, id: number): Rows {
  yield* jsonRows(db, id, 'decisions', 'decision', DECISION_FIELDS);
}

function* otherRows(db: Store, id: number): Rows {
  yield* jsonRows(db, id, 'events', 'event', EVENT_FIELDS);
}

/** Columns of another event that repeat fields of its JSON. */
export const EVENT_FIELDS = ['at', 'type'] as const;

function* jsonRows(db: Store, id: number, table: EventTable, column: 'decision' | 'event', fields: readonly string[]): Rows {
  for (const [seq, json, ...values] of rowsOf(db, id, table, [column, ...fields])) {
    const event = readJson(column, String(json), damagedRow(db, `${table} row ${seq}`));
    yield { seq: Number(seq), table, event, columns: Object.fromEntries(fields.map((field, i) => [field, values[i] ?? null])) };
  }
}

/** `seq`, then these columns. */
function rowsOf(db: Store, id: number, table: EventTable, columns: readonly string[]): IterableIterator<SqlRow> {
  return db
    .prepare<[number], SqlRow>(`SELECT seq, ${selected(db, table, columns)} FROM ${table} WHERE session = ? ORDER BY seq`)
    .raw()
    .iterate(id);
}
