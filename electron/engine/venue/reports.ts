import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Conditions } from '../conditions.ts';
import { Jitter } from '../jitter.ts';
import { Kind, VenueSays } from '../kinds.ts';
import type { StreamStates } from '../random.ts';
import type { Schedule } from '../schedule.ts';
import type { VenueClock } from './clock.ts';
import { feeInForce } from './fees.ts';

/**
 * What the venues tell us of our children. Each venue speaks over one session, in order: a word that is said later is never heard earlier,
 * whatever a latency spike or the venue's jitter adds.
 */
export class Reports {
  private readonly config: SessionConfig;
  private readonly clock: VenueClock;
  private readonly schedule: Schedule;
  private readonly conditions: Conditions;
  private readonly jitter: Jitter;
  /** By venue: when its last word is heard. */
  private readonly last: Float64Array;

  constructor(config: SessionConfig, clock: VenueClock, schedule: Schedule, conditions: Conditions) {
    this.config = config;
    this.clock = clock;
    this.schedule = schedule;
    this.conditions = conditions;
    this.jitter = new Jitter(
      config.seed,
      config.venues.map(({ mic, jitter = 0 }) => ({ name: `${mic}/reports`, mean: jitter })),
    );
    this.last = new Float64Array(config.venues.length);
  }

  say(venue: number, child: number, says: number, px = 0): void {
    const { now } = this.clock;
    this.schedule.push(this.heardAt(venue), Kind.venueReport, child, says, 0, px, 0, now);
  }

  /** A trade, with the fee in force at the match. */
  traded(venue: number, child: number, qty: number, px: number, liquidity: number, hidden: boolean): void {
    const { now } = this.clock;
    const fee = feeInForce(this.conditions, this.config.venues[venue]!, venue, liquidity, hidden);
    const at = this.heardAt(venue);
    this.schedule.push(at, Kind.venueReport, child, VenueSays.traded, qty, px, liquidity, now, fee, Number(hidden));
  }

  save(): ReportsState {
    return { last: this.last, jitter: this.jitter.save() };
  }

  restore({ last, jitter }: ReportsState): void {
    this.last.set(last);
    this.jitter.restore(jitter);
  }

  private heardAt(venue: number): number {
    const { responseLatency } = this.config.venues[venue]!;
    const at = Math.ceil(this.clock.now + responseLatency + this.conditions.extra[venue]! + this.jitter.draw(venue));
    this.last[venue] = Math.max(this.last[venue]!, at);
    return this.last[venue]!;
  }
}

export interface ReportsState {
  readonly last: Float64Array;
  readonly jitter: StreamStates;
}
