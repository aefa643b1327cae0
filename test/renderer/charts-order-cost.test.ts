import { describe, expect, test } from 'vitest';
import { causesOf, causesPicture, markoutsOf, sharesPicture, slippageOf, totalText } from '../../renderer/charts/order-cost.ts';
import type { ExecutionReport, Markout } from '../../shared/events.ts';
import { type OrderTca, orderTca } from '../../shared/tca/order-tca.ts';
import { type Money, type Nanos, nanos, px, qty } from '../../shared/units.ts';

const START = 36_000e9;

/** The example of domain 6: buy 1,000, arrival 50.00; 600 at 50.01, 300 at 50.02, 100 cancelled with the mid at 50.05; 3 mils a share. */
function reports(filled: number): ExecutionReport[] {
  const base = {
    type: 'ExecutionReport',
    orderID: 'P-1',
    clOrdID: 'c1',
    symbol: 'ACME',
    side: 'buy',
    ordType: 'market',
    timeInForce: 'day',
    orderQty: qty(1_000),
  } as const;
  const at = (second: number) => nanos(START + second * 1e9);
  const fills = [
    { lastQty: 600, lastPx: 50.01, midPx: 50.005, mic: 'XNAS' },
    { lastQty: 300, lastPx: 50.02, midPx: 50.012, mic: 'SIGMA' },
  ].slice(0, filled);
  let cum = 0;
  let notional = 0;
  const trades = fills.map((fill, i): ExecutionReport => {
    cum += fill.lastQty;
    notional += fill.lastQty * px(fill.lastPx) * 100;
    return {
      ...base,
      at: at(i + 1),
      execID: `E-${i + 2}`,
      execType: 'F',
      ordStatus: '1',
      cumQty: qty(cum),
      leavesQty: qty(1_000 - cum),
      cumNotional: notional as Money,
      cumFee: (cum * 3_000) as Money,
      lastQty: qty(fill.lastQty),
      lastPx: px(fill.lastPx),
      lastMkt: fill.mic,
      fee: (fill.lastQty * 3_000) as Money,
      midPx: px(fill.midPx),
    };
  });
  const first: ExecutionReport = {
    ...base,
    at: at(0),
    execID: 'E-1',
    execType: '0',
    ordStatus: '0',
    cumQty: qty(0),
    leavesQty: qty(1_000),
    cumNotional: 0 as Money,
    cumFee: 0 as Money,
    midPx: px(50),
  };
  return [first, ...trades];
}

const markout = (tau: number, midPx?: number): Markout => ({
  type: 'Markout',
  at: nanos(START + 2e9),
  execID: 'E-2',
  tau: tau as Nanos,
  ...(midPx === undefined ? {} : { midPx: px(midPx) }),
});
const done: OrderTca | undefined = orderTca(reports(2), [markout(1e9, 50.012), markout(5e9)], px(50.05));
const live: OrderTca | undefined = orderTca(reports(2));

describe('the cost of one order', () => {
  test('by cause: spread, drift, fee and unfilled add up to the shortfall of the example', () => {
    const causes = causesOf(done?.costs);
    expect(causes.map((cause) => [cause.name, Number(cause.value.toFixed(4))])).toEqual([
      ['spread', 1.08],
      ['drift', 1.32],
      ['fee', 0.54],
      ['unfilled', 1],
    ]);
    expect(causesPicture(done).table.rows.at(-1)).toEqual(['total', '3.94']);
    expect(totalText(done)).toBe('3.94 bps, $19.70');
  });

  test('of a live order says what is known so far and charges nothing for what may still fill', () => {
    expect(causesPicture(live).table.rows.at(-1)?.[0]).toBe('so far');
    expect(totalText(live)).toBe('$14.70 so far');
  });

  test('slippage runs fill by fill; a benchmark that is absent has no line', () => {
    const table = slippageOf(done).table;
    expect(table.head).toEqual(['Time', 'arrival', 'mid']);
    expect(table.rows).toEqual([
      ['10:00:01.000', '+2.00 bps', '+1.00 bps'],
      ['10:00:02.000', '+2.67 bps', '+1.20 bps'],
    ]);
  });

  test('a markout in a one-sided market is left out, not drawn as zero', () => {
    expect(markoutsOf(done).table.rows.map((row) => row.slice(0, 2))).toEqual([['1 s', '+0.40']]);
  });

  test('venues by share of the filled quantity', () => {
    expect(sharesPicture(done, []).table.rows).toEqual([
      ['XNAS', '66.7 %', '600'],
      ['SIGMA', '33.3 %', '300'],
    ]);
  });

  test('before the first fill, and without an order, every chart is bare', () => {
    for (const tca of [orderTca(reports(0)), undefined]) {
      for (const picture of [slippageOf(tca), markoutsOf(tca), sharesPicture(tca, [])]) expect(picture.table.rows).toEqual([]);
      expect(causesPicture(tca).table.rows).toEqual([['so far', '0.00']]);
    }
    expect(totalText(undefined)).toBeUndefined();
  });
});
