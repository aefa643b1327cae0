import { MICROSECOND } from '../../../../shared/units.ts';
import type { MarketPort } from '../source.ts';
import type { Witness } from '../witness.ts';
import { Wake } from './wakes.ts';

/** Messages for one level so soon after the first are of one race (domain 4.3; Aquilina, Budish and O'Neill 2021). */
export const RACE_WINDOW = 500 * MICROSECOND;
/** Price levels kept apart at one side of a book. */
const LEVELS = 4;

/** Who races, beside the makers, which are numbered from `MAKERS` on. */
export const Racer = { taker: 1, ours: 2, arbitrageur: 8, makers: 64 } as const;

/**
 * Books who races whom for a price level: orders to take it and cancels of it, from two senders at least, within 500 µs of the first
 * message. As in the source, someone must want to take and someone must come too late; otherwise nothing was contested.
 */
export class Races {
  private readonly venues: number;
  private readonly port: MarketPort;
  private readonly witness: Witness | undefined;
  /** By [place x 2 + side] x LEVELS + tick modulo LEVELS. A race that is not going on has no messages. */
  private readonly tick: Int32Array;
  private readonly messages: Int32Array;
  private readonly first: Int32Array;
  private readonly firstAt: Float64Array;
  private readonly secondAt: Float64Array;
  private readonly qty: Float64Array;
  /** Bits of what has been seen: see below. */
  private readonly seen: Uint8Array;

  constructor(symbols: number, venues: number, port: MarketPort, witness: Witness | undefined) {
    this.venues = venues;
    this.port = port;
    this.witness = witness;
    const slots = symbols * venues * 2 * LEVELS;
    this.tick = new Int32Array(slots);
    this.messages = new Int32Array(slots);
    this.first = new Int32Array(slots);
    this.firstAt = new Float64Array(slots);
    this.secondAt = new Float64Array(slots);
    this.qty = new Float64Array(slots);
    this.seen = new Uint8Array(slots);
  }

  /** An order to take a level, which took so many shares of it. `side` is the level's: 0 bid, 1 offer. */
  take(place: number, side: number, tick: number, sender: number, qty: number): void {
    this.message(place, side, tick, sender, qty > 0 ? TAKE : TAKE | LATE, qty);
  }

  /** A cancel of an order at a level; late when the order was gone. */
  cancel(place: number, side: number, tick: number, sender: number, late: boolean): void {
    this.message(place, side, tick, sender, late ? LATE : 0, 0);
  }

  /** The time of a race that a slot held is over; another may have begun there since. */
  over(slot: number, firstAt: number): void {
    if (this.messages[slot]! > 0 && this.firstAt[slot] === firstAt) this.close(slot);
  }

  save() {
    const { tick, messages, first, firstAt, secondAt, qty, seen } = this;
    return { tick, messages, first, firstAt, secondAt, qty, seen };
  }

  restore(state: ReturnType<Races['save']>): void {
    this.tick.set(state.tick);
    this.messages.set(state.messages);
    this.first.set(state.first);
    this.firstAt.set(state.firstAt);
    this.secondAt.set(state.secondAt);
    this.qty.set(state.qty);
    this.seen.set(state.seen);
  }

  private message(place: number, side: number, tick: number, sender: number, what: number, qty: number): void {
    const { now } = this.port;
    const slot = (place * 2 + side) * LEVELS + (tick & (LEVELS - 1));
    const going = this.messages[slot]! > 0;
    if (!going || this.tick[slot] !== tick || now - this.firstAt[slot]! > RACE_WINDOW) {
      if (going) this.close(slot);
      this.tick[slot] = tick;
      this.messages[slot] = 1;
      this.first[slot] = sender;
      this.firstAt[slot] = now;
      this.secondAt[slot] = now;
      this.qty[slot] = qty;
      this.seen[slot] = what & TAKE ? what | FIRST_TAKES : what;
      return;
    }
    if (++this.messages[slot]! === 2) this.secondAt[slot] = now;
    this.qty[slot]! += qty;
    const before = this.seen[slot]!;
    const after = before | what | (sender === this.first[slot] ? 0 : OTHERS);
    this.seen[slot] = after;
    if ((after & CONTESTED) === CONTESTED && (before & CONTESTED) !== CONTESTED)
      this.port.wake((this.firstAt[slot]! + RACE_WINDOW) as typeof now, Wake.race, slot, this.firstAt[slot]);
  }

  private close(slot: number): void {
    const seen = this.seen[slot]!;
    const messages = this.messages[slot]!;
    this.messages[slot] = 0;
    if ((seen & CONTESTED) !== CONTESTED) return;
    const place = Math.floor(slot / (2 * LEVELS));
    const venue = place % this.venues;
    const symbol = (place - venue) / this.venues;
    const takerWon = (seen & FIRST_TAKES) !== 0;
    const at = this.firstAt[slot]!;
    this.witness?.raced?.(at, venue, symbol, messages, this.secondAt[slot]! - at, takerWon, this.qty[slot]!);
  }
}

const TAKE = 1;
const LATE = 2;
const OTHERS = 4;
const CONTESTED = TAKE | LATE | OTHERS;
const FIRST_TAKES = 8;
