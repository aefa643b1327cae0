import { type Fault, faultProblem, isAtOnce, type ScriptedFault } from '../../../shared/config/fault.ts';
import { type SessionConfig, symbolIndex, venueIndex } from '../../../shared/config/session.ts';
import type { FaultReport, Sink } from '../../../shared/events.ts';
import { qtyText } from '../../../shared/format.ts';
import type { FeedPath } from '../../../shared/market.ts';
import type { Nanos } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import { Kind } from '../kinds.ts';
import type { MarketPort } from '../market/source.ts';
import type { Schedule } from '../schedule.ts';
import type { Stop } from '../venue/halts.ts';
import { PAUSE } from '../venue/luld.ts';
import { applyFaults } from './effects.ts';
import { faultText } from './fault-text.ts';
import { ACT_AGAIN, Intruder } from './intruder.ts';
import type { FaultOf, Standing } from './standing.ts';

/** What a fault does at the venues beside the conditions they read. */
export interface FaultVenues extends MarketPort {
  /** A venue answers again: what waited at its door goes in. */
  venueUp(now: Nanos, venue: number): void;
  /** Stops matching in a symbol for so long from now; a second word replaces the first, but no pause a halt: false. */
  halt(now: Nanos, symbol: number, duration: Nanos, kind: Stop): boolean;
  /** Ends a halt or pause before its time. */
  resume(now: Nanos, symbol: number): void;
}

export interface FaultFeed {
  /** The next so many messages of one path of a venue never arrive. */
  lose(venue: number, path: FeedPath, messages: number): void;
  /** They arrive twice. */
  duplicate(venue: number, path: FeedPath, messages: number): void;
  /** Each arrives behind the one after it. */
  reorder(venue: number, path: FeedPath, messages: number): void;
  /** The SIP's hold may have changed. */
  holdSip(now: number): void;
}

export interface FaultParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly conditions: Conditions;
  readonly sink: Sink;
  readonly venues: FaultVenues;
  readonly feed: FaultFeed;
}

/**
 * What goes wrong on purpose: begins it, lets it act, ends it in time or when told, and reports begin and end. A scripted fault and an
 * injected one take the same way from `start` on. Where faults overlap, what is in force is worked out anew from all that stand
 * (`applyFaults`), so each ends without a trace.
 */
export class Faults {
  private readonly parts: FaultParts;
  private readonly intruder: Intruder;
  private readonly script: readonly ScriptedFault[];
  private standing: Standing[] = [];
  /** Over, but with an order still resting at a venue that does not answer. */
  private leaving: Standing[] = [];
  private count = 0;
  private closed = false;

  constructor(parts: FaultParts) {
    this.parts = parts;
    this.intruder = new Intruder(parts.config, parts.conditions, parts.venues);
    this.script = ('faults' in parts.config && parts.config.faults) || [];
  }

  /** Puts the scenario's script into the schedule. */
  open(): void {
    this.script.forEach(({ at }, index) => this.parts.schedule.push(at, Kind.faultStarts, index));
  }

  /** The session is over: nothing more can go wrong in it. */
  close(): void {
    this.closed = true;
  }

  scripted(now: Nanos, index: number): void {
    this.start(now, `script-${index + 1}`, this.script[index]!.fault, true);
  }

  inject(now: Nanos, faultID: string, fault: Fault): void {
    const problem = this.refusal(faultID, fault);
    if (problem) this.report(now, { faultID, fault, state: 'refused', ...problem });
    else this.start(now, faultID, fault, false);
  }

  clear(now: Nanos, faultID: string): void {
    const known = this.standing.find((one) => one.faultID === faultID);
    if (known) this.ends(now, known.number);
    else this.report(now, { faultID, state: 'refused', field: 'faultID', text: `${faultID} is not in force` });
  }

  /** A fault's time is over; one that was cleared before has ended already. */
  ends(now: Nanos, number: number): void {
    const known = this.standing.find((one) => one.number === number);
    if (!known) return;
    this.standing = this.standing.filter((one) => one !== known);
    const { faultID, fault, scripted } = known;
    this.leave(now, known);
    this.report(now, { faultID, fault, state: 'ended', ...(scripted && { scripted }), text: `over: ${faultText(fault)}` });
    this.apply(now);
    if (isStop(fault)) this.haltAsTheyStand(now, fault.symbol);
  }

  /** A fault that goes on acting acts once more. */
  acts(now: Nanos, number: number): void {
    const over = this.leaving.find((one) => one.number === number);
    if (over) {
      this.leaving = this.leaving.filter((one) => one !== over);
      this.leave(now, over);
    }
    const known = this.standing.find((one) => one.number === number);
    if (known) this.act(now, known);
  }

