import type { Policy } from '../request.ts';
import { levelsBy, postsBy, priceOf, roundTrip } from './order.ts';

/** Best price first, then the venue where fast traders are rarest, then the fastest. */
export const latencyAware: Policy = (request) => ({
  pings: [],
  levels: levelsBy(
    request,
    priceOf(request),
    (level) => level.option.spec.hftPresence,
    (level) => roundTrip(level.option),
  ),
  posts: postsBy(request, (option) => option.spec.hftPresence, roundTrip),
});
