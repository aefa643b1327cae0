import { describe, expect, test } from 'vitest';
import { compare } from '../../electron/engine/textbook/compare.ts';
import {
  costPicture,
  pricePicture,
  seedPicture,
  slippagePicture,
  venuesPicture,
} from '../../renderer/pages/compare/textbook/pictures.ts';
import { printedRanking, verdictOf } from '../../renderer/pages/compare/textbook/verdict.ts';
import { dollars, listed } from '../../renderer/pages/compare/words.ts';
import { savingScale } from '../../renderer/parts/saving-scale.ts';
import type { Saving, TextbookReport } from '../../shared/wire/textbook.ts';

const report = compare({ seed: 42, seeds: 60, orderQty: 3_000 });

function saving(change: Partial<Saving> & Pick<Saving, 'strategy'>): Saving {
  return { ...report.reference.savings[0], separated: true, tieRate: 0, ...change };
}

const interval = (mean: number, low: number, high: number) => ({
  dollars: { mean: mean * 30, low: low * 30, high: high * 30 },
  bps: { mean, low, high },
});
const flat = { tieRate: 1, separated: false, winRate: 0, worst5: 0, min: 0, max: 0, ...interval(0, 0, 0) };

function having(savings: readonly Saving[]): TextbookReport {
  const half = {
    ...report.reference,
    savings,
    strategies: report.reference.strategies.map((r) => ({ ...r, tradeThroughQty: 0, fillRate: { ...r.fillRate, mean: 1 } })),
  };
  return { ...report, seeds: 200, reference: half };
}

describe('the verdict claims only what the runs allow', () => {
  test.each([
    [
      'one proven better',
      [saving({ strategy: 'smart', ...interval(0.33, 0.3, 0.36), winRate: 0.9 }), saving({ strategy: 'fee_aware', ...flat })],
      'Smart saves 0.33',
      '$9.90 on this order, 95 % interval +0.30 to +0.36 bps, better in 90 % of 200 seeds.',
      ['Smart beats Price-time: its interval leaves zero.', 'Fee aware cost the same as Price-time in every seed.'],
    ],
    [
      'an interval that holds zero',
      [saving({ strategy: 'smart', separated: false, ...interval(0.02, -0.03, 0.07), seedsToSeparate: 1_250 })],
      'No strategy is proven cheaper',
      'Smart cannot be told from Price-time: −0.03 to +0.07 bps holds zero. About 1,250 seeds would part them.',
      ['Smart cannot be told from Price-time: −0.03 to +0.07 bps holds zero.'],
    ],
    [
      'an interval beside zero that four comparisons explain away',
      [saving({ strategy: 'smart', separated: false, holm: 0.123, ...interval(0.6, 0.5, 0.7), seedsToSeparate: 3 })],
      'No strategy is proven cheaper',
      'Smart, +0.50 to +0.70 bps, is not proven: with four comparisons at once that may be chance (p 0.12).',
      ['Smart, +0.50 to +0.70 bps, is not proven: with four comparisons at once that may be chance (p 0.12).'],
    ],
    [
      'every other dearer',
      [saving({ strategy: 'smart', ...interval(-0.2, -0.3, -0.1) })],
      'Price-time is the cheapest',
      'Every other strategy costs more, and no interval reaches zero.',
      ['Smart costs more than Price-time: −0.20 bps, −0.30 to −0.10 bps.'],
    ],
    [
      'two that act alike',
      [
        saving({ strategy: 'dark_first', ...interval(0.33, 0.3, 0.36), winRate: 1 }),
        saving({ strategy: 'smart', ...interval(0.33, 0.3, 0.36), winRate: 1 }),
      ],
      'Dark first and Smart each save 0.33',
      '$9.90 on this order, 95 % interval +0.30 to +0.36 bps, better in 100 % of 200 seeds.',
      [
        'All four beat Price-time: no interval reaches zero.',
        'Dark first and Smart gave the same figures: under these rules they act alike.',
      ],
    ],
    [
      'two proven and different: the better of them is not claimed',
      [
        saving({ strategy: 'dark_first', ...interval(0.33, 0.3, 0.36), winRate: 1 }),
        saving({ strategy: 'smart', ...interval(0.3, 0.2, 0.4), max: 99 }),
      ],
      'Dark first saves 0.33',
      '$9.90 on this order, 95 % interval +0.30 to +0.36 bps, better in 100 % of 200 seeds.',
      [
        'All four beat Price-time: no interval reaches zero.',
        'Which of Dark first and Smart is best is not tested: the pairs are against Price-time.',
      ],
    ],
  ] as const)('%s', (_name, savings, head, sub, findings) => {
    const verdict = verdictOf(having(savings), 'reference');
    expect([verdict.who, verdict.does, verdict.figure].filter((word) => word !== undefined).join(' ')).toBe(head);
    expect(verdict.sub).toBe(sub);
    expect(verdict.findings.slice(0, -1).map((finding) => finding.text)).toEqual(findings);
  });

  test("the source's printed order is called luck, with the exact expectation over all hit patterns", () => {
    expect(printedRanking(report)).toEqual([
      {
        kind: 'warn',
        text: "The printed ranking is luck: the source's single run ranks Fee aware cheapest (+$1.50) and gives Dark first and Smart −$4.75. Over all 32 hit patterns Dark first and Smart cost 100.010758 $ a share with fees against 100.014014 for Price-time: 0.33 bps cheaper in expectation.",
      },
    ]);
  });

  test('a printed order that the expectation confirms is not called luck', () => {
    const agreed = { ...report, exact: { ...report.exact, ranking: report.enumeration.ranking } };
    expect(printedRanking(agreed)[0].kind).toBe('good');
  });

  test('shares left over and trade-throughs are said, next to nothing is not', () => {
    const half = report.reference;
    const strategies = half.strategies.map((r) =>
      r.strategy === 'smart'
        ? { ...r, fillRate: { ...r.fillRate, mean: 0.98 }, tradeThroughQty: 120 }
        : { ...r, fillRate: { ...r.fillRate, mean: 0.9999 }, tradeThroughQty: 0 },
    );
    const texts = verdictOf({ ...report, reference: { ...half, strategies } }, 'reference').findings.map((f) => f.text);
    expect(texts).toContain('Left unfilled on average: Smart 2.0 %.');
    expect(texts).toContain('Traded through a better shown price (Rule 611), shares an order: Smart 120.');
  });
});

