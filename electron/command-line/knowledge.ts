import type { SessionConfig } from '../../shared/config/session.ts';
import { knowing } from '../host/knowledge-file.ts';
import { ofFlag } from '../host/of-flag.ts';
import type { Flag, Given } from './arguments.ts';
import type { Output } from './output.ts';

/** What the router begins with, wherever a session is run. */
export const KNOWLEDGE_FLAGS = {
  knowledge: {
    kind: 'text',
    value: 'FILE|none',
    help: 'what the router knows to begin with, from fairway train (as the scenario has it)',
  },
  freeze: { kind: 'switch', help: 'the router learns nothing more' },
} as const satisfies Readonly<Record<string, Flag>>;

/** A session's config as these flags have it; says what of the file is left out. `otherwise`: without the flag. */
export function withKnowledge(config: SessionConfig, given: Given, out: Output, otherwise?: 'none'): SessionConfig {
  return ofFlag('--knowledge', () =>
    knowing(config, {
      knowledge: given.text('knowledge') ?? otherwise,
      freeze: given.on('freeze'),
      onLeftOut: (text) => out.warn(`--knowledge: ${text}`),
    }),
  );
}
