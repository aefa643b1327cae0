import {
  AON,
  type BookListener,
  HIDDEN,
  MARKET_PEG,
  MID_PEG,
  MIN_AGGREGATE,
  POST_ONLY,
  PRIMARY_PEG,
  SLIDE,
  SMP_CANCEL_BOTH,
  SMP_CANCEL_NEWEST,
  SMP_CANCEL_OLDEST,
  SMP_DECREMENT,
} from '../../electron/engine/venue/book.ts';

export interface NaiveOrder {
  readonly id: number;
  readonly side: number;
  /** The limit. */
  readonly px: number;
  /** Displayed shares. */
  readonly leaves: number;
  /** Undisplayed shares. */
  readonly reserve: number;
  readonly owner: number;
  readonly flags: number;
  readonly displayQty: number;
  readonly minQty: number;
  readonly passed: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Live extends Mutable<NaiveOrder> {
  /** When its displayed shares took their place in the queue, and when its undisplayed ones did. */
  shownTime: number;
  time: number;
  /** A peg that waits for its turn after the market moved. */
  aside: boolean;
}

/** Shares of one order that stand in one queue. */
export interface NaiveEntry {
  readonly order: Live;
  readonly px: number;
  /** 0 displayed, 1 hidden or reserve, 2 peg. */
  readonly rank: number;
  readonly time: number;
  readonly qty: number;
}

const PEGS = MID_PEG | PRIMARY_PEG | MARKET_PEG;
const SMP = SMP_CANCEL_BOTH | SMP_DECREMENT;
const silent: BookListener = { fill: () => undefined, level: () => undefined };

/**
 * The slow obvious twin of `Book`: a list of orders, sorted anew for every taker, and what-ifs answered by trying them on a copy. Its ids
 * are 1, 2, 3… without the gaps that the fast book leaves.
 */
export class NaiveBook {
  lastFilled = 0;
  lastLeaves = 0;
  lastId = 0;
  lastPrevented = 0;
  makerHidden = 0;
  private time = 0;
  private ids = 0;
  private bidPx = 0;
  private askPx = 0;
  private orders: Live[] = [];
  /** Displayed totals as they were before the operation, of the levels that it came to, in that order. */
  private noted = new Map<string, { side: number; px: number; before: number }>();
  private spent: Live[] = [];
  private lowered: Live[] = [];

  private readonly listener: BookListener;

  constructor(listener: BookListener) {
    this.listener = listener;
  }

  get count(): number {
    return this.orders.length;
  }

  enter(side: number, px: number, qty: number, owner: number, tif = 0, flags = 0, displayQty = 0, minQty = 0): number {
    this.forget();
    this.lastId = 0;
    const undisplayed = (flags & (HIDDEN | PEGS)) !== 0;
    const pegs = [MID_PEG, PRIMARY_PEG, MARKET_PEG].filter((peg) => flags & peg).length;
    const min = flags & AON ? qty : Math.min(minQty, qty);
    if (pegs > 1 || (undisplayed && displayQty > 0) || (min > 0 && tif === 0 && !undisplayed)) return 0;
    const order: Live = {
      ...{ id: 0, side, px, leaves: 0, reserve: qty, owner, flags, displayQty, minQty: tif === 2 ? 0 : min },
      ...{ passed: 0, shownTime: 0, time: 0, aside: true },
    };
    if (!this.postOnly(order)) return 0;
    if (tif === 2 && this.tryOut(order).lastFilled < qty) return 0;
    order.id = ++this.ids;
    this.lastId = order.id;
    this.orders.push(order);
    this.arrive(order);
    this.lastFilled = qty - order.reserve - this.lastPrevented;
    if (tif !== 0) this.remove(order);
    return this.settled(order);
  }

  cancel(id: number): number {
    const order = this.live(id);
    if (!order) return 0;
    const removed = order.leaves + order.reserve;
    this.show(order, 0);
    this.remove(order);
    this.tell();
    return removed;
  }

  reduce(id: number, leaves: number): number {
    const order = this.live(id);
    if (!order) return 0;
    const less = order.leaves + order.reserve - leaves;
    if (less <= 0) return leaves + less;
    const fromReserve = Math.min(less, order.reserve);
    order.reserve -= fromReserve;
    order.passed = Math.max(0, order.passed - (less - fromReserve));
    this.show(order, order.leaves - (less - fromReserve));
    if (leaves === 0) this.remove(order);
    else this.lowerMin(order);
    this.finish();
    return this.live(id) ? order.leaves + order.reserve : 0;
  }

