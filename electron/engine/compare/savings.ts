import { comparePaired, holm, quantile, resampleMeans, runsNeeded } from '../../../shared/tca/paired.ts';
import type { Estimate, PairedSaving } from '../../../shared/wire/compare.ts';
import { Stream } from '../random.ts';
import { mean } from './seed-means.ts';

/** Bootstrap resamples (domain 6, "Statistics"). */
export const RESAMPLES = 10_000;
const HALF_WIDTH_BPS = 0.05;

/** Costs by seed, bps, all over the same seeds. */
export interface SeedCosts {
  /** By contestant. */
  readonly contestants: readonly Float64Array[];
  /** O1 as it was for everyone. */
  readonly oracle: Float64Array;
  /** Which contestant the others are compared with. */
  readonly baseline: number;
}

/** A contestant's mean saving with its bootstrap interval, and the part of O1's saving that it is. */
export interface Saved {
  readonly bps: Estimate;
  readonly capture?: Estimate;
}

/**
 * What each contestant saves against the baseline. One joint bootstrap over seeds: what the contestants have in common is resampled with
 * them. Undefined for the baseline itself.
 */
export function savings({ contestants, oracle, baseline }: SeedCosts, resamples = RESAMPLES): (Saved | undefined)[] {
  const series = [...contestants, oracle];
  const drawn = series.map(() => new Float64Array(resamples));
  const means = new Float64Array(series.length);
  const stream = new Stream(0, 'compare/bootstrap');
  const uniform = () => stream.uniform();
  for (let b = 0; b < resamples; b++) {
    resampleMeans(series, uniform, means);
    for (let s = 0; s < series.length; s++) drawn[s]![b] = means[s]!;
  }
  const base = contestants[baseline]!;
  const left = mean(base) - mean(oracle);
  return contestants.map((own, c) => {
    if (c === baseline) return undefined;
    const saved = mean(base) - mean(own);
    const each = drawn[c]!.map((cost, b) => drawn[baseline]![b]! - cost);
    const captured = each.map((saving, b) => saving / (drawn[baseline]![b]! - drawn.at(-1)![b]!));
    return { bps: interval(saved, each), ...(left > 0 && { capture: interval(saved / left, captured) }) };
  });
}

/** All that is said of each contestant against the baseline (TV-6.12), Holm's correction over all of them. Needs two seeds. */
export function pairedSavings(costs: SeedCosts, resamples = RESAMPLES): (PairedSaving | undefined)[] {
  const base = costs.contestants[costs.baseline]!;
  const compared = savings(costs, resamples).map(
    (saved, c) => saved && { saved, ...comparePaired(base, costs.contestants[c]!), c },
  );
  const tested = compared.flatMap((one) => (one?.p === undefined ? [] : [{ c: one.c, p: one.p }]));
  const corrected = holm(tested.map(({ p }) => p));
  return compared.map((one) => {
    if (!one) return undefined;
    const { saved, c, standardError, unpairedStandardError, t, p, winRate, tieRate, deviation } = one;
    const place = tested.findIndex((other) => other.c === c);
    const holmP = place < 0 ? undefined : corrected[place]!;
    const { low, high } = saved.bps;
    return {
      ...saved,
      standardError,
      unpairedStandardError,
      ...(t !== undefined && p !== undefined && { t, p }),
      ...(holmP !== undefined && { holm: holmP }),
      winRate,
      tieRate,
      seedsFor005Bps: runsNeeded(deviation, HALF_WIDTH_BPS),
      separated: holmP !== undefined && holmP < 0.05 && (low > 0 || high < 0),
      perSeed: Array.from(base, (cost, s) => cost - costs.contestants[c]![s]!),
    };
  });
}

function interval(centre: number, values: Float64Array): Estimate {
  const sorted = values.toSorted();
  return { mean: centre, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}
