import { MAX_SEED } from '../../shared/limits.ts';
import { MINUTE, type Nanos } from '../../shared/units.ts';
import { scenarioNames } from '../host/scenario.ts';
import type { CommandSpec, Given } from './arguments.ts';
import { KNOWLEDGE_FLAGS, withKnowledge } from './knowledge.ts';
import type { Output } from './output.ts';
import { DECISIONS_FLAG, POLICY_FLAG, play } from './play.ts';
import { scenarioOf } from './words.ts';

export const spec: CommandSpec = {
  name: 'run',
  summary:
    'Runs a simulated session as fast as it goes, routes the orders of a file, and prints their TCA and the session’s digest.',
  flags: {
    scenario: {
      kind: 'text',
      value: 'NAME|FILE',
      required: true,
      help: `a built-in scenario (${scenarioNames().join(', ')}) or a JSON file`,
    },
    seed: { kind: 'number', value: 'N', min: 0, max: MAX_SEED, help: 'in place of the scenario’s own' },
    minutes: { kind: 'number', value: 'M', min: 0.001, max: 1440, whole: false, help: 'simulated minutes from the open (5)' },
    orders: { kind: 'text', value: 'FILE.jsonl', help: 'commands, one JSON object a line' },
    policy: POLICY_FLAG,
    faults: { kind: 'text', value: 'FILE', help: 'what goes wrong: a CSV or a JSON list of {at, fault}' },
    ...KNOWLEDGE_FLAGS,
    db: { kind: 'text', value: 'FILE', help: 'record the session there; else it is forgotten' },
    oracle: { kind: 'switch', help: 'also how far each order was from the best: about a second more an order' },
    decisions: DECISIONS_FLAG,
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export async function run(given: Given, out: Output): Promise<void> {
  const scenario = withKnowledge(scenarioOf(given), given, out);
  const seed = given.number('seed');
  const config = seed === undefined ? scenario : { ...scenario, seed };
  const until = Math.min(config.closeAt, config.openAt + Math.round((given.number('minutes') ?? 5) * MINUTE)) as Nanos;
  await play({ opening: { config }, until, given, out });
}
