import { isWithin } from '../../../shared/fix.ts';
import type { Witness } from '../market/witness.ts';
import { BID, OFFER } from '../venue/book.ts';
import type { Liquidity, Offered, Seeker } from '../venue/liquidity.ts';
import { merged } from './cheapest.ts';

/**
 * Everything that an order could have had at some time between two moments (O2, domain 5.11): what stands when the window opens, and
 * whatever comes to rest on the far side while it is open, each share once, at the price and the fee at which it came. A peg that is
 * priced better later and a conditional order that is firmed up later are not followed.
 */
export class Window implements Witness {
  private looking: { readonly liquidity: Liquidity; readonly seeker: Seeker; readonly contra: number } | undefined;
  private found: Offered[] = [];

  open(liquidity: Liquidity, seeker: Seeker): void {
    this.looking = { liquidity, seeker, contra: seeker.side === 'buy' ? OFFER : BID };
    this.found = liquidity.all(seeker);
  }

  /** All that was found; nothing more is looked for. */
  close(): readonly Offered[] {
    this.looking = undefined;
    return merged(this.found);
  }

  added(
    _at: number,
    venue: number,
    symbol: number,
    side: number,
    px: number,
    qty: number,
    hidden: boolean,
    minQty: number,
    firm: boolean,
  ): void {
    if (!this.looking) return;
    const { liquidity, seeker, contra } = this.looking;
    if (symbol !== seeker.symbol || side !== contra || !firm || minQty > seeker.orderQty) return;
    const dark = liquidity.isDark(venue);
    const at = dark ? liquidity.darkPx(venue, symbol) : px;
    // In a dark venue `px` is the order's own limit, which the midpoint must meet.
    if (at === 0 || (dark && px !== 0 && !isWithin(seeker.side, px, at)) || !isWithin(seeker.side, at, seeker.limitPx)) return;
    this.found.push(liquidity.offered(venue, at, qty, hidden));
  }
}
