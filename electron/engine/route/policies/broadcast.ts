import type { Policy } from '../request.ts';
import { levelsBy, postsBy, priceOf, roundTrip } from './order.ts';

/**
 * Every lit venue at once, at the best price, in shares by what each shows there. It never sends more than the order in all, so it cannot
 * over-fill; what it gives away is its intent, to everyone.
 */
export const broadcast: Policy = (request) => ({
  pings: [],
  levels: levelsBy(request, priceOf(request), (level) => roundTrip(level.option)),
  posts: postsBy(request, roundTrip),
  everywhere: true,
});
