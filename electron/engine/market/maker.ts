import type { FlowConfig } from '../../../shared/config/session.ts';
import { isWithin, opposite, type Side } from '../../../shared/fix.ts';
import type { SymbolSpec } from '../../../shared/market.ts';
import { Stream } from '../random.ts';
import type { MarketPort } from './source.ts';

/** How far, in ticks, one venue's maker may stand wider than another's at a given moment. */
const SPREAD_NOISE = 0.5;
/** How much more, as a share of the touch, it means to show at each level further away. Illustrative, as the noise is. */
const DEPTH_GROWTH = 0.15;

/**
 * The market maker of one symbol at one venue (domain 4.3): quotes several levels around the efficient price as it last saw it, with
 * room `makerHalfSpreadTicks`, and changes them only beyond its hysteresis. Between seeing and arriving it is stale: that is where the
 * races come from.
 */
export class Maker {
  readonly venue: number;
  readonly symbol: number;
  private readonly spec: SymbolSpec;
  private readonly flow: FlowConfig;
  private readonly port: MarketPort;
  private readonly meanQty: number;
  private readonly stream: Stream;
  /** Price to order, per side. */
  private bids = new Map<number, number>();
  private asks = new Map<number, number>();
  /** Efficient price of the last quotes, ticks. */
  private quoted = Number.NaN;
  /** A requote is under way. */
  pending = false;

  constructor(place: MakerPlace, port: MarketPort) {
    this.venue = place.venue;
    this.symbol = place.symbol;
    this.spec = place.spec;
    this.flow = place.flow;
    this.meanQty = place.meanQty;
    this.stream = new Stream(place.seed, `${place.mic}/${place.spec.symbol}/maker`);
    this.port = port;
  }

  /** Whether the efficient price has moved beyond the hysteresis since the last quotes. */
  wants(ticks: number): boolean {
    return !this.pending && !(Math.abs(ticks - this.quoted) <= this.flow.makerHysteresisTicks);
  }

  /** Quotes around `ticks`: what no longer fits goes first, so that the venue is never crossed by its own maker. */
  quote(ticks: number): void {
    // A venue that is out, or a symbol that is halted: what rests stays, and the next look tries again.
    if (!this.port.accepts(this.venue, this.symbol)) {
      this.quoted = Number.NaN;
      return;
    }
    this.quoted = ticks;
    const room = this.flow.makerHalfSpreadTicks + this.stream.uniform() * SPREAD_NOISE;
    const bid = Math.floor(ticks - room);
    const ask = Math.ceil(ticks + room);
    this.clear(this.bids, bid - this.flow.makerLevels + 1, bid);
    this.clear(this.asks, ask, ask + this.flow.makerLevels - 1);
    for (let i = 0; i < this.flow.makerLevels; i++) {
      this.place('buy', bid - i, this.size(i));
      this.place('sell', ask + i, this.size(i));
    }
  }

  /** Opens with a given best quote; deeper levels are drawn. */
  open(bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    const { tick } = this.spec;
    this.place('buy', bidPx / tick, bidQty);
    this.place('sell', askPx / tick, askQty);
    for (let i = 1; i < this.flow.makerLevels; i++) {
      this.place('buy', bidPx / tick - i, this.size(i));
      this.place('sell', askPx / tick + i, this.size(i));
    }
    this.quoted = (bidPx + askPx) / 2 / tick;
  }

  /** Changes the size of some level, or leaves it for a moment. */
  flicker(): void {
    if (!this.port.accepts(this.venue, this.symbol)) return;
    const side: Side = this.stream.chance(0.5) ? 'buy' : 'sell';
    const depth = Math.floor(this.stream.uniform() ** 2 * this.flow.makerLevels);
    const best = this.best(side);
    if (best === undefined) return;
    const tick = side === 'buy' ? best - depth : best + depth;
    const quotes = this.side(side);
    const order = quotes.get(tick);
    if (order !== undefined) {
      quotes.delete(tick);
      this.port.cancel(this.venue, this.symbol, order);
    }
    this.place(side, tick, this.size(depth));
  }

  /** Pulls the best quote of a side: someone has just taken the same price elsewhere. */
  fade(side: Side): void {
    const best = this.best(side);
    if (best === undefined || !this.port.accepts(this.venue, this.symbol)) return;
    const quotes = this.side(side);
    this.port.cancel(this.venue, this.symbol, quotes.get(best)!);
    quotes.delete(best);
  }

  /** One of its orders is gone. */
  filled(px: number): void {
    const tick = px / this.spec.tick;
    this.bids.delete(tick);
    this.asks.delete(tick);
  }

  save() {
    return { bids: [...this.bids], asks: [...this.asks], quoted: this.quoted, pending: this.pending, stream: this.stream.save() };
  }

  restore(state: ReturnType<Maker['save']>): void {
    this.bids = new Map(state.bids);
    this.asks = new Map(state.asks);
    this.quoted = state.quoted;
    this.pending = state.pending;
    this.stream.restore(state.stream);
  }

  private place(side: Side, tick: number, qty: number): void {
    if (tick < 1 || this.side(side).has(tick)) return;
    const px = tick * this.spec.tick;
    const far = this.port.bestPx(this.venue, this.symbol, opposite(side));
    // It provides; a price that would take (someone else rests there) is left out until the next look.
    if (far > 0 && isWithin(side, far, px)) return;
    const order = this.port.enter(this.venue, this.symbol, side, px, qty, 0, false);
    if (order !== 0) this.side(side).set(tick, order);
  }

  private clear(quotes: Map<number, number>, low: number, high: number): void {
    for (const [tick, order] of quotes) {
      if (tick >= low && tick <= high) continue;
      quotes.delete(tick);
      this.port.cancel(this.venue, this.symbol, order);
    }
  }

  private best(side: Side): number | undefined {
    let best: number | undefined;
    for (const tick of this.side(side).keys()) if (best === undefined || (side === 'buy' ? tick > best : tick < best)) best = tick;
    return best;
  }

  private side(side: Side): Map<number, number> {
    return side === 'buy' ? this.bids : this.asks;
  }

  /** Round lots, exponentially spread about a mean that grows away from the touch. */
  private size(depth: number): number {
    const lot = this.spec.roundLot;
    const mean = (this.meanQty / lot) * (1 + DEPTH_GROWTH * depth);
    return lot * Math.max(1, Math.round(this.stream.exponential(mean)));
  }
}

export interface MakerPlace {
  readonly venue: number;
  readonly symbol: number;
  readonly mic: string;
  readonly spec: SymbolSpec;
  readonly flow: FlowConfig;
  /** Mean shares it shows at the touch. */
  readonly meanQty: number;
  readonly seed: number;
}
