import { describe, expect, test } from 'vitest';
import { compareReport, type ReportParts } from '../../../electron/engine/compare/report.ts';
import { pairedSavings } from '../../../electron/engine/compare/savings.ts';
import { MEASURES, type Measure, type OrderPlace, type SeedResultData } from '../../../electron/engine/compare/seed-result.ts';
import { Stream } from '../../../electron/engine/random.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import { STRATEGIES, type Strategy } from '../../../shared/routing.ts';
import { type Nanos, qty, SECOND } from '../../../shared/units.ts';

const PLACE: OrderPlace = { size: 0, side: 'buy', mood: 'calm' };

interface Made extends Partial<OrderPlace> {
  /** O1 as it was for everyone. */
  readonly oracle?: number;
  /** By contestant: its cost, bps, or more that was measured. */
  readonly costs: readonly (number | Partial<Record<Measure, number>>)[];
}

/** A seed's results as if its orders had cost this. */
function seedOf(seed: number, orders: readonly Made[]): SeedResultData {
  return {
    seed,
    orders: orders.map(({ costs: _, oracle = 0, ...place }) => ({
      ...PLACE,
      ...place,
      staticBps: oracle,
      overfillQty: 0,
      overfillShare: 0,
    })),
    numbers: Float64Array.from(
      orders.flatMap(({ costs }) =>
        costs.flatMap((cost) => {
          const measured: Partial<Record<Measure, number>> = typeof cost === 'number' ? { bps: cost } : cost;
          return MEASURES.map((name) => measured[name] ?? 0);
        }),
      ),
    ),
    venueQty: new Float64Array((orders[0]?.costs.length ?? 0) * config.venues.length),
    refused: 0,
  };
}

const config = loadScenario('textbook');

function reportOf(results: readonly SeedResultData[], names: readonly Strategy[], more: Partial<ReportParts> = {}) {
  return compareReport({
    scenario: 'textbook',
    comparison: {
      config,
      contestants: names.map((strategy) => ({ name: strategy, strategy, dispatch: 'parallel' })),
      sizes: [qty(100), qty(1000)],
      moods: ['calm', 'volatile'],
      timeInForce: 'day',
      horizon: (10 * SECOND) as Nanos,
    },
    sizes: ['0.5 %', '5 %'],
    against: names[0]!,
    results,
    seedsAsked: results.length,
    ...more,
  });
}

/** A run of the two columns, one order a seed. */
function twoOf(a: readonly number[], b: readonly number[], oracle = 0) {
  return a.map((cost, i) => seedOf(i + 1, [{ costs: [cost, b[i]!], oracle }]));
}

const A = [3.1, 2.4, 4.0, 3.3, 2.9, 3.8, 2.2, 3.6];
const B = [2.7, 2.5, 3.4, 3.0, 2.6, 3.1, 2.3, 3.0];

test('fewer than two seeds compare nothing', () => {
  expect(() => reportOf(twoOf([3.1], [2.7]), ['price_time', 'smart'])).toThrow('1 seeds with an order are fewer than 2');
});

