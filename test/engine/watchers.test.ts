import { describe, expect, test } from 'vitest';
import { Engine } from '../../electron/engine/engine.ts';
import type { Level } from '../../electron/engine/market/agents/makers.ts';
import { Watchers } from '../../electron/engine/market/agents/watchers.ts';
import type { Sighting, Trace } from '../../electron/engine/market/sighting.ts';
import type { MarketPort } from '../../electron/engine/market/source.ts';
import type { Witness } from '../../electron/engine/market/witness.ts';
import { Sightings } from '../../electron/engine/venue/sightings.ts';
import type { Trades } from '../../electron/engine/venue/trades.ts';
import { Digest } from '../../electron/host/digest.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import type { WatchersConfig } from '../../shared/config/actors.ts';
import type { AgentsConfig } from '../../shared/config/session.ts';
import type { NewOrderSingle } from '../../shared/events.ts';
import { MILLISECOND, millis, type Nanos, nanos, qty, SECOND } from '../../shared/units.ts';
import { agents, quiet } from '../support/agents.ts';
import { order, Record } from '../support/run.ts';

const config = agents();
const lit = config.venues.flatMap(({ kind }, v) => (kind === 'lit' ? [v] : []));
const T = (config.openAt + SECOND) as Nanos;

/** Watchers before a market that shows so many shares of each side at every lit venue, eight of them at the touch. */
function before(change: Partial<WatchersConfig> = {}, shown = 100) {
  const table = { shown };
  const port = {
    bestPx: (venue: number, _symbol: number, side: string) =>
      table.shown > 0 && lit.includes(venue) ? (side === 'buy' ? 1_000_000 : 1_000_100) : 0,
    bestQty: () => table.shown,
  } as unknown as MarketPort;
  const faded: (Level & { readonly chance: number })[] = [];
  const makers = { fadeElsewhere: (_now: number, level: Level, chance: number) => void faded.push({ ...level, chance }) };
  const watchers: WatchersConfig = { ...config.actors.watchers!, kappa: 0.5, fades: nanos(0), ...change };
  const settings = [{ spec: config.symbols[0]!, ...config.actors, watchers }];
  return { watchers: new Watchers(config, settings, port, makers), faded, table };
}

function sighting(trace: Trace, change: Partial<Sighting> = {}): Sighting {
  return { venue: lit[0]!, symbol: 0, side: 'buy', trace, remaining: 800, ...change };
}

describe('a child that shows itself', () => {
  const CHANCES: readonly (readonly [string, readonly Trace[], number])[] = [
    ['an order to one venue', ['litIoc'], 0.2],
    ['an order to three', ['litIoc', 'litIoc', 'litIoc'], 0.488],
    ['one to five', ['litIoc', 'litIoc', 'litIoc', 'litIoc', 'litIoc'], 0.67232],
    ['one that rests', ['litPost'], 0.1],
    ['a ping', ['darkPing'], 0.05],
    ['a fill at the midpoint', ['midpointFill'], 0.02],
    ['one of each', ['litIoc', 'litPost', 'darkPing', 'midpointFill'], 1 - 0.8 * 0.9 * 0.95 * 0.98],
  ];

  test.each(CHANCES)('%s is read by 1 - product of (1 - q)', (_, traces, expected) => {
    const { watchers } = before();
    const n = 20_000;
    let read = 0;
    for (let i = 0; i < n; i++) {
      const now = T + i * SECOND;
      for (const trace of traces) watchers.saw(now, sighting(trace));
      if (watchers.ticks(now, 0) !== 0) read++;
    }
    expect(Math.abs(read / n - expected)).toBeLessThan(3.3 * Math.sqrt((expected * (1 - expected)) / n));
  });

  test('moves the price against its order, by the root of what is left over what is displayed, for a while', () => {
    const { watchers, faded } = before({ litIoc: 1 });
    watchers.saw(T, sighting('litIoc', { remaining: 200 }));
    watchers.saw(T, sighting('litIoc', { side: 'sell', remaining: 3200 }));
    expect(watchers.ticks(T, 0)).toBeCloseTo(0.5 * 0.5 - 0.5 * 2, 12);
    expect(watchers.ticks(T + 250 * MILLISECOND - 1, 0)).toBeCloseTo(-0.75, 12);
    expect(watchers.ticks(T + 250 * MILLISECOND, 0)).toBe(0);
    // The level before the order: offers for a buy, bids for a sell.
    expect(faded).toEqual([
      { venue: 0, symbol: 0, side: 1, tick: 10_001, chance: 0.25 },
      { venue: 0, symbol: 0, side: 0, tick: 10_000, chance: 1 },
    ]);
  });

  test('adds nothing to what is known already: the most that stands counts, each for its own time', () => {
    const { watchers } = before({ litIoc: 1 });
    const saw = (ms: number, remaining: number) => watchers.saw(T + ms * MILLISECOND, sighting('litIoc', { remaining }));
    const at = (ms: number) => watchers.ticks(T + ms * MILLISECOND, 0);
    saw(0, 800);
    saw(50, 200);
    saw(100, 50);
    expect([0, 100, 249, 250, 299, 300, 349, 350].map(at)).toEqual([0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0]);
    saw(400, 50);
    saw(450, 800);
    expect([450, 699, 700].map(at)).toEqual([0.5, 0.5, 0]);
  });

  test('is weighed against what stood before the first of its burst took any, a round lot at least', () => {
    const { watchers, table } = before({ litIoc: 1, litPost: 0 });
    watchers.saw(T, sighting('litPost'));
    table.shown = 1;
    watchers.saw(T + 100 * MILLISECOND, sighting('litIoc'));
    expect(watchers.ticks(T + 100 * MILLISECOND, 0)).toBeCloseTo(0.5, 12);
    watchers.saw(T + SECOND, sighting('litIoc'));
    expect(watchers.ticks(T + SECOND, 0)).toBeCloseTo(0.5 * Math.sqrt(8), 12);
  });

  test('what was read is let go of by halves', () => {
    const { watchers } = before({ litIoc: 1, fades: SECOND as Nanos });
    watchers.saw(T, sighting('litIoc', { remaining: 800 }));
    const end = T + 250 * MILLISECOND;
    const [full, half, quarter] = [end - 1, end + SECOND, end + 2 * SECOND].map((at) => watchers.ticks(at, 0));
    expect(full).toBeGreaterThan(0);
    expect([half, quarter]).toEqual([full! / 2, full! / 4]);
    expect(watchers.ticks(end + 10 * SECOND, 0)).toBe(0);
  });

  test('gives nothing away where nobody watches, nor before an empty book', () => {
    for (const { watchers, faded } of [before({ litIoc: 0 }), before({ litIoc: 1 }, 0)]) {
      watchers.saw(T, sighting('litIoc'));
      expect([watchers.ticks(T, 0), faded]).toEqual([0, []]);
    }
  });
});

