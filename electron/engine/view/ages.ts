import type { SessionConfig } from '../../../shared/config/session.ts';
import type { FeedPath } from '../../../shared/market.ts';
import type { Conditions } from '../conditions.ts';
import { lastBeat } from '../feed/heartbeat.ts';
import { directWay, sipWay } from '../feed/ways.ts';
import type { BestOf } from './nbbo.ts';

/** How old what a path shows of a venue is: by its last message, or by the last heartbeat that has had time to arrive. */
export class Ages {
  private readonly conditions: Conditions;
  private readonly venues: number;
  private readonly directWays: Float64Array;
  /** By symbol x venues + venue. */
  private readonly sipWays: Float64Array;

  constructor(config: SessionConfig, conditions: Conditions) {
    this.conditions = conditions;
    this.venues = config.venues.length;
    this.directWays = Float64Array.from(config.venues, (_, v) => directWay(config, v));
    this.sipWays = Float64Array.from(config.symbols.flatMap((_, s) => config.venues.map((_spec, v) => sipWay(config, v, s))));
  }

  /** One-way latency of a path now, venue to router, without jitter; on the SIP it may differ by the symbol's tape. ns. */
  latency(path: FeedPath, venue: number, symbol: number): number {
    const way = path === 'direct' ? this.directWays[venue]! : this.sipWays[symbol * this.venues + venue]!;
    return way + this.conditions.extra[venue]!;
  }

  /**
   * Venue time of the newest state of `best` known to hold, -1 before any. No heartbeat leaves a venue that is out or speaks for one with
   * a gap, nor does the SIP send any while it is held.
   */
  knownAt(best: BestOf, path: FeedPath, venue: number, symbol: number, now: number): number {
    const { conditions } = this;
    const time = best.time[venue]!;
    if (time < 0 || best.gapped[venue] === 1) return time;
    const heard = path === 'sip' && now < conditions.sipHeldUntil ? conditions.sipHeldFrom : now;
    return Math.max(time, lastBeat(conditions, venue, heard - this.latency(path, venue, symbol)));
  }
}
