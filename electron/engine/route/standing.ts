import type { VenueSpec } from '../../../shared/market.ts';
import type { Nanos } from '../../../shared/units.ts';
import { hazardPerNano } from './cost.ts';
import type { Ailment } from './health.ts';
import { asCharged, type Situation } from './situation.ts';

/** How one venue stands when a decision is made, whatever is done there. */
export interface Standing {
  /** Its terms with the fees it charges now. */
  readonly spec: VenueSpec;
  /** Why nothing may go there; undefined where all is well. */
  readonly ailment: Ailment | undefined;
  /** Of its direct quote; undefined before the first. */
  readonly age: Nanos | undefined;
  /** Its direct feed misses heartbeats: it may be out. */
  readonly quiet: boolean;
  /** Router to venue, as learned, ns. */
  readonly oneWay: number;
  /** Chance that a fast trader is there first. */
  readonly presence: number;
  /** Of a quote's death, 1/ns (TV-5.1). */
  readonly hazard: number;
  /** 0 to 100 (domain 5.9). */
  readonly reputation: number;
}

/** By venue. `tickBps`: a tick in bps of the price. */
export function standings(s: Situation, tickBps: number): Standing[] {
  const { config, view, health, knowledge, symbol, now } = s;
  const { spray } = config.router.tuning;
  return config.venues.map(({ kind }, venue) => {
    const spec = asCharged(s, venue);
    const known = knowledge.venues[venue]!;
    const presence = 1 - known.take.mean;
    return {
      spec,
      ailment: health.ailment(venue, symbol),
      age: kind === 'lit' ? view.age('direct', venue, symbol, now) : undefined,
      quiet: kind === 'lit' && health.isQuiet(now, venue, symbol),
      oneWay: known.way(spray),
      presence,
      hazard: hazardPerNano(spec, presence),
      reputation: knowledge.reputation(venue, tickBps),
    };
  });
}
