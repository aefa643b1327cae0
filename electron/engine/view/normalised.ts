import type { AgentsConfig } from '../../../shared/config/session.ts';
import { quotedLots } from '../../../shared/round-lot.ts';
import { directWay } from '../feed/ways.ts';
import { restoreParts } from '../restore.ts';
import type { Levels } from './levels.ts';
import { BestOf, type BestOfState } from './nbbo.ts';
import { VenueLevels, type VenueLevelsState } from './venue-levels.ts';

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
  private readonly books: VenueLevels;

  constructor(config: AgentsConfig) {
    this.venues = config.venues.length;
    this.lots = quotedLots(config);
    this.reach = config.network.holdBack + Math.max(...config.venues.map((_, v) => directWay(config, v)));
    this.books = new VenueLevels(this.venues, config.symbols.length);
    for (let s = 0; s < config.symbols.length; s++) this.best.push(new BestOf(this.venues));
  }

  levels(venue: number, symbol: number, side: number): Levels {
    return this.books.of(venue, symbol, side);
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
      books: this.books.save(),
      late: this.late,
    };
  }

  restore(state: NormalisedState): void {
    restoreParts('normalised', this.best, state.best);
    this.books.restore(state.books);
    this.late = state.late;
  }
}

export interface NormalisedState {
  readonly best: readonly BestOfState[];
  readonly books: VenueLevelsState;
  readonly late: number;
}
