import { quantile } from '../../shared/tca/paired.ts';
import type { Goal, GrowthResult, HeapResult, SpeedResult } from './trial.ts';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface ContenderReport {
  readonly name: string;
  readonly work?: string;
  readonly perSecond: Spread;
  /** Our speed over its speed, round by round. */
  readonly ratio: Spread;
  readonly latency?: LatencyReport;
  readonly warmup?: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly heap?: HeapResult;
  readonly growth?: GrowthResult;
}

/** Nanoseconds, and how many times ours. */
export interface Percentile {
  readonly nanos: Spread;
  readonly ratio: Spread;
}

export interface LatencyReport {
  readonly p50: Percentile;
  readonly p99: Percentile;
  readonly p999: Percentile;
  readonly undisturbed: Percentile;
}

export interface TrialReport {
  readonly name: string;
  readonly work: string;
  readonly unit: string;
  readonly rounds: number;
  readonly count: number;
  readonly agree: boolean;
  readonly contenders: readonly ContenderReport[];
  readonly absent: readonly { readonly name: string; readonly why: string }[];
  readonly goals: readonly GoalReport[];
}

export interface GoalReport {
  readonly goal: Goal;
  readonly reached: boolean;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0], max: sorted[sorted.length - 1] };
}

/** Whether, in all rounds, the contenders of each work have the same totals. `works`: by contender. */
export function agrees(works: readonly (string | undefined)[], results: readonly (readonly SpeedResult[])[]): boolean {
  return works.every((work, i) => {
    const first = JSON.stringify(results[0][works.indexOf(work)].totals);
    return results.every((round) => JSON.stringify(round[i].totals) === first);
  });
}

/** Undefined where the one it speaks of is not there. */
export function reached(goal: Goal, contenders: readonly ContenderReport[]): GoalReport | undefined {
  const named = 'peer' in goal ? goal.peer : goal.contender;
  const contender = contenders.find(({ name }) => name === named);
  return contender && { goal, reached: isReached(goal, contender) };
}

function isReached(goal: Goal, { ratio, latency, growth }: ContenderReport): boolean {
  if ('ratio' in goal) return ratio.median >= goal.ratio;
  if ('p99' in goal) return latency !== undefined && latency.p99.nanos.median <= goal.p99;
  return growth !== undefined && growth.bytes + growth.bufferBytes <= goal.growth * (growth.to - growth.from);
}
