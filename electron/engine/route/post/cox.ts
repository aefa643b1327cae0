import { type CoxRow, type CoxSample, coxSample, type RiskSet, riskSets } from './risk-sets.ts';
import { symmetricInverse } from './symmetric.ts';

/** From `time` on the cumulative baseline hazard is `hazard`: that of an order whose covariates are all at their `centre`. */
export interface HazardStep {
  readonly time: number;
  readonly hazard: number;
}

/**
 * A fitted hazard h(t | z) = h0(t) exp(beta (z - centre)). `errors`: standard errors of beta; `logLikelihood`: partial. `converged`
 * is false where the likelihood has no maximum, as when a covariate parts the filled from the unfilled.
 */
export interface CoxFit {
  readonly beta: readonly number[];
  readonly errors: readonly number[];
  readonly centre: readonly number[];
  readonly logLikelihood: number;
  readonly baseline: readonly HazardStep[];
  readonly converged: boolean;
}

const MOST_STEPS = 50;
const MOST_HALVINGS = 30;
/**
 * Of a step's square, measured by the information at beta 0: where the likelihood has no maximum, its own vanishes with its slope.
 */
const TOLERANCE = 1e-12;
/** Of a sum of thousands of logarithms: what it may fall by and be no worse. */
const ROUNDING = 1e-12;

/**
 * Cox regression of the time to fill (domain 5.8), cancels censored: Newton on the partial likelihood with Breslow's ties, a step
 * halved until it improves; then Breslow's baseline. For offline use. Throws RangeError as `coxSample` does, and where covariates
 * are collinear.
 */
export function fitCox(rows: readonly CoxRow[]): CoxFit {
  const sample = coxSample(rows);
  const size = sample.centre.length;
  let beta = new Float64Array(size);
  let here = likelihood(sample, beta);
  let inverse = symmetricInverse(here.information, size);
  if (!inverse) throw new RangeError('covariates are collinear, or one never differs');
  const measure = here.information;
  let converged = false;
  for (let n = 0; n < MOST_STEPS && !converged; n++) {
    const step = product(inverse, here.score);
    const next = improve(sample, beta, step, here.value);
    const nextInverse = next && symmetricInverse(next.at.information, size);
    if (!nextInverse) break;
    beta = next.beta;
    here = next.at;
    inverse = nextInverse;
    converged = dot(step, product(measure, step)) < TOLERANCE;
  }
  const variances = inverse;
  return {
    beta: [...beta],
    errors: Array.from(beta, (_, a) => Math.sqrt(variances[a * size + a])),
    centre: [...sample.centre],
    logLikelihood: here.value,
    baseline: baseline(here.sets),
    converged,
  };
}

/** Chance that an order with these covariates is filled by `time`: 1 - exp(-H0(t) exp(beta (z - centre))). */
export function coxFillChance(fit: CoxFit, covariates: readonly number[], time: number): number {
  let hazard = 0;
  for (const step of fit.baseline) {
    if (step.time > time) break;
    hazard = step.hazard;
  }
  const score = fit.beta.reduce((sum, beta, a) => sum + beta * (covariates[a] - fit.centre[a]), 0);
  return 1 - Math.exp(-hazard * Math.exp(score));
}

interface Likelihood {
  readonly value: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
  readonly sets: readonly RiskSet[];
}

/** Log partial likelihood, its gradient, and the negative of its second derivative. */
function likelihood(sample: CoxSample, beta: Float64Array): Likelihood {
  const sets = riskSets(sample, beta);
  const size = beta.length;
  let value = 0;
  const score = new Float64Array(size);
  const information = new Float64Array(size * size);
  for (const { fills, filledSum, weight, mean, covariance } of sets) {
    value -= fills * Math.log(weight);
    for (let a = 0; a < size; a++) {
      value += beta[a] * filledSum[a];
      score[a] += filledSum[a] - fills * mean[a];
    }
    for (let at = 0; at < information.length; at++) information[at] += fills * covariance[at];
  }
  return { value, score, information, sets };
}

/** The first of the step, its half, its quarter and so on that is no worse than `value`; undefined where none is. */
function improve(sample: CoxSample, beta: Float64Array, step: Float64Array, value: number) {
  for (let n = 0; n < MOST_HALVINGS; n++) {
    const next = beta.map((b, a) => b + step[a] / 2 ** n);
    const at = likelihood(sample, next);
    if (at.value >= value - ROUNDING * Math.abs(value)) return { beta: next, at };
  }
  return undefined;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  return vector.map((_, a) => dot(matrix.subarray(a * vector.length, (a + 1) * vector.length), vector));
}

function dot(left: Float64Array, right: Float64Array): number {
  return left.reduce((sum, x, i) => sum + x * right[i], 0);
}

/** Breslow's cumulative hazard, from early to late. */
function baseline(sets: readonly RiskSet[]): HazardStep[] {
  let hazard = 0;
  return sets.toReversed().map(({ time, fills, weight }) => {
    hazard += fills / weight;
    return { time, hazard };
  });
}
