import type { SessionConfig } from '../../shared/config/session.ts';
import { knowing } from '../host/knowledge-file.ts';
import type { Flag, Given } from './arguments.ts';

/** What the router begins with, wherever a session is run. */
export const KNOWLEDGE_FLAGS = {
  knowledge: {
    kind: 'text',
    value: 'FILE|none',
    help: 'what the router knows to begin with, from fairway train (as the scenario has it)',
  },
  freeze: { kind: 'switch', help: 'the router learns nothing more' },
} as const satisfies Readonly<Record<string, Flag>>;

/** A session's config as these flags have it. */
export function withKnowledge(config: SessionConfig, given: Given): SessionConfig {
  return knowing(config, { knowledge: given.text('knowledge'), freeze: given.on('freeze') });
}
