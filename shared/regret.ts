import type { Side } from './fix.ts';
import type { Mic } from './market.ts';
import type { StrategyName } from './routing.ts';
import type { Money, Nanos, Px, Qty } from './units.ts';

/**
 * How far an order was from the best (domain 5.11). Everything is judged in the market as it would have been without the order: the
 * same session, run again from the moment it came, with the order left out.
 *
 * `static` (O1): the cheapest shares in the true books, hidden and dark ones included, each venue's as it stood when a leg sent at once
 * would have arrived there. `window` (O2): the cheapest of all shares that stood there at any time from the order's arrival to the end
 * of the horizon. `fixed` (O3): the strategy that did best, had it been given this order. To `static` and `window` is added whatever the
 * order itself found, so neither can be dearer than the order was.
 */
export const ORACLES = ['static', 'window', 'fixed'] as const;
export type OracleName = (typeof ORACLES)[number];

/** Shares at one venue and price that an oracle would have had. */
export interface OraclePick {
  readonly mic: Mic;
  readonly px: Px;
  readonly qty: Qty;
  /** Micro-dollars a share, fee included, against the arrival midpoint. */
  readonly unitCost: Money;
  /** Not displayed: hidden at a lit venue, or in a pool. */
  readonly hidden: boolean;
}

export interface OracleResult {
  readonly oracle: OracleName;
  /** All-in, micro-dollars against the arrival midpoint; what it could not have had is charged like the order's own unfilled shares. */
  readonly cost: Money;
  /** Of orderQty times the arrival midpoint. */
  readonly bps: number;
  /** The order's cost less this, bps. */
  readonly regretBps: number;
  /** 100 exp(-regret / 1 bp). */
  readonly score: number;
  readonly picks: readonly OraclePick[];
  /** Of `fixed`: the strategy. */
  readonly strategy?: StrategyName;
}

export interface OrderRegret {
  readonly orderID: string;
  readonly symbol: string;
  readonly side: Side;
  readonly strategy: StrategyName;
  readonly orderQty: Qty;
  readonly filledQty: Qty;
  readonly arrivalPx: Px;
  /** From the order's arrival; what is not filled by then is charged at the far touch and the dearest taker fee. */
  readonly horizon: Nanos;
  readonly cost: Money;
  readonly bps: number;
  readonly oracles: readonly OracleResult[];
  /** What each strategy would have cost, had it been given this order, bps, least first. */
  readonly strategies: readonly { readonly strategy: StrategyName; readonly bps: number }[];
  /** Move of the midpoint against the order from its arrival to a second later, beyond that of the same market without it, bps. */
  readonly leakBps?: number;
}

/** 100 for an order that was as good as the oracle, 37 for one that was 1 bp dearer (domain 5.11). */
export function regretScore(regretBps: number): number {
  return 100 * Math.exp(-regretBps);
}
