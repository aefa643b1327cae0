import { Heap, type HeapState } from './schedule-heap.ts';
import type { LaneState } from './schedule-lane.ts';
import { Lanes } from './schedule-lanes.ts';

/**
 * What is still to happen, in order of (time, sequence): equal times are settled by who asked first. An entry is a kind and up to
 * eight numbers; nothing is allocated per event.
 *
 * Most entries are asked for in the order in which they are due: the messages of one feed, each as late as the one before it. Those go
 * into a lane, a queue that costs the same however much else waits; the rest into a heap. `pop` takes the least of the heap's top and
 * the lanes' heads. Sequences are given over heap and lanes alike, so that all leaves as it would from one heap.
 */
export class Schedule {
  private readonly heap = new Heap();
  private readonly lanes = new Lanes();
  private nextSequence = 0;

  /** The entry last taken by `pop`. Its numbers stay until the next `pop`. */
  at = 0;
  kind = 0;
  private record = this.heap.payload;
  private base = 0;

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
    return this.heap.count + this.lanes.size;
  }

  /** Time of the next entry; +Infinity when there is none. */
  get nextAt(): number {
    const heap = this.heap.count === 0 ? Number.POSITIVE_INFINITY : this.heap.headAt;
    return this.lanes.size === 0 ? heap : Math.min(this.lanes.headAt, heap);
  }

  push(at: number, kind: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0): void {
    this.heap.push(at, this.nextSequence++, kind, a, b, c, d, e, f, g, h);
  }

  /** Opens a lane; returns its number, 0 for the first. Before anything is restored: a state has as many lanes as the schedule it is for. */
  lane(): number {
    return this.lanes.open();
  }

  /** As `push`, behind all that the lane holds: an entry due before the last one ever put there comes with it. */
  pushLane(lane: number, at: number, kind: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0): void {
    this.lanes.push(lane, at, this.nextSequence++, kind, a, b, c, d, e, f, g, h);
  }

  /**
   * Nothing leaves the lane before `until`; what is due earlier leaves then, in order. May be set again, also to an earlier time, as
   * long as that is not past.
   */
  holdLane(lane: number, until: number): void {
    this.lanes.hold(lane, until);
  }

  /** Takes the earliest entry that is due by `until`; false when there is none. */
  pop(until = Number.POSITIVE_INFINITY): boolean {
    const { heap, lanes } = this;
    if (lanes.size > 0 && this.laneIsNext()) {
      const at = lanes.headAt;
      if (at > until) return false;
      heap.release();
      const lane = lanes.first;
      this.at = at;
      this.kind = lane.kind;
      this.record = lane.data;
      this.base = lane.base;
      lanes.drop();
      return true;
    }
    if (heap.count === 0 || heap.headAt > until) return false;
    heap.release();
    this.at = heap.headAt;
    const slot = heap.pop();
    this.kind = heap.kinds[slot];
    this.record = heap.payload;
    this.base = heap.base(slot);
    return true;
  }

  save(): ScheduleState {
    return { heap: this.heap.save(), lanes: this.lanes.save(), nextSequence: this.nextSequence };
  }

  /** Throws RangeError when the state has other lanes. */
  restore({ heap, lanes, nextSequence }: ScheduleState): void {
    this.lanes.restore(lanes);
    this.heap.restore(heap);
    this.nextSequence = nextSequence;
  }

  /** Whether the first of the lanes' heads is due before the heap's top. */
  private laneIsNext(): boolean {
    const { heap, lanes } = this;
    if (heap.count === 0) return true;
    const at = lanes.headAt;
    return at < heap.headAt || (at === heap.headAt && lanes.headSequence < heap.headSequence);
  }
}

export interface ScheduleState {
  readonly heap: HeapState;
  readonly lanes: readonly LaneState[];
  readonly nextSequence: number;
}
