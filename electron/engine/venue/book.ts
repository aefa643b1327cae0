import { BookByRule } from './book-by-rule.ts';
import { ACCEPTED, BID, CANNOT_FILL, DAY, FOK, POST_ONLY, RULES, UNKNOWN_ORDER, WOULD_TAKE } from './book-flags.ts';
import { HEAD, NO_BID, NO_OFFER, SHOWN, TAIL } from './book-ladder.ts';
import {
  type BookState,
  ENTRY,
  FLAGS,
  ID,
  isBetter,
  isWithin,
  LEAVES,
  NEXT,
  OWNER,
  PASSED,
  PREV,
  SHIFT,
  TICK,
} from './book-records.ts';

export {
  ACCEPTED,
  AON,
  BID,
  CANNOT_FILL,
  CONFLICT,
  DAY,
  FOK,
  HIDDEN,
  IOC,
  ISO,
  MARKET_PEG,
  MID_PEG,
  MIN_AGGREGATE,
  OFFER,
  POST_ONLY,
  PRIMARY_PEG,
  SLIDE,
  SMP_CANCEL_BOTH,
  SMP_CANCEL_NEWEST,
  SMP_CANCEL_OLDEST,
  SMP_DECREMENT,
  UNKNOWN_ORDER,
  WOULD_TAKE,
} from './book-flags.ts';
export type { BookListener } from './book-listener.ts';
export type { BookOptions, BookState } from './book-records.ts';

/**
 * The order-by-order book of one symbol at one venue, in priority of price, display class and time. Classes at one price: displayed,
 * then hidden orders and the reserves of icebergs, then pegs. Prices are Px (1/10,000 $), limits on the tick. A price off the tick or a
 * quantity that is not a positive whole number is a bug and throws a RangeError; an unknown id is an answer.
 *
 * - Iceberg: DisplayQty shares stand displayed, the rest as reserve with the time of entry. A consumed slice is refilled with the lesser
 *   of DisplayQty and the reserve at the back of the displayed queue, when the order that consumed it is done; a taker larger than
 *   what is displayed so goes on into the reserves and hidden orders of that price by time.
 * - MinQty: no execution of the order is smaller than its MinQty, or than its leaves where these are less; see MIN_AGGREGATE. Orders
 *   that cannot meet it are passed by. Two orders stand crossed only where a MinQty is in the way, and never two displayed ones. When a
 *   fill or a reduction lowers a MinQty, its order tries again as one arriving, within the same operation.
 * - Pegs stand undisplayed at the price that `quote` last gave them within their limit; see `quote`.
 */
export class Book extends BookByRule {
  /**
   * An order arrives: it trades what it can up to `px`, at the makers' prices, and what is left rests if `tif` is DAY. `displayQty` above
   * 0 makes an iceberg of a displayed order; `minQty` is for orders that never rest displayed, and a FOK has no use for it.
   * Returns the id of the resting order, 0 when nothing rests; then see `lastFilled`, `lastLeaves`, `lastReject`.
   */
  enter(side: number, px: number, qty: number, owner: number, tif = DAY, flags = 0, displayQty = 0, minQty = 0): number {
    const tick = this.toTick(px);
    if (!(qty > 0) || (qty | 0) !== qty) throw new RangeError(`qty: ${qty}`);
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastId = 0;
    this.lastReject = ACCEPTED;
    this.lastPrevented = 0;
    if ((flags & RULES) !== 0 || displayQty !== 0 || minQty !== 0 || this.meetsHidden(side, px))
      return this.enterByRule(side, tick, qty, owner, tif, flags, displayQty, minQty);

    const takes = this.crosses(side, tick);
    if (takes && (flags & POST_ONLY) !== 0) return this.refuse(WOULD_TAKE);
    if (tif === FOK && !this.canFill(side, tick, qty)) return this.refuse(CANNOT_FILL);

    const id = this.claim();
    this.lastId = id;
    let leaves = qty;
    if (takes) {
      leaves = this.match(side, tick, qty, id, owner);
      this.lastFilled = qty - leaves;
    }
    if (leaves === 0 || tif !== DAY) return 0;
    const o = (id & this.mask) << SHIFT;
    const records = this.records;
    records[o + ID] = id;
    records[o + OWNER] = owner;
    records[o + FLAGS] = (flags << 1) | side;
    this.live += 1;
    this.rest(o, side, tick, leaves);
    this.lastLeaves = leaves;
    return id;
  }

