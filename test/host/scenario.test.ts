import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import textbook from '../../electron/engine/scenarios/textbook.json' with { type: 'json' };
import { loadScenario, parseScenario, ScenarioError, scenarioNames } from '../../electron/host/scenario.ts';

type Json = Record<string, unknown>;
const folder = mkdtempSync(join(tmpdir(), 'fairway-scenario-'));
afterAll(() => rmSync(folder, { recursive: true }));

function changed(change: (scenario: Json) => void): Json {
  const scenario = structuredClone(textbook) as unknown as Json;
  change(scenario);
  return scenario;
}
const venue = (scenario: Json, i = 0) => (scenario.venues as Json[])[i]!;
const symbol = (scenario: Json, i = 0) => (scenario.symbols as Json[])[i]!;
const quote = (scenario: Json, i = 0) => (scenario.openingQuotes as Json[])[i]!;

/** What is wrong, how to make it so, the field named, and a word of the rule. */
const BAD: readonly (readonly [string, (scenario: Json) => void, string, RegExp])[] = [
  ['another version', (s) => (s.version = 2), 'version', /1/],
  ['a market of neither kind', (s) => (s.market = 'live'), 'market', /./],
  ['a name with a blank', (s) => (s.name = 'My Market'), 'name', /lower-case/],
  ['a date of another form', (s) => (s.date = '23/11/2026'), 'date', /YYYY-MM-DD/],
  ['a seed below 0', (s) => (s.seed = -1), 'seed', /./],
  ['a seed that is no whole number', (s) => (s.seed = 1.5), 'seed', /./],
  ['a close before the open', (s) => (s.closeAt = s.openAt), 'closeAt', /after openAt/],
  ['no symbols', (s) => (s.symbols = []), 'symbols', /./],
  ['a symbol twice', (s) => (symbol(s, 1).symbol = 'ACME'), 'symbols.1.symbol', /twice/],
  ['a symbol in small letters', (s) => (symbol(s).symbol = 'acme'), 'symbols.0.symbol', /capital/],
  ['a tick of nothing', (s) => (symbol(s).tick = 0), 'symbols.0.tick', /./],
  ['a price in dollars and cents', (s) => (symbol(s).openPx = 100.01), 'symbols.0.openPx', /./],
  ['no venues', (s) => (s.venues = []), 'venues', /./],
  ['a venue twice', (s) => (venue(s, 1).mic = 'NYSE'), 'venues.1.mic', /already taken/],
  ['a fee above the cap', (s) => (venue(s).takerFee = 3001), 'venues.0.takerFee', /cap of 3000/],
  ['a latency before it was sent', (s) => (venue(s).entryLatency = -1), 'venues.0.entryLatency', /./],
  ['a chance above 1', (s) => (venue(s).hftPresence = 1.2), 'venues.0.hftPresence', /./],
  ['a dark pool without its sizes', (s) => delete venue(s, 5).darkQty, 'venues.5.darkQty', /required/],
  ['a lit venue with hidden sizes', (s) => (venue(s).darkQty = { bid: 1, ask: 1 }), 'venues.0.darkQty', /forbidden/],
  ['a fee model nobody has', (s) => (venue(s).feeModel = 'barter'), 'venues.0.feeModel', /./],
  ['only dark pools', (s) => (s.venues = (s.venues as Json[]).slice(5)), 'venues', /lit/],
  ['a field that is not known', (s) => (s.colour = 'red'), 'colour', /not a field/],
  ['an opening quote for nobody', (s) => (quote(s).symbol = 'NONE'), 'openingQuotes.0.symbol', /not a symbol/],
  ['an opening quote at no venue', (s) => (quote(s).mic = 'NOWHERE'), 'openingQuotes.0.mic', /not a venue/],
  ['a crossed opening quote', (s) => (quote(s).bidPx = 1000200), 'openingQuotes.0.bidPx', /below askPx/],
  ['an opening quote off the tick', (s) => (quote(s).bidPx = 999950), 'openingQuotes.0.bidPx', /tick/],
  ['a collar of nothing', (s) => ((s.router as Json).collarBps = 0), 'router.collarBps', /./],
];

test.each(BAD)('%s is refused: the field and the rule are named', (_what, change, field, rule) => {
  try {
    parseScenario(changed(change), 'my.json');
    expect.unreachable('it was taken');
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    expect((error as ScenarioError).field).toBe(field);
    expect((error as Error).message).toMatch(rule);
    expect((error as Error).message).toMatch(/^my\.json: /);
  }
});

test('a file that is absent, a folder, or no JSON: named, with the line', () => {
  expect(() => loadScenario('./nowhere.json')).toThrow('./nowhere.json: there is no such file');
  expect(() => loadScenario(`${folder}/`)).toThrow(/cannot be read/);
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '{\n  "version": 1,\n  oops\n}\n');
  expect(() => loadScenario(broken)).toThrow(/broken\.json: line 3: is not JSON/);
  expect(() => loadScenario('unheard-of')).toThrow(/neither a built-in scenario \(textbook\) nor a file/);
});

test('the built-in one and a file of it are the same', () => {
  expect(scenarioNames()).toContain('textbook');
  const copy = join(folder, 'copy.json');
  writeFileSync(copy, JSON.stringify(textbook));
  expect(loadScenario(copy)).toEqual(loadScenario('textbook'));
});