  replace(id: number, px: number, qty: number): number {
    this.forget();
    this.lastId = 0;
    const order = this.live(id);
    if (!order) return 0;
    this.lastId = id;
    const keepsPlace = (at: number) => at === order.px && qty <= order.leaves + order.reserve;
    const changed: Live = {
      ...{ ...order, px, leaves: 0, reserve: qty, passed: 0, aside: true },
      minQty: order.flags & AON ? qty : Math.min(order.minQty, qty),
    };
    if (!keepsPlace(px) && !this.postOnly(changed)) {
      this.lastLeaves = order.leaves + order.reserve;
      return id;
    }
    if (keepsPlace(changed.px)) {
      this.lastLeaves = this.reduce(id, qty);
      this.lastFilled = qty - this.lastLeaves - this.lastPrevented;
      return this.lastLeaves === 0 ? 0 : id;
    }
    this.show(order, 0);
    Object.assign(order, changed);
    this.arrive(order);
    this.lastFilled = qty - order.reserve - this.lastPrevented;
    return this.settled(order);
  }

  quote(bidPx: number, askPx: number): void {
    const pegs = this.orders.filter((order) => order.flags & PEGS).sort((a, b) => a.time - b.time);
    const before = pegs.map((peg) => this.pxOf(peg));
    this.bidPx = bidPx;
    this.askPx = askPx;
    const moved = pegs.filter((peg, i) => this.pxOf(peg) !== before[i]);
    for (const peg of moved) peg.aside = true;
    for (const peg of moved) if (this.orders.includes(peg)) this.again(peg);
    this.finish();
  }

  fillOwn(owner: number, side: number, px: number, qty: number): number {
    this.forget();
    let left = qty;
    for (const { order, rank, px: at, qty: stands } of this.entries(side, px)) {
      if (left === 0) break;
      if (order.owner === owner) {
        if (rank > 0 && left < Math.min(order.minQty, stands)) continue;
        const lastQty = Math.min(left, stands);
        left -= lastQty;
        this.lastFilled += lastQty;
        this.spend(order, rank, lastQty);
        this.tellFill(order, rank, 0, 0, 1 - side, at, lastQty);
      } else if (at === px && rank === 0) {
        const passing = Math.min(left, order.leaves - order.passed);
        order.passed += passing;
        left -= passing;
      }
    }
    this.finish();
    return this.lastFilled;
  }

  order(id: number): NaiveOrder | undefined {
    return this.live(id);
  }

  /** The price at which an order stands, 0 while the market gives a peg none. */
  pxOf({ side, px, flags }: NaiveOrder): number {
    if (!(flags & PEGS)) return px;
    const { bidPx, askPx } = this;
    const middle = bidPx > 0 && askPx > 0 && bidPx <= askPx ? Math.floor((bidPx + askPx) / 2) : 0;
    const [near, far] = side === 0 ? [bidPx, askPx] : [askPx, bidPx];
    const followed = flags & MID_PEG ? middle : flags & PRIMARY_PEG ? near : far;
    if (followed === 0) return 0;
    return side === 0 ? Math.min(px, followed) : Math.max(px, followed);
  }

  queueAhead(id: number): number {
    const order = this.live(id);
    if (!order) return 0;
    const px = this.pxOf(order);
    const queue = this.standing(order.side, (at) => at === px);
    const ahead = queue.slice(0, Math.max(0, queue.map((entry) => entry.order).indexOf(order)));
    return ahead.reduce((sum, { order: { passed }, rank, qty }) => sum + qty - (rank === 0 ? passed : 0), 0);
  }

  /** Displayed [price, shares] per level, best first. */
  levels(side: number): [number, number][] {
    const levels = new Map<number, number>();
    for (const { px, rank, qty } of this.entries(side)) if (rank === 0) levels.set(px, (levels.get(px) ?? 0) + qty);
    return [...levels];
  }

  /** Displayed shares within a limit. */
  within(side: number, limitPx: number): number {
    const counts = (order: Live) => order.side === side && (side === 0 ? order.px >= limitPx : order.px <= limitPx);
    return this.orders.reduce((sum, order) => sum + (counts(order) ? order.leaves : 0), 0);
  }

  hiddenWithin(side: number, limitPx: number): number {
    return this.entries(side, limitPx)
      .filter(({ rank }) => rank > 0)
      .reduce((sum, { qty }) => sum + qty, 0);
  }

  /** The quoted [price, shares]: where the sum from the best down reaches a round lot, in whole lots; [0, 0] if it never does. */
  quoted(side: number, roundLot: number): [number, number] {
    for (const [px] of this.levels(side)) {
      const sum = this.within(side, px);
      if (sum >= roundLot) return [px, Math.floor(sum / roundLot) * roundLot];
    }
    return [0, 0];
  }

  /** What stands on a side at `limitPx` or better, in priority. */
  entries(side: number, limitPx = side === 0 ? 0 : Number.POSITIVE_INFINITY): NaiveEntry[] {
    return this.standing(side, (px) => (side === 0 ? px >= limitPx : px <= limitPx));
  }

