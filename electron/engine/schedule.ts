/**
 * What is still to happen, in order of (time, sequence): equal times are settled by who asked first.
 * A 4-ary heap of slots over typed arrays; an entry is a kind and up to eight numbers, so nothing is allocated per event.
 */
const PAYLOAD = 8;

export class Schedule {
  private heap = new Int32Array(1024);
  private time = new Float64Array(1024);
  private sequence = new Float64Array(1024);
  private kinds = new Uint8Array(1024);
  private payload = new Float64Array(1024 * PAYLOAD);
  private free = new Int32Array(1024);
  private freeCount = 0;
  private used = 0;
  private count = 0;
  private nextSequence = 0;

  /** The entry last taken by `pop`. */
  at = 0;
  kind = 0;
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  e = 0;
  f = 0;
  g = 0;
  h = 0;

  get size(): number {
    return this.count;
  }

  /** Time of the next entry; +Infinity when there is none. */
  get nextAt(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.time[this.heap[0]!]!;
  }

  push(at: number, kind: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0): void {
    const slot = this.takeSlot();
    this.time[slot] = at;
    this.sequence[slot] = this.nextSequence++;
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
    this.siftUp(this.count++, slot);
  }

  /** Takes the earliest entry into this object's own fields; false when empty. */
  pop(): boolean {
    if (this.count === 0) return false;
    const slot = this.heap[0]!;
    const last = this.heap[--this.count]!;
    if (this.count > 0) this.siftDown(last);
    this.at = this.time[slot]!;
    this.kind = this.kinds[slot]!;
    const base = slot * PAYLOAD;
    const payload = this.payload;
    this.a = payload[base]!;
    this.b = payload[base + 1]!;
    this.c = payload[base + 2]!;
    this.d = payload[base + 3]!;
    this.e = payload[base + 4]!;
    this.f = payload[base + 5]!;
    this.g = payload[base + 6]!;
    this.h = payload[base + 7]!;
    this.free[this.freeCount++] = slot;
    return true;
  }

  save(): ScheduleState {
    const used = this.used;
    return {
      heap: this.heap.slice(0, this.count),
      time: this.time.slice(0, used),
      sequence: this.sequence.slice(0, used),
      kinds: this.kinds.slice(0, used),
      payload: this.payload.slice(0, used * PAYLOAD),
      free: this.free.slice(0, this.freeCount),
      nextSequence: this.nextSequence,
    };
  }

  restore(state: ScheduleState): void {
    this.used = state.time.length;
    while (this.time.length < this.used) this.grow();
    this.heap.set(state.heap);
    this.time.set(state.time);
    this.sequence.set(state.sequence);
    this.kinds.set(state.kinds);
    this.payload.set(state.payload);
    this.free.set(state.free);
    this.freeCount = state.free.length;
    this.count = state.heap.length;
    this.nextSequence = state.nextSequence;
  }

  private takeSlot(): number {
    if (this.freeCount > 0) return this.free[--this.freeCount]!;
    if (this.used === this.time.length) this.grow();
    return this.used++;
  }

  private grow(): void {
    const size = this.time.length * 2;
    this.heap = widen(this.heap, new Int32Array(size));
    this.time = widen(this.time, new Float64Array(size));
    this.sequence = widen(this.sequence, new Float64Array(size));
    this.kinds = widen(this.kinds, new Uint8Array(size));
    this.payload = widen(this.payload, new Float64Array(size * PAYLOAD));
    this.free = widen(this.free, new Int32Array(size));
  }

  private before(a: number, b: number): boolean {
    const timeA = this.time[a]!;
    const timeB = this.time[b]!;
    return timeA < timeB || (timeA === timeB && this.sequence[a]! < this.sequence[b]!);
  }

  private siftUp(index: number, slot: number): void {
    const heap = this.heap;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const above = heap[parent]!;
      if (!this.before(slot, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = slot;
  }

  private siftDown(slot: number): void {
    const heap = this.heap;
    let index = 0;
    for (;;) {
      const first = (index << 2) + 1;
      if (first >= this.count) break;
      let least = first;
      const end = Math.min(first + 4, this.count);
      for (let child = first + 1; child < end; child++) if (this.before(heap[child]!, heap[least]!)) least = child;
      if (!this.before(heap[least]!, slot)) break;
      heap[index] = heap[least]!;
      index = least;
    }
    heap[index] = slot;
  }
}

export interface ScheduleState {
  readonly heap: Int32Array;
  readonly time: Float64Array;
  readonly sequence: Float64Array;
  readonly kinds: Uint8Array;
  readonly payload: Float64Array;
  readonly free: Int32Array;
  readonly nextSequence: number;
}

function widen<T extends Int32Array | Float64Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
