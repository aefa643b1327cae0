import { availableParallelism } from 'node:os';
import { PARAMETERS, type Parameter } from '../../shared/config/parameters.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import { MAX_SEED } from '../../shared/limits.ts';
import type { Dispatch, StrategyName } from '../../shared/routing.ts';
import { moments } from '../../shared/tca/paired.ts';
import type { TuneConfirmation, TuneReport } from '../../shared/wire/tuning.ts';
import { ENGINE_VERSION } from '../engine/engine.ts';
import { alone } from '../engine/realism/alone.ts';
import type { Ordeal } from '../engine/tune/costs.ts';
import { routerWith, type Setting, settingOf } from '../engine/tune/parameters.ts';
import { type Found, savingOf, search } from '../engine/tune/search.ts';
import { LearnThreads } from './learn-threads.ts';
import { seedsText } from './seeds.ts';
import { standardOrders } from './standard-orders.ts';
import { TuneMemo } from './tune-memo.ts';
import { UsageError } from './usage.ts';

export interface TuneOptions {
  /** Its name in the report. */
  readonly scenario: string;
  readonly config: SessionConfig;
  readonly symbol: string;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** Of the search, following each other; the confirmation takes as many that follow them. At least two. */
  readonly seeds: readonly number[];
  /** Names of the parameters to search; default: all. */
  readonly parameters?: readonly string[];
  /** Settings that may be tried. */
  readonly budget: number;
  /** Costs that are known already and those that will be, so that the search can go on from there. */
  readonly memo?: TuneMemo;
  /** Threads at most; default: as many as the machine has cores. */
  readonly threads?: number;
  readonly onProgress?: (progress: TuneProgress) => void;
  /** Told of the search so far after every round. */
  readonly onReport?: (report: TuneReport) => void;
  /** Gives the work up: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface TuneProgress {
  readonly stage: 'search' | 'confirmation';
  /** Settings that have been tried, and those that may be. */
  readonly tried: number;
  readonly budget: number;
  /** What the settings at hand change of the best so far, as `tuning.impact 2`; none: the start itself. */
  readonly trying: readonly string[];
  /** Of the seeds of the settings at hand: done, and all of them. */
  readonly done: number;
  readonly total: number;
}

/**
 * Searches for numbers of the cost model that make a strategy's orders cheaper (see `search`), then holds the best against the first on
 * fresh seeds. The report is the same for any number of threads, and however often the search was interrupted and went on from its
 * state. Rejects with a UsageError for what cannot be searched.
 */
