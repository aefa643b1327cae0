import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent, Sink } from '../../shared/events.ts';
import type { Side } from '../../shared/fix.ts';
import type { FeedPath } from '../../shared/market.ts';
import type { UserStrategy } from '../../shared/routing.ts';
import type { Nanos } from '../../shared/units.ts';
import type { KillState, SessionInfo, TimedDecision } from '../../shared/wire/contract.ts';
import { Engine } from '../engine/engine.ts';
import type { Tape } from '../engine/feed/tape.ts';
import { isUserStrategy } from '../engine/route/user-strategies.ts';
import { Recorder } from '../store/recorder.ts';
import type { Store } from '../store/store-error.ts';
import { Board } from './board.ts';
import { Digest } from './digest.ts';
import { EventLog } from './event-log.ts';
import type { Policies } from './policy/policies.ts';
import { newSessionID, sessionInfo } from './session-info.ts';

/** What a session is made of: its whole configuration, seed included, and the tape of one that replays. */
export interface Opening {
  readonly config: SessionConfig;
  readonly tape?: Tape;
  /** Folder that the tape was read from, so that the session can be verified without naming it again. */
  readonly source?: string;
  /** What users have brought to route orders by; they outlive the session. */
  readonly policies?: Policies;
}

/** Order events kept for clients that have not had them yet. */
const LOG_LIMIT = 20_000;

/** Nanoseconds of this computer's own clock, for how long the router takes: recorded, and nothing depends on it. */
const stopwatch = (): number => performance.now() * 1e6;

/**
 * One running session: the engine, and all that listens to it. What the engine says goes to the digest, the record and the log at once;
 * clients are told only of what `commit` has brought into the record.
 */
export class Session implements Sink {
  readonly info: SessionInfo;
  readonly config: SessionConfig;
  /** Of a session that replays. */
  readonly tape: Tape | undefined;
  readonly policies: Policies | undefined;
  readonly engine: Engine;
  readonly log = new EventLog(LOG_LIMIT);
  readonly board: Board;
  readonly lit: readonly boolean[];
  /** Number of the first event that is not in the record yet. */
  committed = 0;
  kill: KillState = { engaged: false, reason: '' };
  orderProtection: boolean;
  #closed = false;
  #endedAt: Nanos | undefined;
  readonly #digest = new Digest();
  readonly #recorder: Recorder;
  /** Of the decision that comes next. */
  #routerTime: number | undefined;
  /** Policies of users that the record has. */
  readonly #kept = new Set<UserStrategy>();

  /** Throws StoreError when the record cannot take it. */
  constructor(store: Store, { config, tape, source, policies }: Opening) {
    this.config = config;
    this.tape = tape;
    this.policies = policies;
    this.info = sessionInfo(newSessionID(), config, source);
    this.board = new Board(config.venues.map(({ mic }) => mic));
    this.orderProtection = config.regime.orderProtection;
    this.lit = config.venues.map((venue) => venue.kind === 'lit');
    this.#recorder = new Recorder(store, {
      sessionID: this.info.sessionID,
      config,
      info: this.info,
      engineVersion: this.info.engineVersion,
    });
    this.engine = new Engine({
      config,
      sink: this,
      stopwatch,
      ...(tape && { tape }),
      ...(policies && { policies: policies.asked }),
      stopped: (command) => this.#recorder.command(command),
    });
  }

  /** The record is complete: nothing can be added any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Of all that the engine has said so far. */
  get digest(): string {
    return this.#digest.value();
  }

  /** The events that follow from a command at once; they are not committed yet. */
  submit(command: Command): readonly EngineEvent[] {
    // What is due before it is recorded before it: a policy may be stopped there.
    if (command.at > this.engine.now) this.engine.advanceTo(command.at);
    const from = this.log.end;
    this.#keepPolicy(command);
    this.#recorder.command(command);
    this.engine.submit(command);
    if (command.type === 'KillSwitch') this.kill = { engaged: command.engaged, reason: command.reason, since: command.at };
    if (command.type === 'SetOrderProtection') this.orderProtection = command.on;
    return this.log.since(from) ?? [];
  }

  /** Brings all that was said so far into the record. Throws StoreError and keeps it for the next try. */
  commit(): void {
    this.#recorder.flush();
    this.committed = this.log.end;
  }

  /** Keeps the newest scorecard for whoever opens the record after a kill; `close` keeps the last one. */
  recordScores(): void {
    if (!this.#closed) this.#recorder.scores(this.engine.scores());
  }

  /** Ends the session and completes its record with the digest. Throws StoreError; it may then be tried again. */
  close(): void {
    if (this.#closed) return;
    // The time at which it was ended, not that of the last word on the wire: a re-run ends it there again.
    this.#endedAt ??= this.engine.now;
    this.engine.end();
    const closing = { to: this.#endedAt, digest: this.digest, eventCount: this.log.end, scores: this.engine.scores() };
    this.#recorder.close(closing);
    this.#closed = true;
    this.committed = this.log.end;
  }

  /** The first order of a user's policy brings it into the record whole. */
  #keepPolicy(command: Command): void {
    if (command.type !== 'NewOrderSingle' || !isUserStrategy(command.strategy) || this.#kept.has(command.strategy)) return;
    const policy = this.policies?.source(command.strategy);
    if (!policy) return;
    this.#kept.add(command.strategy);
    this.#recorder.policy(policy);
  }

  event(event: EngineEvent): void {
    this.#digest.event(event);
    this.#recorder.event(event);
    this.log.append(this.#timed(event));
    this.board.event(event);
  }

  /** What the desk is told: a decision with what it took, which is no part of what was recorded of it and of the digest. */
  #timed(event: EngineEvent): EngineEvent {
    if (event.type !== 'RoutingDecision' || this.#routerTime === undefined) return event;
    const timed: TimedDecision = { ...event, routerTime: this.#routerTime };
    this.#routerTime = undefined;
    return timed;
  }

  took(routerTime: number): void {
    this.#routerTime = routerTime;
    this.#recorder.took(routerTime);
  }

  level(at: Nanos, venue: number, symbol: number, side: Side, px: number, qty: number, venueTime: Nanos): void {
    this.#digest.level(at, venue, symbol, side, px, qty, venueTime);
    this.board.level(at, venue, venueTime);
  }

  nbbo(at: Nanos, path: FeedPath, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.#digest.nbbo(at, path, symbol, bidPx, bidQty, askPx, askQty);
    if (path === 'direct') this.#recorder.nbbo(at, symbol, bidPx, bidQty, askPx, askQty);
  }

  trade(at: Nanos, venue: number, symbol: number, px: number, qty: number, venueTime: Nanos): void {
    this.#digest.trade(at, venue, symbol, px, qty, venueTime);
    this.board.trade(at, venue, symbol, px, qty);
  }
}
