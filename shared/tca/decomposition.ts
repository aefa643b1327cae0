import { type Side, sign } from '../fix.ts';
import { MONEY_PER_PX, type Money, type Px } from '../units.ts';
import type { Fill } from './slippage.ts';

export interface DecomposedFill extends Fill {
  /** Midpoint at the fill; absent when the market was one-sided. */
  readonly midPx?: Px;
  /** Midpoint at that time in the paired run without our orders: only the simulator can know it. */
  readonly counterfactualPx?: Px;
}

/** Micro-dollars, positive is cost. spread + drift + unattributed = trading; impact + timing = drift where they are known. */
export interface TradingCost {
  /** Σx s(p - m_j): what crossing the spread cost. */
  readonly spread: Money;
  /** Σx s(m_j - P0): how far the midpoint had moved since arrival. */
  readonly drift: Money;
  /** Σx s(m_j - m_j^cf): the part of the drift that we made; absent unless every fill has its counterfactual. */
  readonly impact?: Money;
  /** Σx s(m_j^cf - P0): the part that would have come without us. */
  readonly timing?: Money;
  /** Σx s(p - P0) of the fills in a one-sided market, which have no midpoint to split at. */
  readonly unattributed: Money;
  /** Σx s(p - P0). */
  readonly trading: Money;
}

/** Splits the trading part of the shortfall against arrival (6.11), in whole numbers. */
export function decompose(side: Side, arrivalPx: Px, fills: readonly DecomposedFill[]): TradingCost {
  let [spread, drift, impact, timing, unattributed] = [0, 0, 0, 0, 0];
  let known = true;
  for (const { lastQty, lastPx, midPx, counterfactualPx } of fills) {
    const weight = sign(side) * lastQty * MONEY_PER_PX;
    if (midPx === undefined) {
      unattributed += weight * (lastPx - arrivalPx);
      known = false;
      continue;
    }
    spread += weight * (lastPx - midPx);
    drift += weight * (midPx - arrivalPx);
    if (counterfactualPx === undefined) known = false;
    else {
      impact += weight * (midPx - counterfactualPx);
      timing += weight * (counterfactualPx - arrivalPx);
    }
  }
  return {
    spread: spread as Money,
    drift: drift as Money,
    ...(known ? { impact: impact as Money, timing: timing as Money } : {}),
    unattributed: unattributed as Money,
    trading: (spread + drift + unattributed) as Money,
  };
}
