import type { ZeroIntelligenceActors } from '../../../../shared/config/flows.ts';
import type { AgentsConfig } from '../../../../shared/config/session.ts';
import type { MarketPort } from '../source.ts';
import type { Crowd } from './crowd.ts';
import { FlowMarket } from './flow-market.ts';

/**
 * Zero intelligence (Cont, Stoikov and Talreja 2010; domain 4.2): orders of one size. A side's limit orders come at i ticks from the
 * opposite best at lambda(i), its market orders at mu, and each of its resting orders at i ticks goes at theta(i). All rates are scaled
 * by one factor, since the paper's unit of time is not confirmed.
 */
export class ZeroIntelligence extends FlowMarket {
  private readonly actors: ZeroIntelligenceActors;
  /** A side's rates a second. */
  private readonly limit: Float64Array;
  private readonly limits: number;
  private readonly market: number;
  private readonly theta: Float64Array;
  private readonly highestTheta: number;

  constructor(config: AgentsConfig, actors: ZeroIntelligenceActors, port: MarketPort) {
    super(config, port);
    const { limit, market, cancel, timeScale } = actors;
    this.actors = actors;
    this.limit = Float64Array.from(limit, (rate) => rate * timeScale);
    this.limits = this.limit.reduce((sum, rate) => sum + rate, 0);
    this.market = market * timeScale;
    this.theta = Float64Array.from(cancel, (rate) => rate * timeScale);
    this.highestTheta = Math.max(...this.theta);
  }

  /** As many orders at each distance as would stand there if the best never moved: lambda(i)/theta(i), one at the touch at least. */
  protected fill(crowd: Crowd): void {
    const { limit, cancel, orderQty } = this.actors;
    const from = [crowd.best(0), crowd.best(1)] as const;
    for (let side = 0; side < 2; side++)
      for (let i = 1; i <= limit.length; i++) {
        const stand = Math.max(i === 1 ? 1 : 0, Math.round(limit[i - 1]! / cancel[i - 1]!));
        for (let n = 0; n < stand; n++) crowd.rest(side, behind(from[side ^ 1]!, side, i, crowd.tick), orderQty);
      }
  }

  protected bound(crowd: Crowd): number {
    return 2 * (this.limits + this.market) + this.highestTheta * (crowd.resting(0) + crowd.resting(1));
  }

  protected act(crowd: Crowd, draw: number): void {
    const { limits, market, highestTheta, theta } = this;
    const { orderQty } = this.actors;
    let rest = draw;
    for (let side = 0; side < 2; side++) {
      if (rest < limits) return crowd.rest(side, behind(crowd.best(side ^ 1), side, this.drawDistance(rest), crowd.tick), orderQty);
      rest -= limits;
      if (rest < market) return crowd.take(side, orderQty);
      rest -= market;
      const leaving = crowd.resting(side) * highestTheta;
      if (rest < leaving) {
        const slot = crowd.draw(side);
        const rate = theta[Math.min(crowd.distance(side, slot), theta.length) - 1]!;
        if (crowd.chance.uniform() * highestTheta < rate) crowd.cancel(side, slot);
        return;
      }
      rest -= leaving;
    }
  }

  /** Ticks from the opposite best of a new order, from a number below `limits`. */
  private drawDistance(draw: number): number {
    const { limit } = this;
    let rest = draw;
    for (let i = 0; i < limit.length - 1; i++) {
      rest -= limit[i]!;
      if (rest < 0) return i + 1;
    }
    return limit.length;
  }
}

/** The price `ticks` before `px` for an order of a side. */
function behind(px: number, side: number, ticks: number, tick: number): number {
  return side === 0 ? px - ticks * tick : px + ticks * tick;
}
