import { expect, test } from 'vitest';
import { compare, compareSteps, RESAMPLES, spreadBps } from '../../../electron/engine/textbook/compare.ts';
import { describeReport } from '../../../electron/engine/textbook/describe.ts';
import { market } from '../../../electron/engine/textbook/market.ts';
import { histogram } from '../../../electron/engine/textbook/runs.ts';
import { TEXTBOOK_STRATEGIES } from '../../../shared/wire/textbook.ts';

const OPTIONS = { seed: 42, seeds: 400, orderQty: 3000 };
const REPORT = compare(OPTIONS);

test('options out of range are refused before the first seed', () => {
  expect(() => compare({ ...OPTIONS, seeds: 1 })).toThrow('seeds');
  expect(() => compare({ ...OPTIONS, orderQty: 0 })).toThrow('orderQty');
  expect(() => compare({ ...OPTIONS, seed: -1 })).toThrow('seed');
});

test('the same options give the same report, and it survives JSON', () => {
  const again = compare(OPTIONS);
  expect(again).toEqual(REPORT);
  expect(JSON.parse(JSON.stringify(REPORT))).toEqual(JSON.parse(JSON.stringify(again)));
  const numbers: number[] = [];
  JSON.stringify(REPORT, (_, value: unknown) => (typeof value === 'number' ? numbers.push(value) && value : value));
  expect(numbers.every(Number.isFinite)).toBe(true);
});

test('it advances in steps, says how far it is, and may be dropped', () => {
  const seen: number[] = [];
  expect(compare(OPTIONS, ({ done, total }) => seen.push(done / total))).toEqual(REPORT);
  expect(seen.length).toBeGreaterThan(20);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
  const steps = compareSteps(OPTIONS);
  expect(steps.next().value).toEqual({ done: 0, total: 400 + RESAMPLES, text: 'seed 0 of 400' });
  expect(steps.return(REPORT).done).toBe(true);
});

test('the exact part is the single run of the source; the spread is right beside the wrong one', () => {
  const { exact } = REPORT;
  expect(exact.rows.map(({ totalCost }) => totalCost.toFixed(2))).toEqual([
    '300038.37',
    '300043.12',
    '300036.87',
    '300043.27',
    '300043.12',
  ]);
  expect(exact.rows.map(({ saving }) => saving?.toFixed(2))).toEqual([undefined, '-4.75', '1.50', '-4.90', '-4.75']);
  expect(exact.rows.map(({ draws }) => draws)).toEqual([3, 3, 3, 4, 3]);
  expect(exact.ranking).toEqual(['fee_aware', 'price_time', 'dark_first', 'smart', 'latency_aware']);
  expect(exact.printedSpreadBps.toFixed(1)).toBe('100.0');
  expect(exact.spreadBps).toBeCloseTo(0.99995, 5);
  expect(spreadBps(market('buy'))).toBe(exact.spreadBps);
});

test('sampled means of the reference agree with the enumeration within 4 standard errors', () => {
  for (const { strategy, dollars, standardError } of REPORT.reference.savings) {
    const expected = REPORT.enumeration.rows.find((row) => row.strategy === strategy)!.saving;
    expect(Math.abs(dollars.mean - expected), strategy).toBeLessThan(4 * standardError);
  }
});

test('every saving: interval around its mean, counts of all seeds, rates that add up', () => {
  for (const part of [REPORT.reference, REPORT.corrected]) {
    expect(part.savings.map(({ strategy }) => strategy)).toEqual(TEXTBOOK_STRATEGIES.slice(1));
    for (const saving of part.savings) {
      const { dollars, bps, histogram: bins, min, max, worst5, winRate, tieRate } = saving;
      expect(dollars.low).toBeLessThanOrEqual(dollars.mean);
      expect(dollars.high).toBeGreaterThanOrEqual(dollars.mean);
      expect(bps.mean).toBeCloseTo((dollars.mean / 300_040) * 1e4, 4);
      expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(OPTIONS.seeds);
      expect(bins.edges[0]!).toBeLessThanOrEqual(min);
      expect(bins.edges.at(-1)!).toBeGreaterThanOrEqual(max);
      expect(worst5).toBeGreaterThanOrEqual(min);
      expect(worst5).toBeLessThanOrEqual(dollars.mean);
      expect(winRate + tieRate).toBeLessThanOrEqual(1);
    }
  }
});

