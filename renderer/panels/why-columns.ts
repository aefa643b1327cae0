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

/** Which terms have a column. Each list is in the terms' fixed order; together they hold every term once. */
export interface TermColumns {
  readonly shown: readonly CostTerm[];
  /** Summed in one last column, for want of room. */
  readonly other: readonly CostTerm[];
  /** Nothing at any candidate: left out. */
  readonly zero: readonly CostTerm[];
}

/**
 * Columns for these candidates where `room` columns fit. Terms that are nothing everywhere are left out; of the others those that set the
 * candidates apart most keep a column of their own, and what has no room is summed. At least one column and the sum are always there.
 */
export function termColumns(costs: readonly Cost[], room: number): TermColumns {
  const zero = COST_TERMS.filter((term) => costs.every((cost) => cost[term] === 0));
  const present = COST_TERMS.filter((term) => !zero.includes(term));
  if (present.length <= Math.max(2, room)) return { shown: present, other: [], zero };
  const apart = (term: CostTerm) => {
    const values = costs.map((cost) => cost[term]);
    return Math.max(...values) - Math.min(...values);
  };
  const telling = [...present].sort((a, b) => apart(b) - apart(a)).slice(0, Math.max(1, room - 1));
  return {
    shown: present.filter((term) => telling.includes(term)),
    other: present.filter((term) => !telling.includes(term)),
    zero,
  };
}

/** What the columns leave out or sum, in a sentence; empty when each term has its own. */
export function columnNote({ other, zero }: TermColumns): string {
  const words = (terms: readonly CostTerm[]) => terms.map((term) => TERM_NAMES[term].toLowerCase()).join(', ');
  return [
    other.length > 0 ? `Other is ${words(other)}, which differ least.` : '',
    zero.length > 0 && zero.length < COST_TERMS.length ? `Nothing at any venue: ${words(zero)}.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Sum of these terms of a cost, micro-dollars a share. */
export function sumOf(cost: Cost, terms: readonly CostTerm[]): number {
  return terms.reduce((sum, term) => sum + cost[term], 0);
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
