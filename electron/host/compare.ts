import { setImmediate } from 'node:timers/promises';
import type { Progress } from '../../shared/wire/contract.ts';
import type { TextbookReport } from '../../shared/wire/textbook.ts';
import { type CompareOptions, compareSteps } from '../engine/textbook/compare.ts';
import { Refusal } from './session-channel.ts';

/** Milliseconds of comparison between two turns of the market: the desk stays live while it runs. */
const SLICE_MS = 6;
const PROGRESS_MS = 100;

/** Runs one textbook comparison at a time on the host's own loop, in slices. */
export class Comparison {
  readonly #wall: () => number;
  #running = false;
  #stopped = false;

  constructor(wall: () => number) {
    this.#wall = wall;
  }

  /** Whoever waits for a report is told that there will be none. */
  stop(): void {
    this.#stopped = true;
  }

  async run(options: CompareOptions, onProgress: (progress: Progress) => void): Promise<TextbookReport> {
    if (this.#running) throw new Refusal('busy', 'a comparison is running already');
    this.#running = true;
    try {
      return await this.#work(options, onProgress);
    } finally {
      this.#running = false;
    }
  }

  async #work(options: CompareOptions, onProgress: (progress: Progress) => void): Promise<TextbookReport> {
    const steps = compareSteps(options);
    let toldAt = Number.NEGATIVE_INFINITY;
    for (;;) {
      const sliceEnd = this.#wall() + SLICE_MS;
      do {
        const step = steps.next();
        if (step.done) return step.value;
        if (this.#wall() - toldAt < PROGRESS_MS && step.value.done < step.value.total) continue;
        toldAt = this.#wall();
        onProgress({ task: 'compare.textbook', ...step.value });
      } while (this.#wall() < sliceEnd);
      await setImmediate();
      if (this.#stopped) throw new Refusal('internal', 'Fairway is ending: the comparison was given up');
    }
  }
}
