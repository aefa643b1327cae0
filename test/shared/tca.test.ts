import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Side } from '../../shared/fix.ts';
import { averagePx, intervalVwap, type MidSample, type Print, pwp, twap, vwap } from '../../shared/tca/benchmarks.ts';
import { decompose } from '../../shared/tca/decomposition.ts';
import { MARKOUT_TAUS, markoutBps, meanMarkoutBps } from '../../shared/tca/markout.ts';
import { bps, executed, implementationShortfall, slippageBps } from '../../shared/tca/slippage.ts';
import {
  effectiveOverQuoted,
  effectiveSpread,
  farSide,
  priceImpact,
  priceImprovement,
  quotedSpread,
  realisedSpread,
  reversionBps,
  spreadBps,
} from '../../shared/tca/spread.ts';
import {
  MONEY_PER_DOLLAR,
  type Money,
  money,
  type Nanos,
  PX_PER_DOLLAR,
  type Px,
  px,
  type Qty,
  qty,
  SECOND,
} from '../../shared/units.ts';

/**
 * Example E of domain 6, with the figures of its table: buy 1,000, decided at 49.98, arrived at 50.00, filled 600 @ 50.01 and
 * 300 @ 50.02, 100 cancelled with the mid at 50.05, $0.003 a share. A sell is its mirror image around 50: every price p becomes
 * 100 - p, and what is in dollars comes out the same.
 */
function example(side: Side) {
  const at = (dollars: number) => px(side === 'buy' ? dollars : 100 - dollars);
  return {
    at,
    orderQty: qty(1000),
    decisionPx: at(49.98),
    arrivalPx: at(50),
    endPx: at(50.05),
    fees: money(2.7),
    fills: [
      { lastQty: qty(600), lastPx: at(50.01), midPx: at(50.005), counterfactualPx: at(50.003) },
      { lastQty: qty(300), lastPx: at(50.02), midPx: at(50.012), counterfactualPx: at(50.008) },
    ],
  };
}

function dollars(amount: Money): number {
  return amount / MONEY_PER_DOLLAR;
}

const sides: readonly Side[] = ['buy', 'sell'];
/** What a base of 50 + d turns to in the mirror: bps there are bps here times p / (100 - p). */
const turned = (side: Side, base: number) => (side === 'buy' ? 1 : base / (100 - base));

