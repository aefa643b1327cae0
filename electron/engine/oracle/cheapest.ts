import { type Side, sign } from '../../../shared/fix.ts';
import { MONEY_PER_PX, type Money, type Px, type Qty } from '../../../shared/units.ts';
import { cheapestFirst } from '../route/split/greedy.ts';
import type { Offered } from '../venue/liquidity.ts';

/** What an oracle is to have, and how its shares are priced. */
export interface Wish {
  readonly side: Side;
  readonly orderQty: Qty;
  /** The zero of every price: the arrival midpoint. */
  readonly arrivalPx: Px;
  /** What each share that is not had is charged, micro-dollars against `arrivalPx`. */
  readonly charge: Money;
  /** Shares that may be left to that charge although there are offers; what the order itself left. Default none. */
  readonly mayLeave?: Qty;
}

/** Some shares of an offer, and what each costs: micro-dollars against the arrival midpoint, fee included. */
export interface Taken extends Offered {
  readonly unitCost: Money;
}

/** Shares and what they cost; `leftQty` of the order are not among them and are in `cost` at the charge. */
export interface Plan {
  readonly cost: Money;
  readonly picks: readonly Taken[];
  readonly leftQty: Qty;
}

/** Micro-dollars a share against the arrival midpoint, positive is bad. */
export function unitCost({ side, arrivalPx }: Pick<Wish, 'side' | 'arrivalPx'>, { px, fee }: Pick<Offered, 'px' | 'fee'>): Money {
  return (sign(side) * (px - arrivalPx) * MONEY_PER_PX + fee) as Money;
}

/**
 * The cheapest way to have an order from what is offered: in ascending all-in cost, which is optimal where costs are linear (domain 5.4,
 * TV-5.4b). Offers are taken as far as they reach however dear they are, but for `mayLeave` shares, which go to the charge where that is
 * less. What there is no offer for is charged too.
 */
export function cheapest(offers: readonly Offered[], wish: Wish): Plan {
  const { orderQty, charge, mayLeave = 0 } = wish;
  const levels = offers.map((offer) => ({ cost: unitCost(wish, offer), qty: offer.qty as number }));
  const picks: Taken[] = [];
  let rest: number = orderQty;
  let cost = 0;
  for (const i of cheapestFirst(levels)) {
    const level = levels[i]!;
    // Dearer than leaving it: no more than must be had.
    const wanted = level.cost > charge ? rest - mayLeave : rest;
    const qty = Math.min(level.qty, wanted);
    if (qty <= 0) break;
    picks.push({ ...offers[i]!, qty: qty as Qty, unitCost: level.cost as Money });
    cost += qty * level.cost;
    rest -= qty;
  }
  return { cost: (cost + rest * charge) as Money, picks, leftQty: rest as Qty };
}

/**
 * Two views of one market as one: of each venue, price, fee and kind the larger quantity. So every share that is in either can be had, and
 * none twice. `a` is merged already, and so is the result.
 */
export function joined(a: readonly Offered[], b: readonly Offered[]): Offered[] {
  const found = new Map(a.map((offer) => [keyOf(offer), offer]));
  for (const offer of merged(b)) {
    const key = keyOf(offer);
    if (offer.qty > (found.get(key)?.qty ?? 0)) found.set(key, offer);
  }
  return [...found.values()];
}

/** One offer for all of the same venue, price, fee and kind. */
export function merged(offers: readonly Offered[]): Offered[] {
  const found = new Map<string, Offered>();
  for (const offer of offers) {
    const key = keyOf(offer);
    const before = found.get(key);
    found.set(key, before ? { ...before, qty: (before.qty + offer.qty) as Qty } : offer);
  }
  return [...found.values()];
}

function keyOf({ venue, px, fee, hidden }: Offered): string {
  return `${venue} ${px} ${fee} ${hidden}`;
}
