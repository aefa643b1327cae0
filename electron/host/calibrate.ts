import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SessionConfig } from '../../shared/config/session.ts';
import { MINUTE, type Nanos } from '../../shared/units.ts';
import type { RealismReport } from '../../shared/wire/realism.ts';
import type { Tape } from '../engine/feed/tape.ts';
import { type MeasureOptions, windowOf } from '../engine/realism/measure.ts';
import type { Measures } from '../engine/realism/measures.ts';
import { realismReport } from '../engine/realism/report.ts';
import type { Job, Said } from './calibrate-worker.ts';
import type { RecordedSession } from './recorded.ts';
import { UsageError } from './usage.ts';

export interface CalibrateOptions {
  /** Its name in the report. */
  readonly scenario: string;
  readonly config: SessionConfig;
  readonly symbol: string;
  readonly seeds: readonly number[];
  /** Measured time of each seed, from `from` or the open on; the session's close ends it. */
  readonly minutes: number;
  readonly from?: Nanos;
  /** Every symbol of each over its whole session. */
  readonly recorded: readonly RecordedSession[];
  /** Also what metaorders cost by their size: two more runs a seed. */
  readonly impact?: boolean;
  /** Threads at most; default: as many as the machine has cores. */
  readonly threads?: number;
  readonly onProgress?: (progress: CalibrateProgress) => void;
  /** Gives the work up: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface CalibrateProgress {
  /** Runs as far as they have come, in whole runs and parts; those that are finished; all of them. Recorded days are runs too. */
  readonly done: number;
  readonly finished: number;
  readonly total: number;
  /** What was heard of last: "seed 101", or a tape's title. */
  readonly run: string;
  /** Session time of that run. */
  readonly now: Nanos;
  /** Engine events of all runs so far. */
  readonly events: number;
}

interface Run {
  readonly name: string;
  readonly options: MeasureOptions;
}

/**
 * Runs every seed and every recorded day in threads of their own, and says how alike they are. Rejects with a UsageError for what cannot
 * be measured, with the signal's reason when it is given up, and with the run's name and its own words when a run fails.
 */
export async function calibrate(options: CalibrateOptions): Promise<RealismReport> {
  const { scenario, config, symbol, seeds, recorded, impact = false } = options;
  if (config.market === 'tape') throw new UsageError(`${scenario}: is a recorded day; name a simulated scenario`);
  if (!config.symbols.some((spec) => spec.symbol === symbol))
    throw new UsageError(
      `${symbol}: is not traded in ${scenario}; there are ${config.symbols.map((spec) => spec.symbol).join(', ')}`,
    );
  const { from, to } = windowOf(config, options.minutes, options.from);
  if (from < config.openAt || from >= to) throw new UsageError(`${scenario}: the time to measure from is not within its session`);
  const days = recorded.flatMap(({ config: day, tape, untold = [] }) =>
    day.symbols.map(({ symbol: name }) => ({
      tape: dayTitle(day, tape, name),
      untold,
      options: { config: day, tape, symbol: name },
    })),
  );
  const runs: Run[] = [
    ...seeds.map((seed) => ({ name: `seed ${seed}`, options: { config: { ...config, seed }, symbol, from, to, impact } })),
    ...days.map(({ tape, options: day }) => ({ name: tape, options: day })),
  ];
  const results = await inThreads(runs, options);
  return realismReport({
    scenario,
    config,
    symbol,
    minutes: (to - from) / MINUTE,
    seeds,
    runs: results.slice(0, seeds.length),
    recorded: days.map(({ tape, untold }, i) => ({ tape, untold, measures: results[seeds.length + i]! })),
  });
}

function dayTitle({ date, symbols }: SessionConfig, { title }: Tape, symbol: string): string {
  const named = symbols.length > 1 || !title.includes(symbol) ? `${symbol} ` : '';
  return title.includes(date) ? `${named}${title}` : `${named}${title} ${date}`;
}

/** The runs in their order, each in whichever thread is free. All threads have ended when this settles. */
async function inThreads(runs: readonly Run[], { threads, onProgress, signal }: CalibrateOptions): Promise<Measures[]> {
  const workers: Worker[] = [];
  const shares = new Float64Array(runs.length);
  const results: Measures[] = new Array(runs.length);
  let next = 0;
  let finished = 0;
  let events = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (runs.length === 0) resolve();
      const feed = (worker: Worker) => {
        const run = runs[next];
        if (run) worker.postMessage({ job: next++, options: run.options } satisfies Job);
      };
      const hear = (worker: Worker, said: Said) => {
        const { name, options } = runs[said.job]!;
        if (said.type === 'failed') return reject(new Error(`${name}: ${said.text}`));
        if (said.type === 'progress') {
          shares[said.job] = said.done;
          events += said.events;
        } else {
          shares[said.job] = 1;
          results[said.job] = said.measures;
          finished++;
          feed(worker);
        }
        const now = (said.type === 'progress' ? said.now : (options.to ?? options.config.closeAt)) as Nanos;
        onProgress?.({ done: shares.reduce((sum, share) => sum + share, 0), finished, total: runs.length, run: name, now, events });
        if (finished === runs.length) resolve();
      };
      const count = Math.min(threads ?? availableParallelism(), runs.length);
      for (let i = 0; i < count; i++) {
        const worker = new Worker(workerFile());
        workers.push(worker);
        worker.on('message', (said: Said) => hear(worker, said));
        worker.on('error', reject);
        worker.on('exit', (code) => reject(new Error(`a calibration thread ended with code ${code}`)));
        feed(worker);
      }
    });
    return results;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Beside this file: as a source, or as an entry of the bundle, whose shared parts may lie one folder deeper. */
function workerFile(): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL('calibrate-worker.ts', here);
  const places = ['calibrate-worker.js', '../calibrate-worker.js'].map((place) => new URL(place, here));
  const file = places.find((place) => existsSync(place));
  if (!file) throw new Error(`calibrate-worker.js: is not beside ${here}`);
  return file;
}
