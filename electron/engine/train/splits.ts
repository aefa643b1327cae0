import type { Target } from '../../../shared/config/features.ts';
import type { MicropriceData } from '../learn/microprice.ts';
import { MicropriceEstimator } from '../learn/microprice-estimator.ts';
import { BUCKETS, type LessonSamples, type Looks, SPREADS } from './lesson-samples.ts';

/** Seeds by what they are for; none is in two of them (domain 7a). */
export interface SeedSplit {
  readonly train: readonly number[];
  readonly tune: readonly number[];
  readonly test: readonly number[];
}

const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

/** The domain's own: train on 1 to 60, tune on 61 to 80, test on 81 to 100. */
export const SEED_SPLIT: SeedSplit = { train: from(1, 60), tune: from(61, 20), test: from(81, 20) };
/** A taste of it: enough to see that it works. */
export const QUICK_SPLIT: SeedSplit = { train: from(1, 6), tune: from(61, 3), test: from(81, 3) };

/** The micro-price of all lessons together; undefined where none saw a two-sided market. */
export function micropriceOf(lessons: readonly LessonSamples[]): MicropriceData | undefined {
  if (lessons.length === 0) return undefined;
  const all = new MicropriceEstimator(BUCKETS, SPREADS);
  const sum = (pick: (lesson: LessonSamples) => Float64Array) => {
    const total = pick(lessons[0]).slice();
    for (const lesson of lessons.slice(1)) {
      const own = pick(lesson);
      for (let i = 0; i < total.length; i++) total[i] += own[i];
    }
    return total;
  };
  all.restore({
    stays: sum(({ microprice }) => microprice.stays),
    leaves: sum(({ microprice }) => microprice.leaves),
    moves: sum(({ microprice }) => microprice.moves),
    last: -1,
  });
  return all.estimate().data;
}

/** All looks of some lessons; undefined where there was none. */
export function looksOf(lessons: readonly LessonSamples[], target: Target): Looks | undefined {
  let sum: Looks | undefined;
  for (const { looks } of lessons) {
    const own = looks[target];
    if (own) sum = { n: (sum?.n ?? 0) + own.n, moved: (sum?.moved ?? 0) + own.moved, ticks: (sum?.ticks ?? 0) + own.ticks };
  }
  return sum;
}
