import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Side } from '../../../shared/fix.ts';
import type { Sighting } from '../market/sighting.ts';
import type { VenueOrder } from './child.ts';
import type { VenueClock } from './clock.ts';
import type { Trades } from './trades.ts';

/** A fill of one of our children. */
interface Fill {
  readonly child: number;
  readonly venue: number;
  readonly symbol: number;
  readonly side: Side;
  readonly qty: number;
}

/**
 * When our children show themselves to others (domain 5.7): one that takes displayed shares, rests displayed or pings a pool does as it
 * arrives; one that asks for a midpoint at a lit venue, or rests unseen, only by its first fill. Each shows itself once; a conditional order
 * never does, the firm one that takes its place is a ping.
 */
export class Sightings {
  private readonly config: SessionConfig;
  private readonly clock: VenueClock;
  private readonly trades: Trades;
  /** Children that nobody has seen yet, and the shares of their parents still to trade when they arrived. */
  private unseen = new Map<number, number>();

  constructor(config: SessionConfig, clock: VenueClock, trades: Trades) {
    this.config = config;
    this.clock = clock;
    this.trades = trades;
  }

  arrived({ child, venue, symbol, side, action, remaining }: VenueOrder): void {
    if (action === 'conditional') return;
    const lit = this.config.venues[venue]!.kind === 'lit';
    if (action === 'peg' || (action === 'mid' && lit)) this.unseen.set(child, remaining);
    else {
      const trace = action === 'mid' ? 'darkPing' : action === 'post' ? 'litPost' : 'litIoc';
      this.tell({ venue, symbol, side, trace, remaining });
    }
  }

  /** Called inside the match. */
  traded({ child, venue, symbol, side, qty }: Fill): void {
    const remaining = this.unseen.get(child);
    if (remaining === undefined) return;
    this.unseen.delete(child);
    // A parent that is done has nothing left to give away.
    if (remaining > qty) this.tell({ venue, symbol, side, trace: 'midpointFill', remaining: remaining - qty });
  }

  /** The child is no longer at its venue. */
  gone(child: number): void {
    this.unseen.delete(child);
  }

  save(): SightingsState {
    return [...this.unseen];
  }

  restore(state: SightingsState): void {
    this.unseen = new Map(state);
  }

  private tell(sighting: Sighting): void {
    this.trades.source.onChild?.(this.clock.now, sighting);
  }
}

export type SightingsState = readonly (readonly [child: number, remaining: number])[];
