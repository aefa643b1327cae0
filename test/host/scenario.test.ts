import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import textbook from '../../electron/engine/scenarios/textbook.json' with { type: 'json' };
import { loadScenario, parseScenario, ScenarioError, scenarioNames } from '../../electron/host/scenario.ts';
import { STRATEGIES } from '../../shared/routing.ts';
import { MILLISECOND, qty, SECOND } from '../../shared/units.ts';
import { order, run } from '../support/run.ts';

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
const flow = (scenario: Json) => scenario.flow as Json;
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
  ['an opening quote for nobody', (s) => (quote(s).symbol = 'NONE'), 'openingQuotes.0.symbol', /: NONE is not a symbol/],
  ['an opening quote at no venue', (s) => (quote(s).mic = 'NOWHERE'), 'openingQuotes.0.mic', /: NOWHERE is not a venue/],
  ['an opening quote in the dark', (s) => (quote(s).mic = 'SIGMA_DARK'), 'openingQuotes.0.mic', /: SIGMA_DARK is not a lit venue/],
  ['a price below a tick', (s) => (symbol(s).openPx = 50), 'symbols.0.openPx', /at least one tick: 100/],
  ['a crossed opening quote', (s) => (quote(s).bidPx = 1000200), 'openingQuotes.0.bidPx', /below askPx/],
  ['an opening quote off the tick', (s) => (quote(s).bidPx = 999950), 'openingQuotes.0.bidPx', /tick/],
  ['a date that there is not', (s) => (s.date = '2018-13-45'), 'date', /a date that there is/],
  ['a 29th of February in 2026', (s) => (s.date = '2026-02-29'), 'date', /a date that there is/],
  ['no date', (s) => delete s.date, 'date', /: is missing$/],
  ['no market', (s) => delete s.market, 'market', /: is missing$/],
  ['a venue of no kind', (s) => delete venue(s).kind, 'venues.0.kind', /: is missing$/],
  ['prices looked at all the time', (s) => (flow(s).fundamentalStep = 0), 'flow.fundamentalStep', />=100000/],
  ['prices looked at every ns', (s) => (flow(s).fundamentalStep = 1), 'flow.fundamentalStep', />=100000/],
  ['a round lot of nothing', (s) => (symbol(s).roundLot = 0), 'symbols.0.roundLot', />=1/],
  ['flow that goes nowhere', (s) => (s.venues as Json[]).forEach((v) => (v.flowShare = 0)), 'venues', /flowShare above 0/],
  ['flow to dark pools alone', (s) => (s.venues as Json[]).forEach((v) => (v.flowShare = v.darkQty ? 1 : 0)), 'venues', /lit/],
  ['makers without measure', (s) => (flow(s).makerMeanQty = 1e9), 'flow.makerMeanQty', /<=1000000/],
  ['takers without measure', (s) => (flow(s).takerMeanQty = 1e9), 'flow.takerMeanQty', /<=1000000/],
  ['a spread without end', (s) => (flow(s).makerHalfSpreadTicks = 1e9), 'flow.makerHalfSpreadTicks', /<=1000/],
  ['flow once in an age', (s) => (flow(s).takerRate = 1e-300), 'flow.takerRate', /must be 0, which is never, or at least/],
  ['a pool without measure', (s) => (venue(s, 5).darkQty = { bid: 1e9, ask: 1 }), 'venues.5.darkQty.bid', /<=1000000/],
  ['a price that may go anywhere', (s) => (symbol(s).tick = 1e6), 'symbols.0.volatility', /beyond what a book holds/],
  ['an opening quote of no shares', (s) => (quote(s).bidQty = 0), 'openingQuotes.0.bidQty', />=1/],
  ['pings of no shares', (s) => ((s.router as Json).darkPingQty = 0), 'router.darkPingQty', />=1/],
  ['children given up at once', (s) => ((s.router as Json).childTimeout = 0), 'router.childTimeout', />=100000/],
  ['orders beyond 32 bits', (s) => ((s.risk as Json).maxOrderQty = 1e9), 'risk.maxOrderQty', /<=1000000/],
  ['a way of a day', (s) => (venue(s).entryLatency = 86_400e9), 'venues.0.entryLatency', /<=1000000000/],
  ['a close at midnight', (s) => (s.closeAt = 86_400e9), 'closeAt', /738000 ns to come before midnight/],
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

