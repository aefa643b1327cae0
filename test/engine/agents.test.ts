import { describe, expect, test } from 'vitest';
import { Engine } from '../../electron/engine/engine.ts';
import { DayShape } from '../../electron/engine/market/agents/shape.ts';
import type { Witness } from '../../electron/engine/market/witness.ts';
import { Digest } from '../../electron/host/digest.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { roundLotOf } from '../../shared/round-lot.ts';
import { MINUTE, type Nanos, qty, SECOND } from '../../shared/units.ts';
import { agents, quiet } from '../support/agents.ts';
import { mixedOrders } from '../support/orders.ts';
import { order, Record } from '../support/run.ts';

type Config = ReturnType<typeof agents>;

const NEAR = ['BATS', 'EDGX', 'BATY', 'MEMX'];
const FAR = ['XNYS', 'ARCX', 'XNAS'];

function lit(config: Config): string[] {
  return config.venues.filter(({ kind }) => kind === 'lit').map(({ mic }) => mic);
}

/** Runs a market without orders for a while. */
function watch(config: Config, witness: Witness, minutes: number): Engine {
  const engine = new Engine({ config, sink: new Record(), witness });
  engine.advanceTo((config.openAt + minutes * MINUTE) as Nanos);
  return engine;
}

describe('the efficient price', () => {
  function prices(config: Config, minutes: number): [number, number][] {
    const seen: [number, number][] = [];
    watch(config, { price: (at, _symbol, ticks) => seen.push([at - config.openAt, ticks]) }, minutes);
    return seen;
  }

  test('diffuses with the volatility of its symbol', () => {
    const config = agents({ price: { jumpRate: 0, shape: 0, volatilityOfVolatility: 0.4 }, takers: { rate: 0 } });
    const path = prices(config, 20).map(([, ticks]) => ticks);
    let squares = 0;
    for (let i = 1; i < path.length; i++) squares += (path[i]! - path[i - 1]!) ** 2;
    const perSecond = squares / (20 * 60);
    // The random factor has mean square 1, but twenty minutes hold only some twenty of its half-lives.
    expect(perSecond / 0.8 ** 2).toBeGreaterThan(0.7);
    expect(perSecond / 0.8 ** 2).toBeLessThan(1.4);
  });

  test('jumps at times of its own, a tick at least, either way', () => {
    const path = prices(quiet({ price: { jumpRate: 2, jumpMeanTicks: 0.5 } }), 2);
    const jumps: number[] = [];
    for (let i = 1; i < path.length; i++) {
      const [at, ticks] = path[i]!;
      const by = ticks - path[i - 1]![1];
      if (by === 0) continue;
      expect(at % 10_000_000).not.toBe(0);
      expect(Math.abs(by)).toBeGreaterThanOrEqual(1 - 1e-9);
      jumps.push(by);
    }
    expect(jumps.length).toBeGreaterThan(200);
    expect(jumps.length).toBeLessThan(280);
    expect(jumps.some((by) => by > 0) && jumps.some((by) => by < 0)).toBe(true);
  });

  test('is busiest at the open and the close', () => {
    const shape = new DayShape(0, 100);
    expect([0, 25, 50, 75, 100].map((at) => shape.at(at, 1.5))).toEqual([2.5, 1.09375, 1, 1.09375, 2.5]);
  });

  test('is the same path whoever trades and wherever', () => {
    const config = agents();
    const fewer = { ...config, venues: config.venues.filter(({ mic }) => mic !== 'XNAS' && mic !== 'UBSA') };
    const calmer = agents({ arbitrageurs: { count: 0 }, hidden: { rate: 0 }, makers: { perVenue: 1 } });
    expect(prices(fewer, 1)).toEqual(prices(config, 1));
    expect(prices(calmer, 1)).toEqual(prices(config, 1));
  });
});

