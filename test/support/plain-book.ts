import type { BookListener } from '../../electron/engine/venue/book.ts';

interface PlainOrder {
  readonly id: number;
  readonly side: number;
  px: number;
  leaves: number;
}

/**
 * The book as one writes it without thinking of speed: an object per order, a Map per side from price to queue, a sorted array of
 * prices. A peer in the bench, and what the bench's stream is made with, so that no contender sets its own questions.
 */
export class PlainBook {
  private readonly sides = [new PlainSide(0), new PlainSide(1)];
  private readonly orders = new Map<number, PlainOrder>();
  private readonly listener: BookListener;

  constructor(listener: BookListener) {
    this.listener = listener;
  }

  get count(): number {
    return this.orders.size;
  }

  /** Returns the shares filled. */
  enter(id: number, side: number, px: number, qty: number): number {
    const other = this.sides[1 - side];
    let leaves = qty;
    for (let best = other.best(); leaves > 0 && best !== 0 && (side === 0 ? best <= px : best >= px); best = other.best()) {
      const queue = other.levels.get(best)!;
      while (leaves > 0 && queue.length > 0) {
        const maker = queue[0];
        const lastQty = Math.min(leaves, maker.leaves);
        leaves -= lastQty;
        maker.leaves -= lastQty;
        if (maker.leaves === 0) {
          queue.shift();
          this.orders.delete(maker.id);
        }
        this.listener.fill(maker.id, 0, id, 0, side, best, lastQty, maker.leaves);
      }
      if (queue.length === 0) other.dropLevel(best);
    }
    if (leaves > 0) {
      const order = { id, side, px, leaves };
      this.orders.set(id, order);
      this.sides[side].append(order);
    }
    return qty - leaves;
  }

  /** Returns the shares removed, 0 if the id is unknown. */
  cancel(id: number): number {
    const order = this.orders.get(id);
    if (order === undefined) return 0;
    this.orders.delete(id);
    this.sides[order.side].remove(order);
    return order.leaves;
  }

  /** Cancels and enters anew under the same id; returns the shares filled. */
  replace(id: number, px: number, qty: number): number {
    const order = this.orders.get(id);
    if (order === undefined) return 0;
    this.cancel(id);
    return this.enter(id, order.side, px, qty);
  }

  order(id: number): Readonly<PlainOrder> | undefined {
    return this.orders.get(id);
  }

  /** 0 when the side is empty. */
  bestPx(side: number): number {
    return this.sides[side].best();
  }

  levelCount(side: number): number {
    return this.sides[side].prices.length;
  }

  /** The price and orders of the n-th level from the best, 0 first. */
  level(side: number, n: number): readonly PlainOrder[] {
    const { prices, levels } = this.sides[side];
    return levels.get(prices[prices.length - 1 - n]) ?? [];
  }
}

/** Prices sorted worst first, so that the best comes and goes at the cheap end. */
class PlainSide {
  readonly prices: number[] = [];
  readonly levels = new Map<number, PlainOrder[]>();
  private readonly sign: number;

  constructor(side: number) {
    this.sign = side === 0 ? 1 : -1;
  }

  best(): number {
    return this.prices[this.prices.length - 1] ?? 0;
  }

  append(order: PlainOrder): void {
    let queue = this.levels.get(order.px);
    if (queue === undefined) {
      queue = [];
      this.levels.set(order.px, queue);
      this.prices.splice(this.place(order.px), 0, order.px);
    }
    queue.push(order);
  }

  remove(order: PlainOrder): void {
    const queue = this.levels.get(order.px)!;
    queue.splice(queue.indexOf(order), 1);
    if (queue.length === 0) this.dropLevel(order.px);
  }

  dropLevel(px: number): void {
    this.levels.delete(px);
    this.prices.splice(this.place(px), 1);
  }

  private place(px: number): number {
    let low = 0;
    let high = this.prices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sign * (this.prices[middle] - px) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
