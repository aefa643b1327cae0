import { availableParallelism } from 'node:os';
import type { SessionConfig } from '../../shared/config/session.ts';
import { MINUTE, type Nanos } from '../../shared/units.ts';
import type { RealismReport } from '../../shared/wire/realism.ts';
import type { Tape } from '../engine/feed/tape.ts';
import { type MeasureOptions, type MeasureProgress, windowOf } from '../engine/realism/measure.ts';
import type { Measures } from '../engine/realism/measures.ts';
import { realismReport } from '../engine/realism/report.ts';
import type { RecordedSession } from './recorded.ts';
import { Threads } from './threads.ts';
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
  signal?.throwIfAborted();
  const pool = new Threads<MeasureOptions, Measures, MeasureProgress>('calibrate-worker', threads ?? availableParallelism());
  const stop = () => void pool.close(signal!.reason);
  signal?.addEventListener('abort', stop, { once: true });
  const shares = new Float64Array(runs.length);
  const events = new Float64Array(runs.length);
  let finished = 0;
  const tell = (run: Run, now: Nanos) => {
    const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
    onProgress?.({ done: sum(shares), finished, total: runs.length, run: run.name, now, events: sum(events) });
  };
  const one = async (run: Run, i: number): Promise<Measures> => {
    const { options } = run;
    const found = await pool
      .run(options, (progress) => {
        shares[i] = progress.done;
        events[i] = progress.events;
        tell(run, progress.now);
      })
      .catch((error) => {
        throw signal?.aborted ? signal.reason : new Error(`${run.name}: ${(error as Error).message}`);
      });
    shares[i] = 1;
    finished += 1;
    tell(run, options.to ?? options.config.closeAt);
    return found;
  };
  try {
    return await Promise.all(runs.map(one));
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}
