import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Sink } from '../../../shared/events.ts';
import type { Side } from '../../../shared/fix.ts';
import type { FeedPath } from '../../../shared/market.ts';
import { MILLISECOND, type Nanos, SECOND } from '../../../shared/units.ts';
import type { Witness } from '../market/witness.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import type { BestOf } from '../view/nbbo.ts';
import { Column } from './column.ts';
import { ExchangeTime } from './exchange-time.ts';
import { Tally } from './tally.ts';
import { Truth } from './truth.ts';
import { TwoClocks } from './two-clocks.ts';

/** How much longer than the longest way of a feed a message is waited for: jitter and merging. */
const PATIENCE = 5 * MILLISECOND;

export interface CollectorOptions {
  readonly config: SessionConfig;
  /** Index of the symbol in the config. */
  readonly symbol: number;
  /** What is measured, [from, to). */
  readonly from: Nanos;
  readonly to: Nanos;
}

/**
 * Measures one symbol of a running engine, simulated or replayed alike: make the engine with this as sink and witness, let it `watch`
 * the engine's view, advance to `settledAt` or the close, then `finish`. It keeps sums and a sample a second, never the events.
 * Quotes and trades are put back into exchange time, so that a trade is judged by the quotes of its own time and not by those that
 * distance lets through; what concerns the router's own late pictures (dislocations) is taken as it arrives.
 */
export class Collector implements Sink, Witness {
  readonly config: SessionConfig;
  readonly symbol: number;
  readonly lit: Uint8Array;
  readonly tally: Tally;
  readonly truth: Truth;
  readonly clocks: TwoClocks;
  /** Efficient price at the times of the tally's middles, ticks, as far as a witness told of it. */
  readonly efficient = new Column(8192);
  private readonly from: number;
  private readonly to: number;
  private readonly holdBack: number;
  private readonly exchange: ExchangeTime;
  private best: BestOf | undefined;
  /** What each venue's best was last told to be: bid and offer, price and size. */
  private readonly told: Int32Array;
  private lastPrice = Number.NaN;
  private nextPrice: number;

  constructor({ config, symbol, from, to }: CollectorOptions) {
    const { venues } = config;
    const { tick, roundLot } = config.symbols[symbol]!;
    this.config = config;
    this.symbol = symbol;
    this.from = from;
    this.to = to;
    this.lit = Uint8Array.from(venues, (spec) => (spec.kind === 'lit' ? 1 : 0));
    this.truth = new Truth(this.lit);
    this.tally = new Tally({ venues: venues.length, lit: this.lit, tick, roundLot, from, to, truth: this.truth });
    this.clocks = new TwoClocks(from, to);
    const furthest = Math.max(...venues.map((spec) => spec.feedLatency));
    this.holdBack = furthest + 20 * Math.max(...venues.map((spec) => spec.jitter ?? 0)) + PATIENCE;
    this.exchange = new ExchangeTime(this.holdBack, this.tally);
    this.told = new Int32Array(venues.length * 4);
    this.nextPrice = from;
  }

  /** Engine time by which everything before `to` has been heard. */
  get settledAt(): Nanos {
    return (this.to + this.holdBack) as Nanos;
  }

  watch(view: ConsolidatedView): void {
    this.best = view.direct[this.symbol];
  }

  /** Everything before `to` has been heard: what is held back is told, and the last state stands until then. */
  finish(): void {
    this.exchange.tell(this.to - 1);
    this.tally.advance(this.to);
    this.samplePrice(this.to);
    this.clocks.pass(this.to);
  }

  /* ---------------------------------------------------------------- sink */

  event(): void {}

  level(at: Nanos, venue: number, symbol: number, _side: Side, _px: number, _qty: number, venueTime: Nanos): void {
    if (symbol !== this.symbol) return;
    const { best, told } = this;
    if (!best) throw new Error('collector: watches no view');
    const i = venue * 4;
    const bidPx = best.bidPx[venue]!;
    const bidQty = best.bidQty[venue]!;
    const askPx = best.askPx[venue]!;
    const askQty = best.askQty[venue]!;
    if (told[i] === bidPx && told[i + 1] === bidQty && told[i + 2] === askPx && told[i + 3] === askQty) return;
    told[i] = bidPx;
    told[i + 1] = bidQty;
    told[i + 2] = askPx;
    told[i + 3] = askQty;
    this.exchange.quote(at, venueTime, venue, bidPx, bidQty, askPx, askQty);
  }

  nbbo(at: Nanos, path: FeedPath, symbol: number, bidPx: number, _bidQty: number, askPx: number): void {
    if (symbol === this.symbol) this.clocks.nbbo(at, path === 'direct', bidPx, askPx);
  }

  trade(at: Nanos, venue: number, symbol: number, px: number, qty: number, venueTime: Nanos): void {
    if (symbol !== this.symbol) return;
    this.clocks.trade(at);
    this.exchange.trade(at, venueTime, venue, px, qty);
  }

  /* ---------------------------------------------------------------- witness */

  price(at: number, symbol: number, ticks: number): void {
    if (symbol !== this.symbol) return;
    if (at > this.nextPrice) this.samplePrice(at - 1);
    this.lastPrice = ticks;
  }

  added(at: number, venue: number, symbol: number): void {
    if (symbol === this.symbol && this.counts(at)) this.truth.added(venue);
  }

  cancelled(at: number, venue: number, symbol: number): void {
    if (symbol === this.symbol && this.counts(at)) this.truth.cancelled(venue);
  }

  matched(at: number, venue: number, symbol: number, takerSide: number, _px: number, qty: number, hidden: boolean): void {
    if (symbol !== this.symbol) return;
    this.truth.remember(at, venue, takerSide === 0 ? 1 : -1);
    if (this.counts(at)) this.truth.matched(venue, qty, hidden);
  }

  raced(at: number, venue: number, symbol: number, messages: number, duration: number, takerWon: boolean, qty: number): void {
    if (symbol === this.symbol && this.counts(at)) this.truth.raced(venue, messages, duration, takerWon, qty);
  }

  private counts(at: number): boolean {
    return at >= this.from && at < this.to;
  }

  /** The efficient price at every whole second up to `until`. */
  private samplePrice(until: number): void {
    const end = Math.min(until, this.to);
    for (; this.nextPrice <= end; this.nextPrice += SECOND) this.efficient.push(this.lastPrice);
  }
}
