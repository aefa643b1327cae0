import { brierSkill, crossEntropy, type Score, squaredError } from './metrics.ts';
import { Reliability, type ReliabilityPoint, type ReliabilityState } from './reliability.ts';
import { logit } from './sigmoid.ts';

/** What learns from one sample at a time. */
export interface OnlineModel {
  predict(x: ArrayLike<number>): number;
  update(x: ArrayLike<number>, outcome: number): void;
}

/** Bins of the predictions' log-odds from -8 to 8 for the AUC: each 0.0039 wide, a thousandth of p at its widest. */
const SCORES = 4096;
const FURTHEST = 8;

/**
 * Evaluation of a model by the samples that it learns from: each is predicted first and learned then, so every prediction is of what the
 * model had not seen (domain 7a). A stream of any length in bounded memory. All is exact but the AUC, which counts predictions in
 * the same of 4,096 bins of log-odds as tied; nothing is drawn. Nothing is allocated by a sample.
 */
export class Prequential {
  private readonly reliability = new Reliability();
  private readonly hits = new Float64Array(SCORES);
  private readonly misses = new Float64Array(SCORES);
  private readonly sums = { squaredError: 0, crossEntropy: 0, outcomes: 0, squares: 0 };

  /** Predicts, notes how good that was, then lets the model learn. Returns the prediction. */
  step(model: OnlineModel, x: ArrayLike<number>, outcome: number): number {
    const p = model.predict(x);
    this.note(p, outcome);
    model.update(x, outcome);
    return p;
  }

  /** A prediction made elsewhere, before its outcome was known. Throws RangeError on a number outside 0 to 1. */
  note(p: number, outcome: number): void {
    this.reliability.add(p, outcome);
    const { sums } = this;
    sums.squaredError += squaredError(p, outcome);
    sums.crossEntropy += crossEntropy(p, outcome);
    sums.outcomes += outcome;
    sums.squares += outcome * outcome;
    const place = Math.floor(((logit(p) + FURTHEST) / (2 * FURTHEST)) * SCORES);
    const bin = Math.max(0, Math.min(SCORES - 1, place));
    this.hits[bin]! += outcome;
    this.misses[bin]! += 1 - outcome;
  }

  /** Undefined before the first sample. */
  score(): Score | undefined {
    const { reliability, sums } = this;
    const { n } = reliability;
    if (n === 0) return undefined;
    const brier = sums.squaredError / n;
    return {
      n,
      baseRate: reliability.baseRate!,
      brier,
      skill: brierSkill(brier, n, sums.outcomes, sums.squares),
      logLoss: sums.crossEntropy / n,
      auc: this.auc(),
      ece: reliability.ece!,
      slope: reliability.slope,
    };
  }

  /** Points of the calibration plot. */
  curve(): ReliabilityPoint[] {
    return this.reliability.curve();
  }

  save(): PrequentialState {
    return {
      reliability: this.reliability.save(),
      hits: this.hits.slice(),
      misses: this.misses.slice(),
      sums: { ...this.sums },
    };
  }

  restore({ reliability, hits, misses, sums }: PrequentialState): void {
    this.reliability.restore(reliability);
    this.hits.set(hits);
    this.misses.set(misses);
    Object.assign(this.sums, sums);
  }

  private auc(): number | undefined {
    let hits = 0;
    let misses = 0;
    let won = 0;
    for (let bin = 0; bin < SCORES; bin++) {
      won += this.hits[bin]! * (misses + this.misses[bin]! / 2);
      hits += this.hits[bin]!;
      misses += this.misses[bin]!;
    }
    return hits > 0 && misses > 0 ? won / (hits * misses) : undefined;
  }
}

export interface PrequentialState {
  readonly reliability: ReliabilityState;
  readonly hits: Float64Array;
  readonly misses: Float64Array;
  readonly sums: {
    readonly squaredError: number;
    readonly crossEntropy: number;
    readonly outcomes: number;
    readonly squares: number;
  };
}
