import type { Policy } from '../request.ts';
import { levelsBy, postsBy } from './order.ts';

/**
 * Lowest expected all-in cost first (domain 5.1, in dollars, never a sum of unlike things). A dark pool is pinged only where its
 * expected cost, the chance to miss included, is below that of the best lit venue.
 */
export const smart: Policy = (request) => {
  const lit = Math.min(...request.takes.map((option) => option.total));
  const worthPinging = [...request.pings]
    .filter((option) => option.total < lit)
    .sort((a, b) => a.total - b.total || a.venue - b.venue);
  return {
    pings: worthPinging,
    levels: levelsBy(request, (level) => level.total),
    posts: postsBy(request, (option) => option.total),
    refused: new Map(
      request.pings
        .filter((option) => !worthPinging.includes(option))
        .map((option) => [option, { why: 'dearer', text: `fills only ${Math.round(option.fillProbability * 100)} %` }]),
    ),
  };
};