test('the corrected mechanics never trades through, the reference does; shares of the venues are the executed shares', () => {
  expect(REPORT.corrected.strategies.every(({ tradeThroughQty }) => tradeThroughQty === 0)).toBe(true);
  expect(REPORT.reference.strategies.every(({ tradeThroughQty }) => tradeThroughQty > 0)).toBe(true);
  for (const { strategies } of [REPORT.reference, REPORT.corrected]) {
    for (const { venues, fillRate } of strategies) {
      expect(venues.reduce((sum, { shares }) => sum + shares, 0)).toBeCloseTo(fillRate.mean * OPTIONS.orderQty, 6);
      expect(venues.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  }
});

test('dark_first and smart are one strategy in the reference and two in the corrected mechanics', () => {
  const costs = (part: typeof REPORT.reference, name: string) =>
    part.strategies.find(({ strategy }) => strategy === name)!.totalCost;
  expect(costs(REPORT.reference, 'smart')).toEqual(costs(REPORT.reference, 'dark_first'));
  expect(costs(REPORT.corrected, 'smart')).not.toEqual(costs(REPORT.corrected, 'dark_first'));
});

test('two seeds prove nothing', () => {
  const few = compare({ seed: 42, seeds: 2, orderQty: 3000 });
  expect(few.reference.savings.concat(few.corrected.savings).filter(({ separated }) => separated)).toEqual([]);
});

test('seeds go round at 2^32, and an order that the market cannot fill is reported whole', () => {
  const report = compare({ seed: 2 ** 32 - 1, seeds: 3, orderQty: 9000 });
  expect(report.corrected.strategies[0]!.fillRate.mean).toBeLessThan(5100 / 9000 + 1e-9);
  expect(report.oracle).toEqual({ litOnly: undefined, withDark: undefined, regret: [] });
  expect(describeReport(report)).toContain('seeds 4294967295 to 1');
});

test('all 22 corrections are told', () => {
  expect(REPORT.corrections.map(({ number }) => number)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
});

test('a histogram has round edges, one of them at 0, and loses nothing on an edge', () => {
  const { edges, counts } = histogram([-0.2, -0.1, 0, 0, 0.1, 0.3]);
  expect(edges).toContain(0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
  expect(counts[edges.indexOf(0)]).toBe(2);
  expect(histogram([1.5, 1.5, 1.5]).counts.filter((count) => count > 0)).toEqual([3]);
});

test('the words: aligned, with intervals, with the luck of the printed ranking and what is illustrative', () => {
  const text = describeReport(REPORT);
  expect(text).toContain('Printed, cheapest first:  fee_aware < price_time < dark_first < smart < latency_aware');
  expect(text).toContain('Expected, cheapest first: dark_first < smart < latency_aware < fee_aware < price_time');
  expect(text).toContain('The printed ranking is luck');
  expect(text).toContain('Wrong sign in the printed savings: dark_first, latency_aware, smart.');
  expect(text).toContain('ILLUSTRATIVE');
  expect(text).toContain('spread 0.99995 bps');
  expect(text).not.toMatch(/NaN|undefined|Infinity| $|-0\.00[^0-9]/m);
});

test('TV-8.3 and TV-8.2: the first seed on paired draws, filled over ordered, and no strategy cheap for what it did not buy', () => {
  const totals = Object.fromEntries(REPORT.paired.map(({ strategy, totalCost }) => [strategy, Number(totalCost.toFixed(2))]));
  expect(totals).toEqual({
    price_time: 300038.37,
    dark_first: 300030.12,
    fee_aware: 300036.87,
    latency_aware: 300037.32,
    smart: 300030.12,
  });
  const large = compare({ ...OPTIONS, seeds: 2, orderQty: 6000 }).paired;
  expect(large.map(({ fillRate }) => fillRate)).toEqual([0.85, 1, 0.85, 0.85, 1]);
  expect(large[1]!.saving).toBeCloseTo((510070.47 / 5100) * 6000 - 600074.97, 6);
});
