import { HEAD, NO_BID, NO_OFFER, SHOWN, TAIL } from './book-ladder.ts';
import {
  BID,
  type BookOptions,
  type BookState,
  ENTRY,
  FLAGS,
  followsOf,
  HIDDEN,
  ID,
  isWithin,
  LEAVES,
  MARKET_PEG,
  MAX_PX,
  MID_PEG,
  NEXT,
  OFFER,
  OWNER,
  PASSED,
  PREV,
  PRIMARY_PEG,
  RestingOrders,
  SHIFT,
  TICK,
} from './book-orders.ts';
import { Touched } from './book-touched.ts';

export { BID, type BookOptions, type BookState, HIDDEN, MARKET_PEG, MID_PEG, OFFER, PRIMARY_PEG };

/** Time in force. Only a day order rests. */
export const DAY = 0;
export const IOC = 1;
export const FOK = 2;

/*
 * Flags, any of which may be combined unless `enter` refuses it; see also HIDDEN and the pegs. Bits up to 2^28 that have no name here
 * are kept with the order and mean nothing.
 */
/** The order is refused where it would take, displayed or not. Asked on entry and on replace; a peg that the market moves may take. */
export const POST_ONLY = 1;
/** With POST_ONLY, and no peg: re-priced to one tick short of what it would take, instead of refused. It stays there. */
export const SLIDE = 2;
/** Intermarket sweep: the book has only itself to ask, so it only keeps it. */
export const ISO = 64;
/** On arrival MinQty may be met by several contras together, else by each execution alone. At rest the contra is one arriving order. */
export const MIN_AGGREGATE = 128;
/** All or none: MinQty is the whole quantity, on arrival in aggregate. */
export const AON = 256;
/** Self-match prevention (FIX 2964) of an arriving order against resting ones of its own owner (2362), unless that is 0. */
export const SMP_CANCEL_NEWEST = 512;
export const SMP_CANCEL_OLDEST = 1024;
export const SMP_CANCEL_BOTH = SMP_CANCEL_NEWEST | SMP_CANCEL_OLDEST;
/** Both lose the smaller one's shares. */
export const SMP_DECREMENT = 2048;

const PEGS = MID_PEG | PRIMARY_PEG | MARKET_PEG;
const UNDISPLAYED = HIDDEN | PEGS;
const SMP = SMP_CANCEL_BOTH | SMP_DECREMENT;
/** An order with one of these is not simply matched and rested. */
const RULES = SLIDE | UNDISPLAYED | AON | SMP;

/** Why the last operation did nothing. */
export const ACCEPTED = 0;
export const UNKNOWN_ORDER = 1;
export const WOULD_TAKE = 2;
export const CANNOT_FILL = 3;
/** Attributes that exclude each other: two pegs, a DisplayQty on an undisplayed order, a MinQty or AON that would rest displayed. */
export const CONFLICT = 4;

/**
 * What a book tells, in plain numbers and in the order in which it happened. A listener must not call the book's operations from
 * inside a call; questions are answered between operations only.
 */
export interface BookListener {
  /**
   * `qty` shares trade at the maker's price `px`, which is between ticks where a midpoint peg stands there. `takerSide` is 0 for a buying
   * taker, 1 for a selling one; `makerLeaves` still rest. The book's `makerHidden` tells whether the maker's shares were undisplayed.
   */
  fill(
    makerId: number,
    makerOwner: number,
    takerId: number,
    takerOwner: number,
    takerSide: number,
    px: number,
    qty: number,
    makerLeaves: number,
  ): void;
  /**
   * A level's displayed total after the operation; 0 when it is gone. Once per operation and level whose total changed, in the order of
   * first change, after the level's fills.
   */
  level(side: number, px: number, qty: number): void;
  /** Self-match prevention took `qty` shares off an order, arriving or resting. */
  selfMatch?(id: number, owner: number, qty: number): void;
}

/**
 * The order-by-order book of one symbol at one venue, in priority of price, display class and time. Classes at one price: displayed,
 * then hidden orders and the reserves of icebergs, then pegs. Prices are Px (1/10,000 $), limits on the tick. A price off the tick or a
 * quantity that is not a positive whole number is a bug and throws a RangeError; an unknown id is an answer.
 *
 * - Iceberg: DisplayQty shares stand displayed, the rest as reserve with the time of entry. A consumed slice is refilled with the lesser
 *   of DisplayQty and the reserve at the back of the displayed queue, when the order that consumed it is done; a taker larger than
 *   what is displayed so goes on into the reserves and hidden orders of that price by time.
 * - MinQty: no execution of the order is smaller than its MinQty, or than its leaves where these are less; see MIN_AGGREGATE. Orders
 *   that cannot meet it are passed by. What a displayed and an undisplayed order, or two undisplayed ones, may trade is traded within the operation;
 *   they stand crossed only where a MinQty is in the way. When a fill or a reduction lowers it, the order tries again as one arriving.
 * - Pegs stand undisplayed at the price that `quote` last gave them within their limit; see `quote`.
 */
