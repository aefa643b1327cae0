/**
 * One venue's displayed levels on one side as the router last heard them: parallel arrays, best first.
 * `better` orders prices: bids high to low, offers low to high.
 */
export class Levels {
  readonly bid: boolean;
  count = 0;
  px = new Int32Array(16);
  qty = new Int32Array(16);
  /** Venue time of the message that set the level. */
  time = new Float64Array(16);
  /** Set by `quote`. */
  quotePx = 0;
  quoteQty = 0;

  constructor(bid: boolean) {
    this.bid = bid;
  }

  get bestPx(): number {
    return this.count > 0 ? this.px[0]! : 0;
  }

  get bestQty(): number {
    return this.count > 0 ? this.qty[0]! : 0;
  }

  /**
   * Finds what counts toward the NBBO where odd lots do not: the least aggressive price up to which the shown shares come to `lot`
   * (domain 1.1), and those shares in whole lots. `quotePx` and `quoteQty` are it; 0 when there are fewer in all. A lot of 0 is the best
   * itself.
   */
  quote(lot: number): void {
    let at = 0;
    let shares = this.bestQty;
    while (shares < lot && ++at < this.count) shares += this.qty[at];
    const some = at < this.count;
    this.quotePx = some ? this.px[at] : 0;
    this.quoteQty = some ? (lot > 1 ? shares - (shares % lot) : shares) : 0;
  }

  /** Sets a level's shares, 0 removes it. */
  set(px: number, qty: number, time: number): void {
    const at = this.find(px);
    const known = at < this.count && this.px[at] === px;
    if (qty <= 0) {
      if (known) this.remove(at);
      return;
    }
    if (!known) this.open(at);
    this.px[at] = px;
    this.qty[at] = qty;
    this.time[at] = time;
  }

  qtyAt(px: number): number {
    const at = this.find(px);
    return at < this.count && this.px[at] === px ? this.qty[at]! : 0;
  }

  /** Our own fill at `px`, matched at `time`: what an older picture of the level still shows is lowered by it. */
  consume(px: number, qty: number, time: number): void {
    const at = this.find(px);
    if (at >= this.count || this.px[at] !== px || this.time[at]! >= time) return;
    if (this.qty[at]! > qty) this.qty[at] = this.qty[at]! - qty;
    else this.remove(at);
  }

  /** Our order limited at `limit` found no more at `time`: older levels within it are gone. */
  exhaust(limit: number, time: number): void {
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      const within = this.bid ? this.px[i]! >= limit : this.px[i]! <= limit;
      if (within && this.time[i]! < time) continue;
      this.px[kept] = this.px[i]!;
      this.qty[kept] = this.qty[i]!;
      this.time[kept] = this.time[i]!;
      kept++;
    }
    this.count = kept;
  }

  clear(): void {
    this.count = 0;
  }

  save(): LevelsState {
    return { px: this.px.slice(0, this.count), qty: this.qty.slice(0, this.count), time: this.time.slice(0, this.count) };
  }

  restore(state: LevelsState): void {
    this.count = 0;
    for (let i = 0; i < state.px.length; i++) this.set(state.px[i]!, state.qty[i]!, state.time[i]!);
  }

  private find(px: number): number {
    let at = 0;
    if (this.bid) while (at < this.count && this.px[at]! > px) at++;
    else while (at < this.count && this.px[at]! < px) at++;
    return at;
  }

  private open(at: number): void {
    if (this.count === this.px.length) {
      const size = this.count * 2;
      const px = new Int32Array(size);
      const qty = new Int32Array(size);
      const time = new Float64Array(size);
      px.set(this.px);
      qty.set(this.qty);
      time.set(this.time);
      this.px = px;
      this.qty = qty;
      this.time = time;
    }
    // A side has few levels: plain moves are quicker than three calls.
    const { px, qty, time } = this;
    for (let i = this.count++; i > at; i--) {
      px[i] = px[i - 1];
      qty[i] = qty[i - 1];
      time[i] = time[i - 1];
    }
  }

  private remove(at: number): void {
    const { px, qty, time } = this;
    const last = --this.count;
    for (let i = at; i < last; i++) {
      px[i] = px[i + 1];
      qty[i] = qty[i + 1];
      time[i] = time[i + 1];
    }
  }
}

export interface LevelsState {
  readonly px: Int32Array;
  readonly qty: Int32Array;
  readonly time: Float64Array;
}
