import type { SessionConfig } from '../../../shared/config/session.ts';
import { opposite, type Side } from '../../../shared/fix.ts';

/** Dark venues of which no more is known than their hidden shares a side; what stands behind them does not act. */
export class DarkSizes {
  private readonly venues: number;
  /** [symbol x venues + venue] x side. */
  private readonly qty: Float64Array;

  constructor({ venues, symbols }: SessionConfig) {
    this.venues = venues.length;
    this.qty = new Float64Array(venues.length * symbols.length * 2);
  }

  set(venue: number, symbol: number, side: Side, qty: number): void {
    this.qty[this.at(venue, symbol, side)] = qty;
  }

  get(venue: number, symbol: number, side: Side): number {
    return this.qty[this.at(venue, symbol, side)]!;
  }

  /** An order on `side` takes up to `qty` from the other one, the whole or nothing where it is `whole`. Returns the shares taken. */
  take(venue: number, symbol: number, side: Side, qty: number, whole: boolean): number {
    const stands = this.get(venue, symbol, opposite(side));
    if (whole && stands < qty) return 0;
    const taken = Math.min(stands, qty);
    this.set(venue, symbol, opposite(side), stands - taken);
    return taken;
  }

  save(): Float64Array {
    return this.qty.slice();
  }

  restore(qty: Float64Array): void {
    this.qty.set(qty);
  }

  private at(venue: number, symbol: number, side: Side): number {
    return (symbol * this.venues + venue) * 2 + (side === 'buy' ? 0 : 1);
  }
}
