import { marketKind, type SessionConfig } from '../../shared/config/session.ts';
import type { EngineEvent, ExecutionReport } from '../../shared/events.ts';
import { ExecType } from '../../shared/fix.ts';
import type { FeedPath } from '../../shared/market.ts';
import type { Nanos } from '../../shared/units.ts';
import type { VenueScore } from '../../shared/wire/contract.ts';
import { NbboSampler, unpack } from '../store/nbbo-samples.ts';
import type { NamedRow, RecordedState } from '../store/queries.ts';
import { EVENT_FIELDS, type RecordedEvent } from '../store/recorded-events.ts';
import { DECISION_FIELDS } from '../store/recorder.ts';
import { ORDER_FIELDS, type SqlValue, toRow } from '../store/rows.ts';
import { Digest } from './digest.ts';
import { sessionInfo } from './session-info.ts';

/** Where a record says something else than the session run again. */
export interface Difference {
  /** Table and row: `executions row 12 (E7)`. */
  readonly what: string;
  /** Column, or the path inside a JSON one; absent where the whole row is missing or too many. */
  readonly field?: string;
  /** null is nothing. */
  readonly expected: unknown;
  readonly recorded: unknown;
}

const TABLES = {
  ExecutionReport: 'executions',
  RoutingDecision: 'decisions',
  Markout: 'markouts',
  OrderCancelReject: 'events',
  ProtocolError: 'events',
  Notice: 'events',
  FaultReport: 'events',
  TradingStatus: 'events',
  VenueStatus: 'events',
  FeedStatus: 'events',
} as const satisfies Record<EngineEvent['type'], RecordedEvent['table']>;

/**
 * The digest of a session run again that, while it listens, holds every event against the next one of the record, so that neither has
 * to be kept whole; `finish` compares what follows from the events. The record of a session that was cut off is compared as far as it goes.
 */
export class RecordCheck extends Digest {
  /** The first one found. */
  difference: Difference | undefined;
  /** Recorded events that agree, and the time of the last of them. */
  agreed = 0;
  lastAt: Nanos | undefined;
  private readonly events: Iterator<RecordedEvent>;
  private readonly state: RecordedState;
  private readonly closed: boolean;
  private exhausted = false;
  private readonly orders = new Map<string, NamedRow>();
  private readonly counts = { eventCount: 0, parents: 0, fills: 0, decisions: 0, tradedQty: 0 };
  private readonly samplers: readonly { readonly symbol: string; readonly sampler: NbboSampler }[];

  constructor(config: SessionConfig, state: RecordedState, events: Iterator<RecordedEvent>) {
    super();
    this.events = events;
    this.state = state;
    this.closed = state.summary.state === 'closed';
    this.samplers = config.symbols.map(({ symbol }) => ({ symbol, sampler: new NbboSampler() }));
    this.opening(config);
  }

  override event(event: EngineEvent): void {
    super.event(event);
    if (this.difference || this.exhausted) return;
    const seq = this.agreed + 1;
    const { done, value: row } = this.events.next();
    if (done) {
      this.exhausted = true;
      if (this.closed) this.absent(seq, event);
      return;
    }
    if (row.seq > seq) return this.absent(seq, event);
    if (row.seq < seq || row.table !== TABLES[event.type]) return this.surplus(row);
    const name = rowName(row.table, seq, event);
    this.compare(name, event, row.event);
    this.compare(name, columns(event), row.columns);
    if (this.difference) return;
    this.agreed = seq;
    this.lastAt = event.at;
    this.book(event);
  }

  override nbbo(at: Nanos, path: FeedPath, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    super.nbbo(at, path, symbol, bidPx, bidQty, askPx, askQty);
    if (path === 'direct') this.samplers[symbol]?.sampler.add(at, bidPx, bidQty, askPx, askQty);
  }

  /** After the engine has ended: what the record holds beyond the events. */
  finish(scores: readonly VenueScore[]): void {
    const { state } = this;
    const rest = this.difference || this.exhausted ? undefined : this.events.next();
    if (rest && !rest.done) this.surplus(rest.value);
    this.compare(this.sessionRow, this.counts, pick(state.session, Object.keys(this.counts)));
    for (const orderID of new Set([...this.orders.keys(), ...state.orders.keys()]))
      this.compare(`orders row ${orderID}`, this.orders.get(orderID), state.orders.get(orderID));
    // A session that was cut off has the scores of its last turn but one, at a time that nobody wrote down.
    if (this.closed)
      for (let i = 0; i < Math.max(scores.length, state.scores.length); i++)
        this.compare(`venueStatistics row ${(scores[i] ?? state.scores[i])?.mic}`, scores[i], state.scores[i]);
    this.quotes();
  }

  private get sessionRow(): string {
    return `sessions row ${this.state.summary.sessionID}`;
  }

