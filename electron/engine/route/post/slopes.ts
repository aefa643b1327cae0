import type { PostPlan, PostTerms, PostVenue } from './cont-kukanov.ts';

/** A plan as the searches move it: the market order M, then L_1 to L_K. */
export type Point = Float64Array;

export function planAt(point: Point): PostPlan {
  return { market: point[0], limits: [...point.subarray(1)] };
}

/** Moves the point down its slope and back into [0, S] in every part. */
export function descend(point: Point, slope: Float64Array, step: number, shares: number): void {
  for (let i = 0; i < point.length; i++) point[i] = Math.min(shares, Math.max(0, point[i] - step * slope[i]));
}

/** Cost and subgradient of plans over one set of terms and venues, without allocation (domain 5.2). */
export class Slopes {
  private readonly terms: PostTerms;
  private readonly queues: Float64Array;
  /** h + r_k. */
  private readonly earned: Float64Array;

  constructor(terms: PostTerms, venues: readonly PostVenue[]) {
    this.terms = terms;
    this.queues = Float64Array.from(venues, ({ queue }) => queue);
    this.earned = Float64Array.from(venues, ({ rebate }) => terms.halfSpread + rebate);
  }

  /**
   * Adds the subgradient at `point` for one draw of the outflows, which stand in `outflows` from `from` on, and returns its cost:
   * g_M = h + f + theta + b and g_k = theta + 1{xi_k > Q_k + L_k} (b - h - r_k), where b, the worth of one more share done, is
   * -(lambda_u + theta) while A < S, lambda_o while A > S, else 0.
   */
  add(slope: Float64Array, point: Point, outflows: ArrayLike<number>, from: number): number {
    const { shares, halfSpread, takeFee, impact, under, over } = this.terms;
    const { queues, earned } = this;
    let done = point[0];
    let sent = point[0];
    let income = 0;
    for (let k = 0; k < queues.length; k++) {
      const limit = point[k + 1];
      const fill = Math.min(Math.max(0, outflows[from + k] - queues[k]), limit);
      done += fill;
      sent += limit;
      income += earned[k] * fill;
    }
    const balance = done < shares ? -(under + impact) : done > shares ? over : 0;
    slope[0] += halfSpread + takeFee + impact + balance;
    for (let k = 0; k < queues.length; k++) {
      slope[k + 1] += impact;
      if (outflows[from + k] > queues[k] + point[k + 1]) slope[k + 1] += balance - earned[k];
    }
    return (halfSpread + takeFee) * point[0] + impact * sent - income - balance * (shares - done);
  }

  /** G: no subgradient is longer. */
  get bound(): number {
    const { halfSpread, takeFee, impact, under, over } = this.terms;
    const take = halfSpread + takeFee + impact;
    let squares = Math.max(Math.abs(take - under - impact), Math.abs(take + over)) ** 2;
    for (const earned of this.earned) {
      squares += Math.max(impact, Math.abs(earned + under), Math.abs(impact + over - earned), Math.abs(impact - earned)) ** 2;
    }
    return Math.sqrt(squares);
  }
}