  save(): FaultsState {
    const { standing, leaving, count, closed } = this;
    return structuredClone({ standing, leaving, count, closed });
  }

  restore(state: FaultsState): void {
    const { standing, leaving, count, closed } = structuredClone(state);
    this.standing = [...standing];
    this.leaving = [...leaving];
    this.count = count;
    this.closed = closed;
  }

  private refusal(faultID: string, fault: Fault): { readonly field: string; readonly text: string } | undefined {
    if (this.closed) return { field: 'faultID', text: 'the session is closed' };
    if (this.standing.some((known) => known.faultID === faultID))
      return { field: 'faultID', text: `${faultID} is already in force` };
    return faultProblem(this.parts.config, fault);
  }

  private start(now: Nanos, faultID: string, fault: Fault, scripted: boolean): void {
    const { schedule } = this.parts;
    const number = ++this.count;
    const until = endOf(now, fault);
    const said = { faultID, fault, ...(scripted && { scripted }), ...(until !== undefined && { until }) };
    if (isAtOnce(fault)) {
      const done = this.once(fault);
      this.report(now, { ...said, state: 'started', text: `${faultText(fault)}${done}` });
      return;
    }
    const one: Standing = {
      number,
      faultID,
      fault,
      scripted,
      from: now,
      ...(until !== undefined && { until }),
      acts: 0,
      order: 0,
      side: 'buy',
      px: 0,
    };
    this.standing.push(one);
    if (until !== undefined) schedule.push(until, Kind.faultEnds, number);
    this.report(now, { ...said, state: 'started', text: faultText(fault) });
    this.apply(now);
    if (isStop(fault)) this.haltAsTheyStand(now, fault.symbol);
    this.act(now, one);
    if (fault.kind === 'venueOutage') schedule.push(now, Kind.silenceDue, venueIndex(this.parts.config, fault.mic));
  }

  /** What happens at once and leaves nothing in force. Returns how it went. */
  private once(fault: FaultOf<'fatFinger' | 'feedGap' | 'feedDuplicate' | 'feedReorder'>): string {
    if (fault.kind === 'fatFinger') return `: ${qtyText(this.intruder.sweep(fault))} shares taken`;
    const { config, feed } = this.parts;
    const venue = venueIndex(config, fault.mic);
    if (fault.kind === 'feedGap') feed.lose(venue, fault.path, fault.messages);
    else if (fault.kind === 'feedDuplicate') feed.duplicate(venue, fault.path, fault.messages);
    else feed.reorder(venue, fault.path, fault.messages);
    return '';
  }

  private act(now: Nanos, one: Standing): void {
    const next = this.intruder.act(now, one);
    if (next !== undefined && (one.until === undefined || next < one.until))
      this.parts.schedule.push(Math.max(next, now), Kind.faultActs, one.number);
  }

  private leave(now: Nanos, one: Standing): void {
    if (this.intruder.leave(one)) return;
    this.leaving.push(one);
    this.parts.schedule.push(now + ACT_AGAIN, Kind.faultActs, one.number);
  }

  private apply(now: Nanos): void {
    const { config, conditions, venues, feed } = this.parts;
    for (const venue of applyFaults(now, config, conditions, this.standing)) venues.venueUp(now, venue);
    feed.holdSip(now);
  }

  /** A symbol stays stopped until the last of its halts and pauses ends; it is halted while any of them is a halt. */
  private haltAsTheyStand(now: Nanos, name: string): void {
    const { config, venues } = this.parts;
    const symbol = symbolIndex(config, name);
    const stops = this.standing.filter(({ fault }) => isStop(fault) && fault.symbol === name);
    if (stops.length === 0) return venues.resume(now, symbol);
    const last = Math.max(...stops.map(({ until }) => until!));
    const kind = stops.some(({ fault }) => fault.kind === 'halt') ? 'halted' : 'luldPause';
    venues.halt(now, symbol, (last - now) as Nanos, kind);
  }

  private report(at: Nanos, said: Omit<FaultReport, 'type' | 'at'>): void {
    this.parts.sink.event({ type: 'FaultReport', at, ...said });
  }
}

export interface FaultsState {
  readonly standing: readonly Standing[];
  readonly leaving: readonly Standing[];
  readonly count: number;
  readonly closed: boolean;
}

function isStop(fault: Fault): fault is FaultOf<'halt' | 'luldPause'> {
  return fault.kind === 'halt' || fault.kind === 'luldPause';
}

/** When a fault ends by itself; undefined when it is done at once or stays. */
function endOf(now: Nanos, fault: Fault): Nanos | undefined {
  if (fault.kind === 'luldPause') return (now + (fault.duration ?? PAUSE)) as Nanos;
  return 'duration' in fault && fault.duration !== undefined ? ((now + fault.duration) as Nanos) : undefined;
}
