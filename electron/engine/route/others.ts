import { opposite, type Side } from '../../../shared/fix.ts';
import type { Px, Qty } from '../../../shared/units.ts';
import type { Levels } from '../view/levels.ts';
import type { Desk } from './situation.ts';

/** A displayed level less what of it is ours. */
export interface OthersLevel {
  readonly px: Px;
  readonly qty: Qty;
}

/** Shares of others at level `i` of `levels`, a venue's side that an order of ours would take; 0 where all of it is ours. */
export type OthersShares = (venue: number, levels: Levels, i: number) => Qty;

/** How many of the shares that stand on the far side of an order on `side` are others': all of them where none of ours rest there. */
export function othersShares({ own }: Desk, symbol: number, side: Side): OthersShares {
  const far = opposite(side);
  if (!own.rests(symbol, far)) return allShares;
  return (venue, { px, qty }, i) => Math.max(0, qty[i]! - own.shownAt(venue, symbol, far, px[i]!)) as Qty;
}

const allShares: OthersShares = (_venue, { qty }, i) => qty[i] as Qty;

/** The levels an order on `side` could take at a venue, best first: what our own resting orders show there is not liquidity to us. */
export function othersLevels(desk: Desk, venue: number, symbol: number, side: Side): OthersLevel[] {
  const levels = desk.view.levels(venue, symbol, opposite(side));
  const shares = othersShares(desk, symbol, side);
  const others: OthersLevel[] = [];
  for (let i = 0; i < levels.count; i++) {
    const qty = shares(venue, levels, i);
    if (qty > 0) others.push({ px: levels.px[i] as Px, qty });
  }
  return others;
}

/** The first of them; without the list. */
export function bestOfOthers(desk: Desk, venue: number, symbol: number, side: Side): OthersLevel | undefined {
  const levels = desk.view.levels(venue, symbol, opposite(side));
  const shares = othersShares(desk, symbol, side);
  for (let i = 0; i < levels.count; i++) {
    const qty = shares(venue, levels, i);
    if (qty > 0) return { px: levels.px[i] as Px, qty };
  }
  return undefined;
}

/** Its price, 0 when there is none. */
export function othersBest(desk: Desk, venue: number, symbol: number, side: Side): number {
  return bestOfOthers(desk, venue, symbol, side)?.px ?? 0;
}