describe('TV-6.12', () => {
  const report = reportOf(twoOf(A, B, 2), ['price_time', 'smart']);
  const saving = report.contestants.find(({ name }) => name === 'smart')!.saving!;

  test('mean .3375, s.e. .108459, t 3.111770, unpaired s.e. .260965, bootstrap [.1375, .525]', () => {
    expect(saving.bps.mean).toBeCloseTo(0.3375, 6);
    expect(saving.standardError).toBeCloseTo(0.108459, 6);
    expect(saving.t).toBeCloseTo(3.11177, 5);
    expect(saving.unpairedStandardError).toBeCloseTo(0.260965, 6);
    expect(Math.abs(saving.bps.low - 0.1375)).toBeLessThanOrEqual(0.01);
    expect(Math.abs(saving.bps.high - 0.525)).toBeLessThanOrEqual(0.01);
  });

  test('win rate, seed by seed, seeds needed for plus or minus 0.05 bps, one strategy needs no correction', () => {
    expect([saving.winRate, saving.tieRate]).toEqual([6 / 8, 0]);
    saving.perSeed.forEach((difference, i) => expect(difference).toBeCloseTo(A[i]! - B[i]!, 12));
    expect(saving.seedsFor005Bps).toBe(Math.ceil(((1.959963984540054 * 0.108459 * Math.sqrt(8)) / 0.05) ** 2));
    expect(saving.holm).toBe(saving.p);
    expect(saving.separated).toBe(true);
  });

  test('capture is the part of what the oracle leaves: .3375 of a mean of 3.1625 less 2', () => {
    expect(saving.capture!.mean).toBeCloseTo(0.3375 / 1.1625, 9);
    expect(saving.capture!.low).toBeLessThan(saving.capture!.mean);
    expect(saving.capture!.high).toBeGreaterThan(saving.capture!.mean);
  });

  test('the cheaper one leads and is the best fixed strategy; the same report every time', () => {
    expect(report.contestants.map(({ name }) => name)).toEqual(['smart', 'price_time']);
    expect(report.best).toBe('smart');
    expect(report.contestants[1]!.saving).toBeUndefined();
    expect(reportOf(twoOf(A, B, 2), ['price_time', 'smart'])).toEqual(report);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('orders within a seed', () => {
  const results = [1, 2, 3].map((seed) =>
    seedOf(seed, [
      { size: 0, side: 'buy', mood: 'calm', costs: [1, 0.5] },
      { size: 1, side: 'sell', mood: 'calm', trouble: 'staleSip', costs: [3, 2 + seed / 10] },
      { size: 1, side: 'sell', mood: 'volatile', trouble: 'feedGap', costs: [5, { bps: 4, leakBps: Number.NaN }] },
    ]),
  );
  const report = reportOf(results, ['price_time', 'smart']);

  test('are averaged first, so that a seed counts once', () => {
    const { saving } = report.contestants.find(({ name }) => name === 'smart')!;
    saving!.perSeed.forEach((mean, i) => expect(mean).toBeCloseTo((0.5 + (1 - (i + 1) / 10) + 1) / 3, 12));
    expect([report.orders, report.seeds]).toEqual([9, [1, 2, 3]]);
  });

  test('each part of the set has its cell, and each combination that there is', () => {
    const alone = report.cells.filter(({ size, mood, trouble, side }) => [size, mood, trouble, side].filter(Boolean).length === 1);
    expect(alone.map(({ size, mood, trouble, side, orders }) => `${size ?? mood ?? trouble ?? side} ${orders}`)).toEqual([
      '0.5 % 3',
      '5 % 6',
      'calm 6',
      'volatile 3',
      'buy 3',
      'sell 6',
      'none 3',
      'staleSip 3',
      'feedGap 3',
      'any 6',
    ]);
    const together = report.cells.slice(alone.length);
    expect(together.map(({ size, mood, trouble, side }) => [size, mood, trouble, side])).toEqual([
      ['0.5 %', 'calm', 'none', 'buy'],
      ['5 %', 'calm', 'any', 'sell'],
      ['5 %', 'volatile', 'any', 'sell'],
    ]);
    expect(together[0]!.rows.map(({ name, bps }) => [name, bps])).toEqual([
      ['price_time', 1],
      ['smart', 0.5],
    ]);
    expect(together[0]!.rows[1]!.saving).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    // A measure that exists for no order of a cell is left out of it.
    expect(together[2]!.rows[1]).not.toHaveProperty('leakBps');
  });
});

test('with several strategies p is corrected for all of them', () => {
  const results = A.map((cost, i) => seedOf(i, [{ costs: [cost, B[i]!, cost - 0.01 * (i % 3), B[i]! - 0.2] }]));
  const { contestants } = reportOf(results, ['price_time', 'smart', 'fee_aware', 'optimal']);
  for (const { saving } of contestants) if (saving) expect(saving.holm!).toBeGreaterThan(saving.p!);
});

test('a comparison that was given up says so', () => {
  expect(reportOf(twoOf(A, B), ['price_time', 'smart'], { seedsAsked: 20 })).toMatchObject({ partial: true, seedsAsked: 20 });
  expect(reportOf(twoOf(A, B), ['price_time', 'smart']).partial).toBe(false);
});

test('A/A: the same strategy under two names is called different in 3 to 7 % of 1,000 comparisons', () => {
  const stream = new Stream(612, 'aa');
  const oracle = new Float64Array(60);
  let byT = 0;
  let byBootstrap = 0;
  for (let repeat = 0; repeat < 1000; repeat++) {
    // A market that both meet, and a skewed chance of each one's own, as costs have it.
    const market = Array.from(oracle, () => stream.exponential(1));
    const contestants = [0, 1].map(() => Float64Array.from(market, (common) => common + stream.exponential(0.3)));
    const [, saving] = pairedSavings({ contestants, oracle, baseline: 0 }, 1000);
    if (saving!.p! < 0.05) byT += 1;
    if (saving!.bps.low > 0 || saving!.bps.high < 0) byBootstrap += 1;
  }
  for (const rejected of [byT, byBootstrap]) {
    expect(rejected).toBeGreaterThanOrEqual(30);
    expect(rejected).toBeLessThanOrEqual(70);
  }
});

test('every strategy of the house can be named', () => {
  const results = [1, 2].map((seed) => seedOf(seed, [{ costs: STRATEGIES.map((_, i) => i + seed) }]));
  expect(reportOf(results, STRATEGIES).contestants.map(({ strategy }) => strategy)).toEqual(STRATEGIES);
});