for (const side of sides) {
  const { at, orderQty, decisionPx, arrivalPx, endPx, fees, fills } = example(side);
  const done = executed(fills);

  test(`${side}: 6.1 arrival slippage 2.666667 bps, average 50.013333`, () => {
    const average = (averagePx(done.cumNotional, done.cumQty) ?? 0) / PX_PER_DOLLAR;
    expect(average).toBeCloseTo(side === 'buy' ? 50.013333333333335 : 49.986666666666665, 9);
    expect(slippageBps(side, done, arrivalPx)).toBeCloseTo(2.6666666666666665, 9);
  });

  test(`${side}: 6.2 shortfall 18 + 12 + 7 + 2.70 = $39.70, 7.943177 bps`, () => {
    const shortfall = implementationShortfall({ side, orderQty, fills, fees, decisionPx, arrivalPx, endPx });
    expect([shortfall.delay, shortfall.trading, shortfall.opportunity, shortfall.fees, shortfall.total].map(dollars)).toEqual([
      18, 12, 7, 2.7, 39.7,
    ]);
    expect(shortfall.bps).toBeCloseTo(7.943177270908364 * turned(side, 49.98), 6);
  });

  test(`${side}: 6.2b shortfall against arrival $19.70, 3.94 bps`, () => {
    const shortfall = implementationShortfall({ side, orderQty, fills, fees, arrivalPx, endPx });
    expect([shortfall.delay, shortfall.trading, shortfall.opportunity, shortfall.fees, shortfall.total].map(dollars)).toEqual([
      0, 12, 5, 2.7, 19.7,
    ]);
    expect(shortfall.bps).toBeCloseTo(3.94, 9);
  });

  test(`${side}: 6.3 VWAP 50.009, .866511 bps`, () => {
    const prints: Print[] = [
      { qty: qty(500), px: at(50) },
      { qty: qty(300), px: at(50.01) },
      { qty: qty(200), px: at(50.03) },
    ];
    expect(vwap(prints)).toBe(at(50.009));
    expect(slippageBps(side, done, vwap(prints))).toBeCloseTo(0.8665106947 * turned(side, 50.009), 6);
    const totals = executed(prints.map(({ px: lastPx, qty: lastQty }) => ({ lastPx, lastQty })));
    const before = { marketQty: qty(700), marketNotional: money(35_000) };
    const after = {
      marketQty: qty(700 + totals.cumQty),
      marketNotional: (before.marketNotional + totals.cumNotional) as Money,
    };
    expect(intervalVwap(before, after)).toBe(at(50.009));
    expect(intervalVwap(before, before)).toBeUndefined();
    const own = { qty: qty(200), notional: (200 * 100 * at(50.03)) as Money };
    expect(intervalVwap(before, after, own)).toBe(vwap(prints.slice(0, 2)));
  });

  test(`${side}: 6.4 TWAP 50.014167, -.166619 bps`, () => {
    const samples: MidSample[] = [
      { at: 0 as Nanos, midPx: at(50.005) },
      { at: (20 * SECOND) as Nanos, midPx: at(50.015) },
      { at: (50 * SECOND) as Nanos, midPx: at(50.03) },
      { at: (60 * SECOND) as Nanos, midPx: at(50.5) },
    ];
    const average = twap(samples, (60 * SECOND) as Nanos) ?? 0;
    expect(average / PX_PER_DOLLAR).toBeCloseTo(side === 'buy' ? 50.01416666666667 : 49.98583333333333, 9);
    expect(slippageBps(side, done, average)).toBeCloseTo(-0.1666194578 * turned(side, 50.0141666667), 6);
  });

  test(`${side}: 6.4b PWP at 10 % 50.007778, 1.110938 bps`, () => {
    const prints: Print[] = [
      { qty: qty(4000), px: at(50) },
      { qty: qty(3000), px: at(50.01) },
      { qty: qty(4000), px: at(50.02) },
    ];
    const price = pwp(prints, done.cumQty, 0.1) ?? 0;
    expect(price / PX_PER_DOLLAR).toBeCloseTo(side === 'buy' ? 50.00777777777778 : 49.99222222222222, 9);
    expect(slippageBps(side, done, price)).toBeCloseTo(1.110938298 * turned(side, 50.0077777778), 6);
    expect(pwp(prints, qty(1200), 0.1)).toBeUndefined();
    expect(() => pwp(prints, qty(900), 0)).toThrow('participation: 0');
  });

  test(`${side}: 6.5 markouts of a fill at 50.01`, () => {
    const later = [50.006, 50.008, 50.012, 50.001].map((mid) => markoutBps(side, at(50.01), at(mid)));
    const expected = [-0.799840032, -0.399920016, 0.399920016, -1.799640072];
    later.forEach((value, i) => {
      expect(value).toBeCloseTo((expected[i] ?? 0) * turned(side, 50.01), 6);
    });
  });

  test(`${side}: 6.6 to 6.9 quoted 1.9998 bps, .010 = -.004 + .014, improvement .002, E/Q .6, reversion .99976 bps`, () => {
    const [p, m, later] = [at(50.01), at(50.005), at(50.012)];
    const [bidPx, askPx] = side === 'buy' ? [at(50), at(50.01)] : [at(50.01), at(50)];
    const turn = turned(side, 50.005);
    expect(spreadBps(quotedSpread(bidPx, askPx), m)).toBeCloseTo(1.99980002 * turn, 6);
    const [effective, realised, impact] = [
      effectiveSpread(side, p, m),
      realisedSpread(side, p, later),
      priceImpact(side, m, later),
    ];
    expect([effective, realised, impact]).toEqual([100, -40, 140]);
    expect(spreadBps(effective, m)).toBeCloseTo(1.99980002 * turn, 6);
    expect(spreadBps(realised, m)).toBeCloseTo(-0.79992001 * turn, 6);
    expect(spreadBps(impact, m)).toBeCloseTo(2.79972003 * turn, 6);
    const far = farSide(side, bidPx, askPx) ?? (0 as Px);
    expect(far).toBe(at(50.01));
    const improvement = priceImprovement(side, at(50.008), far);
    expect(improvement).toBe(20);
    expect(spreadBps(improvement, far)).toBeCloseTo(0.399920016 * turned(side, 50.01), 6);
    expect(effectiveOverQuoted(effectiveSpread(side, at(50.008), m), quotedSpread(bidPx, askPx))).toBeCloseTo(0.6, 12);
    expect(reversionBps(side, at(50.012), at(50.007))).toBeCloseTo(0.9997600576 * turned(side, 50.012), 6);
  });

  test(`${side}: 6.11 12.00 = 5.40 spread + 2.40 impact + 4.20 timing; on a tape impact and timing are one drift of 6.60`, () => {
    const cost = decompose(side, arrivalPx, fills);
    expect(cost).toEqual({
      spread: money(5.4),
      impact: money(2.4),
      timing: money(4.2),
      drift: money(6.6),
      unattributed: 0,
      trading: money(12),
    });
    const replayed = fills.map(({ counterfactualPx: _, ...fill }) => fill);
    expect(decompose(side, arrivalPx, replayed)).toStrictEqual({
      spread: money(5.4),
      drift: money(6.6),
      unattributed: 0,
      trading: money(12),
    });
  });
}

