import { SECOND } from '../../../shared/units.ts';

/** So long a price counts after it was replaced (domain 1.2, exception 8). */
export const WINDOW = SECOND;

/** Entries a line has room for at first; all lines get twice as much when one needs more. A power of two. */
const ROOM = 8;

/**
 * The highest number that each of many lines has had within the last second, whatever came after it. A line keeps, in a ring, only what
 * may still be the highest: each entry is higher than all that were replaced after it. Nothing is allocated per change.
 */
export class RecentPrices {
  private room = ROOM;
  /** By line x room + slot: the number, and when it was replaced. */
  private value: Int32Array;
  private until: Float64Array;
  /** By line: slot of its oldest entry, and how many it has. */
  private readonly first: Int32Array;
  private readonly count: Int32Array;

  constructor(lines: number) {
    this.value = new Int32Array(lines * ROOM);
    this.until = new Float64Array(lines * ROOM);
    this.first = new Int32Array(lines);
    this.count = new Int32Array(lines);
  }

  /** A line's number is replaced now, by whatever. */
  replaced(now: number, line: number, value: number): void {
    const { first, count, room } = this;
    const base = line * room;
    const mask = room - 1;
    const start = now - WINDOW;
    let head = first[line]!;
    let size = count[line]!;
    while (size > 0 && this.until[base + head]! <= start) {
      head = (head + 1) & mask;
      size -= 1;
    }
    // What was replaced earlier and is not higher is never asked for again.
    while (size > 0 && this.value[base + ((head + size - 1) & mask)]! <= value) size -= 1;
    first[line] = head;
    count[line] = size;
    if (size === room) return this.grow(now, line, value);
    const slot = base + ((head + size) & mask);
    this.value[slot] = value;
    this.until[slot] = now;
    count[line] = size + 1;
  }

  /** The highest of what was replaced less than a second ago; undefined where nothing was. */
  highest(now: number, line: number): number | undefined {
    const base = line * this.room;
    for (let i = 0; i < this.count[line]!; i++) {
      const slot = base + ((this.first[line]! + i) & (this.room - 1));
      if (this.until[slot]! > now - WINDOW) return this.value[slot];
    }
    return undefined;
  }

  save(): RecentPricesState {
    const { room, value, until, first, count } = this;
    return { room, value, until, first, count };
  }

  restore(state: RecentPricesState): void {
    this.room = state.room;
    this.value = state.value.slice();
    this.until = state.until.slice();
    this.first.set(state.first);
    this.count.set(state.count);
  }

  private grow(now: number, line: number, value: number): void {
    const { room, first, count } = this;
    const wider = room * 2;
    const values = new Int32Array(count.length * wider);
    const untils = new Float64Array(count.length * wider);
    for (let l = 0; l < count.length; l++) {
      for (let i = 0; i < count[l]!; i++) {
        const slot = l * room + ((first[l]! + i) & (room - 1));
        values[l * wider + i] = this.value[slot]!;
        untils[l * wider + i] = this.until[slot]!;
      }
      first[l] = 0;
    }
    this.value = values;
    this.until = untils;
    this.room = wider;
    this.replaced(now, line, value);
  }
}

export interface RecentPricesState {
  readonly room: number;
  readonly value: Int32Array;
  readonly until: Float64Array;
  readonly first: Int32Array;
  readonly count: Int32Array;
}
