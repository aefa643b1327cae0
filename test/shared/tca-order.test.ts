import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExecutionReport, Markout } from '../../shared/events.ts';
import { ExecType, OrdStatus, type Side } from '../../shared/fix.ts';
import { type OrderTca, orderTca } from '../../shared/tca/order-tca.ts';
import { type Money, money, type Nanos, notional, type Px, px, type Qty, qty, SECOND } from '../../shared/units.ts';

/** One parent's reports as the engine gives them: New with the arrival market, each trade twice (child, then parent), the last word. */
class Order {
  readonly reports: ExecutionReport[] = [];
  private readonly side: Side;
  private readonly orderQty: number;
  private cumQty = 0;
  private cumNotional = 0;
  private cumFee = 0;

  constructor(side: Side, orderQty: number, market: Partial<ExecutionReport> = {}) {
    this.side = side;
    this.orderQty = orderQty;
    this.tell({ execType: ExecType.new, ordStatus: OrdStatus.new, ...market });
  }

  fill(lastQty: number, lastPx: Px, given: Partial<ExecutionReport> = {}): this {
    const fee = given.fee ?? ((lastQty * 3000) as Money);
    this.cumQty += lastQty;
    this.cumNotional += notional(lastPx, lastQty as Qty);
    this.cumFee += fee;
    const trade = {
      execType: ExecType.trade,
      ordStatus: this.cumQty === this.orderQty ? OrdStatus.filled : OrdStatus.partiallyFilled,
      lastQty: lastQty as Qty,
      lastPx,
      lastMkt: 'XNAS',
      ...given,
      fee,
    };
    const { marketQty: _, marketNotional: __, ...childTrade } = trade;
    this.tell({ ...childTrade, orderID: `K${this.reports.length}`, parentID: 'P1', orderQty: lastQty as Qty });
    return this.tell(trade);
  }

  end(ordStatus: OrdStatus, given: Partial<ExecutionReport> = {}): this {
    return this.tell({ execType: ExecType.canceled, ordStatus, ...given });
  }

  /** Id of the parent's report of fill n, from 0. */
  execID(n: number): string {
    return this.reports.filter((report) => report.parentID === undefined && report.lastQty !== undefined)[n]?.execID ?? '';
  }

  private tell(given: Partial<ExecutionReport> & Pick<ExecutionReport, 'execType' | 'ordStatus'>): this {
    const n = this.reports.length;
    this.reports.push({
      type: 'ExecutionReport',
      at: (n * SECOND) as Nanos,
      execID: `E${n}`,
      orderID: 'P1',
      clOrdID: 'C1',
      symbol: 'AAPL',
      side: this.side,
      ordType: 'market',
      timeInForce: 'day',
      orderQty: this.orderQty as Qty,
      cumQty: this.cumQty as Qty,
      leavesQty: (this.orderQty - this.cumQty) as Qty,
      cumNotional: this.cumNotional as Money,
      cumFee: this.cumFee as Money,
      ...given,
    });
    return this;
  }
}

function market(marketQty: number, dollars: number): Pick<ExecutionReport, 'marketQty' | 'marketNotional'> {
  return { marketQty: qty(marketQty), marketNotional: money(dollars) };
}

/** Example E of domain 6 as an order; a sell mirrors every price around 50. The tape prints 1,000 shares at 50.009 meanwhile. */
function exampleE(side: Side): Order {
  const at = (dollars: number) => px(side === 'buy' ? dollars : 100 - dollars);
  const quotes = (near: number, far: number) =>
    side === 'buy' ? { bidPx: at(near), askPx: at(far) } : { bidPx: at(far), askPx: at(near) };
  const printed = side === 'buy' ? [400 * 50.01, 1000 * 50.009] : [400 * 49.99, 1000 * 49.991];
  return new Order(side, 1000, { midPx: at(50), ...market(5000, 250_000) })
    .fill(600, at(50.01), { midPx: at(50.005), ...quotes(50, 50.01), ...market(5400, 250_000 + (printed[0] ?? 0)) })
    .fill(300, at(50.02), {
      lastMkt: 'XNYS',
      midPx: at(50.012),
      ...quotes(50, 50.024),
      ...market(6000, 250_000 + (printed[1] ?? 0)),
    })
    .end(OrdStatus.canceled);
}

