/**
 * p -> a rising broken line through points: calibration that assumes only that higher predictions mean more. Between points by straight line,
 * outside them as at the nearest.
 */
export interface Isotonic {
  readonly kind: 'isotonic';
  /** Predictions, ascending, and what each is taken for, never falling. */
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/**
 * The rising fit of outcomes `y` over predictions `p` with least squared error, by pooling adjacent violators (Ayer et al. 1955). Equal
 * predictions are one. Each pool keeps its two ends. Throws RangeError without samples or where counts differ.
 */
export function fitIsotonic(p: ArrayLike<number>, y: ArrayLike<number>): Isotonic {
  const n = p.length;
  if (n === 0 || n !== y.length) throw new RangeError(`samples: ${n} predictions for ${y.length} outcomes`);
  const order = Int32Array.from(p, (_, i) => i).sort((i, j) => p[i]! - p[j]!);
  // Pools so far: first and last prediction, samples, sum of outcomes. A pool whose mean is not above the one before joins it.
  const first = new Float64Array(n);
  const last = new Float64Array(n);
  const counts = new Float64Array(n);
  const sums = new Float64Array(n);
  let pools = 0;
  for (let at = 0; at < n; ) {
    const own = p[order[at]!]!;
    first[pools] = last[pools] = own;
    counts[pools] = sums[pools] = 0;
    for (; at < n && p[order[at]!] === own; at++) {
      counts[pools]! += 1;
      sums[pools]! += y[order[at]!]!;
    }
    pools += 1;
    while (pools > 1 && sums[pools - 1]! * counts[pools - 2]! <= sums[pools - 2]! * counts[pools - 1]!) {
      pools -= 1;
      last[pools - 1] = last[pools]!;
      counts[pools - 1]! += counts[pools]!;
      sums[pools - 1]! += sums[pools]!;
    }
  }
  const at: number[] = [];
  const values: number[] = [];
  for (let pool = 0; pool < pools; pool++) {
    const value = sums[pool]! / counts[pool]!;
    at.push(first[pool]!);
    values.push(value);
    if (last[pool]! > first[pool]!) {
      at.push(last[pool]!);
      values.push(value);
    }
  }
  return { kind: 'isotonic', at, values };
}

export function applyIsotonic({ at, values }: Isotonic, p: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle]! <= p) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return values[0]!;
  if (low === at.length) return values[low - 1]!;
  const part = (p - at[low - 1]!) / (at[low]! - at[low - 1]!);
  return values[low - 1]! + part * (values[low]! - values[low - 1]!);
}
