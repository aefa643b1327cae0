import { decimal } from '../../../../shared/format.ts';
import { MAX_SEED } from '../../../../shared/limits.ts';
import type { Dispatch, Strategy, StrategyName } from '../../../../shared/routing.ts';
import type { Params } from '../../../../shared/wire/contract.ts';
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
/** Fields that are typed, not picked. */
export type TypedField = 'seed' | 'seeds' | 'percents' | 'horizonSeconds';
/** What is wrong with a field, in words. */
export type SetupErrors = Readonly<Partial<Record<SetupField, string>>>;

/** Few seeds: an answer in minutes. The first is none that a built-in scenario was tuned on. */
export const START: ScenarioSetup = {
  scenario: '',
  seed: 1_001,
  seeds: 10,
  strategies: strategyChoices(),
  dispatches: ['equalised'],
  against: 'price_time',
  percents: [0.05, 0.5, 2, 5],
  horizonSeconds: 10,
  timeInForce: 'day',
};

export const SEED_COUNTS = [10, 50, 200] as const;
const MOST_SEEDS = 1_000;
const MOST_SIZES = 8;

/** What a typed field holds, or what is wrong with it. */
export function readField(
  field: TypedField,
  text: string,
): { readonly value: Partial<ScenarioSetup> } | { readonly error: string } {
  switch (field) {
    case 'seed':
      return numberOf(text, 0, MAX_SEED, true, (seed) => ({ seed }));
    case 'seeds':
      return numberOf(text, 2, MOST_SEEDS, true, (seeds) => ({ seeds }));
    case 'horizonSeconds':
      return numberOf(text, 1, 300, false, (horizonSeconds) => ({ horizonSeconds }));
    case 'percents': {
      const percents = text.split(/[,;\s]+/).flatMap((word) => (word === '' ? [] : [plainNumber(word)]));
      if (percents.length === 0 || percents.length > MOST_SIZES)
        return { error: `One to ${MOST_SIZES} sizes, with commas between` };
      if (percents.some((percent) => percent === undefined || percent < 0.001 || percent > 100))
        return { error: 'Each size a number, 0.001 to 100 %' };
      if (new Set(percents).size < percents.length) return { error: 'Each size once' };
      return { value: { percents: percents as number[] } };
    }
  }
}

/** How a field that is typed shows what it holds. */
export function fieldText(field: TypedField, setup: ScenarioSetup): string {
  return field === 'percents' ? setup.percents.join(', ') : String(setup[field]);
}

/** What can be said before the host is asked: nothing to compare, nothing to send, nowhere to do it. */
export function setupErrors(setup: ScenarioSetup, typed: SetupErrors): SetupErrors {
  const others = setup.strategies.filter((strategy) => strategy !== setup.against);
  return {
    ...typed,
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
const HOST_WORDS: Readonly<Record<string, SetupField>> = {
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

/** Which field a refusal is about, and its words without the field's name; undefined where it is about none. */
export function refusedField(text: string, field?: string): { readonly field: SetupField; readonly text: string } | undefined {
  const [head = '', rest] = splitOnce(text);
  const named = HOST_WORDS[(field ?? head).split('.')[0]!];
  if (!named) return undefined;
  return { field: named, text: rest !== undefined && /^[A-Za-z.\d]+$/.test(head) ? rest : text };
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf(': ');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 2)];
}

function numberOf(
  text: string,
  low: number,
  high: number,
  whole: boolean,
  make: (value: number) => Partial<ScenarioSetup>,
): ReturnType<typeof readField> {
  const value = plainNumber(text.trim().replaceAll(',', ''));
  if (value === undefined || value < low || value > high || (whole && !Number.isInteger(value)))
    return { error: `${whole ? 'Whole number' : 'Number'}, ${decimal(low, 0)} to ${decimal(high, 0)}` };
  return { value: make(value) };
}

function plainNumber(text: string): number | undefined {
  return /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}
