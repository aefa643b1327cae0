import { expect, test } from 'vitest';
import us2026 from '../../electron/engine/scenarios/us2026.json' with { type: 'json' };
import { parseScenario, ScenarioError } from '../../electron/host/scenario.ts';
import { actorsOf } from '../../shared/config/actors.ts';

type Json = Record<string, unknown>;

function changed(change: (scenario: Json) => void): Json {
  const scenario = structuredClone(us2026) as unknown as Json;
  change(scenario);
  return scenario;
}
const actors = (scenario: Json, group: string) => (scenario.actors as Json)[group] as Json;
const own = (scenario: Json) => (scenario.actors as Json).symbols as Json;
const symbol = (scenario: Json, i = 0) => (scenario.symbols as Json[])[i]!;
const venue = (scenario: Json, i = 0) => (scenario.venues as Json[])[i]!;

const BAD: readonly (readonly [string, (scenario: Json) => void, string, RegExp])[] = [
  ['actors of no known model', (s) => ((s.actors as Json).model = 'sheep'), 'actors.model', /./],
  ['a group of actors left out', (s) => delete (s.actors as Json).takers, 'actors.takers', /missing/],
  ['a number nobody has', (s) => (actors(s, 'makers').mood = 1), 'actors.makers.mood', /not a field/],
  ['more levels than a maker keeps', (s) => (actors(s, 'makers').levels = 9), 'actors.makers.levels', /8/],
  ['more arbitrageurs than race', (s) => (actors(s, 'arbitrageurs').count = 9), 'actors.arbitrageurs.count', /8/],
  ['a price looked at all the time', (s) => (actors(s, 'price').step = 0), 'actors.price.step', />=100000/],
  ['excitement that never ends', (s) => (actors(s, 'takers').branching = 1), 'actors.takers.branching', /0.95/],
  ['more cross excitement than there is', (s) => (actors(s, 'takers').cross = 0.9), 'actors.takers.cross', /branching/],
  [
    'hidden orders of more than all kinds',
    (s) => (actors(s, 'hidden').icebergShare = 0.9),
    'actors.hidden.icebergShare',
    /at most 1/,
  ],
  ['the same in one symbol', (s) => (own(s).BRIO = { takers: { cross: 0.9 } }), 'actors.symbols.BRIO.takers.cross', /branching/],
  ['numbers for a symbol that is not traded', (s) => (own(s).ZETA = {}), 'actors.symbols.ZETA', /not a symbol/],
  [
    'a price that could leave the book',
    (s) => Object.assign(symbol(s), { volatility: 1000, tick: 10_000, openPx: 1_000_000 }),
    'symbols.0.volatility',
    /beyond/,
  ],
  ['a round lot of another tier', (s) => (symbol(s, 2).roundLot = 100), 'symbols.2.roundLot', /must be 40/],
  ['a tick finer than the rule', (s) => (symbol(s).tick = 50), 'symbols.0.tick', /legacy/],
  ['a venue that stands nowhere', (s) => delete venue(s).site, 'venues.0.site', /missing/],
  ['a lit venue with a pool', (s) => (venue(s).pool = venue(s, 8).pool), 'venues.0.darkQty', /forbidden/],
  [
    'an interval that ends before it begins',
    (s) => ((venue(s, 9).pool as Json).interval = { min: 9, max: 8 }),
    'venues.9.pool.interval.max',
    /min/,
  ],
];

test.each(BAD)('%s is refused by field and rule', (_name, change, field, rule) => {
  const parse = () => parseScenario(changed(change), 'mine');
  expect(parse).toThrow(ScenarioError);
  expect(parse).toThrow(rule);
  try {
    parse();
  } catch (error) {
    expect((error as ScenarioError).field).toBe(field);
  }
});

test('a symbol takes the numbers of all but for its own', () => {
  const config = parseScenario(us2026, 'us2026');
  if (config.market !== 'agents' || config.actors.model !== 'agents') throw new Error('us2026 is a market of agents');
  const { makers, takers } = actorsOf(config.actors, 'DOVE');
  expect(makers).toEqual({ ...config.actors.makers, ...config.actors.symbols.DOVE!.makers });
  expect(makers.levelGap).toBeGreaterThan(config.actors.makers.levelGap);
  expect(takers.beta).toBe(config.actors.takers.beta);
  expect(actorsOf(config.actors, 'ALTO').makers).toEqual(config.actors.makers);
});
