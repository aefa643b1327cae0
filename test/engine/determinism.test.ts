import { describe, expect, test } from 'vitest';
import { Engine, type EngineOptions } from '../../electron/engine/engine.ts';
import { Stream } from '../../electron/engine/random.ts';
import { Digest } from '../../electron/host/digest.ts';
import { tapeConfig } from '../../electron/host/tape-config.ts';
import type { SimulationConfig } from '../../shared/config/session.ts';
import type { Command, Sink } from '../../shared/events.ts';
import type { Side } from '../../shared/fix.ts';
import { MILLISECOND, type Nanos, SECOND } from '../../shared/units.ts';
import { mixedOrders } from '../support/orders.ts';
import { randomTape } from '../support/random-tape.ts';
import { order, Record, run, textbook } from '../support/run.ts';

type Options = Omit<EngineOptions, 'sink'>;

interface Script {
  readonly options: Options;
  readonly commands: readonly Command[];
  readonly until: Nanos;
}

/** Orders of every kind, cancels of some of them, and each switch thrown once. */
function commandsOf(symbol: string, tick: number, from: number, to: number, near: number, seed: number): Command[] {
  const orders = mixedOrders({ count: 40, seed, symbol, from, to: to - SECOND, tick, near: () => near });
  const stream = new Stream(seed, 'commands');
  const cancels = orders
    .filter(() => stream.chance(0.3))
    .map((one): Command => {
      const at = (one.at + stream.below(200) * MILLISECOND) as Nanos;
      return { type: 'OrderCancelRequest', at, clOrdID: `x-${one.clOrdID}`, origClOrdID: one.clOrdID };
    });
  const middle = from + (to - from) / 2;
  const at = (offset: number) => Math.floor(middle + offset) as Nanos;
  const switches: Command[] = [
    { type: 'SetOrderProtection', at: at(-SECOND), on: false },
    { type: 'KillSwitch', at: at(0), engaged: true, reason: 'drill' },
    { type: 'KillSwitch', at: at(SECOND / 4), engaged: false, reason: 'over' },
    { type: 'OrderMassCancelRequest', at: at(SECOND), clOrdID: 'all' },
  ];
  return [...orders, ...cancels, ...switches].sort((a, b) => a.at - b.at);
}

function simulated(seed = 42): Script {
  const config = { ...textbook(), seed };
  const from = config.openAt + SECOND / 2;
  const until = (config.openAt + 6 * SECOND) as Nanos;
  return { options: { config }, commands: commandsOf('ACME', 100, from, until, config.symbols[0]!.openPx, seed), until };
}

function recorded(seed = 3): Script {
  const tape = randomTape(seed, 800);
  const config = tapeConfig(tape);
  const until = (config.openAt + 60 * SECOND) as Nanos;
  return { options: { config, tape }, commands: commandsOf('FWY', 100, config.openAt + SECOND, until, 1_000_000, seed), until };
}

/** Feeds a script to an engine with pauses chosen by `pump`, which says how far to go next. */
function drive({ options, commands, until }: Script, pump: (engine: Engine) => Nanos | undefined): string {
  const sink = new Digest();
  const engine = new Engine({ ...options, sink });
  const goTo = (target: Nanos) => {
    for (let next = pump(engine); next !== undefined && next < target; next = pump(engine)) engine.advanceTo(next);
  };
  for (const command of commands) {
    goTo(command.at);
    engine.submit(command);
  }
  goTo(until);
  engine.advanceTo(until);
  engine.end();
  return sink.value();
}

const oneStep = (script: Script) => drive(script, () => undefined);

