/** Where an order rests and what number the book gave it, by slot. Plain data. */
export interface RestingState {
  readonly count: number;
  readonly slots: Int32Array;
  readonly venue: Int32Array;
  readonly order: Int32Array;
  readonly px: Int32Array;
}

/**
 * The resting orders of one side, any of which can be drawn by chance, added and removed in O(1). An order keeps its slot while it
 * rests. `slots` is a permutation of them all whose first `count` are taken; nothing is allocated but by doubling.
 */
export class RestingOrders {
  count = 0;
  private slots: Int32Array;
  /** Place of a slot within `slots`. */
  private place: Int32Array;
  private venue: Int32Array;
  private order: Int32Array;
  private px: Int32Array;

  constructor(capacity = 64) {
    this.slots = Int32Array.from({ length: capacity }, (_, slot) => slot);
    this.place = this.slots.slice();
    this.venue = new Int32Array(capacity);
    this.order = new Int32Array(capacity);
    this.px = new Int32Array(capacity);
  }

  /** The slot that the next `add` will take: an order's owner must be known before it is entered. */
  get free(): number {
    if (this.count === this.slots.length) this.grow();
    return this.slots[this.count]!;
  }

  /** Takes the slot `free`. */
  add(venue: number, order: number, px: number): void {
    const slot = this.free;
    this.count += 1;
    this.venue[slot] = venue;
    this.order[slot] = order;
    this.px[slot] = px;
  }

  /** The n-th taken slot, n below `count`, in no order that means anything. */
  nth(n: number): number {
    return this.slots[n]!;
  }

  remove(slot: number): void {
    const { slots, place } = this;
    const at = place[slot]!;
    this.count -= 1;
    if (at > this.count) throw new Error(`resting orders: slot ${slot} is free already`);
    const last = slots[this.count]!;
    slots[at] = last;
    place[last] = at;
    slots[this.count] = slot;
    place[slot] = this.count;
  }

  venueOf(slot: number): number {
    return this.venue[slot]!;
  }

  orderOf(slot: number): number {
    return this.order[slot]!;
  }

  pxOf(slot: number): number {
    return this.px[slot]!;
  }

  save(): RestingState {
    const { count, slots, venue, order, px } = this;
    return { count, slots: slots.slice(), venue: venue.slice(), order: order.slice(), px: px.slice() };
  }

  restore(state: RestingState): void {
    this.count = state.count;
    this.slots = state.slots.slice();
    this.venue = state.venue.slice();
    this.order = state.order.slice();
    this.px = state.px.slice();
    this.place = new Int32Array(this.slots.length);
    for (let at = 0; at < this.slots.length; at++) this.place[this.slots[at]!] = at;
  }

  private grow(): void {
    const from = this.slots.length;
    this.slots = widen(this.slots);
    this.place = widen(this.place);
    this.venue = widen(this.venue);
    this.order = widen(this.order);
    this.px = widen(this.px);
    for (let slot = from; slot < this.slots.length; slot++) {
      this.slots[slot] = slot;
      this.place[slot] = slot;
    }
  }
}

function widen(from: Int32Array): Int32Array {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}