  private standing(side: number, at: (px: number) => boolean): NaiveEntry[] {
    const entries: NaiveEntry[] = [];
    for (const order of this.orders) {
      if (order.side !== side || order.aside) continue;
      const px = this.pxOf(order);
      if (!at(px)) continue;
      if (order.leaves > 0) entries.push({ order, px, rank: 0, time: order.shownTime, qty: order.leaves });
      const rank = order.flags & PEGS ? 2 : 1;
      if (order.reserve > 0 && px > 0) entries.push({ order, px, rank, time: order.time, qty: order.reserve });
    }
    return entries.sort((a, b) => (side === 0 ? b.px - a.px : a.px - b.px) || a.rank - b.rank || a.time - b.time);
  }

  /** The best price at which anything stands; 0, or infinity for offers, where nothing does. */
  touch(side: number): number {
    const standing = this.orders.map((order) => (order.side === side ? this.pxOf(order) : 0)).filter((px) => px > 0);
    return side === 0 ? Math.max(0, ...standing) : Math.min(Number.POSITIVE_INFINITY, ...standing);
  }

  /** All that is displayed: bids then offers, best first, first in queue first. */
  displayed(): NaiveOrder[] {
    return [0, 1].flatMap((side) => this.entries(side).flatMap(({ order, rank }) => (rank === 0 ? [order] : [])));
  }

  /** All that is or may be undisplayed, in order of time. */
  withEntry(): NaiveOrder[] {
    const some = this.orders.filter(({ flags, displayQty }) => flags & (HIDDEN | PEGS) || displayQty > 0);
    return some.sort((a, b) => a.time - b.time);
  }

  private forget(): void {
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastPrevented = 0;
  }

  /** Whether an order may be taken in: one that is post-only and would take slides or does not. */
  private postOnly(order: Live): boolean {
    if (!(order.flags & POST_ONLY)) return true;
    const tried = this.tryOut(order);
    if (tried.lastFilled + tried.lastPrevented + tried.touched === 0) return true;
    if (!(order.flags & SLIDE) || order.flags & PEGS) return false;
    const inAll = order.flags & (AON | MIN_AGGREGATE);
    const first = this.reach(order).find((entry) => this.agree(order, entry, inAll ? 0 : order.minQty));
    if (!first) throw new Error('an order that takes has a contra');
    const tick = this.tick;
    order.px = order.side === 0 ? (Math.ceil(first.px / tick) - 1) * tick : (Math.floor(first.px / tick) + 1) * tick;
    return order.px > 0 && order.px <= 0x7ffffffe;
  }

  /** Px a tick; only sliding needs it. */
  tick = 1;

  /** What would happen to an order if it came now. */
  private tryOut(order: Live): { lastFilled: number; lastPrevented: number; touched: number } {
    const copy = new NaiveBook(silent);
    copy.bidPx = this.bidPx;
    copy.askPx = this.askPx;
    copy.orders = this.orders.filter((other) => other.id !== order.id).map((other) => ({ ...other }));
    const before = copy.count;
    const tried = { ...order };
    copy.take(tried);
    const { lastPrevented } = copy;
    return { lastFilled: order.reserve - tried.reserve - lastPrevented, lastPrevented, touched: before - copy.count };
  }

  /** An order without a place takes what it reaches; the rest stands, back of the queue. */
  private arrive(order: Live): void {
    this.take(order);
    order.time = ++this.time;
    order.aside = false;
    if (order.reserve === 0) this.remove(order);
  }

  /** Ends an entry or a replace. */
  private settled(order: Live): number {
    const rests = this.orders.includes(order);
    if (rests) {
      this.lastLeaves = order.reserve;
      order.minQty = Math.min(order.minQty, order.reserve);
      const undisplayed = order.flags & (HIDDEN | PEGS);
      if (!undisplayed) this.slice(order, order.displayQty > 0 ? order.displayQty : order.reserve);
    }
    this.finish();
    return rests ? order.id : 0;
  }

  /** An order of the book takes at its price as if it came, and keeps its time. */
  private again(order: Live): void {
    const { lastPrevented } = this;
    this.take(order);
    if (order.id !== this.lastId) this.lastPrevented = lastPrevented;
    order.aside = false;
    if (order.reserve === 0) this.remove(order);
    order.minQty = Math.min(order.minQty, order.reserve);
    this.retry();
  }

  /** Contra entries within an order's price, in priority. */
  private reach(order: Live): NaiveEntry[] {
    const limit = this.pxOf(order);
    return limit === 0 ? [] : this.entries(1 - order.side, limit);
  }

