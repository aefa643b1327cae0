import { BID, followsOf, OFFER } from './book-flags.ts';
import { Hidden } from './book-hidden.ts';
import { HEAD, Ladder, NO_BID, NO_OFFER, SHOWN, TAIL } from './book-ladder.ts';

/** A book as plain data. */
export interface BookState {
  readonly tick: number;
  readonly capacity: number;
  readonly nextId: number;
  /** Seven words an order that is displayed: id, side, px, displayed shares, owner, flags, passed. Bids then offers, best first, first in queue first. */
  readonly orders: Int32Array;
  /** Nine words an order that is or may be undisplayed: id, side, limit, undisplayed shares, owner, flags, DisplayQty, MinQty, time. In order of time. */
  readonly hidden: Int32Array;
  readonly nextTime: number;
  /** The market's best that pegs follow, 0 for an empty side. */
  readonly bidPx: number;
  readonly askPx: number;
}

export interface BookOptions {
  /** Ticks addressed directly around the touch; a multiple of 32. */
  readonly window?: number;
  /** Order records to begin with; a power of two. Grows by doubling. */
  readonly capacity?: number;
}

/** Words of an order's record. NEXT and PREV are addresses of records, 0 at either end of the queue. */
export const ID = 0;
/** Displayed shares; 0 while nothing of the order is displayed, and then it stands on no level. */
export const LEAVES = 1;
export const NEXT = 2;
export const PREV = 3;
export const TICK = 4;
export const OWNER = 5;
/** The order's flags times two, its side in the lowest bit, ENTRY in the highest. */
export const FLAGS = 6;
/** Shares of this order that recorded prints have already gone through; see `fillOwn`. Never above LEAVES. */
export const PASSED = 7;
/** An address is the record's number times 8. */
export const SHIFT = 3;
/** The order has an entry among the hidden. */
export const ENTRY = 1 << 30;

/** Ids run from 1 to here and begin again: small integers on every build of V8, so passing one never allocates. */
const LAST_ID = 0x3fffffff;
export const MAX_PX = 0x7ffffffe;
/** Words of an order in a book's state, see `BookState`. */
export const SHOWN_WORDS = 7;
export const HIDDEN_WORDS = 9;

/**
 * The records of a book's orders, and the queues they stand on. Prices are Px (1/10,000 $), quantities whole shares, sides BID and OFFER.
 *
 * Orders are records of eight words in one array. Ids are given in sequence and an order's record stands at its id modulo the array's
 * size; an id whose place is taken is skipped. So an id finds its order without a map, is not given again before a thousand million
 * others, and memory follows the most orders ever live at once. Nothing is allocated per operation: the array doubles when half full.
 * Displayed shares stand on the ladder; hidden orders, pegs and icebergs have an entry in `hidden` besides.
 */
export class BookRecords {
  /** Px per tick. */
  readonly tick: number;
  protected readonly ladder: Ladder;
  protected readonly hidden = new Hidden();
  protected records: Int32Array;
  protected mask: number;
  protected live = 0;
  private readonly perPx: number;
  private nextId = 1;

  constructor(tick: number, { window = 4096, capacity = 256 }: BookOptions) {
    if (!(Number.isInteger(tick) && tick > 0)) throw new RangeError(`tick: ${tick}`);
    if (capacity < 2 || (capacity & (capacity - 1)) !== 0) throw new RangeError(`capacity: ${capacity} is not a power of two`);
    this.tick = tick;
    this.perPx = 1 / tick;
    this.ladder = new Ladder(window);
    this.records = emptyRecords(capacity);
    this.mask = capacity - 1;
  }

  save(): BookState {
    const { hidden } = this;
    return {
      tick: this.tick,
      capacity: this.mask + 1,
      nextId: this.nextId,
      orders: this.saveDisplayed(),
      hidden: hidden.used ? this.saveHidden() : new Int32Array(0),
      nextTime: hidden.nextTime,
      bidPx: hidden.bidPx,
      askPx: hidden.askPx,
    };
  }

