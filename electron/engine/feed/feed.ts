import type { SessionConfig } from '../../../shared/config/session.ts';
import type { FeedPath } from '../../../shared/market.ts';
import type { Conditions } from '../conditions.ts';
import { Jitter } from '../jitter.ts';
import { Kind } from '../kinds.ts';
import type { StreamStates } from '../random.ts';
import type { Schedule } from '../schedule.ts';
import { Channels } from './channels.ts';
import { HEARTBEAT } from './heartbeat.ts';
import { Step, type TrueBooks } from './recovery.ts';
import { Troubles, type TroublesState } from './troubles.ts';
import { fromSip } from './ways.ts';

/**
 * Publishes what happens in the venues on both clocks: each level and trade on the venue's direct feed, each new best on the SIP, every
 * message numbered in its channel. A message is only scheduled here; what the router makes of it is the feed handler's work.
 *
 * A message takes its channel's way, what the venue's paths are late by now (`conditions.extra`) and an exponential jitter, and never
 * overtakes the one before it. What the SIP holds back (`conditions.sipHeldUntil`) comes out in order when it may, what was on its last
 * leg when the hold began included.
 */
export class Feed {
  readonly channels: Channels;
  private readonly config: SessionConfig;
  private readonly schedule: Schedule;
  private readonly conditions: Conditions;
  private readonly lanes: number[];
  private readonly ways: Float64Array;
  private readonly venueOf: Int32Array;
  private readonly numbers: Float64Array;
  private readonly jitter: Jitter;
  private readonly troubles: Troubles;
  /** Reports from off the venues, by symbol: lane and way. */
  private readonly reportLanes: number[];
  private readonly reportWays: Float64Array;
  /** The SIP's hold that the lanes know of. */
  private heldUntil = 0;
  private books!: TrueBooks;
  private depthPx = new Int32Array(64);
  private depthQty = new Int32Array(64);
  /** The opening books are being set. */
  opening = false;

  constructor(config: SessionConfig, schedule: Schedule, conditions: Conditions) {
    this.config = config;
    this.schedule = schedule;
    this.conditions = conditions;
    this.channels = new Channels(config);
    const { all } = this.channels;
    this.lanes = all.map(() => schedule.lane());
    this.ways = Float64Array.from(all, ({ way }) => way);
    this.venueOf = Int32Array.from(all, ({ venue }) => venue);
    this.numbers = new Float64Array(all.length);
    this.jitter = new Jitter(
      config.seed,
      all.map(({ path, name, venue }) => ({ name: `feed/${path}/${name}`, mean: config.venues[venue].jitter ?? 0 })),
    );
    this.troubles = new Troubles(this.channels);
    const tapes = [...new Set(config.symbols.map(({ tape }) => tape))];
    const reports = tapes.map(() => schedule.lane());
    this.reportLanes = config.symbols.map(({ tape }) => reports[tapes.indexOf(tape)]);
    this.reportWays = Float64Array.from(config.symbols, (_, s) => config.sip.processing + fromSip(config, s));
  }

  /** The venues are made with this feed, so they are told apart from the constructor. */
  tells(books: TrueBooks): void {
    this.books = books;
  }

  level(now: number, venue: number, symbol: number, side: number, px: number, qty: number): void {
    const sent = this.sent(now, venue);
    const number = ++this.numbers[venue];
    this.send(now, venue, Kind.directLevel, venue, symbol, side, px, qty, sent, number, 0);
  }

  best(now: number, venue: number, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    const channel = this.channels.sip(venue, symbol);
    const sent = this.sent(now, channel);
    const number = ++this.numbers[channel];
    this.send(now, channel, Kind.sipQuote, venue, symbol, bidPx, bidQty, askPx, askQty, sent, number);
  }

  /** Venue -1 is a report from off the venues (the TRF), which only the SIP carries. */
  trade(now: number, venue: number, symbol: number, px: number, qty: number): void {
    if (venue >= 0) {
      const number = ++this.numbers[venue];
      this.send(now, venue, Kind.directTrade, venue, symbol, px, qty, now, number, 0, 0);
      return;
    }
    this.schedule.pushLane(
      this.reportLanes[symbol],
      now + this.reportWays[symbol],
      Kind.directTrade,
      venue,
      symbol,
      px,
      qty,
      now,
      0,
    );
  }

  /** Lets the SIP's lanes know of `conditions.sipHeldUntil`: called whenever it may have changed. */
  holdSip(now: number): void {
    const until = this.conditions.sipHeldUntil;
    if (until === this.heldUntil) return;
    this.heldUntil = until;
    this.channels.all.forEach(({ path, lastLeg }, c) => {
      if (path === 'sip') this.schedule.holdLane(this.lanes[c], Math.max(now, until + lastLeg));
    });
    this.reportLanes.forEach((lane, s) => {
      this.schedule.holdLane(lane, Math.max(now, until + fromSip(this.config, s)));
    });
  }

  /** The next messages of a venue's path never arrive. The router knows by the next one that does, or by a heartbeat. */
  lose(venue: number, path: FeedPath, messages: number): void {
    this.troubles.lose(this.channels.line(path, venue), messages);
  }

  /** The next messages of a venue's path arrive twice. */
  duplicate(venue: number, path: FeedPath, messages: number): void {
    this.troubles.duplicate(this.channels.line(path, venue), messages);
  }

