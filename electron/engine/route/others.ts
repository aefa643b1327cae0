import { opposite, type Side } from '../../../shared/fix.ts';
import type { Px, Qty } from '../../../shared/units.ts';
import type { Levels } from '../view/levels.ts';
import type { Desk } from './situation.ts';

/** A displayed level less what of it is ours. */
export interface OthersLevel {
  readonly px: Px;
  readonly qty: Qty;
}

/** The levels an order on `side` could take at a venue, best first: what our own resting orders show there is not liquidity to us. */
export function othersLevels(desk: Desk, venue: number, symbol: number, side: Side): OthersLevel[] {
  const levels = desk.view.levels(venue, symbol, opposite(side));
  const others: OthersLevel[] = [];
  for (let i = 0; i < levels.count; i++) {
    const qty = othersQty(desk, venue, symbol, levels, i);
    if (qty > 0) others.push({ px: levels.px[i] as Px, qty });
  }
  return others;
}

/** The first of them; without the list. */
export function bestOfOthers(desk: Desk, venue: number, symbol: number, side: Side): OthersLevel | undefined {
  const levels = desk.view.levels(venue, symbol, opposite(side));
  for (let i = 0; i < levels.count; i++) {
    const qty = othersQty(desk, venue, symbol, levels, i);
    if (qty > 0) return { px: levels.px[i] as Px, qty };
  }
  return undefined;
}

/** Its price, 0 when there is none. */
export function othersBest(desk: Desk, venue: number, symbol: number, side: Side): number {
  const levels = desk.view.levels(venue, symbol, opposite(side));
  for (let i = 0; i < levels.count; i++) if (othersQty(desk, venue, symbol, levels, i) > 0) return levels.px[i]!;
  return 0;
}

/** Shares of others at level `i` of `levels`, a venue's side that an order of ours would take; 0 where all of it is ours. */
export function othersQty({ own }: Desk, venue: number, symbol: number, levels: Levels, i: number): Qty {
  const side = levels.bid ? 'buy' : 'sell';
  const ours = own.rests(symbol, side) ? own.shownAt(venue, symbol, side, levels.px[i]!) : 0;
  return Math.max(0, levels.qty[i]! - ours) as Qty;
}
