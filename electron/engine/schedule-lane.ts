/** Numbers of an entry: its eight, then when it is due, its sequence and its kind. */
const STRIDE = 11;
const AT = 8;
const SEQUENCE = 9;
const KIND = 10;

/**
 * One lane of the schedule: entries in the order in which they are due, in a ring that doubles when full. One place is always left
 * free, so that the entry last dropped can still be read.
 */
export class Lane {
  data = new Float64Array(16 * STRIDE);
  private mask = 15;
  private head = 0;
  count = 0;
  /** When the last entry ever put here is due: none after it is due before. */
  private lastAt = Number.NEGATIVE_INFINITY;
  /** Nothing is due before. */
  heldUntil = Number.NEGATIVE_INFINITY;

  get base(): number {
    return this.head * STRIDE;
  }

  get kind(): number {
    return this.data[this.head * STRIDE + KIND];
  }

  /** The head's, while there is one. */
  get headAt(): number {
    return Math.max(this.data[this.head * STRIDE + AT], this.heldUntil);
  }

  get headSequence(): number {
    return this.data[this.head * STRIDE + SEQUENCE];
  }

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
    if (this.count === this.mask) this.grow();
    if (at > this.lastAt) this.lastAt = at;
    const base = ((this.head + this.count) & this.mask) * STRIDE;
    const data = this.data;
    data[base] = a;
    data[base + 1] = b;
    data[base + 2] = c;
    data[base + 3] = d;
    data[base + 4] = e;
    data[base + 5] = f;
    data[base + 6] = g;
    data[base + 7] = h;
    data[base + AT] = this.lastAt;
    data[base + SEQUENCE] = sequence;
    data[base + KIND] = kind;
    this.count++;
  }

  drop(): void {
    this.head = (this.head + 1) & this.mask;
    this.count--;
  }

  save(): LaneState {
    const entries = new Float64Array(this.count * STRIDE);
    for (let i = 0; i < this.count; i++) {
      const base = ((this.head + i) & this.mask) * STRIDE;
      entries.set(this.data.subarray(base, base + STRIDE), i * STRIDE);
    }
    return { entries, lastAt: this.lastAt, heldUntil: this.heldUntil };
  }

  restore({ entries, lastAt, heldUntil }: LaneState): void {
    this.head = 0;
    this.count = entries.length / STRIDE;
    while (this.count > this.mask) this.resize((this.mask + 1) * 2);
    this.data.set(entries);
    this.lastAt = lastAt;
    this.heldUntil = heldUntil;
  }

  private grow(): void {
    const { data, head, mask, count } = this;
    this.resize((mask + 1) * 2);
    for (let i = 0; i < count; i++) {
      const base = ((head + i) & mask) * STRIDE;
      this.data.set(data.subarray(base, base + STRIDE), i * STRIDE);
    }
    this.head = 0;
  }

  private resize(places: number): void {
    this.data = new Float64Array(places * STRIDE);
    this.mask = places - 1;
  }
}

export interface LaneState {
  /** Eleven numbers an entry, the head first. */
  readonly entries: Float64Array;
  readonly lastAt: number;
  readonly heldUntil: number;
}
