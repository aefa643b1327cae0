import type { Side } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import { isWorking, type OrderBook } from '../../state/orders.ts';

/** Something of ours at one price. */
export interface OwnMark {
  readonly px: number;
  readonly side: Side;
  /** Resting at a venue, or on its way there. */
  readonly kind: 'resting' | 'flight';
  readonly mic: string;
  readonly qty: number;
  readonly orderID: string;
  readonly parentID: string;
}

/** Our live children in a symbol that stand at a price, oldest first. Pegged midpoint orders stand at no price of the ladder. */
export function ownMarks(orders: OrderBook, symbol: string, venues: readonly VenueSpec[]): OwnMark[] {
  const marks: OwnMark[] = [];
  for (const parentID of orders.parents) {
    const parent = orders.byID.get(parentID);
    if (!parent || parent.symbol !== symbol) continue;
    for (const id of parent.children) {
      const child = orders.byID.get(id);
      if (!child || !isWorking(child) || child.price === undefined || child.exDestination === undefined) continue;
      if (child.action === 'peg') continue;
      if (venues.some((venue) => venue.mic === child.exDestination && venue.kind === 'dark')) continue;
      const kind = child.action === 'post' && child.ordStatus !== 'A' ? 'resting' : 'flight';
      marks.push({
        px: child.price,
        side: child.side,
        kind,
        mic: child.exDestination,
        qty: child.leavesQty,
        orderID: id,
        parentID,
      });
    }
  }
  return marks;
}
