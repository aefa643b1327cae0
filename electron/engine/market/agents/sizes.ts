import { MAX_SIZE } from '../../../../shared/config/numbers.ts';
import type { Stream } from '../../random.ts';

/** Shares less than a round lot: 1 + an exponential of about this mean, cut below the lot. One draw. */
export function oddLot(stream: Stream, mean: number, roundLot: number): number {
  return Math.max(1, Math.min(roundLot - 1, 1 + Math.floor(stream.exponential(mean))));
}

/** Round lots, one at least, about `mean` of them. One draw. */
export function roundLots(stream: Stream, mean: number, roundLot: number): number {
  const lots = 1 + Math.floor(stream.exponential(Math.max(mean - 1, 0)));
  return Math.min(lots * roundLot, MAX_SIZE);
}
