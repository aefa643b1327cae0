import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scenarioSchema } from '../../electron/command-line/schema.ts';
import { scenarioNames, scenarioProblems } from '../../electron/host/scenario.ts';
import { expectRefusal, fairway } from '../support/fairway.ts';
import { breaks } from '../support/json-schema.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SCENARIOS = join(ROOT, 'electron/engine/scenarios');
const folder = mkdtempSync(join(tmpdir(), 'fairway-schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Scenario = Parameters<typeof breaks>[1] & { readonly market: string };
const schema = JSON.parse(JSON.stringify(scenarioSchema()));
const builtIn = readdirSync(SCENARIOS).filter((name) => name.endsWith('.json') && !name.endsWith('-knowledge.json'));
const read = (name: string): Scenario => JSON.parse(readFileSync(join(SCENARIOS, name), 'utf8'));

/** A scenario with one field changed, by its dotted path; undefined takes it out. */
function changed(name: string, path: string, value: unknown): Scenario {
  const scenario = read(name);
  const steps = path.split('.');
  const last = steps.pop()!;
  const parent = steps.reduce((at, step) => at[step] as Record<string, unknown>, scenario as Record<string, unknown>);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return scenario;
}

test('every scenario file is built in, and each obeys the schema', () => {
  expect(builtIn.map((name) => name.replace('.json', '')).sort()).toEqual([...scenarioNames()].sort());
  for (const name of builtIn) {
    const market = schema.oneOf.find(
      (option: { properties: { market: { const: string } } }) => option.properties.market.const === read(name).market,
    );
    expect([name, ...breaks(market, read(name))]).toEqual([name]);
    expect([name, ...breaks(schema, read(name))]).toEqual([name]);
  }
});

test.each([
  ['textbook.json', 'seed', -1],
  ['textbook.json', 'symbols.0.tick', 0.5],
  ['textbook.json', 'symbols.0.symbol', 'lower case'],
  ['textbook.json', 'flow.takerRate', 'often'],
  ['textbook.json', 'venues', []],
  ['textbook.json', 'date', '2026-02-30'],
  ['textbook.json', 'openAt', undefined],
  ['textbook.json', 'colour', 'green'],
  ['textbook.json', 'market', 'bazaar'],
  ['zero-intelligence.json', 'actors.market', undefined],
  ['zero-intelligence.json', 'actors.model', 'wisdom'],
  ['zero-intelligence.json', 'network.medium', 'pigeon'],
  ['zero-intelligence.json', 'venues.0.site', 'Atlantis'],
  ['santa-fe.json', 'actors.band', 0],
  ['santa-fe.json', 'actors.timeScale', 1],
] as const)('schema and parser both refuse %s with another %s (%j)', (name, path, value) => {
  const scenario = changed(name, path, value);
  expect(breaks(schema, scenario)).not.toEqual([]);
  const file = join(folder, `${path}.json`);
  writeFileSync(file, JSON.stringify(scenario));
  expect(scenarioProblems(file).join('\n')).toContain(path.startsWith('actors.model') ? 'actors' : path);
});

test('fairway schema prints it', async () => {
  const { code, stdout } = await fairway('schema');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(schema);
});

test('fairway check: a scenario that can be used is said to be, one that cannot is told every field and rule', async () => {
  const good = join(folder, 'good.json');
  writeFileSync(good, readFileSync(join(SCENARIOS, 'santa-fe.json')));
  const valid = await fairway('check', good);
  expect(valid).toMatchObject({ code: 0, stderr: '' });
  expect(valid.stdout).toMatch(/good\.json: is valid: Santa Fe.*, 1 symbol at 2 venues\n$/);

  const bad = join(folder, 'bad.json');
  writeFileSync(bad, JSON.stringify(Object.assign(changed('zero-intelligence.json', 'venues.1.mic', 'XNYS'), { closeAt: 1 })));
  const refused = await fairway('check', bad);
  expect(refused).toMatchObject({ code: 1, stderr: '' });
  expect(refused.stdout.split('\n').map((line) => line.replace(bad, ''))).toEqual([
    ': closeAt: must be after openAt',
    ': venues.1.mic: is already taken by another venue',
    '',
  ]);
  expect(JSON.parse((await fairway('check', bad, '--json')).stdout)).toMatchObject({
    valid: false,
    problems: [{}, {}].map(() => expect.any(String)),
  });
});

test.each([
  [['check'], /FILE: is missing/],
  [['check', './nowhere.json'], /there is no such file/],
  [['schema', 'extra'], /extra: schema takes no such argument/],
] as const)('fairway %j: exit code 2 and one clear line', expectRefusal);
