import { expect, test } from 'vitest';
import type { Plan } from '../../../electron/engine/oracle/cheapest.ts';
import { cheapest, joined, unitCost } from '../../../electron/engine/oracle/cheapest.ts';
import { regretParts } from '../../../electron/engine/oracle/regret-parts.ts';
import type { Trial } from '../../../electron/engine/oracle/trial.ts';
import type { Offered } from '../../../electron/engine/venue/liquidity.ts';
import { type Money, money, type Nanos, px, type Qty, qty } from '../../../shared/units.ts';

const arrival = { side: 'buy', arrivalPx: px(100.005), orderQty: qty(300) } as const;
const CHARGE = money(0.05);

function offer(venue: number, price: number, shares: number, fee: number, hidden = false): Offered {
  return { venue, px: px(price), qty: qty(shares), fee: money(fee), hidden };
}

/** An order of 300 that found these, and its regret against the cheapest of `market`. */
function judged(fills: readonly Offered[], market: readonly Offered[]) {
  const filledQty = fills.reduce((sum, fill) => sum + fill.qty, 0) as Qty;
  const leftQty = (arrival.orderQty - filledQty) as Qty;
  const cost = (fills.reduce((sum, fill) => sum + fill.qty * unitCost(arrival, fill), 0) + leftQty * CHARGE) as Money;
  const contestant = { name: 'smart', strategy: 'smart', dispatch: 'parallel' } as const;
  const rest = { fees: 0 as Money, firstSentQty: qty(300), firstFilledQty: qty(0), stopped: false, took: 0 as Nanos };
  const own: Trial = { contestant, fills, filledQty, leftQty, charge: CHARGE, cost, ...rest };
  const oracle: Plan = cheapest(joined(market, fills), { ...arrival, charge: CHARGE, mayLeave: leftQty });
  const parts = regretParts(arrival, own, oracle);
  expect(parts.price + parts.fee + parts.hidden + parts.opportunity).toBeCloseTo(cost - oracle.cost, 6);
  return parts;
}

test('as good as the oracle: nothing of anything', () => {
  const fills = [offer(0, 100.01, 300, 0.0006)];
  expect(judged(fills, fills)).toEqual({ price: 0, fee: 0, hidden: 0, opportunity: 0 });
});

test('a dearer price, a dearer fee', () => {
  expect(judged([offer(0, 100.02, 300, 0.003)], [offer(1, 100.01, 300, 0.003)])).toEqual({
    price: 300 * 10_000,
    fee: 0,
    hidden: 0,
    opportunity: 0,
  });
  expect(judged([offer(0, 100.01, 300, 0.003)], [offer(1, 100.01, 300, 0.0006)])).toEqual({
    price: 0,
    fee: 300 * 2_400,
    hidden: 0,
    opportunity: 0,
  });
});

test('hidden shares that were not found are charged with all that a displayed one cost more', () => {
  const parts = judged([offer(0, 100.01, 300, 0.003)], [offer(7, 100.005, 100, 0.001, true), offer(0, 100.01, 300, 0.003)]);
  expect(parts.hidden).toBeCloseTo(100 * (8_000 - 1_000), 6);
  expect(parts.price).toBeCloseTo(0, 6);
  expect(parts.fee).toBeCloseTo(0, 6);
});

test('shares left over are charged beyond what the oracle paid for a share', () => {
  const parts = judged([offer(0, 100.01, 200, 0.003)], [offer(0, 100.01, 300, 0.003)]);
  expect(parts.opportunity).toBeCloseTo(100 * (50_000 - 8_000), 6);
  expect(parts.price).toBeCloseTo(0, 6);
});
