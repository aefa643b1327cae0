import type { Stream } from '../../random.ts';
import { systematicSubset } from './subset.ts';

/** Half a unit in the last place of an allocation that is a sum of fractions. */
const ROUNDING = 1e-9;

/** `venues` K pools, up to `units` V at a time, about `rounds` T times. */
export interface ExponentiatedSize {
  readonly venues: number;
  readonly units: number;
  readonly rounds: number;
}

/** x[v K + i]: the share of unit v that pool i gets. */
export interface ExponentiatedState {
  readonly shares: readonly number[];
}

/** eta = sqrt(ln K / ((e - 2) T)) (domain 5.3, TV-EG); regret is then below 3 V sqrt(T ln K). */
export function learningRate(venues: number, rounds: number): number {
  return Math.sqrt(Math.log(venues) / ((Math.E - 2) * rounds));
}

/**
 * Exponentiated gradient over pools (Agarwal, Bartlett and Dama; domain 5.3): each unit v holds a distribution over the pools, a
 * pool is sent the sum of its shares over the units at hand, and a pool that filled all it was sent gains weight in each of them.
 * No assumption on how pools behave: the regret is against the best fixed allocation, whatever they do. Units are fractions of a
 * round lot. Throws RangeError for a size that is no positive whole number, and for more units than `units`.
 */
export class Exponentiated {
  readonly size: ExponentiatedSize;
  private readonly eta: number;
  private readonly shares: Float64Array;
  private readonly gains: Float64Array;

  constructor(size: ExponentiatedSize, eta = learningRate(size.venues, size.rounds)) {
    for (const [name, value] of Object.entries(size)) {
      if (!(Number.isInteger(value) && value > 0)) throw new RangeError(`${name} ${value}`);
    }
    this.size = size;
    this.eta = eta;
    this.shares = new Float64Array(size.units * size.venues).fill(1 / size.venues);
    this.gains = new Float64Array(size.venues);
  }

  /** What each pool is sent of `units`; the parts sum to it. */
  allocate(units: number): number[] {
    const { venues } = this.size;
    if (!(Number.isInteger(units) && units >= 0 && units <= this.size.units))
      throw new RangeError(`${units} units of ${this.size.units}`);
    const sent = new Array<number>(venues).fill(0);
    for (let v = 0; v < units; v++) {
      for (let i = 0; i < venues; i++) sent[i] += this.shares[v * venues + i];
    }
    return sent;
  }

  /** What came of an allocation of `units`: a pool's gradient is 1 where it filled all it was sent. */
  observe(units: number, sent: readonly number[], filled: readonly number[]): void {
    this.step(
      units,
      sent.map((v, i) => (filled[i] >= v - ROUNDING ? 1 : 0)),
    );
  }

  /** x ∝ x exp(eta g) in each of the first `units` units; one gradient per pool. */
  step(units: number, gradient: readonly number[]): void {
    const { venues } = this.size;
    for (let i = 0; i < venues; i++) this.gains[i] = Math.exp(this.eta * gradient[i]);
    for (let v = 0; v < units; v++) {
      const from = v * venues;
      let sum = 0;
      for (let i = from; i < from + venues; i++) {
        this.shares[i] *= this.gains[i - from];
        sum += this.shares[i];
      }
      for (let i = from; i < from + venues; i++) this.shares[i] /= sum;
    }
  }

  save(): ExponentiatedState {
    return { shares: [...this.shares] };
  }

  /** Throws where the state is of another size. */
  restore(state: ExponentiatedState): void {
    if (state.shares.length !== this.shares.length)
      throw new RangeError(`shares: ${state.shares.length} into ${this.shares.length}`);
    this.shares.set(state.shares);
  }
}

/** Whole units per pool, and what their gradient needs: the whole part of what was meant, and the chance of the unit on top. */
export interface WholeAllocation {
  readonly sent: readonly number[];
  readonly floors: readonly number[];
  readonly chances: readonly number[];
}

/**
 * The same in whole units (domain 5.3): what is meant is rounded down, and the units left over go one each to a drawn subset of the
 * pools, pool i with chance (1 - gamma) d + gamma m / K where d is the fraction cut off and m the units left over. Only a pool that
 * got one shows whether it holds it, so its gradient is weighted by 1 / chance: unbiased, regret of the order (V T K)^(2/3) (ln
 * K)^(1/3).
 */
export class WholeExponentiated {
  readonly inner: Exponentiated;
  private readonly gamma: number;

  constructor(size: ExponentiatedSize, gamma = exploration(size)) {
    if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`gamma ${gamma}`);
    const { venues, rounds } = size;
    this.inner = new Exponentiated(size, Math.sqrt((gamma * Math.log(venues)) / ((Math.E - 2) * rounds * venues)));
    this.gamma = gamma;
  }

  /** One draw from the stream. The units sum to `units`. */
  allocate(units: number, stream: Stream): WholeAllocation {
    const { venues } = this.inner.size;
    const meant = this.inner.allocate(units);
    const floors = meant.map((v) => Math.floor(v + ROUNDING));
    const left = units - floors.reduce((sum, v) => sum + v, 0);
    const chances = meant.map((v, i) => (1 - this.gamma) * Math.max(0, v - floors[i]) + (this.gamma * left) / venues);
    const chosen = systematicSubset(chances, left, stream.uniform());
    return { sent: floors.map((v, i) => v + chosen[i]), floors, chances };
  }

  observe(units: number, { sent, floors, chances }: WholeAllocation, filled: readonly number[]): void {
    const roundedUp = sent.some((v, i) => v > floors[i]);
    this.inner.step(
      units,
      sent.map((v, i) => {
        // Where nothing was rounded up no unit on top was tried: the slope to the left of a whole number is one as good.
        if (!roundedUp) return filled[i] === v ? 1 : 0;
        return v > floors[i] && filled[i] === v ? 1 / chances[i] : 0;
      }),
    );
  }

  save(): ExponentiatedState {
    return this.inner.save();
  }

  /** Throws where the state is of another size. */
  restore(state: ExponentiatedState): void {
    this.inner.restore(state);
  }
}

/** gamma that balances what exploring costs, gamma K T, against what noise costs, V sqrt(T K ln K / gamma). */
function exploration({ venues, units, rounds }: ExponentiatedSize): number {
  return Math.min(1, Math.cbrt((units * units * Math.log(venues)) / (rounds * venues)));
}
