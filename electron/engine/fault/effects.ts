import { type SessionConfig, venueIndex } from '../../../shared/config/session.ts';
import type { Nanos } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import { ofKind, type Standing } from './standing.ts';

/**
 * Sets a session's conditions to what the faults in force make of them together: a venue is down until the last outage ends, delays of
 * slow venues and of latency spikes add up, the newest fees hold, a venue is as toxic as the worst makes it, the SIP waits for the last
 * hold. Written whole each time, so that nothing of a fault that is over stays behind. Returns the venues that have just come back.
 */
export function applyFaults(
  now: Nanos,
  config: SessionConfig,
  conditions: Conditions,
  standing: readonly Standing[],
): readonly number[] {
  const { venues } = config;
  const down = new Uint8Array(venues.length);
  for (const { fault } of ofKind(standing, 'venueOutage')) down[venueIndex(config, fault.mic)] = 1;
  conditions.slow.fill(0);
  for (const { fault } of ofKind(standing, 'slowVenue')) add(conditions.slow, venueIndex(config, fault.mic), fault.delay);
  conditions.extra.fill(0);
  for (const { fault } of ofKind(standing, 'latencySpike'))
    venues.forEach((spec, v) => {
      if (fault.mic === undefined || fault.mic === spec.mic) add(conditions.extra, v, fault.delay);
    });
  conditions.mayCross.fill(0);
  for (const { fault } of ofKind(standing, 'crossedMarket')) conditions.mayCross[venueIndex(config, fault.mic)] = 1;
  conditions.toxic.fill(0);
  for (const { fault } of ofKind(standing, 'toxicVenue')) {
    const venue = venueIndex(config, fault.mic);
    conditions.toxic[venue] = Math.max(conditions.toxic[venue]!, fault.chance);
  }
  venues.forEach((spec, v) => {
    const newest = ofKind(standing, 'feeChange').findLast(({ fault }) => fault.mic === spec.mic)?.fault;
    conditions.takerFee[v] = (newest ?? spec).takerFee;
    conditions.makerFee[v] = (newest ?? spec).makerFee;
  });
  let heldUntil = 0;
  for (const { until } of ofKind(standing, 'staleSip')) heldUntil = Math.max(heldUntil, until!);
  // One that was cleared before its time ends now, not in the past: what it held back is due from here on.
  conditions.holdSip(now, heldUntil > 0 ? heldUntil : Math.min(conditions.sipHeldUntil, now));

  const back: number[] = [];
  for (let v = 0; v < venues.length; v++) {
    if (down[v] === conditions.down[v]) continue;
    conditions.down[v] = down[v]!;
    (down[v] ? conditions.downAt : conditions.upAt)[v] = now;
    if (!down[v]) back.push(v);
  }
  return back;
}

function add(to: Float64Array, venue: number, delay: number): void {
  to[venue] = to[venue]! + delay;
}