  /** So many of the next messages of a venue's path each arrive behind the one after it. */
  reorder(venue: number, path: FeedPath, messages: number): void {
    this.troubles.reorder(this.channels.line(path, venue), messages);
  }

  /** The router has missed something: its question goes the same way back. */
  ask(now: number, channel: number): void {
    this.schedule.push(now + this.ways[channel] + this.conditions.extra[this.venueOf[channel]], Kind.feedStep, channel, Step.asked);
  }

  /** Something of a lost feed is due at a venue: a heartbeat, or an answer. */
  onStep(now: number, channel: number, step: number): void {
    if (step === Step.beatDue) this.beat(now, channel);
    // As long as messages are being lost the picture would be, too.
    else if (!this.troubles.asked(channel)) this.picture(now, channel);
  }

  save(): FeedState {
    return {
      numbers: this.numbers.slice(),
      jitter: this.jitter.save(),
      troubles: this.troubles.save(),
      heldUntil: this.heldUntil,
    };
  }

  restore(state: FeedState): void {
    this.numbers.set(state.numbers);
    this.jitter.restore(state.jitter);
    this.troubles.restore(state.troubles);
    this.heldUntil = state.heldUntil;
  }

  private send(
    now: number,
    channel: number,
    kind: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    g: number,
    h: number,
  ): void {
    const at = this.arrival(now, channel);
    const lane = this.lanes[channel];
    const { schedule, troubles } = this;
    if (troubles.any[channel] === 0) {
      schedule.pushLane(lane, at, kind, a, b, c, d, e, f, g, h);
      return;
    }
    if (troubles.loses(channel)) {
      this.beatSoon(now, channel);
      for (const asker of troubles.toAnswer(channel)) this.picture(now, asker);
      return;
    }
    if (troubles.holds(channel, kind, a, b, c, d, e, f, g, h)) {
      this.beatSoon(now, channel);
      return;
    }
    schedule.pushLane(lane, at, kind, a, b, c, d, e, f, g, h);
    if (troubles.doubles(channel)) schedule.pushLane(lane, at, kind, a, b, c, d, e, f, g, h);
    this.letGo(channel, at);
  }

  /** When a message left its venue: now, but what stands at the open was sent just early enough to be known by then. */
  private sent(now: number, channel: number): number {
    return this.opening ? now - this.ways[channel] : now;
  }

  private arrival(now: number, channel: number): number {
    if (this.opening) return now;
    return now + this.ways[channel] + this.conditions.extra[this.venueOf[channel]] + Math.round(this.jitter.draw(channel));
  }

  /** A message that waits to be overtaken goes. */
  private letGo(channel: number, at: number): void {
    const held = this.troubles.letGo(channel);
    if (!held) return;
    const [kind, a, b, c, d, e, f, g, h] = held;
    this.schedule.pushLane(this.lanes[channel], at, kind, a, b, c, d, e, f, g, h);
  }

  private beatSoon(now: number, channel: number): void {
    if (this.troubles.beatIsDue(channel))
      this.schedule.push((Math.floor(now / HEARTBEAT) + 1) * HEARTBEAT, Kind.feedStep, channel, Step.beatDue);
  }

  private beat(now: number, channel: number): void {
    this.troubles.beats(channel);
    const at = this.arrival(now, channel);
    this.letGo(channel, at);
    this.schedule.pushLane(this.lanes[channel], at, Kind.feedStep, channel, Step.beat, this.numbers[channel]);
  }

  /** All that the venue shows now, in the channel's own lane: what is sent after it comes after it. */
  private picture(now: number, channel: number): void {
    const { schedule } = this;
    const { bidPx, bidQty, askPx, askQty } = this.books.quotes;
    const { path, venue, symbols } = this.channels.all[channel];
    const at = this.arrival(now, channel);
    const lane = this.lanes[channel];
    this.letGo(channel, at);
    schedule.pushLane(lane, at, Kind.feedStep, channel, Step.begin, this.numbers[channel], now);
    for (const symbol of symbols) {
      if (path === 'sip') {
        const q = symbol * this.channels.venues + venue;
        schedule.pushLane(lane, at, Kind.feedStep, channel, Step.quote, symbol, bidPx[q], bidQty[q], askPx[q], askQty[q], now);
        continue;
      }
      for (let side = 0; side <= 1; side++) {
        const count = this.depth(venue, symbol, side);
        for (let i = 0; i < count; i++)
          schedule.pushLane(lane, at, Kind.feedStep, channel, Step.level, symbol, side, this.depthPx[i], this.depthQty[i], now);
      }
    }
    schedule.pushLane(lane, at, Kind.feedStep, channel, Step.end);
  }

  private depth(venue: number, symbol: number, side: number): number {
    for (;;) {
      const room = this.depthPx.length;
      const count = this.books.depth(venue, symbol, side, room, this.depthPx, this.depthQty);
      if (count < room) return count;
      this.depthPx = new Int32Array(room * 2);
      this.depthQty = new Int32Array(room * 2);
    }
  }
}

export interface FeedState {
  readonly numbers: Float64Array;
  readonly jitter: StreamStates;
  readonly troubles: TroublesState;
  readonly heldUntil: number;
}
