import { fields, numbers, wholeNumber } from './parse.ts';
import { solve } from './solve.ts';

/** Terms of the sum over B: each is a further move of the mid, and six suffice (domain 7a). */
const TERMS = 6;

/** The matrices of Stoikov's micro-price over n states, each by row. */
export interface Moves {
  /** Chance to go from state to state without a move of the mid. */
  readonly q: readonly (readonly number[])[];
  /** Chance of a move by each of `k`. */
  readonly r1: readonly (readonly number[])[];
  /** Size of each move, in the unit of the result. */
  readonly k: readonly number[];
  /** Chance to go from state to state with a move. */
  readonly r2: readonly (readonly number[])[];
}

export interface Adjustments {
  /** (I - Q)^-1 R1 K: the mean of the next move, by state. */
  readonly g1: Float64Array;
  /** (I - Q)^-1 R2, by row: the state after the next move. */
  readonly b: Float64Array;
  /** G* = sum of B^i G1, i < 6: how far from the mid the price is expected to end, by state. */
  readonly gStar: Float64Array;
}

/** Stoikov (2018), domain 7a, TV-7.1. Throws RangeError where some states are never left by a move. */
export function adjustments({ q, r1, k, r2 }: Moves): Adjustments {
  const n = q.length;
  const left = new Float64Array(n * n);
  const width = n + 1;
  const right = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      left[i * n + j] = (i === j ? 1 : 0) - q[i]![j]!;
      right[i * width + 1 + j] = r2[i]![j]!;
    }
    for (let move = 0; move < k.length; move++) right[i * width]! += r1[i]![move]! * k[move]!;
  }
  solve(left, right, n);
  const g1 = Float64Array.from({ length: n }, (_, i) => right[i * width]!);
  const b = Float64Array.from({ length: n * n }, (_, at) => right[Math.floor(at / n) * width + 1 + (at % n)]!);
  return { g1, b, gStar: summed(g1, b) };
}

/** G1 + B (G1 + B (...)), 6 terms in all. */
function summed(g1: Float64Array, b: Float64Array): Float64Array {
  const n = g1.length;
  let sum = g1;
  for (let term = 1; term < TERMS; term++) {
    const before = sum;
    sum = Float64Array.from(g1, (own, i) => {
      let further = own;
      for (let j = 0; j < n; j++) further += b[i * n + j]! * before[j]!;
      return further;
    });
  }
  return sum;
}

/** A micro-price as JSON holds it. */
export interface MicropriceData {
  readonly kind: 'microprice';
  readonly buckets: number;
  readonly spreads: number;
  /** Ticks from the mid, by (spread - 1) x buckets + bucket. */
  readonly adjustments: readonly number[];
}

/** An estimated micro-price: how far from the mid the price is expected to go, by state of the book. */
export class Microprice {
  readonly data: MicropriceData;
  private readonly table: Float64Array;

  constructor(data: MicropriceData) {
    this.data = data;
    this.table = Float64Array.from(data.adjustments);
  }

  /** Ticks from the mid, positive up; 0 where the state was not estimated. */
  adjustment(bucket: number, spread: number): number {
    const { buckets, spreads } = this.data;
    if (!(spread >= 1 && spread <= spreads && bucket >= 0 && bucket < buckets)) return 0;
    return this.table[(spread - 1) * buckets + bucket] ?? 0;
  }
}

/** A micro-price from what a file holds. Throws RangeError naming the field that is wrong. */
export function loadMicroprice(data: unknown): Microprice {
  const parsed = fields(data, 'model');
  if (parsed.kind !== 'microprice') throw new RangeError(`kind: ${parsed.kind} is not microprice`);
  const buckets = wholeNumber(parsed.buckets, 'buckets', 1, 99);
  const spreads = wholeNumber(parsed.spreads, 'spreads', 1, 99);
  return new Microprice({
    kind: 'microprice',
    buckets,
    spreads,
    adjustments: numbers(parsed.adjustments, 'adjustments', buckets * spreads),
  });
}
