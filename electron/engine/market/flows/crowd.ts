import type { AgentsConfig } from '../../../../shared/config/session.ts';
import type { Side } from '../../../../shared/fix.ts';
import { MAX_PX } from '../../../../shared/limits.ts';
import { Stream, type StreamState } from '../../random.ts';
import type { MarketPort } from '../source.ts';
import { RestingOrders, type RestingState } from './resting-orders.ts';

/** Sides as numbers: bids and buys 0, offers and sells 1. */
const SIDE: readonly [Side, Side] = ['buy', 'sell'];

export interface CrowdState {
  readonly chance: StreamState;
  readonly sides: readonly [RestingState, RestingState];
  readonly lastBest: readonly [number, number];
  readonly bound: number;
}

/**
 * The orders of one symbol that nobody in particular has entered, on all lit venues together: one consolidated book, whose orders go to
 * a venue by its share of the flow. Venues that take no orders now are left out of it.
 */
export class Crowd {
  readonly symbol: number;
  readonly tick: number;
  readonly chance: Stream;
  /** Events a second that the pending wake was drawn for; the owner's to keep. */
  bound = 0;
  private readonly port: MarketPort;
  /** Config indices of the venues with a share, and their shares. */
  private readonly venues: Int32Array;
  private readonly shares: Float64Array;
  private readonly sides: readonly [RestingOrders, RestingOrders] = [new RestingOrders(), new RestingOrders()];
  /** Where each side last had a best, Px: what an empty side is measured from. */
  private readonly lastBest = new Float64Array(2);

  constructor(config: AgentsConfig, port: MarketPort, symbol: number) {
    const { tick, openPx, symbol: name } = config.symbols[symbol]!;
    this.symbol = symbol;
    this.tick = tick;
    this.port = port;
    this.chance = new Stream(config.seed, `${name}/${config.actors.model}`);
    const lit = config.venues.flatMap(({ kind, flowShare }, venue) => (kind === 'lit' && flowShare > 0 ? [venue] : []));
    this.venues = Int32Array.from(lit);
    this.shares = Float64Array.from(lit, (venue) => config.venues[venue]!.flowShare);
    const bid = Math.max(1, Math.floor(openPx / tick)) * tick;
    this.lastBest[0] = bid;
    this.lastBest[1] = bid + tick;
  }

  /** Resting orders of a side. */
  resting(side: number): number {
    return this.sides[side]!.count;
  }

  /** Best price of a side on any venue, Px; where it last was when the side is empty. */
  best(side: number): number {
    const { port, venues, symbol } = this;
    const named = SIDE[side]!;
    let best = 0;
    for (let i = 0; i < venues.length; i++) {
      const venue = venues[i]!;
      const px = port.bestPx(venue, symbol, named);
      if (px === 0 || !port.accepts(venue, symbol)) continue;
      if (best === 0 || (side === 0 ? px > best : px < best)) best = px;
    }
    if (best === 0) return this.lastBest[side]!;
    this.lastBest[side] = best;
    return best;
  }

  /** Ticks from the opposite best at which an order of a side rests: 1 is the closest. */
  distance(side: number, slot: number): number {
    const away = (this.best(side ^ 1) - this.sides[side]!.pxOf(slot)) / this.tick;
    return Math.max(1, side === 0 ? away : -away);
  }

  /** A limit order that takes nothing; at a price that no book holds it is not entered. */
  rest(side: number, px: number, qty: number): void {
    if (px < this.tick || px > MAX_PX) return;
    const venue = this.venues[this.drawVenue(0, 0)]!;
    if (!this.port.accepts(venue, this.symbol)) return;
    const orders = this.sides[side]!;
    const order = this.port.enter(venue, this.symbol, SIDE[side]!, px, qty, ownerOf(side, orders.free), false);
    if (order !== 0) orders.add(venue, order, this.port.enteredPx);
  }

  /** A market order: takes what it can at the best price there is, on one of the venues that have it. */
  take(side: number, qty: number): void {
    const contra = side ^ 1;
    const px = this.best(contra);
    const at = this.drawVenue(contra, px);
    if (at < 0) return;
    this.port.enter(this.venues[at]!, this.symbol, SIDE[side]!, px, qty, 0, true);
  }

  /** A resting order of a side by even chance; the side must have one. */
  draw(side: number): number {
    const orders = this.sides[side]!;
    return orders.nth(this.chance.below(orders.count));
  }

  cancel(side: number, slot: number): void {
    const orders = this.sides[side]!;
    const venue = orders.venueOf(slot);
    if (!this.port.accepts(venue, this.symbol)) return;
    if (this.port.cancel(venue, this.symbol, orders.orderOf(slot)) >= 0) orders.remove(slot);
  }

  /** One of the orders is gone by a trade. */
  filled(owner: number): void {
    this.sides[owner & 1]!.remove((owner >> 1) - 1);
  }

  save(): CrowdState {
    return {
      chance: this.chance.save(),
      sides: [this.sides[0].save(), this.sides[1].save()],
      lastBest: [this.lastBest[0]!, this.lastBest[1]!],
      bound: this.bound,
    };
  }

  restore({ chance, sides, lastBest, bound }: CrowdState): void {
    this.chance.restore(chance);
    this.sides[0].restore(sides[0]);
    this.sides[1].restore(sides[1]);
    this.lastBest.set(lastBest);
    this.bound = bound;
  }

  /** Place in `venues` of one drawn by share, among those whose best of `side` is `px`; among all when `px` is 0; -1 when there is none. */
  private drawVenue(side: number, px: number): number {
    const { shares, venues } = this;
    let total = 0;
    for (let i = 0; i < venues.length; i++) if (px === 0 || this.shows(venues[i]!, side, px)) total += shares[i]!;
    if (total === 0) return -1;
    let rest = this.chance.uniform() * total;
    let last = -1;
    for (let i = 0; i < venues.length; i++) {
      if (px !== 0 && !this.shows(venues[i]!, side, px)) continue;
      last = i;
      rest -= shares[i]!;
      if (rest < 0) break;
    }
    return last;
  }

  private shows(venue: number, side: number, px: number): boolean {
    return this.port.bestPx(venue, this.symbol, SIDE[side]!) === px && this.port.accepts(venue, this.symbol);
  }
}

/** What the book knows an order by; 0 and 1 are no one, since market orders have owner 0. */
function ownerOf(side: number, slot: number): number {
  return ((slot + 1) << 1) | side;
}
