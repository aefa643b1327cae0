import { marketKind, type SessionConfig } from '../../shared/config/session.ts';
import { timeText } from '../../shared/format.ts';
import type { Choice } from '../../shared/wire/contract.ts';
import type { DeskArguments } from './arguments.ts';
import { RealClock } from './clock.ts';
import { createHost, type Host, type Scenarios } from './host.ts';
import { knowing } from './knowledge-file.ts';
import { ofFlag, ofFlagLater } from './of-flag.ts';
import { DESK_LIMIT_MS, Policies } from './policy/policies.ts';
import { watchPolicies } from './policy/watch.ts';
import { builtInChoices, loadScenario } from './scenario.ts';
import type { Opening } from './session.ts';
import { tapeConfig } from './tape-config.ts';
import { readTape, type TapeProgress } from './tape-file.ts';
import { UsageError } from './usage.ts';

export interface DeskOptions {
  /** Told how far the reading of a tape has come, 0 to 1. */
  readonly onReading?: (share: number) => void;
  /** Told of policies that are loaded again; default: nobody is. */
  readonly say?: (line: string) => void;
  readonly onFault: (error: unknown) => void;
}

/** A host as the command line asks for it, real time and all. Rejects with an error whose message is one clear line. */
export async function openDesk(args: DeskArguments, { onReading, say, onFault }: DeskOptions): Promise<Host> {
  const opened: Opening =
    args.tape === undefined
      ? { config: ofFlag('--scenario', () => loadScenario(args.scenario)) }
      : await openTape(args.tape, args, onReading);
  const own = {
    ...opened,
    config: ofFlag('--knowledge', () => knowing(opened.config, { ...args, onLeftOut: (text) => say?.(`--knowledge: ${text}`) })),
  };
  const policies = args.policies && ofFlag('--policy', () => Policies.read(args.policies!, DESK_LIMIT_MS));
  const wall = () => performance.now();
  const host = createHost({
    ...own,
    ...(policies && { policies }),
    config: { ...own.config, seed: args.seed ?? own.config.seed },
    store: args.db,
    clock: new RealClock({ wall, speed: args.speed }),
    scenarios: scenarioBook(own),
    wall,
    onFault,
  });
  // For as long as the program runs.
  if (policies && args.watchPolicy)
    watchPolicies(policies, args.policies!, (text, good) => {
      say?.(text);
      host.publisher.broadcast('notice', { good, text });
    });
  return host;
}

async function openTape(folder: string, { from }: DeskArguments, onReading?: (share: number) => void): Promise<Opening> {
  const onProgress = ({ bytes, totalBytes }: TapeProgress) => onReading?.(bytes / totalBytes);
  const tape = await ofFlagLater('--tape', readTape(folder, { onProgress }));
  const whole = tapeConfig(tape);
  if (from === undefined) return { tape, config: whole };
  if (from < whole.openAt || from >= whole.closeAt)
    throw new UsageError(`--from must be from ${timeText(whole.openAt)} to before ${timeText(whole.closeAt)} on this tape`);
  return { tape, config: tapeConfig(tape, { openAt: from }) };
}

/** The built-in scenarios, and what this desk was started with: a day once read stays in memory, so that it can be begun again. */
export function scenarioBook(own: Opening): Scenarios {
  const choices = builtInChoices();
  const mine = choice(own.config);
  return {
    choices: [...choices.filter(({ scenario }) => scenario !== mine.scenario), mine],
    load: async (scenario) => (scenario === mine.scenario ? own : { config: loadScenario(scenario) }),
  };
}

function choice(config: SessionConfig): Choice {
  return { scenario: config.name, title: config.title, market: marketKind(config) };
}
