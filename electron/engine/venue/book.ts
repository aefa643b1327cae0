import { HEAD, Ladder, NO_BID, NO_OFFER, SHOWN, TAIL } from './book-ladder.ts';

/** Sides inside a book. */
export const BID = 0;
export const OFFER = 1;
/** Time in force. Only a day order rests. */
export const DAY = 0;
export const IOC = 1;
export const FOK = 2;
/** Flag: the order is refused where it would take. The other bits up to 2^28 are kept with the order and mean nothing here. */
export const POST_ONLY = 1;

/** Why the last operation did nothing. */
export const ACCEPTED = 0;
export const UNKNOWN_ORDER = 1;
export const WOULD_TAKE = 2;
export const CANNOT_FILL = 3;

/**
 * What a book tells, in plain numbers and in the order in which it happened. A listener must not call the book's operations from
 * inside a call; questions are answered between operations only.
 */
export interface BookListener {
  /** `qty` shares trade at the maker's price `px`. `takerSide` is 0 for a buying taker, 1 for a selling one; `makerLeaves` still rest. */
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
  /** A level's displayed total after the operation; 0 when it is gone. Once per changed level and operation, in the order of first change. */
  level(side: number, px: number, qty: number): void;
}

/** A book as plain data. */
export interface BookState {
  readonly tick: number;
  readonly capacity: number;
  readonly nextId: number;
  /** Seven words an order: id, side, px, leaves, owner, flags, passed. Bids then offers, best first, first in queue first. */
  readonly orders: Int32Array;
}

export interface BookOptions {
  /** Ticks addressed directly around the touch; a multiple of 32. */
  readonly window?: number;
  /** Order records to begin with; a power of two. Grows by doubling. */
  readonly capacity?: number;
}

/** Words of an order's record. NEXT and PREV are addresses of records, 0 at either end of the queue. */
const ID = 0;
const LEAVES = 1;
const NEXT = 2;
const PREV = 3;
const TICK = 4;
const OWNER = 5;
const FLAGS = 6;
/** Shares of this order that recorded prints have already gone through; see `fillOwn`. Never above LEAVES. */
const PASSED = 7;
/** An address is the record's number times 8. */
const SHIFT = 3;

/** Ids run from 1 to here and begin again: small integers on every build of V8, so passing one never allocates. */
const LAST_ID = 0x3fffffff;
const MAX_PX = 0x7ffffffe;
const STATE_STRIDE = 7;

/**
 * The order-by-order book of one symbol at one venue, in price-time priority. Prices are Px (1/10,000 $) on the tick, quantities
 * whole shares, sides BID and OFFER. A price off the tick or a quantity that is not a positive whole number is a bug and throws a
 * RangeError; an unknown id is an answer.
 *
 * Orders are records of eight words in one array. Ids are given in sequence and an order's record stands at its id modulo the array's
 * size; an id whose place is taken is skipped. So an id finds its order without a map, is not given again before a thousand million
 * others, and memory follows the most orders ever live at once. Nothing is allocated per operation: the array doubles when half full.
 */
export class Book {
  /** Px per tick. */
  readonly tick: number;
  /** Shares the last enter, replace or fillOwn traded. */
  lastFilled = 0;
  /** Shares the last enter or replace left resting. */
  lastLeaves = 0;
  /** Id of the last order entered, resting or not; 0 when it was refused. */
  lastId = 0;
  /** ACCEPTED, or why the last enter, cancel, reduce or replace did nothing. */
  lastReject = ACCEPTED;
  private readonly perPx: number;
  private readonly listener: BookListener;
  private readonly ladder: Ladder;
  private records: Int32Array;
  private mask: number;
  private live = 0;
  private nextId = 1;

  constructor(tick: number, listener: BookListener, options: BookOptions = {}) {
    const { window = 4096, capacity = 256 } = options;
    if (!(Number.isInteger(tick) && tick > 0)) throw new RangeError(`tick: ${tick}`);
    if (capacity < 2 || (capacity & (capacity - 1)) !== 0) throw new RangeError(`capacity: ${capacity} is not a power of two`);
    this.tick = tick;
    this.perPx = 1 / tick;
    this.listener = listener;
    this.ladder = new Ladder(window);
    this.records = emptyRecords(capacity);
    this.mask = capacity - 1;
  }

  /** Live orders. */
  get count(): number {
    return this.live;
  }

  /**
   * An order arrives: it trades what it can up to `px`, at the makers' prices, and what is left rests if `tif` is DAY.
   * Returns the id of the resting order, 0 when nothing rests; then see `lastFilled`, `lastLeaves`, `lastReject`.
   */
  enter(side: number, px: number, qty: number, owner: number, tif = DAY, flags = 0): number {
    const tick = this.toTick(px);
    if (!(qty > 0) || (qty | 0) !== qty) throw new RangeError(`qty: ${qty}`);
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastId = 0;
    this.lastReject = ACCEPTED;
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
    const removed = this.records[o + LEAVES];
    const side = this.records[o + FLAGS] & 1;
    const tick = this.records[o + TICK];
    const shown = this.unlink(o, side, tick);
    this.records[o + ID] = 0;
    this.live -= 1;
    this.listener.level(side, tick * this.tick, shown);
    return removed;
  }

