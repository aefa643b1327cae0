/**
 * How many shares leave the front of a queue within the horizon, by trades and cancels: the random variable xi of domain 5.2.
 * `cdf(x)` = P(xi <= x); `quantile(p)` = the least x with cdf(x) >= p, for 0 <= p < 1; `between(from, to)` = E[(xi - from)+ - (xi -
 * to)+], which is the fill expected of an order that stands from `from` to `to` in the queue.
 */
export interface Outflow {
  cdf(x: number): number;
  quantile(p: number): number;
  between(from: number, to: number): number;
}

export function exponentialOutflow(mean: number): Outflow {
  return {
    cdf: (x) => (x <= 0 ? 0 : 1 - Math.exp(-x / mean)),
    quantile: (p) => -mean * Math.log(1 - p),
    between: (from, to) => mean * (Math.exp(-from / mean) - Math.exp(-to / mean)),
  };
}

/** What was seen, each as likely as the other: `sorted` ascending, not empty. */
export function empiricalOutflow(sorted: ArrayLike<number>): Outflow {
  const count = sorted.length;
  return {
    cdf: (x) => countUpTo(sorted, x) / count,
    quantile: (p) => sorted[Math.max(0, Math.ceil(p * count) - 1)],
    between: (from, to) => {
      let sum = 0;
      for (let i = countUpTo(sorted, from); i < count; i++) sum += Math.min(sorted[i], to) - from;
      return sum / count;
    },
  };
}

/** How many of an ascending list are at most x. */
function countUpTo(sorted: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** So far from the mean no double sees the chance. */
const DEVIATIONS = 10;
const SLACK = 40;

/** Poisson of any mean above 0, by a table around the mean: a count of whole shares or lots. */
export function poissonOutflow(mean: number): Outflow {
  const reach = DEVIATIONS * Math.sqrt(mean) + SLACK;
  const low = Math.max(0, Math.floor(mean - reach));
  const chances = chancesFrom(low, Math.ceil(mean + reach), mean);
  const cumulative = chances.slice();
  for (let i = 1; i < cumulative.length; i++) cumulative[i] += cumulative[i - 1];
  return {
    cdf: (x) => {
      const i = Math.floor(x) - low;
      return i < 0 ? 0 : cumulative[Math.min(i, cumulative.length - 1)];
    },
    quantile: (p) => {
      let from = 0;
      let to = cumulative.length - 1;
      while (from < to) {
        const middle = (from + to) >> 1;
        if (cumulative[middle] >= p) to = middle;
        else from = middle + 1;
      }
      return low + from;
    },
    between: (from, to) => {
      let sum = 0;
      for (let i = 0; i < chances.length; i++) sum += chances[i] * (Math.max(0, low + i - from) - Math.max(0, low + i - to));
      return sum;
    },
  };
}

/** P(k) for k from low to high: each from its neighbour, outward from the mode where it is largest, then made to sum to 1. */
function chancesFrom(low: number, high: number, mean: number): Float64Array {
  const chances = new Float64Array(high - low + 1);
  const mode = Math.floor(mean) - low;
  chances[mode] = 1;
  for (let i = mode + 1; i < chances.length; i++) chances[i] = (chances[i - 1] * mean) / (low + i);
  for (let i = mode - 1; i >= 0; i--) chances[i] = (chances[i + 1] * (low + i + 1)) / mean;
  const sum = chances.reduce((all, chance) => all + chance, 0);
  return chances.map((chance) => chance / sum);
}
