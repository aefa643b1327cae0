import { delayText } from '../../../shared/format.ts';
import type { WhyNot } from '../../../shared/routing.ts';
import { type Nanos, SECOND } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import type { SelfHelp } from './self-help.ts';

/** A lit venue whose direct feed has said nothing for so long beyond its own way, not even a heartbeat, is not asked. Illustrative. */
const SILENT_AFTER = SECOND;

/** Why nothing may be sent to a venue now, and why its quotes bind nobody. */
export interface Ailment {
  readonly why: Extract<WhyNot, 'halted' | 'selfHelp' | 'feedGap' | 'silent'>;
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
  ailment(now: Nanos, venue: number, symbol: number): Ailment | undefined {
    if (!this.conditions.matches(symbol))
      return { why: 'halted', text: this.conditions.tradingState(symbol) === 'halted' ? 'trading is halted' : 'trading is paused' };
    if (this.selfHelp.stands(venue)) return { why: 'selfHelp', text: 'in self-help: it does not answer' };
    if (this.view.gapped('direct', venue, symbol)) return { why: 'feedGap', text: 'its direct feed misses messages' };
    const silence = this.silence(now, venue, symbol);
    return silence > SILENT_AFTER ? { why: 'silent', text: `silent for ${delayText(silence as Nanos)}` } : undefined;
  }

  /** The same without its words. */
  isWell(now: Nanos, venue: number, symbol: number): boolean {
    return (
      this.conditions.matches(symbol) &&
      !this.selfHelp.stands(venue) &&
      !this.view.gapped('direct', venue, symbol) &&
      this.silence(now, venue, symbol) <= SILENT_AFTER
    );
  }

  /** Whether a lit venue has been silent for too long; any symbol tells, they share one feed. */
  isSilent(now: Nanos, venue: number): boolean {
    return this.silence(now, venue, 0) > SILENT_AFTER;
  }

  /** When it will have been, should its silence last. */
  silentFrom(now: Nanos, venue: number): Nanos {
    return (now - this.silence(now, venue, 0) + SILENT_AFTER + 1) as Nanos;
  }

  private silence(now: Nanos, venue: number, symbol: number): number {
    const age = this.view.age('direct', venue, symbol, now);
    return age === undefined ? 0 : age - this.view.latency('direct', venue);
  }
}