function tca(order: Order, markouts: readonly Markout[] = [], endPx?: Px): OrderTca {
  const result = orderTca(order.reports, markouts, endPx);
  if (!result) throw new Error('no parent among the reports');
  return result;
}

for (const side of ['buy', 'sell'] as const) {
  const at = (dollars: number) => px(side === 'buy' ? dollars : 100 - dollars);

  test(`${side}: the example order of domain 6 and its account`, () => {
    const order = exampleE(side);
    const mark = (n: number, tau: number, mid?: number): Markout => ({
      type: 'Markout',
      at: (10 * SECOND) as Nanos,
      execID: order.execID(n),
      tau: tau as Nanos,
      midPx: mid === undefined ? undefined : at(mid),
    });
    const markouts = [
      mark(0, 5 * SECOND, 50.012),
      mark(1, 5 * SECOND, 50.012),
      mark(0, SECOND),
      { ...mark(0, 9, 60), execID: 'other' },
    ];
    const result = tca(order, markouts, at(50.05));
    expect(result).toMatchObject({
      orderID: 'P1',
      side,
      ordStatus: OrdStatus.canceled,
      orderQty: 1000,
      cumQty: 900,
      fillRate: 0.9,
      arrivalPx: at(50),
      priceImprovement: money(300 * 0.004),
      costs: {
        spread: { cost: money(5.4) },
        drift: { cost: money(6.6) },
        unattributed: { cost: 0, bps: 0 },
        fee: { cost: money(2.7) },
        opportunity: { cost: money(5) },
        total: { cost: money(19.7) },
      },
    });
    expect(result.costs?.total?.bps).toBeCloseTo(3.94, 9);
    expect(result.costs?.spread.bps).toBeCloseTo(1.08, 9);
    expect(result.costs?.opportunity?.bps).toBeCloseTo(1, 9);
    expect((result.avgPx ?? 0) / 10_000).toBeCloseTo(side === 'buy' ? 50.0133333333 : 49.9866666667, 9);
    expect(result.arrivalBps).toBeCloseTo(2.6666666667, 9);
    expect(result.vwapBps).toBeCloseTo(0.8665106947 * (side === 'buy' ? 1 : 50.009 / 49.991), 6);
    // Σx s(p - m) = $5.40 over Σx m.
    const atMid = side === 'buy' ? 600 * 50.005 + 300 * 50.012 : 600 * 49.995 + 300 * 49.988;
    expect(result.midBps).toBeCloseTo((5.4 / atMid) * 1e4, 9);
    expect(result.effectiveOverQuoted).toBeCloseTo((600 * 0.01 + 300 * 0.016) / (600 * 0.01 + 300 * 0.024), 9);
    const [first, second] = [at(50.01), at(50.02)];
    expect(result.venues).toEqual([
      { mic: 'XNAS', fills: 1, qty: 600, share: 600 / 900, notional: 60_000 * first, fee: money(1.8) },
      { mic: 'XNYS', fills: 1, qty: 300, share: 300 / 900, notional: 30_000 * second, fee: money(0.9) },
    ]);
    const s = side === 'buy' ? 1 : -1;
    const expected = (600 * ((s * (at(50.012) - first)) / first) + 300 * ((s * (at(50.012) - second)) / second)) / 900;
    expect(result.markouts.map((mean) => mean.tau)).toEqual([SECOND, 5 * SECOND]);
    expect(result.markouts[0]?.bps).toBeUndefined();
    expect(result.markouts[1]?.bps).toBeCloseTo(expected * 1e4, 9);
  });

  test(`${side}: the running series has one point a fill, each over all fills so far`, () => {
    const order = exampleE(side);
    const [first, second, ...more] = tca(order).series;
    expect(more).toEqual([]);
    expect(first).toMatchObject({ at: 2 * SECOND, execID: order.execID(0), cumQty: 600, avgPx: at(50.01) });
    expect(first?.arrivalBps).toBeCloseTo(2, 9);
    expect(first?.vwapBps).toBeCloseTo(0, 9);
    expect(first?.midBps).toBeCloseTo((side === 'buy' ? 0.005 / 50.005 : 0.005 / 49.995) * 1e4, 9);
    expect(second).toMatchObject({ at: 4 * SECOND, execID: order.execID(1), cumQty: 900 });
    expect(second?.arrivalBps).toBeCloseTo(2.6666666667, 9);
    expect(tca(order)).toMatchObject({ arrivalBps: second?.arrivalBps, vwapBps: second?.vwapBps, midBps: second?.midBps });
  });
}

