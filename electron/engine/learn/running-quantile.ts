import { checkFinite } from './ewma.ts';

/**
 * Any quantile of the last `capacity` values, by nearest rank (so it is one of them): one-way latency as the arrival-equalised
 * spray uses it (domain 5.6, q default .5). The window stands sorted beside the ring: a value costs a shift within one small array, a
 * quantile one look. Nothing is allocated by either. Throws RangeError on a capacity that is not a whole number above 0, a value
 * that is not finite, a quantile outside 0 to 1.
 */
export class RunningQuantile {
  private readonly ring: Float64Array;
  private readonly sorted: Float64Array;
  private next = 0;
  private count = 0;

  constructor(capacity: number) {
    if (!(Number.isInteger(capacity) && capacity > 0)) throw new RangeError(`capacity: ${capacity} is not 1 or more`);
    this.ring = new Float64Array(capacity);
    this.sorted = new Float64Array(capacity);
  }

  /** How many values stand in the window. */
  get size(): number {
    return this.count;
  }

  update(x: number): void {
    checkFinite(x);
    const { ring, sorted } = this;
    const full = this.count === ring.length;
    const place = this.below(x);
    // The oldest value leaves a hole, or the hole is the free place at the end: what stands between it and the place of x moves over.
    const hole = full ? this.below(ring[this.next]!) : this.count;
    if (place > hole) sorted.copyWithin(hole, hole + 1, place);
    else sorted.copyWithin(place + 1, place, hole);
    sorted[place > hole ? place - 1 : place] = x;
    if (!full) this.count += 1;
    ring[this.next] = x;
    this.next = this.next + 1 === ring.length ? 0 : this.next + 1;
  }

  /** Undefined before the first value. */
  quantile(part = 0.5): number | undefined {
    if (!(part >= 0 && part <= 1)) throw new RangeError(`quantile: ${part} is not 0 to 1`);
    if (this.count === 0) return undefined;
    return this.sorted[Math.max(0, Math.ceil(part * this.count) - 1)];
  }

  save(): RunningQuantileState {
    return { values: this.ring.slice(0, this.count), next: this.next };
  }

  restore({ values, next }: RunningQuantileState): void {
    if (values.length > this.ring.length) throw new RangeError(`values: ${values.length} into ${this.ring.length}`);
    this.ring.set(values);
    this.next = next;
    this.count = values.length;
    this.sorted.set(values.slice().sort());
  }

  /** How many values in the window are below `x`. */
  private below(x: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle]! < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export interface RunningQuantileState {
  readonly values: Float64Array;
  readonly next: number;
}
