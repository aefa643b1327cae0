/** Spreads of so many ticks and more share the last bin of their distribution. */
export const SPREAD_BINS = 21;

/**
 * The consolidated best of one symbol in exchange time, and what can be said of it weighted by time. Prices Px, sizes shares, times ns.
 * Time counts only while the market is two-sided.
 */
export class Quotes {
  private readonly venues: number;
  private readonly tick: number;
  private readonly bidPx: Int32Array;
  private readonly bidQty: Int32Array;
  private readonly askPx: Int32Array;
  private readonly askQty: Int32Array;
  bestBid = 0;
  bestAsk = 0;
  private bidDepth = 0;
  private askDepth = 0;
  private bidVenues = 0;
  private askVenues = 0;
  /** Middle of the newest two-sided market that was not crossed, Px, a half where the sum is odd; 0 before there was one. */
  mid = 0;

  /** The best that was booked last, and its sizes. */
  private bookedBid = 0;
  private bookedAsk = 0;
  private bookedBidDepth = 0;
  private bookedAskDepth = 0;

  twoSided = 0;
  oneSided = 0;
  locked = 0;
  crossed = 0;
  /** Sums of a value times the time it stood. */
  spreadTicks = 0;
  spreadBps = 0;
  depthBid = 0;
  depthAsk = 0;
  quotedSize = 0;
  venuesAtBest = 0;
  readonly timeBySpread = new Float64Array(SPREAD_BINS);
  readonly timeAtBid: Float64Array;
  readonly timeAtAsk: Float64Array;
  /** States of the best prices, and of prices or sizes, that stood for any time and differ from the one before. */
  priceChanges = 0;
  anyChanges = 0;

  constructor(venues: number, tick: number) {
    this.venues = venues;
    this.tick = tick;
    this.bidPx = new Int32Array(venues);
    this.bidQty = new Int32Array(venues);
    this.askPx = new Int32Array(venues);
    this.askQty = new Int32Array(venues);
    this.timeAtBid = new Float64Array(venues);
    this.timeAtAsk = new Float64Array(venues);
  }

  get isTwoSided(): boolean {
    return this.bestBid > 0 && this.bestAsk > 0;
  }

  /** Ticks; of a two-sided market. */
  get spread(): number {
    return (this.bestAsk - this.bestBid) / this.tick;
  }

  /** Two-sided and not crossed: the only market whose inside and outside mean anything. */
  get isSound(): boolean {
    return this.bestBid > 0 && this.bestBid <= this.bestAsk;
  }

  set(venue: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.bidPx[venue] = bidPx;
    this.bidQty[venue] = bidQty;
    this.askPx[venue] = askPx;
    this.askQty[venue] = askQty;
    this.refresh();
  }

  /** What stands now has stood for `span`. `counts` is false outside the time that is measured: then only the state goes on. */
  stood(span: number, counts: boolean): void {
    const { bestBid, bestAsk } = this;
    if (counts && this.bookedBid + this.bookedAsk > 0) {
      const moved = bestBid !== this.bookedBid || bestAsk !== this.bookedAsk;
      if (moved) this.priceChanges++;
      if (moved || this.bidDepth !== this.bookedBidDepth || this.askDepth !== this.bookedAskDepth) this.anyChanges++;
    }
    this.bookedBid = bestBid;
    this.bookedAsk = bestAsk;
    this.bookedBidDepth = this.bidDepth;
    this.bookedAskDepth = this.askDepth;
    if (!counts) return;
    if (!this.isTwoSided) {
      this.oneSided += span;
      return;
    }
    this.twoSided += span;
    if (bestBid === bestAsk) this.locked += span;
    if (bestBid > bestAsk) this.crossed += span;
    const ticks = this.spread;
    this.spreadTicks += ticks * span;
    this.spreadBps += (((bestAsk - bestBid) * 2e4) / (bestAsk + bestBid)) * span;
    this.depthBid += this.bidDepth * span;
    this.depthAsk += this.askDepth * span;
    this.quotedSize += ((this.bidDepth / this.bidVenues + this.askDepth / this.askVenues) / 2) * span;
    this.venuesAtBest += ((this.bidVenues + this.askVenues) / 2) * span;
    this.timeBySpread[Math.min(Math.max(Math.round(ticks), 0), SPREAD_BINS - 1)]! += span;
    for (let v = 0; v < this.venues; v++) {
      if (this.bidPx[v] === bestBid) this.timeAtBid[v]! += span;
      if (this.askPx[v] === bestAsk) this.timeAtAsk[v]! += span;
    }
  }

  private refresh(): void {
    let bid = 0;
    let bidDepth = 0;
    let bidVenues = 0;
    let ask = 0;
    let askDepth = 0;
    let askVenues = 0;
    for (let v = 0; v < this.venues; v++) {
      const b = this.bidPx[v]!;
      if (b > bid) {
        bid = b;
        bidDepth = this.bidQty[v]!;
        bidVenues = 1;
      } else if (b !== 0 && b === bid) {
        bidDepth += this.bidQty[v]!;
        bidVenues++;
      }
      const a = this.askPx[v]!;
      if (a === 0) continue;
      if (ask === 0 || a < ask) {
        ask = a;
        askDepth = this.askQty[v]!;
        askVenues = 1;
      } else if (a === ask) {
        askDepth += this.askQty[v]!;
        askVenues++;
      }
    }
    this.bestBid = bid;
    this.bestAsk = ask;
    this.bidDepth = bidDepth;
    this.askDepth = askDepth;
    this.bidVenues = bidVenues;
    this.askVenues = askVenues;
    if (this.isSound) this.mid = (bid + ask) / 2;
  }
}
