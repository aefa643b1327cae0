/** Halvings of the bracket: past these a double has no more digits. */
const HALVINGS = 200;

/** A venue whose price moves as we take: x shares cost `cost` x + `impact` x² / 2, up to `qty` shares. `impact` is 0 or more. */
export interface ImpactLevel {
  readonly cost: number;
  readonly impact: number;
  readonly qty: number;
}

/**
 * Shares (fractions allowed) per level, parallel to the levels, and what one more share would cost: `marginal`, the multiplier of
 * domain 5.4.
 */
export interface ConvexSplit {
  readonly shares: readonly number[];
  readonly marginal: number;
}

/**
 * The cheapest split under quadratic impact per venue (domain 5.4, TV-5.4d): x_v = clip((mu - c_v) / k_v, 0, D_v) where mu is
 * bisected until the shares sum to the order. A level without impact is all or nothing but at its own cost, where it takes what is
 * left, in order. More shares than there are fill every level; without levels the next share cannot be had and is infinitely dear.
 */
export function convexSplit(levels: readonly ImpactLevel[], shares: number): ConvexSplit {
  if (levels.length === 0) return { shares: [], marginal: Number.POSITIVE_INFINITY };
  const wanted = Math.min(
    shares,
    levels.reduce((sum, { qty }) => sum + qty, 0),
  );
  let low = Math.min(...levels.map(({ cost }) => cost));
  let high = Math.max(...levels.map(({ cost, impact, qty }) => cost + impact * qty));
  for (let i = 0; i < HALVINGS; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    let sum = 0;
    for (const level of levels) sum += sharesBelow(level, middle);
    if (sum < wanted) low = middle;
    else high = middle;
  }
  const split = levels.map((level) => sharesBelow(level, low));
  let left = wanted - split.reduce((sum, x) => sum + x, 0);
  for (let i = 0; i < levels.length && left > 0; i++) {
    const room = levels[i].cost <= high ? sharesUpTo(levels[i], high) - split[i] : 0;
    const more = Math.min(room, left);
    split[i] += more;
    left -= more;
  }
  return { shares: split, marginal: high };
}

/** What a split costs with its impact. */
export function convexCost(levels: readonly ImpactLevel[], split: readonly number[]): number {
  let cost = 0;
  for (let i = 0; i < levels.length; i++) cost += levels[i].cost * split[i] + (levels[i].impact * split[i] ** 2) / 2;
  return cost;
}

/** Shares whose marginal cost is less than `marginal`. */
function sharesBelow({ cost, impact, qty }: ImpactLevel, marginal: number): number {
  if (marginal <= cost) return 0;
  return impact > 0 ? Math.min(qty, (marginal - cost) / impact) : qty;
}

/** Shares whose marginal cost is at most `marginal`. */
function sharesUpTo(level: ImpactLevel, marginal: number): number {
  return level.impact > 0 ? sharesBelow(level, marginal) : level.qty;
}
