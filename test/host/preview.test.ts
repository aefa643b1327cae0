import { describe, expect, test } from 'vitest';
import { type DisplayedLevel, placeable, previewRow, restCost } from '../../electron/host/preview.ts';
import type { Side } from '../../shared/fix.ts';
import type { Candidate, Leg, RoutingDecision } from '../../shared/routing.ts';
import { money, px, qty } from '../../shared/units.ts';

const config = {
  symbols: [{ symbol: 'ACME', tick: px(0.01) }],
  venues: [{ takerFee: money(0.003) }, { takerFee: money(-0.002) }],
} as never;
const leg = (mic: string, orderQty: number, action: Leg['action'] = 'take'): Leg => ({
  orderID: 'preview',
  mic,
  action,
  px: px(100.01),
  orderQty: qty(orderQty),
  iso: false,
});
const order = (side: Side = 'buy') => ({ side, symbol: 'ACME', limitPx: side === 'buy' ? px(100.05) : px(99.95) });
const offers: readonly DisplayedLevel[] = [
  { mic: 'XNAS', px: px(100.01), qty: 300 },
  { mic: 'BATS', px: px(100.01), qty: 200 },
  { mic: 'XNAS', px: px(100.02), qty: 500 },
];
/** One tick of a cent, the dearest fee of $0.003, and so much over a mid of 100.00. */
const share = (over: number) => money(0.01 + 0.003 + over);

describe('what a first round can place', () => {
  test('is what its venue displays within its price, once for all its legs; pings and posts are not bounded', () => {
    const legs = [leg('XNAS', 250), leg('XNAS', 250), leg('BATS', 200), leg('SIGMA', 900, 'mid')];
    const { placed, levels } = placeable({ side: 'buy', legs }, offers);
    expect(placed).toEqual([250, 50, 200, 900]);
    expect(levels.map(({ qty }) => qty)).toEqual([0, 0, 500]);
    expect(offers.map(({ qty }) => qty)).toEqual([300, 200, 500]);
  });

  test('reaches deeper with a worse price', () => {
    expect(placeable({ side: 'buy', legs: [{ ...leg('XNAS', 700), px: px(100.02) }] }, offers).placed).toEqual([700]);
  });
});

describe('what a first round leaves out', () => {
  const rest = (left: number, levels: readonly DisplayedLevel[], side: Side = 'buy') =>
    restCost(order(side), { left, read: 1, midPx: px(100) }, { shown: side === 'buy' ? levels : [], levels }, config);

  test('costs nothing when there is nothing', () => {
    expect(rest(0, offers)).toBe(0);
  });

  test('sweeps what stays displayed, a tick worse and at the dearest fee', () => {
    expect(rest(600, offers)).toBe(500 * share(0.01) + 100 * share(0.02));
  });

  test('is a tick worse only by the chance that the round was read', () => {
    const at = (read: number) => restCost(order(), { left: 100, read, midPx: px(100) }, { shown: offers, levels: offers }, config);
    expect([at(0), at(0.25)]).toEqual([100 * money(0.013), 100 * money(0.0155)]);
  });

  test('pays the mean of the levels beyond all that is displayed, the limit where nothing is', () => {
    expect(rest(1_100, offers)).toBeCloseTo(500 * share(0.01) + 500 * share(0.02) + 100 * share(0.015), 6);
    const gone = offers.map((level) => ({ ...level, qty: 0 }));
    expect(restCost(order(), { left: 100, read: 1, midPx: px(100) }, { shown: offers, levels: gone }, config)).toBeCloseTo(
      100 * share(0.015),
      6,
    );
    expect(rest(100, [])).toBe(100 * share(0.05));
  });

  test('a sell mirrors a buy', () => {
    expect(rest(300, [{ mic: 'XNAS', px: px(99.98), qty: 300 }], 'sell')).toBe(300 * share(0.02));
  });
});

describe('what the whole order is expected to cost', () => {
  const nothing = { price: 0, fee: 0, impact: 0, adverse: 0, latency: 0, leak: 0, miss: 0, overfill: 0 };
  const candidate = (mic: string, action: Candidate['action'], fillProbability: number, cost: Partial<typeof nothing>) =>
    ({
      mic,
      action,
      fillProbability,
      cost: { ...nothing, ...cost },
      total: money(0.01),
      inputs: { detection: 0 },
    }) as unknown as Candidate;
  const row = (legs: readonly Leg[], candidates: readonly Candidate[]) =>
    previewRow(
      { ...order(), strategy: 'smart', leavesQty: qty(500), midPx: px(100), legs, candidates } as unknown as RoutingDecision,
      config,
      offers,
    );

  test('a ping is charged for what it is expected to find, and the rest where it must then be had', () => {
    const ping = row([leg('SIGMA', 500, 'mid')], [candidate('SIGMA', 'mid', 0.2, { fee: money(0.001), latency: money(0.0005) })]);
    expect(ping.cost).toBe(100 * money(0.001) + 500 * money(0.0005) + 400 * money(0.013));
    expect(ping.bps).toBeCloseTo((ping.cost! / (500 * money(100))) * 1e4, 9);
  });

  test('a sweep is charged for its levels, not for the worst of them', () => {
    const sweep = { ...leg('XNAS', 500), px: px(100.02), expectedCost: money(0.014) };
    expect(row([sweep], [candidate('XNAS', 'take', 1, { price: money(0.01) })]).cost).toBe(500 * money(0.014));
  });
});
