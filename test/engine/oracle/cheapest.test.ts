import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cheapest, joined, merged, unitCost, type Wish } from '../../../electron/engine/oracle/cheapest.ts';
import { DARK, LIT } from '../../../electron/engine/textbook/venues.ts';
import type { Offered } from '../../../electron/engine/venue/liquidity.ts';
import { regretScore } from '../../../shared/regret.ts';
import { MONEY_PER_DOLLAR, type Money, money, type Px, px, type Qty, qty } from '../../../shared/units.ts';

function offer(venue: number, price: number, shares: number, fee: number, hidden = false): Offered {
  return { venue, px: px(price), qty: qty(shares), fee: money(fee), hidden };
}

const shown = LIT.map((v, i) => offer(i, v.bestAsk, v.askSize, v.takerFee));
const pools = DARK.map((v, i) => offer(LIT.length + i, 100.005, v.askSize, 0, true));
const wish: Wish = { side: 'buy', orderQty: qty(3000), arrivalPx: px(100.005), charge: money(0.028) };
/** What all 3,000 shares cost together, dollars. */
const total = (cost: number) => 3000 * 100.005 + cost / MONEY_PER_DOLLAR;

describe('the textbook table', () => {
  test('TV-5.4b: the optimum of displayed shares, and with 900 dark ones at the midpoint', () => {
    expect(total(cheapest(shown, wish).cost)).toBeCloseTo(300_036.87, 9);
    const { cost, picks, leftQty } = cheapest([...pools, ...shown], wish);
    expect(total(cost)).toBeCloseTo(300_029.67, 9);
    expect(leftQty).toBe(0);
    expect(picks.map(({ venue, qty }) => [[...LIT, ...DARK][venue]!.mic, qty])).toEqual([
      ['SIGMA_DARK', 500],
      ['CROSSFINDER', 400],
      ['IEX', 800],
      ['BATS', 900],
      ['NYSE', 400],
    ]);
  });

  test('TV-5.11: regret in bps of 3,000 at $100, and its score', () => {
    const oracle = total(cheapest([...pools, ...shown], wish).cost);
    const regret = (dollars: number) => ((dollars - oracle) / (3000 * 100)) * 1e4;
    expect(regret(300_030.12)).toBeCloseTo(0.015, 9);
    expect(regret(300_036.87)).toBeCloseTo(0.24, 9);
    expect(regret(300_037.32)).toBeCloseTo(0.255, 9);
    expect(regret(300_038.37)).toBeCloseTo(0.29, 9);
    expect(regretScore(0)).toBe(100);
    expect(regretScore(1)).toBeCloseTo(100 / Math.E, 9);
  });
});

describe('what is left', () => {
  test('more than there is: the rest is charged', () => {
    const { cost, leftQty } = cheapest([offer(0, 100.01, 100, 0.003)], { ...wish, orderQty: qty(150) });
    expect([leftQty, cost]).toEqual([50, 100 * 8_000 + 50 * 28_000]);
  });

  test('an offer dearer than the charge is still taken, but for the shares that the order itself left', () => {
    const offers = [offer(0, 100.01, 100, 0), offer(1, 100.05, 100, 0)];
    const must = { ...wish, orderQty: qty(200) };
    expect(cheapest(offers, must)).toMatchObject({ leftQty: 0, cost: 100 * 5_000 + 100 * 45_000 });
    expect(cheapest(offers, { ...must, mayLeave: qty(60) })).toMatchObject({
      leftQty: 60,
      cost: 100 * 5_000 + 40 * 45_000 + 60 * 28_000,
    });
  });

  test('nothing on offer is all charge; a sale is the mirror image', () => {
    expect(cheapest([], wish)).toEqual({ cost: 3000 * 28_000, picks: [], leftQty: 3000 });
    expect(unitCost({ side: 'sell', arrivalPx: px(100.005) }, { px: px(100), fee: money(0.003) })).toBe(8_000);
  });
});

test('two views of one market: the larger of both at each venue, price, fee and kind, and no share twice', () => {
  const market = merged([offer(0, 100.01, 100, 0.003), offer(0, 100.01, 50, 0.003), offer(1, 100.01, 70, 0.003)]);
  expect(market.map(({ venue, qty }) => [venue, qty])).toEqual([
    [0, 150],
    [1, 70],
  ]);
  const found = [offer(0, 100.01, 100, 0.003), offer(0, 100.01, 80, 0.003), offer(1, 100.01, 30, 0.003), offer(1, 100, 10, -0.002)];
  expect(joined(market, found).map(({ venue, px, qty }) => [venue, px, qty])).toEqual([
    [0, 1_000_100, 180],
    [1, 1_000_100, 70],
    [1, 1_000_000, 10],
  ]);
});

test('no other way to have the shares is cheaper, and no order that could do the same was', () => {
  const anyOffer = fc.record({
    venue: fc.nat(5),
    px: fc.integer({ min: 999_000, max: 1_001_000 }) as fc.Arbitrary<Px>,
    qty: fc.integer({ min: 1, max: 500 }) as fc.Arbitrary<Qty>,
    fee: fc.integer({ min: -3000, max: 3000 }) as fc.Arbitrary<Money>,
    hidden: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(anyOffer, { maxLength: 12 }),
      fc.nat(2000),
      fc.integer({ min: -50_000, max: 50_000 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (offers, size, charge, chance) => {
        const orderQty = (size + 1) as Qty;
        // Some order: part of what is offered, whatever comes first, and the rest left.
        let rest: number = orderQty;
        const fills = merged(offers).map((one) => {
          const taken = Math.min(rest, Math.floor(one.qty * chance.next().value!));
          rest -= taken;
          return { ...one, qty: taken as Qty };
        });
        const own = { side: 'buy', orderQty, arrivalPx: px(100), charge: charge as Money, mayLeave: rest as Qty } as const;
        const cost = fills.reduce((sum, fill) => sum + fill.qty * unitCost(own, fill), 0) + rest * charge;
        const plan = cheapest(merged(offers), own);
        expect(plan.cost).toBeLessThanOrEqual(cost);
        expect(plan.picks.reduce((sum, { qty }) => sum + qty, 0) + plan.leftQty).toBe(orderQty);
      },
    ),
    { numRuns: 500 },
  );
});