test.each(['zero-intelligence', 'santa-fe'])('%s begins on its tick', (name) => {
  const scenario = loadScenario(name);
  const [spec] = scenario.symbols;
  expect(() => parseScenario({ ...scenario, symbols: [{ ...spec, openPx: 1_000_050 }] }, name)).toThrow(
    `${name}: symbols.0.openPx: is off the tick of 100`,
  );
});

/** The least and the most of what could make an engine hang, overflow or divide by nothing. */
const EXTREME: readonly (readonly [string, (scenario: Json) => void])[] = [
  ['the quickest looks at the price', (s) => (flow(s).fundamentalStep = 100_000)],
  ['one look at the price', (s) => (flow(s).fundamentalStep = 86_400e9)],
  ['the largest makers', (s) => Object.assign(flow(s), { makerMeanQty: 1e6, makerLevels: 20 })],
  ['the largest takers', (s) => (flow(s).takerMeanQty = 1e6)],
  ['the least sizes', (s) => Object.assign(flow(s), { makerMeanQty: 5e-324, takerMeanQty: 5e-324 })],
  ['the widest makers', (s) => (flow(s).makerHalfSpreadTicks = 1000)],
  ['the largest jumps', (s) => Object.assign(flow(s), { jumpRate: 100, jumpMeanTicks: 100 })],
  ['the rarest events', (s) => Object.assign(flow(s), { takerRate: 1e-5, darkRate: 1e-5, makerFlickerRate: 1e-5, jumpRate: 1e-5 })],
  ['no events', (s) => Object.assign(flow(s), { takerRate: 0, darkRate: 0, makerFlickerRate: 0, jumpRate: 0 })],
  ['the largest lots', (s) => (s.symbols as Json[]).forEach((one) => (one.roundLot = 1e6))],
  ['almost no flow', (s) => (s.venues as Json[]).forEach((v, i) => (v.flowShare = i === 0 ? 5e-324 : 0))],
  ['flow of one to 1e306', (s) => (s.venues as Json[]).forEach((v, i) => (v.flowShare = i === 0 ? 1e6 : 1e-300))],
  ['the quickest giving up', (s) => Object.assign(s.router as Json, { childTimeout: 100_000, maxIdleRounds: 100, processing: 0 })],
  ['the widest collar', (s) => ((s.router as Json).collarBps = 10_000)],
  [
    'the slowest ways',
    (s) =>
      (s.venues as Json[]).forEach((v) =>
        Object.assign(v, { entryLatency: 1e9, speedBump: 1e9, responseLatency: 1e9, feedLatency: 1e9, sipLatency: 1e9 }),
      ),
  ],
  [
    'ways of no time',
    (s) =>
      (s.venues as Json[]).forEach((v) =>
        Object.assign(v, { entryLatency: 0, speedBump: 0, responseLatency: 0, feedLatency: 0, sipLatency: 0 }),
      ),
  ],
];

test.each(EXTREME)('%s: the engine runs a second of it with an order of every strategy', (_what, change) => {
  const config = parseScenario(changed(change), 'my.json');
  const commands = STRATEGIES.map((strategy, i) =>
    order(config.openAt + (i + 1) * 50 * MILLISECOND, { strategy, side: i % 2 === 0 ? 'buy' : 'sell', orderQty: qty(5000) }),
  );
  const { engine, record } = run({ config }, commands, config.openAt + SECOND);
  expect(engine.now).toBeGreaterThanOrEqual(config.openAt + SECOND);
  expect(new Set(record.parents.map(({ clOrdID }) => clOrdID)).size).toBe(STRATEGIES.length);
});

test('a file that is absent, a folder, or no JSON: named, with the line', () => {
  expect(() => loadScenario('./nowhere.json')).toThrow('./nowhere.json: there is no such file');
  expect(() => loadScenario(`${folder}/`)).toThrow(/cannot be read/);
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '{\n  "version": 1,\n  oops\n}\n');
  expect(() => loadScenario(broken)).toThrow(/broken\.json: line 3: is not JSON/);
  expect(() => loadScenario('unheard-of')).toThrow(/neither a built-in scenario \(textbook, .*\) nor a file/);
});

test('the built-in one and a file of it are the same', () => {
  expect(scenarioNames()).toContain('textbook');
  const copy = join(folder, 'copy.json');
  writeFileSync(copy, JSON.stringify(textbook));
  expect(loadScenario(copy)).toEqual(loadScenario('textbook'));
});
