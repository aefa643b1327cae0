import { availableParallelism } from 'node:os';
import { timeText } from '../../shared/format.ts';
import type { Nanos } from '../../shared/units.ts';
import type { Parsed, Progress } from '../../shared/wire/contract.ts';
import type { RealismReport } from '../../shared/wire/realism.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import { type CalibrateProgress, calibrate } from './calibrate.ts';
import type { RecordedSession } from './recorded.ts';
import type { Opening } from './session.ts';
import { Refusal } from './session-channel.ts';
import { UsageError } from './usage.ts';

const PROGRESS_MS = 100;

/** The desk's "is this market realistic?": one at a time, in threads of its own, so that the running session does not wait for it. */
export class Calibration {
  readonly #wall: () => number;
  #running: AbortController | undefined;

  constructor(wall: () => number) {
    this.#wall = wall;
  }

  /** Whoever waits for a report is told that there will be none. False when nobody does. */
  stop(): boolean {
    const running = this.#running;
    running?.abort(new Refusal('internal', 'the calibration was given up'));
    return running !== undefined;
  }

  /** `days` are the openings of recorded days at hand. Rejects with a Refusal while another one runs, or when it is stopped. */
  async run(
    { scenario, seed, seeds, minutes }: Parsed<'calibrate.run'>,
    { config }: Opening,
    days: readonly Opening[],
    asker: Asker,
  ): Promise<RealismReport> {
    if (this.#running) throw new Refusal('busy', 'a calibration is running already');
    if (config.market === 'tape') throw new Refusal('badRequest', 'scenario: must be a simulated one', 'scenario');
    const controller = new AbortController();
    this.#running = controller;
    const startedAt = this.#wall();
    let toldAt = Number.NEGATIVE_INFINITY;
    try {
      return await calibrate({
        scenario,
        config,
        symbol: usualSymbol(config),
        seeds: Array.from({ length: seeds }, (_, i) => seed + i),
        minutes,
        recorded: days.flatMap(({ config: day, tape }): RecordedSession[] => (tape ? [{ config: day, tape }] : [])),
        // One core is left to the running session.
        threads: Math.max(1, availableParallelism() - 1),
        signal: controller.signal,
        onProgress: (progress) => {
          if (!asker.open) this.stop();
          const now = this.#wall();
          if (now - toldAt < PROGRESS_MS && progress.finished < progress.total) return;
          toldAt = now;
          const { done, total } = progress;
          asker.push('progress', { task: 'calibrate.run', done, total, text: progressText(progress, (now - startedAt) / 1000) });
        },
      });
    } catch (error) {
      throw error instanceof UsageError ? new Refusal('badRequest', error.message) : error;
    } finally {
      this.#running = undefined;
    }
  }
}

/** How far it is and how fast it goes. `seconds` since the start, wall time. */
export function progressText({ run, now, finished, total, events }: CalibrateProgress, seconds: number): string {
  const rate = seconds > 0 ? `, ${Math.round(events / seconds / 1000)} thousand events/s` : '';
  return `${finished} of ${total} done; ${run} at ${timeText(now as Nanos)}${rate}`;
}

/** Whom the report is for. */
export interface Asker {
  readonly open: boolean;
  push(name: 'progress', progress: Progress): void;
}
