import { availableParallelism } from 'node:os';
import { TARGETS } from '../../shared/config/features.ts';
import type { KnowledgeFile } from '../../shared/config/knowledge.ts';
import type { ModelsFile } from '../../shared/config/models.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Dispatch, StrategyName } from '../../shared/routing.ts';
import { ordersASeed } from '../engine/compare/seed-run.ts';
import { alone } from '../engine/realism/alone.ts';
import type { LessonSamples } from '../engine/train/lesson-samples.ts';
import { mergeKnowledge } from '../engine/train/merge.ts';
import type { Course } from '../engine/train/school.ts';
import { looksOf, micropriceOf, type SeedSplit } from '../engine/train/splits.ts';
import { LearnThreads } from './learn-threads.ts';
import { seedsText } from './seeds.ts';
import { standardOrders } from './standard-orders.ts';
import { UsageError } from './usage.ts';

/** Seeds that one router goes through, unless it is told otherwise. */
const BLOCK = 10;

export interface TrainOptions {
  /** Its name in the result's title. */
  readonly scenario: string;
  /** Its own knowledge is what training begins with. */
  readonly config: SessionConfig;
  readonly symbol: string;
  readonly seeds: readonly number[];
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** Seeds that one router goes through. What several learned is merged, so that the result is the same for any number of threads. */
  readonly block?: number;
  /** Also the models, by these seeds, each a day drawn together into so many minutes. */
  readonly models?: { readonly split: SeedSplit; readonly minutes: number };
  /** Threads at most; default: as many as the machine has cores. */
  readonly threads?: number;
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Gives the work up: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface TrainProgress {
  readonly stage: 'venues' | 'lessons' | 'models';
  /** Orders, seeds or models that are done, and all of them. */
  readonly done: number;
  readonly total: number;
}

/**
 * What a router knows of a scenario's venues after the standard orders of many seeds, and the models taught by what other orders met. The
 * result does not hang on the number of threads. Rejects with a UsageError for what cannot be trained on.
 */
export async function train(options: TrainOptions): Promise<KnowledgeFile> {
  const { scenario, config, symbol, seeds, strategy, signal } = options;
  if (config.market === 'tape') throw new UsageError(`${scenario}: is a recorded day; name a simulated scenario`);
  if (!config.symbols.some((known) => known.symbol === symbol))
    throw new UsageError(`symbol: ${symbol} is not traded in ${scenario}`);
  if (seeds.length === 0) throw new UsageError('seeds: name at least one');
  signal?.throwIfAborted();
  const pool = new LearnThreads(options.threads ?? availableParallelism());
  const stop = () => void pool.close(signal!.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const own = alone(config, symbol);
    const files = await schooled(own, options, pool);
    const venues = mergeKnowledge(files, `${scenario} ${symbol}, ${strategy}, seeds ${seedsText(seeds)}`);
    if (!options.models) return venues;
    const { models: _, ...unmodelled } = venues;
    const models = await modelled({ ...own, knowledge: unmodelled }, options.models, options, pool);
    return { ...unmodelled, models };
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}

/** What a router of each block of seeds learned of the venues. */
async function schooled(config: SessionConfig, options: TrainOptions, pool: LearnThreads): Promise<KnowledgeFile[]> {
  const { scenario, seeds, strategy, dispatch, block = BLOCK, onProgress } = options;
  const comparison = await standardOrders(scenario, config, (one) => pool.pilot(one));
  const course: Course = { comparison, strategy, dispatch };
  const blocks = Array.from({ length: Math.ceil(seeds.length / block) }, (_, b) => seeds.slice(b * block, (b + 1) * block));
  const done = new Float64Array(blocks.length);
  const total = seeds.length * ordersASeed({ ...course.comparison, contestants: [] });
  return Promise.all(
    blocks.map((own, b) =>
      pool.school(course, own, (orders) => {
        done[b] = orders;
        onProgress?.({ stage: 'venues', done: done.reduce((sum, one) => sum + one, 0), total });
      }),
    ),
  );
}

async function modelled(
  config: SessionConfig,
  { split, minutes }: NonNullable<TrainOptions['models']>,
  { onProgress }: TrainOptions,
  pool: LearnThreads,
): Promise<ModelsFile> {
  const all = [...split.train, ...split.tune, ...split.test];
  let finished = 0;
  const lessons = new Map<number, LessonSamples>();
  await Promise.all(
    all.map(async (seed) => {
      lessons.set(seed, await pool.lesson({ config, seed, minutes }));
      onProgress?.({ stage: 'lessons', done: ++finished, total: all.length });
    }),
  );
  const of = (seeds: readonly number[]) => seeds.map((seed) => lessons.get(seed)!);
  const [train, tune, test] = [of(split.train), of(split.tune), of(split.test)];
  const microprice = micropriceOf(train);
  const lit = config.venues.filter(({ kind }) => kind === 'lit').map(({ mic }) => mic);
  let fitted = 0;
  const made = await Promise.all(
    TARGETS.map(async (target) => {
      const samples = (some: readonly LessonSamples[]) => some.map(({ targets }) => targets[target]);
      const split = { train: samples(train), tune: samples(tune), test: samples(test) };
      const model = await pool.fit({ target, lit, split, microprice, looks: looksOf(train, target) });
      onProgress?.({ stage: 'models', done: ++fitted, total: TARGETS.length });
      return model;
    }),
  );
  return {
    version: 1,
    lit,
    seeds: { train: seedsText(split.train), tune: seedsText(split.tune), test: seedsText(split.test) },
    ...(microprice && { microprice: { ...microprice, adjustments: [...microprice.adjustments] } }),
    models: made.filter((model) => model !== undefined),
  };
}
