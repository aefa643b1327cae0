import type { SessionConfig } from '../../../shared/config/session.ts';
import type { ProtectedQuotes } from '../compliance/protected-quotes.ts';
import { type Execution, tradeThroughCode } from '../compliance/trade-through.ts';
import type { Conditions } from '../conditions.ts';
import { Jitter } from '../jitter.ts';
import { Kind, VenueSays } from '../kinds.ts';
import type { Witness } from '../market/witness.ts';
import type { StreamStates } from '../random.ts';
import type { Schedule } from '../schedule.ts';
import type { VenueClock } from './clock.ts';
import { feeInForce } from './fees.ts';

export interface ReportsParts {
  readonly config: SessionConfig;
  readonly clock: VenueClock;
  readonly schedule: Schedule;
  readonly conditions: Conditions;
  readonly protection: ProtectedQuotes;
  readonly witness: Witness | undefined;
}

/** A match of a child of ours, as its venue knows it. */
export interface OwnFill extends Execution {
  readonly child: number;
  readonly symbol: number;
  readonly qty: number;
  readonly liquidity: number;
  /** The resting side was not displayed. */
  readonly hidden: boolean;
}

/**
 * What the venues tell us of our children. Each venue speaks over one session, in order: a word that is said later is never heard earlier,
 * whatever a latency spike or the venue's jitter adds.
 */
export class Reports {
  private readonly config: SessionConfig;
  private readonly clock: VenueClock;
  private readonly schedule: Schedule;
  private readonly conditions: Conditions;
  private readonly protection: ProtectedQuotes;
  private readonly witness: Witness | undefined;
  private readonly jitter: Jitter;
  /** By venue: when its last word is heard. */
  private readonly last: Float64Array;

  constructor({ config, clock, schedule, conditions, protection, witness }: ReportsParts) {
    this.config = config;
    this.clock = clock;
    this.schedule = schedule;
    this.conditions = conditions;
    this.protection = protection;
    this.witness = witness;
    this.jitter = new Jitter(
      config.seed,
      config.venues.map(({ mic, jitter = 0 }) => ({ name: `${mic}/reports`, mean: jitter })),
    );
    this.last = new Float64Array(config.venues.length);
  }

  say(venue: number, child: number, says: number, px = 0, qty = 0): void {
    const { now } = this.clock;
    this.schedule.push(this.heardAt(venue), Kind.venueReport, child, says, qty, px, 0, now);
  }

  /** A trade, with the fee in force at the match and whether it went through a better quote elsewhere. */
  traded(fill: OwnFill): void {
    const { now } = this.clock;
    const { child, venue, symbol, qty, px, liquidity, hidden } = fill;
    this.witness?.filled?.(now, venue, symbol, child, px, qty);
    const fee = feeInForce(this.conditions, this.config.venues[venue]!, venue, liquidity, hidden);
    const through = tradeThroughCode(this.protection.label(now, symbol, fill));
    const at = this.heardAt(venue);
    this.schedule.push(
      at,
      Kind.venueReport,
      child,
      VenueSays.traded,
      qty,
      px,
      liquidity,
      now,
      fee,
      Number(hidden) | (through << 1),
    );
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
