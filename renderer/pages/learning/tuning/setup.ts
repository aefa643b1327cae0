import { PARAMETERS } from '../../../../shared/config/parameters.ts';
import { MAX_SEED } from '../../../../shared/limits.ts';
import type { Dispatch, Strategy } from '../../../../shared/routing.ts';
import type { Params } from '../../../../shared/wire/contract.ts';
import { type FieldErrors, type FieldRead, numberField } from '../../../state/fields.ts';
import type { Asking } from '../../../state/long-run.svelte.ts';

/** What is asked for, as the request has it. */
export interface TuneSetup {
  /** Empty until a market to search on is known. */
  readonly scenario: string;
  readonly strategy: Strategy;
  readonly dispatch: Dispatch;
  /** The first; the others follow it, and as many fresh ones follow them. */
  readonly seed: number;
  readonly seeds: number;
  /** Names of the parameters that are searched, in the order of the search. */
  readonly parameters: readonly string[];
  /** Settings that may be tried. */
  readonly budget: number;
}

export const NAMES: readonly string[] = PARAMETERS.map(({ name }) => name);
export const SEED_COUNTS = [8, 20, 100] as const;
export const BUDGETS = [20, 60, 200] as const;

/** Few seeds and few parameters: an answer in minutes. The seeds are none that a built-in scenario was tuned or trained on. */
export const START: TuneSetup = {
  scenario: '',
  strategy: 'smart',
  dispatch: 'parallel',
  seed: 2_001,
  seeds: 8,
  parameters: ['tuning.leakTicks', 'router.darkFillPrior', 'router.adverseTicks'],
  budget: 20,
};

/** What a typed field holds, or what is wrong with it. Throws for one that is picked: a bug of the form. */
export function readField(field: keyof TuneSetup, text: string): FieldRead<TuneSetup> {
  switch (field) {
    case 'seed':
      return numberField(text, { low: 0, high: MAX_SEED }, (seed) => ({ seed }));
    case 'seeds':
      return numberField(text, { low: 2, high: 1_000 }, (seeds) => ({ seeds }));
    case 'budget':
      return numberField(text, { low: 1, high: 10_000 }, (budget) => ({ budget }));
    default:
      throw new Error(`${field} is picked, not typed`);
  }
}

/** A parameter taken in or out; they keep the order of the search. */
export function toggled({ parameters }: TuneSetup, name: string): readonly string[] {
  return NAMES.filter((one) => (one === name) !== parameters.includes(one));
}

export function paramsOf({ parameters, ...rest }: TuneSetup): Params<'tune.run'> {
  return { ...rest, parameters: [...parameters] };
}

function setupErrors({ scenario, parameters }: TuneSetup): FieldErrors<TuneSetup> {
  return {
    ...(scenario === '' && { scenario: 'There is no simulated market here to search on' }),
    ...(parameters.length === 0 && { parameters: 'Pick at least one' }),
  };
}

/** A search, as it is asked for. */
export const TUNING: Asking<'tune.run', TuneSetup> = {
  task: 'tune.run',
  id: 'tune',
  start: START,
  params: paramsOf,
  waiting: () => 'finding the sizes in a pilot',
  read: readField,
  errors: setupErrors,
  words: {
    scenario: 'scenario',
    symbol: 'scenario',
    strategy: 'strategy',
    dispatch: 'dispatch',
    seed: 'seed',
    seeds: 'seeds',
    parameters: 'parameters',
    budget: 'budget',
  },
};
