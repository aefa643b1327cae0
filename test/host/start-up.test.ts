import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { deskArguments } from '../../electron/host/arguments.ts';
import { exitCode } from '../../electron/host/exit-code.ts';
import { loadScenario, ScenarioError } from '../../electron/host/scenario.ts';
import { UsageError } from '../../electron/host/usage.ts';
import { defaultRecord } from '../../electron/host/user-data.ts';
import { HOUR, MILLISECOND } from '../../shared/units.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a full command line', () => {
  const line = [
    '--tape',
    'day',
    '--from',
    '10:00:00.5',
    '--seed=7',
    '--db',
    'x.db',
    '--speed',
    '0.25',
    '--port',
    '80',
    '--no-open',
  ];
  expect(deskArguments(line)).toEqual({
    scenario: 'textbook',
    tape: 'day',
    from: 10 * HOUR + 500 * MILLISECOND,
    seed: 7,
    db: 'x.db',
    speed: 0.25,
    port: 80,
    open: false,
    help: false,
  });
});

test.each([
  [['--bogus'], /'--bogus'/],
  [['extra'], /'extra'/],
  [['--seed'], /--seed/],
  [['--seed', '-1'], /^--seed: "-1" is not a whole number from 0 to 4294967295$/],
  [['--seed', ''], /^--seed: is empty$/],
  [['--seed='], /^--seed: is empty$/],
  [['--seed', '--no-open'], /^--seed: is given no value$/],
  [['--seed', '1', '--seed=2'], /^--seed: is given twice$/],
  [['--no-open', '--no-open'], /^--no-open: is given twice$/],
  [['--tape', 'd', '--from', '-1'], /^--from: "-1" is not a time of day/],
  [['--seed', '1.5'], /--seed: "1.5" is not a whole number from 0 to 4294967295/],
  [['--seed', '4294967296'], /--seed: "4294967296" is not a whole number from 0 to 4294967295/],
  [['--speed', '0'], /--speed: "0" is not a number from 0.25 to 60/],
  [['--speed', '1e1'], /--speed/],
  [['--speed', ''], /^--speed: is empty$/],
  [['--port', '65536'], /--port/],
  [['--from', '10:00:00'], /--from goes only with --tape/],
  [['--watch-policy'], /--watch-policy goes only with --policy/],
  [['--policy'], /^--policy: is given no value$/],
  [['--tape', 'd', '--from', '24:00:00'], /--from: "24:00:00" is not a time of day/],
  [['--tape', 'd', '--scenario', 's'], /--tape replaces --scenario/],
])('%j is refused in one line that names the flag', (line, text) => {
  const attempt = () => deskArguments(line);
  expect(attempt).toThrow(UsageError);
  expect(attempt).toThrow(text);
  expect(attempt).not.toThrow(/\n/);
});

test("Electron's own switches are passed over, the desk's are still checked", () => {
  const line = ['out/main/main.js', '--no-sandbox', '--inspect=0', '--seed', '5', '--type=gpu'];
  expect(deskArguments(line, { lenient: true })).toMatchObject({ seed: 5, scenario: 'textbook' });
  expect(() => deskArguments(['.', '--speed', '99'], { lenient: true })).toThrow(/--speed/);
});

test('the record stands where the platform keeps such things', () => {
  expect(defaultRecord({ XDG_DATA_HOME: '/data' }, 'linux')).toBe(join('/data', 'fairway', 'fairway.db'));
  expect(defaultRecord({}, 'linux')).toMatch(/\.local.share.fairway.fairway\.db$/);
  expect(defaultRecord({}, 'darwin')).toMatch(/Application Support.Fairway.fairway\.db$/);
});

const textbook = loadScenario('textbook');
const changed = (change: object) => JSON.stringify({ ...textbook, ...change });

test.each([
  ['a comma missing', '{ "version": 1,\n  "name": "x" "y"\n}', 'line 2', /line 2: is not JSON/],
  ['a value missing', '{ "version": 1,\n  "name":\n}', 'line 3', /line 3: is not JSON/],
  ['cut off', '{ "version": 1,\n  "name": "x"', 'line 2', /line 2: is not JSON/],
  ['no object', '7', 'scenario', /expected object|No matching discriminator|invalid input/],
  ['another version', changed({ version: 2 }), 'version', /expected 1/],
  ['a field too many', changed({ colour: 'red' }), 'colour', /not a field/],
  ['no venues', changed({ venues: [] }), 'venues', />=1/],
  ['a close before the open', changed({ closeAt: 0 }), 'closeAt', /after openAt/],
  ['a fee in words', changed({ venues: [{ ...textbook.venues[0], takerFee: 'free' }] }), 'venues.0.takerFee', /expected number/],
])('a scenario file with %s is refused by file, place and rule', (_, content, field, text) => {
  const file = join(folder, 'scenario.json');
  writeFileSync(file, content);
  let error: unknown;
  try {
    loadScenario(file);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ScenarioError);
  const { message, field: named } = error as ScenarioError;
  expect(named).toBe(field);
  expect(message.startsWith(`${file}: `)).toBe(true);
  expect(message).toMatch(text);
  expect(message).not.toContain('\n');
  expect(exitCode(error)).toBe(2);
});

test('a scenario that is nowhere', () => {
  expect(() => loadScenario('mars')).toThrow(/neither a built-in scenario \(textbook, .*\) nor a file/);
  expect(() => loadScenario(join(folder, 'none.json'))).toThrow(/there is no such file/);
  expect(() => loadScenario(folder)).toThrow(/cannot be read \(EISDIR\)/);
});
