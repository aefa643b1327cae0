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
const weights = (scenario: Json) => actors(scenario, 'hidden').venues as Json;
const pool = (scenario: Json, i = 8) => venue(scenario, i).pool as Json;

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
  ['a share and a part of one', (s) => (actors(s, 'arbitrageurs').maxQty = 0.37), 'actors.arbitrageurs.maxQty', /whole shares/],
  ['a print of part of a share', (s) => (actors(s, 'makers').fadeQty = 0.37), 'actors.makers.fadeQty', /whole shares/],
  ['shares of a root and a part', (s) => (actors(s, 'footprint').rootBeyond = 1.5), 'actors.footprint.rootBeyond', /whole shares/],
  [
    'metaorders of more at least than at most',
    (s) => Object.assign(actors(s, 'takers'), { metaorderMin: 500, metaorderMax: 10 }),
    'actors.takers.metaorderMax',
    /not be below metaorderMin/,
  ],
  [
    'the same in one symbol',
    (s) => (own(s).BRIO = { takers: { metaorderMax: 10 } }),
    'actors.symbols.BRIO.takers.metaorderMax',
    /metaorderMin/,
  ],
  ['hidden orders at no venue', (s) => (weights(s).NOPE = 3), 'actors.hidden.venues.NOPE', /: NOPE is not a lit venue/],
  ['hidden orders at a dark venue', (s) => (weights(s).UBSA = 2), 'actors.hidden.venues.UBSA', /: UBSA is not a lit venue/],
  [
    'the same in one symbol',
    (s) => (own(s).BRIO = { hidden: { venues: { NOPE: 1 } } }),
    'actors.symbols.BRIO.hidden.venues.NOPE',
    /lit venue/,
  ],
  ['a price below a tick', (s) => (symbol(s).openPx = 50), 'symbols.0.openPx', /at least one tick: 100/],
  ['a price on no tick', (s) => (symbol(s).openPx = 1_000_025), 'symbols.0.openPx', /off the tick of 100, and not midway/],
  [
    'a crowd of hidden orders',
    (s) => (weights(s).XNYS = 1e6),
    'actors.hidden.venues.XNYS',
    /must leave 5000 orders of ALTO at most hidden/,
  ],
  [
    'hidden orders that stay all day',
    (s) => Object.assign(actors(s, 'hidden'), { rate: 10, life: 86_400e9 }),
    'actors.hidden.venues.XNYS',
    /must leave 5000 orders of ALTO at most hidden/,
  ],
  [
    'hidden shares beyond 32 bits',
    (s) => Object.assign(actors(s, 'hidden'), { rate: 20, meanQty: 1e6 }),
    'actors.hidden.venues.XNAS',
    /must leave 500000000 hidden shares at most/,
  ],
  ['hidden orders once in an age', (s) => (weights(s).XNYS = 1e-300), 'actors.hidden.venues.XNYS', /or at least 0.00001 a second/],
  [
    'a storm of hidden orders that stay for nothing',
    (s) => Object.assign(actors(s, 'hidden'), { rate: 1000, life: 1000, venues: { XNYS: 1e6 } }),
    'actors.hidden.venues.XNYS',
    /must come to 500000 hidden orders a second at most/,
  ],
  [
    'makers who look all the time',
    (s) => Object.assign(actors(s, 'price'), { step: 100_000 }),
    'actors.price.step',
    /must come to 5000000 quotes a second at most/,
  ],
  [
    'quotes tried again at once',
    (s) => Object.assign(actors(s, 'makers'), { refill: 1000, reaction: 0 }),
    'actors.makers.refill',
    /must come to 5000000 tries a second/,
  ],
  [
    'makers who do nothing but flicker',
    (s) => {
      Object.assign(actors(s, 'makers'), { flickerRate: 1000, perVenue: 6 });
      actors(s, 'price').shape = 10;
    },
    'actors.makers.flickerRate',
    /must come to 500000 flickers a second at most/,
  ],
  [
    'takers from whom everybody flees',
    (s) => {
      Object.assign(actors(s, 'makers'), { fade: 1, perVenue: 6 });
      Object.assign(own(s), { ALTO: { takers: { rate: 1000 }, price: { shape: 10 } } });
    },
    'actors.symbols.ALTO.takers.rate',
    /must come to 500000 takers a second/,
  ],
  [
    'a pool that nobody leaves',
    (s) => (pool(s).life = 86_400e9),
    'venues.8.pool.life',
    /must leave 200 orders of ALTO at most in the pool/,
  ],
  [
    'pools that everybody comes to',
    (s) => {
      actors(s, 'price').shape = 10;
      for (let i = 8; i < 12; i++) Object.assign(pool(s, i), { rate: 1000, life: 1000 });
      s.venues = [...(s.venues as Json[]), ...Array.from({ length: 4 }, (_, i) => ({ ...venue(s, 8), mic: `POOL${i}` }))];
    },
    'venues.8.pool.rate',
    /must come to 500000 orders a second to the pools/,
  ],
  [
    'orders at rest at thousands of books',
    (s) => {
      actors(s, 'hidden').life = 3_000e9;
      weights(s).IEXG = 11;
      const [first] = s.symbols as Json[];
      s.symbols = Array.from({ length: 40 }, (_, i) => ({ ...first, symbol: `S${i}` }));
      (s.actors as Json).symbols = {};
      actors(s, 'hidden').meanQty = 1;
    },
    'actors.hidden.venues.IEXG',
    /must come to 500000 orders at rest/,
  ],
  [
    'a footprint that could leave the book',
    (s) => Object.assign(actors(s, 'footprint'), { ticksPerLot: 10, rootBeyond: 1e9 }),
    'actors.footprint.ticksPerLot',
    /beyond what a book holds/,
  ],
  [
    'watchers who could carry the price out of the book',
    (s) => {
      Object.assign(symbol(s), { tick: 10_000, openPx: 1_000_000 });
      actors(s, 'watchers').kappa = 10;
    },
    'actors.watchers.kappa',
    /beyond what a book holds/,
  ],
  ['a chance to be read above one', (s) => (actors(s, 'watchers').litIoc = 1.1), 'actors.watchers.litIoc', /1/],
  ['more fee-aware takers than takers', (s) => (actors(s, 'takers').feeAware = 1.1), 'actors.takers.feeAware', /1/],
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
