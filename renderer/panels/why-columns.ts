import { COST_TERMS, type Cost, type CostTerm } from '../../shared/routing.ts';

/**
 * Digits each term's column is printed with, cents a share: three, and fewer where a number of the column would not fit. Terms of a post
 * far from the touch run to thousands of cents; their thousandths say nothing.
 */
export function columnDigits(costs: readonly Cost[]): Readonly<Record<CostTerm, number>> {
  const digits = {} as Record<CostTerm, number>;
  for (const term of COST_TERMS) {
    const cents = Math.max(0, ...costs.map((cost) => Math.abs(cost[term]))) / 10_000;
    digits[term] = cents < 10 ? 3 : cents < 100 ? 2 : cents < 1_000 ? 1 : 0;
  }
  return digits;
}

export interface AxisLabel {
  readonly tick: number;
  readonly text: string;
  /** Which part of the text stands at the tick: the ends of the axis do not stick out. */
  readonly align: 'start' | 'middle' | 'end';
}

/** Pixels of a character of the axis, and the air between two labels. */
const CHARACTER = 5.8;
const AIR = 8;

/** Labels that fit side by side on an axis this wide: its ends first, then zero, then the others; the last carries the unit. */
export function axisLabels(ticks: readonly number[], width: number, print: (tick: number) => string): readonly AxisLabel[] {
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const taken: { readonly index: number; readonly from: number; readonly to: number }[] = [];
  const last = ticks.length - 1;
  const order = [last, 0, ...ticks.keys()].sort((a, b) => rank(a) - rank(b));
  function rank(index: number): number {
    return index === last ? 0 : index === 0 ? 1 : ticks[index] === 0 ? 2 : 3;
  }
  const textOf = (index: number) => `${print(ticks[index] ?? 0)}${index === last ? ' ¢' : ''}`;
  for (const index of new Set(order)) {
    const x = high > low ? (((ticks[index] ?? 0) - low) / (high - low)) * width : 0;
    const long = textOf(index).length * CHARACTER;
    const from = index === last ? x - long : index === 0 ? x : x - long / 2;
    if (taken.some((other) => from < other.to + AIR && other.from < from + long + AIR)) continue;
    taken.push({ index, from, to: from + long });
  }
  return taken
    .sort((a, b) => a.index - b.index)
    .map(({ index }) => ({
      tick: ticks[index] ?? 0,
      text: textOf(index),
      align: index === last ? 'end' : index === 0 ? 'start' : 'middle',
    }));
}
