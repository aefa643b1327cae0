import type { SantaFeActors } from '../../../../shared/config/flows.ts';
import type { AgentsConfig } from '../../../../shared/config/session.ts';
import type { MarketPort } from '../source.ts';
import type { Crowd } from './crowd.ts';
import { FlowMarket } from './flow-market.ts';

/** The parameters of the model as the formulas take them. */
export type SantaFeParameters = Pick<SantaFeActors, 'limit' | 'market' | 'cancel' | 'orderQty'>;

/** epsilon = delta sigma / mu: how coarse the book is, one order against the depth there is. */
export function granularity({ market, cancel, orderQty }: SantaFeParameters): number {
  return (cancel * orderQty) / market;
}

/**
 * Mean of log ask - log bid over time (Farmer, Patelli and Zovko 2005): (mu/alpha) (0.28 + 1.86 epsilon^(3/4)), for a tick of 0.
 * It is a mean-field approximation, good for how spreads compare; the simulated ones are 0.5 to 0.75 of it.
 */
export function meanSpread(parameters: SantaFeParameters): number {
  return (parameters.market / parameters.limit) * (0.28 + 1.86 * granularity(parameters) ** 0.75);
}

/** What the diffusion rate of the log price is proportional to: mu^(5/2) delta^(1/2) alpha^-2 sigma^(-1/2). */
export function diffusionScale({ limit, market, cancel, orderQty }: SantaFeParameters): number {
  return market ** 2.5 * cancel ** 0.5 * limit ** -2 * orderQty ** -0.5;
}

/**
 * "Santa Fe" (domain 4.2): all orders have one size. A side's limit orders fall evenly over the log price from the opposite best down
 * (up) to `band` away, alpha shares per unit of it and second; market orders take mu shares a second, half on each side; each resting
 * order goes at delta. The model's price is continuous: here it is rounded to the tick, one tick at least from the opposite best.
 */
export class SantaFe extends FlowMarket {
  private readonly actors: SantaFeActors;
  /** Orders a second of one side. */
  private readonly limits: number;
  private readonly market: number;

  constructor(config: AgentsConfig, actors: SantaFeActors, port: MarketPort) {
    super(config, port);
    this.actors = actors;
    this.limits = (actors.limit * actors.band) / actors.orderQty;
    this.market = actors.market / 2 / actors.orderQty;
  }

  /** The asymptotic depth alpha/delta over the whole band, evenly spread behind half the spread that is to be expected. */
  protected fill(crowd: Crowd): void {
    const { actors, limits } = this;
    const stand = Math.max(1, Math.round(limits / actors.cancel));
    const from = [crowd.best(0), crowd.best(1)] as const;
    for (let side = 0; side < 2; side++)
      for (let n = 0; n < stand; n++)
        this.rest(crowd, side, from[side ^ 1]!, meanSpread(actors) + ((n + 0.5) / stand) * actors.band);
  }

  protected bound(crowd: Crowd): number {
    return 2 * (this.limits + this.market) + this.actors.cancel * (crowd.resting(0) + crowd.resting(1));
  }

  protected act(crowd: Crowd, draw: number): void {
    const { actors, limits, market } = this;
    let rest = draw;
    for (let side = 0; side < 2; side++) {
      if (rest < limits) return this.rest(crowd, side, crowd.best(side ^ 1), crowd.chance.uniform() * actors.band);
      rest -= limits;
      if (rest < market) return crowd.take(side, actors.orderQty);
      rest -= market;
      const leaving = crowd.resting(side) * actors.cancel;
      if (rest < leaving) return crowd.cancel(side, crowd.draw(side));
      rest -= leaving;
    }
  }

  /** A limit order at a log distance from the opposite best. */
  private rest(crowd: Crowd, side: number, opposite: number, away: number): void {
    const { tick } = crowd;
    const exact = opposite * Math.exp(side === 0 ? -away : away);
    const px = Math.round(exact / tick) * tick;
    crowd.rest(side, side === 0 ? Math.min(px, opposite - tick) : Math.max(px, opposite + tick), this.actors.orderQty);
  }
}