describe('the four charts of the source document', () => {
  const source = { report, half: report.corrected };

  test('each row of each chart is the report, in its order', () => {
    const names = ['Price-time', 'Dark first', 'Fee aware', 'Latency aware', 'Smart'];
    for (const picture of [pricePicture, costPicture, slippagePicture, venuesPicture].map((make) => make(source, 'smart')))
      expect(picture.table.rows.map((row) => row[0])).toEqual(names);
    const price = report.corrected.strategies[0].avgPx;
    expect(pricePicture(source, 'smart').table.rows[0][1]).toBe(price.mean.toFixed(4));
  });

  test('venue shares of a strategy add up to all it executed', () => {
    const row = venuesPicture(source, 'smart')
      .table.rows[4].slice(1)
      .map((cell) => Number.parseFloat(cell));
    expect(row.reduce((sum, part) => sum + part, 0)).toBeCloseTo(100, 0);
  });

  test('before the first run the charts are bare axes', () => {
    for (const make of [pricePicture, costPicture, slippagePicture, venuesPicture])
      expect(make(undefined, 'smart').table.rows).toEqual([]);
  });

  test('seed by seed: every seed stands in one bin of its row', () => {
    const rows = seedPicture(report.corrected, 'smart').table.rows.filter((row) => row[0] === 'Smart');
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(60);
  });

  test('the axis of the savings holds zero even where every saving is positive', () => {
    const scale = savingScale([saving({ strategy: 'smart', ...interval(0.33, 0.3, 0.36) })]);
    expect(scale.at(0)).toBeGreaterThan(0);
    expect(scale.at(0.36)).toBeLessThan(100);
    expect(scale.at(0.3)).toBeLessThan(scale.at(0.36));
  });
});

test.each([
  [0, '$0.00'],
  [11.63, '+$11.63'],
  [-4.754, '−$4.75'],
])('%f dollars', (value, text) => {
  expect(dollars(value)).toBe(text);
});

test.each([
  [[], ''],
  [['A'], 'A'],
  [['A', 'B'], 'A and B'],
  [['A', 'B', 'C'], 'A, B and C'],
])('%j listed', (words, text) => {
  expect(listed(words)).toBe(text);
});
