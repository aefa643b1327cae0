import type { ParseArgsConfig } from 'node:util';
import { MAX_SEED, MAX_SPEED, MIN_SPEED } from '../../shared/limits.ts';
import type { Nanos } from '../../shared/units.ts';
import { parseFlags, realNumber, timeOfDay, UsageError, wholeNumber } from './usage.ts';
import { defaultRecord } from './user-data.ts';

/** What both desks are started with. */
export interface DeskArguments {
  /** A built-in name or a file. */
  readonly scenario: string;
  readonly seed?: number;
  /** Folder of a recorded day, in place of a scenario. */
  readonly tape?: string;
  /** Where in the recorded day to begin. */
  readonly from?: Nanos;
  readonly db: string;
  readonly port: number;
  readonly speed: number;
  /** Files of users' policies. */
  readonly policies?: readonly string[];
  /** What the router begins with: a file, `none`, or as the scenario has it; and whether it learns nothing more. */
  readonly knowledge?: string;
  readonly freeze?: boolean;
  /** They are loaded again when they change. */
  readonly watchPolicy?: boolean;
  /** Whether the browser desk opens the browser by itself. */
  readonly open: boolean;
  readonly help: boolean;
}

export const DESK_HELP = `Options
  --scenario NAME|FILE  market to simulate: a built-in one or a JSON file (textbook)
  --seed N              random seed, 0 to ${MAX_SEED} (the scenario's own)
  --tape DIR            replay a recorded day instead
  --from HH:MM:SS       begin the recorded day there
  --db FILE             the record (${defaultRecord()})
  --speed X             ${MIN_SPEED} to ${MAX_SPEED} (1)
  --policy FILE         route orders by your own policy too, as user:NAME; may be given again (docs/policies.md)
  --knowledge FILE|none what the router knows to begin with, from fairway train (as the scenario has it)
  --freeze              the router learns nothing more
  --watch-policy        load it again when it changes, for the orders that come then
  --port N              browser desk: port on this machine, 0 for any free one (0)
  --no-open             browser desk: print the address only
  --help                this text`;

const OPTIONS = {
  scenario: { type: 'string' },
  seed: { type: 'string' },
  tape: { type: 'string' },
  from: { type: 'string' },
  db: { type: 'string' },
  policy: { type: 'string', multiple: true },
  'watch-policy': { type: 'boolean' },
  knowledge: { type: 'string' },
  freeze: { type: 'boolean' },
  port: { type: 'string' },
  speed: { type: 'string' },
  'no-open': { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/**
 * The flags of a desk. Throws UsageError. `lenient` passes over what it does not know: Electron's own switches stand in the same line,
 * and `start` has checked it before.
 */
export function deskArguments(argv: readonly string[], { lenient = false } = {}): DeskArguments {
  const args = lenient ? known(argv) : [...argv];
  const { values } = parseFlags({ args, options: OPTIONS, strict: true, allowPositionals: false });
  const { scenario, seed, tape, from, db, port, speed, policy, knowledge, freeze } = values;
  const { 'watch-policy': watchPolicy, 'no-open': noOpen, help } = values;
  if (scenario !== undefined && tape !== undefined) throw new UsageError('--tape replaces --scenario: give one of them');
  if (watchPolicy && policy === undefined) throw new UsageError('--watch-policy goes only with --policy');
  if (from !== undefined && tape === undefined) throw new UsageError('--from goes only with --tape');
  return {
    scenario: scenario ?? 'textbook',
    ...(seed !== undefined && { seed: wholeNumber('--seed', seed, 0, MAX_SEED) }),
    ...(tape !== undefined && { tape }),
    ...(from !== undefined && { from: timeOfDay('--from', from) }),
    db: db ?? defaultRecord(),
    port: port === undefined ? 0 : wholeNumber('--port', port, 0, 65_535),
    speed: speed === undefined ? 1 : realNumber('--speed', speed, MIN_SPEED, MAX_SPEED),
    ...(policy !== undefined && { policies: policy }),
    ...(watchPolicy && { watchPolicy }),
    ...(knowledge !== undefined && { knowledge }),
    ...(freeze && { freeze }),
    open: !noOpen,
    help: help ?? false,
  };
}

function known(argv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const [flag, value] = argv[i]!.split('=', 2);
    const name = flag!.replace(/^--/, '');
    if (!flag!.startsWith('--') || !Object.hasOwn(OPTIONS, name)) continue;
    kept.push(argv[i]!);
    if (OPTIONS[name as keyof typeof OPTIONS].type === 'string' && value === undefined) kept.push(argv[++i] ?? '');
  }
  return kept;
}
