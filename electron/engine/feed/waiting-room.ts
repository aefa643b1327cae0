/** Messages of one channel that may wait at a time. */
const PLACES = 16;
/** Number, kind, and eight numbers. */
const STRIDE = 10;

/** Messages that came before one that was sent earlier, by channel. */
export class WaitingRoom {
  readonly counts: Int32Array;
  /** What `take` took. */
  kind = 0;
  readonly numbers = new Float64Array(8);
  private readonly places: Float64Array;

  constructor(channels: number) {
    this.counts = new Int32Array(channels);
    this.places = new Float64Array(channels * PLACES * STRIDE);
  }

  /** False when the room is full. One that waits already is not let in twice. */
  enter(
    channel: number,
    number: number,
    kind: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    g: number,
    h: number,
  ): boolean {
    if (this.find(channel, number) >= 0) return true;
    if (this.counts[channel] === PLACES) return false;
    this.places.set([number, kind, a, b, c, d, e, f, g, h], this.at(channel, this.counts[channel]++));
    return true;
  }

  /** Takes a message by its number into `kind` and `numbers`; false when it does not wait here. */
  take(channel: number, number: number): boolean {
    const place = this.find(channel, number);
    if (place < 0) return false;
    const at = this.at(channel, place);
    this.kind = this.places[at + 1];
    this.numbers.set(this.places.subarray(at + 2, at + STRIDE));
    const last = this.at(channel, --this.counts[channel]);
    this.places.copyWithin(at, last, last + STRIDE);
    return true;
  }

  /** Least number that waits; 0 when none does. */
  lowest(channel: number): number {
    let lowest = 0;
    for (let i = 0; i < this.counts[channel]; i++) {
      const number = this.places[this.at(channel, i)];
      if (lowest === 0 || number < lowest) lowest = number;
    }
    return lowest;
  }

  /** How many wait with a number of at most `last`. */
  upTo(channel: number, last: number): number {
    let count = 0;
    for (let i = 0; i < this.counts[channel]; i++) if (this.places[this.at(channel, i)] <= last) count++;
    return count;
  }

  save(): WaitingRoomState {
    return { counts: this.counts.slice(), places: this.places.slice() };
  }

  restore({ counts, places }: WaitingRoomState): void {
    this.counts.set(counts);
    this.places.set(places);
  }

  private find(channel: number, number: number): number {
    for (let i = 0; i < this.counts[channel]; i++) if (this.places[this.at(channel, i)] === number) return i;
    return -1;
  }

  private at(channel: number, place: number): number {
    return (channel * PLACES + place) * STRIDE;
  }
}

export interface WaitingRoomState {
  readonly counts: Int32Array;
  readonly places: Float64Array;
}
