import { isBetter } from '../../../../shared/fix.ts';
import { detectionChance, leakDrift } from '../leak.ts';
import type { Option, Policy, Ranking, RouteRequest } from '../request.ts';
import { levelsBy, optionsBy, postsBy } from './order.ts';

/**
 * Lowest expected all-in cost first (domain 5.1, in dollars, never a sum of unlike things). The midpoint is pinged only where that is
 * expected to cost less, the chance to miss included, than the best lit venue; of such places the one with the lowest reservation cost
 * comes first. What is then left takes price by price, asking each venue also for what may stand there unseen.
 */
export const smart: Policy = (request) => byCost(request, (option) => option.fillProbability);

/** By percent. */
const FILLS_ONLY = Array.from({ length: 101 }, (_, percent) => ({ why: 'dearer', text: `fills only ${percent} %` }) as const);

/** As `smart`, with whatever chances to fill. */
export function byCost(request: RouteRequest, chanceOf: (option: Option) => number, sizes?: Ranking['sizes']): Ranking {
  // By venue.
  const taking: number[] = [];
  const pinging: number[] = [];
  let lit = Number.POSITIVE_INFINITY;
  for (const option of request.takes) {
    const cost = atChance(option, chanceOf(option));
    taking[option.venue] = cost;
    lit = Math.min(lit, cost);
  }
  const refused = new Map<Option, (typeof FILLS_ONLY)[number]>();
  const pings: Option[] = [];
  for (const option of request.pings) {
    const reserve = reservation(option, chanceOf(option));
    pinging[option.venue] = reserve;
    if (reserve < lit) pings.push(option);
    else refused.set(option, FILLS_ONLY[Math.round(option.fillProbability * 100)]!);
  }
  return {
    pings: optionsBy(pings, ({ venue }) => pinging[venue]!),
    levels: levelsBy(request, ({ total, option }) => total - option.total + taking[option.venue]!),
    posts: postsBy(request, (option) => option.total),
    conditionals: request.params.conditionalMinQty > 0 ? request.conditionals : undefined,
    stepwise: stepsPay(request),
    sizes,
    rankCosts: { take: taking, mid: pinging },
    refused,
  };
}

/**
 * Whether to take one price after the other and ask at each for what may stand there unseen, in place of all prices in one burst: it saves a
 * tick on what is found, and gives away what is left to whoever reads the first step (domain 5.7).
 */
function stepsPay({ levels, leavesQty, side, params }: RouteRequest): boolean {
  if (params.oversize === 0) return false;
  let best: number | undefined;
  for (const { px } of levels) if (best === undefined || isBetter(side, px, best)) best = px;
  let shown = 0;
  let unseen = 0;
  let venues = 0;
  for (const { px, qty, option } of levels) {
    if (px !== best) continue;
    shown += qty;
    unseen += Math.min(option.unseenQty, params.oversize * qty);
    venues += 1;
  }
  const left = leavesQty - shown;
  if (left <= 0) return false;
  const read = detectionChance(new Array<number>(venues).fill(params.detectTake));
  return Math.min(unseen, left) > read * left * leakDrift(params.leakTicks, left, shown);
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
