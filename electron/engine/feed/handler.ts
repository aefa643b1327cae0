import { countText } from '../../../shared/format.ts';
import { MICROSECOND, type Nanos } from '../../../shared/units.ts';
import { Kind } from '../kinds.ts';
import type { Channel } from './channels.ts';
import { Disorder, type DisorderState } from './disorder.ts';
import { Display, type DisplayParts } from './display.ts';
import type { Feed } from './feed.ts';
import { Offsets, type OffsetsState } from './offsets.ts';
import { Step } from './recovery.ts';
import { WaitingRoom, type WaitingRoomState } from './waiting-room.ts';

/** How long a message that came too early waits for those before it. */
export const REORDER_WAIT = 100 * MICROSECOND;
/** Number that no message has: what a channel with a gap expects. */
const NONE = -1;

export interface HandlerParts extends DisplayParts {
  readonly feed: Feed;
}

/**
 * Our end of every feed: takes the messages of each channel in the order of their numbers, drops what comes twice, lets what comes too
 * early wait, and shows the rest to the view and the sink.
 *
 * A message that is missing when one behind it has waited REORDER_WAIT, when the waiting room is full, or when a heartbeat names a later
 * number, is lost: the venue's picture is not known from then on. Every later change is discarded, and the venue asked for its whole
 * picture, which comes in the same channel. So a loss is known at the latest a heartbeat (100 µs), the channel's way and REORDER_WAIT
 * after it. Prints are told also during a gap, for they say what happened and not what stands; those lost are not told again.
 */
export class FeedHandler {
  readonly offsets: Offsets;
  readonly disorder: Disorder;
  private readonly parts: HandlerParts;
  private readonly display: Display;
  private readonly channels: readonly Channel[];
  private readonly venues: number;
  private readonly sipBase: Int32Array;
  /** By channel: number of the next message; NONE while there is a gap. */
  private readonly expected: Float64Array;
  /** By channel: what was expected when the gap opened. */
  private readonly gapAt: Float64Array;
  /** By channel: the last number seen in a gap, and when the picture was sent. */
  private readonly seen: Float64Array;
  private readonly pictured: Float64Array;
  private readonly waiting: WaitingRoom;
  /** By channel: 1 while the end of a wait is scheduled. */
  private readonly timing: Uint8Array;
  /** By line: channels with a gap, and messages missed in it so far. */
  private readonly gaps: Int32Array;
  private readonly missed: Float64Array;

  constructor(parts: HandlerParts) {
    this.parts = parts;
    this.display = new Display(parts);
    const { channels } = parts.feed;
    this.channels = channels.all;
    this.venues = channels.venues;
    this.sipBase = channels.sipBase;
    this.offsets = new Offsets(2 * channels.venues);
    this.disorder = new Disorder(2 * channels.venues);
    this.expected = new Float64Array(channels.all.length).fill(1);
    this.gapAt = new Float64Array(channels.all.length);
    this.seen = new Float64Array(channels.all.length);
    this.pictured = new Float64Array(channels.all.length);
    this.waiting = new WaitingRoom(channels.all.length);
    this.timing = new Uint8Array(channels.all.length);
    this.gaps = new Int32Array(2 * channels.venues);
    this.missed = new Float64Array(2 * channels.venues);
  }

  level(now: Nanos, venue: number, symbol: number, side: number, px: number, qty: number, sent: number, number: number): void {
    if (number !== this.expected[venue]) {
      this.outOfOrder(now, venue, number, Kind.directLevel, venue, symbol, side, px, qty, sent, number, 0);
      return;
    }
    this.expected[venue] = number + 1;
    this.offsets.note(venue, now - sent);
    this.display.level(now, venue, symbol, side, px, qty, sent);
    if (this.waiting.counts[venue] > 0) this.heal(now, venue);
  }

