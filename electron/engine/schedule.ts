import { Ring, type RingState } from './schedule-lane.ts';

/**
 * What is still to happen, in order of (time, sequence): equal times are settled by who asked first. An entry is a kind and up to
 * eight numbers; nothing is allocated per event.
 *
 * Most entries are asked for in the order in which they are due: the messages of one feed, each as late as the one before it. Those go
 * into a lane, a queue that costs the same however much else waits; the rest into a 4-ary heap. `pop` takes the least of the heap's top
 * and the lanes' heads. Sequences are given over heap and lanes alike, so that all leaves as it would from one heap.
 */
const PAYLOAD = 8;

export class Schedule {
  /** The heap by position: when, in which order, and where the numbers are. */
  private times = new Float64Array(1024);
  private sequences = new Float64Array(1024);
  private slots = new Int32Array(1024);
  private count = 0;
  /** By slot. */
  private kinds = new Uint8Array(1024);
  private payload = new Float64Array(1024 * PAYLOAD);
  private free = new Int32Array(1024);
  private freeCount = 0;
  private used = 0;
  private nextSequence = 0;

  private readonly lanes: Ring[] = [];
  /** By lane: its head's time and sequence, while it has one. */
  private headAt = new Float64Array(0);
  private headSequence = new Float64Array(0);
  /** Lanes that hold something, a binary heap by their heads. */
  private waiting = new Int32Array(0);
  private waitingCount = 0;
  private inLanes = 0;

  /** The entry last taken by `pop`. Its numbers stay until the next `pop`. */
  at = 0;
  kind = 0;
  private record = this.payload;
  private base = 0;
  /** Slot that the last `pop` took and the next one gives back, -1 for none. */
  private spent = -1;

  get a(): number {
    return this.record[this.base];
  }

  get b(): number {
    return this.record[this.base + 1];
  }

  get c(): number {
    return this.record[this.base + 2];
  }

  get d(): number {
    return this.record[this.base + 3];
  }

  get e(): number {
    return this.record[this.base + 4];
  }

  get f(): number {
    return this.record[this.base + 5];
  }

  get g(): number {
    return this.record[this.base + 6];
  }

  get h(): number {
    return this.record[this.base + 7];
  }

  get size(): number {
    return this.count + this.inLanes;
  }

  /** Time of the next entry; +Infinity when there is none. */
  get nextAt(): number {
    const heap = this.count === 0 ? Number.POSITIVE_INFINITY : this.times[0];
    if (this.waitingCount === 0) return heap;
    const lane = this.headAt[this.waiting[0]];
    return Math.min(lane, heap);
  }

  push(at: number, kind: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0): void {
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
    this.siftUp(at, slot);
  }

  /** Opens a lane; returns its number, 0 for the first. Before anything is restored: a state has as many lanes as the schedule it is for. */
  lane(): number {
    this.headAt = widen(this.headAt, new Float64Array(this.lanes.length + 1));
    this.headSequence = widen(this.headSequence, new Float64Array(this.lanes.length + 1));
    this.waiting = widen(this.waiting, new Int32Array(this.lanes.length + 1));
    return this.lanes.push(new Ring()) - 1;
  }

  /** As `push`, behind all that the lane holds: an entry due before the last one ever put there comes with it. */
  pushLane(lane: number, at: number, kind: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0): void {
    const ring = this.lanes[lane];
    ring.push(at, this.nextSequence++, kind, a, b, c, d, e, f, g, h);
    this.inLanes++;
    if (ring.count === 1) this.join(lane);
  }

  /**
   * Nothing leaves the lane before `until`; what is due earlier leaves then, in order. May be set again, also to an earlier time, as
   * long as that is not past.
   */
  holdLane(lane: number, until: number): void {
    const ring = this.lanes[lane];
    ring.heldUntil = until;
    if (ring.count === 0) return;
    this.headAt[lane] = ring.headAt;
    this.raise(this.waiting.indexOf(lane), lane);
    this.sink(this.waiting.indexOf(lane), lane);
  }

