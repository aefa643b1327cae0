import type { Option, Policy, Ranking, RouteRequest } from '../request.ts';
import { levelsBy, postsBy } from './order.ts';

/**
 * Lowest expected all-in cost first (domain 5.1, in dollars, never a sum of unlike things). The midpoint is pinged only where that is
 * expected to cost less, the chance to miss included, than the best lit venue; of such places the one with the lowest reservation cost
 * comes first. What is then left takes price by price, asking each venue also for what may stand there unseen.
 */
export const smart: Policy = (request) => byCost(request, (option) => option.fillProbability);

/** As `smart`, with whatever chances to fill. */
export function byCost(request: RouteRequest, chanceOf: (option: Option) => number, sizes?: Ranking['sizes']): Ranking {
  const costs = new Map<Option, number>();
  let lit = Number.POSITIVE_INFINITY;
  for (const option of request.takes) {
    const cost = atChance(option, chanceOf(option));
    costs.set(option, cost);
    lit = Math.min(lit, cost);
  }
  const refused = new Map<Option, { why: 'dearer'; text: string }>();
  const pings: Option[] = [];
  for (const option of request.pings) {
    const reserve = reservation(option, chanceOf(option));
    costs.set(option, reserve);
    if (reserve < lit) pings.push(option);
    else refused.set(option, { why: 'dearer', text: `fills only ${Math.round(option.fillProbability * 100)} %` });
  }
  const costOf = (option: Option) => costs.get(option)!;
  return {
    pings: pings.sort((a, b) => costOf(a) - costOf(b) || a.venue - b.venue),
    levels: levelsBy(request, (level) => level.total - level.option.total + costOf(level.option)),
    posts: postsBy(request, (option) => option.total),
    stepwise: request.params.oversize > 0,
    ...(sizes && { sizes }),
    refused,
  };
}

/** An option's cost, were its chance to fill another: only the miss depends on it. */
function atChance({ total, cost, fillProbability }: Option, chance: number): number {
  return fillProbability >= 1 ? total : total - cost.miss + (cost.miss * (1 - chance)) / (1 - fillProbability);
}

/**
 * What a share costs where it fills, and what asking costs, delay and leak, over the chance to fill: Weitzman's (1979) reservation value,
 * micro-dollars. Searched in its order, and left off where the best sure thing costs less, is the cheapest way to look for a midpoint.
 */
function reservation({ cost }: Option, chance: number): number {
  const filled = cost.price + cost.fee + cost.impact + cost.adverse;
  return chance > 0 ? filled + (cost.latency + cost.leak) / chance : Number.POSITIVE_INFINITY;
}