  quote(
    now: Nanos,
    venue: number,
    symbol: number,
    bidPx: number,
    bidQty: number,
    askPx: number,
    askQty: number,
    sent: number,
    number: number,
  ): void {
    const channel = this.sipBase[symbol] + venue;
    if (number !== this.expected[channel]) {
      this.outOfOrder(now, channel, number, Kind.sipQuote, venue, symbol, bidPx, bidQty, askPx, askQty, sent, number);
      return;
    }
    this.expected[channel] = number + 1;
    this.offsets.note(this.venues + venue, now - sent);
    this.display.quote(now, venue, symbol, bidPx, bidQty, askPx, askQty, sent);
    if (this.waiting.counts[channel] > 0) this.heal(now, channel);
  }

  /** Reports from off the venues (venue -1) have no numbers. */
  trade(now: Nanos, venue: number, symbol: number, px: number, qty: number, sent: number, number: number): void {
    if (venue >= 0) {
      if (number !== this.expected[venue]) {
        this.outOfOrder(now, venue, number, Kind.directTrade, venue, symbol, px, qty, sent, number, 0, 0);
        return;
      }
      this.expected[venue] = number + 1;
    }
    this.display.trade(now, venue, symbol, px, qty, sent);
    if (venue >= 0 && this.waiting.counts[venue] > 0) this.heal(now, venue);
  }

  /** A message held back to be merged in exchange time has its turn. */
  merge(venue: number, symbol: number, side: number, px: number, qty: number, sent: number): void {
    this.display.merge(venue, symbol, side, px, qty, sent);
  }

  /** A heartbeat, the end of a wait, or a piece of a picture; see `Step` for the numbers. */
  onStep(now: Nanos, channel: number, step: number, c: number, d: number, e: number, f: number, g: number, h: number): void {
    const { path, venue } = this.channels[channel];
    switch (step) {
      case Step.beat:
        // All up to it have been on their way before it: what has not come will not.
        if (this.expected[channel] !== NONE && c >= this.expected[channel]) this.gap(now, channel, c);
        return;
      case Step.waited:
        this.timing[channel] = 0;
        if (this.waiting.counts[channel] === 0) return;
        if (this.expected[channel] === c) this.gap(now, channel, this.waiting.lowest(channel) - 1);
        else this.time(now, channel);
        return;
      case Step.begin:
        return this.begin(now, channel, c, d);
      case Step.level:
        return this.display.pictured(now, venue, c, d, e, f, g);
      case Step.quote:
        return this.display.quote(now, venue, c, d, e, f, g, h);
      case Step.end:
        return this.end(now, channel);
      default:
        throw new Error(`feed: step ${step} of ${path} channel ${channel}`);
    }
  }

  save(): FeedHandlerState {
    return {
      offsets: this.offsets.save(),
      disorder: this.disorder.save(),
      expected: this.expected.slice(),
      gapAt: this.gapAt.slice(),
      seen: this.seen.slice(),
      pictured: this.pictured.slice(),
      waiting: this.waiting.save(),
      timing: this.timing.slice(),
      gaps: this.gaps.slice(),
      missed: this.missed.slice(),
    };
  }

  restore(state: FeedHandlerState): void {
    this.offsets.restore(state.offsets);
    this.disorder.restore(state.disorder);
    this.expected.set(state.expected);
    this.gapAt.set(state.gapAt);
    this.seen.set(state.seen);
    this.pictured.set(state.pictured);
    this.waiting.restore(state.waiting);
    this.timing.set(state.timing);
    this.gaps.set(state.gaps);
    this.missed.set(state.missed);
  }

  private outOfOrder(
    now: Nanos,
    channel: number,
    number: number,
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
    if (this.expected[channel] === NONE) {
      if (kind === Kind.directTrade && number > this.seen[channel]) {
        this.seen[channel] = number;
        this.display.trade(now, a, b, c, d, e);
      }
      return;
    }
    const { line } = this.channels[channel];
    const waiting = this.waiting.counts[channel];
    if (number < this.expected[channel]) {
      this.disorder.repeated[line] += 1;
      return;
    }
    if (!this.waiting.enter(channel, number, kind, a, b, c, d, e, f, g, h)) {
      this.gap(now, channel, this.waiting.lowest(channel) - 1);
      this.outOfOrder(now, channel, number, kind, a, b, c, d, e, f, g, h);
      return;
    }
    if (this.waiting.counts[channel] === waiting) this.disorder.repeated[line] += 1;
    if (this.timing[channel] === 0) this.time(now, channel);
  }

