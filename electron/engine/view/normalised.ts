import type { AgentsConfig } from '../../../shared/config/session.ts';
import { directWay } from '../feed/ways.ts';
import { Levels, type LevelsState } from './levels.ts';
import { BestOf, type BestOfState } from './nbbo.ts';
import { quotedLots } from './quoted-lots.ts';

/**
 * The direct feeds merged in exchange time (domain 1.4): what was sent at t is applied at t + `reach`, so that a near venue's news waits
 * for the older news of a far one. The reach is the longest way of all and the session's hold-back on top, which is to cover the jitter:
 * `Offsets.holdBack` says what that has turned out to be. What comes later than that is applied at once and counted as late.
 */
export class Normalised {
  readonly venues: number;
  readonly reach: number;
  readonly best: BestOf[] = [];
  /** Messages that came too late for their place in the order. */
  late = 0;
  private readonly lots: Int32Array;
  private readonly bids: Levels[] = [];
  private readonly asks: Levels[] = [];

  constructor(config: AgentsConfig) {
    this.venues = config.venues.length;
    this.lots = quotedLots(config);
    this.reach = config.network.holdBack + Math.max(...config.venues.map((_, v) => directWay(config, v)));
    for (let s = 0; s < config.symbols.length; s++) {
      this.best.push(new BestOf(this.venues));
      for (let v = 0; v < this.venues; v++) {
        this.bids.push(new Levels(true));
        this.asks.push(new Levels(false));
      }
    }
  }

  levels(venue: number, symbol: number, side: number): Levels {
    return (side === 0 ? this.bids : this.asks)[symbol * this.venues + venue];
  }

  /** A message whose turn has come. */
  level(venue: number, symbol: number, side: number, px: number, qty: number, venueTime: number): void {
    const levels = this.levels(venue, symbol, side);
    levels.set(px, qty, venueTime);
    levels.quote(this.lots[symbol]);
    this.best[symbol].setSide(side === 0, venue, levels.quotePx, levels.quoteQty, venueTime);
  }

  save(): NormalisedState {
    return {
      best: this.best.map((best) => best.save()),
      bids: this.bids.map((levels) => levels.save()),
      asks: this.asks.map((levels) => levels.save()),
      late: this.late,
    };
  }

  restore(state: NormalisedState): void {
    state.best.forEach((best, i) => this.best[i].restore(best));
    state.bids.forEach((levels, i) => this.bids[i].restore(levels));
    state.asks.forEach((levels, i) => this.asks[i].restore(levels));
    this.late = state.late;
  }
}

export interface NormalisedState {
  readonly best: readonly BestOfState[];
  readonly bids: readonly LevelsState[];
  readonly asks: readonly LevelsState[];
  readonly late: number;
}
