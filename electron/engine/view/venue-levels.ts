import { restoreParts } from '../restore.ts';
import { Levels, type LevelsState } from './levels.ts';

/** The displayed levels of every venue and symbol, both sides, as one clock knows them. Sides are 0 for bids, 1 for offers. */
export class VenueLevels {
  private readonly venues: number;
  /** By symbol x venues + venue. */
  private readonly bids: readonly Levels[];
  private readonly asks: readonly Levels[];

  constructor(venues: number, symbols: number) {
    this.venues = venues;
    const places = venues * symbols;
    this.bids = Array.from({ length: places }, () => new Levels(true));
    this.asks = Array.from({ length: places }, () => new Levels(false));
  }

  of(venue: number, symbol: number, side: number): Levels {
    return (side === 0 ? this.bids : this.asks)[symbol * this.venues + venue]!;
  }

  save(): VenueLevelsState {
    return { bids: this.bids.map((levels) => levels.save()), asks: this.asks.map((levels) => levels.save()) };
  }

  restore({ bids, asks }: VenueLevelsState): void {
    restoreParts('bids', this.bids, bids);
    restoreParts('asks', this.asks, asks);
  }
}

export interface VenueLevelsState {
  readonly bids: readonly LevelsState[];
  readonly asks: readonly LevelsState[];
}
