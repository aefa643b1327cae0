import type { Stream } from '../../random.ts';
import type { PostPlan, PostTerms, PostVenue } from './cont-kukanov.ts';
import type { Outflow } from './outflow.ts';
import { descend, planAt, Slopes } from './slopes.ts';

/** Outflows are drawn independently, one from each venue's, parallel to `venues`. */
export interface StochasticRequest {
  readonly terms: PostTerms;
  readonly venues: readonly PostVenue[];
  readonly outflows: readonly Outflow[];
  readonly steps: number;
  readonly stream: Stream;
}

/**
 * The plan by stochastic approximation (domain 5.2): X ← Π[0, S] (X - gamma g) from an even split, gamma = S / (G sqrt N), one draw
 * of every outflow a step; the plan is the mean of all X. 1e5 steps come within 0.5 % of the best cost (TV-5.2a).
 */
export function stochasticPlan({ terms, venues, outflows, steps, stream }: StochasticRequest): PostPlan {
  const slopes = new Slopes(terms, venues);
  const size = venues.length + 1;
  const point = new Float64Array(size).fill(terms.shares / size);
  const mean = new Float64Array(size);
  const slope = new Float64Array(size);
  const drawn = new Float64Array(venues.length);
  const step = terms.shares / (slopes.bound * Math.sqrt(steps));
  for (let n = 0; n < steps; n++) {
    for (let k = 0; k < drawn.length; k++) drawn[k] = outflows[k].quantile(stream.uniform());
    slope.fill(0);
    slopes.add(slope, point, drawn, 0);
    descend(point, slope, step, terms.shares);
    for (let i = 0; i < size; i++) mean[i] += point[i] / steps;
  }
  return planAt(mean);
}
