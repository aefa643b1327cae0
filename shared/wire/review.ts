import type { EngineEvent } from '../events.ts';
import type { PolicySource } from '../policy.ts';
import type { OrderRegret } from '../regret.ts';
import type { Nanos, Px } from '../units.ts';
import type { SessionInfo, VenueScore } from './contract.ts';

/** One line of the list of past sessions. */
export interface SessionSummary {
  readonly sessionID: string;
  readonly name: string;
  readonly title: string;
  readonly market: 'simulation' | 'tape';
  readonly seed: number;
  readonly engineVersion: string;
  /** Wall time it began, ISO 8601: the record's own note, not the engine's. */
  readonly startedAt: string;
  readonly from: Nanos;
  readonly to: Nanos;
  /** Absent while it runs, and for one that was cut off before it could be closed. */
  readonly digest?: string;
  readonly state: 'running' | 'closed' | 'cut off';
  readonly parents: number;
  readonly fills: number;
  readonly decisions: number;
  readonly tradedQty: number;
}

/** A past session as the record holds it. */
export interface ReviewSession {
  readonly summary: SessionSummary;
  readonly session: SessionInfo;
  readonly events: readonly EngineEvent[];
  readonly scores: readonly VenueScore[];
  /** Policies of users that its orders were routed by, whole; absent: none. */
  readonly policies?: readonly PolicySource[];
  /** Direct NBBO of each symbol, thinned for drawing: at most 2,000 points a symbol. */
  readonly nbbo: readonly NbboSample[];
  /** Of the orders that have been judged. */
  readonly regrets: readonly OrderRegret[];
}

export interface NbboSample {
  readonly at: Nanos;
  readonly symbol: string;
  readonly bidPx?: Px;
  readonly askPx?: Px;
}
