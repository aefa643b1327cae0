import { sign } from '../../../../shared/fix.ts';
import { MONEY_PER_PX } from '../../../../shared/units.ts';
import type { Policy } from '../request.ts';
import { levelsBy, postsBy, roundTrip } from './order.ts';

/**
 * Lowest price plus taker fee first, then the fastest venue. Under order protection fees can only break ties within a price level;
 * the allocator sees to that. A remainder rests where the maker is paid most.
 */
export const feeAware: Policy = (request) => ({
  pings: [],
  levels: levelsBy(
    request,
    (level) => sign(request.side) * level.px * MONEY_PER_PX + level.option.spec.takerFee,
    (level) => roundTrip(level.option),
  ),
  posts: postsBy(request, (option) => option.spec.makerFee, roundTrip),
});
