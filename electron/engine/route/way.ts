import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Conditions } from '../conditions.ts';
import { Jitter } from '../jitter.ts';
import type { StreamStates } from '../random.ts';

/**
 * Our way to each venue: its entry latency and speed bump, what a spike adds now, and the venue's jitter. Orders and cancels go by one
 * session each, in order: one that is sent later never arrives earlier, however the path changes between.
 */
export class Way {
  private readonly config: SessionConfig;
  private readonly conditions: Conditions;
  private readonly jitter: Jitter;
  /** By venue: when the last order, and the last cancel, arrives. */
  private readonly lastOrder: Float64Array;
  private readonly lastCancel: Float64Array;

  constructor(config: SessionConfig, conditions: Conditions) {
    this.config = config;
    this.conditions = conditions;
    this.jitter = new Jitter(
      config.seed,
      config.venues.map(({ mic, jitter = 0 }) => ({ name: `${mic}/entry`, mean: jitter })),
    );
    this.lastOrder = new Float64Array(config.venues.length);
    this.lastCancel = new Float64Array(config.venues.length);
  }

  order(sentAt: number, venue: number): number {
    return this.inOrder(this.lastOrder, sentAt, venue);
  }

  cancel(sentAt: number, venue: number): number {
    return this.inOrder(this.lastCancel, sentAt, venue);
  }

  /** The way of what may come in any order: a test request there, and its answer back. */
  there(now: number, venue: number): number {
    const { entryLatency, speedBump } = this.config.venues[venue]!;
    return now + entryLatency + speedBump + this.conditions.extra[venue]!;
  }

  /** Undefined where the venue is out. */
  back(now: number, venue: number): number | undefined {
    const { down, slow, extra } = this.conditions;
    return down[venue] ? undefined : now + slow[venue]! + this.config.venues[venue]!.responseLatency + extra[venue]!;
  }

  save(): WayState {
    const { lastOrder, lastCancel } = this;
    return { lastOrder, lastCancel, jitter: this.jitter.save() };
  }

  restore(state: WayState): void {
    this.lastOrder.set(state.lastOrder);
    this.lastCancel.set(state.lastCancel);
    this.jitter.restore(state.jitter);
  }

  private inOrder(last: Float64Array, sentAt: number, venue: number): number {
    const arrives = Math.max(last[venue]!, Math.ceil(this.there(sentAt, venue) + this.jitter.draw(venue)));
    last[venue] = arrives;
    return arrives;
  }
}

export interface WayState {
  readonly lastOrder: Float64Array;
  readonly lastCancel: Float64Array;
  readonly jitter: StreamStates;
}
