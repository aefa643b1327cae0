import type { Sink } from '../../../shared/events.ts';
import type { FeedPath } from '../../../shared/market.ts';
import { middle, type Nanos } from '../../../shared/units.ts';

/** Below every price. */
const EMPTY = -0x80000000;

/**
 * The best of one side over venues, and the shares of all that stand there. Kept by each change of one venue: only when the last one
 * at the best leaves are the others looked through.
 */
class BestSide {
  private readonly sign: number;
  readonly px: Int32Array;
  readonly qty: Int32Array;
  /** Prices as the side ranks them, higher is better. */
  private readonly rank: Int32Array;
  private bestRank = EMPTY;
  bestPx = 0;
  bestQty = 0;

  constructor(venues: number, bid: boolean) {
    this.sign = bid ? 1 : -1;
    this.px = new Int32Array(venues);
    this.qty = new Int32Array(venues);
    this.rank = new Int32Array(venues).fill(EMPTY);
  }

  /** A price of 0 is an empty side. True when the best price or its shares changed. */
  set(venue: number, px: number, qty: number): boolean {
    const was = this.rank[venue];
    const shown = this.qty[venue];
    const rank = px === 0 ? EMPTY : px * this.sign;
    if (rank === was && qty === shown) return false;
    this.px[venue] = px;
    this.qty[venue] = qty;
    this.rank[venue] = rank;
    const { bestRank, bestPx, bestQty } = this;
    if (rank < bestRank) {
      if (was < bestRank) return false;
      this.bestQty -= shown;
      // Who is left at the best has shares, else nobody may be left there.
      if (this.bestQty <= 0) this.search();
    } else if (rank > bestRank) {
      this.bestRank = rank;
      this.bestPx = px;
      this.bestQty = qty;
    } else if (rank !== EMPTY) this.bestQty += was === bestRank ? qty - shown : qty;
    return this.bestQty !== bestQty || this.bestPx !== bestPx;
  }

  restore(px: Int32Array, qty: Int32Array): void {
    this.px.set(px);
    this.qty.set(qty);
    for (let v = 0; v < px.length; v++) this.rank[v] = px[v] === 0 ? EMPTY : px[v] * this.sign;
    this.search();
  }

  private search(): void {
    const { rank, qty } = this;
    let best = EMPTY;
    let shares = 0;
    for (let v = 0; v < rank.length; v++) {
      if (rank[v] > best) {
        best = rank[v];
        shares = qty[v];
      } else if (rank[v] === best) shares += qty[v];
    }
    this.bestRank = best;
    this.bestPx = best === EMPTY ? 0 : best * this.sign;
    this.bestQty = best === EMPTY ? 0 : shares;
  }
}

/** The best bid and offer over venues, kept from each venue's own best. Prices of 0 are empty sides. */
export class BestOf {
  private readonly bids: BestSide;
  private readonly asks: BestSide;
  readonly bidPx: Int32Array;
  readonly bidQty: Int32Array;
  readonly askPx: Int32Array;
  readonly askQty: Int32Array;
  /** Venue time of each venue's last applied state. */
  readonly time: Float64Array;
  /** By venue: 1 while messages of it are known to be missing, and so its quotes are not known. */
  readonly gapped: Uint8Array;

  constructor(venues: number) {
    this.bids = new BestSide(venues, true);
    this.asks = new BestSide(venues, false);
    this.bidPx = this.bids.px;
    this.bidQty = this.bids.qty;
    this.askPx = this.asks.px;
    this.askQty = this.asks.qty;
    this.time = new Float64Array(venues).fill(-1);
    this.gapped = new Uint8Array(venues);
  }

  get bestBidPx(): number {
    return this.bids.bestPx;
  }

  get bestBidQty(): number {
    return this.bids.bestQty;
  }

  get bestAskPx(): number {
    return this.asks.bestPx;
  }

  get bestAskQty(): number {
    return this.asks.bestQty;
  }

  /** A venue's new quote; true when a price or a size of the best changed. */
  set(venue: number, bidPx: number, bidQty: number, askPx: number, askQty: number, time: number): boolean {
    this.time[venue] = time;
    const bid = this.bids.set(venue, bidPx, bidQty);
    const ask = this.asks.set(venue, askPx, askQty);
    return bid || ask;
  }

  /** As `set`, one side alone; a time before the last leaves that as it is. */
  setSide(bid: boolean, venue: number, px: number, qty: number, time: number): boolean {
    if (time > this.time[venue]) this.time[venue] = time;
    return bid ? this.bids.set(venue, px, qty) : this.asks.set(venue, px, qty);
  }

  /** Midpoint, 0 while a side is empty or the market is crossed (undefined then, domain 1.3). */
  get mid(): number {
    return middle(this.bids.bestPx, this.asks.bestPx);
  }

  save(): BestOfState {
    return {
      bidPx: this.bidPx.slice(),
      bidQty: this.bidQty.slice(),
      askPx: this.askPx.slice(),
      askQty: this.askQty.slice(),
      time: this.time.slice(),
      gapped: this.gapped.slice(),
    };
  }

  restore(state: BestOfState): void {
    this.bids.restore(state.bidPx, state.bidQty);
    this.asks.restore(state.askPx, state.askQty);
    this.time.set(state.time);
    this.gapped.set(state.gapped);
  }
}

/** The best of a path as it is now goes out. */
export function tellNbbo(sink: Sink, at: Nanos, path: FeedPath, symbol: number, best: BestOf): void {
  sink.nbbo(at, path, symbol, best.bestBidPx, best.bestBidQty, best.bestAskPx, best.bestAskQty);
}

export interface BestOfState {
  readonly bidPx: Int32Array;
  readonly bidQty: Int32Array;
  readonly askPx: Int32Array;
  readonly askQty: Int32Array;
  readonly time: Float64Array;
  readonly gapped: Uint8Array;
}
