import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import {
  expectedCost,
  fillRatio,
  type PostTerms,
  type PostVenue,
  realisedCost,
  singleVenuePlan,
  underThresholds,
} from '../../../electron/engine/route/post/cont-kukanov.ts';
import { empiricalOutflow, exponentialOutflow, type Outflow, poissonOutflow } from '../../../electron/engine/route/post/outflow.ts';
import { sampledPlan } from '../../../electron/engine/route/post/sampled.ts';
import { planAt, Slopes } from '../../../electron/engine/route/post/slopes.ts';
import { stochasticPlan } from '../../../electron/engine/route/post/stochastic.ts';

/** TV-5.2a. */
const TERMS: PostTerms = { shares: 1000, halfSpread: 0.02, takeFee: 0.003, impact: 0.0005, under: 0.05, over: 0.024 };
const VENUE: PostVenue = { queue: 2000, rebate: 0.002 };
const EXPONENTIAL = exponentialOutflow(2500);
const BEST = 22.455413560435716;

const sum = (xs: readonly number[]) => xs.reduce((all, x) => all + x, 0);

describe('outflows', () => {
  const sample = Array.from({ length: 101 }, (_, i) => i * i);
  const all: readonly (readonly [name: string, outflow: Outflow, last: number])[] = [
    ['exponential', exponentialOutflow(40), 500],
    ['Poisson', poissonOutflow(40), 200],
    ['Poisson of a small mean', poissonOutflow(0.3), 30],
    ['as seen', empiricalOutflow(sample), 10_000],
  ];

  test.each(all)('%s: the quantile is the least that the chance reaches', (_, outflow) => {
    for (let p = 0.005; p < 1; p += 0.01) {
      const x = outflow.quantile(p);
      expect(outflow.cdf(x + 1e-9)).toBeGreaterThanOrEqual(p - 1e-12);
      expect(outflow.cdf(x - 1e-6)).toBeLessThan(p);
    }
  });

  test.each(all)('%s: what is expected between two places is the sum of the chances to get past each', (_, outflow, last) => {
    const step = last / 20_000;
    let area = 0;
    for (let x = step / 2; x < last; x += step) area += (1 - outflow.cdf(x)) * step;
    expect(outflow.between(0, last) / area).toBeCloseTo(1, 3);
    const middle = last / 7;
    expect(outflow.between(0, middle) + outflow.between(middle, last)).toBeCloseTo(outflow.between(0, last), 9);
  });

  test('a Poisson of a large mean has its mean, and half its chance around it', () => {
    const outflow = poissonOutflow(2200);
    expect(outflow.between(0, 1e6)).toBeCloseTo(2200, 8);
    expect(outflow.cdf(1e6)).toBeCloseTo(1, 12);
    expect(outflow.cdf(0)).toBe(0);
    expect(outflow.quantile(0.5)).toBe(2200);
  });
});

