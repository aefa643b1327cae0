import { describe, expect, test } from 'vitest';
import { niceTicks } from '../../renderer/charts/ticks.ts';
import { axisLabels, columnDigits, columnNote, termColumns } from '../../renderer/panels/why-columns.ts';
import { COST_TERMS, type Cost, type CostTerm } from '../../shared/routing.ts';

function cost(terms: Partial<Record<CostTerm, number>>): Cost {
  return Object.fromEntries(COST_TERMS.map((term) => [term, terms[term] ?? 0])) as unknown as Cost;
}

describe('the columns of Why', () => {
  const costs = [
    cost({ price: 5_000, fee: 900, adverse: 1_100, latency: 780, leak: 160, miss: 840 }),
    cost({ fee: 1_000, adverse: 1_200, latency: 300, leak: 160, miss: 6_790 }),
    cost({ price: 5_000, fee: 2_800, adverse: 2_200, latency: 520, leak: 190, miss: 1_080 }),
  ];

  test('each term has its own, but those that are nothing anywhere', () => {
    const columns = termColumns(costs);
    expect(columns).toEqual({ shown: ['price', 'fee', 'adverse', 'latency', 'leak', 'miss'], zero: ['impact', 'overfill'] });
    expect(columnNote(columns)).toBe('Nothing at any venue: impact, over-fill.');
  });

  test('with nothing weighed there are no columns and nothing is said', () => {
    expect(termColumns([]).shown).toEqual([]);
    expect(columnNote(termColumns([]))).toBe('');
  });

  test('three digits while the numbers are short, fewer column by column as they grow', () => {
    const long = cost({ price: -158_490_000, fee: -2_000, adverse: 99_900, latency: 100_000, miss: 9_999_000 });
    expect(columnDigits([long])).toEqual({ price: 0, fee: 3, impact: 3, adverse: 3, latency: 2, leak: 3, miss: 1, overfill: 3 });
    expect(new Set(Object.values(columnDigits([])))).toEqual(new Set([3]));
  });
});

describe('the axis of Why', () => {
  const print = (tick: number) => String(tick / 10_000);
  const said = (ticks: readonly number[], width: number) => axisLabels(ticks, width, print).map(({ text, align }) => [text, align]);

  test('ends first, then zero, then what still fits', () => {
    const ticks = [-20_000, -10_000, 0, 10_000];
    expect(said(ticks, 300)).toEqual([
      ['-2', 'start'],
      ['-1', 'middle'],
      ['0', 'middle'],
      ['1 ¢', 'end'],
    ]);
    expect(said([-10_000, 0, 10_000, 20_000], 70).map(([text]) => text)).toEqual(['-1', '0', '2 ¢']);
    expect(said(ticks, 10)).toEqual([['1 ¢', 'end']]);
  });

  test('labels never touch, whatever the width', () => {
    for (let width = 20; width < 400; width += 7) {
      const ticks = niceTicks(-159_000_000, 60_000, 3);
      const labels = axisLabels(ticks, width, print);
      const edge = ({ tick, text, align }: (typeof labels)[number]) => {
        const x = ((tick - ticks[0]!) / (ticks.at(-1)! - ticks[0]!)) * width;
        const from = align === 'start' ? x : align === 'end' ? x - text.length * 5.8 : x - text.length * 2.9;
        return [from, from + text.length * 5.8] as const;
      };
      const edges = labels.map(edge);
      for (let i = 1; i < edges.length; i++) expect(edges[i]![0]).toBeGreaterThan(edges[i - 1]![1]);
    }
  });
});
