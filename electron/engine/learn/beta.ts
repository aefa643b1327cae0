import type { Stream } from '../random.ts';
import { sampleGamma } from './gamma.ts';

export interface BetaState {
  readonly alpha: number;
  readonly beta: number;
}

/** Two hits and eight misses: what the domain takes a venue for before anything is known of it (5.10). */
export const BETA_PRIOR: BetaState = { alpha: 2, beta: 8 };

/**
 * Beta-Bernoulli with forgetting (domain 5.10, TV-5.10): belief in the probability of an outcome such as a fill or a fade. An outcome
 * is 0, 1, or a share between (filled over sent). `forgetting` is what a step leaves of older evidence, above 0 up to 1; at .99 about
 * 70 outcomes halve it.
 *
 * There are two ways to forget. `update` forgets with each outcome, prior and all: the estimator of 5.10, for one quantity that is
 * observed all the time. `age` and `add` apart are for one of several arms: every arm ages with each step, toward its prior, so that an
 * arm long not chosen is unknown again rather than certain.
 *
 * Throws RangeError on a prior that is not above 0, a forgetting or an outcome out of range.
 */
export class Beta {
  // Numbers from the start: a field that begins as undefined is boxed anew with each change.
  alpha = 0;
  beta = 0;
  private readonly prior: BetaState;
  private readonly forgetting: number;

  constructor(prior: BetaState = BETA_PRIOR, forgetting = 0.99) {
    if (!(prior.alpha > 0)) throw new RangeError(`alpha: ${prior.alpha} is not above 0`);
    if (!(prior.beta > 0)) throw new RangeError(`beta: ${prior.beta} is not above 0`);
    checkForgetting(forgetting);
    this.prior = { alpha: prior.alpha, beta: prior.beta };
    this.forgetting = forgetting;
    this.alpha = prior.alpha;
    this.beta = prior.beta;
  }

  get mean(): number {
    return this.alpha / (this.alpha + this.beta);
  }

  /** Variance of the belief: what is still not known. */
  get variance(): number {
    const weight = this.alpha + this.beta;
    return (this.alpha * this.beta) / (weight * weight * (weight + 1));
  }

  /** An outcome: what came before, the prior too, counts `forgetting` of what it did. */
  update(outcome: number): void {
    checkOutcome(outcome);
    this.alpha = this.forgetting * this.alpha + outcome;
    this.beta = this.forgetting * this.beta + 1 - outcome;
  }

  /** One step without an outcome: the evidence counts `forgetting` of what it did, the prior stands. */
  age(): void {
    this.alpha = this.prior.alpha + this.forgetting * (this.alpha - this.prior.alpha);
    this.beta = this.prior.beta + this.forgetting * (this.beta - this.prior.beta);
  }

  /** An outcome that takes nothing from what came before. */
  add(outcome: number): void {
    checkOutcome(outcome);
    this.alpha += outcome;
    this.beta += 1 - outcome;
  }

  /** A probability drawn from the belief, 0 to 1. */
  sample(stream: Stream): number {
    return sampleBeta(this.alpha, this.beta, stream);
  }

  save(): BetaState {
    return { alpha: this.alpha, beta: this.beta };
  }

  restore({ alpha, beta }: BetaState): void {
    this.alpha = alpha;
    this.beta = beta;
  }
}

/** A draw from Beta(alpha, beta) as X / (X + Y) of two Gammas. */
export function sampleBeta(alpha: number, beta: number, stream: Stream): number {
  const x = sampleGamma(alpha, stream);
  const y = sampleGamma(beta, stream);
  // Both vanish only where both shapes are so small that the draw is a coin of their ratio.
  return x + y > 0 ? x / (x + y) : stream.uniform() * (alpha + beta) < alpha ? 1 : 0;
}

export function checkForgetting(forgetting: number): void {
  if (!(forgetting > 0 && forgetting <= 1)) throw new RangeError(`forgetting: ${forgetting} is not above 0 and up to 1`);
}

export function checkOutcome(outcome: number): void {
  if (!(outcome >= 0 && outcome <= 1)) throw new RangeError(`outcome: ${outcome} is not 0 to 1`);
}
