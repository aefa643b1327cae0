import type { SessionConfig } from '../../../shared/config/session.ts';
import type { WhyNot } from '../../../shared/routing.ts';
import { type Nanos, SECOND } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import { HEARTBEAT } from '../feed/heartbeat.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import type { SelfHelp } from './self-help.ts';

/** A lit venue whose direct feed has said nothing for so long beyond its own way, not even a heartbeat, has failed. Illustrative. */
const SILENT_AFTER = SECOND;

/** Heartbeats that a lit venue's feed may miss before what it shows is doubted: it may not answer either. */
const MISSED_BEATS = 3;
/** Of an exponential delay, times its mean: beyond it less than once in ten thousand. */
const MOST_JITTER = 10;

/** Why nothing may be sent to a venue now, and why its quotes bind nobody. */
export interface Ailment {
  readonly why: Extract<WhyNot, 'halted' | 'selfHelp' | 'feedGap'>;
  readonly text: string;
}

/** What the router knows of the venues' health: halts as announced, its own self-help, and what the feeds lack. */
export class Health {
  private readonly conditions: Conditions;
  private readonly view: ConsolidatedView;
  private readonly selfHelp: SelfHelp;
  /** By venue: what its jitter may add to a message's way. */
  private readonly jitters: readonly number[];

  constructor({ venues }: Pick<SessionConfig, 'venues'>, conditions: Conditions, view: ConsolidatedView, selfHelp: SelfHelp) {
    this.conditions = conditions;
    this.view = view;
    this.selfHelp = selfHelp;
    this.jitters = venues.map(({ jitter = 0 }) => MOST_JITTER * jitter);
  }

  /** Undefined where all is well. */
  ailment(venue: number, symbol: number): Ailment | undefined {
    if (!this.conditions.matches(symbol))
      return { why: 'halted', text: this.conditions.tradingState(symbol) === 'halted' ? 'trading is halted' : 'trading is paused' };
    if (this.selfHelp.stands(venue)) return { why: 'selfHelp', text: 'it is in self-help' };
    if (this.view.gapped('direct', venue, symbol)) return { why: 'feedGap', text: 'its direct feed misses messages' };
    return undefined;
  }

  /** The same without its words. */
  isWell(venue: number, symbol: number): boolean {
    return this.conditions.matches(symbol) && !this.selfHelp.stands(venue) && !this.view.gapped('direct', venue, symbol);
  }

  /**
   * A lit venue's direct feed has missed its heartbeats: the venue may be out. Its quotes still bind us, but nobody who has a choice goes
   * there.
   */
  isQuiet(now: Nanos, venue: number, symbol: number): boolean {
    const age = this.view.age('direct', venue, symbol, now);
    return age !== undefined && age > this.view.latency('direct', venue) + MISSED_BEATS * HEARTBEAT + this.jitters[venue]!;
  }

  /** When a lit venue will have been silent for too long, should its silence last; any symbol tells, they share one feed. */
  silentFrom(now: Nanos, venue: number): Nanos {
    const age = this.view.age('direct', venue, 0, now);
    return age === undefined ? now : ((now - age + this.view.latency('direct', venue) + SILENT_AFTER + 1) as Nanos);
  }
}
