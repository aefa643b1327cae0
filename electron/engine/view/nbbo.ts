/**
 * The best bid and offer over venues, kept from each venue's own best. Prices of 0 are empty sides.
 * `refresh` recomputes from the columns: a dozen venues cost less than keeping an order of them.
 */
export class BestOf {
  private readonly venues: number;
  readonly bidPx: Int32Array;
  readonly bidQty: Int32Array;
  readonly askPx: Int32Array;
  readonly askQty: Int32Array;
  /** Venue time of each venue's last applied state. */
  readonly time: Float64Array;
  bestBidPx = 0;
  bestBidQty = 0;
  bestAskPx = 0;
  bestAskQty = 0;

  constructor(venues: number) {
    this.venues = venues;
    this.bidPx = new Int32Array(venues);
    this.bidQty = new Int32Array(venues);
    this.askPx = new Int32Array(venues);
    this.askQty = new Int32Array(venues);
    this.time = new Float64Array(venues).fill(-1);
  }

  set(venue: number, bidPx: number, bidQty: number, askPx: number, askQty: number, time: number): void {
    this.bidPx[venue] = bidPx;
    this.bidQty[venue] = bidQty;
    this.askPx[venue] = askPx;
    this.askQty[venue] = askQty;
    this.time[venue] = time;
  }

  /** Recomputes the best; true when a price or a size of it changed. */
  refresh(): boolean {
    let bidPx = 0;
    let bidQty = 0;
    let askPx = 0;
    let askQty = 0;
    for (let v = 0; v < this.venues; v++) {
      const bid = this.bidPx[v]!;
      if (bid > bidPx) {
        bidPx = bid;
        bidQty = this.bidQty[v]!;
      } else if (bid === bidPx) bidQty += this.bidQty[v]!;
      const ask = this.askPx[v]!;
      if (ask === 0) continue;
      if (askPx === 0 || ask < askPx) {
        askPx = ask;
        askQty = this.askQty[v]!;
      } else if (ask === askPx) askQty += this.askQty[v]!;
    }
    if (bidPx === 0) bidQty = 0;
    const changed =
      bidPx !== this.bestBidPx || bidQty !== this.bestBidQty || askPx !== this.bestAskPx || askQty !== this.bestAskQty;
    this.bestBidPx = bidPx;
    this.bestBidQty = bidQty;
    this.bestAskPx = askPx;
    this.bestAskQty = askQty;
    return changed;
  }

  /** Midpoint, 0 while a side is empty or the market is crossed (undefined then, domain 1.3). */
  get mid(): number {
    if (this.bestBidPx === 0 || this.bestAskPx === 0 || this.bestBidPx > this.bestAskPx) return 0;
    return Math.floor((this.bestBidPx + this.bestAskPx) / 2);
  }

  save(): BestOfState {
    return {
      bidPx: this.bidPx.slice(),
      bidQty: this.bidQty.slice(),
      askPx: this.askPx.slice(),
      askQty: this.askQty.slice(),
      time: this.time.slice(),
    };
  }

  restore(state: BestOfState): void {
    this.bidPx.set(state.bidPx);
    this.bidQty.set(state.bidQty);
    this.askPx.set(state.askPx);
    this.askQty.set(state.askQty);
    this.time.set(state.time);
    this.refresh();
  }
}

export interface BestOfState {
  readonly bidPx: Int32Array;
  readonly bidQty: Int32Array;
  readonly askPx: Int32Array;
  readonly askQty: Int32Array;
  readonly time: Float64Array;
}
