import { sampleBeta } from '../../learn/beta.ts';
import { greedyPools } from '../dark/greedy-pools.ts';
import type { Option, Policy, RouteRequest } from '../request.ts';
import { byCost } from './smart.ts';

/**
 * As `smart`, by what has been learned and with what is still unknown of it: the chance to fill is drawn from its belief (Thompson) or
 * taken at its upper bound (UCB), so that a venue that is rarely tried is tried again (domain 5.10); and pings are sized by the tails of
 * what each place was found to hold (domain 5.3).
 */
export const learned: Policy = (request) => byCost(request, drawer(request), pingSizes(request));

function drawer(request: RouteRequest): (option: Option) => number {
  switch (request.params.explore) {
    case 'thompson':
      return ({ belief }) => sampleBeta(belief.alpha, belief.beta, request.chance());
    case 'ucb': {
      const plays = [...request.takes, ...request.pings].reduce((sum, { belief }) => sum + belief.alpha + belief.beta, 0);
      return ({ belief: { alpha, beta } }) =>
        Math.min(1, alpha / (alpha + beta) + Math.sqrt((2 * Math.log(Math.max(2, plays))) / (alpha + beta)));
    }
    case 'none':
      return ({ fillProbability }) => fillProbability;
  }
}

/** Round lots go one by one to the place whose next one is likeliest to fill; what is less than a lot goes with the first. */
function pingSizes({ pings, leavesQty, roundLot, router }: RouteRequest): ReadonlyMap<Option, number> | undefined {
  const lots = Math.floor(leavesQty / roundLot);
  if (lots < 2 || pings.length < 2) return undefined;
  const { units } = greedyPools(
    pings.map(({ tails }) => tails ?? NOTHING),
    Math.min(lots, 64),
  );
  const most = router.darkPingQty;
  return new Map(pings.map((option, i) => [option, Math.min(most, Math.max(roundLot, units[i]! * roundLot))]));
}

const NOTHING = { tail: () => 0 };
