import type { Parameter } from '../../../shared/config/parameters.ts';
import { bootstrapInterval, comparePaired, moments } from '../../../shared/tca/paired.ts';
import type { Estimate } from '../../../shared/wire/compare.ts';
import type { ParameterChange, TryVerdict, TuneTry } from '../../../shared/wire/tuning.ts';
import { Stream } from '../random.ts';
import { type Setting, stepped } from './parameters.ts';

/** Bootstrap resamples (domain 6, "Statistics"). */
const RESAMPLES = 10_000;
/** Part of the seeds on which a step is looked at first, and the fewest of them. */
const SCREEN = 4;
const FEWEST_SCREENED = 8;
/** Steps of a round at most that are then tried on all seeds: those that look surest. */
const MOST_FINALISTS = 6;
/** A step that was accepted is doubled for the next round, one that was not is halved. The search ends when all are this small. */
const SMALLEST = 0.2;

export interface SearchOptions {
  readonly parameters: readonly Parameter[];
  readonly start: Setting;
  readonly seeds: readonly number[];
  /** Settings that may be tried. */
  readonly budget: number;
  /** Costs of each setting by seed, bps, in the order of `seeds`. */
  readonly costs: (settings: readonly Setting[], seeds: readonly number[]) => Promise<readonly Float64Array[]>;
  /** Told of the search after every round of tries. */
  readonly onTries?: (found: Found) => void;
}

export interface Found {
  readonly best: Setting;
  /** Mean cost over all seeds, bps. */
  readonly startBps: number;
  readonly bestBps: number;
  readonly tries: readonly TuneTry[];
  readonly ended?: 'budget' | 'steps';
}

interface Step {
  readonly parameter: number;
  readonly changes: readonly ParameterChange[];
  readonly setting: Setting;
}

/**
 * Searches for a cheaper setting by steps along one parameter at a time, every parameter both ways in each round, step sizes shrinking
 * where nothing is found. A step is taken only if the paired saving on the same seeds has a 95 % bootstrap interval that leaves out 0
 * (domain 5.10); of several that hold, all together if that holds against the best of them, else the best. Nothing in it is left to chance
 * but the bootstrap, whose stream is its own: the same costs give the same search.
 *
 * Steps rather than a population (CMA-ES): each is one change that a person can read, and each is proved or not by itself; a population
 * ranks settings by means whose differences are mostly noise.
 */
export async function search(options: SearchOptions): Promise<Found> {
  const { parameters, seeds, budget, costs, onTries } = options;
  const screened = seeds.slice(0, Math.min(seeds.length, Math.max(FEWEST_SCREENED, Math.ceil(seeds.length / SCREEN))));
  const tries: TuneTry[] = [];
  const sizes = parameters.map(() => 1);
  let best = options.start;
  const [startCosts] = await costs([best], seeds);
  const startBps = moments(startCosts).mean;
  let bestCosts = startCosts;
  const found = (ended?: Found['ended']): Found => ({
    best,
    startBps,
    bestBps: moments(bestCosts).mean,
    tries: [...tries],
    ...(ended && { ended }),
  });
  for (let round = 1; ; round++) {
    const steps = stepsFrom(best, parameters, sizes).slice(0, Math.max(0, budget - tries.length));
    if (steps.length === 0) return found(tries.length >= budget ? 'budget' : 'steps');
    const note = ({ changes }: Pick<Step, 'changes'>, own: Float64Array, verdict: TryVerdict) => {
      const against = bestCosts.subarray(0, own.length);
      tries.push({ number: tries.length + 1, round, changes, seeds: own.length, saving: savingOf(against, own), verdict });
    };
    const looks = await costs(
      steps.map(({ setting }) => setting),
      screened,
    );
    const looked = steps.map((step, i) => {
      const against = bestCosts.subarray(0, screened.length);
      const { mean, t } = comparePaired(against, looks[i]);
      return { step, own: looks[i], mean, surety: t ?? 0 };
    });
    const finalists = looked
      .filter(({ mean }) => mean > 0)
      .sort((a, b) => b.surety - a.surety)
      .slice(0, MOST_FINALISTS);
    for (const one of looked) if (!finalists.includes(one)) note(one.step, one.own, 'dropped');
    const whole = await costs(
      finalists.map(({ step }) => step.setting),
      seeds,
    );
    const tried = finalists.map(({ step }, i) => ({ step, own: whole[i], saving: savingOf(bestCosts, whole[i]) }));
    const proven = tried.filter(({ saving }) => saving.low > 0).sort((a, b) => b.saving.low - a.saving.low);
    const taken = await takenOf(proven, best, bestCosts, options, tries.length + tried.length < budget);
    for (const { step, own, saving } of tried)
      note(
        step,
        own,
        saving.low > 0 ? (taken.steps.includes(step) ? 'accepted' : 'outdone') : saving.mean > 0 ? 'notProven' : 'noBetter',
      );
    if (taken.together) note(taken.together.step, taken.together.own, taken.together.holds ? 'accepted' : 'notProven');
    parameters.forEach((_, p) => {
      if (!steps.some(({ parameter }) => parameter === p)) return;
      sizes[p] *= taken.steps.some(({ parameter }) => parameter === p) ? 2 : 0.5;
    });
    if (taken.setting) {
      best = taken.setting;
      bestCosts = taken.costs!;
    }
    onTries?.(found());
    if (tries.length >= budget) return found('budget');
    if (sizes.every((size) => size < SMALLEST)) return found('steps');
  }
}

