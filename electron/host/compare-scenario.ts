import { availableParallelism } from 'node:os';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { NewOrderSingle } from '../../shared/events.ts';
import type { TimeInForce } from '../../shared/fix.ts';
import { qtyText } from '../../shared/format.ts';
import type { PolicySource } from '../../shared/policy.ts';
import type { Dispatch, StrategyName } from '../../shared/routing.ts';
import type { Nanos } from '../../shared/units.ts';
import type { CompareReport } from '../../shared/wire/compare.ts';
import { moodsOf } from '../engine/compare/moods.ts';
import { arrivesAt } from '../engine/compare/order-set.ts';
import { PILOT_SEEDS, sizeOf } from '../engine/compare/pilot.ts';
import type { SeedResultData } from '../engine/compare/seed-result.ts';
import { type Comparison, ordersASeed } from '../engine/compare/seed-run.ts';
import type { Contestant } from '../engine/oracle/trial.ts';
import { alone } from '../engine/realism/alone.ts';
import { type Contender, contestants as entered, nameOf } from './contender.ts';
import { JudgeThreads } from './judge-threads.ts';
import { UsageError } from './usage.ts';

/** Sizes of the standard order set, percent of displayed-depth-minutes. */
export const STANDARD_SIZES = [0.05, 0.5, 2, 5] as const;

export interface CompareScenarioOptions {
  /** Its name in the report. */
  readonly scenario: string;
  readonly config: SessionConfig;
  readonly symbol: string;
  /** At least two. */
  readonly seeds: readonly number[];
  readonly strategies: readonly (StrategyName | Contender)[];
  readonly dispatches: readonly Dispatch[];
  /** The strategy that all others are compared with, under the first dispatch; it need not be among `strategies`. */
  readonly against: StrategyName | Contender;
  /** Percent of displayed-depth-minutes; not used where `given` says which orders. */
  readonly percents: readonly number[];
  /** In place of the standard set, by time: who is asked puts his own strategy and dispatch into each. */
  readonly given?: readonly NewOrderSingle[];
  readonly horizon: Nanos;
  readonly timeInForce: TimeInForce;
  /** Policies of users, where `strategies` name any. */
  readonly policies?: readonly PolicySource[];
  /** Default: as the scenario has it. */
  readonly orderProtection?: boolean;
  /** Threads at most; default: as many as the machine has cores. */
  readonly threads?: number;
  readonly onProgress?: (progress: CompareProgress) => void;
  /** Gives the rest up: what is finished by then is reported as partial. */
  readonly signal?: AbortSignal;
}

export interface CompareProgress {
  /** Orders, over all seeds; each is given to every contestant. */
  readonly done: number;
  readonly total: number;
  /** Seeds that are finished, and all of them. */
  readonly finished: number;
  readonly seeds: number;
  /** What was heard of last: "seed 101". */
  readonly run: string;
}

/**
 * Compares strategies on one scenario, seed by seed in threads of their own. The report is the same whatever their number. Rejects with a
 * UsageError for what cannot be compared or was given up before two seeds were finished, and with the seed's name when one fails.
 */
export async function compareScenario(options: CompareScenarioOptions): Promise<CompareReport> {
  const { scenario, seeds, signal, percents, given } = options;
  check(options);
  const contestants = contestantsOf(options);
  const results: (SeedResultData | undefined)[] = seeds.map(() => undefined);
  let asked: Asked | undefined;
  const report = (pool: JudgeThreads): Promise<CompareReport> => {
    const finished = results.filter((result) => result !== undefined);
    if (!asked || finished.length < 2) throw new UsageError('given up before two seeds were finished: there is nothing to compare');
    const { comparison, quotedQty } = asked;
    return pool.report({
      scenario,
      comparison,
      sizes: given ? given.map(({ clOrdID }) => clOrdID) : percents.map((percent) => `${percent} %`),
      ...(quotedQty !== undefined && { quotedQty }),
      against: baseline(options).name,
      results: finished,
      seedsAsked: seeds.length,
    });
  };
  const pool = new JudgeThreads(options.threads ?? availableParallelism());
  const stop = () => void pool.close(signal!.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    asked = await comparisonOf(options, contestants, pool);
    await runSeeds(asked.comparison, results, options, pool);
    return await report(pool);
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.close();
  }
  const last = new JudgeThreads(1);
  try {
    return await report(last);
  } finally {
    await last.close();
  }
}

