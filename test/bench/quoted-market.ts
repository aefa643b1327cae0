import { Stream } from '../../electron/engine/random.ts';

export const LEVELS = 10;
export const TICK = 100;
const START_PX = 1_000_000;
/** A venue's best is at the market's, or up to so many ticks behind. */
const BEHIND = 2;
const MOST_LOTS = 6;
const LOT = 100;
/** Sizes that change before each decision, and the chances that a venue's best and that the whole market moves a tick. */
const RESIZED = 3;
const BEST_MOVES = 0.25;
const MARKET_MOVES = 0.05;

/** A level has another size now, 0 where it is gone. Sides are 0 for bids, 1 for offers. */
export type Heard = (venue: number, side: number, px: number, qty: number) => void;

/** What some lit venues show, ten levels a tick apart on each side, and how that changes from step to step: always in the same way. */
export class QuotedMarket {
  readonly venues: number;
  /** By (venue x 2 + side) x LEVELS + level, best first. */
  readonly px: Int32Array;
  readonly qty: Int32Array;
  /** The best bid of all and the best offer lie a tick from it, or further. */
  private middle = START_PX;
  private readonly heard: Heard;
  private readonly random = new Stream(1, 'bench/quoted-market');

  constructor(venues: number, heard: Heard) {
    this.venues = venues;
    this.px = new Int32Array(venues * 2 * LEVELS);
    this.qty = new Int32Array(venues * 2 * LEVELS);
    this.heard = heard;
    for (let place = 0; place < 2 * venues; place++) {
      const best = this.middle + away(place) * (1 + this.random.below(BEHIND + 1));
      for (let level = 0; level < LEVELS; level++) this.show(place, level, best + away(place) * level, this.size());
    }
  }

  step(): void {
    const { random, venues } = this;
    for (let i = 0; i < RESIZED; i++) {
      const place = random.below(2 * venues);
      const level = random.below(LEVELS);
      this.show(place, level, this.px[place * LEVELS + level], this.size());
    }
    if (random.chance(BEST_MOVES)) this.moveBest(random.below(2 * venues));
    if (random.chance(MARKET_MOVES)) this.moveAll(random.chance(0.5) ? TICK : -TICK);
  }

  private size(): number {
    return LOT * (1 + this.random.below(MOST_LOTS));
  }

  private show(place: number, level: number, px: number, qty: number): void {
    this.px[place * LEVELS + level] = px;
    this.qty[place * LEVELS + level] = qty;
    this.heard(place >> 1, place & 1, px, qty);
  }

  /** A tick nearer where there is room, else a tick back. */
  private moveBest(place: number): void {
    const behind = (this.px[place * LEVELS] - this.middle) / away(place) - 1;
    this.move(place, behind > 0 ? -away(place) : away(place));
  }

  /** The side that gives way goes first, so that no venue is ever crossed. */
  private moveAll(by: number): void {
    this.middle += by;
    const first = by > 0 ? 1 : 0;
    for (const side of [first, 1 - first]) for (let venue = 0; venue < this.venues; venue++) this.move(2 * venue + side, by);
  }

  /** All levels of a place a tick on: one at the end is gone, one at the other end is new. */
  private move(place: number, by: number): void {
    const { px, qty } = this;
    const from = place * LEVELS;
    const back = by === away(place);
    this.heard(place >> 1, place & 1, px[back ? from : from + LEVELS - 1], 0);
    if (back) {
      px.copyWithin(from, from + 1, from + LEVELS);
      qty.copyWithin(from, from + 1, from + LEVELS);
      this.show(place, LEVELS - 1, px[from + LEVELS - 2] + by, this.size());
    } else {
      px.copyWithin(from + 1, from, from + LEVELS - 1);
      qty.copyWithin(from + 1, from, from + LEVELS - 1);
      this.show(place, 0, px[from + 1] + by, this.size());
    }
  }
}

/** A tick away from the middle, on the side of a place. */
function away(place: number): number {
  return (place & 1) === 0 ? -TICK : TICK;
}