/** Each parameter one step down and one up, as far as it can and its step is not too small to matter. */
function stepsFrom(best: Setting, parameters: readonly Parameter[], sizes: readonly number[]): Step[] {
  return parameters.flatMap((parameter, p) => {
    if (sizes[p] < SMALLEST) return [];
    const from = best[parameter.name];
    return ([-1, 1] as const).flatMap((direction) => {
      const to = stepped(parameter, from, direction, sizes[p]);
      if (to === undefined) return [];
      const changes = [{ name: parameter.name, from, to }];
      return [{ parameter: p, changes, setting: { ...best, [parameter.name]: to } }];
    });
  });
}

interface Tried {
  readonly step: Step;
  readonly own: Float64Array;
  readonly saving: Estimate;
}

interface Taken {
  readonly steps: readonly Step[];
  readonly setting?: Setting;
  readonly costs?: Float64Array;
  readonly together?: { readonly step: Pick<Step, 'changes'>; readonly own: Float64Array; readonly holds: boolean };
}

/** What is gone on with of the steps that hold, surest first: all of them together if that holds against the surest alone, and may be tried. */
async function takenOf(
  proven: readonly Tried[],
  best: Setting,
  bestCosts: Float64Array,
  { seeds, costs }: SearchOptions,
  mayTry: boolean,
): Promise<Taken> {
  const [first, ...others] = proven;
  if (!first) return { steps: [] };
  const alone: Taken = { steps: [first.step], setting: first.step.setting, costs: first.own };
  // Of two that go opposite ways the surer counts.
  const apart = others.filter(
    ({ step }, i) =>
      step.parameter !== first.step.parameter && !others.slice(0, i).some((one) => one.step.parameter === step.parameter),
  );
  if (apart.length === 0 || !mayTry) return alone;
  const steps = [first, ...apart].map(({ step }) => step);
  const changes = steps.flatMap((step) => step.changes);
  const setting = { ...best, ...Object.fromEntries(changes.map(({ name, to }) => [name, to])) };
  const [own] = await costs([setting], seeds);
  const holds = savingOf(bestCosts, own).low > 0 && savingOf(first.own, own).mean > 0;
  const together = { step: { changes }, own, holds };
  return holds ? { steps, setting, costs: own, together } : { ...alone, together };
}

/** What the second costs less than the first on the same seeds, bps, with its 95 % percentile bootstrap interval. */
export function savingOf(against: Float64Array, own: Float64Array): Estimate {
  const differences = own.map((cost, i) => against[i] - cost);
  const stream = new Stream(0, 'tune/bootstrap');
  const interval = bootstrapInterval(differences, RESAMPLES, () => stream.uniform());
  return { mean: moments(differences).mean, ...interval };
}