  /** Takes an order away. Returns the shares removed, 0 if the id is unknown. */
  cancel(id: number): number {
    const o = this.find(id);
    if (o === 0) return this.refuse(UNKNOWN_ORDER);
    this.lastReject = ACCEPTED;
    const flags = this.records[o + FLAGS];
    const removed = this.records[o + LEAVES];
    if ((flags & ENTRY) !== 0) return this.cancelByRule(o);
    const side = flags & 1;
    const tick = this.records[o + TICK];
    const shown = this.unlink(o, side, tick);
    this.records[o + ID] = 0;
    this.live -= 1;
    this.listener.level(side, tick * this.tick, shown);
    return removed;
  }

  /**
   * Lowers an order's shares, keeping its place; an iceberg's reserve first. Returns what is left of it: 0 if it is gone or the id
   * unknown, unchanged if `leaves` is no less.
   */
  reduce(id: number, leaves: number): number {
    if (!(leaves >= 0) || (leaves | 0) !== leaves) throw new RangeError(`leaves: ${leaves}`);
    const o = this.find(id);
    if (o === 0) return this.refuse(UNKNOWN_ORDER);
    this.lastReject = ACCEPTED;
    const records = this.records;
    if ((records[o + FLAGS] & ENTRY) !== 0) return this.reduceByRule(o, id, leaves);
    const less = records[o + LEAVES] - leaves;
    if (less <= 0) return records[o + LEAVES];
    if (leaves === 0) {
      this.cancel(id);
      return 0;
    }
    const shown = this.reduceShown(o, leaves);
    this.listener.level(records[o + FLAGS] & 1, records[o + TICK] * this.tick, shown);
    return leaves;
  }

  /**
   * Gives an order a new limit and open quantity under its old id; all else it was entered with stays. Fewer (or as many) shares at the
   * same limit keep the place; all else goes to the back of its new queue and may trade. A post-only order whose new price would take
   * slides, or stays as it is (WOULD_TAKE). Returns the id while the order rests, 0 when it filled or is unknown.
   */
  replace(id: number, px: number, qty: number): number {
    const tick = this.toTick(px);
    if (!(qty > 0) || (qty | 0) !== qty) throw new RangeError(`qty: ${qty}`);
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastPrevented = 0;
    this.lastId = 0;
    const o = this.find(id);
    if (o === 0) return this.refuse(UNKNOWN_ORDER);
    this.lastReject = ACCEPTED;
    this.lastId = id;
    const records = this.records;
    const flags = records[o + FLAGS];
    const side = flags & 1;
    if ((flags & (ENTRY | (RULES << 1))) !== 0 || this.meetsHidden(side, px)) return this.replaceByRule(o, id, tick, qty);
    const oldTick = records[o + TICK];
    if (tick === oldTick && qty <= records[o + LEAVES]) {
      this.lastLeaves = this.reduce(id, qty);
      return id;
    }
    const takes = this.crosses(side, tick);
    if (takes && (flags & (POST_ONLY << 1)) !== 0) {
      this.lastReject = WOULD_TAKE;
      this.lastLeaves = records[o + LEAVES];
      return id;
    }
    const shown = this.unlink(o, side, oldTick);
    if (tick !== oldTick) this.listener.level(side, oldTick * this.tick, shown);
    let leaves = qty;
    if (takes) {
      leaves = this.match(side, tick, qty, id, records[o + OWNER]);
      this.lastFilled = qty - leaves;
      if (leaves === 0) {
        records[o + ID] = 0;
        this.live -= 1;
        return 0;
      }
    }
    this.rest(o, side, tick, leaves);
    this.lastLeaves = leaves;
    return id;
  }

  /** Whether any peg rests: a `quote` may then trade. */
  get hasPegs(): boolean {
    return this.hidden.firstPeg !== 0;
  }

  /**
   * The market's best as this venue sees it, Px, 0 for an empty side: what pegs follow, each within its limit. A primary peg follows the
   * near side, a market peg the far side, a midpoint peg the middle, rounded down to whole Px and undefined while the market is crossed
   * or one-sided. A peg without a price stands aside. Pegs whose price changed keep their time and, oldest first, trade what their new
   * price reaches as if they arrived.
   */
  quote(bidPx: number, askPx: number): void {
    const { hidden } = this;
    if (bidPx === hidden.bidPx && askPx === hidden.askPx) return;
    if (!(bidPx >= 0 && askPx >= 0) || (bidPx | 0) !== bidPx || (askPx | 0) !== askPx)
      throw new RangeError(`quote: ${bidPx} ${askPx}`);
    hidden.bidPx = bidPx;
    hidden.askPx = askPx;
    if (hidden.firstPeg !== 0) this.reprice();
  }

