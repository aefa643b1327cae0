import { sessionConfig } from '../../shared/config/session.ts';
import { z } from '../../shared/wire/zod.ts';
import type { CommandSpec, Given } from './arguments.ts';
import type { Output } from './output.ts';

export const spec: CommandSpec = {
  name: 'schema',
  summary: 'The JSON Schema of a scenario file, made from the rules that it is parsed by.',
  flags: {},
};

/** Rules between fields (a venue named twice, a close before the open) are not of a schema: `check` tells of those too. */
export function scenarioSchema(): object {
  return {
    title: 'Fairway scenario',
    description: 'Fields and bounds of a scenario file. Rules between fields are not in it: fairway check FILE tests them all.',
    ...z.toJSONSchema(sessionConfig, { io: 'input' }),
  };
}

export function run(_given: Given, out: Output): void {
  out.json(scenarioSchema());
}
