import type { Strategy } from '../../../../shared/routing.ts';
import type { Policy } from '../request.ts';
import { broadcast } from './broadcast.ts';
import { contKukanov } from './cont-kukanov.ts';
import { darkFirst } from './dark-first.ts';
import { feeAware } from './fee-aware.ts';
import { latencyAware } from './latency-aware.ts';
import { learned } from './learned.ts';
import { netMax } from './net-max.ts';
import { optimal } from './optimal.ts';
import { priceTime } from './price-time.ts';
import { rebateMax } from './rebate-max.ts';
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
  optimal,
  cont_kukanov: contKukanov,
  learned,
  rebate_max: rebateMax,
  net_max: netMax,
};

/** Those that ask the models, where the session has any. */
export const FORESIGHTED: ReadonlySet<string> = new Set<Strategy>(['learned']);

/** Those that rest before they take, also for a market order, as long as `tuning.patience` lasts. */
export const PATIENT: ReadonlySet<string> = new Set<Strategy>(['cont_kukanov', 'rebate_max', 'net_max']);