export class Book extends RestingOrders {
  /** Shares the last enter, replace or fillOwn traded. */
  lastFilled = 0;
  /** Shares the last enter or replace left resting. */
  lastLeaves = 0;
  /** Id of the last order entered, resting or not; 0 when it was refused. */
  lastId = 0;
  /** ACCEPTED, or why the last enter, cancel, reduce or replace did nothing. */
  lastReject = ACCEPTED;
  /** Shares of the last order entered or replaced that self-match prevention took. */
  lastPrevented = 0;
  /** Inside a `fill`: 1 where the resting shares were undisplayed, else 0. */
  makerHidden = 0;
  private readonly listener: BookListener;
  private readonly touched = new Touched();
  /** Whether `contra` found displayed shares. */
  private contraShown = false;
  /** Icebergs whose slice is gone and not refilled yet, linked by NEXT. */
  private firstSpent = 0;
  private lastSpent = 0;
  /** The order whose MinQty has been lowered: at most one, because its taker then has no shares left. */
  private retrying = 0;
  private moved = new Int32Array(16);

  constructor(tick: number, listener: BookListener, options: BookOptions = {}) {
    super(tick, options);
    this.listener = listener;
  }

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

  private refuse(why: number): 0 {
    this.lastReject = why;
    return 0;
  }

  private canFill(side: number, tick: number, qty: number): boolean {
    return this.within(side ^ 1, tick, qty) >= qty;
  }

