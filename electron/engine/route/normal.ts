/** Standard normal distribution function, absolute error below 1.5e-7 (Abramowitz and Stegun 7.1.26). */
export function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = 1 - series * Math.exp(-z * z);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

/** Chance that a driftless price reaches `away` within a span over which its standard deviation is `deviation` (reflection principle). */
export function touchProbability(away: number, deviation: number): number {
  if (away <= 0) return 1;
  return deviation <= 0 ? 0 : 2 * (1 - normalCdf(away / deviation));
}
