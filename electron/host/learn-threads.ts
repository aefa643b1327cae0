import type { KnowledgeFile } from '../../shared/config/knowledge.ts';
import type { ModelFile } from '../../shared/config/models.ts';
import type { RouterConfig, SessionConfig } from '../../shared/config/session.ts';
import type { FitParts } from '../engine/train/fit-model.ts';
import type { LessonSamples } from '../engine/train/lesson-samples.ts';
import type { Course } from '../engine/train/school.ts';
import type { Ordeal } from '../engine/tune/costs.ts';
import { Threads } from './threads.ts';

/** One seed as models are taught by it. */
export interface Lesson {
  /** Of one symbol. */
  readonly config: SessionConfig;
  readonly seed: number;
  readonly minutes: number;
}

/** What the threads that learn can be asked to do. */
export type LearnTask =
  | { readonly type: 'pilot'; readonly config: SessionConfig }
  | { readonly type: 'school'; readonly course: Course; readonly seeds: readonly number[] }
  | { readonly type: 'lesson'; readonly lesson: Lesson }
  | { readonly type: 'fit'; readonly parts: FitParts }
  | { readonly type: 'costs'; readonly ordeal: Ordeal; readonly routers: readonly RouterConfig[]; readonly seed: number };

/** Threads that train and tune: routers by orders, models by what orders met, settings by what orders cost under them. */
export class LearnThreads {
  readonly #threads: Threads<LearnTask, unknown, number>;

  /** `most` at once; see `Threads`. */
  constructor(most: number) {
    this.#threads = new Threads('learn-worker', most);
  }

  /** See `pilot`. */
  pilot(config: SessionConfig): Promise<number | undefined> {
    return this.#threads.run({ type: 'pilot', config }) as Promise<number | undefined>;
  }

  /** See `school`. */
  school(course: Course, seeds: readonly number[], onOrder: (done: number) => void): Promise<KnowledgeFile> {
    return this.#threads.run({ type: 'school', course, seeds }, onOrder) as Promise<KnowledgeFile>;
  }

  /** See `lessonSamples`. */
  lesson(lesson: Lesson): Promise<LessonSamples> {
    return this.#threads.run({ type: 'lesson', lesson }) as Promise<LessonSamples>;
  }

  /** See `fitModel`. */
  fit(parts: FitParts): Promise<ModelFile | undefined> {
    return this.#threads.run({ type: 'fit', parts }) as Promise<ModelFile | undefined>;
  }

  /** See `seedCosts`. */
  costs(ordeal: Ordeal, routers: readonly RouterConfig[], seed: number): Promise<Float64Array> {
    return this.#threads.run({ type: 'costs', ordeal, routers, seed }) as Promise<Float64Array>;
  }

  /** See `Threads.close`. */
  close(reason?: unknown): Promise<void> {
    return this.#threads.close(reason);
  }
}
