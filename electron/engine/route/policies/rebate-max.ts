import type { Policy } from '../request.ts';
import { levelsBy, postsBy, queue } from './order.ts';

/**
 * Rests where the rebate is highest, whatever becomes of it there: the conflict of interest that Battalio, Corwin and Jennings (2016)
 * found, shown beside `net_max`. What is left when its patience is over is taken where the fee is lowest.
 */
export const rebateMax: Policy = (request) => ({
  pings: [],
  levels: request.patience > 0 ? [] : levelsBy(request, (level) => level.total),
  posts: postsBy(
    { ...request, posts: request.posts.filter(({ action }) => action === 'post') },
    (option) => option.spec.makerFee,
    queue,
  ),
});