describe.each([
  ['a simulated market', simulated],
  ['a recorded day', recorded],
])('%s', (_name, script) => {
  const same = script();
  const digest = oneStep(same);

  test('said once more is the same session', () => {
    expect(oneStep(script())).toBe(digest);
  });

  test('is the same in steps of a millisecond, of random length, and from event to event', () => {
    const pace = new Stream(1, 'pace');
    const steps = {
      millisecond: (engine: Engine) => (engine.now + MILLISECOND) as Nanos,
      random: (engine: Engine) => (engine.now + pace.below(50 * MILLISECOND)) as Nanos,
      event: (engine: Engine) => engine.nextEventAt(),
    };
    const digests = Object.entries(steps).map(([name, pump]) => [name, drive(same, pump)]);
    expect(digests).toEqual(Object.keys(steps).map((name) => [name, digest]));
  });

  test('step() goes from event time to event time and leaves nothing out', () => {
    const sink = new Digest();
    const engine = new Engine({ ...same.options, sink });
    const times: number[] = [];
    for (const command of same.commands) {
      for (let next = engine.nextEventAt(); next !== undefined && next <= command.at; next = engine.nextEventAt()) {
        engine.step();
        expect(engine.now).toBe(next);
        times.push(engine.now);
      }
      engine.submit(command);
    }
    engine.advanceTo(same.until);
    engine.end();
    expect(times.every((time, i) => i === 0 || time >= times[i - 1]!)).toBe(true);
    expect(sink.value()).toBe(digest);
  });

  test('saved at any moment and restored, goes on to the same end', () => {
    const moments = new Stream(2, 'moments');
    const saveAt = new Set(same.commands.map((_, i) => i).filter(() => moments.chance(0.25)));
    expect(saveAt.size).toBeGreaterThan(5);
    let sink = new Digest();
    let engine = new Engine({ ...same.options, sink });
    for (const [i, command] of same.commands.entries()) {
      if (saveAt.has(i)) {
        // Legs are on the wire for about a millisecond: some moments fall among them.
        const before = same.commands[i - 1]?.at ?? engine.now;
        engine.advanceTo(Math.min(command.at, before + moments.below(MILLISECOND)) as Nanos);
        const saved = structuredClone({ engine: engine.save(), digest: sink.save() });
        // The engine that was saved goes another way: nothing of it may be shared.
        engine.advanceTo((engine.now + SECOND) as Nanos);
        sink = Digest.restore(saved.digest);
        engine = Engine.restore({ ...same.options, sink }, saved.engine);
        expect(engine.save()).toEqual(saved.engine);
      }
      engine.submit(command);
    }
    engine.advanceTo(same.until);
    engine.end();
    expect(sink.value()).toBe(digest);
  });

  test('of another seed is another session', () => {
    expect(oneStep(script(7))).not.toBe(digest);
  });
});

describe('the past', () => {
  const config = textbook();
  const engine = () => new Engine({ config, sink: new Record() });

  test('takes no command', () => {
    const late = engine();
    late.advanceTo((config.openAt + SECOND) as Nanos);
    for (const at of [config.openAt + SECOND - 1, config.openAt, Number.NaN])
      expect(() => late.submit(order(at))).toThrow(RangeError);
    expect(late.now).toBe(config.openAt + SECOND);
    late.submit(order(config.openAt + SECOND));
  });

  test('is not gone back to', () => {
    const late = engine();
    late.advanceTo((config.openAt + SECOND) as Nanos);
    const count = late.eventCount;
    late.advanceTo(config.openAt);
    expect([late.now, late.eventCount]).toEqual([config.openAt + SECOND, count]);
  });

  test('of another engine is not restored', () => {
    const state = { ...engine().save(), engineVersion: 'other' };
    expect(() => Engine.restore({ config, sink: new Record() }, state)).toThrow('the state is of engine other');
  });

  test('of another tape is not replayed', () => {
    const { options } = recorded();
    const other = { ...options.tape!, digest: 'f'.repeat(64) };
    expect(() => new Engine({ ...options, sink: new Record(), tape: other })).toThrow(/tapeDigest/);
    expect(() => new Engine({ config: options.config, sink: new Record() })).toThrow('a tape session needs its tape');
  });
});