describe('makers', () => {
  test('quote every lit venue and symbol from the open on, on both sides', () => {
    const config = loadScenario('us2026') as Config;
    const engine = new Engine({ config, sink: new Record() });
    engine.advanceTo((config.openAt + SECOND) as Nanos);
    for (let s = 0; s < config.symbols.length; s++)
      for (const [v, spec] of config.venues.entries())
        for (const side of ['buy', 'sell'] as const)
          expect(engine.displayed(v, s, side).length > 0, `${spec.mic} ${side}`).toBe(spec.kind === 'lit');
  });

  test('a quote is stale for the reaction and the way to its venue, and the bump where there is one', () => {
    const config = quiet({ price: { jumpRate: 1, jumpMeanTicks: 3 } });
    let jumped = 0;
    const late: (number | undefined)[] = lit(config).map(() => undefined);
    watch(
      config,
      {
        price: (at) => {
          if ((at - config.openAt) % 10_000_000 !== 0 && jumped === 0) jumped = at;
        },
        cancelled: (at, venue) => {
          if (jumped > 0) late[venue] ??= at - jumped;
        },
      },
      0.2,
    );
    // 60 µs to decide, 15 µs of gateway; fibre from Secaucus 219, 159, 5 and 17.5 µs.
    const µs = (ways: number) => (60 + 15 + ways) * 1000;
    expect(late).toEqual([µs(219), µs(219), µs(159), µs(5), µs(5), µs(5), µs(17.5 + 350), µs(5)]);
  });

  test('with a hysteresis, a price that only trembles costs no messages', () => {
    const messages = (hysteresisTicks: number): number => {
      const config = quiet({ price: { step: 10_000_000 as Nanos }, makers: { hysteresisTicks, roomTicks: 0 } });
      let count = 0;
      const symbols = config.symbols.map((spec) => ({ ...spec, volatility: 0.2 }));
      watch({ ...config, symbols }, { cancelled: () => count++ }, 2);
      return count;
    };
    expect(messages(0.5)).toBeLessThan(messages(0.02) / 3);
  });

  test('a level that was taken comes back', () => {
    const config = quiet();
    const record = new Record();
    const engine = new Engine({ config, sink: record });
    const at = config.openAt + SECOND;
    engine.submit(order(at, { symbol: 'ALTO', orderQty: 300 as never }));
    engine.advanceTo((at + SECOND / 1000) as Nanos);
    const short = engine.view.direct[0]!.bestAskQty;
    engine.advanceTo((at + 5 * SECOND) as Nanos);
    expect(record.parents.at(-1)!.cumQty).toBe(300);
    expect(engine.view.direct[0]!.bestAskQty).toBeGreaterThan(short);
  });
});

