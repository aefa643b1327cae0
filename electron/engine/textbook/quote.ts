import type { Side } from '../../../shared/fix.ts';
import { isWithin } from '../../../shared/fix.ts';
import type { Nanos, Px, Qty } from '../../../shared/units.ts';
import { type MarketVenue, worse } from './market.ts';

export interface Shown {
  readonly px: Px;
  readonly qty: Qty;
  /** The fast trader has been here: this quote will not be raced for again. */
  readonly moved: boolean;
}

/**
 * One lit venue's book on the side we take from: a level that our own orders consume and that a fast trader may take first, once.
 * When he does, the level goes and half of what was left stands one tick further, as in the source; but nobody is filled there
 * who did not ask for that price.
 */
export class LitQuote {
  readonly venue: MarketVenue;
  private readonly side: Side;
  private readonly raceAt: number;
  private px: Px;
  private qty: Qty;
  private moved = false;

  /** `raceAt`: nanoseconds from the alarm to the fast trader's order, speed bump not counted. */
  constructor(venue: MarketVenue, side: Side, raceAt: number) {
    this.venue = venue;
    this.side = side;
    this.raceAt = raceAt;
    this.px = venue.px;
    this.qty = venue.displayQty;
  }

  /** The quote at the venue at `time`, the fast traders having been alarmed at `alarmAt` (absent: not yet). */
  shown(time: Nanos, alarmAt: Nanos | undefined): Shown {
    const raced = alarmAt !== undefined && alarmAt + this.raceAt + this.venue.speedBump < time;
    if (this.moved || !raced) return { px: this.px, qty: this.qty, moved: this.moved };
    return { px: worse(this.side, this.px, 1), qty: Math.floor(this.qty / 2) as Qty, moved: true };
  }

  /** An IOC at `limit` arrives: the shares it gets, at most what stands within its limit, at the standing price. */
  take(time: Nanos, alarmAt: Nanos | undefined, limit: Px, orderQty: Qty): Shown {
    const now = this.shown(time, alarmAt);
    const lastQty = isWithin(this.side, now.px, limit) ? (Math.min(orderQty, now.qty) as Qty) : (0 as Qty);
    this.px = now.px;
    this.qty = (now.qty - lastQty) as Qty;
    this.moved = now.moved;
    return { px: now.px, qty: lastQty, moved: now.moved };
  }
}
