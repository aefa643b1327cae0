import { type Nanos, SECOND } from '../../../../shared/units.ts';
import type { Stream } from '../../random.ts';

/**
 * Buy and sell arrivals that excite themselves and each other (domain 4.2): with i, j over the two sides,
 * lambda_i(t) = mu + sum over j and its past arrivals t_k of alpha_ij e^(-beta (t - t_k)), alpha_ii = alphaSelf, alpha_ij = alphaCross.
 * All are times a second.
 */
export interface HawkesParameters {
  /** Base rate of each side. */
  readonly mu: number;
  /** What an arrival adds to its own side's rate, and to the other's. */
  readonly alphaSelf: number;
  readonly alphaCross: number;
  /** How fast what was added is forgotten. */
  readonly beta: number;
}

/** The same as a scenario says it: `rate` arrivals a second of both sides together, on average at shape 1. */
export interface HawkesFlow {
  readonly rate: number;
  /** Arrivals that one arrival brings about itself, on average: the spectral radius n of alpha/beta. Domain 4.2: 0.65. */
  readonly branching: number;
  /** How many of those are of the other side: 0.15. */
  readonly cross: number;
  /** How fast excitement is forgotten, a second: 5. */
  readonly beta: number;
}

export function hawkesParameters({ rate, branching, cross, beta }: HawkesFlow): HawkesParameters {
  return { mu: (rate / 2) * (1 - branching), alphaSelf: (branching - cross) * beta, alphaCross: cross * beta, beta };
}

/** Largest eigenvalue of alpha/beta; below 1 the process is stationary. */
export function spectralRadius({ alphaSelf, alphaCross, beta }: HawkesParameters): number {
  return (alphaSelf + alphaCross) / beta;
}

/** (I - alpha/beta)^-1 mu: arrivals a second of each side in the long run. */
export function meanRate(parameters: HawkesParameters): number {
  return parameters.mu / (1 - spectralRadius(parameters));
}

/**
 * Variance over mean of the count in a long window, of one side and of both together. From the covariance rate
 * (I - G)^-1 diag(mean) (I - G)^-T with G = alpha/beta, whose modes are the sum and the difference of the sides.
 */
export function asymptoticFano(parameters: HawkesParameters): { readonly side: number; readonly total: number } {
  const { alphaSelf, alphaCross, beta } = parameters;
  const sum = 1 / (1 - spectralRadius(parameters)) ** 2;
  const difference = 1 / (1 - (alphaSelf - alphaCross) / beta) ** 2;
  return { side: (sum + difference) / 2, total: sum };
}

/** Both rates above their base, times a second, as they were at `at`. */
export interface HawkesState {
  readonly excitement: readonly [number, number];
  readonly at: Nanos;
  readonly side: 0 | 1;
}

/** A rate this small is never: the next arrival would be beyond any session. */
const NEVER = 1e-9;

/** Throws `RangeError` for rates that are not finite and non-negative and for a spectral radius of 1 or more. */
export class Hawkes {
  /** Side of the arrival that `next` gave last: 0 buys, 1 sells. */
  side: 0 | 1 = 0;
  private readonly mu: number;
  private readonly alphaSelf: number;
  private readonly alphaCross: number;
  private readonly beta: number;
  private readonly chance: Stream;
  private buying = 0;
  private selling = 0;
  private at: number;

  constructor(parameters: HawkesParameters, chance: Stream, at = 0) {
    const { mu, alphaSelf, alphaCross, beta } = parameters;
    if (![mu, alphaSelf, alphaCross, beta].every((value) => value >= 0 && value < Infinity) || beta === 0)
      throw new RangeError(`hawkes: rates must be finite and not negative, beta above 0: ${JSON.stringify(parameters)}`);
    const radius = spectralRadius(parameters);
    if (radius >= 1) throw new RangeError(`hawkes: spectral radius ${radius} must be below 1`);
    this.mu = mu;
    this.alphaSelf = alphaSelf;
    this.alphaCross = alphaCross;
    this.beta = beta;
    this.chance = chance;
    this.at = at;
  }

  /**
   * Nanoseconds from `now` to the next arrival, whose side is then in `side`; Infinity when none will come. Each call goes on to one more
   * arrival, so it is called once for each, with `now` the time of the one before (or any time between). `shape` multiplies the base
   * rate until then; what past arrivals add it leaves alone. Ogata's thinning: between arrivals the rate only falls, so its value at the
   * last try bounds it.
   */
  next(now: number, shape = 1): number {
    const { beta } = this;
    const base = this.mu * shape;
    const faded = Math.exp((-beta * (now - this.at)) / SECOND);
    let buying = this.buying * faded;
    let selling = this.selling * faded;
    let wait = 0;
    for (;;) {
      const bound = 2 * base + buying + selling;
      if (bound < NEVER) return this.arrived(now, buying, selling, Infinity);
      const step = this.chance.exponential(1 / bound);
      wait += step;
      const fade = Math.exp(-beta * step);
      buying *= fade;
      selling *= fade;
      const draw = this.chance.uniform() * bound;
      if (draw < base + buying) {
        this.side = 0;
        return this.arrived(now, buying + this.alphaSelf, selling + this.alphaCross, wait);
      }
      if (draw < 2 * base + buying + selling) {
        this.side = 1;
        return this.arrived(now, buying + this.alphaCross, selling + this.alphaSelf, wait);
      }
    }
  }

  /** Arrivals a second of one side (0 buys, 1 sells) at `now`, which is not before the last arrival. */
  rate(side: 0 | 1, now: number, shape = 1): number {
    return this.mu * shape + (side === 0 ? this.buying : this.selling) * Math.exp((-this.beta * (now - this.at)) / SECOND);
  }

  /** The stream of chance is its owner's to save. */
  save(): HawkesState {
    return { excitement: [this.buying, this.selling], at: this.at as Nanos, side: this.side };
  }

  restore({ excitement: [buying, selling], at, side }: HawkesState): void {
    this.buying = buying;
    this.selling = selling;
    this.at = at;
    this.side = side;
  }

  private arrived(now: number, buying: number, selling: number, wait: number): number {
    const nanos = Math.round(wait * SECOND);
    this.buying = buying;
    this.selling = selling;
    this.at = nanos < Infinity ? now + nanos : now;
    return nanos;
  }
}
