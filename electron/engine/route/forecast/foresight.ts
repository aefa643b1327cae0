import { marketFeatures, type PostLeg, postFeatures, type TakeLeg, takeFeatures, venueLeans } from '../features.ts';
import type { Situation } from '../situation.ts';
import type { Models } from './models.ts';
import type { OwnPace } from './own-pace.ts';
import { type MOVES, WITHIN } from './within.ts';

type Move = (typeof MOVES)[number];
/** A leg apart from whose order it is. */
type Leg<Whole> = Omit<Whole, 'symbol' | 'side' | 'own'>;

/**
 * What the models say in one decision: the market's features are read once, each leg's are added to them. Undefined, or a drift of 0,
 * where no model passed.
 */
export class Foresight {
  private readonly s: Situation;
  private readonly models: Models;
  private readonly own: number;
  private readonly x: Float64Array;
  private readonly from: number;
  /** What was foreseen of the midpoint, once it was asked for. */
  private readonly moves: Partial<Record<Move, number>> = {};

  /** `x` is written over. */
  constructor(s: Situation, models: Models, pace: OwnPace, x: Float64Array) {
    this.s = s;
    this.models = models;
    this.own = pace.count(s.symbol, s.now);
    this.x = x;
    this.from = marketFeatures(s, s.symbol, s.side, models.microprice, x);
  }

  /** The part of the shown shares that is expected to be gone when a leg arrives, 0 to 1. */
  fade(leg: Leg<TakeLeg>): number | undefined {
    const model = this.models.of('fade');
    if (!model?.use) return undefined;
    const { symbol, side } = this.s;
    takeFeatures(this.s, { ...leg, symbol, side, own: this.own }, this.x, this.from);
    return model.forecast(this.x);
  }

  /** The part of a resting leg that is expected to have filled after `horizon` ns, 0 to 1: the nearest horizon's hazard, carried on. */
  fill(leg: Leg<PostLeg>, horizon: number): number | undefined {
    const target = horizon <= WITHIN.fill1s ? 'fill1s' : 'fill5s';
    const model = this.models.of(target);
    if (!model?.use) return undefined;
    const { symbol, side } = this.s;
    postFeatures(this.s, { ...leg, symbol, side, own: this.own }, this.x, this.from);
    return 1 - (1 - model.forecast(this.x)!) ** (horizon / WITHIN[target]);
  }

  /** Ticks that the midpoint is expected to go against the order within `horizon` ns; what is beyond a second is not foreseen. */
  drift(horizon: number): number {
    const target = horizon <= WITHIN.move100ms ? 'move100ms' : 'move1s';
    this.moves[target] ??= this.move(target);
    return this.moves[target] * Math.min(1, horizon / WITHIN[target]);
  }

  /** The same over the whole time of a target. */
  private move(target: Move): number {
    const model = this.models.of(target);
    if (!model?.use || !model.move) return 0;
    venueLeans(this.s, this.s.symbol, this.s.side, this.x, this.from);
    const { share, ticks } = model.move;
    return share * ticks * (2 * model.forecast(this.x)! - 1);
  }
}
