import { Ewma, type EwmaState } from './ewma.ts';

/** Fills after which half of what a venue's markouts said is forgotten, and the fills that the market's mean is worth (domain 5.9). */
export const MARKOUT_HALF_LIFE = 500;
export const MARKOUT_PRIOR_FILLS = 50;

/** (n m + n0 M) / (n + n0): the mean `m` of `n` fills drawn toward the mean `M` of all (domain 5.9). Throws RangeError below 0 fills. */
export function shrunkMarkout(mean: number, n: number, market: number, priorFills = MARKOUT_PRIOR_FILLS): number {
  if (!(n >= 0)) throw new RangeError(`fills: ${n} is not 0 or more`);
  if (!(priorFills >= 0 && n + priorFills > 0)) throw new RangeError(`priorFills: ${priorFills} is not above 0`);
  return (n * mean + priorFills * market) / (n + priorFills);
}

/**
 * What each venue's fills turned out to be worth: the markout (domain 6.5, bps, positive = the price moved our way) by venue, newer fills
 * counting more, and few of them drawn toward the mean of all venues (domain 5.9). One of these for each liquidity flag and horizon.
 */
export class MarkoutShrinkage {
  private readonly means: readonly Ewma[];
  private readonly fills: Float64Array;
  private mean = 0;

  constructor(venues: number, halfLife = MARKOUT_HALF_LIFE) {
    this.means = Array.from({ length: venues }, () => new Ewma(halfLife));
    this.fills = new Float64Array(venues);
  }

  /** The markout of one fill, bps. Throws RangeError unless it is finite. */
  update(venue: number, bps: number): void {
    this.means[venue]!.update(bps);
    this.fills[venue]! += 1;
    this.mean = this.meanOfMeans();
  }

  count(venue: number): number {
    return this.fills[venue]!;
  }

  /** A venue's own mean, bps; undefined before its first fill. */
  own(venue: number): number | undefined {
    return this.means[venue]!.value;
  }

  /** Mean of the venues' means by their fills, bps; 0 before any. */
  get market(): number {
    return this.mean;
  }

  /** A venue's shrunk mean, bps: the market's where it has no fills. */
  shrunk(venue: number): number {
    return shrunkMarkout(this.means[venue]!.value ?? 0, this.fills[venue]!, this.market);
  }

  save(): MarkoutShrinkageState {
    return { means: this.means.map((mean) => mean.save()), fills: [...this.fills] };
  }

  restore({ means, fills }: MarkoutShrinkageState): void {
    if (means.length !== this.means.length) throw new RangeError(`venues: ${means.length} into ${this.means.length}`);
    means.forEach((state, v) => {
      this.means[v]!.restore(state);
    });
    this.fills.set(fills);
    this.mean = this.meanOfMeans();
  }

  private meanOfMeans(): number {
    let fills = 0;
    let sum = 0;
    for (let v = 0; v < this.means.length; v++) {
      fills += this.fills[v]!;
      sum += this.fills[v]! * (this.means[v]!.value ?? 0);
    }
    return fills > 0 ? sum / fills : 0;
  }
}

export interface MarkoutShrinkageState {
  readonly means: readonly EwmaState[];
  readonly fills: readonly number[];
}
