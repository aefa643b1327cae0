import { Lane, type LaneState } from './schedule-lane.ts';

/** The lanes of a schedule, and which of their heads is due first: a binary heap of those that hold something. */
export class Lanes {
  /** Entries in all lanes together. */
  size = 0;
  private readonly lanes: Lane[] = [];
  /** By lane: its head's time and sequence, while it has one. */
  private at = new Float64Array(0);
  private sequence = new Float64Array(0);
  /** Lanes that hold something, a heap by their heads. */
  private waiting = new Int32Array(0);
  private waitingCount = 0;

  /** The first head's, while there is one. */
  get headAt(): number {
    return this.at[this.waiting[0]];
  }

  get headSequence(): number {
    return this.sequence[this.waiting[0]];
  }

  /** Returns the new lane's number, 0 for the first. */
  open(): number {
    const count = this.lanes.length + 1;
    this.at = widen(this.at, new Float64Array(count));
    this.sequence = widen(this.sequence, new Float64Array(count));
    this.waiting = widen(this.waiting, new Int32Array(count));
    return this.lanes.push(new Lane()) - 1;
  }

  push(
    lane: number,
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
    const into = this.lanes[lane];
    into.push(at, sequence, kind, a, b, c, d, e, f, g, h);
    this.size++;
    if (into.count === 1) this.join(lane);
  }

  hold(lane: number, until: number): void {
    const held = this.lanes[lane];
    held.heldUntil = until;
    if (held.count === 0) return;
    this.at[lane] = held.headAt;
    this.raise(this.waiting.indexOf(lane), lane);
    this.sink(this.waiting.indexOf(lane), lane);
  }

  /** The lane of the first head, while there is one. */
  get first(): Lane {
    return this.lanes[this.waiting[0]];
  }

  /** Takes the first head, while there is one: it can be read where it was until its lane is next pushed to. */
  drop(): void {
    const lane = this.waiting[0];
    const from = this.lanes[lane];
    this.size--;
    from.drop();
    if (from.count > 0) {
      this.at[lane] = from.headAt;
      this.sequence[lane] = from.headSequence;
      this.sink(0, lane);
    } else if (--this.waitingCount > 0) this.sink(0, this.waiting[this.waitingCount]);
  }

  save(): readonly LaneState[] {
    return this.lanes.map((lane) => lane.save());
  }

  /** Throws RangeError when the state has other lanes. */
  restore(state: readonly LaneState[]): void {
    if (state.length !== this.lanes.length) throw new RangeError(`lanes: ${state.length} into ${this.lanes.length}`);
    this.waitingCount = 0;
    this.size = 0;
    this.lanes.forEach((lane, i) => {
      lane.restore(state[i]);
      this.size += lane.count;
      if (lane.count > 0) this.join(i);
    });
  }

  /** A lane that was empty has its first entry. */
  private join(lane: number): void {
    const { headAt, headSequence } = this.lanes[lane];
    this.at[lane] = headAt;
    this.sequence[lane] = headSequence;
    this.raise(this.waitingCount++, lane);
  }

  private before(lane: number, other: number): boolean {
    const at = this.at[lane];
    const otherAt = this.at[other];
    return at < otherAt || (at === otherAt && this.sequence[lane] < this.sequence[other]);
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

function widen<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
