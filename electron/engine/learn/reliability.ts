import { type Interval, wilson } from './wilson.ts';

/** Bins of equal width over 0 to 1 (domain 7a). */
const BINS = 10;

/** One point of a calibration plot. */
export interface ReliabilityPoint {
  readonly n: number;
  /** Mean of the predictions in the bin, and the share of outcomes among them with its 95 % interval. */
  readonly predicted: number;
  readonly observed: number;
  readonly interval: Interval;
}

/**
 * Whether probabilities mean what they say, over a stream of predictions and outcomes (0, 1 or a share between): the calibration curve, its
 * expected error and its slope. Nothing is allocated by `add`, which throws RangeError on a number outside 0 to 1.
 */
export class Reliability {
  private readonly counts = new Float64Array(BINS);
  private readonly predictions = new Float64Array(BINS);
  private readonly outcomes = new Float64Array(BINS);
  /** Means and summed products of distances from them, for the slope. */
  private readonly line = { n: 0, p: 0, y: 0, pp: 0, py: 0 };

  add(p: number, y: number): void {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`prediction: ${p} is not 0 to 1`);
    if (!(y >= 0 && y <= 1)) throw new RangeError(`outcome: ${y} is not 0 to 1`);
    const bin = Math.min(BINS - 1, Math.floor(p * BINS));
    this.counts[bin]! += 1;
    this.predictions[bin]! += p;
    this.outcomes[bin]! += y;
    const { line } = this;
    line.n += 1;
    const distance = p - line.p;
    line.p += distance / line.n;
    line.y += (y - line.y) / line.n;
    line.pp += distance * (p - line.p);
    line.py += distance * (y - line.y);
  }

  get n(): number {
    return this.line.n;
  }

  /** Share of outcomes; undefined before any. */
  get baseRate(): number | undefined {
    return this.line.n > 0 ? this.line.y : undefined;
  }

  /** Points of the calibration plot, in the bins that have any. */
  curve(): ReliabilityPoint[] {
    const points: ReliabilityPoint[] = [];
    this.counts.forEach((n, bin) => {
      if (n === 0) return;
      const hits = this.outcomes[bin]!;
      points.push({ n, predicted: this.predictions[bin]! / n, observed: hits / n, interval: wilson(hits, n) });
    });
    return points;
  }

  /** Expected calibration error: the mean distance of observed from predicted, by samples; undefined before any. */
  get ece(): number | undefined {
    if (this.line.n === 0) return undefined;
    let sum = 0;
    for (let bin = 0; bin < BINS; bin++) sum += Math.abs(this.outcomes[bin]! - this.predictions[bin]!);
    return sum / this.line.n;
  }

  /**
   * Slope of the least-squares line of outcome on prediction: 1 where calibrated, below where predictions are bolder than they may be. Over
   * all samples rather than over bins, so it does not hang on where the bins are cut. Undefined where predictions do not vary.
   */
  get slope(): number | undefined {
    return this.line.pp > 0 ? this.line.py / this.line.pp : undefined;
  }

  save(): ReliabilityState {
    return {
      counts: [...this.counts],
      predictions: [...this.predictions],
      outcomes: [...this.outcomes],
      line: { ...this.line },
    };
  }

  restore({ counts, predictions, outcomes, line }: ReliabilityState): void {
    this.counts.set(counts);
    this.predictions.set(predictions);
    this.outcomes.set(outcomes);
    Object.assign(this.line, line);
  }
}

export interface ReliabilityState {
  readonly counts: readonly number[];
  readonly predictions: readonly number[];
  readonly outcomes: readonly number[];
  readonly line: { readonly n: number; readonly p: number; readonly y: number; readonly pp: number; readonly py: number };
}

/** Of predictions and outcomes all at once. Throws RangeError where they are not as many. */
export function reliabilityOf(p: ArrayLike<number>, y: ArrayLike<number>): Reliability {
  if (p.length !== y.length) throw new RangeError(`samples: ${p.length} predictions for ${y.length} outcomes`);
  const reliability = new Reliability();
  for (let i = 0; i < p.length; i++) reliability.add(p[i]!, y[i]!);
  return reliability;
}