test('6.5 a maker sell at 50.01 with the mid at 50.012 later: -.399920 bps', () => {
  expect(markoutBps('sell', px(50.01), px(50.012))).toBeCloseTo(-0.39992, 6);
});

test('8.3 TV-8.4: a dark midpoint fill of a 100.00/100.01 market saves half the spread, .499975 bps', () => {
  expect(spreadBps(priceImprovement('buy', px(100.005), px(100.01)), px(100.005))).toBeCloseTo(0.499975, 6);
});

test('6.5 markouts are noted at nine times from 10 ms to 5 min', () => {
  expect(MARKOUT_TAUS.map((tau) => tau / SECOND)).toEqual([0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300]);
});

test('a mean markout weighs by shares and leaves one-sided moments out', () => {
  const fill = { side: 'buy', lastPx: px(50) } as const;
  const fills = [
    { ...fill, lastQty: qty(300), midPx: px(50.01) },
    { ...fill, lastQty: qty(100), midPx: px(49.99) },
    { ...fill, lastQty: qty(900) },
  ];
  expect(meanMarkoutBps(fills)).toBeCloseTo(1, 9);
  expect(meanMarkoutBps(fills.slice(2))).toBeUndefined();
});

test('where there is nothing to measure the answer is absent, not 0 and not NaN', () => {
  const none = executed([]);
  expect(averagePx(none.cumNotional, none.cumQty)).toBeUndefined();
  expect(slippageBps('buy', none, px(50))).toBeUndefined();
  expect(slippageBps('buy', executed(example('buy').fills), undefined)).toBeUndefined();
  expect(vwap([])).toBeUndefined();
  expect(twap([{ at: 0 as Nanos }], SECOND)).toBeUndefined();
  expect(twap([], SECOND)).toBeUndefined();
  expect(twap([{ at: SECOND, midPx: px(50) }], SECOND)).toBeUndefined();
  expect(pwp([], qty(0), 0.5)).toBeUndefined();
  expect(effectiveOverQuoted(10, 0)).toBeUndefined();
  expect(bps(1, 0)).toBeUndefined();
  expect(farSide('buy', px(50), undefined)).toBeUndefined();
  expect(decompose('buy', px(50), [])).toEqual({ spread: 0, drift: 0, impact: 0, timing: 0, unattributed: 0, trading: 0 });
});

