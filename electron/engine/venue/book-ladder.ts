/** Words of a level's cell, four to a level. A cell's address is the index of its first word. */
export const HEAD = 0;
export const TAIL = 1;
export const SHOWN = 2;
const TICK = 3;
const STRIDE = 4;

/** The best offer of a book without offers: worse than every price. A book without bids has 0. */
export const NO_OFFER = 0x7fffffff;
export const NO_BID = 0;

/** So many orders just outside the window, near the touch, before it moves: bounds what moving costs each of them. */
const MISSES_TO_MOVE = 16;

/**
 * The price levels of one book, both sides on one ladder: an uncrossed book never has both at one tick, so a level's side follows
 * from where it stands to the best. A window of ticks is addressed directly and searched by a two-level bitmap; levels outside it
 * (stub quotes, dollars away) are few and stand sorted behind the window in the same array. When orders near the touch begin to miss
 * the window it moves to them. Where the window stands is never visible: every question has the same answer without it.
 */
export class Ladder {
  /** Cells by address: first the window's, then the far ones in ascending ticks. Replaced when it grows. */
  cells: Int32Array;
  /** First tick of the window. */
  base = 1;
  /** Ticks in the window; a multiple of 32. */
  readonly window: number;
  /** Best tick of [bids, offers]. */
  readonly best = Int32Array.of(NO_BID, NO_OFFER);
  private readonly bits: Int32Array;
  private readonly summary: Int32Array;
  /** Address of the first far cell. */
  private readonly farStart: number;
  private farCount = 0;
  private misses = 0;

  constructor(window: number) {
    if (!(window >= 32 && window % 32 === 0)) throw new RangeError(`window: ${window} is not a multiple of 32`);
    this.window = window;
    this.bits = new Int32Array(window >> 5);
    this.summary = new Int32Array(((window >> 5) + 31) >> 5);
    this.farStart = window * STRIDE;
    this.cells = new Int32Array(this.farStart + 8 * STRIDE);
  }

  clear(): void {
    this.cells.fill(0);
    this.bits.fill(0);
    this.summary.fill(0);
    this.best[0] = NO_BID;
    this.best[1] = NO_OFFER;
    this.base = 1;
    this.farCount = 0;
    this.misses = 0;
  }

  /** Address of a tick's cell, -1 if it is far and holds no orders; in the window the cell may be empty. */
  find(tick: number): number {
    const at = tick - this.base;
    if (at >= 0 && at < this.window) return at * STRIDE;
    const i = this.farFrom(tick);
    const cell = this.farStart + i * STRIDE;
    return i < this.farCount && this.cells[cell + TICK] === tick ? cell : -1;
  }

  /** Address of a tick's cell, occupied from now on: the caller puts an order there. Moves the best. Other addresses become stale. */
  occupy(side: number, tick: number): number {
    const best = this.best;
    if (side === 0 ? tick > best[0] : tick < best[1]) best[side] = tick;
    const at = tick - this.base;
    if (at >= 0 && at < this.window) {
      const cell = at * STRIDE;
      if (this.cells[cell + HEAD] === 0) this.mark(at);
      return cell;
    }
    return this.occupyFar(side, tick);
  }

  /** A level lost its last order. Moves the best. Other addresses become stale. */
  vacate(side: number, tick: number, cell: number): void {
    const at = tick - this.base;
    if (at >= 0 && at < this.window) {
      const word = at >> 5;
      const left = this.bits[word] & ~(1 << (at & 31));
      this.bits[word] = left;
      if (left === 0) this.summary[word >> 5] &= ~(1 << (word & 31));
    } else {
      const end = this.farStart + this.farCount * STRIDE;
      this.cells.copyWithin(cell, cell + STRIDE, end);
      this.farCount -= 1;
    }
    if (this.best[side] === tick) this.best[side] = this.next(side, tick);
  }

  /** The next occupied tick behind `tick` on a side (lower for bids, higher for offers); NO_BID or NO_OFFER if none. */
  next(side: number, tick: number): number {
    return side === 0 ? this.below(tick) : this.above(tick);
  }

  private below(tick: number): number {
    const { base, window } = this;
    const far = this.farCount > 0;
    if (far && tick > base + window) {
      const i = this.farFrom(tick) - 1;
      if (i >= 0 && this.farTick(i) >= base) return this.farTick(i);
    }
    const at = this.bitBelow(Math.min(tick - base, window));
    if (at >= 0) return base + at;
    if (far) {
      const i = this.farFrom(Math.min(tick, base)) - 1;
      if (i >= 0) return this.farTick(i);
    }
    return NO_BID;
  }

