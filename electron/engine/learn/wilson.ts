/** Two-sided 95 % of a normal. */
const Z95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Wilson's (1927) 95 % interval of a share of `hits` in `n`. Throws RangeError on none, or on more hits than there were tries. */
export function wilson(hits: number, n: number, z = Z95): Interval {
  if (!(n > 0 && hits >= 0 && hits <= n)) throw new RangeError(`share: ${hits} of ${n}`);
  const share = hits / n;
  const weight = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / weight;
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // At the ends the interval reaches 0 or 1 exactly, which rounding would miss.
  return { low: hits === 0 ? 0 : centre - half, high: hits === n ? 1 : centre + half };
}