  /**
   * A recorded trade by others: `qty` shares printed at `px` against the resting side `side`. It proves what `owner`'s orders there
   * would have had: each one at a better price fills first, at its own price, in priority; at `px` itself the rest of the print goes
   * down the queue, filling the owner's orders and passing through everyone else's displayed ones. Passed shares stay displayed (the
   * tape says when they go) but no longer count as queued ahead, so the next print continues behind them; an order that is reduced loses
   * its passed shares first, because a venue's correction follows its print. Passed shares belong to the book: one owner per book.
   * Fills come with takerId 0 and takerOwner 0. Returns the owner's shares filled.
   */
  fillOwn(owner: number, side: number, px: number, qty: number): number {
    const last = this.toTick(px);
    const { ladder, hidden } = this;
    let left = qty;
    let h = hidden.best[side];
    let tick = ladder.best[side];
    this.lastFilled = 0;
    for (;;) {
      const shows = tick !== NO_BID && tick !== NO_OFFER && (side === BID ? tick >= last : tick <= last);
      const hides = h !== 0 && isWithin(side ^ 1, hidden.px(h), px);
      if (left <= 0 || !(shows || hides)) break;
      if (shows && !(hides && isBetter(side, hidden.px(h), tick * this.tick))) {
        const behind = ladder.next(side, tick);
        left -= this.fillOwnAt(owner, side, tick, left, tick === last);
        tick = behind;
        if (hidden.best[side] === 0) this.tell();
      } else {
        const behind = hidden.next(h);
        if (this.records[h + OWNER] === owner && left >= hidden.need(h)) left -= this.trade(h, false, left, 0, 0, side ^ 1);
        h = behind;
      }
    }
    this.finish();
    return this.lastFilled;
  }

  /** Becomes the saved book and tells the listener nothing. From here on it gives the same ids and fills as the book that was saved. */
  restore(state: BookState): void {
    this.load(state);
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastId = 0;
    this.lastReject = ACCEPTED;
    this.lastPrevented = 0;
  }

  private canFill(side: number, tick: number, qty: number): boolean {
    return this.within(side ^ 1, tick, qty) >= qty;
  }

  /** Trades against the other side's displayed orders up to `tick`. Returns the taker's leaves. */
  private match(side: number, tick: number, qty: number, takerId: number, takerOwner: number): number {
    const { ladder, records, listener } = this;
    const other = side ^ 1;
    let leaves = qty;
    while (leaves > 0 && this.crosses(side, tick)) {
      const at = ladder.best[other];
      const px = at * this.tick;
      const cell = ladder.find(at);
      let shown = ladder.cells[cell + SHOWN];
      let o = ladder.cells[cell + HEAD];
      do {
        const makerLeaves = records[o + LEAVES];
        const makerId = records[o + ID];
        const makerOwner = records[o + OWNER];
        if (makerLeaves > leaves) {
          const rest = makerLeaves - leaves;
          records[o + LEAVES] = rest;
          if (records[o + PASSED] > rest) records[o + PASSED] = rest;
          shown -= leaves;
          listener.fill(makerId, makerOwner, takerId, takerOwner, side, px, leaves, rest);
          leaves = 0;
          break;
        }
        o = records[o + NEXT];
        records[((makerId & this.mask) << SHIFT) + ID] = 0;
        this.live -= 1;
        shown -= makerLeaves;
        leaves -= makerLeaves;
        listener.fill(makerId, makerOwner, takerId, takerOwner, side, px, makerLeaves, 0);
      } while (o !== 0 && leaves > 0);
      const cells = ladder.cells;
      cells[cell + SHOWN] = shown;
      cells[cell + HEAD] = o;
      if (o === 0) {
        cells[cell + TAIL] = 0;
        ladder.vacate(other, at, cell);
      } else records[o + PREV] = 0;
      listener.level(other, px, shown);
    }
    return leaves;
  }

  private rest(o: number, side: number, tick: number, leaves: number): void {
    const shown = this.append(o, side, tick, leaves);
    this.listener.level(side, tick * this.tick, shown);
  }

  private fillOwnAt(owner: number, side: number, tick: number, qty: number, passes: boolean): number {
    const { ladder, records } = this;
    let left = qty;
    let o = ladder.cells[ladder.find(tick) + HEAD];
    while (o !== 0 && left > 0) {
      const behind = records[o + NEXT];
      if (records[o + OWNER] === owner) left -= this.trade(o, true, left, 0, 0, side ^ 1);
      else if (passes) {
        const passing = Math.min(records[o + LEAVES] - records[o + PASSED], left);
        records[o + PASSED] += passing;
        left -= passing;
      }
      o = behind;
    }
    return qty - left;
  }
}
