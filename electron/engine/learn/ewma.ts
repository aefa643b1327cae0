/**
 * Averages that forget, of which half is gone after `halfLife` observations. All are weighted means over what has been seen (weights
 * 1, λ, λ², ... back in time, λ = 2^(-1/halfLife)), so the first values are not taken for more than they are. A half-life of Infinity
 * forgets nothing. Throws RangeError on a half-life that is not above 0 and on a value that is not finite.
 */
export class Ewma {
  private readonly keep: number;
  private weight = 0;
  private mean = 0;

  constructor(halfLife: number) {
    this.keep = keptOf(halfLife);
  }

  /** Undefined before the first value. */
  get value(): number | undefined {
    return this.weight > 0 ? this.mean : undefined;
  }

  update(x: number): void {
    checkFinite(x);
    this.weight = this.keep * this.weight + 1;
    this.mean += (x - this.mean) / this.weight;
  }

  save(): EwmaState {
    return { weight: this.weight, mean: this.mean };
  }

  restore({ weight, mean }: EwmaState): void {
    this.weight = weight;
    this.mean = mean;
  }
}

export interface EwmaState {
  readonly weight: number;
  readonly mean: number;
}

/** A z-score above this is an alarm (domain 6, latency monitor). */
export const ALARM_Z = 4;
/** Values seen before a z-score is given: from fewer a deviation is a guess. */
const WARM = 30;

/**
 * Mean and variance with forgetting (West 1979), and how far a value lies from what came before it. With nothing forgotten the variance
 * is the sample variance, n - 1 below.
 */
export class EwmaMoments {
  private readonly keep: number;
  private state: EwmaMomentsState = { count: 0, weight: 0, squaredWeight: 0, mean: 0, squares: 0 };

  constructor(halfLife: number) {
    this.keep = keptOf(halfLife);
  }

  get mean(): number | undefined {
    return this.state.count > 0 ? this.state.mean : undefined;
  }

  /** Undefined before the second value. */
  get variance(): number | undefined {
    const { count, weight, squaredWeight, squares } = this.state;
    return count > 1 ? squares / (weight - squaredWeight / weight) : undefined;
  }

  /**
   * Deviations of `x` from the mean, positive above it; undefined before 30 values. Where there has been no variance at all, what differs
   * is infinitely far.
   */
  z(x: number): number | undefined {
    const { count, mean } = this.state;
    if (count < WARM) return undefined;
    const distance = x - mean;
    return distance === 0 ? 0 : distance / Math.sqrt(this.variance!);
  }

  /** Takes `x` in and says how far it lay from what came before it. */
  update(x: number): number | undefined {
    checkFinite(x);
    const z = this.z(x);
    const { state, keep } = this;
    state.count += 1;
    state.weight = keep * state.weight + 1;
    state.squaredWeight = keep * keep * state.squaredWeight + 1;
    const distance = x - state.mean;
    state.mean += distance / state.weight;
    state.squares = keep * state.squares + distance * (x - state.mean);
    return z;
  }

  save(): Readonly<EwmaMomentsState> {
    return { ...this.state };
  }

  restore(state: Readonly<EwmaMomentsState>): void {
    this.state = { ...state };
  }
}

export interface EwmaMomentsState {
  count: number;
  /** Sums of the weights and of their squares. */
  weight: number;
  squaredWeight: number;
  mean: number;
  /** Weighted squared distances from the mean. */
  squares: number;
}

/** What one observation leaves of the weight of those before. */
function keptOf(halfLife: number): number {
  if (!(halfLife > 0)) throw new RangeError(`halfLife: ${halfLife} is not above 0`);
  return 2 ** (-1 / halfLife);
}

export function checkFinite(x: number): void {
  if (!Number.isFinite(x)) throw new RangeError(`value: ${x} is not finite`);
}
