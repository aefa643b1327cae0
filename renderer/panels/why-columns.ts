import { COST_TERMS, type Cost, type CostTerm } from '../../shared/routing.ts';

/** Heads of the terms' columns. */
export const TERM_NAMES: Readonly<Record<CostTerm, string>> = {
  price: 'Price',
  fee: 'Fee',
  impact: 'Impact',
  adverse: 'Adverse',
  latency: 'Latency',
  leak: 'Leak',
  miss: 'Miss',
  overfill: 'Over-fill',
};

/** Terms that have a column, and those that are nothing at any candidate and are left out; each in the terms' fixed order. */
export interface TermColumns {
  readonly shown: readonly CostTerm[];
  readonly zero: readonly CostTerm[];
}

/** Columns for these candidates: each term that is something anywhere has its own. */
export function termColumns(costs: readonly Cost[]): TermColumns {
  const zero = COST_TERMS.filter((term) => costs.every((cost) => cost[term] === 0));
  return { shown: COST_TERMS.filter((term) => !zero.includes(term)), zero };
}

/** What the columns leave out, in a sentence; empty when each term has its own, and when none has. */
export function columnNote({ zero }: TermColumns): string {
  if (zero.length === 0 || zero.length === COST_TERMS.length) return '';
  return `Nothing at any venue: ${zero.map((term) => TERM_NAMES[term].toLowerCase()).join(', ')}.`;
}

/**
 * Digits each term's column is printed with, cents a share: three, and fewer where a number of the column would not fit. Terms of a post
 * far from the touch run to thousands of cents; their thousandths say nothing.
 */
export function columnDigits(costs: readonly Cost[]): Readonly<Record<CostTerm, number>> {
  const digits = {} as Record<CostTerm, number>;
  for (const term of COST_TERMS) digits[term] = digitsFor(costs.map((cost) => cost[term]));
  return digits;
}

/** Digits for a column of these numbers, micro-dollars a share printed as cents. */
export function digitsFor(values: readonly number[]): number {
  const cents = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 10_000;
  return cents < 10 ? 3 : cents < 100 ? 2 : cents < 1_000 ? 1 : 0;
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
