import type { SessionConfig } from '../../../shared/config/session.ts';
import { type Nanos, type Px, SECOND } from '../../../shared/units.ts';
import type { Engine } from '../engine.ts';
import type { Offered } from '../venue/liquidity.ts';
import type { Arrival } from './arrival.ts';
import { joined, merged } from './cheapest.ts';
import type { Window } from './window.ts';

/** How long after an order its leak is read (domain 5.7). */
export const LEAK_AFTER = SECOND;

/** The market as it would have been without an order: what it had for it, and where it went. */
export interface Untouched {
  /** The true book of each venue when a leg that was sent at once would have been there (O1). */
  readonly arrived: readonly Offered[];
  /** All that could be had at some time from the order's arrival to the end of the horizon (O2), the former included. */
  readonly window: readonly Offered[];
  /** Midpoint after `LEAK_AFTER`; absent where there was none. */
  readonly laterPx?: Px;
}

export interface UntouchedOptions {
  /** Stands at the order's arrival and is taken on to `until`; `window` must be its witness. */
  readonly engine: Engine;
  readonly window: Window;
  readonly config: SessionConfig;
  readonly arrival: Arrival;
  readonly until: Nanos;
  /** How the session goes on: to a time, with the commands that come before it. */
  readonly onward: (engine: Engine, to: Nanos) => void;
}

/** Takes a session on without the order and reads what it had for it. */
export function untouched({ engine, window, config, arrival, until, onward }: UntouchedOptions): Untouched {
  const { now, liquidity } = engine;
  const arrived: Offered[] = [];
  let laterPx = 0;
  const atVenues = config.venues.map((_, venue) => ({
    at: reaches(engine, config, venue),
    read: () => void arrived.push(...liquidity.at(venue, arrival)),
  }));
  const readLater = () => {
    laterPx = liquidity.mid(arrival.symbol);
  };
  window.open(liquidity, arrival);
  for (const { at, read } of [...atVenues, { at: now + LEAK_AFTER, read: readLater }].sort((a, b) => a.at - b.at)) {
    if (at > until) break;
    onward(engine, at as Nanos);
    read();
  }
  onward(engine, until);
  return { arrived: merged(arrived), window: joined(window.close(), arrived), ...(laterPx > 0 && { laterPx: laterPx as Px }) };
}

/** When an order that is sent now meets a venue's book, as the paths and the venue's own delay are now; its jitter is left out. */
function reaches({ now, conditions }: Engine, { router, venues }: SessionConfig, venue: number): number {
  const { entryLatency, speedBump } = venues[venue]!;
  return now + router.processing + entryLatency + speedBump + conditions.extra[venue]! + conditions.slow[venue]!;
}
