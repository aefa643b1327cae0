import { MICROSECOND } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';

/** Every venue's feed confirms its state this often, so that a quiet venue is not an old one. */
export const HEARTBEAT = 100 * MICROSECOND;

/** The last time up to `at` at which a venue sent a heartbeat: none leave while it is down. */
export function lastBeat({ down, downAt, upAt }: Conditions, venue: number, at: number): number {
  const beat = Math.floor(at / HEARTBEAT) * HEARTBEAT;
  const silent = beat >= downAt[venue]! && (down[venue] === 1 || beat < upAt[venue]!);
  return silent && downAt[venue]! > 0 ? Math.floor(downAt[venue]! / HEARTBEAT) * HEARTBEAT : beat;
}
