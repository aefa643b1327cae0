import { fields, numbers, wholeNumber } from './parse.ts';

/** How far out a standardised feature counts: while few values are seen a deviation may be tiny and what follows it huge. */
const FURTHEST = 5;

/**
 * Running mean and deviation of each feature (Welford), and features as deviations from their mean, cut off at 5. A feature that has
 * not varied yet is 0. While `frozen` it learns nothing.
 */
export class Standardiser {
  frozen = false;
  private count = 0;
  private readonly means: Float64Array;
  private readonly squares: Float64Array;
  /** One over the deviation; 0 while there is none. */
  private readonly scales: Float64Array;

  constructor(features: number) {
    this.means = new Float64Array(features);
    this.squares = new Float64Array(features);
    this.scales = new Float64Array(features);
  }

  observe(x: ArrayLike<number>): void {
    if (this.frozen) return;
    this.count += 1;
    for (let j = 0; j < this.means.length; j++) {
      const distance = x[j]! - this.means[j]!;
      this.means[j]! += distance / this.count;
      this.squares[j]! += distance * (x[j]! - this.means[j]!);
      this.scales[j] = scaleOf(this.squares[j]!, this.count);
    }
  }

  /** Feature `j` at value `x` in deviations. */
  standard(x: number, j: number): number {
    const z = (x - this.means[j]!) * this.scales[j]!;
    return Math.max(-FURTHEST, Math.min(FURTHEST, z));
  }

  save(): StandardiserState {
    return { frozen: this.frozen, count: this.count, means: [...this.means], squares: [...this.squares] };
  }

  restore({ frozen, count, means, squares }: StandardiserState): void {
    this.frozen = frozen;
    this.count = count;
    this.means.set(means);
    this.squares.set(squares);
    for (let j = 0; j < squares.length; j++) this.scales[j] = scaleOf(squares[j]!, count);
  }
}

export interface StandardiserState {
  readonly frozen: boolean;
  readonly count: number;
  readonly means: readonly number[];
  readonly squares: readonly number[];
}

/** What a file says of a standardiser of so many features. Throws RangeError naming the field that is wrong. */
export function parseStandardiser(value: unknown, features: number, field: string): StandardiserState {
  const { frozen, count, means, squares } = fields(value, field);
  if (typeof frozen !== 'boolean') throw new RangeError(`${field}.frozen: ${frozen} is not true or false`);
  return {
    frozen,
    count: wholeNumber(count, `${field}.count`, 0, Number.MAX_SAFE_INTEGER),
    means: numbers(means, `${field}.means`, features),
    squares: numbers(squares, `${field}.squares`, features, 0),
  };
}

function scaleOf(squares: number, count: number): number {
  return squares > 0 ? 1 / Math.sqrt(squares / (count - 1)) : 0;
}
