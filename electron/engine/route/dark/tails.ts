/**
 * How far a pool's estimate is believed (domain 5.3):
 * - `raw`: as it stands. One early miss makes it never try again; kept as the control that fails.
 * - `count`: up to the last unit reached by `least` observations.
 * - `paper`: up to the last unit s reached by 128 (s V / epsilon)² ln(2 V / delta), V = `units`; out of reach in practice.
 * Where belief ends, the next unit is taken to be as likely as the last one believed, so that it is tried.
 */
export type Cutoff =
  | { readonly type: 'raw' }
  | { readonly type: 'count'; readonly least: number }
  | { readonly type: 'paper'; readonly epsilon: number; readonly delta: number; readonly units: number };

export const OPTIMISTIC: Cutoff = { type: 'count', least: 20 };

/**
 * `cap`: units kept. `forget`: what an observation keeps of its weight at each later one, 1 = all of it; they never weigh more than
 * 1 / (1 - forget) together, so a cutoff of more than that believes nothing.
 */
export interface TailsOptions {
  readonly cutoff: Cutoff;
  readonly cap: number;
  readonly forget: number;
}

/**
 * Weights per number of units filled: of observations that went at least so far and asked for more, and of those that ended there.
 */
export interface TailsState {
  readonly atRisk: readonly number[];
  readonly ended: readonly number[];
}

/**
 * What one pool is known to hold: T(s), the chance of at least s units, estimated from fills that the size sent cuts off
 * (Kaplan-Meier; domain 5.3, after Ganchev et al.). A unit is one round lot. N(s) = #{sent > s, filled >= s}, D(s) = #{sent > s,
 * filled = s} and T(s) = product over s' < s of 1 - D(s')/N(s'), a factor being 1 where nothing was seen. Beyond `cap` nothing is
 * kept and T is 0, so that no pool is expected to hold more. Throws RangeError for options that mean nothing.
 */
export class Tails {
  private readonly options: TailsOptions;
  private readonly atRisk: Float64Array;
  private readonly ended: Float64Array;
  /** T(0) to T(cap). */
  private readonly tails: Float64Array;

  constructor(options: Partial<TailsOptions> = {}) {
    const { cutoff = OPTIMISTIC, cap = 64, forget = 1 } = options;
    if (!(Number.isInteger(cap) && cap > 0)) throw new RangeError(`cap ${cap}`);
    if (!(forget > 0 && forget <= 1)) throw new RangeError(`forget ${forget}`);
    this.options = { cutoff, cap, forget };
    this.atRisk = new Float64Array(cap);
    this.ended = new Float64Array(cap);
    this.tails = new Float64Array(cap + 1);
    this.estimate();
  }

  /** Chance that the pool holds at least `units`, whole. */
  tail(units: number): number {
    return units > this.options.cap ? 0 : this.tails[units];
  }

  /** Units expected of `sent`: E[min(sent, S)], the sum of the tails. */
  expectedFill(sent: number): number {
    let sum = 0;
    for (let s = 1; s <= Math.min(sent, this.options.cap); s++) sum += this.tails[s];
    return sum;
  }

  /** A ping came back. Whole units; throws RangeError unless 0 <= filled <= sent. */
  observe(sent: number, filled: number): void {
    if (!(filled >= 0 && filled <= sent)) throw new RangeError(`filled ${filled} of ${sent}`);
    const { cap, forget } = this.options;
    if (forget < 1) {
      for (let s = 0; s < cap; s++) {
        this.atRisk[s] *= forget;
        this.ended[s] *= forget;
      }
    }
    const reached = Math.min(filled, sent - 1, cap - 1);
    for (let s = 0; s <= reached; s++) this.atRisk[s] += 1;
    if (filled < sent && filled < cap) this.ended[filled] += 1;
    this.estimate();
  }

  save(): TailsState {
    return { atRisk: [...this.atRisk], ended: [...this.ended] };
  }

  /** Throws where the state has another cap. */
  restore(state: TailsState): void {
    const { cap } = this.options;
    if (state.atRisk.length !== cap || state.ended.length !== cap)
      throw new RangeError(`tails of ${state.atRisk.length} into ${cap}`);
    this.atRisk.set(state.atRisk);
    this.ended.set(state.ended);
    this.estimate();
  }

  private estimate(): void {
    const { cap } = this.options;
    this.tails[0] = 1;
    for (let s = 0; s < cap; s++) {
      const hazard = this.atRisk[s] > 0 ? this.ended[s] / this.atRisk[s] : 0;
      this.tails[s + 1] = this.tails[s] * (1 - hazard);
    }
    const believed = this.believed();
    if (believed < cap) this.tails[believed + 1] = this.tails[believed];
  }

  /** The last unit whose estimate stands on enough observations, 0 where none does; `cap` where all do. */
  private believed(): number {
    const { cutoff, cap } = this.options;
    if (cutoff.type === 'raw') return cap;
    let s = 0;
    // What reaches a unit has passed those before it, so the first that is short ends it.
    while (s < cap && this.atRisk[s] >= needed(cutoff, s + 1)) s++;
    return s;
  }
}

function needed(cutoff: Exclude<Cutoff, { type: 'raw' }>, unit: number): number {
  if (cutoff.type === 'count') return cutoff.least;
  const { epsilon, delta, units } = cutoff;
  return 128 * ((unit * units) / epsilon) ** 2 * Math.log((2 * units) / delta);
}
