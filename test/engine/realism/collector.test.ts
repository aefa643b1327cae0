import { describe, expect, test } from 'vitest';
import { Engine } from '../../../electron/engine/engine.ts';
import { Collector } from '../../../electron/engine/realism/collector.ts';
import { measure } from '../../../electron/engine/realism/measure.ts';
import { measures } from '../../../electron/engine/realism/measures.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import { MICROSECOND, MINUTE, type Nanos, SECOND } from '../../../shared/units.ts';
import { viewOf } from '../../support/view.ts';

const config: SessionConfig = loadScenario('textbook');
const OPEN = config.openAt;
const NYSE = 0;
const NASDAQ = 1;
const IEX = config.venues.findIndex(({ mic }) => mic === 'IEX');
const POOL = config.venues.findIndex(({ kind }) => kind === 'dark');

/** A collector of the first symbol over so many seconds, told by hand. Times are seconds from the open, prices dollars. */
function story(seconds: number) {
  const view = viewOf(config);
  const collector = new Collector({ config, symbol: 0, from: OPEN, to: at(seconds) });
  collector.watch(view);
  return {
    collector,
    /** One level of a venue, as its message comes `late` µs after it was sent. */
    level(second: number, venue: number, side: 'buy' | 'sell', dollars: number, qty: number, late = 200) {
      const sent = at(second);
      const px = Math.round(dollars * 10_000);
      view.level(venue, 0, side, px, qty, sent);
      collector.level((sent + late * MICROSECOND) as Nanos, venue, 0, side, px, qty, sent);
    },
    trade(second: number, venue: number, dollars: number, qty: number, late = 200) {
      const sent = at(second);
      collector.trade((sent + late * MICROSECOND) as Nanos, venue, 0, Math.round(dollars * 10_000), qty, sent);
    },
    told() {
      collector.finish();
      return measures(collector);
    },
  };
}

function at(second: number): Nanos {
  return Math.round(OPEN + second * SECOND) as Nanos;
}

describe('exchange time', () => {
  test('what distance let through first is put back in order: the market was never crossed, nor traded through', () => {
    const { level, trade, told } = story(10);
    level(0, NYSE, 'buy', 100, 100);
    level(0, NYSE, 'sell', 100.02, 100);
    level(0, NASDAQ, 'sell', 100.02, 300);
    // At 1 s the far venue's offer has gone up; 100 µs later the near one bids at its old price, and the router hears of that first.
    level(1, NASDAQ, 'sell', 100.02, 0, 900);
    level(1, NASDAQ, 'sell', 100.04, 100, 900);
    level(1, NYSE, 'sell', 100.02, 0, 900);
    level(1, NYSE, 'sell', 100.05, 100, 900);
    trade(1.0002, IEX, 100.04, 50, 20);
    level(1.0001, IEX, 'buy', 100.03, 100, 20);
    const { values } = told();
    expect(values.crossed).toBe(0);
    expect(values.tradeThroughs).toBe(0);
    expect(values.spreadTicks).toBeCloseTo((2 * 1 + 4 * 0.0001 + 1 * 8.9999) / 10, 6);
  });

  test('a trade in a dark pool is off the exchanges and has no sign', () => {
    const { level, trade, told } = story(10);
    level(0, NYSE, 'buy', 100, 100);
    level(0, NYSE, 'sell', 100.02, 100);
    trade(1, POOL, 100.01, 300);
    trade(2, NYSE, 100.02, 100);
    const { values } = told();
    expect(values.offExchange).toBe(75);
    expect(values.tradeSize).toBe(200);
    expect(values.effectiveTicks).toBeCloseTo(2, 9);
  });

  test('only the time that was asked for counts, and other symbols never', () => {
    const { collector, level, trade, told } = story(10);
    level(-3, NYSE, 'buy', 100, 100);
    level(-3, NYSE, 'sell', 100.02, 100);
    trade(-1, NYSE, 100.02, 1000);
    trade(10, NYSE, 100.02, 1000);
    trade(3, NYSE, 100.02, 100);
    collector.trade(at(4), NYSE, 1, 500_000, 900, at(4));
    const { values } = told();
    expect([values.tradeSize, values.tradeRate]).toEqual([100, 6]);
    expect(values.spreadTicks).toBeCloseTo(2, 12);
  });
});

