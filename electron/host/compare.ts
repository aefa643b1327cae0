import { setImmediate } from 'node:timers/promises';
import type { Progress } from '../../shared/wire/contract.ts';
import type { TextbookReport } from '../../shared/wire/textbook.ts';
import { type CompareOptions, compareSteps } from '../engine/textbook/compare.ts';
import { Refusal } from './session-channel.ts';

const PROGRESS_MS = 100;

/** Runs one textbook comparison at a time on the host's own loop, in steps of a few milliseconds: the desk stays live while it runs. */
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

  /** Rejects with a Refusal while another one runs, and when nobody waits for this one any more. */
  async run(options: CompareOptions, asker: Asker): Promise<TextbookReport> {
    if (this.#running) throw new Refusal('busy', 'a comparison is running already');
    this.#running = true;
    try {
      return await this.#work(options, asker);
    } finally {
      this.#running = false;
    }
  }

  async #work(options: CompareOptions, asker: Asker): Promise<TextbookReport> {
    const steps = compareSteps(options);
    let toldAt = Number.NEGATIVE_INFINITY;
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      if (this.#wall() - toldAt >= PROGRESS_MS || step.value.done === step.value.total) {
        toldAt = this.#wall();
        asker.push('progress', { task: 'compare.textbook', ...step.value });
      }
      // The market, the sockets and a stop get their turn between two steps.
      await setImmediate();
      if (this.#stopped || !asker.open) throw new Refusal('internal', 'the comparison was given up');
    }
  }
}

/** Whom the report is for. */
interface Asker {
  readonly open: boolean;
  push(name: 'progress', progress: Progress): void;
}
