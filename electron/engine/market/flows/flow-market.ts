import type { AgentsConfig } from '../../../../shared/config/session.ts';
import { type Nanos, SECOND } from '../../../../shared/units.ts';
import type { MarketPort, MarketSource } from '../source.ts';
import { Crowd, type CrowdState } from './crowd.ts';

/**
 * A market whose events are Poisson at rates that depend on the book alone. One wake is pending for each symbol, drawn for a bound on
 * the rate of all its events; at the wake one event is drawn, or none. Between wakes the bound only falls, as others take orders, so
 * the thinning is exact.
 */
export abstract class FlowMarket implements MarketSource {
  protected readonly config: AgentsConfig;
  private readonly port: MarketPort;
  private readonly crowds: readonly Crowd[];

  constructor(config: AgentsConfig, port: MarketPort) {
    this.config = config;
    this.port = port;
    this.crowds = config.symbols.map((_, symbol) => new Crowd(config, port, symbol));
  }

  open(now: Nanos): void {
    for (const crowd of this.crowds) {
      this.fill(crowd);
      this.wake(now, crowd);
    }
  }

  onWake(now: Nanos, _kind: number, symbol: number): void {
    const crowd = this.crowds[symbol]!;
    this.act(crowd, crowd.chance.uniform() * crowd.bound);
    this.wake(now, crowd);
  }

  onFill(
    _now: Nanos,
    _venue: number,
    symbol: number,
    _order: number,
    owner: number,
    _px: number,
    _qty: number,
    leaves: number,
  ): void {
    if (leaves === 0) this.crowds[symbol]!.filled(owner);
  }

  save(): readonly CrowdState[] {
    return this.crowds.map((crowd) => crowd.save());
  }

  restore(state: unknown): void {
    (state as readonly CrowdState[]).forEach((crowd, symbol) => this.crowds[symbol]!.restore(crowd));
  }

  /** The opening book. */
  protected abstract fill(crowd: Crowd): void;
  /** Events a second, at most, as the book stands. */
  protected abstract bound(crowd: Crowd): number;
  /** The event that a number below the bound stands for; nothing when it is beyond the rate of all events now. */
  protected abstract act(crowd: Crowd, draw: number): void;

  private wake(now: Nanos, crowd: Crowd): void {
    crowd.bound = this.bound(crowd);
    this.port.wake((now + Math.ceil(crowd.chance.exponential(SECOND / crowd.bound))) as Nanos, 0, crowd.symbol);
  }
}
