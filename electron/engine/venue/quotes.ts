/** What each venue quotes, as it was last sent to the SIP: by symbol x venues + venue, prices Px, 0 for an empty side. */
export class Quotes {
  readonly bidPx: Int32Array;
  readonly bidQty: Int32Array;
  readonly askPx: Int32Array;
  readonly askQty: Int32Array;

  constructor(places: number) {
    this.bidPx = new Int32Array(places);
    this.bidQty = new Int32Array(places);
    this.askPx = new Int32Array(places);
    this.askQty = new Int32Array(places);
  }

  save(): QuotesState {
    const { bidPx, bidQty, askPx, askQty } = this;
    return { bidPx, bidQty, askPx, askQty };
  }

  restore(state: QuotesState): void {
    this.bidPx.set(state.bidPx);
    this.bidQty.set(state.bidQty);
    this.askPx.set(state.askPx);
    this.askQty.set(state.askQty);
  }
}

export interface QuotesState {
  readonly bidPx: Int32Array;
  readonly bidQty: Int32Array;
  readonly askPx: Int32Array;
  readonly askQty: Int32Array;
}