describe('limit against market, one venue', () => {
  test('TV-5.2a: exponential outflow', () => {
    const plan = singleVenuePlan(TERMS, VENUE, EXPONENTIAL);
    expect(fillRatio(TERMS, VENUE)).toBeCloseTo(0.6206896551724138, 12);
    expect(plan.limits[0]).toBeCloseTo(423.5013929702592, 6);
    expect(plan.market).toBeCloseTo(576.4986070297409, 6);
    expect(EXPONENTIAL.between(2000, 2000 + plan.limits[0])).toBeCloseTo(175.04654822408844, 6);
    expect(expectedCost(TERMS, VENUE, plan, EXPONENTIAL)).toBeCloseTo(BEST, 8);
    expect(expectedCost(TERMS, VENUE, { market: 1000, limits: [0] }, EXPONENTIAL)).toBeCloseTo(23.5, 8);
    expect(expectedCost(TERMS, VENUE, { market: 0, limits: [1000] }, EXPONENTIAL)).toBeCloseTo(24.150576162840235, 8);
  });

  test('TV-5.2a: the thresholds of lambda_u are where everything rests and where nothing does', () => {
    const { allLimit, allMarket } = underThresholds(TERMS, VENUE, EXPONENTIAL);
    expect(allLimit).toBeCloseTo(0.0418955742312, 10);
    expect(allMarket).toBeCloseTo(0.05921847994122425, 10);
    const marketAt = (under: number) => singleVenuePlan({ ...TERMS, under }, VENUE, EXPONENTIAL).market;
    expect(marketAt(allLimit)).toBeCloseTo(0, 6);
    expect(marketAt(allLimit + 1e-4)).toBeGreaterThan(1);
    expect(marketAt(allMarket - 1e-4)).toBeLessThan(999);
    expect(marketAt(allMarket)).toBeCloseTo(1000, 6);
  });

  test('TV-5.2b: Poisson outflow', () => {
    const terms = { ...TERMS, under: 0.026 };
    expect(fillRatio(terms, VENUE)).toBeCloseTo(0.9278350515463918, 12);
    expect(poissonOutflow(2200).quantile(fillRatio(terms, VENUE))).toBe(2269);
    expect(singleVenuePlan(terms, VENUE, poissonOutflow(2200))).toEqual({ market: 731, limits: [269] });
  });

  test('a queue that is never served, and one that always is', () => {
    expect(singleVenuePlan(TERMS, VENUE, empiricalOutflow([0, 10, 500]))).toEqual({ market: 1000, limits: [0] });
    expect(singleVenuePlan(TERMS, VENUE, empiricalOutflow([5000, 6000]))).toEqual({ market: 0, limits: [1000] });
    expect(underThresholds(TERMS, VENUE, empiricalOutflow([5000])).allLimit).toBe(Number.POSITIVE_INFINITY);
    expect(singleVenuePlan({ ...TERMS, under: 0 }, VENUE, EXPONENTIAL).market).toBe(0);
  });

  test('no other split of the order is expected to cost less', () => {
    for (const outflow of [EXPONENTIAL, poissonOutflow(2300), empiricalOutflow([1500, 2100, 2300, 2300, 2800, 4000])]) {
      const plan = singleVenuePlan(TERMS, VENUE, outflow);
      const cost = expectedCost(TERMS, VENUE, plan, outflow);
      for (let limit = 0; limit <= 1000; limit += 20)
        expect(expectedCost(TERMS, VENUE, { market: 1000 - limit, limits: [limit] }, outflow)).toBeGreaterThanOrEqual(cost - 1e-9);
    }
  });

  test('the expected cost is the mean of what it costs, under-filled or over', () => {
    const seen = [0, 1800, 2050, 2200, 2600, 3000, 3500, 9000];
    for (const plan of [
      { market: 700, limits: [300] },
      { market: 900, limits: [800] },
      { market: 100, limits: [200] },
      { market: 1200, limits: [100] },
    ]) {
      const mean = sum(seen.map((outflow) => realisedCost(TERMS, [VENUE], plan, [outflow]))) / seen.length;
      expect(expectedCost(TERMS, [VENUE][0], plan, empiricalOutflow(seen))).toBeCloseTo(mean, 10);
    }
  });
});

const VENUES: readonly PostVenue[] = [
  { queue: 300, rebate: 0.002 },
  { queue: 900, rebate: 0.003 },
  { queue: 100, rebate: -0.001 },
];