test('no report, or children alone: nothing to account for', () => {
  expect(orderTca([])).toBeUndefined();
  expect(orderTca(exampleE('buy').reports.filter((report) => report.parentID !== undefined))).toBeUndefined();
});

test('an order that got nothing: no average, no slippage, the whole of it charged at the end midpoint', () => {
  const order = new Order('sell', 500, { midPx: px(50), ...market(0, 0) }).end(OrdStatus.canceled);
  const result = tca(order, [], px(49.9));
  expect(result).toMatchObject({ cumQty: 0, fillRate: 0, series: [], venues: [], markouts: [], priceImprovement: 0 });
  for (const field of ['avgPx', 'arrivalBps', 'vwapBps', 'midBps', 'effectiveOverQuoted'] as const)
    expect(result[field]).toBeUndefined();
  expect(result.costs?.opportunity).toEqual({ cost: money(50), bps: 20 });
  expect(result.costs?.total).toEqual({ cost: money(50), bps: 20 });
});

test('unfilled shares without an end midpoint: opportunity and total are absent, not 0', () => {
  const { costs } = tca(exampleE('buy'));
  expect(costs?.opportunity).toBeUndefined();
  expect(costs?.total).toBeUndefined();
  expect(costs?.spread.cost).toBe(money(5.4));
});

test('a finished order takes the end midpoint from its last report; a live one does not', () => {
  const order = new Order('buy', 1000, { midPx: px(50) }).fill(400, px(50.01), { midPx: px(50.005) });
  expect(tca(order).costs?.total).toBeUndefined();
  expect(tca(order.end(OrdStatus.expired, { midPx: px(50.05) })).costs?.opportunity?.cost).toBe(money(30));
});

test('a filled order has no opportunity cost and needs no end midpoint', () => {
  const { costs, ordStatus, fillRate } = tca(new Order('buy', 400, { midPx: px(50) }).fill(400, px(50.01), { midPx: px(50.005) }));
  expect([ordStatus, fillRate]).toEqual([OrdStatus.filled, 1]);
  expect(costs?.opportunity).toEqual({ cost: 0, bps: 0 });
  expect(costs?.total?.cost).toBe(money(400 * 0.01 + 1.2));
});

test('a one-sided market at arrival leaves out what needs the arrival midpoint; at a fill, what needs that one', () => {
  const blind = tca(new Order('buy', 400).fill(400, px(50.01), { midPx: px(50.005) }));
  expect(blind.costs).toBeUndefined();
  expect(blind.arrivalBps).toBeUndefined();
  expect(blind.midBps).toBeCloseTo((0.005 / 50.005) * 1e4, 9);
  const half = tca(
    new Order('buy', 400, { midPx: px(50) }).fill(300, px(50.02), { askPx: px(50.02) }).fill(100, px(50.01), { midPx: px(50.005) }),
  );
  expect(half.costs?.unattributed.cost).toBe(money(6));
  expect(half.costs?.spread.cost).toBe(money(0.5));
  expect(half.costs?.drift.cost).toBe(money(0.5));
  expect(half.series.map((point) => point.midBps)).toEqual([undefined, half.midBps]);
});

