import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Sink } from '../../../shared/events.ts';
import { MILLISECOND, type Nanos, SECOND } from '../../../shared/units.ts';
import { Kind } from '../kinds.ts';
import type { Schedule } from '../schedule.ts';

/** An answer that takes longer is none (domain 1.2). */
export const UNANSWERED_AFTER = SECOND;
/** So many unanswered in a row declare self-help, so many test requests answered in a row end it. */
const IN_A_ROW = 3;
/** A test request leaves this often while self-help stands. */
const PROBE_EVERY = 250 * MILLISECOND;

/** How a test request gets to a venue and its answer back; undefined where it is lost at a venue that is out. */
export interface ProbePath {
  there(now: number, venue: number): number;
  back(now: number, venue: number): number | undefined;
}

export interface SelfHelpParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly sink: Sink;
  readonly path: ProbePath;
  /** A venue's quotes no longer bind us, or do again. */
  readonly changed: (now: Nanos, venue: number) => void;
}

/**
 * Rule 611(b)(1) as the router keeps it: a venue that leaves three immediate-or-cancel orders in a row without an answer for a second, or
 * whose direct feed falls silent for as long, is declared in self-help; its quotes bind nobody and nothing is sent there. What brings it back is not an order: once declared, the order
 * session is asked by test requests (FIX 35=1, answered by 35=0) four times a second, and three of them answered in a row within a
 * second end it. An order's late answer neither breaks nor mends the row.
 */
export class SelfHelp {
  private readonly parts: SelfHelpParts;
  /** By venue: orders in a row without an answer in time. */
  private readonly missed: Int32Array;
  private readonly declared: Uint8Array;
  /** By venue: test requests sent since the declaration, the last one answered in time, and how many in a row were. */
  private readonly sent: Int32Array;
  private readonly lastAnswered: Int32Array;
  private readonly row: Int32Array;

  constructor(parts: SelfHelpParts) {
    this.parts = parts;
    const venues = parts.config.venues.length;
    this.missed = new Int32Array(venues);
    this.declared = new Uint8Array(venues);
    this.sent = new Int32Array(venues);
    this.lastAnswered = new Int32Array(venues);
    this.row = new Int32Array(venues);
  }

  stands(venue: number): boolean {
    return this.declared[venue] === 1;
  }

  /** An immediate-or-cancel order has had no answer for `UNANSWERED_AFTER`. */
  unanswered(now: Nanos, venue: number): void {
    this.missed[venue]! += 1;
    if (this.missed[venue]! >= IN_A_ROW) this.begin(now, venue, `${IN_A_ROW} orders in a row without an answer within a second`);
  }

  /** Its direct feed has been silent for as long, heartbeats included. */
  silent(now: Nanos, venue: number): void {
    this.begin(now, venue, 'its direct feed has been silent for a second');
  }

  /** An immediate-or-cancel order was answered, so long after it was sent. */
  answered(venue: number, took: number): void {
    if (took < UNANSWERED_AFTER) this.missed[venue] = 0;
  }

  /** The next test request is due. */
  probe(now: Nanos, venue: number): void {
    if (!this.stands(venue)) return;
    this.sent[venue]! += 1;
    this.parts.schedule.push(this.parts.path.there(now, venue), Kind.probeArrives, venue, this.sent[venue]!, now);
    this.parts.schedule.push(now + PROBE_EVERY, Kind.probeDue, venue);
  }

  /** A test request is at the venue's door. */
  probeArrives(now: Nanos, venue: number, number: number, sentAt: number): void {
    const back = this.parts.path.back(now, venue);
    if (back !== undefined) this.parts.schedule.push(back, Kind.probeAnswered, venue, number, sentAt);
  }

  /** A test request's answer is back. */
  probeAnswered(now: Nanos, venue: number, number: number, sentAt: number): void {
    if (!this.stands(venue) || now - sentAt >= UNANSWERED_AFTER) return;
    this.row[venue] = number === this.lastAnswered[venue]! + 1 ? this.row[venue]! + 1 : 1;
    this.lastAnswered[venue] = number;
    if (this.row[venue]! < IN_A_ROW) return;
    this.declared[venue] = 0;
    this.missed[venue] = 0;
    this.say(now, venue, false, `${IN_A_ROW} test requests in a row answered within a second`);
    this.parts.changed(now, venue);
  }

  save(): SelfHelpState {
    const { missed, declared, sent, lastAnswered, row } = this;
    return { missed, declared, sent, lastAnswered, row };
  }

  restore(state: SelfHelpState): void {
    this.missed.set(state.missed);
    this.declared.set(state.declared);
    this.sent.set(state.sent);
    this.lastAnswered.set(state.lastAnswered);
    this.row.set(state.row);
  }

  private begin(now: Nanos, venue: number, why: string): void {
    if (this.stands(venue)) return;
    this.declared[venue] = 1;
    this.sent[venue] = 0;
    this.lastAnswered[venue] = 0;
    this.row[venue] = 0;
    this.say(now, venue, true, why);
    this.probe(now, venue);
    this.parts.changed(now, venue);
  }

  private say(at: Nanos, venue: number, selfHelp: boolean, text: string): void {
    this.parts.sink.event({ type: 'VenueStatus', at, mic: this.parts.config.venues[venue]!.mic, selfHelp, text });
  }
}

export interface SelfHelpState {
  readonly missed: Int32Array;
  readonly declared: Uint8Array;
  readonly sent: Int32Array;
  readonly lastAnswered: Int32Array;
  readonly row: Int32Array;
}
