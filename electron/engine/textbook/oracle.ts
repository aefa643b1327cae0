import type { Side } from '../../../shared/fix.ts';
import { MONEY_PER_DOLLAR, MONEY_PER_PX, type Money, money, type Px, type Qty } from '../../../shared/units.ts';
import { type Oracle, TEXTBOOK_STRATEGIES } from '../../../shared/wire/textbook.ts';
import { cheapest } from '../oracle/cheapest.ts';
import type { Offered } from '../venue/liquidity.ts';
import { dearestFee, market, worse } from './market.ts';
import { referenceQuality, routeReference } from './reference.ts';
import { DARK } from './venues.ts';

/**
 * The static optimum of the reference market without a single hit, and what each strategy of the reference gives away against it
 * (TV-5.4b, TV-5.11). Shares that a strategy could not buy are charged one tick above the far touch with the dearest fee.
 */
export function oracle(orderQty: number): Oracle {
  const side: Side = 'buy';
  const { lit, midPx, farPx } = market(side);
  const shown = lit.map((v, venue): Offered => ({ venue, px: v.px, fee: v.takerFee, qty: v.displayQty, hidden: false }));
  // The reference pools show their size and take no fee; only here are they taken at their word.
  const pools = DARK.map((v, i): Offered => {
    return { venue: lit.length + i, px: midPx, fee: 0 as Money, qty: v.askSize as Qty, hidden: true };
  });
  const optimum = (offers: readonly Offered[]): Money | undefined => {
    const plan = cheapest(offers, { side, orderQty: orderQty as Qty, arrivalPx: midPx, charge: 0 as Money });
    return plan.leftQty > 0 ? undefined : ((orderQty * midPx * MONEY_PER_PX + plan.cost) as Money);
  };
  const litOnly = optimum(shown);
  const withDark = optimum([...pools, ...shown]);
  const charge = (worse(side, farPx, 1) * MONEY_PER_PX + dearestFee(lit)) / MONEY_PER_DOLLAR;
  const base = (orderQty * midPx * MONEY_PER_PX) / MONEY_PER_DOLLAR;
  const regret =
    withDark === undefined
      ? []
      : TEXTBOOK_STRATEGIES.map((strategy) => {
          const { fills, leavesQty } = routeReference(strategy, orderQty, () => false);
          const totalCost = money(referenceQuality(fills, 0).totalCost + leavesQty * charge) / MONEY_PER_DOLLAR;
          const dollars = (money(totalCost) - withDark) / MONEY_PER_DOLLAR;
          return { strategy, totalCost, dollars, bps: (dollars / base) * 1e4 };
        });
  const dollars = (value: Money | undefined) => (value === undefined ? undefined : value / MONEY_PER_DOLLAR);
  return { litOnly: dollars(litOnly), withDark: dollars(withDark), regret };
}

/** Half the quoted spread, dollars a share and bps of the midpoint: what a midpoint fill saves before fees (TV-8.4). */
export function midpointSaving(bidPx: Px, askPx: Px): { readonly dollars: number; readonly bps: number } {
  const half = (askPx - bidPx) / 2;
  return { dollars: (half * MONEY_PER_PX) / MONEY_PER_DOLLAR, bps: (half / ((askPx + bidPx) / 2)) * 1e4 };
}
