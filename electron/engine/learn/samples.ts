/** Samples to learn from: features by row, one row after the other, and an outcome (0, 1 or a share between) for each. */
export interface Samples {
  readonly x: Float64Array;
  readonly y: ArrayLike<number>;
}

/** How many samples there are. Throws RangeError where rows, features and outcomes do not fit, naming the first that is wrong. */
export function countSamples({ x, y }: Samples, features: readonly string[], field = 'samples'): number {
  const width = features.length;
  if (x.length !== y.length * width) throw new RangeError(`${field}: ${x.length} values for ${y.length} rows of ${width} features`);
  const bad = x.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`${field}: ${features[bad % width]} of row ${Math.floor(bad / width)} is ${x[bad]}`);
  for (let i = 0; i < y.length; i++)
    if (!(y[i]! >= 0 && y[i]! <= 1)) throw new RangeError(`${field}: outcome of row ${i} is ${y[i]}`);
  return y.length;
}