describe('races', () => {
  const racy = { price: { jumpRate: 0.5 }, takers: { rate: 0 }, hidden: { rate: 0 } };

  function wonByTakers(config: Config, minutes: number): { near: number; far: number; races: number } {
    const races = config.venues.map(() => 0);
    const won = config.venues.map(() => 0);
    const count = (at: number[], mics: string[]) =>
      mics.reduce((sum, mic) => sum + at[config.venues.findIndex((v) => v.mic === mic)]!, 0);
    watch(
      config,
      {
        raced: (_at, venue, _symbol, messages, duration, takerWon) => {
          expect(messages).toBeGreaterThanOrEqual(2);
          expect(duration).toBeLessThanOrEqual(500_000);
          races[venue]!++;
          if (takerWon) won[venue]!++;
        },
      },
      minutes,
    );
    return {
      near: count(won, NEAR) / count(races, NEAR),
      far: count(won, FAR) / count(races, FAR),
      races: races.reduce((a, b) => a + b),
    };
  }

  test('makers on fibre lose them at far venues, and win some at near ones: distance alone makes a venue toxic', () => {
    const { near, far, races } = wonByTakers(agents(racy), 8);
    expect(races).toBeGreaterThan(300);
    expect(near).toBeLessThan(0.97);
    expect(near).toBeGreaterThan(0.5);
    expect(far).toBeGreaterThan(near + 0.02);
  });

  test('on one medium distance makes no difference', () => {
    const config = agents({ ...racy, makers: { medium: 'microwave' } });
    const { near, far } = wonByTakers(config, 8);
    expect(Math.abs(far - near)).toBeLessThan(0.08);
  });

  test('without arbitrageurs nobody hits a stale quote', () => {
    const trades = (count: number): number => {
      let sum = 0;
      const config = agents({ ...racy, arbitrageurs: { count } });
      const dry = { ...config, venues: config.venues.map((v) => (v.pool ? { ...v, pool: { ...v.pool, rate: 0 } } : v)) };
      watch(dry, { matched: () => sum++ }, 3);
      return sum;
    };
    expect(trades(2)).toBeGreaterThan(100);
    expect(trades(0)).toBe(0);
  });

  test('slower arbitrageurs than makers find nothing', () => {
    const config = agents({
      ...racy,
      arbitrageurs: { reaction: 900_000 as Nanos, reactionJitter: 0 as Nanos },
      makers: { reactionJitter: 0 as Nanos, flickerRate: 0 },
    });
    let taken = 0;
    watch(config, { matched: (_at, venue) => (taken += config.venues[venue]!.kind === 'lit' ? 1 : 0) }, 3);
    expect(taken).toBe(0);
  });

  test('a router whose legs arrive one after the other is beaten to the later ones by those who saw the first', () => {
    const filled = (count: number): number => {
      const config = agents({ arbitrageurs: { count, edgeTicks: 50 }, price: { jumpRate: 0 } });
      const record = new Record();
      const engine = new Engine({
        config: { ...config, venues: config.venues.map((v) => ({ ...v, hftPresence: 0.9 })) },
        sink: record,
      });
      for (let i = 1; i <= 20; i++) {
        const at = config.openAt + i * 3 * SECOND;
        engine.submit(order(at, { symbol: 'ALTO', orderQty: 1000 as never, strategy: 'price_time', timeInForce: 'ioc' }));
      }
      engine.advanceTo((config.openAt + 2 * MINUTE) as Nanos);
      return record.children
        .filter(({ lastMkt }) => lastMkt && FAR.includes(lastMkt))
        .reduce((sum, { lastQty }) => sum + (lastQty ?? 0), 0);
    };
    expect(filled(2)).toBeLessThan(filled(0) * 0.8);
  });
});

describe('our own footprint', () => {
  /** Ticks that the efficient price is up, by net thousands bought of it, in one go of ten thousand a second. */
  function moved(change: Parameters<typeof quiet>[0]): { readonly rise: number[]; readonly later: number } {
    const config = quiet({ makers: { meanQty: 20_000, refill: 1_000_000 as Nanos }, ...change });
    let price = 0;
    const witness: Witness = { price: (_at, _symbol, ticks) => (price = ticks) };
    const engine = new Engine({ config, sink: new Record(), witness });
    const start = config.symbols[0]!.openPx / 100;
    const rise: number[] = [];
    for (let i = 1; i <= 16; i++) {
      engine.submit(order(config.openAt + i * SECOND, { symbol: 'ALTO', orderQty: 10_000 as never }));
      engine.advanceTo((config.openAt + (i + 0.5) * SECOND) as Nanos);
      rise.push(price - start);
    }
    engine.advanceTo((config.openAt + 40 * MINUTE) as Nanos);
    return { rise, later: price - start };
  }

  test('is as the root of what we took, and fades', () => {
    const { rise, later } = moved({ footprint: { ticksPerLot: 0.04, rootBeyond: qty(1000), halfLife: (10 * MINUTE) as Nanos } });
    expect(rise[0]).toBeGreaterThan(0.5);
    expect(rise[3]! / rise[0]!).toBeCloseTo(2, 0);
    expect(rise[15]! / rise[0]!).toBeGreaterThan(3.5);
    expect(rise[15]! / rise[0]!).toBeLessThan(4.5);
    expect(later).toBeGreaterThan(0);
    expect(later).toBeLessThan(rise[15]! / 3);
  });

  test('is nothing where the scenario says so', () => {
    expect(moved({}).rise).toEqual(Array.from({ length: 16 }, () => 0));
  });
});

