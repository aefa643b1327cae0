import type { CoxFit } from './cox.ts';
import { type CoxRow, coxSample, riskSets } from './risk-sets.ts';

/** How one covariate's beta moves from the first fill to the last: by `slope` in all, `score` standard errors from 0. */
export interface SchoenfeldSlope {
  readonly slope: number;
  readonly score: number;
}

/**
 * The check that hazards are proportional (domain 5.8): the residuals of the fills (covariate less its mean over the risk set)
 * against the rank of their time, from 0 to 1, weighted by their variance. Slopes near 0 (scores within ±3) say that beta holds
 * over time. One per covariate.
 */
export function schoenfeldSlopes(rows: readonly CoxRow[], fit: CoxFit): SchoenfeldSlope[] {
  const size = fit.beta.length;
  const sets = riskSets(coxSample(rows), fit.beta).reverse();
  const rank = (k: number) => k / Math.max(1, sets.length - 1);
  return fit.beta.map((_, a) => {
    let weight = 0;
    let centre = 0;
    sets.forEach(({ fills, covariance }, k) => {
      const variance = fills * covariance[a * size + a];
      weight += variance;
      centre += variance * rank(k);
    });
    centre /= weight;
    let moment = 0;
    let spread = 0;
    sets.forEach(({ fills, filledSum, mean, covariance }, k) => {
      const off = rank(k) - centre;
      moment += off * (filledSum[a] - fills * mean[a]);
      spread += off * off * fills * covariance[a * size + a];
    });
    return { slope: moment / spread, score: moment / Math.sqrt(spread) };
  });
}