describe('when a child shows itself', () => {
  const dark = config.venues.findIndex(({ kind }) => kind === 'dark');
  const terms = { symbol: 0, side: 'buy' as const, px: 1_000_000, qty: 100, timeInForce: 'ioc' as const, iso: false };

  function watched() {
    const seen: (readonly [string, number])[] = [];
    const source = { onChild: (_: Nanos, { trace, remaining }: Sighting) => seen.push([trace, remaining]) };
    return { seen, sightings: new Sightings(config, { now: T }, { source } as unknown as Trades) };
  }

  test('one that takes, rests displayed or pings a pool does as it arrives, with what its parent has left', () => {
    const { seen, sightings } = watched();
    const arrives = (child: number, venue: number, action: 'take' | 'post' | 'mid') =>
      sightings.arrived({ ...terms, child, venue, action, remaining: 700 });
    arrives(1, 0, 'take');
    arrives(2, 0, 'post');
    arrives(3, dark, 'mid');
    for (const child of [1, 2, 3]) sightings.traded({ ...terms, child, venue: 0, qty: 50 });
    expect(seen).toEqual([
      ['litIoc', 700],
      ['litPost', 700],
      ['darkPing', 700],
    ]);
  });

  test('one that is at the midpoint unseen does by its first fill, if anything is left then', () => {
    const { seen, sightings } = watched();
    const arrives = (child: number, venue: number, action: 'mid' | 'peg', remaining = 700) =>
      sightings.arrived({ ...terms, child, venue, action, remaining });
    arrives(1, 0, 'mid');
    arrives(2, dark, 'peg');
    arrives(3, 0, 'peg');
    arrives(4, 0, 'peg', 100);
    sightings.gone(3);
    for (const child of [1, 2, 2, 3]) sightings.traded({ ...terms, child, venue: 0, qty: 50 });
    sightings.traded({ ...terms, child: 4, venue: 0, qty: 100 });
    expect(seen).toEqual([
      ['midpointFill', 650],
      ['midpointFill', 650],
    ]);
  });
});

/** A market and an order that comes to it after a second. */
function session(of: AgentsConfig, orders: readonly NewOrderSingle[], span = SECOND / 4) {
  const path: (readonly [number, number])[] = [];
  const witness: Witness = { price: (at, _symbol, ticks) => path.push([at, ticks]) };
  const record = new Record();
  const engine = new Engine({ config: of, sink: record, witness });
  for (const one of orders) engine.submit(one);
  engine.advanceTo((T + span) as Nanos);
  return { engine, record, path };
}

