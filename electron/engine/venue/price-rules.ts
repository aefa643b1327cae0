import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Conditions } from '../conditions.ts';
import { BID, DAY, HIDDEN, ISO, MARKET_PEG, MID_PEG, PRIMARY_PEG } from './book.ts';
import type { Place } from './place.ts';
import type { Sight } from './sight.ts';

/** Flags of an order that shows nothing. */
export const UNDISPLAYED = HIDDEN | MID_PEG | PRIMARY_PEG | MARKET_PEG;

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

  hasBands(symbol: number): boolean {
    return this.conditions.upperPx[symbol] !== 0;
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

  /** Whether what an order would meet first rests outside the bands, where they have moved past it: nothing may trade there. */
  meetsOutside(symbol: number, side: number, farPx: number): boolean {
    const { lowerPx, upperPx } = this.conditions;
    return side === BID ? farPx > 0 && farPx < lowerPx[symbol]! : farPx > upperPx[symbol]!;
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
