import { MAX_SEED } from '../../../shared/limits.ts';
import type { Transport } from '../../../shared/wire/contract.ts';
import { type FieldRead, numberField } from '../../state/fields.ts';
import { type Asking, LongRun, onePerLink } from '../../state/long-run.svelte.ts';

export interface Setup {
  /** Empty until a market to ask about is known. */
  readonly scenario: string;
  /** The first; the others follow it. */
  readonly seed: number;
  readonly seeds: number;
  /** Of market time, each seed. */
  readonly minutes: number;
}

export const SEED_COUNTS = [3, 10, 30] as const;

/** Throws for a field that is picked: a bug of the form. */
function readField(field: keyof Setup, text: string): FieldRead<Setup> {
  switch (field) {
    case 'seed':
      return numberField(text, { low: 0, high: MAX_SEED }, (seed) => ({ seed }));
    case 'seeds':
      return numberField(text, { low: 1, high: 100 }, (seeds) => ({ seeds }));
    case 'minutes':
      return numberField(text, { low: 1, high: 390 }, (minutes) => ({ minutes }));
    default:
      throw new Error(`${field} is picked, not typed`);
  }
}

const MEASURING: Asking<'calibrate.run', Setup> = {
  task: 'calibrate.run',
  id: 'realism',
  // Few and short: an answer in seconds. The proof of a release takes ten seeds of an hour.
  start: { scenario: '', seed: 9_001, seeds: 3, minutes: 10 },
  params: (setup) => setup,
  waiting: ({ seed, seeds }) => `seed ${seed}, 1 of ${seeds}`,
  read: readField,
  errors: ({ scenario }) => (scenario === '' ? { scenario: 'There is no simulated market here to ask about' } : {}),
  words: { scenario: 'scenario', seed: 'seed', seeds: 'seeds', minutes: 'minutes' },
};

/** "Is this market realistic?" as the page holds it. */
export class RealismRun extends LongRun<'calibrate.run', Setup> {
  /** The row whose basis and seeds are shown. */
  selected: string | undefined = $state();

  constructor(transport: Transport) {
    super(transport, MEASURING);
  }
}

/** The one run of a connection. */
export const realismOf = onePerLink((transport) => new RealismRun(transport));
