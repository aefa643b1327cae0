import { sign } from '../../../shared/fix.ts';
import { MONEY_PER_PX } from '../../../shared/units.ts';
import type { Arrival } from './arrival.ts';
import type { Plan } from './cheapest.ts';
import type { Trial } from './trial.ts';

/** Where the cost of an order beyond an oracle's comes from, micro-dollars; together they are the regret. */
export interface RegretParts {
  /** Dearer prices for shares of the same kind. */
  readonly price: number;
  readonly fee: number;
  /** Shares that rested unseen and were not found, at what displayed ones cost more. */
  readonly hidden: number;
  /** Shares left over, at what they cost beyond the oracle's mean share. */
  readonly opportunity: number;
}

/**
 * Turns what an order did into what the oracle would have done in three steps, each charged with what it saves: the shares it left are had
 * at the oracle's mean cost (opportunity); as many of its displayed shares as the oracle had more hidden ones become such (hidden); what
 * is left is price and fee. The oracle may leave no more shares than the order.
 */
export function regretParts(arrival: Pick<Arrival, 'side' | 'arrivalPx'>, own: Trial, oracle: Plan): RegretParts {
  const did = holding(arrival, own.fills);
  const could = holding(arrival, oracle.picks);
  const had = could.seen.qty + could.unseen.qty;
  const more = own.leftQty - oracle.leftQty;
  const meanPrice = had > 0 ? (could.seen.price + could.unseen.price) / had : own.charge;
  const meanFee = had > 0 ? (could.seen.fee + could.unseen.fee) / had : 0;
  const opportunity = more * (own.charge - meanPrice - meanFee);
  const price = did.seen.price + did.unseen.price + more * meanPrice - could.seen.price - could.unseen.price;
  const fee = did.seen.fee + did.unseen.fee + more * meanFee - could.seen.fee - could.unseen.fee;
  const missed = Math.min(
    did.seen.qty,
    Math.max(0, could.unseen.qty - did.unseen.qty - (had > 0 ? (more * could.unseen.qty) / had : 0)),
  );
  if (missed === 0) return { price, fee, hidden: 0, opportunity };
  const inPrice = missed * (did.seen.price / did.seen.qty - could.unseen.price / could.unseen.qty);
  const inFee = missed * (did.seen.fee / did.seen.qty - could.unseen.fee / could.unseen.qty);
  return { price: price - inPrice, fee: fee - inFee, hidden: inPrice + inFee, opportunity };
}

interface Holding {
  qty: number;
  /** Against the arrival midpoint. */
  price: number;
  fee: number;
}

function holding(
  { side, arrivalPx }: Pick<Arrival, 'side' | 'arrivalPx'>,
  shares: Trial['fills'],
): { readonly seen: Holding; readonly unseen: Holding } {
  const seen = { qty: 0, price: 0, fee: 0 };
  const unseen = { qty: 0, price: 0, fee: 0 };
  for (const { px, qty, fee, hidden } of shares) {
    const own = hidden ? unseen : seen;
    own.qty += qty;
    own.price += sign(side) * (px - arrivalPx) * MONEY_PER_PX * qty;
    own.fee += fee * qty;
  }
  return { seen, unseen };
}
