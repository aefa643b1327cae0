/** A resting order as Cox regression reads it: its end and its covariates, as many in every order. */
export interface CoxRow {
  readonly time: number;
  readonly filled: boolean;
  readonly covariates: readonly number[];
}

/** At one time of fills: how many fills, the sum of their covariates, and weighted sums over all that were still at risk. */
export interface RiskSet {
  readonly time: number;
  readonly fills: number;
  readonly filledSum: Float64Array;
  /** Sum of w = exp(beta (z - centre)), and the w-weighted mean of z - centre. */
  readonly weight: number;
  readonly mean: Float64Array;
  /** w-weighted covariance of z, row by row. */
  readonly covariance: Float64Array;
}

/** Rows from late to early, centred so that weights stay near 1 whatever the covariates' scale. */
export interface CoxSample {
  readonly rows: readonly CoxRow[];
  readonly centre: Float64Array;
}

/** Throws RangeError where there is no fill, or a row has covariates of another number than the first. */
export function coxSample(rows: readonly CoxRow[]): CoxSample {
  if (!rows.some(({ filled }) => filled)) throw new RangeError(`no fill in ${rows.length} rows`);
  const centre = new Float64Array(rows[0].covariates.length);
  for (const { covariates } of rows) {
    if (covariates.length !== centre.length) throw new RangeError(`${covariates.length} covariates, not ${centre.length}`);
    covariates.forEach((z, i) => {
      centre[i] += z / rows.length;
    });
  }
  return { rows: rows.toSorted((a, b) => b.time - a.time), centre };
}

/**
 * The risk set of every time of fills, latest first: a pass from late to early, rows of an equal time joining before its fills
 * (Breslow).
 */
export function riskSets({ rows, centre }: CoxSample, beta: ArrayLike<number>): RiskSet[] {
  const size = centre.length;
  const sets: RiskSet[] = [];
  let weight = 0;
  const first = new Float64Array(size);
  const second = new Float64Array(size * size);
  const z = new Float64Array(size);
  let i = 0;
  while (i < rows.length) {
    const { time } = rows[i];
    let fills = 0;
    const filledSum = new Float64Array(size);
    for (; i < rows.length && rows[i].time === time; i++) {
      let score = 0;
      for (let a = 0; a < size; a++) {
        z[a] = rows[i].covariates[a] - centre[a];
        score += beta[a] * z[a];
      }
      const w = Math.exp(score);
      weight += w;
      for (let a = 0; a < size; a++) {
        first[a] += w * z[a];
        for (let b = 0; b < size; b++) second[a * size + b] += w * z[a] * z[b];
      }
      if (!rows[i].filled) continue;
      fills += 1;
      for (let a = 0; a < size; a++) filledSum[a] += z[a];
    }
    if (fills === 0) continue;
    const mean = first.map((sum) => sum / weight);
    const covariance = second.map((sum, at) => sum / weight - mean[Math.floor(at / size)] * mean[at % size]);
    sets.push({ time, fills, filledSum, weight, mean, covariance });
  }
  return sets;
}