  /** Whether anything undisplayed, reserves included, stands within a limit: then the rules decide, else the displayed book is all there is. */
  private meetsHidden(side: number, px: number): boolean {
    const h = this.hidden.best[side ^ 1];
    return h !== 0 && isWithin(side, this.hidden.px(h), px);
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

  /** Lowers displayed shares. Returns what the level shows. */
  private reduceShown(o: number, leaves: number): number {
    const { records, ladder } = this;
    const less = records[o + LEAVES] - leaves;
    const cell = ladder.find(records[o + TICK]);
    records[o + LEAVES] = leaves;
    // Shares that a print went through are the first to be taken off: the venue's own correction follows its print.
    records[o + PASSED] = Math.max(0, records[o + PASSED] - less);
    const shown = ladder.cells[cell + SHOWN] - less;
    ladder.cells[cell + SHOWN] = shown;
    return shown;
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

  /* ------------------------------------------------ by rule: whatever is more than one displayed queue against another */

  private enterByRule(
    side: number,
    tick: number,
    qty: number,
    owner: number,
    tif: number,
    flags: number,
    displayQty: number,
    minQty: number,
  ): number {
    if (!(displayQty >= 0) || (displayQty | 0) !== displayQty) throw new RangeError(`displayQty: ${displayQty}`);
    if (!(minQty >= 0) || (minQty | 0) !== minQty) throw new RangeError(`minQty: ${minQty}`);
    const undisplayed = (flags & UNDISPLAYED) !== 0;
    const pegs = flags & PEGS;
    const least = (flags & AON) !== 0 ? qty : Math.min(minQty, qty);
    if ((pegs & (pegs - 1)) !== 0 || (undisplayed && displayQty > 0) || (least > 0 && tif === DAY && !undisplayed))
      return this.refuse(CONFLICT);
    const min = tif === FOK ? 0 : least;
    let limitPx = this.hidden.priceFor(side, followsOf(flags), tick * this.tick);
    if ((flags & POST_ONLY) !== 0 && this.wouldTake(side, limitPx, qty, owner, flags, min)) {
      tick = this.slid(side, limitPx, qty, flags, min);
      if (tick === 0) return this.refuse(WOULD_TAKE);
      limitPx = tick * this.tick;
    }
    if (tif === FOK && this.fillable(side, limitPx, qty, owner, flags) < qty) return this.refuse(CANNOT_FILL);

    const id = this.claim();
    this.lastId = id;
    const leaves = this.matchByRule(side, limitPx, qty, id, owner, flags, min);
    this.lastFilled = qty - leaves - this.lastPrevented;
    const rests = leaves > 0 && tif === DAY;
    if (rests) {
      const o = this.record(id, side, tick, owner, flags);
      this.lay(o, tick, leaves, displayQty, Math.min(min, leaves));
      this.lastLeaves = leaves;
    }
    this.finish();
    return rests ? id : 0;
  }

  private cancelByRule(o: number): number {
    const removed = this.leavesAt(o);
    this.lift(o);
    this.free(o);
    this.tell();
    return removed;
  }

  private reduceByRule(o: number, id: number, leaves: number): number {
    const { hidden, records } = this;
    const less = this.leavesAt(o) - leaves;
    if (less <= 0) return leaves + less;
    if (leaves === 0) {
      this.cancelByRule(o);
      return 0;
    }
    const reserve = hidden.qty(o);
    const fromReserve = Math.min(less, reserve);
    hidden.setQty(o, reserve - fromReserve);
    if (less > fromReserve) {
      this.touch(records[o + FLAGS] & 1, records[o + TICK]);
      this.reduceShown(o, records[o + LEAVES] - (less - fromReserve));
    }
    this.lowerMin(o, leaves);
    this.finish();
    return this.leavesOf(id);
  }

  private replaceByRule(o: number, id: number, tick: number, qty: number): number {
    const { hidden, records } = this;
    const side = records[o + FLAGS] & 1;
    const owner = records[o + OWNER];
    const flags = (records[o + FLAGS] & ~ENTRY) >> 1;
    const entered = (records[o + FLAGS] & ENTRY) !== 0;
    const show = entered ? hidden.show(o) : 0;
    const min = (flags & AON) !== 0 ? qty : entered ? Math.min(hidden.min(o), qty) : 0;
    if (this.keepsPlace(o, tick, qty)) return this.replaceInPlace(id, qty);
    let limitPx = hidden.priceFor(side, followsOf(flags), tick * this.tick);
    if ((flags & POST_ONLY) !== 0 && this.wouldTake(side, limitPx, qty, owner, flags, min)) {
      tick = this.slid(side, limitPx, qty, flags, min);
      if (tick === 0) {
        this.lastReject = WOULD_TAKE;
        this.lastLeaves = this.leavesAt(o);
        return id;
      }
      limitPx = tick * this.tick;
      if (this.keepsPlace(o, tick, qty)) return this.replaceInPlace(id, qty);
    }
    this.lift(o);
    if (entered) hidden.close(o);
    records[o + FLAGS] &= ~ENTRY;
    const leaves = this.matchByRule(side, limitPx, qty, id, owner, flags, min);
    this.lastFilled = qty - leaves - this.lastPrevented;
    this.lastLeaves = leaves;
    if (leaves === 0) this.free(o);
    else this.lay(o, tick, leaves, show, Math.min(min, leaves));
    this.finish();
    return leaves === 0 ? 0 : id;
  }

  private keepsPlace(o: number, tick: number, qty: number): boolean {
    return tick === this.records[o + TICK] && qty <= this.leavesAt(o);
  }

  /** The smaller quantity may lower a MinQty that stood in the way, so even here the order may trade. */
  private replaceInPlace(id: number, qty: number): number {
    this.lastLeaves = this.reduce(id, qty);
    this.lastFilled = qty - this.lastLeaves - this.lastPrevented;
    return this.lastLeaves === 0 ? 0 : id;
  }

  private reprice(): void {
    const { hidden, records } = this;
    let n = 0;
    for (let o = hidden.firstPeg; o !== 0; o = hidden.later(o)) {
      if (!hidden.reprice(o)) continue;
      if (n === this.moved.length) {
        const wider = new Int32Array(2 * n);
        wider.set(this.moved);
        this.moved = wider;
      }
      this.moved[n] = records[o + ID];
      n += 1;
    }
    for (let i = 0; i < n; i++) {
      const o = this.find(this.moved[i]);
      if (o === 0) continue;
      this.again(o);
      this.retry();
    }
    this.tell();
  }

  /** Trades against all of the other side within `limitPx` (0: nothing is). Returns the taker's leaves; adds to `lastPrevented`. */
  private matchByRule(
    side: number,
    limitPx: number,
    qty: number,
    takerId: number,
    takerOwner: number,
    flags: number,
    min: number,
  ): number {
    if (limitPx === 0) return qty;
    if (this.isMetInAll(side, limitPx, qty, takerOwner, flags, min)) min = 0;
    const prevents = takerOwner !== 0 && (flags & SMP) !== 0;
    const { records } = this;
    let leaves = qty;
    while (leaves > 0) {
      const o = this.contra(side, limitPx, leaves, Math.min(min, leaves));
      if (o === 0) break;
      if (prevents && records[o + OWNER] === takerOwner) leaves -= this.prevent(o, leaves, takerId, takerOwner, flags);
      else leaves -= this.trade(o, this.contraShown, leaves, takerId, takerOwner, side);
    }
    this.refill();
    return leaves;
  }

  /** The first in priority that may trade with a taker of `leaves` shares, none of its executions under `min`; 0 if none. See `contraShown`. */
  private contra(side: number, limitPx: number, leaves: number, min: number): number {
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
  private fillable(side: number, limitPx: number, qty: number, owner: number, flags: number): number {
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

  private wouldTake(side: number, limitPx: number, qty: number, owner: number, flags: number, min: number): boolean {
    return this.contra(side, limitPx, qty, min) !== 0 || this.isMetInAll(side, limitPx, qty, owner, flags, min);
  }

  /** Whether a taker may sum its contras to its MinQty and does. */
  private isMetInAll(side: number, limitPx: number, qty: number, owner: number, flags: number, min: number): boolean {
    return (flags & (AON | MIN_AGGREGATE)) !== 0 && min > 0 && this.fillable(side, limitPx, qty, owner, flags) >= min;
  }

  /** The tick short of the first contra, for an order that may slide; 0 if it may not or there is none. */
  private slid(side: number, limitPx: number, qty: number, flags: number, min: number): number {
    if ((flags & SLIDE) === 0 || (flags & PEGS) !== 0) return 0;
    const o = this.contra(side, limitPx, qty, (flags & (AON | MIN_AGGREGATE)) !== 0 ? 0 : min);
    const px = this.contraShown ? this.records[o + TICK] * this.tick : this.hidden.px(o);
    if (side === BID) return Math.ceil(px / this.tick) - 1;
    return px > MAX_PX - this.tick ? 0 : Math.floor(px / this.tick) + 1;
  }

  /** Up to `qty` shares of a resting order trade. Returns how many. */
  private trade(o: number, shown: boolean, qty: number, takerId: number, takerOwner: number, takerSide: number): number {
    const { records, hidden } = this;
    const px = shown ? records[o + TICK] * this.tick : hidden.px(o);
    const makerId = records[o + ID];
    const lastQty = Math.min(qty, shown ? records[o + LEAVES] : hidden.qty(o));
    const leaves = this.spend(o, shown, lastQty);
    if (takerId === 0) this.lastFilled += lastQty;
    this.makerHidden = shown ? 0 : 1;
    this.listener.fill(makerId, records[o + OWNER], takerId, takerOwner, takerSide, px, lastQty, leaves);
    this.makerHidden = 0;
    return lastQty;
  }

  /** Self-match prevention between a taker and the resting order it came to. Returns the shares that the taker loses. */
  private prevent(o: number, leaves: number, takerId: number, owner: number, flags: number): number {
    const { listener, records } = this;
    const makerId = records[o + ID];
    let loses = (flags & SMP_CANCEL_NEWEST) !== 0 ? leaves : 0;
    if ((flags & SMP_CANCEL_OLDEST) !== 0) {
      const makerLeaves = this.leavesAt(o);
      this.lift(o);
      this.free(o);
      listener.selfMatch?.(makerId, owner, makerLeaves);
    } else if (loses === 0) {
      loses = Math.min(leaves, this.contraShown ? records[o + LEAVES] : this.hidden.qty(o));
      this.spend(o, this.contraShown, loses);
      listener.selfMatch?.(makerId, owner, loses);
    }
    if (loses > 0) listener.selfMatch?.(takerId, owner, loses);
    this.lastPrevented += loses;
    return loses;
  }

  /** Shares go off a resting order, and the order with its last. A spent slice waits for `refill`. Returns what is left of the order. */
  private spend(o: number, shown: boolean, qty: number): number {
    const { records, hidden } = this;
    if (shown) {
      const side = records[o + FLAGS] & 1;
      const tick = records[o + TICK];
      const rest = records[o + LEAVES] - qty;
      this.touch(side, tick);
      if (rest > 0) {
        const passed = Math.min(records[o + PASSED], rest);
        this.reduceShown(o, rest);
        records[o + PASSED] = passed;
      } else {
        this.unlink(o, side, tick);
        records[o + LEAVES] = 0;
        if (this.leavesAt(o) === 0) this.free(o);
        else this.awaitRefill(o);
      }
    } else {
      const rest = hidden.qty(o) - qty;
      hidden.setQty(o, rest);
      if (rest > 0) this.lowerMin(o, rest);
      else if (records[o + LEAVES] === 0) this.free(o);
    }
    return this.leavesAt(o);
  }

  private awaitRefill(o: number): void {
    const records = this.records;
    records[o + NEXT] = 0;
    if (this.firstSpent === 0) this.firstSpent = o;
    else records[this.lastSpent + NEXT] = o;
    this.lastSpent = o;
  }

  /** Slices come back in the order in which they went, where the order still has a reserve. */
  private refill(): void {
    const { records, hidden } = this;
    let o = this.firstSpent;
    this.firstSpent = 0;
    while (o !== 0) {
      const next = records[o + NEXT];
      if (records[o + ID] !== 0) this.showSlice(o, records[o + TICK], hidden.qty(o));
      o = next;
    }
  }

  private showSlice(o: number, tick: number, leaves: number): void {
    const { hidden } = this;
    const side = this.records[o + FLAGS] & 1;
    const slice = Math.min(hidden.show(o), leaves);
    this.touch(side, tick);
    this.append(o, side, tick, slice);
    hidden.setQty(o, leaves - slice);
  }

  private lowerMin(o: number, leaves: number): void {
    if (this.hidden.min(o) <= leaves) return;
    this.hidden.setMin(o, leaves);
    this.retrying = o;
  }

  private retry(): void {
    while (this.retrying !== 0) {
      const o = this.retrying;
      this.retrying = 0;
      this.again(o);
    }
  }

  /** An undisplayed order of the book trades what it can at its price, as one arriving; the rest stands there with its old time. */
  private again(o: number): void {
    const { hidden, records } = this;
    const qty = hidden.qty(o);
    const flags = records[o + FLAGS];
    const { lastPrevented } = this;
    const leaves = this.matchByRule(
      flags & 1,
      hidden.px(o),
      qty,
      records[o + ID],
      records[o + OWNER],
      (flags & ~ENTRY) >> 1,
      hidden.min(o),
    );
    if (records[o + ID] !== this.lastId) this.lastPrevented = lastPrevented;
    hidden.setQty(o, leaves);
    if (leaves === 0) this.free(o);
    else if (hidden.min(o) > leaves) hidden.setMin(o, leaves);
  }

  /** A record without a queue gets its place: on a level, among the hidden, or an iceberg's on both. */
  private lay(o: number, tick: number, leaves: number, show: number, min: number): void {
    const { records, hidden } = this;
    const flags = records[o + FLAGS];
    const side = flags & 1;
    records[o + TICK] = tick;
    records[o + LEAVES] = 0;
    if ((flags & (UNDISPLAYED << 1)) === 0 && show === 0) {
      this.touch(side, tick);
      this.append(o, side, tick, leaves);
      return;
    }
    this.open(o, tick * this.tick, show, min, hidden.nextTime);
    hidden.nextTime += 1;
    if (show > 0) this.showSlice(o, tick, leaves);
    else hidden.setQty(o, leaves);
  }

  /** Takes an order off its queues; its record and entry stay. */
  private lift(o: number): void {
    const { records } = this;
    if (records[o + LEAVES] > 0) {
      const side = records[o + FLAGS] & 1;
      this.touch(side, records[o + TICK]);
      this.unlink(o, side, records[o + TICK]);
      records[o + LEAVES] = 0;
    }
    if ((records[o + FLAGS] & ENTRY) !== 0) this.hidden.setQty(o, 0);
  }

  private touch(side: number, tick: number): void {
    if (!this.touched.has(side, tick)) this.touched.add(side, tick, this.shownAt(side, tick));
  }

  private finish(): void {
    this.refill();
    this.retry();
    this.tell();
  }

  /** Tells the touched levels whose total is another now. */
  private tell(): void {
    const { touched, listener } = this;
    for (let i = 0; i < touched.count; i++) {
      const side = touched.side(i);
      const tick = touched.tick(i);
      const shown = this.shownAt(side, tick);
      if (shown !== touched.before(i)) listener.level(side, tick * this.tick, shown);
    }
    touched.clear();
  }
}

/** Whether one price of a resting side is better than another. */
function isBetter(side: number, px: number, than: number): boolean {
  return side === BID ? px > than : px < than;
}
