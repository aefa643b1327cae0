/** Bins of a feature's histogram (domain 7a). */
export const BINS = 32;

/**
 * Where a feature is cut into at most 32 bins with about as many samples each: between neighbouring values, so that no sample lies on
 * a cut. Ascending; empty where the feature does not vary.
 */
export function cutsOf(column: Float64Array): Float64Array {
  const sorted = column.slice().sort();
  const ends: number[] = [];
  for (let i = 1; i < sorted.length; i++) if (sorted[i]! > sorted[i - 1]!) ends.push(i);
  const cut = (end: number) => sorted[end - 1]! + (sorted[end]! - sorted[end - 1]!) / 2;
  if (ends.length < BINS) return Float64Array.from(ends, cut);
  const cuts: number[] = [];
  // No end reaches the last sample, so there are never more than 31.
  for (const end of ends) if (end >= ((cuts.length + 1) * sorted.length) / BINS) cuts.push(cut(end));
  return Float64Array.from(cuts);
}

/** Which bin a value is in: how many cuts it is above. */
export function binOf(cuts: Float64Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value > cuts[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Samples by feature, as numbers of bins. */
export interface Binned {
  readonly rows: number;
  /** Cuts by feature. */
  readonly cuts: readonly Float64Array[];
  /** Bin by feature x rows + row. */
  readonly codes: Uint8Array;
}

/** Bins samples that stand by row. */
export function binned(x: Float64Array, rows: number, width: number): Binned {
  const codes = new Uint8Array(rows * width);
  const column = new Float64Array(rows);
  const cuts: Float64Array[] = [];
  for (let j = 0; j < width; j++) {
    for (let i = 0; i < rows; i++) column[i] = x[i * width + j]!;
    const own = cutsOf(column);
    for (let i = 0; i < rows; i++) codes[j * rows + i] = binOf(own, column[i]!);
    cuts.push(own);
  }
  return { rows, cuts, codes };
}
