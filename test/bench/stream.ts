import seedrandom from 'seedrandom';
import { type Book, type BookListener, DAY } from '../../electron/engine/venue/book.ts';
import { PlainBook } from '../support/plain-book.ts';

/** What a record asks for. */
export const ENTER = 0;
export const CANCEL = 1;
export const REPLACE = 2;

/** A record is four 32-bit words: kind + 256 x side, price (Px), shares, number of the order (1 for the first entered, and so on). */
export const WORDS = 4;
export const TICK = 100;

export interface OrderStream {
  readonly events: number;
  readonly records: Int32Array;
  /** Orders entered; numbers run from 1 to here. */
  readonly orders: number;
  /** Events by kind; `takers` are the entered ones that trade, always in full. */
  readonly counts: { readonly passive: number; readonly cancels: number; readonly takers: number; readonly replaces: number };
  readonly bestBidMoves: number;
  readonly meanTouchQueue: number;
}

/** Passive orders stand within so many ticks behind their side's best, the nearer the likelier by this power. */
const REACH = 40;
const NEARNESS = 3.8;
/** The share that improves the best by a tick where there is room. */
const IMPROVES = 0.06;
const START_PX = 1_580_000;
/** A quarter more taking for a quarter more resting: holds the book near this many orders. */
const RESTING = 4_800;
const TAKER_QTY = 186;

/**
 * A mixed order flow from a seed: 60 % passive limits near the touch, 30 % cancels of a uniformly random live order, 8 % marketable
 * limits that the book can always fill in full, 2 % replaces to another price. Equal seeds give equal streams.
 */
export function makeStream(seed: string, events: number): OrderStream {
  const random = seedrandom.alea(seed);
  const below = (n: number) => Math.floor(random() * n);
  const live = new LiveOrders();
  const book = new PlainBook({
    fill: (makerId, _owner, _takerId, _takerOwner, _side, _px, _qty, makerLeaves) => {
      if (makerLeaves === 0) live.remove(makerId);
    },
    level: () => {},
  });
  const records = new Int32Array(events * WORDS);
  const counts = { passive: 0, cancels: 0, takers: 0, replaces: 0 };
  let orders = 0;
  let bestBid = 0;
  let bestBidMoves = 0;
  let touch = 0;

  const passivePx = (side: number) => {
    const sign = side === 0 ? 1 : -1;
    const own = book.bestPx(side);
    const other = book.bestPx(1 - side);
    if (own === 0) return other === 0 ? START_PX - sign * TICK : other - sign * TICK;
    const ahead = other === 0 ? 0 : Math.abs(other - own) / TICK - 1;
    if (ahead > 0 && random() < IMPROVES) return own + sign * TICK;
    return own - sign * TICK * Math.floor(REACH * random() ** NEARNESS);
  };

  for (let i = 0; i < events; i++) {
    const draw = below(100);
    const side = below(2);
    let record: readonly [number, number, number, number] | undefined;
    if (draw >= 60 && draw < 90 && live.size > 0) {
      const id = live.pick(below(live.size));
      book.cancel(id);
      live.remove(id);
      counts.cancels += 1;
      record = [CANCEL, 0, 0, id];
    } else if (draw >= 90 && draw < 98) {
      const wanted = 1 + below(Math.ceil((2 * TAKER_QTY * live.size) / RESTING) + 1);
      const [px, qty] = reach(book, 1 - side, wanted);
      if (qty > 0) {
        book.enter(++orders, side, px, qty);
        counts.takers += 1;
        record = [ENTER | (side << 8), px, qty, orders];
      }
    } else if (draw >= 98 && live.size > 0) {
      const id = live.pick(below(live.size));
      const order = book.order(id)!;
      const { leaves, side: own } = order;
      const drawn = passivePx(own);
      const px = drawn !== order.px ? drawn : drawn + (own === 0 ? -TICK : TICK);
      book.replace(id, px, leaves);
      counts.replaces += 1;
      record = [REPLACE, px, leaves, id];
    }
    if (record === undefined) {
      const px = passivePx(side);
      const qty = 1 + below(100);
      book.enter(++orders, side, px, qty);
      live.add(orders);
      counts.passive += 1;
      record = [ENTER | (side << 8), px, qty, orders];
    }
    records.set(record, i * WORDS);
    const bid = book.bestPx(0);
    if (bid !== bestBid) bestBidMoves += 1;
    bestBid = bid;
    touch += bid === 0 ? 0 : book.level(0, 0).length;
  }
  return { events, records, orders, counts, bestBidMoves, meanTouchQueue: touch / events };
}

/** Plays records into a book as a venue would: one call each, ids kept by order number in `ids`. */
export function replay(book: Book, records: Int32Array, events: number, ids: Int32Array): void {
  for (let at = 0; at < events * WORDS; at += WORDS) {
    const word = records[at];
    const kind = word & 0xff;
    const number = records[at + 3];
    if (kind === ENTER) ids[number] = book.enter(word >> 8, records[at + 1], records[at + 2], 1, DAY, 0);
    else if (kind === CANCEL) book.cancel(ids[number]);
    else book.replace(ids[number], records[at + 1], records[at + 2]);
  }
}

/** What every contender must agree on. */
export interface Totals {
  readonly fills: number;
  readonly volume: number;
  /** Sum of price x shares, Px. */
  readonly notional: number;
  readonly resting: number;
}

/** Adds up what a book tells, as a venue's consumer would read it. Sums in a typed array: a number field would be boxed anew. */
export class Tally implements BookListener {
  readonly sums = new Float64Array(4);

  fill(
    _maker: number,
    _owner: number,
    _taker: number,
    _takerOwner: number,
    _side: number,
    px: number,
    qty: number,
    _leaves: number,
  ): void {
    const sums = this.sums;
    sums[0] += 1;
    sums[1] += qty;
    sums[2] += px * qty;
  }

  level(_side: number, _px: number, qty: number): void {
    this.sums[3] += qty;
  }

  totals(resting: number): Totals {
    const [fills, volume, notional] = this.sums;
    return { fills, volume, notional, resting };
  }
}

/** The price that `wanted` shares of a side reach, and as many as there are. */
function reach(book: PlainBook, side: number, wanted: number): [px: number, qty: number] {
  let qty = 0;
  let px = 0;
  for (let n = 0; n < book.levelCount(side) && qty < wanted; n++) {
    for (const order of book.level(side, n)) {
      qty += order.leaves;
      px = order.px;
    }
  }
  return [px, Math.min(qty, wanted)];
}

/** Live numbers, to draw from uniformly. */
class LiveOrders {
  private readonly numbers: number[] = [];
  private readonly places = new Map<number, number>();

  get size(): number {
    return this.numbers.length;
  }

  pick(place: number): number {
    return this.numbers[place];
  }

  add(number: number): void {
    this.places.set(number, this.numbers.length);
    this.numbers.push(number);
  }

  remove(number: number): void {
    const place = this.places.get(number)!;
    const last = this.numbers.pop()!;
    this.places.delete(number);
    if (last === number) return;
    this.numbers[place] = last;
    this.places.set(last, place);
  }
}