describe('equal times', () => {
  const config = textbook();
  const at = config.openAt + SECOND;

  test('commands of one moment are taken in the order they were given', () => {
    const commands: Command[] = [
      { type: 'KillSwitch', at: at as Nanos, engaged: true, reason: 'drill' },
      order(at, { clOrdID: 'a' }),
      { type: 'KillSwitch', at: at as Nanos, engaged: false, reason: 'over' },
      order(at, { clOrdID: 'b' }),
    ];
    const { record } = run({ config }, commands, at);
    const now = record.events.filter((event) => event.at === at);
    const told = now.map((event) => (event.type === 'ExecutionReport' ? `${event.clOrdID} ${event.ordStatus}` : event.type));
    expect(told.slice(0, 4)).toEqual(['Notice', 'a 8', 'Notice', 'b 0']);
  });

  test('a command comes after all that was due at its time, whether or not the engine was already there', () => {
    const digests = [false, true].map((early) => {
      const sink = new Digest();
      const engine = new Engine({ config, sink });
      // The first taker, maker or dark pool to move after a second.
      engine.advanceTo(at as Nanos);
      const due = engine.nextEventAt()!;
      if (early) engine.advanceTo(due);
      engine.submit(order(due, { clOrdID: 'a' }));
      engine.submit(order(due, { clOrdID: 'b', side: 'sell' }));
      engine.advanceTo((due + SECOND / 10) as Nanos);
      return sink.value();
    });
    expect(digests[0]).toBe(digests[1]);
  });
});

/** Every level that each venue shows, as text, by MIC. */
class Shown implements Sink {
  readonly byVenue = new Map<string, string[]>();
  private readonly config: SimulationConfig;

  constructor(config: SimulationConfig) {
    this.config = config;
  }

  event(): void {}
  nbbo(): void {}
  trade(): void {}

  level(at: Nanos, venue: number, symbol: number, side: Side, px: number, qty: number): void {
    const { mic } = this.config.venues[venue]!;
    const rows = this.byVenue.get(mic) ?? [];
    rows.push(`${at} ${this.config.symbols[symbol]!.symbol} ${side} ${px} ${qty}`);
    this.byVenue.set(mic, rows);
  }
}

describe('streams', () => {
  /** No one trades, so that one venue hears of another only through the price that all see. */
  const peaceful = textbook();
  const quiet: SimulationConfig = {
    ...peaceful,
    flow: { ...peaceful.flow, takerRate: 0, arbitrageurEdgeTicks: 100 },
    venues: peaceful.venues.map((spec) => ({ ...spec, flowShare: spec.kind === 'lit' ? 20 : 0 })),
  };

  function shown(config: SimulationConfig): Map<string, string[]> {
    const sink = new Shown(config);
    new Engine({ config, sink }).advanceTo((config.openAt + 3 * SECOND) as Nanos);
    return sink.byVenue;
  }

  test('a new venue, wherever it is listed, moves no one else’s draws', () => {
    const before = shown(quiet);
    const added = { ...quiet.venues[0]!, mic: 'NEWX', letter: 'X' };
    const dark = { ...quiet.venues[5]!, mic: 'NEWD', letter: 'XD' };
    const after = shown({ ...quiet, venues: [added, ...quiet.venues.slice(0, 6), dark, ...quiet.venues.slice(6)] });
    expect([...after.keys()]).toContain('NEWX');
    expect(before.size).toBe(5);
    for (const [mic, rows] of before) {
      expect(rows.length).toBeGreaterThan(200);
      expect(after.get(mic)).toEqual(rows);
    }
  });

  test('a new symbol moves no other symbol', () => {
    const two = { ...quiet, symbols: quiet.symbols.slice(0, 2) };
    const one = { ...quiet, symbols: quiet.symbols.slice(0, 1) };
    const acme = (rows: string[]) => rows.filter((row) => row.includes('ACME'));
    const alone = shown(one);
    const paired = shown(two);
    for (const [mic, rows] of alone) expect(acme(paired.get(mic)!)).toEqual(rows);
  });
});
