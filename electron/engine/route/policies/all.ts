import type { Strategy } from '../../../../shared/routing.ts';
import type { Policy } from '../request.ts';
import { broadcast } from './broadcast.ts';
import { darkFirst } from './dark-first.ts';
import { feeAware } from './fee-aware.ts';
import { latencyAware } from './latency-aware.ts';
import { priceTime } from './price-time.ts';
import { singleVenue } from './single-venue.ts';
import { smart } from './smart.ts';

/** Every strategy by its name. A new one is a file and a line here; the compiler asks for it. */
export const POLICIES: Readonly<Record<Strategy, Policy>> = {
  price_time: priceTime,
  dark_first: darkFirst,
  fee_aware: feeAware,
  latency_aware: latencyAware,
  smart,
  single_venue: singleVenue,
  broadcast,
};