  /** Whether both MinQtys allow the two to trade. */
  private agree(taker: NaiveOrder, { order, rank }: NaiveEntry, min: number): boolean {
    const stands = rank === 0 ? order.leaves : order.reserve;
    const lastQty = Math.min(stands, taker.reserve);
    return stands > 0 && lastQty >= Math.min(min, taker.reserve) && (rank === 0 || lastQty >= Math.min(order.minQty, stands));
  }

  private take(taker: Live): void {
    let min = taker.minQty;
    const inAll = taker.flags & (AON | MIN_AGGREGATE) && min > 0;
    if (inAll && this.tryOut({ ...taker, minQty: 0 }).lastFilled >= min) min = 0;
    const reach = this.reach(taker);
    while (taker.reserve > 0) {
      const entry = reach.find((one) => this.agree(taker, one, min));
      if (!entry) break;
      const { order: maker, rank, px } = entry;
      if (taker.flags & SMP && taker.owner !== 0 && maker.owner === taker.owner) {
        this.prevent(taker, maker, rank);
        continue;
      }
      const lastQty = Math.min(taker.reserve, rank === 0 ? maker.leaves : maker.reserve);
      taker.reserve -= lastQty;
      this.spend(maker, rank, lastQty);
      this.tellFill(maker, rank, taker.id, taker.owner, taker.side, px, lastQty);
    }
    this.refill();
  }

  private prevent(taker: Live, maker: Live, rank: number): void {
    const whole = maker.leaves + maker.reserve;
    const smaller = Math.min(taker.reserve, rank === 0 ? maker.leaves : maker.reserve);
    const decrements = !(taker.flags & SMP_CANCEL_BOTH);
    const loses = decrements ? smaller : taker.flags & SMP_CANCEL_NEWEST ? taker.reserve : 0;
    if (decrements) this.spend(maker, rank, smaller);
    else if (taker.flags & SMP_CANCEL_OLDEST) {
      this.show(maker, 0);
      maker.reserve = 0;
      this.remove(maker);
    }
    if (decrements || taker.flags & SMP_CANCEL_OLDEST)
      this.listener.selfMatch?.(maker.id, maker.owner, decrements ? smaller : whole);
    if (loses > 0) this.listener.selfMatch?.(taker.id, taker.owner, loses);
    taker.reserve -= loses;
    this.lastPrevented += loses;
  }

  private spend(maker: Live, rank: number, qty: number): void {
    if (rank === 0) this.show(maker, maker.leaves - qty);
    else maker.reserve -= qty;
    maker.passed = Math.min(maker.passed, maker.leaves);
    if (maker.leaves + maker.reserve === 0) this.remove(maker);
    else if (maker.leaves === 0 && rank === 0) this.spent.push(maker);
    else if (rank > 0) this.lowerMin(maker);
  }

  private lowerMin(order: Live): void {
    if (order.minQty <= order.reserve) return;
    order.minQty = order.reserve;
    this.lowered.push(order);
  }

  private refill(): void {
    for (const order of this.spent) if (this.orders.includes(order)) this.slice(order, order.displayQty);
    this.spent = [];
  }

  private slice(order: Live, displayQty: number): void {
    const slice = Math.min(displayQty, order.reserve);
    order.reserve -= slice;
    order.shownTime = ++this.time;
    order.passed = 0;
    this.show(order, slice);
  }

  private retry(): void {
    for (let order = this.lowered.shift(); order; order = this.lowered.shift()) this.again(order);
  }

  private finish(): void {
    this.refill();
    this.retry();
    this.tell();
  }

  private live(id: number): Live | undefined {
    return this.orders.find((order) => order.id === id);
  }

  private remove(order: Live): void {
    this.orders = this.orders.filter((other) => other !== order);
  }

  private shownAt(side: number, px: number): number {
    return this.orders.reduce((sum, order) => sum + (order.side === side && order.px === px ? order.leaves : 0), 0);
  }

  /** Sets the shares an order displays. */
  private show(order: Live, qty: number): void {
    const { side, px } = order;
    if (qty === order.leaves) return;
    const key = `${side} ${px}`;
    if (!this.noted.has(key)) this.noted.set(key, { side, px, before: this.shownAt(side, px) });
    order.leaves = qty;
  }

  private tell(): void {
    for (const { side, px, before } of this.noted.values()) {
      const shown = this.shownAt(side, px);
      if (shown !== before) this.listener.level(side, px, shown);
    }
    this.noted.clear();
  }

  private tellFill(maker: Live, rank: number, takerId: number, takerOwner: number, side: number, px: number, qty: number): void {
    this.makerHidden = rank > 0 ? 1 : 0;
    this.listener.fill(maker.id, maker.owner, takerId, takerOwner, side, px, qty, maker.leaves + maker.reserve);
    this.makerHidden = 0;
  }
}
