import type { SessionConfig } from '../../../shared/config/session.ts';
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

  constructor(config: SessionConfig, schedule: Schedule) {
    this.schedule = schedule;
    this.direct = config.venues.map((spec) => spec.feedLatency);
    this.offExchange = config.sip.processing + config.sip.toRouter;
    this.consolidated = config.venues.map((spec) => spec.sipLatency + this.offExchange);
  }

  level(now: number, venue: number, symbol: number, side: number, px: number, qty: number): void {
    this.schedule.push(now + this.direct[venue]!, Kind.directLevel, venue, symbol, side, px, qty, now);
  }

  best(now: number, venue: number, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.schedule.push(now + this.consolidated[venue]!, Kind.sipQuote, venue, symbol, bidPx, bidQty, askPx, askQty, now);
  }

  /** Venue -1 is a report from off the venues (the TRF), which only the SIP carries. */
  trade(now: number, venue: number, symbol: number, px: number, qty: number): void {
    const latency = venue < 0 ? this.offExchange : this.direct[venue]!;
    this.schedule.push(now + latency, Kind.directTrade, venue, symbol, px, qty, now);
  }
}
