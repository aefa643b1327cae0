import { describe, expect, test } from 'vitest';
import { type DisplayedLevel, restCost } from '../../electron/host/preview.ts';
import type { Side } from '../../shared/fix.ts';
import type { Leg } from '../../shared/routing.ts';
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
const decision = (leavesQty: number, legs: readonly Leg[], side: Side = 'buy') => ({
  side,
  symbol: 'ACME',
  leavesQty: qty(leavesQty),
  limitPx: side === 'buy' ? px(100.05) : px(99.95),
  legs,
});
const offers: readonly DisplayedLevel[] = [
  { mic: 'XNAS', px: px(100.01), qty: 300 },
  { mic: 'BATS', px: px(100.01), qty: 200 },
  { mic: 'XNAS', px: px(100.02), qty: 500 },
];
/** One tick of a cent, the dearest fee of $0.003, and so much over a mid of 100.00. */
const share = (over: number) => money(0.01 + 0.003 + over);

describe('what a first round leaves out', () => {
  test('costs nothing when the round sends all', () => {
    expect(restCost(decision(300, [leg('XNAS', 300)]), px(100), offers, config)).toBe(0);
  });

  test('sweeps what stays displayed, a tick worse and at the dearest fee', () => {
    const cost = restCost(decision(900, [leg('XNAS', 300)]), px(100), offers, config);
    expect(cost).toBe(200 * share(0.01) + 400 * share(0.02));
  });

  test('pays the worst displayed price beyond all that is displayed, the limit where nothing is', () => {
    expect(restCost(decision(1_100, [leg('XNAS', 800), leg('BATS', 200)]), px(100), offers, config)).toBe(100 * share(0.02));
    expect(restCost(decision(100, []), px(100), [], config)).toBe(100 * share(0.05));
  });

  test('a ping of a dark pool takes nothing away; a sell mirrors a buy', () => {
    expect(restCost(decision(600, [leg('XNAS', 100, 'mid')]), px(100), offers, config)).toBe(500 * share(0.01));
    const bids = [{ mic: 'XNAS', px: px(99.98), qty: 300 }];
    expect(restCost(decision(300, [], 'sell'), px(100), bids, config)).toBe(300 * share(0.02));
  });
});
