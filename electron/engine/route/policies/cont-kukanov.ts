import { sign } from '../../../../shared/fix.ts';
import { MONEY_PER_PX } from '../../../../shared/units.ts';
import { exponentialOutflow } from '../post/outflow.ts';
import { sampledPlan } from '../post/sampled.ts';
import type { Option, Policy, RouteRequest } from '../request.ts';
import { levelsBy } from './order.ts';

/** Outcomes that a plan is weighed over. */
const ROWS = 64;
/** Odd numbers apart: each venue goes through the same outcomes in an order of its own. */
const STRIDES = [1, 11, 23, 37, 5, 29, 47, 17];

/**
 * How much to take now and how much to leave resting where, so that the whole is expected to cost least (Cont and Kukanov, domain 5.2): what
 * rests earns the spread and the rebate if the queue before it goes in time, and what is then still missing costs `underfill` more than
 * taking it would have. Pools hold a conditional order meanwhile. Once its patience is over it takes all that is left at the lowest expected
 * cost.
 */
export const contKukanov: Policy = (request) => {
  const { conditionals } = request;
  const levels = levelsBy(request, (level) => level.total);
  const posts = request.posts.filter(({ action }) => action === 'post');
  const best = levels[0];
  if (request.patience === 0 || posts.length === 0 || !best) return { pings: [], levels, posts: request.posts, conditionals };
  const { leavesQty, midPx, side, params } = request;
  const halfSpread = Math.max(0, sign(side) * (best.px - midPx) * MONEY_PER_PX);
  const { market, limits } = sampledPlan({
    terms: {
      shares: leavesQty,
      halfSpread,
      takeFee: best.option.spec.takerFee,
      impact: 0,
      under: params.underfill + halfSpread + best.option.spec.takerFee,
      over: params.overfill,
    },
    venues: posts.map(({ spec, displayQty = 0 }) => ({ queue: displayQty, rebate: -spec.makerFee })),
    outflows: outcomes(posts),
  });
  return { pings: [], levels, posts, conditionals, sizes: sizes(request, posts, market, limits), together: true };
};

/** Exponential outflows on an even grid of chances, row by row. */
function outcomes(posts: readonly Option[]): Float64Array {
  const width = posts.length;
  const rows = new Float64Array(ROWS * width);
  posts.forEach(({ outflow = 0 }, k) => {
    const { quantile } = exponentialOutflow(outflow);
    for (let n = 0; n < ROWS; n++) rows[n * width + k] = quantile((((n * STRIDES[k % STRIDES.length]!) % ROWS) + 0.5) / ROWS);
  });
  return rows;
}

/** Whole shares that come to no more than the order: where the plan would risk too many, each place to rest gets so much less. */
function sizes(
  { leavesQty }: RouteRequest,
  posts: readonly Option[],
  market: number,
  limits: readonly number[],
): ReadonlyMap<Option, number> {
  const wished = limits.reduce((sum, limit) => sum + limit, 0);
  const room = Math.max(0, leavesQty - Math.round(market));
  const scale = wished > room ? room / wished : 1;
  return new Map(posts.map((option, k) => [option, Math.floor(limits[k]! * scale)]));
}
