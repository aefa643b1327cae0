import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Conditions } from '../conditions.ts';
import { Kind } from '../kinds.ts';
import type { Schedule } from '../schedule.ts';

/**
 * Publishes what happens in the venues on both clocks: each level and trade on the venue's direct feed, each new best on the SIP.
 * A message is only scheduled here; what the router makes of it is the view's work.
 */
export class Feed {
  private readonly schedule: Schedule;
  private readonly direct: number[];
  private readonly consolidated: number[];
  private readonly offExchange: number;
  /** The opening books are being set. */
  opening = false;

  constructor(config: SessionConfig, schedule: Schedule, _conditions: Conditions) {
    this.schedule = schedule;
    this.direct = config.venues.map((spec) => spec.feedLatency);
    this.offExchange = config.sip.processing + config.sip.toRouter;
    this.consolidated = config.venues.map((spec) => spec.sipLatency + this.offExchange);
  }

  level(now: number, venue: number, symbol: number, side: number, px: number, qty: number): void {
    const sent = this.sent(now, this.direct[venue]!);
    this.schedule.push(sent + this.direct[venue]!, Kind.directLevel, venue, symbol, side, px, qty, sent);
  }

  best(now: number, venue: number, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    const sent = this.sent(now, this.consolidated[venue]!);
    this.schedule.push(sent + this.consolidated[venue]!, Kind.sipQuote, venue, symbol, bidPx, bidQty, askPx, askQty, sent);
  }

  /** Venue -1 is a report from off the venues (the TRF), which only the SIP carries. */
  trade(now: number, venue: number, symbol: number, px: number, qty: number): void {
    const latency = venue < 0 ? this.offExchange : this.direct[venue]!;
    this.schedule.push(now + latency, Kind.directTrade, venue, symbol, px, qty, now);
  }

  /** When a message left its venue: now, but what stands at the open was sent just early enough to be known by then. */
  private sent(now: number, latency: number): number {
    return this.opening ? now - latency : now;
  }
}