describe('takers and those unseen', () => {
  test('keep their side over many trades, and trade by the venues’ shares where they mind no fee', () => {
    const config = agents({ takers: { feeAware: 0 } });
    const signs: number[] = [];
    const at = config.venues.map(() => 0);
    watch(
      config,
      {
        matched: (_at, venue, _symbol, side, _px, qty) => {
          if (config.venues[venue]!.kind === 'dark') return;
          signs.push(side === 0 ? 1 : -1);
          at[venue]! += qty;
        },
      },
      10,
    );
    const product = (lag: number) => signs.slice(lag).reduce((sum, sign, i) => sum + sign * signs[i]!, 0) / (signs.length - lag);
    expect(signs.length).toBeGreaterThan(1000);
    expect(product(10)).toBeGreaterThan(0.08);
    expect(at[2]!).toBeGreaterThan(at[5]! * 3);
  });

  test('hidden orders trade inside the spread, most of all at IEX', () => {
    const config = agents();
    const hiddenAt = config.venues.map(() => 0);
    const all = config.venues.map(() => 0);
    let between = 0;
    watch(
      config,
      {
        matched: (_at, venue, _symbol, _side, px, qty, hidden) => {
          all[venue]! += qty;
          if (hidden) hiddenAt[venue]! += qty;
          if (hidden && px % 100 === 50) between++;
        },
      },
      10,
    );
    const share = (mic: string) => {
      const v = config.venues.findIndex((spec) => spec.mic === mic);
      return hiddenAt[v]! / all[v]!;
    };
    expect(between).toBeGreaterThan(20);
    expect(share('IEXG')).toBeGreaterThan(share('XNYS') * 2);
  });

  test('dark pools trade among others, at the midpoint', () => {
    const config = agents({}, { venues: agents().venues.map((v) => (v.pool ? { ...v, pool: { ...v.pool, rate: 1 } } : v)) });
    const pools = new Set<string>();
    watch(config, { matched: (_at, venue) => pools.add(config.venues[venue]!.mic) }, 5);
    for (const mic of ['UBSA', 'ASMT', 'SGMT', 'LEVL']) expect(pools).toContain(mic);
  });
});

