import type { Outflow } from './outflow.ts';

/**
 * What an order of `shares` S to be done within a horizon costs, money a share (domain 5.2): `halfSpread` h and `takeFee` f for
 * what is taken now, `impact` theta for every share shown or taken, `under` lambda_u for every share still missing at the end,
 * `over` lambda_o for every share too many. The cost of one outcome is convex in the plan only while lambda_o <= h + r_k at every
 * venue: beyond that a resting share that would be too many costs nothing more once the queue is exhausted.
 */
export interface PostTerms {
  readonly shares: number;
  readonly halfSpread: number;
  readonly takeFee: number;
  readonly impact: number;
  readonly under: number;
  readonly over: number;
}

/** Where shares may rest: `queue` Q stand in front of ours, a fill earns `rebate` r a share, negative where the maker pays. */
export interface PostVenue {
  readonly queue: number;
  readonly rebate: number;
}

/** `market` M shares taken now, `limits` L_k left to rest at each venue. */
export interface PostPlan {
  readonly market: number;
  readonly limits: readonly number[];
}

/** What the plan cost where so many shares left each venue's queue. `outflows` is parallel to `venues`. */
export function realisedCost(terms: PostTerms, venues: readonly PostVenue[], plan: PostPlan, outflows: ArrayLike<number>): number {
  let sent = plan.market;
  let done = plan.market;
  let earned = 0;
  for (let k = 0; k < venues.length; k++) {
    const fill = Math.min(Math.max(0, outflows[k] - venues[k].queue), plan.limits[k]);
    sent += plan.limits[k];
    done += fill;
    earned += (terms.halfSpread + venues[k].rebate) * fill;
  }
  const short = Math.max(0, terms.shares - done);
  const excess = Math.max(0, done - terms.shares);
  const spent = (terms.halfSpread + terms.takeFee) * plan.market + terms.impact * (sent + short);
  return spent - earned + terms.under * short + terms.over * excess;
}

/** What a plan with one venue is expected to cost, exactly. */
export function expectedCost(terms: PostTerms, venue: PostVenue, plan: PostPlan, outflow: Outflow): number {
  const { queue, rebate } = venue;
  const limit = plan.limits[0];
  const wanted = terms.shares - plan.market;
  const fill = outflow.between(queue, queue + limit);
  // The part of the fill that was wanted, E min(fill, S - M).
  const useful = wanted > 0 ? outflow.between(queue, queue + Math.min(limit, wanted)) : 0;
  const short = Math.max(0, wanted) - useful;
  const excess = fill - useful + Math.max(0, -wanted);
  const spent = (terms.halfSpread + terms.takeFee) * plan.market + terms.impact * (plan.market + limit + short);
  return spent - (terms.halfSpread + rebate) * fill + terms.under * short + terms.over * excess;
}

/**
 * The best plan with one venue where M + L = S, which is so where over-filling is dear enough never to be chosen:
 * F(Q + L) = (2h + f + r) / (lambda_u + h + r + theta), L cut to [0, S] (domain 5.2, TV-5.2a, TV-5.2b).
 */
export function singleVenuePlan(terms: PostTerms, venue: PostVenue, outflow: Outflow): PostPlan {
  const ratio = fillRatio(terms, venue);
  const limit = ratio >= 1 ? terms.shares : ratio <= 0 ? 0 : clip(outflow.quantile(ratio) - venue.queue, terms.shares);
  return { market: terms.shares - limit, limits: [limit] };
}

/** The chance (2h + f + r) / (lambda_u + h + r + theta) that the last resting share's queue is not served. */
export function fillRatio({ halfSpread, takeFee, impact, under }: PostTerms, { rebate }: PostVenue): number {
  return (2 * halfSpread + takeFee + rebate) / (under + halfSpread + rebate + impact);
}

/**
 * Up to `allLimit` of lambda_u everything rests, from `allMarket` on everything is taken; infinite where the queue never, or
 * always, serves us.
 */
export interface UnderThresholds {
  readonly allLimit: number;
  readonly allMarket: number;
}

/** The thresholds of the single-venue plan in lambda_u (domain 5.2). */
export function underThresholds(terms: PostTerms, venue: PostVenue, outflow: Outflow): UnderThresholds {
  const { halfSpread, takeFee, impact, shares } = terms;
  const numerator = 2 * halfSpread + takeFee + venue.rebate;
  const rest = halfSpread + venue.rebate + impact;
  return {
    allLimit: numerator / outflow.cdf(venue.queue + shares) - rest,
    allMarket: numerator / outflow.cdf(venue.queue) - rest,
  };
}

function clip(x: number, most: number): number {
  return Math.min(most, Math.max(0, x));
}
