/** Numbers an entry carries beside its kind. */
const PAYLOAD = 8;

/** Entries of the schedule in no order known beforehand: a 4-ary heap over pooled slots. Nothing is allocated but by doubling. */
export class Heap {
  count = 0;
  /** By slot. */
  kinds = new Uint8Array(1024);
  payload = new Float64Array(1024 * PAYLOAD);
  /** By position: when, in which order, and in which slot. */
  private times = new Float64Array(1024);
  private sequences = new Float64Array(1024);
  private slots = new Int32Array(1024);
  private free = new Int32Array(1024);
  private freeCount = 0;
  private used = 0;
  /** Slot that the last `pop` took and `release` gives back, -1 for none. */
  private spent = -1;

  /** The top's, while there is one. */
  get headAt(): number {
    return this.times[0];
  }

  get headSequence(): number {
    return this.sequences[0];
  }

  /** An entry has a higher sequence than all that are here. */
  push(
    at: number,
    sequence: number,
    kind: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    g: number,
    h: number,
  ): void {
    const slot = this.takeSlot();
    this.kinds[slot] = kind;
    const base = slot * PAYLOAD;
    const payload = this.payload;
    payload[base] = a;
    payload[base + 1] = b;
    payload[base + 2] = c;
    payload[base + 3] = d;
    payload[base + 4] = e;
    payload[base + 5] = f;
    payload[base + 6] = g;
    payload[base + 7] = h;
    this.siftUp(at, sequence, slot);
  }

  /** Takes the top, while there is one. Returns its slot, whose numbers stay until `release`. */
  pop(): number {
    const slot = this.slots[0];
    this.spent = slot;
    if (--this.count > 0) this.siftDown();
    return slot;
  }

  /** Where a slot's numbers are in `payload`. */
  base(slot: number): number {
    return slot * PAYLOAD;
  }

  release(): void {
    if (this.spent < 0) return;
    this.free[this.freeCount++] = this.spent;
    this.spent = -1;
  }

  save(): HeapState {
    const { count, used, spent, freeCount } = this;
    const free = new Int32Array(freeCount + (spent >= 0 ? 1 : 0));
    free.set(this.free.subarray(0, freeCount));
    if (spent >= 0) free[freeCount] = spent;
    return {
      times: this.times.slice(0, count),
      sequences: this.sequences.slice(0, count),
      slots: this.slots.slice(0, count),
      kinds: this.kinds.slice(0, used),
      payload: this.payload.slice(0, used * PAYLOAD),
      free,
    };
  }

  restore(state: HeapState): void {
    this.used = state.kinds.length;
    while (this.kinds.length < this.used) this.grow();
    this.times.set(state.times);
    this.sequences.set(state.sequences);
    this.slots.set(state.slots);
    this.count = state.times.length;
    this.kinds.set(state.kinds);
    this.payload.set(state.payload);
    this.free.set(state.free);
    this.freeCount = state.free.length;
    this.spent = -1;
  }

  private takeSlot(): number {
    if (this.freeCount > 0) return this.free[--this.freeCount];
    if (this.used === this.kinds.length) this.grow();
    return this.used++;
  }

  private grow(): void {
    const size = this.kinds.length * 2;
    this.times = widen(this.times, new Float64Array(size));
    this.sequences = widen(this.sequences, new Float64Array(size));
    this.slots = widen(this.slots, new Int32Array(size));
    this.kinds = widen(this.kinds, new Uint8Array(size));
    this.payload = widen(this.payload, new Float64Array(size * PAYLOAD));
    this.free = widen(this.free, new Int32Array(size));
  }

  /** A new entry is the last of its time, so that times alone say how far up it goes. */
  private siftUp(at: number, sequence: number, slot: number): void {
    const { times, sequences, slots } = this;
    let index = this.count++;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const above = times[parent];
      if (above <= at) break;
      times[index] = above;
      sequences[index] = sequences[parent];
      slots[index] = slots[parent];
      index = parent;
    }
    times[index] = at;
    sequences[index] = sequence;
    slots[index] = slot;
  }

  /** Puts the entry behind the last position where the top was. */
  private siftDown(): void {
    const { times, sequences, slots, count } = this;
    const at = times[count];
    const sequence = sequences[count];
    const slot = slots[count];
    let index = 0;
    for (;;) {
      const first = (index << 2) + 1;
      if (first >= count) break;
      const end = Math.min(first + 4, count);
      let least = first;
      let leastAt = times[first];
      for (let child = first + 1; child < end; child++) {
        const childAt = times[child];
        if (childAt < leastAt || (childAt === leastAt && sequences[child] < sequences[least])) {
          least = child;
          leastAt = childAt;
        }
      }
      if (leastAt > at || (leastAt === at && sequences[least] > sequence)) break;
      times[index] = leastAt;
      sequences[index] = sequences[least];
      slots[index] = slots[least];
      index = least;
    }
    times[index] = at;
    sequences[index] = sequence;
    slots[index] = slot;
  }
}

export interface HeapState {
  readonly times: Float64Array;
  readonly sequences: Float64Array;
  readonly slots: Int32Array;
  readonly kinds: Uint8Array;
  readonly payload: Float64Array;
  readonly free: Int32Array;
}

function widen<T extends Int32Array | Float64Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
