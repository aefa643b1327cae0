import { HOUR, MINUTE, type Nanos, px, SECOND } from '../../../shared/units.ts';

/**
 * Limit up, limit down (domain 1.3; LULD Plan with Amendment 18, so nothing doubles at the open). Bands stand around a reference price:
 * 5 % in tier 1 and 10 % in tier 2 above $3.00; 20 % from $0.75 to $3.00; below, the lesser of $0.15 and 75 %. In the last 25 minutes
 * they are twice as wide in tier 1, and in tier 2 up to $3.00. Rounded to the nearest cent.
 */

export const LIMIT_STATE = (15 * SECOND) as Nanos;
export const PAUSE = (5 * MINUTE) as Nanos;
/** The reference follows the mean once that has moved so far. */
export const REFERENCE_MOVE = 0.01;
export const REGULAR_OPEN = (9 * HOUR + 30 * MINUTE) as Nanos;
export const LAST_MINUTES = (15 * HOUR + 35 * MINUTE) as Nanos;
export const REGULAR_CLOSE = (16 * HOUR) as Nanos;

const CENT = px(0.01);
const THREE = px(3);
const PENNY_STOCK = px(0.75);

/** Px; `lowerPx` is at least one ten-thousandth. */
export interface Bands {
  readonly lowerPx: number;
  readonly upperPx: number;
}

/** Bands around a reference in the regular session; undefined outside it, where there are none. */
export function bands(referencePx: number, tier: 1 | 2, now: number): Bands | undefined {
  if (now < REGULAR_OPEN || now >= REGULAR_CLOSE) return undefined;
  const twice = now >= LAST_MINUTES && (tier === 1 || referencePx <= THREE);
  const room = width(referencePx, tier) * (twice ? 2 : 1);
  return { lowerPx: Math.max(1, toCent(referencePx - room)), upperPx: toCent(referencePx + room) };
}

function width(referencePx: number, tier: 1 | 2): number {
  if (referencePx < PENNY_STOCK) return Math.min(px(0.15), 0.75 * referencePx);
  if (referencePx <= THREE) return 0.2 * referencePx;
  return (tier === 1 ? 0.05 : 0.1) * referencePx;
}

function toCent(price: number): number {
  return Math.round(price / CENT) * CENT;
}

/** Seconds that the mean looks back. */
const SPAN = 300;

/** The mean price of the trades of the last five minutes, kept by the second: a trade of the 300th second back has just gone out. */
export class FiveMinuteMean {
  private readonly sums = new Float64Array(SPAN);
  private readonly counts = new Float64Array(SPAN);
  private second = 0;
  private sum = 0;
  private count = 0;

  add(now: number, tradePx: number): void {
    this.roll(now);
    const at = this.second % SPAN;
    this.sums[at]! += tradePx;
    this.counts[at]! += 1;
    this.sum += tradePx;
    this.count += 1;
  }

  /** 0 when there was no trade. Sums of whole prices: exact. */
  mean(now: number): number {
    this.roll(now);
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  clear(): void {
    this.sums.fill(0);
    this.counts.fill(0);
    this.sum = 0;
    this.count = 0;
  }

  save(): MeanState {
    const { sums, counts, second, sum, count } = this;
    return { sums: sums.slice(), counts: counts.slice(), second, sum, count };
  }

  restore({ sums, counts, second, sum, count }: MeanState): void {
    this.sums.set(sums);
    this.counts.set(counts);
    this.second = second;
    this.sum = sum;
    this.count = count;
  }

  private roll(now: number): void {
    const second = Math.floor(now / SECOND);
    if (second - this.second >= SPAN) this.clear();
    else
      for (let s = this.second + 1; s <= second; s++) {
        const at = s % SPAN;
        this.sum -= this.sums[at]!;
        this.count -= this.counts[at]!;
        this.sums[at] = 0;
        this.counts[at] = 0;
      }
    this.second = second;
  }
}

export interface MeanState {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly second: number;
  readonly sum: number;
  readonly count: number;
}
