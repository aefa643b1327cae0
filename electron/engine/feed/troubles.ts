import type { Channels } from './channels.ts';

/** A message that is held to be overtaken: kind and eight numbers. */
const HELD = 9;

/**
 * What goes wrong on the channels on purpose: messages that are lost, come twice, or are overtaken by the next. Counted down by line
 * (venue and path), so that the next messages are meant whatever their tape.
 */
export class Troubles {
  private readonly channels: Channels;
  /** By channel: 1 while any of it may touch the next message. */
  readonly any: Uint8Array;
  private readonly losing: Int32Array;
  private readonly doubling: Int32Array;
  private readonly swapping: Int32Array;
  private readonly held: Float64Array;
  private readonly isHeld: Uint8Array;
  /** By channel: a heartbeat is due; the router has asked for the picture and gets it when no more is lost. */
  private readonly beatDue: Uint8Array;
  private readonly asking: Uint8Array;

  constructor(channels: Channels) {
    this.channels = channels;
    const size = channels.all.length;
    const lines = channels.venues * 2;
    this.any = new Uint8Array(size);
    this.losing = new Int32Array(lines);
    this.doubling = new Int32Array(lines);
    this.swapping = new Int32Array(lines);
    this.held = new Float64Array(size * HELD);
    this.isHeld = new Uint8Array(size);
    this.beatDue = new Uint8Array(size);
    this.asking = new Uint8Array(size);
  }

  lose(line: number, messages: number): void {
    this.begin(this.losing, line, messages);
  }

  duplicate(line: number, messages: number): void {
    this.begin(this.doubling, line, messages);
  }

  reorder(line: number, messages: number): void {
    this.begin(this.swapping, line, messages);
  }

  /** Whether the next message is lost; counts it. */
  loses(channel: number): boolean {
    return this.countDown(this.losing, channel);
  }

  doubles(channel: number): boolean {
    return this.countDown(this.doubling, channel);
  }

  /** Whether the next message waits for the one after it; keeps it. */
  holds(
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
  ): boolean {
    if (this.isHeld[channel] === 1 || !this.countDown(this.swapping, channel)) return false;
    this.isHeld[channel] = 1;
    this.any[channel] = 1;
    this.held.set([kind, a, b, c, d, e, f, g, h], channel * HELD);
    return true;
  }

  /** The message that waits; undefined when none does. */
  letGo(channel: number): number[] | undefined {
    const held = this.isHeld[channel] === 1;
    this.isHeld[channel] = 0;
    this.settle(channel);
    return held ? [...this.held.subarray(channel * HELD, (channel + 1) * HELD)] : undefined;
  }

  /** The picture of a channel is wanted; true when it must wait. */
  asked(channel: number): boolean {
    const waits = this.losing[this.channels.all[channel].line] > 0;
    this.asking[channel] = waits ? 1 : 0;
    return waits;
  }

  /** Channels that have waited for the last loss of this one's line. */
  toAnswer(channel: number): number[] {
    const { line } = this.channels.all[channel];
    if (this.losing[line] > 0) return [];
    const waiting = this.channels.all.flatMap((other, c) => (other.line === line && this.asking[c] === 1 ? [c] : []));
    for (const c of waiting) this.asking[c] = 0;
    return waiting;
  }

  /** True when a heartbeat is to be asked for: none is due yet. */
  beatIsDue(channel: number): boolean {
    if (this.beatDue[channel] === 1) return false;
    this.beatDue[channel] = 1;
    return true;
  }

  beats(channel: number): void {
    this.beatDue[channel] = 0;
  }

  save(): TroublesState {
    const { any, losing, doubling, swapping, held, isHeld, beatDue, asking } = this;
    return structuredClone({ any, losing, doubling, swapping, held, isHeld, beatDue, asking });
  }

  restore(state: TroublesState): void {
    this.any.set(state.any);
    this.losing.set(state.losing);
    this.doubling.set(state.doubling);
    this.swapping.set(state.swapping);
    this.held.set(state.held);
    this.isHeld.set(state.isHeld);
    this.beatDue.set(state.beatDue);
    this.asking.set(state.asking);
  }

  private begin(left: Int32Array, line: number, messages: number): void {
    left[line] += messages;
    this.channels.all.forEach((channel, c) => {
      if (channel.line === line) this.any[c] = 1;
    });
  }

  private countDown(left: Int32Array, channel: number): boolean {
    const { line } = this.channels.all[channel];
    if (left[line] === 0) return false;
    left[line] -= 1;
    this.settle(channel);
    return true;
  }

  private settle(channel: number): void {
    const { line } = this.channels.all[channel];
    const some = this.losing[line] + this.doubling[line] + this.swapping[line] + this.isHeld[channel] > 0;
    this.any[channel] = some ? 1 : 0;
  }
}

export interface TroublesState {
  readonly any: Uint8Array;
  readonly losing: Int32Array;
  readonly doubling: Int32Array;
  readonly swapping: Int32Array;
  readonly held: Float64Array;
  readonly isHeld: Uint8Array;
  readonly beatDue: Uint8Array;
  readonly asking: Uint8Array;
}
