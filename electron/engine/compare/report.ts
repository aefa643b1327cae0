import type { SessionConfig } from '../../../shared/config/session.ts';
import { regretScore } from '../../../shared/regret.ts';
import { SECOND } from '../../../shared/units.ts';
import type { CompareReport, ContestantReport, OrderSize, RegretMean } from '../../../shared/wire/compare.ts';
import { ENGINE_VERSION } from '../engine.ts';
import type { Contestant } from '../oracle/trial.ts';
import { cells } from './cells.ts';
import { pairedSavings, savings } from './savings.ts';
import { estimate, mean, SeedMeans, spread } from './seed-means.ts';
import type { Measure, SeedResultData } from './seed-result.ts';
import type { Comparison } from './seed-run.ts';

export interface ReportParts {
  /** Its name in the report. */
  readonly scenario: string;
  readonly comparison: Comparison;
  /** Names of the sizes, in the order of `comparison.sizes`. */
  readonly sizes: readonly string[];
  readonly quotedQty?: number;
  /** Name of the contestant that all others are compared with. */
  readonly against: string;
  /** In the order of their seeds, whichever was finished first. At least two. */
  readonly results: readonly SeedResultData[];
  readonly seedsAsked: number;
}

/** The whole comparison from the results of its seeds. Throws RangeError for fewer than two seeds, or none with an order that all could be given. */
export function compareReport(parts: ReportParts): CompareReport {
  const { scenario, comparison, quotedQty, against, results, seedsAsked } = parts;
  const { config, contestants, horizon, timeInForce, moods } = comparison;
  const baseline = contestants.findIndex(({ name }) => name === against);
  const all = new SeedMeans(results, contestants.length, () => true);
  if (all.seeds.length < 2) throw new RangeError(`compare: ${all.seeds.length} seeds with an order are fewer than 2`);
  const oracle = all.fact(({ staticBps }) => staticBps);
  const saved = pairedSavings({ contestants: contestants.map((_, c) => all.of(c, 'bps')), oracle, baseline });
  const regrets = savings({ contestants: contestants.map((_, c) => all.of(c, 'static')), oracle, baseline });
  const rows = contestants.map((contestant, c): ContestantReport => {
    const saving = saved[c];
    const regret = regrets[c];
    return {
      ...contestantReport(all, c, contestant, config, results),
      ...(saving && { saving }),
      ...(regret && { regretSaving: regret.bps }),
    };
  });
  const sizes = parts.sizes.map((size, i): OrderSize => ({ size, orderQty: comparison.sizes[i]! }));
  const ranked = rows.toSorted((a, b) => a.bps.mean - b.bps.mean);
  return {
    scenario,
    title: config.title,
    symbol: config.symbols[0]!.symbol,
    seeds: results.map(({ seed }) => seed),
    seedsAsked,
    partial: results.length < seedsAsked,
    engineVersion: ENGINE_VERSION,
    orderProtection: config.regime.orderProtection,
    horizon: horizon / SECOND,
    timeInForce,
    against,
    ...(quotedQty !== undefined && { quotedQty }),
    sizes,
    moods,
    orders: all.orders,
    refused: results.reduce((sum, { refused }) => sum + refused, 0),
    contestants: ranked,
    best: ranked[0]!.name,
    staticBps: estimate(oracle)!,
    overfill: {
      qty: mean(all.fact(({ overfillQty }) => overfillQty)),
      share: mean(all.fact(({ overfillShare }) => overfillShare)),
    },
    cells: cells({ results, names: contestants.map(({ name }) => name), baseline, sizes }),
    illustrative: config.illustrative,
  };
}

function contestantReport(
  all: SeedMeans,
  c: number,
  { name, strategy, dispatch, knowledge }: Contestant,
  { venues }: SessionConfig,
  results: readonly SeedResultData[],
): Omit<ContestantReport, 'saving'> {
  const of = (measure: Measure) => estimate(all.of(c, measure));
  const mid = (measure: Measure) => mean(all.of(c, measure));
  const total = (measure: Measure) => all.values(c, measure).reduce((sum, value) => sum + value, 0);
  const regret = (measure: Measure): RegretMean => ({ bps: of(measure)!, score: mean(all.values(c, measure).map(regretScore)) });
  const firstFillRate = of('firstFillRate');
  const touchRate = of('touchRate');
  const leakBps = of('leakBps');
  const completeMs = spread(all.values(c, 'completeMs'));
  const shares = venues.map((_, v) => results.reduce((sum, { venueQty }) => sum + venueQty[c * venues.length + v]!, 0));
  const stopped = total('stopped');
  const executed = Math.max(
    1,
    shares.reduce((a, b) => a + b, 0),
  );
  return {
    name,
    strategy,
    dispatch,
    ...(knowledge && { knowledge: { title: knowledge.title, frozen: knowledge.frozen } }),
    bps: of('bps')!,
    spread: spread(all.values(c, 'bps'))!,
    dollars: mid('dollars'),
    feeDollars: mid('feeDollars'),
    fillRate: of('fillRate')!,
    ...(firstFillRate && { firstFillRate }),
    ...(touchRate && { touchRate }),
    ...(leakBps && { leakBps }),
    ...(completeMs && { completeMs }),
    regret: { static: regret('static'), window: regret('window'), fixed: regret('fixed') },
    parts: { price: mid('price'), fee: mid('fee'), hidden: mid('hidden'), opportunity: mid('opportunity') },
    venues: venues.map(({ mic, kind }, v) => ({ mic, kind, share: shares[v]! / executed })),
    ...(stopped > 0 && { stopped }),
    tradeThroughs: { none: total('clean'), exempt: total('exempt'), violation: total('violation') },
  };
}
