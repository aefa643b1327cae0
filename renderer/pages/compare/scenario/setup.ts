import { MAX_SEED } from '../../../../shared/limits.ts';
import type { Dispatch, Strategy, StrategyName } from '../../../../shared/routing.ts';
import { STANDARD_HORIZON } from '../../../../shared/wire/compare.ts';
import type { Params } from '../../../../shared/wire/contract.ts';
import { type FieldErrors, type FieldRead, numberField, plainNumber } from '../../../state/fields.ts';
import type { Asking } from '../../../state/long-run.svelte.ts';
import { strategyChoices } from '../../../state/ticket.svelte.ts';

/** What is asked for, as the request has it, with everything said that the host would fill in. */
export interface ScenarioSetup {
  /** Empty until a market to ask about is known. */
  readonly scenario: string;
  /** The first; the others follow it. */
  readonly seed: number;
  readonly seeds: number;
  /** Of the house, and policies of users. */
  readonly strategies: readonly StrategyName[];
  readonly dispatches: readonly Dispatch[];
  /** The strategy that all others are compared with; it takes part whether it is among `strategies` or not. */
  readonly against: Strategy;
  /** Percent of displayed-depth-minutes. */
  readonly percents: readonly number[];
  readonly horizonSeconds: number;
  readonly timeInForce: 'day' | 'ioc';
  /** Absent: as the scenario has it. */
  readonly orderProtection?: boolean;
}
export type SetupField = keyof ScenarioSetup;

/** Few seeds: an answer in minutes. The first is none that a built-in scenario was tuned on. */
export const START: ScenarioSetup = {
  scenario: '',
  seed: 1_001,
  seeds: 10,
  strategies: strategyChoices(),
  dispatches: ['equalised'],
  against: 'price_time',
  percents: [0.05, 0.5, 2, 5],
  horizonSeconds: STANDARD_HORIZON.ioc,
  timeInForce: 'ioc',
};

export const SEED_COUNTS = [10, 50, 200] as const;
const MOST_SEEDS = 1_000;
const MOST_SIZES = 8;

/** What a typed field holds, or what is wrong with it. Throws for one that is picked: a bug of the form. */
export function readField(field: SetupField, text: string): FieldRead<ScenarioSetup> {
  switch (field) {
    case 'seed':
      return numberField(text, { low: 0, high: MAX_SEED }, (seed) => ({ seed }));
    case 'seeds':
      return numberField(text, { low: 2, high: MOST_SEEDS }, (seeds) => ({ seeds }));
    case 'horizonSeconds':
      return numberField(text, { low: 1, high: 300, whole: false }, (horizonSeconds) => ({ horizonSeconds }));
    case 'percents': {
      const percents = text.split(/[,;\s]+/).flatMap((word) => (word === '' ? [] : [plainNumber(word)]));
      if (percents.length === 0 || percents.length > MOST_SIZES)
        return { error: `One to ${MOST_SIZES} sizes, with commas between` };
      if (percents.some((percent) => percent === undefined || percent < 0.001 || percent > 100))
        return { error: 'Each size a number, 0.001 to 100 %' };
      if (new Set(percents).size < percents.length) return { error: 'Each size once' };
      return { value: { percents: percents as number[] } };
    }
    default:
      throw new Error(`${field} is picked, not typed`);
  }
}

/** How the sizes stand in their field. */
export function percentsText({ percents }: ScenarioSetup): string {
  return percents.join(', ');
}

/** What can be said before the host is asked: nothing to compare, nothing to send, nowhere to do it. */
function setupErrors(setup: ScenarioSetup): FieldErrors<ScenarioSetup> {
  const others = setup.strategies.filter((strategy) => strategy !== setup.against);
  return {
    ...(setup.scenario === '' && { scenario: 'There is no simulated market here to ask about' }),
    ...(others.length === 0 && setup.dispatches.length < 2 && { strategies: 'Pick one beside the baseline' }),
    ...(setup.dispatches.length === 0 && { dispatches: 'Pick at least one' }),
  };
}

/** Strategies under dispatches, the baseline always among them. */
export function contestantCount({ strategies, dispatches, against }: ScenarioSetup): number {
  return (strategies.length + (strategies.includes(against) ? 0 : 1)) * dispatches.length;
}

export function paramsOf(setup: ScenarioSetup): Params<'compare.scenario'> {
  const { strategies, dispatches, percents, ...rest } = setup;
  return { ...rest, strategies: [...strategies], dispatches: [...dispatches], percents: [...percents] };
}

/** The fields by the words that the host begins with: the contract's, and its own. */
export const HOST_WORDS: Readonly<Record<string, SetupField>> = {
  scenario: 'scenario',
  seed: 'seed',
  seeds: 'seeds',
  strategies: 'strategies',
  dispatches: 'dispatches',
  dispatch: 'dispatches',
  against: 'against',
  percents: 'percents',
  size: 'percents',
  horizonSeconds: 'horizonSeconds',
  horizon: 'horizonSeconds',
  timeInForce: 'timeInForce',
  orderProtection: 'orderProtection',
};

/** A comparison on a scenario, as it is asked for. */
export const COMPARING: Asking<'compare.scenario', ScenarioSetup> = {
  task: 'compare.scenario',
  id: 'scenario',
  start: START,
  params: paramsOf,
  waiting: () => 'finding the sizes in a pilot',
  read: readField,
  errors: setupErrors,
  words: HOST_WORDS,
};