describe('in the market', () => {
  test('without orders nobody draws anything: the day is the same with watchers and without', () => {
    const us2026 = { ...loadScenario('us2026'), seed: 7 } as ReturnType<typeof agents>;
    const { watchers: _, ...others } = us2026.actors;
    const digest = (actors: typeof us2026.actors) => {
      const sink = new Digest();
      const engine = new Engine({ config: { ...us2026, actors }, sink });
      engine.advanceTo((us2026.openAt + 5 * SECOND) as Nanos);
      return sink.value();
    };
    expect(us2026.actors.watchers).toMatchObject({ litIoc: 0.2, lasts: 250_000_000 });
    expect(digest(us2026.actors)).toBe(digest(others));
  });

  test('what is read of an order is in the price that all see, and makers elsewhere pull the touch', () => {
    const still = quiet({ watchers: { litIoc: 1, kappa: 10, fades: nanos(0) } });
    const at = (venue: string) => still.venues.findIndex(({ mic }) => mic === venue);
    const buy = order(T, { symbol: 'ALTO', orderQty: qty(100), strategy: 'single_venue', exDestination: 'BATS' });
    const { engine, path } = session(still, []);
    const touch = engine.displayed(at('EDGX'), 0, 'buy')[0]!.px;
    const read = session(still, [buy], millis(1));
    expect(engine.displayed(at('EDGX'), 0, 'buy')[0]!.px).toBe(touch);
    expect(read.engine.displayed(at('EDGX'), 0, 'buy')[0]!.px).toBeGreaterThan(touch);
    const later = session(still, [buy], SECOND);
    const start = path.at(-1)![1];
    const up = later.path.filter(([, ticks]) => ticks > start).map(([time]) => time - T);
    expect(up.length).toBeGreaterThan(20);
    expect(Math.max(...up)).toBeLessThan(251 * MILLISECOND);
  });

  test('saved while an order is read and restored, the session goes on the same', () => {
    const of = agents({ watchers: { litIoc: 1 } });
    const commands = [order(T, { symbol: 'ALTO', orderQty: qty(3000), timeInForce: 'day' })];
    const { engine, record } = session(of, commands, 100 * MILLISECOND);
    const rest = new Record();
    const resumed = Engine.restore({ config: of, sink: rest }, engine.save());
    const before = record.events.length;
    for (const one of [engine, resumed]) one.advanceTo((T + 2 * SECOND) as Nanos);
    expect(rest.events).toEqual(record.events.slice(before));
    expect(rest.nbbos.length).toBeGreaterThan(100);
    expect(rest.nbbos).toEqual(record.nbbos.slice(-rest.nbbos.length));
  });
});

describe('leakage over paired seeds (domain 5.7)', () => {
  const SEEDS = Array.from({ length: 60 }, (_, i) => 71_000 + i);
  const five = ['XNYS', 'XNAS', 'BATS', 'EDGX', 'IEXG'];

  /** Mean efficient price over the first quarter of a second, ticks, less that of the same day without the order. */
  function drifts(change: Partial<NewOrderSingle>): number[] {
    const buy = order(T, { symbol: 'ALTO', orderQty: qty(500), ...change });
    return SEEDS.map((seed) => {
      const base = agents({ footprint: { ticksPerLot: 0 } }, { seed });
      const venues = base.venues.filter(({ mic, kind }) => kind === 'lit' && five.includes(mic));
      const of = { ...base, venues, actors: { ...base.actors, hidden: { ...base.actors.hidden, venues: {} } } };
      const mean = (orders: readonly NewOrderSingle[]) => {
        const after = session(of, orders).path.filter(([at]) => at > T + MILLISECOND);
        return after.reduce((sum, [, ticks]) => sum + ticks, 0) / after.length;
      };
      return mean([buy]) - mean([]);
    });
  }

  test('a burst to five venues drifts more than an order to one', () => {
    const burst = drifts({ strategy: 'broadcast' });
    const single = drifts({ strategy: 'single_venue', exDestination: 'XNAS' });
    const differences = burst.map((drift, i) => drift - single[i]!);
    const mean = differences.reduce((a, b) => a + b) / SEEDS.length;
    const deviation = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (SEEDS.length - 1));
    expect(mean - (1.96 * deviation) / Math.sqrt(SEEDS.length)).toBeGreaterThan(0);
    const read = (list: number[]) => list.filter((drift) => Math.abs(drift) > 1e-9).length / SEEDS.length;
    expect(read(burst)).toBeGreaterThan(0.5);
    expect(read(single)).toBeLessThan(0.4);
    expect(Math.min(...burst, ...single)).toBeGreaterThan(-1e-9);
  });
});
