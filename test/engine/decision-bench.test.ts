import { expect, test } from 'vitest';
import { loadScenario } from '../../electron/host/scenario.ts';
import { PlainSweep } from '../bench/plain-sweep.ts';
import { benchOrder, decider, QuotedDesk } from '../bench/quoted-desk.ts';
import { LEVELS, QuotedMarket, TICK } from '../bench/quoted-market.ts';
import type { UnitRace } from '../bench/trial.ts';
import { ours, plainSweep } from '../bench/trials/decision.ts';

const CONFIG = loadScenario('us2026');

function run(race: UnitRace, units: number): Readonly<Record<string, number>> {
  for (let i = 0; i < units; i++) {
    race.prepare(i);
    race.run(i);
  }
  return race.totals();
}

test('the market is never crossed, keeps ten levels a tick apart on each side, and is the same every time', () => {
  const shown = new Map<string, number>();
  const market = new QuotedMarket(8, (venue, side, px, qty) => {
    if (qty === 0) shown.delete(`${venue} ${side} ${px}`);
    else shown.set(`${venue} ${side} ${px}`, qty);
  });
  const again = new QuotedMarket(8, () => {});
  for (let step = 0; step < 2_000; step++) {
    market.step();
    again.step();
    const bests = (side: number) => Array.from({ length: 8 }, (_, venue) => market.px[(2 * venue + side) * LEVELS]);
    expect(Math.max(...bests(0))).toBeLessThan(Math.min(...bests(1)));
  }
  const table = new Map<string, number>();
  for (let at = 0; at < market.px.length; at++) {
    const place = Math.floor(at / LEVELS);
    table.set(`${place >> 1} ${place & 1} ${market.px[at]}`, market.qty[at]);
    if (at % LEVELS > 0) expect(Math.abs(market.px[at] - market.px[at - 1])).toBe(TICK);
  }
  expect(shown).toEqual(table);
  expect([again.px, again.qty]).toEqual([market.px, market.qty]);
});

test('price_time and the plain sweep place the same shares', () => {
  const sweep = run(plainSweep(), 500);
  expect(run(ours('price_time'), 500)).toEqual(sweep);
  expect(sweep.shares).toBeGreaterThan(1_000_000);
});

test('a sweep that reaches further than a venue shows goes on at the next, and never places more than is shown', () => {
  const { market } = new QuotedDesk(CONFIG);
  const sweep = new PlainSweep(CONFIG.venues.map(({ takerFee }) => takerFee));
  const shown = market.qty.reduce((sum, qty, at) => sum + (Math.floor(at / LEVELS) % 2 === 1 ? qty : 0), 0);
  expect(sweep.sweep(market, 'buy', shown + 1)).toBe(shown);
  expect(sweep.orderQty.reduce((sum, qty) => sum + qty, 0)).toBe(shown);
  expect(sweep.sweep(market, 'buy', 100)).toBe(100);
});

test('a timed decision weighs every venue by all eight terms and leaves with its legs', () => {
  const desk = new QuotedDesk(CONFIG);
  for (let i = 0; i < 12; i++) {
    desk.step();
    const { candidates, legs, leavesQty, direct, sip } = desk.decide(i, decider('smart'));
    expect(leavesQty).toBe(benchOrder(i).orderQty);
    expect(new Set(candidates.map(({ mic }) => mic)).size).toBe(CONFIG.venues.length);
    const priced = candidates.filter(({ cost }) => cost !== undefined);
    expect(priced.length).toBeGreaterThanOrEqual(CONFIG.venues.length);
    expect(priced.every(({ cost }) => Object.keys(cost!).length === 8)).toBe(true);
    expect(legs.length).toBeGreaterThan(0);
    expect(sip).toMatchObject({ bidPx: direct.bidPx, askPx: direct.askPx });
  }
});