export async function tune(options: TuneOptions): Promise<TuneReport> {
  const { scenario, config, symbol, strategy, dispatch, seeds, budget, signal } = options;
  check(options);
  const parameters = parametersOf(options.parameters);
  const own = alone(config, symbol);
  const { memo = new TuneMemo() } = options;
  memo.begin({ config: own, strategy, dispatch });
  signal?.throwIfAborted();
  const pool = new LearnThreads(options.threads ?? availableParallelism());
  const stop = () => void pool.close(signal!.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const comparison = await standardOrders(scenario, own, (one) => pool.pilot(one));
    const start = settingOf(config.router, parameters);
    const evaluation = new Evaluation({ ordeal: { comparison, strategy, dispatch }, start, memo, pool, options });
    const report = reporter(options, parameters, start);
    const found = await search({
      parameters,
      start,
      seeds,
      budget,
      costs: (settings, some) => evaluation.costs(settings, some),
      onTries: (soFar) => {
        evaluation.tried = soFar.tries.length;
        evaluation.best = soFar.best;
        options.onReport?.(report(soFar));
      },
    });
    evaluation.tried = found.tries.length;
    const accepted = found.tries.some(({ verdict }) => verdict === 'accepted');
    const confirmation = accepted ? await confirmed(start, found.best, seeds, evaluation) : undefined;
    const router = confirmation?.holds ? routerWith(config.router, found.best) : config.router;
    return { ...report(found), ...(confirmation && { confirmation }), router };
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}

/** The parameters of these names, in the order in which they are searched. Throws UsageError for one that there is not. */
export function parametersOf(names: readonly string[] | undefined): readonly Parameter[] {
  if (names === undefined) return PARAMETERS;
  const all = PARAMETERS.map(({ name }) => name);
  for (const [i, name] of names.entries()) {
    if (!all.includes(name)) throw new UsageError(`--param: ${JSON.stringify(name)} is none of ${all.join(', ')}`);
    if (names.indexOf(name) < i) throw new UsageError(`--param: ${name} is named twice`);
  }
  return PARAMETERS.filter(({ name }) => names.includes(name));
}

function check({ scenario, config, symbol, seeds, budget, parameters }: TuneOptions): void {
  if (config.market === 'tape') throw new UsageError(`${scenario}: is a recorded day; name a simulated scenario`);
  if (!config.symbols.some((known) => known.symbol === symbol))
    throw new UsageError(`symbol: ${symbol} is not traded in ${scenario}`);
  if (seeds.length < 2) throw new UsageError(`seeds: ${seeds.length} is fewer than 2`);
  if (parameters?.length === 0) throw new UsageError('parameters: name at least one');
  if (budget < 1) throw new UsageError('budget: must be 1 or more');
  if (seeds.at(-1)! + seeds.length > MAX_SEED)
    throw new UsageError(`seeds: the confirmation takes as many fresh ones, and the last of them would be above ${MAX_SEED}`);
}

/** Works out costs that nobody has worked out before, seed by seed in the threads. */
class Evaluation {
  tried = 0;
  stage: TuneProgress['stage'] = 'search';
  /** The setting that the ones at hand are tried against. */
  best: Setting;
  readonly #parts: EvaluationParts;

  constructor(parts: EvaluationParts) {
    this.best = parts.start;
    this.#parts = parts;
  }

  /** By setting: its cost on each seed, bps. */
  async costs(settings: readonly Setting[], seeds: readonly number[]): Promise<Float64Array[]> {
    const { ordeal, memo, pool, options } = this.#parts;
    const routers = settings.map((setting) => routerWith(options.config.router, setting));
    const trying = settings.flatMap((setting) => changed(this.best, setting));
    let done = 0;
    await Promise.all(
      seeds.map(async (seed) => {
        const fresh = routers.filter((router) => memo.get(router, seed) === undefined);
        if (fresh.length > 0) memo.add(fresh, seed, await pool.costs(ordeal, fresh, seed));
        const { stage, tried } = this;
        options.onProgress?.({ stage, tried, budget: options.budget, trying, done: ++done, total: seeds.length });
      }),
    );
    return routers.map((router) => Float64Array.from(seeds, (seed) => memo.get(router, seed)!));
  }
}

interface EvaluationParts {
  readonly ordeal: Ordeal;
  readonly start: Setting;
  readonly memo: TuneMemo;
  readonly pool: LearnThreads;
  readonly options: TuneOptions;
}

/** What one setting has other than another, in a word. */
function changed(from: Setting, to: Setting): readonly string[] {
  const names = Object.keys(to).filter((name) => to[name] !== from[name]);
  return names.length === 0 ? [] : [names.map((name) => `${name} ${to[name]}`).join(' with ')];
}

/** The best against the first on as many seeds as the search had, which follow its last. */
async function confirmed(
  start: Setting,
  best: Setting,
  seeds: readonly number[],
  evaluation: Evaluation,
): Promise<TuneConfirmation> {
  evaluation.stage = 'confirmation';
  const fresh = seeds.map((_, i) => seeds.at(-1)! + 1 + i);
  const [before, after] = await evaluation.costs([start, best], fresh);
  const saving = savingOf(before!, after!);
  return { seeds: seedsText(fresh), start: moments(before!).mean, tuned: moments(after!).mean, saving, holds: saving.low > 0 };
}

function reporter(
  { scenario, symbol, strategy, dispatch, seeds, budget }: TuneOptions,
  parameters: readonly Parameter[],
  start: Setting,
): (found: Found) => TuneReport {
  return ({ best, startBps, bestBps, tries, ended }) => ({
    scenario,
    symbol,
    strategy,
    dispatch,
    seeds: seedsText(seeds),
    engineVersion: ENGINE_VERSION,
    budget,
    tries,
    parameters: parameters.map(({ name, min, max }) => ({ name, start: start[name]!, best: best[name]!, min, max })),
    startBps,
    bestBps,
    ...(ended && { ended }),
  });
}

/** How far a search is, and what it tries. */
export function tuneText(progress: TuneProgress): string {
  const { stage, tried, budget } = progress;
  return stage === 'confirmation' ? tryingText(progress) : `${tried} of ${budget} settings tried; ${tryingText(progress)}`;
}

/** What a search tries now: `tuning.leakTicks 0.75 and 3 more, seed 2 of 8`. */
export function tryingText({ stage, trying: [first, ...others], done, total }: TuneProgress): string {
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const what = stage === 'confirmation' ? 'confirmation' : first === undefined ? 'the start' : `${first}${more}`;
  return `${what}, seed ${done} of ${total}`;
}
