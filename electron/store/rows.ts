import type { ExecutionReport, Markout } from '../../shared/events.ts';
import type { VenueScore } from '../../shared/wire/contract.ts';
import type { Store } from './store-error.ts';

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = readonly SqlValue[];

/** Columns are named as the fields are, so that a row is the event and the event is the row. */
export const EXECUTION_FIELDS = [
  'at',
  'execID',
  'execType',
  'ordStatus',
  'orderID',
  'clOrdID',
  'parentID',
  'decisionID',
  'symbol',
  'side',
  'ordType',
  'timeInForce',
  'orderQty',
  'price',
  'cumQty',
  'leavesQty',
  'cumNotional',
  'cumFee',
  'strategy',
  'dispatch',
  'exDestination',
  'action',
  'iso',
  'lastQty',
  'lastPx',
  'lastMkt',
  'lastLiquidityInd',
  'fee',
  'transactTime',
  'tradeThrough',
  'midPx',
  'bidPx',
  'askPx',
  'marketQty',
  'marketNotional',
  'ordRejReason',
  'field',
  'text',
] as const satisfies readonly (keyof ExecutionReport)[];

export const MARKOUT_FIELDS = ['at', 'execID', 'tau', 'midPx'] as const satisfies readonly (keyof Markout)[];

export const SCORE_FIELDS = [
  'mic',
  'orders',
  'rejects',
  'sentQty',
  'leavesQty',
  'filledQty',
  'fees',
  'rttP50',
  'rttP99',
  'quoteAge',
  'markoutBps',
  'markoutHalfWidth',
  'markouts',
  'effectiveOverQuoted',
  'fade',
  'reputation',
  'fillProbability',
  'fillHalfWidth',
  'oneWay',
] as const satisfies readonly (keyof VenueScore)[];

export const ORDER_FIELDS = [
  'orderID',
  'parentID',
  'clOrdID',
  'decisionID',
  'symbol',
  'side',
  'ordType',
  'timeInForce',
  'orderQty',
  'price',
  'strategy',
  'dispatch',
  'exDestination',
  'action',
  'iso',
  'ordStatus',
  'cumQty',
  'leavesQty',
  'cumNotional',
  'cumFee',
  'text',
] as const satisfies readonly (keyof ExecutionReport)[];

/** A field that the contract gains and a table does not have fails to compile here, and asks for a migration. */
type Unkept =
  | Exclude<keyof ExecutionReport, 'type' | (typeof EXECUTION_FIELDS)[number]>
  | Exclude<keyof Markout, 'type' | (typeof MARKOUT_FIELDS)[number]>
  | Exclude<keyof VenueScore, (typeof SCORE_FIELDS)[number]>;
true satisfies [Unkept] extends [never] ? true : Unkept;

type Field = string | number | boolean | null | undefined;

/** The named fields in order; absent becomes NULL, a boolean 0 or 1. */
export function toRow<Key extends string>(record: Readonly<Partial<Record<Key, Field>>>, fields: readonly Key[]): SqlValue[] {
  return fields.map((field) => {
    const value: Field = record[field];
    return value === undefined ? null : typeof value === 'boolean' ? Number(value) : value;
  });
}

/** The other way, from column `first` on, into `record`: NULL becomes an absent field, not a null one. */
export function fromRow<Given extends Record<string, Field>>(
  row: SqlRow,
  first: number,
  fields: readonly string[],
  record: Given,
): Given {
  const target: Record<string, Field> = record;
  for (let i = 0; i < fields.length; i++) {
    const value = row[first + i];
    if (value !== null && !(value instanceof Uint8Array)) target[fields[i]] = fields[i] === 'iso' ? value === 1 : value;
  }
  return record;
}

/** Columns to select, NULL for one that the record has not: an older program made it, and none has written to it since. */
export function selected(db: Store, table: string, columns: readonly string[]): string {
  const held = new Set(db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table));
  return columns.map((column) => (held.has(column) ? column : 'NULL')).join(', ');
}

/** An INSERT prepared for one row and for many, so that a large flush is few statements. */
export class Insert {
  private static readonly batch = 25;
  private readonly one;
  private readonly many;

  constructor(db: Store, table: string, columns: readonly string[]) {
    const tuple = `(${columns.map(() => '?').join(', ')})`;
    const head = `INSERT INTO ${table} (${columns.join(', ')}) VALUES `;
    this.one = db.prepare(head + tuple);
    this.many = db.prepare(head + Array.from({ length: Insert.batch }, () => tuple).join(', '));
  }

  run(rows: readonly SqlRow[]): void {
    let next = 0;
    for (; next + Insert.batch <= rows.length; next += Insert.batch) this.many.run(rows.slice(next, next + Insert.batch).flat());
    for (; next < rows.length; next++) this.one.run(rows[next]);
  }
}