describe('the witness', () => {
  test('cancels over lit trades, hidden share, and the side that took', () => {
    const { collector, level, trade, told } = story(60);
    level(0, NYSE, 'buy', 100, 1000);
    level(0, NYSE, 'sell', 100.02, 1000);
    for (let i = 0; i < 30; i++) {
      collector.added(at(1), NYSE, 0);
      collector.cancelled(at(1), NYSE, 0);
    }
    collector.cancelled(at(1), POOL, 0);
    collector.cancelled(at(70), NYSE, 0);
    // Two displayed matches and a hidden one inside; the rule sees the last, a sale at 100.015, as a buy.
    collector.matched(at(2), NYSE, 0, 0, 1_000_200, 100, false);
    trade(2, NYSE, 100.02, 100);
    collector.matched(at(3), NYSE, 0, 1, 1_000_000, 100, false);
    trade(3, NYSE, 100, 100);
    collector.matched(at(4), NYSE, 0, 1, 1_000_150, 50, true);
    trade(4, NYSE, 100.015, 50);
    collector.matched(at(5), POOL, 0, 0, 1_000_100, 500, true);
    const { values } = told();
    expect(values.cancelTrade).toBe(15);
    expect(values.hidden).toBe(20);
    expect(values.messages).toBe(31);
    expect(values.signsRight).toBeCloseTo(200 / 3, 9);
  });

  test('races: how many, how long most of them, who wins, where', () => {
    const { collector, told } = story(120);
    collector.raced(at(1), NYSE, 0, 2, 7_000, true, 100);
    collector.raced(at(2), NYSE, 0, 3, 8_000, true, 100);
    collector.raced(at(3), IEX, 0, 2, 12_000, true, 200);
    collector.raced(at(4), NASDAQ, 0, 2, 300_000, false, 0);
    // No race: nobody else came.
    collector.raced(at(5), NASDAQ, 0, 1, 0, true, 100);
    collector.raced(at(6), NASDAQ, 1, 2, 0, true, 100);
    const { values, venues, curves } = told();
    expect(values.races).toBe(2);
    expect(values.raceMode).toBe(7.5);
    expect(values.raceTakers).toBe(75);
    const won = Object.fromEntries(venues.map(({ mic, racesWonByTakers }) => [mic, racesWonByTakers]));
    expect(won).toMatchObject({ NYSE: 100, NASDAQ: 0, IEX: 100, EDGX: undefined });
    expect([curves.races[1], curves.races[2], curves.races[60]]).toEqual([50, 25, 25]);
  });

  test('volatility over that of the efficient price: half where the middle goes half as far', () => {
    const { collector, level, told } = story(60);
    level(-1, NYSE, 'buy', 100, 100);
    level(-1, NYSE, 'sell', 100.02, 100);
    for (let i = 0; i < 60; i++) {
      // Up two ticks and down again, in the middle of each second; the quotes half of it.
      collector.price(at(i + 0.5), 0, 10_000 + (i % 2 === 0 ? 2 : 0));
      level(i + 0.5, NYSE, i % 2 === 0 ? 'sell' : 'buy', i % 2 === 0 ? 100.02 : 100.01, 0);
      level(i + 0.5, NYSE, i % 2 === 0 ? 'sell' : 'buy', i % 2 === 0 ? 100.03 : 100, 100);
      level(i + 0.5, NYSE, i % 2 === 0 ? 'buy' : 'sell', i % 2 === 0 ? 100 : 100.03, 0);
      level(i + 0.5, NYSE, i % 2 === 0 ? 'buy' : 'sell', i % 2 === 0 ? 100.01 : 100.02, 100);
    }
    const { values } = told();
    expect(values.mid1s).toBeCloseTo(1, 9);
    expect(values.volatility).toBeCloseTo(0.5, 9);
  });

  test('without a witness its rows are not there', () => {
    const { level, told } = story(10);
    level(0, NYSE, 'buy', 100, 100);
    level(0, NYSE, 'sell', 100.02, 100);
    const { values } = told();
    expect([values.volatility, values.cancelTrade, values.hidden, values.races, values.raceMode, values.trueSignAcf10]).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });
});

test('dislocations: how often and how long the two clocks differ, and what trades meanwhile', () => {
  const { collector, told } = story(10);
  collector.nbbo(at(0), 'direct', 0, 1_000_000, 100, 1_000_200);
  collector.nbbo(at(0), 'sip', 0, 1_000_000, 100, 1_000_200);
  collector.nbbo(at(2), 'direct', 0, 1_000_100, 100, 1_000_200);
  collector.nbbo(at(2.2), 'direct', 0, 1_000_100, 400, 1_000_200);
  collector.trade(at(2.3), NYSE, 0, 1_000_200, 100, at(2.3));
  collector.nbbo(at(2.5), 'sip', 0, 1_000_100, 100, 1_000_200);
  collector.trade(at(3), NYSE, 0, 1_000_200, 100, at(3));
  const { values } = told();
  expect(values.dislocations).toBe(6);
  expect(values.dislocatedTime).toBeCloseTo(5, 9);
  expect(values.dislocatedTrades).toBe(50);
});

test('a run is its seed: the same twice, another with another; a symbol or a time that is not there is named', () => {
  const to = at(30);
  const one = measure({ config, symbol: 'ACME', to });
  expect(measure({ config, symbol: 'ACME', to })).toEqual(one);
  expect(measure({ config: { ...config, seed: 99 }, symbol: 'ACME', to }).values).not.toEqual(one.values);
  expect(() => measure({ config, symbol: 'NONE' })).toThrow('NONE is not traded in textbook');
  expect(() => measure({ config, symbol: 'ACME', from: at(-1) })).toThrow('is not within the session');
});

test.each(['textbook', 'us2026'])('%s: a symbol measured by itself is what it is among the others', (scenario) => {
  const all = loadScenario(scenario);
  const to = (all.openAt + 10 * SECOND) as Nanos;
  const collector = new Collector({ config: all, symbol: 1, from: all.openAt, to });
  const engine = new Engine({ config: all, sink: collector, witness: collector });
  collector.watch(engine.view);
  engine.advanceTo(collector.settledAt);
  collector.finish();
  expect(measure({ config: all, symbol: all.symbols[1]!.symbol, to })).toEqual(measures(collector));
});

test('σ of the scenario: by the actors’ own U shape, and none where no σ moves the price', () => {
  const day = loadScenario('us2026');
  if (day.market !== 'agents' || day.actors.model !== 'agents') throw new Error('us2026 is a market of agents');
  const flat = { ...day, actors: { ...day.actors, price: { ...day.actors.price, shape: 0 } } };
  const { symbol, volatility } = flat.symbols[0]!;
  const { values } = measure({ config: flat, symbol, to: (flat.openAt + MINUTE) as Nanos });
  expect(values.mid1s! / values.sigmaScenario!).toBeCloseTo(volatility, 9);

  const flow = loadScenario('santa-fe');
  const still = measure({ config: flow, symbol: flow.symbols[0]!.symbol, to: (flow.openAt + MINUTE) as Nanos });
  expect(still.values.sigmaScenario).toBeUndefined();
});
