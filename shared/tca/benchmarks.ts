import { MONEY_PER_PX, type Money, type Nanos, type Px, type Qty } from '../units.ts';

/**
 * Prices to measure an execution against (domain 6.3, 6.4, 6.4b). Results are in `Px` units with their fraction kept, since an average
 * seldom falls on 1/10,000; undefined where there is nothing to average.
 */

export interface Print {
  readonly px: Px;
  readonly qty: Qty;
}

/** All shares and notional printed in a symbol up to some moment. */
export interface MarketTotals {
  readonly marketQty: Qty;
  readonly marketNotional: Money;
}

/** Average price of `qty` shares that cost `notional` micro-dollars. */
export function averagePx(notional: Money, qty: Qty): number | undefined {
  return qty > 0 ? notional / (qty * MONEY_PER_PX) : undefined;
}

/** Volume-weighted average price of the prints (6.3). */
export function vwap(prints: readonly Print[]): number | undefined {
  let shares = 0;
  let value = 0;
  for (const { px, qty } of prints) {
    shares += qty;
    value += px * qty;
  }
  return shares > 0 ? value / shares : undefined;
}

/** VWAP of what printed after `from` up to `to` (6.3); `own` leaves our own prints out, where the totals hold them. */
export function intervalVwap(
  from: MarketTotals,
  to: MarketTotals,
  own: { readonly qty: Qty; readonly notional: Money } = { qty: 0 as Qty, notional: 0 as Money },
): number | undefined {
  return averagePx(
    (to.marketNotional - from.marketNotional - own.notional) as Money,
    (to.marketQty - from.marketQty - own.qty) as Qty,
  );
}

/** A midpoint from this time until the next sample. An absent midpoint is a one-sided market: that time does not count. */
export interface MidSample {
  readonly at: Nanos;
  readonly midPx?: Px;
}

/** Time-weighted average midpoint from the first sample to `until` (6.4). Samples in order of time. */
export function twap(samples: readonly MidSample[], until: Nanos): number | undefined {
  let time = 0;
  let area = 0;
  samples.forEach(({ at, midPx }, i) => {
    if (midPx === undefined) return;
    const span = Math.min(samples[i + 1]?.at ?? until, until) - at;
    if (span <= 0) return;
    time += span;
    area += midPx * span;
  });
  return time > 0 ? area / time : undefined;
}

/**
 * Participation-weighted price (6.4b): VWAP of the first executedQty / participation shares that printed after arrival. Undefined
 * while fewer than that have printed. Throws RangeError unless 0 < participation <= 1.
 */
export function pwp(printsAfterArrival: readonly Print[], executedQty: Qty, participation: number): number | undefined {
  if (!(participation > 0 && participation <= 1))
    throw new RangeError(`participation: ${participation} is not above 0 and at most 1`);
  const wanted = executedQty / participation;
  let shares = 0;
  let value = 0;
  for (const { px, qty } of printsAfterArrival) {
    const taken = Math.min(qty, wanted - shares);
    shares += taken;
    value += px * taken;
    if (shares >= wanted) return shares > 0 ? value / shares : undefined;
  }
  return undefined;
}
