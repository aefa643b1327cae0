import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Conditions } from '../conditions.ts';
import { BID, DAY, ISO, OFFER, UNDISPLAYED } from './book-flags.ts';
import type { Place } from './place.ts';
import type { Sight } from './sight.ts';

/** At which prices an order may trade and stand: within the LULD bands, and displayed no further than up to the other venues' quotes. */
export class PriceRules {
  private readonly conditions: Conditions;
  private readonly sight: Sight | undefined;
  private readonly lockCross: boolean;

  constructor({ regime }: SessionConfig, conditions: Conditions, sight: Sight | undefined) {
    this.conditions = conditions;
    this.sight = sight;
    this.lockCross = regime.lockCross;
  }

  /** A limit no further than its band. */
  clipped(symbol: number, side: number, px: number): number {
    const { lowerPx, upperPx } = this.conditions;
    if (upperPx[symbol] === 0) return px;
    return side === BID ? Math.min(px, upperPx[symbol]!) : Math.max(px, lowerPx[symbol]!);
  }

  inBands(symbol: number, px: number): boolean {
    const { lowerPx, upperPx } = this.conditions;
    return upperPx[symbol] === 0 || (px >= lowerPx[symbol]! && px <= upperPx[symbol]!);
  }

  /** A price moved to the nearer band where it is beyond one. */
  within(symbol: number, px: number): number {
    return this.clipped(symbol, OFFER, this.clipped(symbol, BID, px));
  }

  /** Whether an order that stands at a price could only trade outside the bands: they have moved past it since it came. */
  isPassed(symbol: number, side: number, px: number): boolean {
    const { lowerPx, upperPx } = this.conditions;
    return upperPx[symbol] !== 0 && (side === BID ? px > upperPx[symbol]! : px < lowerPx[symbol]!);
  }

  /** Whether the bands have moved past anything in a book. */
  havePassed({ symbol, book }: Place): boolean {
    const { lowerPx, upperPx } = this.conditions;
    if (upperPx[symbol] === 0) return false;
    const ask = book.bestPx(OFFER);
    if (this.isPassed(symbol, BID, book.bestPx(BID)) || (ask > 0 && this.isPassed(symbol, OFFER, ask))) return true;
    return book.hiddenQty(BID, upperPx[symbol]! + 1) > 0 || book.hiddenQty(OFFER, lowerPx[symbol]! - 1) > 0;
  }

  /** One tick short of the away quote that a displayed order would lock or cross (610(e)); 0 or less when there is no such price. */
  slid({ index, venue, book }: Place, side: number, px: number, tif: number, flags: number): number {
    if (!this.lockCross || tif !== DAY || (flags & (UNDISPLAYED | ISO)) !== 0 || this.conditions.mayCross[venue] === 1) return px;
    const { awayBidPx, awayAskPx } = this.sight!;
    const away = (side === BID ? awayAskPx : awayBidPx)[index]!;
    if (away === 0 || (side === BID ? px < away : px > away)) return px;
    return side === BID ? away - book.tick : away + book.tick;
  }
}
