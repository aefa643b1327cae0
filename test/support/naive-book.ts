import type { BookListener } from '../../electron/engine/venue/book.ts';

export interface NaiveOrder {
  readonly id: number;
  readonly side: number;
  readonly px: number;
  readonly leaves: number;
  readonly owner: number;
  readonly flags: number;
  readonly passed: number;
}

interface Live {
  id: number;
  side: number;
  px: number;
  leaves: number;
  owner: number;
  flags: number;
  passed: number;
  /** When it took its place in the queue. */
  time: number;
}

/**
 * The slow obvious twin of `Book`: one list, sorted after every arrival, levels found by comparing before with after. Its ids are
 * 1, 2, 3… without the gaps that the fast book leaves.
 */
export class NaiveBook {
  lastFilled = 0;
  lastLeaves = 0;
  lastId = 0;
  private time = 0;
  private ids = 0;
  /** Bids then offers, best first, first in queue first. */
  private orders: Live[] = [];

  private readonly listener: BookListener;

  constructor(listener: BookListener) {
    this.listener = listener;
  }

  get count(): number {
    return this.orders.length;
  }

  enter(side: number, px: number, qty: number, owner: number, tif = 0, flags = 0): number {
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastId = 0;
    const reachable = this.within(1 - side, px);
    if (flags & 1 && reachable > 0) return 0;
    if (tif === 2 && reachable < qty) return 0;
    const order: Live = { id: ++this.ids, side, px, leaves: qty, owner, flags, passed: 0, time: ++this.time };
    this.lastId = order.id;
    return this.tellLevels(() => this.arrive(order, tif === 0));
  }

  cancel(id: number): number {
    const order = this.live(id);
    if (!order) return 0;
    return this.tellLevels(() => {
      this.remove(order);
      return order.leaves;
    });
  }

  reduce(id: number, leaves: number): number {
    const order = this.live(id);
    if (!order) return 0;
    return this.tellLevels(() => {
      if (leaves < order.leaves) {
        order.passed = Math.max(0, order.passed - (order.leaves - leaves));
        order.leaves = leaves;
      }
      if (order.leaves === 0) this.remove(order);
      return order.leaves;
    });
  }

  replace(id: number, px: number, qty: number): number {
    this.lastFilled = 0;
    this.lastLeaves = 0;
    this.lastId = 0;
    const order = this.live(id);
    if (!order) return 0;
    this.lastId = id;
    if (px === order.px && qty <= order.leaves) {
      this.lastLeaves = this.reduce(id, qty);
      return id;
    }
    if (order.flags & 1 && this.within(1 - order.side, px) > 0) {
      this.lastLeaves = order.leaves;
      return id;
    }
    const before = this.totals();
    this.remove(order);
    const rests = this.arrive({ ...order, px, leaves: qty, passed: 0, time: ++this.time }, true);
    // Taken out at the old price, then entered at the new one: the old level is told first.
    const changed = this.changes(before).sort((a, b) => Number(b.px === order.px) - Number(a.px === order.px));
    for (const level of changed) this.listener.level(level.side, level.px, level.qty);
    return rests;
  }

  fillOwn(owner: number, side: number, px: number, qty: number): number {
    return this.tellLevels(() => {
      let left = qty;
      this.lastFilled = 0;
      for (const order of this.queue(side)) {
        const better = side === 0 ? order.px > px : order.px < px;
        if (left === 0 || !(better || order.px === px)) continue;
        if (order.owner === owner) {
          const lastQty = Math.min(left, order.leaves);
          order.leaves -= lastQty;
          left -= lastQty;
          this.lastFilled += lastQty;
          if (order.leaves === 0) this.remove(order);
          this.listener.fill(order.id, owner, 0, 0, 1 - side, order.px, lastQty, order.leaves);
        } else if (!better) {
          const passing = Math.min(left, order.leaves - order.passed);
          order.passed += passing;
          left -= passing;
        }
      }
      return this.lastFilled;
    });
  }

  order(id: number): NaiveOrder | undefined {
    return this.live(id);
  }

  queueAhead(id: number): number {
    const order = this.live(id);
    if (!order) return 0;
    const ahead = this.orders.filter((other) => other.side === order.side && other.px === order.px && other.time < order.time);
    return ahead.reduce((sum, other) => sum + other.leaves - other.passed, 0);
  }

  /** [price, shares] per level, best first. */
  levels(side: number): [number, number][] {
    const levels = new Map<number, number>();
    for (const order of this.queue(side)) levels.set(order.px, (levels.get(order.px) ?? 0) + order.leaves);
    return [...levels];
  }

  within(side: number, limitPx: number): number {
    return this.levels(side)
      .filter(([px]) => (side === 0 ? px >= limitPx : px <= limitPx))
      .reduce((sum, [, qty]) => sum + qty, 0);
  }

  /** Bids then offers, best first, first in queue first. */
  all(): NaiveOrder[] {
    return this.orders.map(({ time: _, ...order }) => order);
  }

  private arrive(order: Live, rests: boolean): number {
    const asked = order.leaves;
    for (const maker of this.queue(1 - order.side)) {
      const agree = order.side === 0 ? maker.px <= order.px : maker.px >= order.px;
      if (!agree || order.leaves === 0) break;
      const lastQty = Math.min(order.leaves, maker.leaves);
      order.leaves -= lastQty;
      maker.leaves -= lastQty;
      maker.passed = Math.min(maker.passed, maker.leaves);
      if (maker.leaves === 0) this.remove(maker);
      this.listener.fill(maker.id, maker.owner, order.id, order.owner, order.side, maker.px, lastQty, maker.leaves);
    }
    this.lastFilled = asked - order.leaves;
    if (order.leaves === 0 || !rests) return 0;
    this.orders = [...this.orders, order].sort(byPriority);
    this.lastLeaves = order.leaves;
    return order.id;
  }

  private queue(side: number): Live[] {
    return this.orders.filter((order) => order.side === side);
  }

  private live(id: number): Live | undefined {
    return this.orders.find((order) => order.id === id);
  }

  private remove(order: Live): void {
    this.orders = this.orders.filter((other) => other !== order);
  }

  /** Displayed shares by side and price: bids under their negative price, offers under their price, best first. */
  private totals(): Map<number, number> {
    const totals = new Map<number, number>();
    for (const { side, px, leaves } of this.orders) {
      const key = side === 0 ? -px : px;
      totals.set(key, (totals.get(key) ?? 0) + leaves);
    }
    return totals;
  }

  private changes(before: Map<number, number>) {
    const after = this.totals();
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((key) => before.get(key) !== after.get(key))
      .map((key) => ({ side: key < 0 ? 0 : 1, px: Math.abs(key), qty: after.get(key) ?? 0 }));
  }

  /** Levels that an operation changed, in the order in which it came to them: the taken ones best first, then the one it rests on. */
  private tellLevels(operation: () => number): number {
    const before = this.totals();
    const result = operation();
    for (const level of this.changes(before)) this.listener.level(level.side, level.px, level.qty);
    return result;
  }
}

function byPriority(a: Live, b: Live): number {
  return a.side - b.side || (a.side === 0 ? b.px - a.px : a.px - b.px) || a.time - b.time;
}
