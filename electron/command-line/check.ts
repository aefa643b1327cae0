import { countText } from '../../shared/format.ts';
import { loadScenario, scenarioProblems } from '../host/scenario.ts';
import type { CommandSpec, Given } from './arguments.ts';
import type { Output } from './output.ts';

export const spec: CommandSpec = {
  name: 'check',
  summary: 'Says whether a scenario file can be used: exit code 0, or 1 and each field with the rule that it breaks.',
  positionals: ['FILE'],
  flags: {
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export function run(given: Given, out: Output): void {
  const file = given.positionals[0]!;
  const problems = scenarioProblems(file);
  if (problems.length > 0) out.exitCode = 1;
  if (given.on('json')) return out.json({ file, valid: problems.length === 0, problems });
  if (problems.length > 0) return out.line(problems.map((text) => `${file}: ${text}`).join('\n'));
  const { title, symbols, venues } = loadScenario(file);
  out.line(`${file}: is valid: ${title}, ${countText(symbols.length, 'symbol')} at ${countText(venues.length, 'venue')}`);
}