test('a time without a midpoint does not weigh in the TWAP', () => {
  const samples = [{ at: 0 as Nanos, midPx: px(50) }, { at: SECOND }, { at: (3 * SECOND) as Nanos, midPx: px(51) }];
  expect(twap(samples, (4 * SECOND) as Nanos)).toBe(px(50.5));
});

/* ------------------------------------------------------------------ identities, over anything */

const price = fc.integer({ min: 1, max: 10_000_000 }).map((value) => value as Px);
const shares = fc.integer({ min: 1, max: 100_000 }).map((value) => value as Qty);
const fill = fc.record({
  lastQty: shares,
  lastPx: price,
  midPx: fc.option(price, { nil: undefined }),
  counterfactualPx: fc.option(price, { nil: undefined }),
});
const order = fc.record({
  side: fc.constantFrom<Side>('buy', 'sell'),
  fills: fc.array(fill, { maxLength: 30 }),
  unfilled: fc.integer({ min: 0, max: 100_000 }),
  fees: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((value) => value as Money),
  decisionPx: price,
  arrivalPx: price,
  endPx: price,
});

test('identity: the shortfall is the paper portfolio less the real one, and its parts sum to it', () => {
  fc.assert(
    fc.property(order, ({ side, fills, unfilled, fees, decisionPx, arrivalPx, endPx }) => {
      const s = side === 'buy' ? 1 : -1;
      const { cumQty, cumNotional } = executed(fills);
      const orderQty = (cumQty + unfilled) as Qty;
      const shortfall = implementationShortfall({ side, orderQty, fills, fees, decisionPx, arrivalPx, endPx });
      const paper = s * orderQty * (endPx - decisionPx) * 100;
      const real = s * (cumQty * endPx * 100 - cumNotional) - fees;
      expect(dollars(shortfall.total)).toBeCloseTo((paper - real) / MONEY_PER_DOLLAR, 9);
      const { delay, trading, opportunity, total } = shortfall;
      expect(delay + trading + opportunity + fees).toBe(total);
      expect(trading).toBe(decompose(side, arrivalPx, fills).trading + 0);
    }),
    { numRuns: 500 },
  );
});

test('identity: spread + drift + unattributed = trading, and impact + timing = drift wherever they are known', () => {
  fc.assert(
    fc.property(order, ({ side, fills, arrivalPx }) => {
      const { cumQty, cumNotional } = executed(fills);
      const cost = decompose(side, arrivalPx, fills);
      expect(cost.spread + cost.drift + cost.unattributed).toBe(
        (side === 'buy' ? 1 : -1) * (cumNotional - cumQty * arrivalPx * 100) + 0,
      );
      expect(cost.impact === undefined).toBe(fills.some((one) => one.midPx === undefined || one.counterfactualPx === undefined));
      if (cost.impact !== undefined && cost.timing !== undefined) expect(cost.impact + cost.timing).toBe(cost.drift);
    }),
    { numRuns: 500 },
  );
});

test('identity: effective = realised + impact; a sell is the mirror of a buy', () => {
  fc.assert(
    fc.property(price, price, price, (p, m, later) => {
      expect(realisedSpread('buy', p, later) + priceImpact('buy', m, later)).toBe(effectiveSpread('buy', p, m));
      const mirror = (value: Px) => (20_000_000 - value) as Px;
      expect(effectiveSpread('sell', mirror(p), mirror(m))).toBe(effectiveSpread('buy', p, m));
      expect(realisedSpread('sell', mirror(p), mirror(later))).toBe(realisedSpread('buy', p, later));
      expect(priceImpact('sell', mirror(m), mirror(later))).toBe(priceImpact('buy', m, later));
      expect(priceImprovement('sell', mirror(p), mirror(m))).toBe(priceImprovement('buy', p, m));
    }),
  );
});
