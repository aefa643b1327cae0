import { opposite, type Side } from '../../../shared/fix.ts';
import type { Px, Qty } from '../../../shared/units.ts';
import type { Desk } from './situation.ts';

/** A displayed level less what of it is ours. */
export interface OthersLevel {
  readonly px: Px;
  readonly qty: Qty;
}

/** The levels an order on `side` could take at a venue, best first: what our own resting orders show there is not liquidity to us. */
export function othersLevels({ view, own }: Desk, venue: number, symbol: number, side: Side): OthersLevel[] {
  const far = opposite(side);
  const levels = view.levels(venue, symbol, far);
  const others: OthersLevel[] = [];
  const ours = own.rests(symbol, far);
  for (let i = 0; i < levels.count; i++) {
    const px = levels.px[i]!;
    const qty = levels.qty[i]! - (ours ? own.shownAt(venue, symbol, far, px) : 0);
    if (qty > 0) others.push({ px: px as Px, qty: qty as Qty });
  }
  return others;
}

/** Price of the first of them, 0 when there is none; without the list. */
export function othersBest({ view, own }: Desk, venue: number, symbol: number, side: Side): number {
  const far = opposite(side);
  const levels = view.levels(venue, symbol, far);
  if (!own.rests(symbol, far)) return levels.count > 0 ? levels.px[0]! : 0;
  for (let i = 0; i < levels.count; i++) if (levels.qty[i]! > own.shownAt(venue, symbol, far, levels.px[i]!)) return levels.px[i]!;
  return 0;
}
