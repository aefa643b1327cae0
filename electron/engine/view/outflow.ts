import { SECOND } from '../../../shared/units.ts';

/** Half of what traded is forgotten in so long. */
const HALF_LIFE = 30 * SECOND;

/**
 * How fast each venue trades a symbol as its feed tells: shares a second off one side of the touch, newer trades counting more. What a
 * queue there is expected to lose (the outflow of domain 5.2).
 */
export class Outflow {
  private readonly venues: number;
  /** By symbol x venues + venue: shares that still count, and when that was so. */
  private readonly shares: Float64Array;
  private readonly at: Float64Array;

  constructor(venues: number, symbols: number) {
    this.venues = venues;
    this.shares = new Float64Array(venues * symbols);
    this.at = new Float64Array(venues * symbols);
  }

  traded(venue: number, symbol: number, qty: number, now: number): void {
    const i = symbol * this.venues + venue;
    this.shares[i] = this.counting(i, now) + qty;
    this.at[i] = now;
  }

  /** Shares a second that go off one side: half of what trades. */
  rate(venue: number, symbol: number, now: number): number {
    return (this.counting(symbol * this.venues + venue, now) * Math.LN2 * SECOND) / HALF_LIFE / 2;
  }

  save(): OutflowState {
    return { shares: this.shares.slice(), at: this.at.slice() };
  }

  restore({ shares, at }: OutflowState): void {
    this.shares.set(shares);
    this.at.set(at);
  }

  private counting(i: number, now: number): number {
    const shares = this.shares[i]!;
    return shares === 0 ? 0 : shares * 0.5 ** ((now - this.at[i]!) / HALF_LIFE);
  }
}

export interface OutflowState {
  readonly shares: Float64Array;
  readonly at: Float64Array;
}
