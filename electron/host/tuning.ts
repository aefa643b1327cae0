import { availableParallelism } from 'node:os';
import type { Parsed, Progress } from '../../shared/wire/contract.ts';
import type { TuneReport } from '../../shared/wire/tuning.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import type { Opening } from './session.ts';
import { Refusal } from './session-channel.ts';
import { tune, tuneText } from './tune.ts';
import { UsageError } from './usage.ts';

const PROGRESS_MS = 100;

/** Whom a search is for. */
export interface TuneAsker {
  readonly open: boolean;
  push(name: 'progress', progress: Progress): void;
  push(name: 'tuning', report: TuneReport): void;
}

/** The desk's search for better numbers: one at a time, in threads of its own, so that the running session does not wait for it. */
export class Tuning {
  readonly #wall: () => number;
  #running: AbortController | undefined;

  constructor(wall: () => number) {
    this.#wall = wall;
  }

  /** Whoever waits for a report is told that there will be none. False when nobody does. */
  stop(): boolean {
    const running = this.#running;
    running?.abort(new Refusal('internal', 'the search was given up'));
    return running !== undefined;
  }

  /** Rejects with a Refusal while another one runs, for what cannot be searched, and when it is stopped. */
  async run(params: Parsed<'tune.run'>, { config }: Opening, asker: TuneAsker): Promise<TuneReport> {
    if (this.#running) throw new Refusal('busy', 'a search is running already');
    if (config.market === 'tape') throw new Refusal('badRequest', 'scenario: must be a simulated one', 'scenario');
    const { scenario, symbol = usualSymbol(config), strategy, dispatch, seed, seeds, parameters, budget } = params;
    const controller = new AbortController();
    this.#running = controller;
    let toldAt = Number.NEGATIVE_INFINITY;
    try {
      return await tune({
        scenario,
        config,
        symbol,
        strategy: strategy ?? 'smart',
        dispatch: dispatch ?? 'parallel',
        seeds: Array.from({ length: seeds }, (_, i) => seed + i),
        ...(parameters && { parameters }),
        budget,
        // One core is left to the running session.
        threads: Math.max(1, availableParallelism() - 1),
        signal: controller.signal,
        onReport: (report) => asker.push('tuning', report),
        onProgress: (progress) => {
          if (!asker.open) this.stop();
          const now = this.#wall();
          if (now - toldAt < PROGRESS_MS) return;
          toldAt = now;
          const done = Math.min(progress.tried, budget);
          asker.push('progress', { task: 'tune.run', done, total: budget, text: tuneText(progress) });
        },
      });
    } catch (error) {
      throw error instanceof UsageError ? new Refusal('badRequest', error.message) : error;
    } finally {
      this.#running = undefined;
    }
  }
}
