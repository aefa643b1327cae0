/** Series as arrays of numbers; what too short a series or one without variance cannot tell is undefined. */
export type Series = Float64Array | readonly number[];

export function mean(x: Series): number | undefined {
  if (x.length === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum / x.length;
}

/** Root of the mean square: a volatility whose mean is taken as 0. */
export function rms(x: Series): number | undefined {
  if (x.length === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum / x.length);
}

/** Sample standard deviation (n - 1). */
export function deviation(x: Series): number | undefined {
  if (x.length < 2) return undefined;
  return Math.sqrt((centralMoment(x, mean(x)!, 2) * x.length) / (x.length - 1));
}

/** Fourth central moment over the squared variance, less 3: 0 for a normal. */
export function excessKurtosis(x: Series): number | undefined {
  if (x.length < 4) return undefined;
  const centre = mean(x)!;
  const variance = centralMoment(x, centre, 2);
  return variance > 0 ? centralMoment(x, centre, 4) / (variance * variance) - 3 : undefined;
}

/** Sample autocorrelation at lags 1 to `lags`: sum of (x_i - m)(x_{i+k} - m) over sum of (x_i - m)^2. */
export function autocorrelation(x: Series, lags: number): (number | undefined)[] {
  const centre = mean(x) ?? 0;
  let variance = 0;
  for (let i = 0; i < x.length; i++) variance += (x[i]! - centre) ** 2;
  return Array.from({ length: lags }, (_, k) => {
    const lag = k + 1;
    if (variance === 0 || x.length < 4 * lag) return undefined;
    let sum = 0;
    for (let i = lag; i < x.length; i++) sum += (x[i]! - centre) * (x[i - lag]! - centre);
    return sum / variance;
  });
}

/** Changes of a level over `horizon` steps, starting at each step (they overlap where the horizon is above 1). */
export function changes(level: Series, horizon: number): Float64Array {
  const result = new Float64Array(Math.max(0, level.length - horizon));
  for (let i = 0; i < result.length; i++) result[i] = level[i + horizon]! - level[i]!;
  return result;
}

/**
 * Variance ratio of Lo and MacKinlay (1988): variance over `q` steps, overlapping and unbiased, over q times that over one step.
 * 1 for a random walk, below where changes turn back.
 */
export function varianceRatio(level: Series, q: number): number | undefined {
  const n = level.length - 1;
  if (n < 4 * q) return undefined;
  const drift = (level[n]! - level[0]!) / n;
  const one = changes(level, 1);
  const many = changes(level, q);
  let short = 0;
  for (let i = 0; i < one.length; i++) short += (one[i]! - drift) ** 2;
  let long = 0;
  for (let i = 0; i < many.length; i++) long += (many[i]! - q * drift) ** 2;
  const shortVariance = short / (n - 1);
  const longVariance = long / (q * (n - q + 1) * (1 - q / n));
  return shortVariance > 0 ? longVariance / shortVariance : undefined;
}

/** Slope of a least-squares line through points. */
export function slope(x: Series, y: Series): number | undefined {
  const centreX = mean(x);
  const centreY = mean(y);
  if (centreX === undefined || centreY === undefined || x.length < 2) return undefined;
  let across = 0;
  let along = 0;
  for (let i = 0; i < x.length; i++) {
    across += (x[i]! - centreX) * (y[i]! - centreY);
    along += (x[i]! - centreX) ** 2;
  }
  return along > 0 ? across / along : undefined;
}

function centralMoment(x: Series, centre: number, power: 2 | 4): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const square = (x[i]! - centre) ** 2;
    sum += power === 2 ? square : square * square;
  }
  return sum / x.length;
}
