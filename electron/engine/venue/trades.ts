import type { MarketSource } from '../market/source.ts';
import type { Witness } from '../market/witness.ts';
import { BID } from './book.ts';
import type { VenueClock } from './clock.ts';
import type { Halts } from './halts.ts';
import type { Publisher } from './lit-books.ts';
import { INTRUDER, OURS } from './owners.ts';

/** Tells of every trade whoever must know: the feeds, the reference price, the market's source, a witness. */
export class Trades {
  private readonly clock: VenueClock;
  private readonly feed: Publisher;
  private readonly halts: Halts;
  private readonly witness: Witness | undefined;
  source!: MarketSource;

  constructor(clock: VenueClock, feed: Publisher, halts: Halts, witness: Witness | undefined) {
    this.clock = clock;
    this.feed = feed;
    this.halts = halts;
    this.witness = witness;
  }

  /** A resting order of others traded; nobody hears of an intruder's. */
  filled(venue: number, symbol: number, order: number, owner: number, px: number, qty: number, leaves: number): void {
    if (owner !== INTRUDER) this.source.onFill(this.clock.now, venue, symbol, order, owner, px, qty, leaves);
  }

  matched(venue: number, symbol: number, takerSide: number, takerOwner: number, px: number, qty: number, hidden: boolean): void {
    const { now } = this.clock;
    if (this.witness) this.witness.matched?.(now, venue, symbol, takerSide, px, qty, hidden);
    this.printed(venue, symbol, px, qty);
    this.source.onTrade?.(now, venue, symbol, takerSide === BID ? 'buy' : 'sell', px, qty, takerOwner === OURS);
  }

  /** A trade goes out on the tape, and into the reference price. */
  printed(venue: number, symbol: number, px: number, qty: number): void {
    this.feed.trade(this.clock.now, venue, symbol, px, qty);
    this.halts.trade(this.clock.now, symbol, px);
  }
}
