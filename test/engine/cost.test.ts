import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CostInput, hazardPerNano, pingCost, postCost, staleProbability, takeCost } from '../../electron/engine/route/cost.ts';
import type { VenueSpec } from '../../shared/market.ts';
import { COST_TERMS } from '../../shared/routing.ts';
import { MILLISECOND, money, nanos, SECOND } from '../../shared/units.ts';
import { limit, run, still } from '../support/run.ts';

const config = still();
const venue = (mic: string): VenueSpec => config.venues.find((spec) => spec.mic === mic)!;

function input(change: Partial<CostInput> = {}): CostInput {
  const given = {
    spec: venue('NYSE'),
    side: 'buy',
    px: 1_000_100,
    midPx: 1_000_050,
    tick: 100,
    age: 0,
    oneWay: 150_000,
    fillProbability: 0.8,
    presence: 0.2,
    qty: 1000,
    remainingQty: 0,
    detection: 0,
    roundQty: 1000,
    leakTicks: 0.5,
    markoutBps: 0,
    markouts: 0,
    router: config.router,
    elsewhere: 18_000,
    overfillQty: 0,
    ...change,
  } as const;
  return { hazard: hazardPerNano(given.spec, given.presence), ...given };
}

describe('the chance that a quote is gone', () => {
  test.each([
    ['NYSE', 1487.6236754280649],
    ['NASDAQ', 2853.3995515098595],
    ['BATS', 2554.1281188299536],
    ['EDGX', 1643.8975568673195],
    ['IEX', 293.10453935743186],
  ])('TV-5.1: %s, %f a second', (mic, hazard) => {
    expect(hazardPerNano(venue(mic)) * SECOND).toBeCloseTo(hazard, 8);
  });

  test('over half a round trip it is the venue’s own figure', () => {
    for (const spec of config.venues.filter(({ kind }) => kind === 'lit'))
      expect(staleProbability(spec, (spec.entryLatency + spec.responseLatency) / 2)).toBeCloseTo(spec.hftPresence, 12);
  });

  test('it grows with time from nothing, and a sure loss or no distance at all is still a number', () => {
    const times = [0, 1, 1000, MILLISECOND, SECOND];
    const chances = times.map((time) => staleProbability(venue('BATS'), time));
    expect(chances).toEqual([...chances].sort((a, b) => a - b));
    expect(chances[0]).toBe(0);
    expect(staleProbability({ ...venue('BATS'), hftPresence: 1 }, SECOND)).toBe(1);
    expect(hazardPerNano({ ...venue('BATS'), entryLatency: nanos(0), responseLatency: nanos(0) })).toBe(0);
  });
});

