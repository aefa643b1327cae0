import type { Policy } from '../request.ts';
import { levelsBy, postsBy, priceOf, queue, roundTrip } from './order.ts';

/** Best price first, then the fastest venue; dark pools are not asked. A remainder rests where the queue is shortest. */
export const priceTime: Policy = (request) => ({
  pings: [],
  levels: levelsBy(request, priceOf(request), (level) => roundTrip(level.option)),
  posts: postsBy(request, queue, roundTrip),
});
