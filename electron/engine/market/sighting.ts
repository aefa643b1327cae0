import type { Side } from '../../../shared/fix.ts';

/** How a child of ours shows itself (domain 5.7). One that neither rests displayed nor takes what is shows itself when it trades. */
export type Trace = 'litIoc' | 'litPost' | 'darkPing' | 'midpointFill';

/** What others may see of a child of ours. Venue and symbol are config indices. */
export interface Sighting {
  readonly venue: number;
  readonly symbol: number;
  readonly side: Side;
  readonly trace: Trace;
  /** Shares of its parent still to trade, the child's own included. */
  readonly remaining: number;
}