  private time(now: Nanos, channel: number): void {
    this.timing[channel] = 1;
    this.parts.schedule.push(now + REORDER_WAIT, Kind.feedStep, channel, Step.waited, this.expected[channel]);
  }

  /** What was missing has come: what waited for it follows. */
  private heal(now: Nanos, channel: number): void {
    const { waiting, expected, disorder } = this;
    const { line } = this.channels[channel];
    while (waiting.take(channel, expected[channel])) {
      expected[channel] += 1;
      disorder.reordered[line] += 1;
      if (waiting.kind === Kind.directLevel) {
        const [a, b, c, d, e, f] = waiting.numbers;
        this.display.level(now, a, b, c, d, e, f);
      } else if (waiting.kind === Kind.sipQuote) {
        const [a, b, c, d, e, f, g] = waiting.numbers;
        this.display.quote(now, a, b, c, d, e, f, g);
      } else {
        const [a, b, c, d, e] = waiting.numbers;
        this.display.trade(now, a, b, c, d, e);
      }
    }
  }

  /** Messages from the expected one up to `last` are not to come. */
  private gap(now: Nanos, channel: number, last: number): void {
    const { feed, sink, config } = this.parts;
    const of = this.channels[channel];
    const { path, line, venue, name } = of;
    const missed = last - this.expected[channel] + 1 - this.waiting.upTo(channel, last);
    this.gapAt[channel] = this.expected[channel];
    this.expected[channel] = NONE;
    this.display.lost(now, of);
    // What waited is known all the same, but only prints mean something without what was before them.
    for (let lowest = this.waiting.lowest(channel); lowest > 0; lowest = this.waiting.lowest(channel)) {
      this.waiting.take(channel, lowest);
      this.seen[channel] = lowest;
      const [a, b, c, d, e] = this.waiting.numbers;
      if (this.waiting.kind === Kind.directTrade) this.display.trade(now, a, b, c, d, e);
    }
    this.gaps[line] += 1;
    sink.event({
      type: 'FeedStatus',
      at: now,
      mic: config.venues[venue].mic,
      path,
      state: 'gap',
      missed,
      text: `${countText(missed, 'message')} of ${name} missing: its quotes are not known`,
    });
    feed.ask(now, channel);
  }

  /** The picture begins: what was sent up to `number` is in it. */
  private begin(now: Nanos, channel: number, number: number, sent: number): void {
    const of = this.channels[channel];
    this.pictured[channel] = sent;
    this.missed[of.line] += number - this.gapAt[channel] + 1;
    this.expected[channel] = number + 1;
    this.display.blank(now, of, sent);
  }

  private end(now: Nanos, channel: number): void {
    const { sink, config } = this.parts;
    const of = this.channels[channel];
    const { path, line, venue } = of;
    this.display.whole(now, of, this.pictured[channel]);
    this.gaps[line] -= 1;
    if (this.gaps[line] > 0) return;
    const missed = this.missed[line];
    this.missed[line] = 0;
    const { mic } = config.venues[venue];
    const text = `${mic} is whole again: its picture stands for ${countText(missed, 'message')}`;
    sink.event({ type: 'FeedStatus', at: now, mic, path, state: 'recovered', missed, text });
  }
}

export interface FeedHandlerState {
  readonly offsets: OffsetsState;
  readonly disorder: DisorderState;
  readonly expected: Float64Array;
  readonly gapAt: Float64Array;
  readonly seen: Float64Array;
  readonly pictured: Float64Array;
  readonly waiting: WaitingRoomState;
  readonly timing: Uint8Array;
  readonly gaps: Int32Array;
  readonly missed: Float64Array;
}