  /** What the session's own row repeats of its configuration. */
  private opening(config: SessionConfig): void {
    const { session, summary, info } = this.state;
    const { name, title, seed, openAt } = config;
    const expected = { name, title, market: marketKind(config), seed, fromAt: openAt };
    this.compare(this.sessionRow, expected, pick(session, Object.keys(expected)));
    if (summary.digest !== undefined) this.compare(this.sessionRow, { state: 'closed' }, pick(session, ['state']));
    // Fields that a later program has added are not in an older record.
    const whole = { ...sessionInfo(summary.sessionID, config, info.source), engineVersion: summary.engineVersion };
    this.compare(this.sessionRow, { info: pick(whole, Object.keys(info)) }, { info });
  }

  private book(event: EngineEvent): void {
    const { counts } = this;
    counts.eventCount++;
    if (event.type === 'RoutingDecision') counts.decisions++;
    if (event.type !== 'ExecutionReport') return;
    const before = this.orders.get(event.orderID);
    if (event.parentID === undefined) {
      if (!before) counts.parents++;
      if (event.execType === ExecType.trade) {
        counts.fills++;
        counts.tradedQty += event.lastQty ?? 0;
      }
    }
    this.orders.set(event.orderID, orderRow(event, before));
  }

  private quotes(): void {
    const { samples } = this.state;
    for (const { symbol, sampler } of this.samplers) {
      const expected = unpack(sampler.take(true)?.samples ?? new Uint8Array());
      const recorded = samples.get(symbol) ?? [];
      const length = this.closed ? Math.max(expected.length, recorded.length) : recorded.length;
      for (let i = 0; i < length && !this.difference; i++)
        this.compare(`nbboSamples of ${symbol}, sample ${i + 1}`, expected[i], recorded[i]);
    }
    const known = this.samplers.map(({ symbol }) => symbol);
    for (const symbol of samples.keys())
      if (!known.includes(symbol)) this.compare(`nbboSamples of ${symbol}`, undefined, samples.get(symbol));
  }

  private absent(seq: number, event: EngineEvent): void {
    this.difference ??= { what: rowName(TABLES[event.type], seq, event), expected: event.type, recorded: null };
  }

  private surplus({ table, seq, event }: RecordedEvent): void {
    this.difference ??= { what: rowName(table, seq, event), expected: null, recorded: event.type };
  }

  private compare(what: string, expected: unknown, recorded: unknown): void {
    if (this.difference) return;
    const found = firstDifference(expected, recorded);
    if (!found) return;
    const { path, ...values } = found;
    this.difference = { what, ...(path.length > 0 && { field: path.join('.') }), ...values };
  }
}

/** One line: what differs, what the record says, what the session run again says. */
export function differenceText({ what, field, expected, recorded }: Difference): string {
  if (field === undefined && recorded === null) return `${what} is not in the record`;
  if (field === undefined && expected === null) return `${what} is in the record and not in the re-run`;
  const say = (value: unknown) => (value === null ? 'absent' : JSON.stringify(value));
  return `${what}: ${field ?? 'it'} is ${say(recorded)} in the record, ${say(expected)} in the re-run`;
}

interface Found {
  readonly path: readonly string[];
  readonly expected: unknown;
  readonly recorded: unknown;
}

/** The first place, in the order of the expected value's fields, where two plain values differ. An undefined field is no field. */
export function firstDifference(expected: unknown, recorded: unknown): Found | undefined {
  if (expected === recorded) return undefined;
  if (!isObject(expected) || !isObject(recorded) || Array.isArray(expected) !== Array.isArray(recorded))
    return { path: [], expected: expected ?? null, recorded: recorded ?? null };
  for (const key of new Set([...Object.keys(expected), ...Object.keys(recorded)])) {
    const found = firstDifference(expected[key], recorded[key]);
    if (found) return { ...found, path: [key, ...found.path] };
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function rowName(table: string, seq: number, event: EngineEvent): string {
  const id = 'execID' in event ? event.execID : 'decisionID' in event ? event.decisionID : event.type;
  return `${table} row ${seq} (${id})`;
}

/** Columns beside an event's JSON that repeat it. */
function columns(event: EngineEvent): NamedRow {
  if (event.type === 'ExecutionReport' || event.type === 'Markout') return {};
  if (event.type === 'RoutingDecision') return named(DECISION_FIELDS, toRow(event, DECISION_FIELDS));
  return named(EVENT_FIELDS, toRow(event, EVENT_FIELDS));
}

/** The row of an order after this report: a field that a later report leaves out keeps what an earlier one said. */
function orderRow(report: ExecutionReport, before: NamedRow | undefined): NamedRow {
  const latest = toRow(report, ORDER_FIELDS).map((value, i) => value ?? before?.[ORDER_FIELDS[i]!] ?? null);
  return { ...named(ORDER_FIELDS, latest), createdAt: before?.createdAt ?? report.at, updatedAt: report.at };
}

function named(fields: readonly string[], values: readonly SqlValue[]): NamedRow {
  return Object.fromEntries(fields.map((field, i) => [field, values[i] ?? null]));
}

function pick(record: object, keys: readonly string[]): Record<string, unknown> {
  const from = record as Readonly<Record<string, unknown>>;
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}