  private above(tick: number): number {
    const { base, window } = this;
    const far = this.farCount > 0;
    if (far && tick < base - 1) {
      const i = this.farFrom(tick + 1);
      if (i < this.farCount && this.farTick(i) < base) return this.farTick(i);
    }
    const at = this.bitFrom(Math.max(tick + 1 - base, 0));
    if (at >= 0) return base + at;
    if (far) {
      const i = this.farFrom(Math.max(tick + 1, base + window));
      if (i < this.farCount) return this.farTick(i);
    }
    return NO_OFFER;
  }

  /** Highest marked place under `end`, -1 if none. */
  private bitBelow(end: number): number {
    if (end <= 0) return -1;
    const last = end - 1;
    let word = last >> 5;
    const found = this.bits[word] & (-1 >>> (31 - (last & 31)));
    if (found !== 0) return (word << 5) + 31 - Math.clz32(found);
    let group = word >> 5;
    let words = this.summary[group] & ((1 << (word & 31)) - 1);
    while (words === 0) {
      if (group === 0) return -1;
      group -= 1;
      words = this.summary[group];
    }
    word = (group << 5) + 31 - Math.clz32(words);
    return (word << 5) + 31 - Math.clz32(this.bits[word]);
  }

  /** Lowest marked place from `start` on, -1 if none. */
  private bitFrom(start: number): number {
    if (start >= this.window) return -1;
    let word = start >> 5;
    const found = this.bits[word] & (-1 << (start & 31));
    if (found !== 0) return (word << 5) + lowest(found);
    let group = word >> 5;
    // Shifting by 31 and once more, because a shift by 32 is a shift by 0.
    let words = this.summary[group] & ((-1 << (word & 31)) << 1);
    while (words === 0) {
      group += 1;
      if (group === this.summary.length) return -1;
      words = this.summary[group];
    }
    word = (group << 5) + lowest(words);
    return (word << 5) + lowest(this.bits[word]);
  }

  private mark(at: number): void {
    const word = at >> 5;
    this.bits[word] |= 1 << (at & 31);
    this.summary[word >> 5] |= 1 << (word & 31);
  }

  private farTick(i: number): number {
    return this.cells[this.farStart + i * STRIDE + TICK];
  }

  /** How many far ticks stand under `tick`. */
  private farFrom(tick: number): number {
    let low = 0;
    let high = this.farCount;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.farTick(middle) < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private occupyFar(side: number, tick: number): number {
    if (this.farCount === 0 && this.bitFrom(0) < 0) {
      this.base = this.baseAround(tick);
      return this.occupy(side, tick);
    }
    const touch = this.best[side];
    if (Math.abs(tick - touch) <= this.window >> 2) {
      this.misses += 1;
      if (this.misses >= MISSES_TO_MOVE) {
        this.moveTo(this.baseAround(touch));
        return this.occupy(side, tick);
      }
    }
    const i = this.farFrom(tick);
    const cell = this.farStart + i * STRIDE;
    if (i === this.farCount || this.farTick(i) !== tick) this.insertFar(cell, tick);
    return cell;
  }

  private insertFar(cell: number, tick: number): void {
    const end = this.farStart + this.farCount * STRIDE;
    if (end === this.cells.length) {
      const wider = new Int32Array(this.farStart + 2 * this.farCount * STRIDE);
      wider.set(this.cells);
      this.cells = wider;
    }
    const cells = this.cells;
    cells.copyWithin(cell + STRIDE, cell, end);
    cells.fill(0, cell, cell + STRIDE);
    cells[cell + TICK] = tick;
    this.farCount += 1;
  }

  private baseAround(tick: number): number {
    return Math.max(1, tick - (this.window >> 1));
  }

  private moveTo(base: number): void {
    const levels: number[] = [];
    const keep = (tick: number, cell: number) => {
      levels.push(tick, this.cells[cell + HEAD], this.cells[cell + TAIL], this.cells[cell + SHOWN]);
    };
    const above = this.farFrom(this.base);
    for (let i = 0; i < above; i++) keep(this.farTick(i), this.farStart + i * STRIDE);
    for (let at = this.bitFrom(0); at >= 0; at = this.bitFrom(at + 1)) keep(this.base + at, at * STRIDE);
    for (let i = above; i < this.farCount; i++) keep(this.farTick(i), this.farStart + i * STRIDE);

    this.cells.fill(0);
    this.bits.fill(0);
    this.summary.fill(0);
    this.farCount = 0;
    this.misses = 0;
    this.base = base;
    for (let i = 0; i < levels.length; i += 4) {
      const at = levels[i] - base;
      let cell = at * STRIDE;
      if (at >= 0 && at < this.window) this.mark(at);
      else {
        cell = this.farStart + this.farCount * STRIDE;
        this.insertFar(cell, levels[i]);
      }
      this.cells[cell + HEAD] = levels[i + 1];
      this.cells[cell + TAIL] = levels[i + 2];
      this.cells[cell + SHOWN] = levels[i + 3];
    }
  }
}

/** Place of the lowest set bit. */
function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}
