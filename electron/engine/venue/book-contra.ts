import { AON, BID, MIN_AGGREGATE, PEGS, SLIDE, SMP, SMP_CANCEL_NEWEST, SMP_DECREMENT } from './book-flags.ts';
import { HEAD, NO_BID, NO_OFFER } from './book-ladder.ts';
import { BookOrders } from './book-orders.ts';
import { isBetter, isWithin, LEAVES, MAX_PX, NEXT, OWNER, TICK } from './book-records.ts';

/**
 * Whom an arriving order meets: the displayed and undisplayed shares of the other side that may trade with it, in priority. Nothing here
 * changes the book; what a trade does to it is `BookRules`'.
 */
export class BookContra extends BookOrders {
  /** Whether `contra` found displayed shares. */
  protected contraShown = false;

  /** Whether anything undisplayed, reserves included, stands within a limit: then the rules decide, else the displayed book is all there is. */
  protected meetsHidden(side: number, px: number): boolean {
    const h = this.hidden.best[side ^ 1];
    return h !== 0 && isWithin(side, this.hidden.px(h), px);
  }

  /** The first in priority that may trade with a taker of `leaves` shares, none of its executions under `min`; 0 if none. See `contraShown`. */
  protected contra(side: number, limitPx: number, leaves: number, min: number): number {
    const { hidden, ladder, records } = this;
    const other = side ^ 1;
    let h = limitPx === 0 ? 0 : hidden.best[other];
    while (h !== 0 && isWithin(side, hidden.px(h), limitPx) && (hidden.qty(h) < min || leaves < hidden.need(h))) h = hidden.next(h);
    if (h !== 0 && !isWithin(side, hidden.px(h), limitPx)) h = 0;
    let tick = limitPx === 0 ? NO_BID : ladder.best[other];
    while (tick !== NO_BID && tick !== NO_OFFER && isWithin(side, tick * this.tick, limitPx)) {
      if (h !== 0 && isBetter(other, hidden.px(h), tick * this.tick)) break;
      let o = ladder.cells[ladder.find(tick) + HEAD];
      while (o !== 0 && records[o + LEAVES] < min) o = records[o + NEXT];
      if (o !== 0) {
        this.contraShown = true;
        return o;
      }
      tick = ladder.next(other, tick);
    }
    this.contraShown = false;
    return h;
  }

  /** Shares that a taker without MinQty would trade within `limitPx`: `matchByRule` without doing it. */
  protected fillable(side: number, limitPx: number, qty: number, owner: number, flags: number): number {
    if (limitPx === 0) return 0;
    const { hidden, ladder, records } = this;
    const other = side ^ 1;
    const prevents = owner !== 0 && (flags & SMP) !== 0;
    let leaves = qty;
    let own = 0;
    let h = hidden.best[other];
    let tick = ladder.best[other];
    let o = 0;
    while (leaves > 0) {
      const px = tick * this.tick;
      const shows = tick !== NO_BID && tick !== NO_OFFER && isWithin(side, px, limitPx);
      const hides = h !== 0 && isWithin(side, hidden.px(h), limitPx);
      if (!shows && !hides) break;
      let at = h;
      let stands = 0;
      if (shows && !(hides && isBetter(other, hidden.px(h), px))) {
        at = o === 0 ? ladder.cells[ladder.find(tick) + HEAD] : o;
        stands = records[at + LEAVES];
        o = records[at + NEXT];
        if (o === 0) tick = ladder.next(other, tick);
      } else {
        if (leaves >= hidden.need(h)) stands = hidden.qty(h);
        h = hidden.next(h);
      }
      const lastQty = Math.min(stands, leaves);
      if (prevents && records[at + OWNER] === owner && stands > 0) {
        if ((flags & SMP_CANCEL_NEWEST) !== 0) break;
        if ((flags & SMP_DECREMENT) === 0) continue;
        own += lastQty;
      }
      leaves -= lastQty;
    }
    return qty - leaves - own;
  }

  protected wouldTake(side: number, limitPx: number, qty: number, owner: number, flags: number, min: number): boolean {
    return this.contra(side, limitPx, qty, min) !== 0 || this.isMetInAll(side, limitPx, qty, owner, flags, min);
  }

  /** Whether a taker may sum its contras to its MinQty and does. */
  protected isMetInAll(side: number, limitPx: number, qty: number, owner: number, flags: number, min: number): boolean {
    return (flags & (AON | MIN_AGGREGATE)) !== 0 && min > 0 && this.fillable(side, limitPx, qty, owner, flags) >= min;
  }

  /** The tick short of the first contra, for an order that may slide; 0 if it may not or there is none. */
  protected slid(side: number, limitPx: number, qty: number, flags: number, min: number): number {
    if ((flags & SLIDE) === 0 || (flags & PEGS) !== 0) return 0;
    const o = this.contra(side, limitPx, qty, (flags & (AON | MIN_AGGREGATE)) !== 0 ? 0 : min);
    const px = this.contraShown ? this.records[o + TICK] * this.tick : this.hidden.px(o);
    if (side === BID) return Math.ceil(px / this.tick) - 1;
    return px > MAX_PX - this.tick ? 0 : Math.floor(px / this.tick) + 1;
  }
}
