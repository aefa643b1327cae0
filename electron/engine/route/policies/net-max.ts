import type { Policy } from '../request.ts';
import { levelsBy, postsBy } from './order.ts';

/**
 * Rests where what is left of the rebate is most: rebate plus markout less what not being filled costs (domain 5.8), which is the
 * lowest expected total of all places to rest; pools hold a conditional order meanwhile. What is left when its patience is over is taken at
 * the lowest expected cost.
 */
export const netMax: Policy = (request) => ({
  pings: [],
  levels: request.patience > 0 ? [] : levelsBy(request, (level) => level.total),
  posts: postsBy(request, (option) => option.total),
  conditionals: request.conditionals,
});