test('a refused order: one report, nothing done, nothing owed', () => {
  const order = new Order('buy', 400, { execType: ExecType.rejected, ordStatus: OrdStatus.rejected });
  expect(tca(order)).toMatchObject({ ordStatus: OrdStatus.rejected, cumQty: 0, fillRate: 0, series: [] });
});

test('identities over any order: parts sum to the total, venues to the fills, and a sell is the mirror of a buy', () => {
  const mirror = 20_000_000;
  const price = fc.integer({ min: 1, max: mirror - 1 }).map((value) => value as Px);
  const fill = fc.record({
    shares: fc.integer({ min: 1, max: 100_000 }),
    lastPx: price,
    midPx: fc.option(price, { nil: undefined }),
    bidPx: price,
    askPx: price,
    fee: fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value as Money),
    lastMkt: fc.constantFrom('XNAS', 'XNYS', 'IEXG'),
  });
  const orders = fc.tuple(fc.array(fill, { maxLength: 20 }), fc.nat(100_000), price, price);
  fc.assert(
    fc.property(orders, ([fills, unfilled, arrivalPx, endPx]) => {
      const orderQty = Math.max(1, fills.reduce((sum, { shares }) => sum + shares, 0) + unfilled);
      const account = (side: Side) => {
        const turn = (value: Px) => (side === 'buy' ? value : mirror - value) as Px;
        const order = new Order(side, orderQty, { midPx: turn(arrivalPx) });
        for (const { shares, lastPx, midPx, bidPx, askPx, fee, lastMkt } of fills)
          order.fill(shares, turn(lastPx), {
            midPx: midPx && turn(midPx),
            bidPx: side === 'buy' ? bidPx : turn(askPx),
            askPx: side === 'buy' ? askPx : turn(bidPx),
            fee,
            lastMkt,
          });
        return { order, result: tca(order, [], turn(endPx)) };
      };
      const { order, result } = account('buy');
      const costs = result.costs;
      const { spread, drift, unattributed, fee, opportunity, total } = costs ?? {};
      const parts = [spread, drift, unattributed, fee, opportunity];
      expect(parts.reduce((sum, part) => sum + (part?.cost ?? Number.NaN), 0)).toBe(total?.cost);
      const bps = parts.map((part) => part?.bps ?? Number.NaN);
      const size = bps.reduce((sum, value) => sum + Math.abs(value), 1);
      expect((bps.reduce((sum, value) => sum + value, 0) - (total?.bps ?? Number.NaN)) / size).toBeCloseTo(0, 9);
      const last = order.reports.at(-1);
      expect(result.cumQty).toBe(last?.cumQty);
      expect(fee?.cost).toBe(last?.cumFee);
      expect(result.venues.reduce((sum, venue) => sum + venue.notional, 0)).toBe(last?.cumNotional);
      expect(result.venues.reduce((sum, venue) => sum + venue.share, 0)).toBeCloseTo(fills.length > 0 ? 1 : 0, 9);
      expect(result.series).toHaveLength(fills.length);

      const mirrored = account('sell').result;
      const money = (of: OrderTca) => Object.values(of.costs ?? {}).map((part: { readonly cost: Money }) => part.cost);
      expect(money(mirrored)).toEqual(money(result));
      expect(mirrored.priceImprovement).toBe(result.priceImprovement);
      if (result.effectiveOverQuoted !== undefined) expect(mirrored.effectiveOverQuoted).toBeCloseTo(result.effectiveOverQuoted, 9);
    }),
    { numRuns: 300 },
  );
});
