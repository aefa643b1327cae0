import { BID } from './book-flags.ts';
import { HEAD, NO_BID, NO_OFFER, SHOWN } from './book-ladder.ts';
import { BookRecords, ENTRY, FLAGS, isWithin, LEAVES, NEXT, OWNER, PASSED, PREV, TICK } from './book-records.ts';

/** What rests in a book, asked by order and by price. Nothing here changes it. */
export class BookOrders extends BookRecords {
  /** Live orders. */
  get count(): number {
    return this.live;
  }

  isLive(id: number): boolean {
    return this.find(id) !== 0;
  }

  /** Displayed and undisplayed shares. 0 if the id is unknown; so too `limitOf`, `pxOf` and `ownerOf`. */
  leavesOf(id: number): number {
    const o = this.find(id);
    return o === 0 ? 0 : this.leavesAt(o);
  }

  limitOf(id: number): number {
    const o = this.find(id);
    return o === 0 ? 0 : this.records[o + TICK] * this.tick;
  }

  /** The price at which the order stands: a peg's effective one (0 while the market gives none), else its limit. */
  pxOf(id: number): number {
    const o = this.find(id);
    if (o === 0) return 0;
    return this.isUndisplayed(o) ? this.hidden.px(o) : this.records[o + TICK] * this.tick;
  }

  ownerOf(id: number): number {
    const o = this.find(id);
    return o === 0 ? 0 : this.records[o + OWNER];
  }

  /** BID if the id is unknown. */
  sideOf(id: number): number {
    const o = this.find(id);
    return o === 0 ? BID : this.records[o + FLAGS] & 1;
  }

  /** The flags it was entered with; 0 if the id is unknown. */
  flagsOf(id: number): number {
    const o = this.find(id);
    return o === 0 ? 0 : (this.records[o + FLAGS] & ~ENTRY) >> 1;
  }

  /** Whether the order displays nothing: a hidden order or a peg. An iceberg is displayed. */
  isHidden(id: number): boolean {
    const o = this.find(id);
    return o !== 0 && this.isUndisplayed(o);
  }

  /**
   * Shares that must trade or go before this order's first: at its price those before it in its queue, without passed ones, and for an
   * undisplayed order all that is displayed there. 0 if the id is unknown or the order has no price.
   */
  queueAhead(id: number): number {
    const { records, hidden } = this;
    const o = this.find(id);
    if (o === 0) return 0;
    let ahead = 0;
    if (!this.isUndisplayed(o)) {
      for (let at = records[o + PREV]; at !== 0; at = records[at + PREV]) ahead += records[at + LEAVES] - records[at + PASSED];
      return ahead;
    }
    const px = hidden.px(o);
    if (px === 0) return 0;
    for (let at = hidden.prev(o); at !== 0 && hidden.px(at) === px; at = hidden.prev(at)) ahead += hidden.qty(at);
    const tick = px / this.tick;
    const side = records[o + FLAGS] & 1;
    if (!Number.isInteger(tick) || this.shownAt(side, tick) === 0) return ahead;
    for (let at = this.ladder.cells[this.ladder.find(tick) + HEAD]; at !== 0; at = records[at + NEXT])
      ahead += records[at + LEAVES] - records[at + PASSED];
    return ahead;
  }

  /** The displayed best of any size; 0 when the side is empty. */
  bestPx(side: number): number {
    const tick = this.ladder.best[side];
    return tick === NO_OFFER ? 0 : tick * this.tick;
  }

  /** 0 when the side is empty. */
  bestQty(side: number): number {
    const tick = this.ladder.best[side];
    return tick === NO_OFFER || tick === NO_BID ? 0 : this.ladder.cells[this.ladder.find(tick) + SHOWN];
  }

  /**
   * The price a side contributes to the quote: the best at which it and everything better add up to a round lot, so odd lots aggregate
   * to the least aggressive price they need. 0 when the whole side is an odd lot or empty.
   */
  quotePx(side: number, roundLot: number): number {
    const tick = this.quoteTick(side, roundLot);
    return tick === NO_OFFER ? 0 : tick * this.tick;
  }

  /** Displayed shares at `quotePx` or better, in whole round lots; 0 when there is no such price. */
  quoteQty(side: number, roundLot: number): number {
    const tick = this.quoteTick(side, roundLot);
    if (tick === NO_OFFER || tick === NO_BID) return 0;
    const shown = this.within(side, tick, Number.MAX_SAFE_INTEGER);
    return shown - (shown % roundLot);
  }

  /** Shares displayed by a side at one price. */
  qtyAt(side: number, px: number): number {
    return this.shownAt(side, this.toTick(px));
  }

  /** Shares displayed by a side at `limitPx` or better (higher for bids, lower for offers). */
  qtyWithin(side: number, limitPx: number): number {
    return this.within(side, this.toTick(limitPx), Number.MAX_SAFE_INTEGER);
  }

  /** Undisplayed shares of a side that stand at `limitPx` or better, reserves included; `limitPx` need not be on the tick. */
  hiddenQty(side: number, limitPx: number): number {
    const { hidden } = this;
    let total = 0;
    for (let o = hidden.best[side]; o !== 0 && isWithin(side ^ 1, hidden.px(o), limitPx); o = hidden.next(o))
      total += hidden.qty(o);
    return total;
  }

  /** Writes up to `n` displayed levels of a side, best first. Returns how many. */
  depth(side: number, n: number, outPx: Int32Array, outQty: Int32Array): number {
    const ladder = this.ladder;
    let tick = ladder.best[side];
    let i = 0;
    while (i < n && tick !== NO_BID && tick !== NO_OFFER) {
      outPx[i] = tick * this.tick;
      outQty[i] = ladder.cells[ladder.find(tick) + SHOWN];
      tick = ladder.next(side, tick);
      i += 1;
    }
    return i;
  }

  private quoteTick(side: number, roundLot: number): number {
    if (!(Number.isInteger(roundLot) && roundLot > 0)) throw new RangeError(`roundLot: ${roundLot}`);
    const ladder = this.ladder;
    let total = 0;
    let tick = ladder.best[side];
    while (tick !== NO_BID && tick !== NO_OFFER) {
      total += ladder.cells[ladder.find(tick) + SHOWN];
      if (total >= roundLot) return tick;
      tick = ladder.next(side, tick);
    }
    return tick;
  }
}