describe('the cost of a share', () => {
  const none = { impact: 0, adverse: 0, latency: 0, leak: 0, miss: 0, overfill: 0 };

  test('a take at the offer, term by term', () => {
    // Half a tick from the midpoint; half a tick of harm, a fifth of the time; a fifth missed, that costs 18,000 - 5,000 - 3,000 more.
    const { cost, total } = takeCost(input());
    expect(cost).toEqual({ ...none, price: 5000, fee: 3000, adverse: 1000, miss: 2000 });
    expect(total).toBe(11_000);
  });

  test('a ping at the midpoint pays no spread', () => {
    const { cost } = pingCost(input({ spec: venue('SIGMA_DARK'), fillProbability: 0.3, px: 1_000_050, oneWay: 0 }));
    // The far side runs away by half a tick a second, for the quarter of a millisecond that the answer takes; 0.7 of the time in vain.
    expect(cost).toEqual({ ...none, price: 0, fee: 0, latency: 1, miss: 12600 });
  });

  test('a rest at the bid earns the near side and the rebate', () => {
    const { cost } = postCost(input({ px: 1_000_000, fillProbability: 1 }));
    expect(cost).toEqual({ ...none, price: -5000, fee: -2000, adverse: 3500 });
  });

  test('a rest at the midpoint pays what unseen orders pay there', () => {
    const spec = { ...venue('NYSE'), hiddenMakerFee: money(0.0009) };
    expect(postCost(input({ spec, px: 1_000_050, fillProbability: 1 })).cost).toEqual({ ...none, price: 0, fee: 900 });
  });

  test('impact is half of k x, what comes too many costs lambda', () => {
    const router = { ...config.router, tuning: { ...config.router.tuning, impact: 2, overfill: money(0.01) } };
    const { cost } = takeCost(input({ router, qty: 500, overfillQty: 50 }));
    expect([cost.impact, cost.overfill]).toEqual([500, 1000]);
  });

  test('what is declared of a venue gives way to the markouts seen there', () => {
    const adverse = (markouts: number, markoutBps: number) => takeCost(input({ markouts, markoutBps })).cost.adverse;
    expect([adverse(0, 0), adverse(50, 0), adverse(50, -0.1), adverse(50, 0.1)]).toEqual([1000, 500, 1500, -500]);
  });

  test.each([
    ['IEX', 800, 0.05, 0.0009, 5.444, 0.006805],
    ['BATS', 900, 0.4, 0.0025, 10.99, 0.0122111111],
    ['NASDAQ', 1000, 0.3, 0.003, 11.3, 0.0113],
  ])('TV-5.0: 1,000 to buy, %s shows %i', (mic, qty, hft, fee, dollars, perShare) => {
    const filled = qty * (1 - hft);
    const router = { ...config.router, adverseTicks: 0 };
    const { total } = takeCost(
      input({
        spec: { ...venue(mic), hftPresence: hft, takerFee: money(fee) },
        router,
        fillProbability: 1 - hft,
        presence: hft,
        qty,
        roundQty: qty,
        remainingQty: 1000 - filled,
        detection: 0.2,
        leakTicks: 0.5,
      }),
    );
    // Each term is a whole micro-dollar a share, which is what the order's dollars may be off by.
    expect(Math.abs((total * qty) / 1e6 - dollars)).toBeLessThanOrEqual(qty / 2e6);
    expect(total / 1e6).toBeCloseTo(perShare, 6);
  });

  const anyInput = fc.record({
    spec: fc.constantFrom(...config.venues),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    px: fc.integer({ min: 999_000, max: 1_001_000 }),
    age: fc.integer({ min: 0, max: SECOND }),
    fillProbability: fc.double({ min: 0, max: 1, noNaN: true }),
    elsewhere: fc.integer({ min: -20_000, max: 40_000 }),
  });

  test('terms are whole micro-dollars and sum to the total', () => {
    fc.assert(
      fc.property(anyInput, (change) => {
        for (const cost of [takeCost, pingCost, postCost].map((one) => one(input(change)))) {
          expect(COST_TERMS.every((term) => Number.isSafeInteger(cost.cost[term]))).toBe(true);
          expect(cost.total).toBe(COST_TERMS.reduce((sum, term) => sum + cost.cost[term], 0));
        }
      }),
      { seed: 5 },
    );
  });

  test('dearer with a worse price, a higher fee, an older quote, more fast traders, a likelier miss; buy and sell alike', () => {
    const dearer = (base: CostInput, worse: Partial<CostInput>) =>
      expect(takeCost({ ...base, ...worse }).total).toBeGreaterThanOrEqual(takeCost(base).total);
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 1, max: 1000 }), (change, step) => {
        const base = input(change);
        const { spec, side, midPx, px } = base;
        dearer(base, { px: side === 'buy' ? px + step : px - step });
        dearer(base, { spec: { ...spec, takerFee: money(spec.takerFee / 1e6 + step / 1e6) } });
        dearer(base, { age: base.age + step * 1000 });
        dearer(base, { fillProbability: base.fillProbability * (1 - step / 1000) });
        const mirrored = input({ ...change, side: side === 'buy' ? 'sell' : 'buy', px: 2 * midPx - px });
        expect(takeCost(mirrored)).toEqual(takeCost(base));
      }),
      { seed: 6 },
    );
    const present = [0, 0.1, 0.4, 0.9].map((hftPresence) => takeCost(input({ presence: hftPresence, age: 1000 })).total);
    expect(present).toEqual([...present].sort((a, b) => a - b));
    expect(new Set(present).size).toBe(4);
  });

  test('TV-5.0: smart goes to IEX before BATS, though both show 100.01', () => {
    const { record } = run(
      { config },
      [limit(config.openAt + 1e6, 100.01, { orderQty: config.risk.maxOrderQty, strategy: 'smart' })],
      config.openAt + 2e6,
    );
    const taken = record.decisions[0]!.candidates.filter(({ action }) => action === 'take');
    const rank = (mic: string) => taken.find((candidate) => candidate.mic === mic)!;
    expect(rank('IEX').px).toBe(rank('BATS').px);
    expect(rank('IEX').rank).toBeLessThan(rank('BATS').rank!);
    expect(rank('IEX').total).toBeLessThan(rank('BATS').total!);
  });
});
