import { availableParallelism } from 'node:os';
import type { Progress, Pushes, RequestName } from '../../shared/wire/contract.ts';
import { Refusal } from './session-channel.ts';
import { UsageError } from './usage.ts';

/** A word of progress at most so often, and the last one always. */
const PROGRESS_MS = 100;

/** Who waits for the report of a long run. */
export interface Asker {
  readonly open: boolean;
  push<Name extends 'progress' | 'tuning'>(name: Name, data: Pushes[Name]): void;
}

/** What the work of a long run is given. */
export interface Running {
  /** Aborted when the run is stopped, or when nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** It may use: one core is left to the running session. */
  readonly threads: number;
  /** Seconds since the start, wall time. */
  elapsed(): number;
  tell(progress: Omit<Progress, 'task'>): void;
}

/** Work that takes seconds to hours while the session goes on: one at a time, for someone who is told how far it is and who may stop it. */
export class LongRun {
  readonly #noun: string;
  readonly #task: RequestName;
  readonly #wall: () => number;
  #running: AbortController | undefined;

  /** `noun`: what it is called in a refusal; `task`: the request that asks for it; `wall`: monotonic milliseconds. */
  constructor(noun: string, task: RequestName, wall: () => number) {
    this.#noun = noun;
    this.#task = task;
    this.#wall = wall;
  }

  /** Ends the run as its work ends when it is given up: with what is finished, or with a Refusal. False when none runs. */
  stop(): boolean {
    const running = this.#running;
    running?.abort(new Refusal('internal', `the ${this.#noun} was given up`));
    return running !== undefined;
  }

  /** Rejects with a Refusal while another one runs and for what cannot be worked on, else with the work's own error. */
  async run<Report>(asker: Asker, work: (running: Running) => Promise<Report>): Promise<Report> {
    if (this.#running) throw new Refusal('busy', `a ${this.#noun} is running already`);
    const controller = new AbortController();
    this.#running = controller;
    const startedAt = this.#wall();
    let toldAt = Number.NEGATIVE_INFINITY;
    let untold: Progress | undefined;
    const push = () => {
      if (untold) asker.push('progress', untold);
      untold = undefined;
      toldAt = this.#wall();
    };
    try {
      const report = await work({
        signal: controller.signal,
        threads: Math.max(1, availableParallelism() - 1),
        elapsed: () => (this.#wall() - startedAt) / 1000,
        tell: (progress) => {
          if (!asker.open) this.stop();
          untold = { task: this.#task, ...progress };
          if (this.#wall() - toldAt >= PROGRESS_MS) push();
        },
      });
      push();
      return report;
    } catch (error) {
      throw error instanceof UsageError ? new Refusal('badRequest', error.message) : error;
    } finally {
      this.#running = undefined;
    }
  }
}
