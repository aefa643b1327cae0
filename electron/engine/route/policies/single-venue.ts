import { isBetter } from '../../../../shared/fix.ts';
import type { Option, Policy } from '../request.ts';
import { levelsBy, priceOf, queue } from './order.ts';

/**
 * One venue gets everything: the named destination, else at arrival the one that shows most at the best price. Under order protection it
 * takes only levels at the best price of all venues, and otherwise waits or rests.
 */
export const singleVenue: Policy = (request) => {
  const best = request.takes.reduce<number | undefined>(
    (px, option) => (px === undefined || isBetter(request.side, option.px, px) ? option.px : px),
    undefined,
  );
  const largest = (options: readonly Option[]) =>
    options.reduce<Option | undefined>(
      (most, option) => (most === undefined || queue(option) > queue(most) ? option : most),
      undefined,
    );
  const venue =
    request.destination ?? (largest(request.takes.filter((option) => option.px === best)) ?? largest(request.posts))?.venue;
  return {
    pings: [],
    levels: levelsBy(request, priceOf(request)).filter(
      (level) => level.option.venue === venue && (!request.orderProtection || level.px === best),
    ),
    posts: request.posts.filter((option) => option.venue === venue),
    refused: new Map(
      [...request.takes, ...request.posts, ...request.pings].map((option) => [
        option,
        option.venue === venue
          ? { why: 'worsePrice', text: 'a protected quote elsewhere is better' }
          : { why: 'notDestination', text: 'not the one venue' },
      ]),
    ),
  };
};
