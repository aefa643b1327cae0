import type { PostPlan, PostTerms, PostVenue } from './cont-kukanov.ts';
import { descend, type Point, planAt, Slopes } from './slopes.ts';

/** The first step is this share of the order, the last this share of the first. */
const FIRST_STEP = 0.3;
const LAST_STEP = 0.01;
/** What a step keeps of the direction before it, or it would cross the ridge where M + L = S to and fro. */
const KEPT = 0.7;

/** Outflows seen together, row by row: `outflows[n K + k]` left venue k's queue in observation n. */
export interface SampledRequest {
  readonly terms: PostTerms;
  readonly venues: readonly PostVenue[];
  readonly outflows: ArrayLike<number>;
  /** Steps of the search; 100 come within 0.3 % of (h + f) S of the best for up to 8 venues and 64 rows. */
  readonly steps?: number;
}

/**
 * The plan that would have cost least on average over the observed outflows, which may hang together as they like: the search for a
 * live router, without chance. It starts with everything taken at the market and goes down the mean subgradient in steps of falling
 * length; the plan is the cheapest point it passed. Without observations everything is taken.
 */
export function sampledPlan({ terms, venues, outflows, steps = 100 }: SampledRequest): PostPlan {
  const slopes = new Slopes(terms, venues);
  const width = venues.length;
  const slope = new Float64Array(width + 1);
  const direction = new Float64Array(width + 1);
  const point: Point = new Float64Array(width + 1);
  point[0] = terms.shares;
  const best = point.slice();
  let least = Number.POSITIVE_INFINITY;
  let length = FIRST_STEP * terms.shares;
  const shrink = LAST_STEP ** (1 / steps);
  for (let n = 0; n <= steps && width > 0; n++) {
    slope.fill(0);
    let cost = 0;
    for (let from = 0; from + width <= outflows.length; from += width) cost += slopes.add(slope, point, outflows, from);
    if (cost < least) {
      least = cost;
      best.set(point);
    }
    for (let i = 0; i <= width; i++) direction[i] = KEPT * direction[i] + slope[i];
    const steepness = inward(direction, point, terms.shares);
    if (steepness === 0) break;
    descend(point, direction, length / steepness, terms.shares);
    length *= shrink;
  }
  return planAt(best);
}

/** Clears the parts of a direction that lead out of [0, S], which would only shorten the step; returns the length of the rest. */
function inward(direction: Float64Array, point: Point, shares: number): number {
  let squares = 0;
  for (let i = 0; i < direction.length; i++) {
    if ((point[i] <= 0 && direction[i] > 0) || (point[i] >= shares && direction[i] < 0)) direction[i] = 0;
    squares += direction[i] * direction[i];
  }
  return Math.sqrt(squares);
}