  /** Takes the earliest entry; false when empty. */
  pop(): boolean {
    if (this.spent >= 0) {
      this.free[this.freeCount++] = this.spent;
      this.spent = -1;
    }
    if (this.waitingCount > 0) {
      const lane = this.waiting[0];
      const at = this.headAt[lane];
      if (this.count === 0 || at < this.times[0] || (at === this.times[0] && this.headSequence[lane] < this.sequences[0])) {
        this.popLane(lane);
        return true;
      }
    } else if (this.count === 0) return false;
    const slot = this.slots[0];
    this.at = this.times[0];
    this.kind = this.kinds[slot];
    this.record = this.payload;
    this.base = slot * PAYLOAD;
    this.spent = slot;
    if (--this.count > 0) this.siftDown();
    return true;
  }

  save(): ScheduleState {
    const { count, used } = this;
    const free = new Int32Array(this.freeCount + (this.spent >= 0 ? 1 : 0));
    free.set(this.free.subarray(0, this.freeCount));
    if (this.spent >= 0) free[this.freeCount] = this.spent;
    return {
      times: this.times.slice(0, count),
      sequences: this.sequences.slice(0, count),
      slots: this.slots.slice(0, count),
      kinds: this.kinds.slice(0, used),
      payload: this.payload.slice(0, used * PAYLOAD),
      free,
      nextSequence: this.nextSequence,
      lanes: this.lanes.map((ring) => ring.save()),
    };
  }

  /** Throws RangeError when the state has other lanes. */
  restore(state: ScheduleState): void {
    if (state.lanes.length !== this.lanes.length) throw new RangeError(`lanes: ${state.lanes.length} into ${this.lanes.length}`);
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
    this.nextSequence = state.nextSequence;
    this.waitingCount = 0;
    this.inLanes = 0;
    for (let i = 0; i < this.lanes.length; i++) {
      const ring = this.lanes[i];
      ring.restore(state.lanes[i]);
      this.inLanes += ring.count;
      if (ring.count > 0) this.join(i);
    }
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
  private siftUp(at: number, slot: number): void {
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
    sequences[index] = this.nextSequence++;
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

  private popLane(lane: number): void {
    const ring = this.lanes[lane];
    this.at = this.headAt[lane];
    this.record = ring.data;
    this.base = ring.base;
    this.kind = ring.kind;
    this.inLanes--;
    ring.drop();
    if (ring.count > 0) {
      this.headAt[lane] = ring.headAt;
      this.headSequence[lane] = ring.headSequence;
      this.sink(0, lane);
    } else if (--this.waitingCount > 0) this.sink(0, this.waiting[this.waitingCount]);
  }

  /** A lane that was empty has its first entry. */
  private join(lane: number): void {
    const ring = this.lanes[lane];
    this.headAt[lane] = ring.headAt;
    this.headSequence[lane] = ring.headSequence;
    this.raise(this.waitingCount++, lane);
  }

  private before(lane: number, other: number): boolean {
    const at = this.headAt[lane];
    const otherAt = this.headAt[other];
    return at < otherAt || (at === otherAt && this.headSequence[lane] < this.headSequence[other]);
  }

  private raise(index: number, lane: number): void {
    const { waiting } = this;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.before(lane, waiting[parent])) break;
      waiting[index] = waiting[parent];
      index = parent;
    }
    waiting[index] = lane;
  }

  private sink(index: number, lane: number): void {
    const { waiting, waitingCount } = this;
    for (;;) {
      let least = 2 * index + 1;
      if (least >= waitingCount) break;
      if (least + 1 < waitingCount && this.before(waiting[least + 1], waiting[least])) least++;
      if (!this.before(waiting[least], lane)) break;
      waiting[index] = waiting[least];
      index = least;
    }
    waiting[index] = lane;
  }
}

export interface ScheduleState {
  readonly times: Float64Array;
  readonly sequences: Float64Array;
  readonly slots: Int32Array;
  readonly kinds: Uint8Array;
  readonly payload: Float64Array;
  readonly free: Int32Array;
  readonly nextSequence: number;
  readonly lanes: readonly RingState[];
}

function widen<T extends Int32Array | Float64Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
