import { expect, test } from 'vitest';
import {
  enumerate,
  outcomes,
  PATTERNS,
  patternOf,
  patternProbability,
  tradedThrough,
} from '../../../electron/engine/textbook/enumerate.ts';
import { Mt19937 } from '../../../electron/engine/textbook/mt19937.ts';
import { midpointSaving, oracle } from '../../../electron/engine/textbook/oracle.ts';
import { paired, reference, routeReference } from '../../../electron/engine/textbook/reference.ts';
import { LIT } from '../../../electron/engine/textbook/venues.ts';
import { comparePaired, moments } from '../../../shared/tca/paired.ts';
import { px } from '../../../shared/units.ts';
import { TEXTBOOK_STRATEGIES } from '../../../shared/wire/textbook.ts';

const SAMPLES = 100_000;

/** The patterns that seeds `from`, `from + 1`, ... draw. */
function patterns(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Mt19937(from + i);
    return patternOf(LIT.map(() => random.uniform()));
  });
}

test('fewer than one share is refused', () => {
  expect(() => outcomes(0)).toThrow('orderQty');
  expect(() => enumerate(2.5)).toThrow('orderQty');
});

test('TV-8.1: the exact expectations of every strategy', () => {
  const rows = new Map(enumerate(3000).rows.map((row) => [row.strategy, row]));
  const expected = [
    ['price_time', 'allInPx', 100.014014],
    ['price_time', 'fees', 7.852655],
    ['price_time', 'slippageAskBps', 0.139605],
    ['price_time', 'shares', 2999.49],
    ['dark_first', 'totalCost', 300032.275175],
    ['dark_first', 'totalCostSd', 3.715074],
    ['dark_first', 'allInPx', 100.010758],
    ['dark_first', 'slippageAskBps', -0.079535],
    ['fee_aware', 'allInPx', 100.013962],
    ['fee_aware', 'slippageAskBps', 0.163126],
    ['latency_aware', 'allInPx', 100.013835],
    ['latency_aware', 'slippageAskBps', 0.140538],
  ] as const;
  for (const [strategy, field, value] of expected) {
    expect(Math.abs(rows.get(strategy)![field] - value), `${strategy} ${field}`).toBeLessThan(1e-6);
  }
  expect({ ...rows.get('smart'), strategy: 'dark_first' }).toEqual(rows.get('dark_first'));
  expect(rows.get('dark_first')!.savingBps).toBeCloseTo(0.33, 2);
  expect(enumerate(3000).ranking).toEqual(['dark_first', 'smart', 'latency_aware', 'fee_aware', 'price_time']);
});

test('the chances of the 32 patterns add up to 1, and a table of outcomes is the program itself', () => {
  const sum = Array.from({ length: PATTERNS }, (_, p) => patternProbability(p)).reduce((a, b) => a + b, 0);
  expect(sum).toBeCloseTo(1, 14);
  const table = outcomes(3000);
  for (let seed = 0; seed < 200; seed++) {
    const rows = paired(seed, 3000);
    const pattern = patternOf(rows[0]!.draws);
    for (const { strategy, quality } of rows) expect(table[strategy][pattern]!.totalCost).toBe(quality.totalCost);
  }
});

test('Monte Carlo of 100,000 seeds stays within 4 standard errors of the enumeration', () => {
  const table = outcomes(3000);
  const drawn = patterns(0, SAMPLES);
  for (const row of enumerate(3000).rows) {
    for (const field of ['totalCost', 'allInPx', 'fees', 'slippageAskBps', 'shares'] as const) {
      const { mean, deviation } = moments(Float64Array.from(drawn, (pattern) => table[row.strategy][pattern]![field]));
      const error = deviation / Math.sqrt(SAMPLES);
      expect(Math.abs(mean - row[field]), `${row.strategy} ${field}`).toBeLessThanOrEqual(4 * error + 1e-9);
    }
  }
});

test('A/A: the same strategy on unrelated draws is called different in 3 to 7 % of 1,000 comparisons', () => {
  const own = outcomes(3000).latency_aware;
  const drawn = patterns(1_000_000, 200_000);
  let rejected = 0;
  for (let repeat = 0; repeat < 1000; repeat++) {
    const costs = (from: number) => drawn.slice(from, from + 100).map((pattern) => own[pattern]!.allInPx * 3000);
    const { p } = comparePaired(costs(repeat * 200), costs(repeat * 200 + 100));
    if (p! < 0.05) rejected++;
  }
  expect(rejected).toBeGreaterThanOrEqual(30);
  expect(rejected).toBeLessThanOrEqual(70);
});

test('the source trades through: its dark_first of seed 42 buys at 100.02 while BATS and NASDAQ show 100.01', () => {
  const rows = reference(42, 3000).rows;
  expect(rows.map(({ fills }) => tradedThrough(fills))).toEqual([0, 1300, 0, 600, 1300]);
  expect(TEXTBOOK_STRATEGIES[1]).toBe('dark_first');
  expect(rows[1]!.fills.map(({ mic, px, qty, tradeThrough }) => `${qty}@${px.toFixed(3)} ${mic} ${tradeThrough}`)).toEqual([
    '500@100.005 SIGMA_DARK none',
    '400@100.005 CROSSFINDER none',
    '800@100.010 IEX none',
    '600@100.020 NYSE violation',
    '700@100.020 NASDAQ violation',
  ]);
});

test('a cent above 100.01 is no more than 100.02, whatever floats say', () => {
  // The last of the venues at 100.01 is hit when only EDGX is left, which shows 100.02.
  const { fills } = routeReference('price_time', 4500, ({ mic }) => mic === 'BATS');
  expect(fills.slice(-2)).toMatchObject([
    { mic: 'BATS', px: 100.01 + 0.01, qty: 450, tradeThrough: 'none' },
    { mic: 'EDGX', px: 100.02, qty: 550, tradeThrough: 'none' },
  ]);
  expect(100.01 + 0.01).toBeGreaterThan(100.02);
});

test('TV-5.4b and TV-5.11: the optimum without hits and the regret of each strategy', () => {
  const { litOnly, withDark, regret } = oracle(3000);
  expect(litOnly).toBe(300036.87);
  expect(withDark).toBe(300029.67);
  const bps = Object.fromEntries(regret.map((row) => [row.strategy, Number(row.bps.toFixed(4))]));
  expect(bps).toEqual({ price_time: 0.29, dark_first: 0.015, fee_aware: 0.24, latency_aware: 0.255, smart: 0.015 });
  expect(regret.find(({ strategy }) => strategy === 'smart')!.dollars).toBeCloseTo(0.45, 9);
});

test('the optimum says when the market is too small, and charges what a strategy could not buy', () => {
  expect(oracle(6000).litOnly).toBeUndefined();
  expect(oracle(6000).regret.every(({ dollars }) => dollars >= 0)).toBe(true);
  expect(oracle(6001)).toEqual({ litOnly: undefined, withDark: undefined, regret: [] });
});

test('TV-8.4: a midpoint fill saves half the spread', () => {
  const { dollars, bps } = midpointSaving(px(100), px(100.01));
  expect(dollars).toBe(0.005);
  expect(bps).toBeCloseTo(0.499975, 6);
  expect(midpointSaving(px(50), px(50.01)).dollars).toBe(0.005);
});
