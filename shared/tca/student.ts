/**
 * Student's t by the regularised incomplete beta function (Numerical Recipes 6.4: continued fraction by Lentz's method, Lanczos'
 * log gamma), good to about 1e-10.
 */

/** Two-sided p of a statistic `t` with `freedom` degrees of freedom. Throws RangeError when freedom is below 1. */
export function studentP(t: number, freedom: number): number {
  if (!(freedom >= 1)) throw new RangeError(`freedom: ${freedom} is below 1`);
  return incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/** The t that leaves `tail` (0 to 1) outside plus and minus t: 0.05 gives the half-width factor of a 95 % interval. */
export function studentT(tail: number, freedom: number): number {
  if (!(tail > 0 && tail < 1)) throw new RangeError(`tail: ${tail} is not between 0 and 1`);
  let low = 0;
  let high = 1;
  while (studentP(high, freedom) > tail) high *= 2;
  for (let i = 0; i < 100 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (studentP(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  // The fraction converges fast on this side of the mean only; the other side is its complement.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const guard = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) return fraction;
  }
  throw new Error(`betaFraction(${a}, ${b}, ${x}) did not converge`);
}

const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5,
];

function logGamma(x: number): number {
  const shifted = x + 5.5;
  let series = 1.000000000190015;
  for (let i = 0; i < LANCZOS.length; i++) series += LANCZOS[i]! / (x + 1 + i);
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.5066282746310007 * series) / x);
}
