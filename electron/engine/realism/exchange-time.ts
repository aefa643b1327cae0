/** Who is told of a market in the order in which it happened at the venues. */
export interface InExchangeTime {
  /** A venue's own best bid and offer are these from `time` on; prices of 0 are empty sides. */
  quote(time: number, venue: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void;
  trade(time: number, venue: number, px: number, qty: number): void;
}

/** Kind, then the numbers of a quote or a trade. */
const COLUMNS = 6;
const TRADE = 0;
const QUOTE = 1;

/**
 * Puts what came on many feeds, each late by its own distance, back into exchange time (latency normalisation, domain 1.4): a message
 * is held back for `holdBack` after its venue time. Equal times: trades before quotes, for a trade met the book that stood; then as they
 * came. A message later than that is told at once, at the time that had been reached.
 */
export class ExchangeTime {
  private readonly holdBack: number;
  private readonly to: InExchangeTime;
  private capacity = 256;
  /** Twice the time, plus the kind: the order of telling. */
  private keys = new Float64Array(256);
  private data = new Int32Array(256 * COLUMNS);
  private first = 0;
  private count = 0;
  private reached = 0;
  /** Messages that came after their turn. */
  late = 0;

  constructor(holdBack: number, to: InExchangeTime) {
    this.holdBack = holdBack;
    this.to = to;
  }

  quote(at: number, time: number, venue: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.insert(time, QUOTE, venue, bidPx, bidQty, askPx, askQty);
    this.tell(at - this.holdBack);
  }

  trade(at: number, time: number, venue: number, px: number, qty: number): void {
    this.insert(time, TRADE, venue, px, qty, 0, 0);
    this.tell(at - this.holdBack);
  }

  /** Tells everything that happened at or before `time`. */
  tell(time: number): void {
    const until = time * 2 + 1;
    const mask = this.capacity - 1;
    while (this.count > 0 && this.keys[this.first]! <= until) {
      const at = this.first;
      this.first = (at + 1) & mask;
      this.count--;
      const key = this.keys[at]!;
      const d = at * COLUMNS;
      const { data } = this;
      const when = (key - data[d]!) / 2;
      if (when < this.reached) this.late++;
      else this.reached = when;
      if (data[d] === TRADE) this.to.trade(this.reached, data[d + 1]!, data[d + 2]!, data[d + 3]!);
      else this.to.quote(this.reached, data[d + 1]!, data[d + 2]!, data[d + 3]!, data[d + 4]!, data[d + 5]!);
    }
  }

  private insert(time: number, kind: number, a: number, b: number, c: number, d: number, e: number): void {
    const key = time * 2 + kind;
    if (this.count === this.capacity) this.grow();
    const mask = this.capacity - 1;
    const { keys, data } = this;
    let at = (this.first + this.count++) & mask;
    // The newest mostly belong last: feeds differ by fractions of a millisecond.
    while (at !== this.first) {
      const before = (at - 1) & mask;
      if (keys[before]! <= key) break;
      keys[at] = keys[before]!;
      data.copyWithin(at * COLUMNS, before * COLUMNS, before * COLUMNS + COLUMNS);
      at = before;
    }
    keys[at] = key;
    const into = at * COLUMNS;
    data[into] = kind;
    data[into + 1] = a;
    data[into + 2] = b;
    data[into + 3] = c;
    data[into + 4] = d;
    data[into + 5] = e;
  }

  private grow(): void {
    const keys = new Float64Array(this.capacity * 2);
    const data = new Int32Array(this.capacity * 2 * COLUMNS);
    for (let i = 0; i < this.count; i++) {
      const from = (this.first + i) & (this.capacity - 1);
      keys[i] = this.keys[from]!;
      data.set(this.data.subarray(from * COLUMNS, from * COLUMNS + COLUMNS), i * COLUMNS);
    }
    this.keys = keys;
    this.data = data;
    this.first = 0;
    this.capacity *= 2;
  }
}
