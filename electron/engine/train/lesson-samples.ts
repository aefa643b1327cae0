import { TARGETS, type Target } from '../../../shared/config/features.ts';
import type { FeedPath } from '../../../shared/market.ts';
import type { Engine } from '../engine.ts';
import { imbalanceBucket } from '../learn/features.ts';
import { MicropriceEstimator, type MicropriceEstimatorState } from '../learn/microprice-estimator.ts';
import type { Witness } from '../market/witness.ts';
import type { SampleListener, Subject } from '../route/forecast/forecasts.ts';
import { SILENT } from '../silent.ts';
import { type LessonParts, lesson } from './lessons.ts';

/** States of the micro-price: buckets of the imbalance, and spreads in ticks. */
export const BUCKETS = 9;
export const SPREADS = 4;

/** What one seed gave for one target: features by row, an outcome and what only the simulation knew for each, NaN where it knew nothing. */
export interface TargetSamples {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly truth: Float32Array;
}

/** How many looks at the market there were, how many of them saw a move in time, and the sum of those moves in ticks. */
export interface Looks {
  readonly n: number;
  readonly moved: number;
  readonly ticks: number;
}

export interface LessonSamples {
  readonly seed: number;
  readonly targets: Readonly<Record<Target, TargetSamples>>;
  readonly looks: Readonly<Partial<Record<Target, Looks>>>;
  readonly microprice: MicropriceEstimatorState;
}

/** Gathers all that one lesson shows. */
export function lessonSamples(parts: Omit<LessonParts, 'listener' | 'sink' | 'witness' | 'begins'>): LessonSamples {
  const pupil = new Pupil(parts.config.symbols[0].tick);
  const { listener, witness } = pupil;
  lesson({ ...parts, listener, witness, sink: { ...SILENT, nbbo: pupil.nbbo }, begins: (engine) => pupil.meets(engine) });
  return pupil.samples(parts.seed);
}

class Pupil {
  readonly listener: SampleListener = {
    truth: (target, of) => this.truth(target, of),
    sample: (target, x, outcome, truth) => {
      const rows = this.rows[target];
      rows.x.push(x);
      rows.y.push(outcome);
      rows.truth.push(truth);
    },
    looked: (target, px) => {
      const before = this.looks[target] ?? { n: 0, moved: 0, ticks: 0 };
      const moved = px === 0 ? 0 : 1;
      this.looks[target] = { n: before.n + 1, moved: before.moved + moved, ticks: before.ticks + Math.abs(px) / this.tick };
    },
  };
  readonly witness: Witness = {
    price: (_at, _symbol, ticks) => {
      this.efficient = ticks;
    },
  };
  private readonly tick: number;
  private readonly rows = Object.fromEntries(TARGETS.map((target) => [target, { x: [], y: [], truth: [] }])) as unknown as Record<
    Target,
    { x: Float64Array[]; y: number[]; truth: number[] }
  >;
  private readonly looks: Partial<Record<Target, Looks>> = {};
  private readonly estimator = new MicropriceEstimator(BUCKETS, SPREADS);
  private engine: Engine | undefined;
  private efficient = Number.NaN;
  private lastMid = 0;

  constructor(tick: number) {
    this.tick = tick;
  }

  meets(engine: Engine): void {
    this.engine = engine;
  }

  /** Every new top of the direct feeds' NBBO. */
  readonly nbbo = (_at: number, path: FeedPath, _symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number) => {
    if (path !== 'direct') return;
    const bucket = bidPx > 0 && askPx > bidPx ? imbalanceBucket(bidQty, askQty, BUCKETS) : undefined;
    if (bucket === undefined) {
      this.lastMid = 0;
      this.estimator.breakOff();
      return;
    }
    const mid = (bidPx + askPx) / 2;
    this.estimator.observe(
      bucket,
      Math.round((askPx - bidPx) / this.tick),
      this.lastMid > 0 ? (mid - this.lastMid) / this.tick : 0,
    );
    this.lastMid = mid;
  };

  samples(seed: number): LessonSamples {
    const targets = Object.fromEntries(
      TARGETS.map((target) => {
        const { x, y, truth } = this.rows[target];
        const width = x[0]?.length ?? 0;
        const rows = new Float32Array(x.length * width);
        x.forEach((row, i) => {
          rows.set(row, i * width);
        });
        return [target, { x: rows, y: Float32Array.from(y), truth: Float32Array.from(truth) }];
      }),
    ) as Record<Target, TargetSamples>;
    return { seed, targets, looks: this.looks, microprice: this.estimator.save() };
  }

  /**
   * Of a fade: the part of the shares shown that is already gone from the venue's book as the leg leaves. Of a move: how far the efficient
   * price is above the mid, ticks. Of a fill nothing is known beforehand.
   */
  private truth(target: Target, { symbol, side, venue, px, qty }: Subject): number {
    if (target === 'move100ms' || target === 'move1s') return this.efficient - px / this.tick;
    if (target !== 'fade') return Number.NaN;
    const offers = this.engine!.liquidity.at(venue, { symbol, side, limitPx: px, orderQty: qty as never });
    const there = offers.reduce((sum, offer) => sum + offer.qty, 0);
    return 1 - Math.min(1, there / qty);
  }
}