  /** Lowers an order's shares, keeping its place. Returns what it now shows: 0 if it is gone or the id unknown, unchanged if `leaves` is no less. */
  reduce(id: number, leaves: number): number {
    if (!(leaves >= 0) || (leaves | 0) !== leaves) throw new RangeError(`leaves: ${leaves}`);
    const o = this.find(id);
    if (o === 0) return this.refuse(UNKNOWN_ORDER);
    this.lastReject = ACCEPTED;
    const records = this.records;
    const less = records[o + LEAVES] - leaves;
    if (less <= 0) return records[o + LEAVES];
    if (leaves === 0) {
      this.cancel(id);
      return 0;
    }
    const tick = records[o + TICK];
    const cell = this.ladder.find(tick);
    records[o + LEAVES] = leaves;
    // Shares that a print went through are the first to be taken off: the venue's own correction follows its print.
    records[o + PASSED] = Math.max(0, records[o + PASSED] - less);
    const shown = this.ladder.cells[cell + SHOWN] - less;
    this.ladder.cells[cell + SHOWN] = shown;
    this.listener.level(records[o + FLAGS] & 1, tick * this.tick, shown);
    return leaves;
  }

  /**
   * Gives an order a new price and open quantity under its old id. Fewer (or as many) shares at the same price keep the place; all
   * else goes to the back of its new queue and may trade. A post-only order whose new price would take stays as it is (WOULD_TAKE).
   * Returns the id while the order rests, 0 when it filled or is unknown.
   */
  replace(id: number, px: number, qty: number): number {
    const tick = this.toTick(px);
    if (!(qty > 0) || (qty | 0) !== qty) throw new RangeError(`qty: ${qty}`);
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastId = 0;
    const o = this.find(id);
    if (o === 0) return this.refuse(UNKNOWN_ORDER);
    this.lastReject = ACCEPTED;
    this.lastId = id;
    const records = this.records;
    const side = records[o + FLAGS] & 1;
    const oldTick = records[o + TICK];
    if (tick === oldTick && qty <= records[o + LEAVES]) {
      this.lastLeaves = this.reduce(id, qty);
      return id;
    }
    const takes = this.crosses(side, tick);
    if (takes && (records[o + FLAGS] & (POST_ONLY << 1)) !== 0) {
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
   * A recorded trade by others: `qty` shares printed at `px` against the resting side `side`. It proves what `owner`'s orders there
   * would have had: each one at a better limit fills first, at its own limit, in price-time order; at `px` itself the rest of the
   * print goes down the queue, filling the owner's orders and passing through everyone else's. Passed shares stay displayed (the tape
   * says when they go) but no longer count as queued ahead, so the next print continues behind them; an order that is reduced loses
   * its passed shares first, because a venue's correction follows its print. Passed shares belong to the book: one owner per book.
   * Fills come with takerId 0 and takerOwner 0. Returns the owner's shares filled.
   */
  fillOwn(owner: number, side: number, px: number, qty: number): number {
    const last = this.toTick(px);
    const ladder = this.ladder;
    let left = qty;
    let filled = 0;
    let tick = ladder.best[side];
    while (left > 0 && tick !== NO_BID && tick !== NO_OFFER && (side === BID ? tick >= last : tick <= last)) {
      const behind = ladder.next(side, tick);
      const printed = this.fillOwnAt(owner, side, tick, left, tick === last);
      left -= printed;
      filled += this.lastFilled;
      tick = behind;
    }
    this.lastFilled = filled;
    return filled;
  }

  isLive(id: number): boolean {
    return this.find(id) !== 0;
  }

  /** 0 if the id is unknown; so too `pxOf` and `ownerOf`. */
  leavesOf(id: number): number {
    const o = this.find(id);
    return o === 0 ? 0 : this.records[o + LEAVES];
  }

  pxOf(id: number): number {
    const o = this.find(id);
    return o === 0 ? 0 : this.records[o + TICK] * this.tick;
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

  /** Shares that must trade or go before this order's first: those before it in its queue, without passed ones. 0 if the id is unknown. */
  queueAhead(id: number): number {
    const records = this.records;
    const o = this.find(id);
    if (o === 0) return 0;
    let ahead = 0;
    for (let at = records[o + PREV]; at !== 0; at = records[at + PREV]) ahead += records[at + LEAVES] - records[at + PASSED];
    return ahead;
  }

  /** 0 when the side is empty. */
  bestPx(side: number): number {
    const tick = this.ladder.best[side];
    return tick === NO_OFFER ? 0 : tick * this.tick;
  }

  /** 0 when the side is empty. */
  bestQty(side: number): number {
    const tick = this.ladder.best[side];
    return tick === NO_OFFER || tick === NO_BID ? 0 : this.ladder.cells[this.ladder.find(tick) + SHOWN];
  }

  /** Shares displayed by a side at one price. */
  qtyAt(side: number, px: number): number {
    const tick = this.toTick(px);
    const { best, cells } = this.ladder;
    if (side === BID ? tick > best[BID] : tick < best[OFFER]) return 0;
    const cell = this.ladder.find(tick);
    return cell < 0 ? 0 : cells[cell + SHOWN];
  }

  /** Shares displayed by a side at `limitPx` or better (higher for bids, lower for offers). */
  qtyWithin(side: number, limitPx: number): number {
    return this.within(side, this.toTick(limitPx), Number.MAX_SAFE_INTEGER);
  }

  /** Writes up to `n` levels of a side, best first. Returns how many. */
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

  save(): BookState {
    const { ladder, records } = this;
    const orders = new Int32Array(this.live * STATE_STRIDE);
    let i = 0;
    for (let side = BID; side <= OFFER; side++) {
      for (let tick = ladder.best[side]; tick !== NO_BID && tick !== NO_OFFER; tick = ladder.next(side, tick)) {
        for (let o = ladder.cells[ladder.find(tick) + HEAD]; o !== 0; o = records[o + NEXT]) {
          orders[i] = records[o + ID];
          orders[i + 1] = side;
          orders[i + 2] = tick * this.tick;
          orders[i + 3] = records[o + LEAVES];
          orders[i + 4] = records[o + OWNER];
          orders[i + 5] = records[o + FLAGS] >> 1;
          orders[i + 6] = records[o + PASSED];
          i += STATE_STRIDE;
        }
      }
    }
    return { tick: this.tick, capacity: this.mask + 1, nextId: this.nextId, orders };
  }

  /** Becomes the saved book and tells the listener nothing. From here on it gives the same ids and fills as the book that was saved. */
  restore(state: BookState): void {
    if (state.tick !== this.tick) throw new RangeError(`tick: ${state.tick} into a book of ${this.tick}`);
    this.ladder.clear();
    this.records = emptyRecords(state.capacity);
    this.mask = state.capacity - 1;
    this.nextId = state.nextId;
    this.live = 0;
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastId = 0;
    this.lastReject = ACCEPTED;
    const { records, mask } = this;
    const { orders } = state;
    for (let i = 0; i < orders.length; i += STATE_STRIDE) {
      const o = (orders[i] & mask) << SHIFT;
      records[o + ID] = orders[i];
      records[o + OWNER] = orders[i + 4];
      records[o + FLAGS] = (orders[i + 5] << 1) | orders[i + 1];
      this.live += 1;
      this.append(o, orders[i + 1], this.toTick(orders[i + 2]), orders[i + 3]);
      records[o + PASSED] = orders[i + 6];
    }
  }

  /** 32 bits of FNV-1a over the whole state: equal books have equal hashes, wherever their windows stand. */
  hash(): number {
    const { tick, capacity, nextId, orders } = this.save();
    let hash = 0x811c9dc5;
    const mix = (word: number) => {
      for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((word >>> shift) & 0xff), 0x01000193);
    };
    mix(tick);
    mix(capacity);
    mix(nextId);
    for (let i = 0; i < orders.length; i++) mix(orders[i]);
    return hash >>> 0;
  }

  private refuse(why: number): 0 {
    this.lastReject = why;
    return 0;
  }

  private toTick(px: number): number {
    // Times the reciprocal, to the nearest, and checked back: an integer division costs more than all of it.
    const tick = (px * this.perPx + 0.5) | 0;
    if (tick * this.tick !== px || !(px > 0 && px <= MAX_PX))
      throw new RangeError(`px: ${px} is not a price on the tick ${this.tick}`);
    return tick;
  }

  private crosses(side: number, tick: number): boolean {
    const best = this.ladder.best;
    return side === BID ? best[OFFER] <= tick : best[BID] >= tick;
  }

  private canFill(side: number, tick: number, qty: number): boolean {
    return this.within(side ^ 1, tick, qty) >= qty;
  }

  /** Shares of a side at `limit` or better, counted until `enough`. */
  private within(side: number, limit: number, enough: number): number {
    const ladder = this.ladder;
    let total = 0;
    let tick = ladder.best[side];
    while (total < enough && tick !== NO_BID && tick !== NO_OFFER && (side === BID ? tick >= limit : tick <= limit)) {
      total += ladder.cells[ladder.find(tick) + SHOWN];
      tick = ladder.next(side, tick);
    }
    return total;
  }

  /** Address of a live order's record, 0 if there is none. */
  private find(id: number): number {
    const o = (id & this.mask) << SHIFT;
    return this.records[o + ID] === id && id > 0 ? o : 0;
  }

  /** The next id whose place is free. */
  private claim(): number {
    if (this.live * 2 >= this.mask) this.grow();
    const { records, mask } = this;
    let id = this.nextId;
    while (records[((id & mask) << SHIFT) + ID] !== 0) id = id === LAST_ID ? 1 : id + 1;
    this.nextId = id === LAST_ID ? 1 : id + 1;
    return id;
  }

  /** Twice the records. Ids that differ modulo n differ modulo 2n, so every order finds a place of its own. */
  private grow(): void {
    const state = this.save();
    const { lastFilled, lastLeaves, lastId, lastReject } = this;
    this.restore({ ...state, capacity: state.capacity * 2 });
    this.lastFilled = lastFilled;
    this.lastLeaves = lastLeaves;
    this.lastId = lastId;
    this.lastReject = lastReject;
  }

  /** Trades against the other side up to `tick`. Returns the taker's leaves. */
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

  private fillOwnAt(owner: number, side: number, tick: number, qty: number, passes: boolean): number {
    const { ladder, records, listener } = this;
    const px = tick * this.tick;
    let left = qty;
    let filled = 0;
    let shown = 0;
    let o = ladder.cells[ladder.find(tick) + HEAD];
    while (o !== 0 && left > 0) {
      const behind = records[o + NEXT];
      const leaves = records[o + LEAVES];
      if (records[o + OWNER] === owner) {
        const id = records[o + ID];
        const lastQty = Math.min(leaves, left);
        shown = this.take(o, side, tick, lastQty);
        left -= lastQty;
        filled += lastQty;
        listener.fill(id, owner, 0, 0, side ^ 1, px, lastQty, leaves - lastQty);
      } else if (passes) {
        const passing = Math.min(leaves - records[o + PASSED], left);
        records[o + PASSED] += passing;
        left -= passing;
      }
      o = behind;
    }
    if (filled > 0) listener.level(side, px, shown);
    this.lastFilled = filled;
    return qty - left;
  }

  /** Takes shares off an order, and the order away with its last. Returns what its level still shows. */
  private take(o: number, side: number, tick: number, qty: number): number {
    const records = this.records;
    const leaves = records[o + LEAVES] - qty;
    if (leaves === 0) {
      const shown = this.unlink(o, side, tick);
      records[o + ID] = 0;
      this.live -= 1;
      return shown;
    }
    const { ladder } = this;
    const cell = ladder.find(tick);
    const shown = ladder.cells[cell + SHOWN] - qty;
    records[o + LEAVES] = leaves;
    ladder.cells[cell + SHOWN] = shown;
    return shown;
  }

  private rest(o: number, side: number, tick: number, leaves: number): void {
    const shown = this.append(o, side, tick, leaves);
    this.listener.level(side, tick * this.tick, shown);
  }

  /** Puts a record at the end of its level's queue. Returns what the level shows. */
  private append(o: number, side: number, tick: number, leaves: number): number {
    const { ladder, records } = this;
    const cell = ladder.occupy(side, tick);
    const cells = ladder.cells;
    const tail = cells[cell + TAIL];
    const shown = cells[cell + SHOWN] + leaves;
    if (shown > 0x7fffffff) throw new RangeError(`level of ${shown} shares at ${tick * this.tick}`);
    records[o + LEAVES] = leaves;
    records[o + NEXT] = 0;
    records[o + PREV] = tail;
    records[o + TICK] = tick;
    records[o + PASSED] = 0;
    if (tail === 0) cells[cell + HEAD] = o;
    else records[tail + NEXT] = o;
    cells[cell + TAIL] = o;
    cells[cell + SHOWN] = shown;
    return shown;
  }

  /** Takes a record out of its level's queue. Returns what the level still shows. */
  private unlink(o: number, side: number, tick: number): number {
    const { ladder, records } = this;
    const cell = ladder.find(tick);
    const cells = ladder.cells;
    const next = records[o + NEXT];
    const prev = records[o + PREV];
    const shown = cells[cell + SHOWN] - records[o + LEAVES];
    cells[cell + SHOWN] = shown;
    if (prev === 0) cells[cell + HEAD] = next;
    else records[prev + NEXT] = next;
    if (next === 0) cells[cell + TAIL] = prev;
    else records[next + PREV] = prev;
    if (shown === 0) ladder.vacate(side, tick, cell);
    return shown;
  }
}

/** Record 0 is never an order: address 0 ends every queue. Its id marks it as taken. */
function emptyRecords(capacity: number): Int32Array {
  const records = new Int32Array(capacity << SHIFT);
  records[ID] = -1;
  return records;
}