describe('the slope of the cost', () => {
  const outflow = fc.integer({ min: 0, max: 2000 });
  const part = fc.double({ min: 1, max: 999, noNaN: true });

  test('is what the cost changes by, part for part, and never longer than its bound', () => {
    fc.assert(
      fc.property(fc.tuple(part, part, part, part), fc.tuple(outflow, outflow, outflow), (at, outflows) => {
        const slopes = new Slopes(TERMS, VENUES);
        const point = Float64Array.from(at);
        const slope = new Float64Array(4);
        const cost = slopes.add(slope, point, outflows, 0);
        const costAt = (where: Float64Array) => realisedCost(TERMS, VENUES, planAt(where), outflows);
        expect(cost).toBeCloseTo(costAt(point), 9);
        expect(Math.hypot(...slope)).toBeLessThanOrEqual(slopes.bound + 1e-12);
        for (let i = 0; i < 4; i++) {
          const [up, down] = [1e-4, -1e-4].map((by) => costAt(point.map((x, j) => (j === i ? x + by : x))));
          const [right, left] = [(up - cost) / 1e-4, (cost - down) / 1e-4];
          // At a kink the two sides differ; elsewhere both are the slope.
          if (Math.abs(right - left) < 1e-7) expect(slope[i]).toBeCloseTo(right, 6);
        }
      }),
    );
  });
});

describe('several venues', () => {
  test('TV-5.2a by stochastic approximation: within 0.5 % of the best cost', () => {
    for (const seed of [1, 2, 3]) {
      const stream = new Stream(seed, 'plan');
      const plan = stochasticPlan({ terms: TERMS, venues: [VENUE], outflows: [EXPONENTIAL], steps: 100_000, stream });
      const cost = expectedCost(TERMS, VENUE, plan, EXPONENTIAL);
      expect(cost).toBeGreaterThanOrEqual(BEST - 1e-9);
      expect(cost).toBeLessThan(BEST * 1.005);
    }
  });

  test('nothing was seen, or no venue is there: all is taken', () => {
    expect(sampledPlan({ terms: TERMS, venues: VENUES, outflows: [] })).toEqual({ market: 1000, limits: [0, 0, 0] });
    expect(sampledPlan({ terms: TERMS, venues: [], outflows: [] })).toEqual({ market: 1000, limits: [] });
  });

  test('queues that always serve: all rests where the rebate is best, nothing is taken', () => {
    const plan = sampledPlan({ terms: TERMS, venues: VENUES, outflows: [5000, 5000, 5000], steps: 400 });
    expect(plan.market).toBeLessThan(1);
    expect(plan.limits[1]).toBeGreaterThan(980);
  });

  test('from quantiles of TV-5.2a it finds its plan', () => {
    const outflows = Array.from({ length: 1000 }, (_, i) => EXPONENTIAL.quantile((i + 0.5) / 1000));
    const plan = sampledPlan({ terms: TERMS, venues: [VENUE], outflows });
    expect(expectedCost(TERMS, VENUE, plan, EXPONENTIAL)).toBeLessThan(BEST * 1.0005);
  });

  test('64 rows: dearer than the best of a fine grid by less than 0.2 % of taking it all, and never dearer than that', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const stream = new Stream(seed, 'venues');
      const venues = [0, 1].map(() => ({ queue: stream.below(3000), rebate: 0.004 * stream.uniform() - 0.001 }));
      const terms = { ...TERMS, under: 0.01 + 0.06 * stream.uniform(), over: 0.02 + 0.02 * stream.uniform() };
      const rows = Array.from({ length: 64 }, () => venues.map(({ queue }) => Math.round(stream.exponential(0.8 * queue + 500))));
      const mean = (market: number, limits: readonly number[]) =>
        sum(rows.map((row) => realisedCost(terms, venues, { market, limits }, row))) / rows.length;

      const plan = sampledPlan({ terms, venues, outflows: rows.flat() });
      const cost = mean(plan.market, plan.limits);
      let best = Number.POSITIVE_INFINITY;
      for (let market = 0; market <= 1000; market += 40)
        for (let first = 0; first <= 1000; first += 40)
          for (let second = 0; second <= 1000; second += 40) best = Math.min(best, mean(market, [first, second]));
      const all = mean(1000, [0, 0]);
      expect(cost).toBeLessThanOrEqual(all);
      expect(cost).toBeLessThan(best + 0.002 * all);
    }
  });
});
