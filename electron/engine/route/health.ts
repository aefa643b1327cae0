import type { WhyNot } from '../../../shared/routing.ts';
import { type Nanos, SECOND } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import type { SelfHelp } from './self-help.ts';

/** A lit venue whose direct feed has said nothing for so long beyond its own way, not even a heartbeat, has failed. Illustrative. */
const SILENT_AFTER = SECOND;

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

  constructor(conditions: Conditions, view: ConsolidatedView, selfHelp: SelfHelp) {
    this.conditions = conditions;
    this.view = view;
    this.selfHelp = selfHelp;
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

  /** When a lit venue will have been silent for too long, should its silence last; any symbol tells, they share one feed. */
  silentFrom(now: Nanos, venue: number): Nanos {
    const age = this.view.age('direct', venue, 0, now);
    return age === undefined ? now : ((now - age + this.view.latency('direct', venue) + SILENT_AFTER + 1) as Nanos);
  }
}
