import { type Side, sign } from '../fix.ts';
import { MONEY_PER_PX, type Money, notional, type Px, type Qty } from '../units.ts';

/** What was bought or sold so far. */
export interface Executed {
  readonly cumQty: Qty;
  /** Sum of price x shares, micro-dollars. */
  readonly cumNotional: Money;
}

export interface Fill {
  readonly lastQty: Qty;
  readonly lastPx: Px;
}

/** s x value (+ for a buy, - for a sell), and a plain 0 for nothing: a sell's -0 would show as a minus sign. */
export function signed(side: Side, value: number): number {
  return sign(side) * value + 0;
}

/** `part` of `base` in basis points; undefined for an empty base. */
export function bps(part: number, base: number): number | undefined {
  return base === 0 ? undefined : (part / base) * 10_000;
}

/** Shares and notional of the fills together, in whole numbers. */
export function executed(fills: readonly Fill[]): Executed {
  let cumQty = 0;
  let cumNotional = 0;
  for (const { lastQty, lastPx } of fills) {
    cumQty += lastQty;
    cumNotional += notional(lastPx, lastQty);
  }
  return { cumQty: cumQty as Qty, cumNotional: cumNotional as Money };
}

/**
 * How much worse than a benchmark price the execution was, in bps of it: s(average - benchmark) / benchmark x 1e4, positive is cost
 * (6.1 against the arrival mid, 6.3 against VWAP, 6.4 against TWAP). `benchmarkPx` may have a fraction; where it is whole the
 * difference is taken in whole numbers. Undefined before the first fill or without a benchmark.
 */
export function slippageBps(side: Side, { cumQty, cumNotional }: Executed, benchmarkPx: number | undefined): number | undefined {
  if (benchmarkPx === undefined || cumQty === 0) return undefined;
  const benchmark = benchmarkPx * MONEY_PER_PX * cumQty;
  return bps(signed(side, cumNotional - benchmark), benchmark);
}

export interface ShortfallFacts {
  readonly side: Side;
  readonly orderQty: Qty;
  readonly fills: readonly Fill[];
  /** All fees paid, micro-dollars; negative is a rebate. */
  readonly fees: Money;
  /** Midpoint when the decision to trade was made; the arrival price where nobody says (6.2b). */
  readonly decisionPx?: Px;
  /** Midpoint when the order arrived at the desk. */
  readonly arrivalPx: Px;
  /** Midpoint at the end, at which the unfilled shares are charged. */
  readonly endPx: Px;
}

/** Micro-dollars, positive is cost; the four parts sum to the total. */
export interface Shortfall {
  readonly delay: Money;
  readonly trading: Money;
  readonly opportunity: Money;
  readonly fees: Money;
  readonly total: Money;
  /** The total in bps of orderQty x decision price. */
  readonly bps?: number;
}

/**
 * Implementation shortfall (6.2, Perold; Wagner's split): what the paper portfolio made and the real one did not.
 * delay s·Σx(P0 - Pd) + trading s·Σx_j(p_j - P0) + opportunity s(X - Σx)(Pn - Pd) + fees.
 */
export function implementationShortfall(facts: ShortfallFacts): Shortfall {
  const { side, orderQty, fees, arrivalPx, endPx, decisionPx = arrivalPx } = facts;
  const { cumQty, cumNotional } = executed(facts.fills);
  const delay = signed(side, cumQty * (arrivalPx - decisionPx) * MONEY_PER_PX);
  const trading = signed(side, cumNotional - notional(arrivalPx, cumQty));
  const opportunity = signed(side, (orderQty - cumQty) * (endPx - decisionPx) * MONEY_PER_PX);
  const total = delay + trading + opportunity + fees;
  return {
    delay: delay as Money,
    trading: trading as Money,
    opportunity: opportunity as Money,
    fees,
    total: total as Money,
    bps: bps(total, notional(decisionPx, orderQty)),
  };
}
