import { MICROSECOND } from '../../../shared/units.ts';

/** Width of a bin of the durations of races, and how many there are; the last takes all that is longer. */
export const RACE_BIN = 5 * MICROSECOND;
export const RACE_BINS = 100;

/** Whose prints are still to be told apart by the side that took: venue times and sides in order of matching. */
const WAITING = 1024;

/** What only a witness can tell of one symbol: cancels, matches with their taker, races. Times are those of the venues. */
export class Truth {
  private readonly lit: Uint8Array;
  orders = 0;
  cancels = 0;
  /** Matches on lit venues against displayed shares: lit trades as MIDAS counts them. */
  litTrades = 0;
  litShares = 0;
  hiddenShares = 0;
  races = 0;
  takersWon = 0;
  raceShares = 0;
  readonly racesAt: Float64Array;
  readonly takersWonAt: Float64Array;
  readonly byDuration = new Float64Array(RACE_BINS);
  /** Anything was told at all. */
  spoke = false;

  private readonly matchTime: Float64Array;
  private readonly matchSign: Int8Array;
  private readonly matchFirst: Int32Array;
  private readonly matchCount: Int32Array;

  constructor(lit: Uint8Array) {
    this.lit = lit;
    this.racesAt = new Float64Array(lit.length);
    this.takersWonAt = new Float64Array(lit.length);
    this.matchTime = new Float64Array(lit.length * WAITING);
    this.matchSign = new Int8Array(lit.length * WAITING);
    this.matchFirst = new Int32Array(lit.length);
    this.matchCount = new Int32Array(lit.length);
  }

  added(venue: number): void {
    this.spoke = true;
    if (this.lit[venue] === 1) this.orders++;
  }

  cancelled(venue: number): void {
    this.spoke = true;
    if (this.lit[venue] === 1) this.cancels++;
  }

  matched(venue: number, qty: number, hidden: boolean): void {
    this.spoke = true;
    if (this.lit[venue] !== 1) return;
    this.litShares += qty;
    if (hidden) this.hiddenShares += qty;
    else this.litTrades++;
  }

  raced(venue: number, messages: number, duration: number, takerWon: boolean, qty: number): void {
    this.spoke = true;
    if (messages < 2) return;
    this.races++;
    this.racesAt[venue]!++;
    this.raceShares += qty;
    if (takerWon) {
      this.takersWon++;
      this.takersWonAt[venue]!++;
    }
    this.byDuration[Math.min(Math.floor(duration / RACE_BIN), RACE_BINS - 1)]!++;
  }

  /** A match whose print is still on its way: the side that took, +1 bought. The oldest is forgotten when too many wait. */
  remember(time: number, venue: number, sign: number): void {
    if (this.matchCount[venue] === WAITING) this.forget(venue);
    const into = venue * WAITING + ((this.matchFirst[venue]! + this.matchCount[venue]!) % WAITING);
    this.matchTime[into] = time;
    this.matchSign[into] = sign;
    this.matchCount[venue]!++;
  }

  /** The side that took at a print, 0 where no match of that time is known. */
  signOf(time: number, venue: number): number {
    while (this.matchCount[venue]! > 0) {
      const at = venue * WAITING + this.matchFirst[venue]!;
      if (this.matchTime[at]! > time) return 0;
      this.forget(venue);
      if (this.matchTime[at] === time) return this.matchSign[at]!;
    }
    return 0;
  }

  private forget(venue: number): void {
    this.matchFirst[venue] = (this.matchFirst[venue]! + 1) % WAITING;
    this.matchCount[venue]!--;
  }
}