  protected load(state: BookState): void {
    if (state.tick !== this.tick) throw new RangeError(`tick: ${state.tick} into a book of ${this.tick}`);
    this.ladder.clear();
    this.hidden.clear();
    this.records = emptyRecords(state.capacity);
    this.mask = state.capacity - 1;
    this.nextId = state.nextId;
    this.live = 0;
    const { orders } = state;
    for (let i = 0; i < orders.length; i += SHOWN_WORDS) {
      const tick = this.toTick(orders[i + 2]);
      const o = this.record(orders[i], orders[i + 1], tick, orders[i + 4], orders[i + 5]);
      this.append(o, orders[i + 1], tick, orders[i + 3]);
      this.records[o + PASSED] = orders[i + 6];
    }
    this.restoreHidden(state);
  }

  /** 32 bits of FNV-1a over the whole state: equal books have equal hashes, wherever their windows stand. */
  hash(): number {
    const { tick, capacity, nextId, orders, hidden, nextTime, bidPx, askPx } = this.save();
    let hash = 0x811c9dc5;
    const mix = (word: number) => {
      for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((word >>> shift) & 0xff), 0x01000193);
    };
    for (const word of [tick, capacity, nextId]) mix(word);
    for (let i = 0; i < orders.length; i++) mix(orders[i]);
    for (let i = 0; i < hidden.length; i++) mix(hidden[i]);
    for (const word of [nextTime, bidPx, askPx]) mix(word);
    return hash >>> 0;
  }

  protected toTick(px: number): number {
    // Times the reciprocal, to the nearest, and checked back: an integer division costs more than all of it.
    const tick = (px * this.perPx + 0.5) | 0;
    if (tick * this.tick !== px || !(px > 0 && px <= MAX_PX))
      throw new RangeError(`px: ${px} is not a price on the tick ${this.tick}`);
    return tick;
  }

  /** Whether an order at `tick` reaches the other side's displayed best. */
  protected crosses(side: number, tick: number): boolean {
    const best = this.ladder.best;
    return side === BID ? best[OFFER] <= tick : best[BID] >= tick;
  }

  /** Displayed shares of a side at `limit` or better, counted until `enough`. */
  protected within(side: number, limit: number, enough: number): number {
    const ladder = this.ladder;
    let total = 0;
    let tick = ladder.best[side];
    while (total < enough && tick !== NO_BID && tick !== NO_OFFER && (side === BID ? tick >= limit : tick <= limit)) {
      total += ladder.cells[ladder.find(tick) + SHOWN];
      tick = ladder.next(side, tick);
    }
    return total;
  }

  protected shownAt(side: number, tick: number): number {
    const { best, cells } = this.ladder;
    if (side === BID ? tick > best[BID] : tick < best[OFFER]) return 0;
    const cell = this.ladder.find(tick);
    return cell < 0 ? 0 : cells[cell + SHOWN];
  }

  /** Address of a live order's record, 0 if there is none. */
  protected find(id: number): number {
    const o = (id & this.mask) << SHIFT;
    return this.records[o + ID] === id && id > 0 ? o : 0;
  }

  protected leavesAt(o: number): number {
    const records = this.records;
    return (records[o + FLAGS] & ENTRY) === 0 ? records[o + LEAVES] : records[o + LEAVES] + this.hidden.qty(o);
  }

  /** A live order displays nothing exactly where it has no displayed shares: an iceberg's slice is refilled within the operation. */
  protected isUndisplayed(o: number): boolean {
    return this.records[o + LEAVES] === 0;
  }

  /** The next id whose place is free. */
  protected claim(): number {
    if (this.live * 2 >= this.mask) this.grow();
    const { records, mask } = this;
    let id = this.nextId;
    while (records[((id & mask) << SHIFT) + ID] !== 0) id = id === LAST_ID ? 1 : id + 1;
    this.nextId = id === LAST_ID ? 1 : id + 1;
    return id;
  }

  /** An order begins to live, at no price yet. Returns the address of its record. */
  protected record(id: number, side: number, tick: number, owner: number, flags: number): number {
    const o = (id & this.mask) << SHIFT;
    const records = this.records;
    records[o + ID] = id;
    records[o + LEAVES] = 0;
    records[o + TICK] = tick;
    records[o + OWNER] = owner;
    records[o + FLAGS] = (flags << 1) | side;
    this.live += 1;
    return o;
  }

  /** An order that stands on no queue ends. */
  protected free(o: number): void {
    this.records[o + ID] = 0;
    this.live -= 1;
    if ((this.records[o + FLAGS] & ENTRY) !== 0) this.hidden.close(o);
  }

  /** Puts a record at the end of its level's queue. Returns what the level shows. */
  protected append(o: number, side: number, tick: number, leaves: number): number {
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
  protected unlink(o: number, side: number, tick: number): number {
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

  /** Twice the records. Ids that differ modulo n differ modulo 2n, so every order finds a place of its own. */
  private grow(): void {
    const state = this.save();
    this.load({ ...state, capacity: state.capacity * 2 });
  }

  private saveDisplayed(): Int32Array {
    const { ladder, records } = this;
    const orders = new Int32Array(this.live * SHOWN_WORDS);
    let i = 0;
    for (let side = BID; side <= OFFER; side++) {
      for (let tick = ladder.best[side]; tick !== NO_BID && tick !== NO_OFFER; tick = ladder.next(side, tick)) {
        for (let o = ladder.cells[ladder.find(tick) + HEAD]; o !== 0; o = records[o + NEXT]) {
          orders[i] = records[o + ID];
          orders[i + 1] = side;
          orders[i + 2] = tick * this.tick;
          orders[i + 3] = records[o + LEAVES];
          orders[i + 4] = records[o + OWNER];
          orders[i + 5] = (records[o + FLAGS] & ~ENTRY) >> 1;
          orders[i + 6] = records[o + PASSED];
          i += SHOWN_WORDS;
        }
      }
    }
    return orders.slice(0, i);
  }

  private saveHidden(): Int32Array {
    const { hidden, records, tick } = this;
    const entries: number[] = [];
    for (let o = 1 << SHIFT; o < records.length; o += 1 << SHIFT)
      if (records[o + ID] !== 0 && (records[o + FLAGS] & ENTRY) !== 0) entries.push(o);
    entries.sort((a, b) => hidden.time(a) - hidden.time(b));
    return Int32Array.from(
      entries.flatMap((o) => {
        const flags = records[o + FLAGS] & ~ENTRY;
        const fixed = [records[o + ID], flags & 1, records[o + TICK] * tick, hidden.qty(o), records[o + OWNER], flags >> 1];
        return [...fixed, hidden.show(o), hidden.min(o), hidden.time(o)];
      }),
    );
  }

  private restoreHidden({ hidden: rows, nextTime, bidPx, askPx }: BookState): void {
    const { hidden } = this;
    hidden.nextTime = nextTime;
    hidden.bidPx = bidPx;
    hidden.askPx = askPx;
    for (let i = 0; i < rows.length; i += HIDDEN_WORDS) {
      const [id, side, limit, qty, owner, flags, show, min, time] = rows.subarray(i, i + HIDDEN_WORDS);
      const o = this.find(id) || this.record(id, side, limit / this.tick, owner, flags);
      this.open(o, limit, show, min, time);
      hidden.setQty(o, qty);
    }
  }

  /** Gives an order its entry among the hidden. */
  protected open(o: number, limit: number, show: number, min: number, time: number): void {
    const records = this.records;
    const flags = records[o + FLAGS];
    this.hidden.open(o, records.length, flags & 1, followsOf(flags >> 1), limit, show, min, time);
    records[o + FLAGS] = flags | ENTRY;
  }
}

/** Whether one price of a resting side is better than another. */
export function isBetter(side: number, px: number, than: number): boolean {
  return side === BID ? px > than : px < than;
}

/** Whether a contra price is within the limit of an order of `side`. */
export function isWithin(side: number, contraPx: number, limitPx: number): boolean {
  return side === BID ? contraPx <= limitPx : contraPx >= limitPx;
}

/** Record 0 is never an order: address 0 ends every queue. Its id marks it as taken. */
function emptyRecords(capacity: number): Int32Array {
  const records = new Int32Array(capacity << SHIFT);
  records[ID] = -1;
  return records;
}