function check({
  scenario,
  config,
  symbol,
  seeds,
  strategies,
  dispatches,
  percents,
  given,
  horizon,
}: CompareScenarioOptions): void {
  if (config.market === 'tape') throw new UsageError(`${scenario}: is a recorded day; name a simulated scenario`);
  if (!config.symbols.some((spec) => spec.symbol === symbol))
    throw new UsageError(
      `${symbol}: is not traded in ${scenario}; there are ${config.symbols.map((spec) => spec.symbol).join(', ')}`,
    );
  if (seeds.length < 2) throw new UsageError(`seeds: ${seeds.length} is fewer than 2`);
  if (strategies.length === 0) throw new UsageError('strategies: name at least one');
  if (dispatches.length === 0) throw new UsageError('dispatch: name at least one');
  if (given ? given.length === 0 : percents.length === 0) throw new UsageError('orders: there is none');
  given?.forEach((order, i) => {
    const before = given[i - 1];
    if (order.symbol !== symbol) throw new UsageError(`${order.clOrdID}: symbol: is not ${symbol}, the one that is compared`);
    if (order.at < config.openAt || order.at + horizon > config.closeAt)
      throw new UsageError(`${order.clOrdID}: at: must leave the horizon within the session of ${scenario}`);
    if (before && order.at < before.at + horizon)
      throw new UsageError(`${order.clOrdID}: at: must come at least the horizon after ${before.clOrdID}`);
  });
}

/** Every strategy under every dispatch; the one that all are compared with comes first if nobody named it. */
function contestantsOf(options: CompareScenarioOptions): readonly Contestant[] {
  const { strategies, dispatches, against } = options;
  const named = entered(strategies.map(plain), dispatches);
  const { name } = baseline(options);
  return named.some((one) => one.name === name) ? named : entered([plain(against), ...strategies.map(plain)], dispatches);
}

/** The one that all others are compared with. */
function baseline({ against, dispatches }: CompareScenarioOptions): { readonly name: string } {
  const own = plain(against);
  return { name: nameOf(own, own.dispatch ?? dispatches[0]!, dispatches) };
}

function plain(one: StrategyName | Contender): Contender {
  return typeof one === 'string' ? { strategy: one } : one;
}

/** Of the standard set, sizes follow from what the market shows in a pilot. */
async function comparisonOf(
  options: CompareScenarioOptions,
  contestants: readonly Contestant[],
  pool: JudgeThreads,
): Promise<Asked> {
  const { scenario, symbol, percents, given, horizon, timeInForce, orderProtection } = options;
  const { regime, risk, closeAt, openAt } = options.config;
  const config = alone(
    { ...options.config, regime: { ...regime, ...(orderProtection !== undefined && { orderProtection }) } },
    symbol,
  );
  const common = { config, contestants, moods: moodsOf(config), timeInForce, horizon };
  if (given) return { comparison: { ...common, given, sizes: given.map(({ orderQty }) => orderQty) } };
  const quotedQty = mean(await Promise.all(PILOT_SEEDS.map((seed) => pool.pilot({ ...config, seed }))));
  if (quotedQty === undefined)
    throw new UsageError(`${scenario}: shows no two-sided market; the sizes of the orders would follow from it`);
  const sizes = percents.map((percent) => sizeOf(percent, quotedQty));
  const comparison = { ...common, sizes };
  sizes.forEach((orderQty, i) => {
    if (orderQty > risk.maxOrderQty)
      throw new UsageError(
        `size: ${percents[i]} % is ${qtyText(orderQty)} shares here, above maxOrderQty of ${qtyText(risk.maxOrderQty)}`,
      );
  });
  const last = arrivesAt(openAt, ordersASeed(comparison) / comparison.moods.length - 1, horizon);
  if (last + horizon > closeAt)
    throw new UsageError(`horizon: the last of the orders would be judged after the close of ${scenario}`);
  return { comparison, quotedQty };
}

interface Asked {
  readonly comparison: Comparison;
  readonly quotedQty?: number;
}

/** Writes each seed's result to its place in `results` as it is finished. */
async function runSeeds(
  comparison: Comparison,
  results: (SeedResultData | undefined)[],
  { seeds, policies = [], onProgress }: CompareScenarioOptions,
  pool: JudgeThreads,
): Promise<void> {
  const each = ordersASeed(comparison);
  const done = new Float64Array(seeds.length);
  let finished = 0;
  const tell = (seed: number) => {
    const sum = done.reduce((a, b) => a + b, 0);
    onProgress?.({ done: sum, total: each * seeds.length, finished, seeds: seeds.length, run: `seed ${seed}` });
  };
  await Promise.all(
    seeds.map(async (seed, i) => {
      const result = await pool
        .seed(comparison, seed, policies, (orders) => {
          done[i] = orders;
          tell(seed);
        })
        .catch((error) => {
          throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
        });
      results[i] = result;
      done[i] = each;
      finished += 1;
      tell(seed);
    }),
  );
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0) / known.length;
}