describe('a session of agents', () => {
  function digestOf(config: Config, step: number, until: number): string {
    const sink = new Digest();
    const engine = new Engine({ config, sink });
    for (let at = config.openAt + step; at < until; at += step) engine.advanceTo(at as Nanos);
    engine.advanceTo(until as Nanos);
    return sink.value();
  }

  test('is the same in small steps and in one', () => {
    const config = agents();
    const until = config.openAt + 10 * SECOND;
    expect(digestOf(config, 7_000_000, until)).toBe(digestOf(config, 100 * SECOND, until));
  });

  test('goes on from a saved state as if nothing had been', () => {
    const config = { ...(loadScenario('us2026') as Config), seed: 5 };
    const half = (config.openAt + 8 * SECOND) as Nanos;
    const end = (config.openAt + 16 * SECOND) as Nanos;
    const engine = new Engine({ config, sink: new Record() });
    engine.advanceTo(half);
    const state = structuredClone(engine.save());
    const restored = new Record();
    Engine.restore({ config, sink: restored }, state).advanceTo(end);
    const whole = new Record();
    Engine.restore({ config, sink: whole }, engine.save()).advanceTo(end);
    const straight = new Record();
    const through = new Engine({ config, sink: straight });
    through.advanceTo(end);
    expect(restored.digest.value()).toBe(whole.digest.value());
    expect(restored.trades).toBeGreaterThan(0);
    expect(through.save()).toEqual(Engine.restore({ config, sink: new Record() }, through.save()).save());
    expect(Engine.restore({ config, sink: new Record() }, state).save()).toEqual(state);
  });

  test('goes on the same from amid orders and faults', () => {
    const base = agents();
    const from = base.openAt + SECOND;
    const at = (seconds: number) => (from + seconds * SECOND) as Nanos;
    const config: Config = {
      ...base,
      faults: [
        { at: at(2), fault: { kind: 'venueOutage', mic: 'XNAS', duration: (3 * SECOND) as Nanos } },
        { at: at(3), fault: { kind: 'crossedMarket', symbol: 'ALTO', mic: 'EDGX', ticks: 2, duration: (2 * SECOND) as Nanos } },
        { at: at(6), fault: { kind: 'fatFinger', symbol: 'ALTO', side: 'buy', orderQty: 40_000 as never } },
        { at: at(8), fault: { kind: 'halt', symbol: 'ALTO', duration: SECOND } },
        { at: at(8.5), fault: { kind: 'slowVenue', mic: 'BATS', delay: 2_000_000 as Nanos, duration: (2 * SECOND) as Nanos } },
      ],
    };
    const near = config.symbols[0]!.openPx - 50;
    const orders = mixedOrders({ count: 40, seed: 7, symbol: 'ALTO', from, to: at(11), tick: 100, near: () => near });
    const first = new Engine({ config, sink: new Record() });
    for (const one of orders) if (one.at < at(4)) first.submit(one);
    const state = structuredClone(first.save());
    const rest = (step: number): Record => {
      const record = new Record();
      const engine = Engine.restore({ config, sink: record }, state);
      for (const one of orders) {
        if (one.at < at(4)) continue;
        for (let next = engine.now + step; next < one.at; next += step) engine.advanceTo(next as Nanos);
        engine.submit(one);
      }
      engine.advanceTo(at(13));
      return record;
    };
    const whole = rest(100 * SECOND);
    expect(rest(33_000_000).digest.value()).toBe(whole.digest.value());
    expect(whole.children.some(({ execType }) => execType === 'F')).toBe(true);
    expect(whole.events.filter(({ type }) => type === 'FaultReport').length).toBeGreaterThan(4);
  });

  test('a halted symbol is quoted by nobody, and by everybody again when it trades', () => {
    const config = agents();
    const at = (config.openAt + 5 * SECOND) as Nanos;
    const halted = {
      ...config,
      faults: [{ at, fault: { kind: 'halt' as const, symbol: 'ALTO', duration: (10 * SECOND) as Nanos } }],
    };
    const engine = new Engine({ config: halted, sink: new Record() });
    const quoted = () => halted.venues.filter((_, v) => engine.displayed(v, 0, 'buy').length > 0).length;
    engine.advanceTo((at + 2 * SECOND) as Nanos);
    expect(quoted()).toBe(0);
    engine.advanceTo((at + 11 * SECOND) as Nanos);
    expect(quoted()).toBe(8);
  });

  test('a venue that was out is quoted around the market of now', () => {
    const config = agents();
    const at = (config.openAt + 5 * SECOND) as Nanos;
    const out = {
      ...config,
      faults: [{ at, fault: { kind: 'venueOutage' as const, mic: 'XNAS', duration: (20 * SECOND) as Nanos } }],
    };
    const engine = new Engine({ config: out, sink: new Record() });
    engine.advanceTo((at + 22 * SECOND) as Nanos);
    const { bidPx, bestBidPx, askPx, bestAskPx } = engine.view.direct[0]!;
    expect(Math.abs(bidPx[2]! - bestBidPx)).toBeLessThanOrEqual(200);
    expect(Math.abs(askPx[2]! - bestAskPx)).toBeLessThanOrEqual(200);
  });
});

describe('us2026', () => {
  const config = loadScenario('us2026') as Config;

  test('stands twelve venues where the round trips of the table are', () => {
    const trips = Object.fromEntries(
      config.venues.map((spec) => [spec.mic, (spec.entryLatency + spec.speedBump + spec.responseLatency) / 1000]),
    );
    expect(trips).toEqual({
      ...{ XNYS: 485, ARCX: 485, XNAS: 365, BATS: 55, EDGX: 55, BATY: 55, IEXG: 430, MEMX: 55 },
      ...{ UBSA: 90, ASMT: 90, SGMT: 400, LEVL: 40 },
    });
  });

  test('has symbols of every round-lot tier but the last, and of all three tapes', () => {
    expect(config.symbols.map(({ openPx, roundLot }) => roundLot === roundLotOf(openPx))).not.toContain(false);
    expect(new Set(config.symbols.map(({ roundLot }) => roundLot))).toEqual(new Set([100, 40, 10]));
    expect(new Set(config.symbols.map(({ tape }) => tape))).toEqual(new Set(['A', 'B', 'C']));
    expect(config.symbols.length).toBeGreaterThanOrEqual(5);
  });
});
