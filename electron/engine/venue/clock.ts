import type { Nanos } from '../../../shared/units.ts';

/** The time at the venues: one object that all their parts are given, set by whoever drives them. */
export interface VenueClock {
  now: Nanos;
}
