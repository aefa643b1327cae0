/** What an undisplayed price follows: its own limit, the middle of the market, the near side or the far side. */
export const LIMIT = 0;
export const MID = 1;
export const NEAR = 2;
export const FAR = 3;

/** Words of an order's entry, sixteen to an entry. Entries stand at twice the address of the order's record and link by that address. */
const QTY = 0;
const SHOW = 1;
const MIN = 2;
const PX = 3;
const TIME = 4;
const FOLLOWS = 5;
const BOUND = 6;
const SIDE = 7;
const NEXT = 8;
const PREV = 9;
const LISTED = 10;
const LATER = 11;
const EARLIER = 12;

/**
 * What a book does not display: hidden orders, pegs, the reserve behind an iceberg's slice. Each side is a queue by price, then class
 * (reserve and hidden before pegs), then time; so its best is one read. Pegs are linked in order of time too, for re-pricing. The
 * array is made with the first such order: a book without them carries none.
 *
 * An order's time is that of its entry or last loss of priority; a peg keeps it through every re-pricing, a reserve through every refill.
 */
export class Hidden {
  /** Address of the best entry of [bids, offers]; 0 when nothing undisplayed can trade. */
  readonly best = Int32Array.of(0, 0);
  /** The market's best as the venue sees it, 0 for an empty side. */
  bidPx = 0;
  askPx = 0;
  nextTime = 1;
  /** First peg in order of time, 0 if there is none. */
  firstPeg = 0;
  private lastPeg = 0;
  private words = new Int32Array(0);

  /** Whether any order ever had an entry since the last `clear`. */
  get used(): boolean {
    return this.words.length > 0;
  }

  /** Forgets every order. */
  clear(): void {
    this.words = new Int32Array(0);
    this.best.fill(0);
    this.firstPeg = 0;
    this.lastPeg = 0;
  }

  /** An order gets an entry, on no queue yet. `records` is the length of the array that its address is from. */
  open(o: number, records: number, side: number, follows: number, bound: number, show: number, min: number, time: number): void {
    if (this.words.length === 0) this.words = new Int32Array(records * 2);
    const { words } = this;
    const e = o << 1;
    words[e + QTY] = 0;
    words[e + SHOW] = show;
    words[e + MIN] = min;
    words[e + TIME] = time;
    words[e + FOLLOWS] = follows;
    words[e + BOUND] = bound;
    words[e + SIDE] = side;
    words[e + LISTED] = 0;
    words[e + PX] = this.priceFor(side, follows, bound);
    if (follows === LIMIT) return;
    words[e + LATER] = 0;
    words[e + EARLIER] = this.lastPeg;
    if (this.lastPeg === 0) this.firstPeg = o;
    else words[(this.lastPeg << 1) + LATER] = o;
    this.lastPeg = o;
  }

  /** An order gives its entry up. */
  close(o: number): void {
    const { words } = this;
    this.leave(o);
    const e = o << 1;
    if (words[e + FOLLOWS] === LIMIT) return;
    const later = words[e + LATER];
    const earlier = words[e + EARLIER];
    if (earlier === 0) this.firstPeg = later;
    else words[(earlier << 1) + LATER] = later;
    if (later === 0) this.lastPeg = earlier;
    else words[(later << 1) + EARLIER] = earlier;
    words[e + FOLLOWS] = LIMIT;
  }

  /** Undisplayed shares. */
  qty(o: number): number {
    return this.words[(o << 1) + QTY];
  }

  /** An entry without shares, or without a price, stands on no queue. */
  setQty(o: number, qty: number): void {
    const { words } = this;
    const e = o << 1;
    words[e + QTY] = qty;
    if (qty === 0) this.leave(o);
    else if (words[e + PX] !== 0 && words[e + LISTED] === 0) this.join(o);
  }

  /** Effective price, 0 while the market gives a peg none. */
  px(o: number): number {
    return this.words[(o << 1) + PX];
  }

  show(o: number): number {
    return this.words[(o << 1) + SHOW];
  }

  min(o: number): number {
    return this.words[(o << 1) + MIN];
  }

  setMin(o: number, min: number): void {
    this.words[(o << 1) + MIN] = min;
  }

  /** The fewest shares that this entry trades in one execution. */
  need(o: number): number {
    const e = o << 1;
    return Math.min(this.words[e + MIN], this.words[e + QTY]);
  }

  time(o: number): number {
    return this.words[(o << 1) + TIME];
  }

  follows(o: number): number {
    return this.words[(o << 1) + FOLLOWS];
  }

  /** The entry behind this one in its side's queue, the one before it, and the next peg in time; 0 if none. */
  next(o: number): number {
    return this.words[(o << 1) + NEXT];
  }

  prev(o: number): number {
    return this.words[(o << 1) + PREV];
  }

  later(o: number): number {
    return this.words[(o << 1) + LATER];
  }

  /** The price of an order that follows the market within its limit `bound`; 0 when the market gives none. */
  priceFor(side: number, follows: number, bound: number): number {
    if (follows === LIMIT) return bound;
    const { bidPx, askPx } = this;
    let px = 0;
    if (follows !== MID) px = (follows === NEAR) === (side === 0) ? bidPx : askPx;
    else if (bidPx > 0 && bidPx <= askPx) px = Math.floor((bidPx + askPx) / 2);
    if (px === 0) return 0;
    return side === 0 ? Math.min(bound, px) : Math.max(bound, px);
  }

  /** Takes a peg whose price changed off its queue; its shares stand aside until `setQty`. False if the price is as it was. */
  reprice(o: number): boolean {
    const { words } = this;
    const e = o << 1;
    const px = this.priceFor(words[e + SIDE], words[e + FOLLOWS], words[e + BOUND]);
    if (px === words[e + PX]) return false;
    this.leave(o);
    words[e + PX] = px;
    return true;
  }

  private leave(o: number): void {
    const { words } = this;
    const e = o << 1;
    if (words[e + LISTED] === 0) return;
    const next = words[e + NEXT];
    const prev = words[e + PREV];
    if (prev === 0) this.best[words[e + SIDE]] = next;
    else words[(prev << 1) + NEXT] = next;
    if (next !== 0) words[(next << 1) + PREV] = prev;
    words[e + LISTED] = 0;
  }

  private join(o: number): void {
    const { words, best } = this;
    const e = o << 1;
    const side = words[e + SIDE];
    let prev = 0;
    let next = best[side];
    while (next !== 0 && this.standsBefore(next << 1, e, side)) {
      prev = next;
      next = words[(next << 1) + NEXT];
    }
    words[e + NEXT] = next;
    words[e + PREV] = prev;
    words[e + LISTED] = 1;
    if (prev === 0) best[side] = o;
    else words[(prev << 1) + NEXT] = o;
    if (next !== 0) words[(next << 1) + PREV] = o;
  }

  private standsBefore(a: number, b: number, side: number): boolean {
    const { words } = this;
    const ahead = words[a + PX] - words[b + PX];
    if (ahead !== 0) return side === 0 ? ahead > 0 : ahead < 0;
    const peg = words[a + FOLLOWS] === LIMIT;
    if (peg !== (words[b + FOLLOWS] === LIMIT)) return peg;
    return words[a + TIME] < words[b + TIME];
  }
}
