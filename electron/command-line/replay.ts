import { resolve } from 'node:path';
import { MAX_SEED } from '../../shared/limits.ts';
import { tapeFacts } from '../engine/feed/tape-facts.ts';
import { tapeConfig } from '../host/tape-config.ts';
import { UsageError } from '../host/usage.ts';
import type { CommandSpec, Given } from './arguments.ts';
import { KNOWLEDGE_FLAGS, withKnowledge } from './knowledge.ts';
import type { Output } from './output.ts';
import { DECISIONS_FLAG, POLICY_FLAG, play } from './play.ts';
import { loadTape, tellBadRows } from './tape.ts';

export const spec: CommandSpec = {
  name: 'replay',
  summary:
    'Replays a recorded day as fast as it goes, routes the orders of a file on it, and prints their TCA and the session’s digest.',
  flags: {
    tape: { kind: 'text', value: 'DIR', required: true, help: 'folder with quotes.csv[.gz] and trades.csv[.gz]' },
    from: { kind: 'time', value: 'HH:MM:SS', help: 'open of the session (09:30:00, or the tape’s first row)' },
    to: { kind: 'time', value: 'HH:MM:SS', help: 'close of the session (16:00:00, or the tape’s last row)' },
    seed: { kind: 'number', value: 'N', min: 0, max: MAX_SEED, help: 'seed of the session (1)' },
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
  const source = resolve(given.text('tape')!);
  const openAt = given.time('from');
  const closeAt = given.time('to');
  if (openAt !== undefined && closeAt !== undefined && openAt >= closeAt) throw new UsageError('--to: must be after --from');
  const tape = await loadTape(source);
  if (!given.on('json')) tellBadRows(tape);
  const seed = given.number('seed');
  const options = {
    ...(seed !== undefined && { seed }),
    ...(openAt !== undefined && { openAt }),
    ...(closeAt !== undefined && { closeAt }),
  };
  const config = withKnowledge(tapeConfig(tape, options), given, out);
  await play({
    opening: { config, tape, source },
    until: config.closeAt,
    given,
    out,
    extra: { tape: tapeFacts(tape), badRows: tape.badRows },
  });
}
