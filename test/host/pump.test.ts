import { expect, test } from 'vitest';
import type { Clock } from '../../electron/host/clock.ts';
import { RealClock } from '../../electron/host/clock.ts';
import { Pump } from '../../electron/host/pump.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { Session } from '../../electron/host/session.ts';
import { open } from '../../electron/store/open.ts';
import { sessions } from '../../electron/store/queries.ts';
import type { Command } from '../../shared/events.ts';
import { MILLISECOND, type Nanos, qty } from '../../shared/units.ts';

const config = loadScenario('textbook');
const at = (milliseconds: number) => (config.openAt + milliseconds * MILLISECOND) as Nanos;

const script: readonly Command[] = [
  ...[200, 350, 351, 900].map(
    (milliseconds, i): Command => ({
      type: 'NewOrderSingle',
      at: at(milliseconds),
      clOrdID: `c${i}`,
      symbol: i % 2 ? 'BOLT' : 'ACME',
      side: i % 3 ? 'sell' : 'buy',
      orderQty: qty(400 * (i + 1)),
      ordType: 'market',
      timeInForce: 'day',
      strategy: i % 2 ? 'dark_first' : 'smart',
      dispatch: i % 2 ? 'sequential' : 'parallel',
    }),
  ),
  { type: 'KillSwitch', at: at(1200), engaged: true, reason: 'end of the story' },
];
const END = at(1500);

/** A clock that never goes past `limit`, so that commands fall on their exact engine times. */
class Held implements Clock {
  limit = config.openAt as Nanos;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get paused() {
    return this.#clock.paused;
  }

  get speed() {
    return this.#clock.speed;
  }

  target(): Nanos {
    return Math.min(this.limit, this.#clock.target()) as Nanos;
  }

  reset(now: Nanos): void {
    this.#clock.reset(now);
  }

  set(change: { paused?: boolean; speed?: number }, now: Nanos): void {
    this.#clock.set(change, now);
  }
}

/** The script played by a pump; every look at the wall clock costs `tick` milliseconds. */
function play({ speed, slice, tick }: { speed: number; slice: number; tick: number }): {
  digest: string | undefined;
  turns: number;
} {
  const store = open(':memory:');
  const session = new Session(store, { config });
  let now = 0;
  const wall = () => (now += tick);
  const clock = new Held(new RealClock({ wall, speed }));
  clock.reset(session.engine.now);
  const pump = new Pump({ engine: session.engine, clock, wall, slice });
  let turns = 0;
  const runTo = (time: Nanos) => {
    clock.limit = time;
    while (session.engine.now < time) {
      pump.turn();
      session.commit();
      turns++;
    }
  };
  for (const command of script) {
    runTo(command.at);
    session.submit(command);
    session.commit();
  }
  runTo(END);
  session.close();
  const digest = sessions(store)[0]?.digest;
  store.close();
  return { digest, turns };
}

test('speed, slice and the pace of the wall clock decide how many turns it takes, and nothing else', () => {
  const one = play({ speed: 1, slice: 6, tick: 0.25 });
  const runs = [
    play({ speed: 0.25, slice: 1, tick: 1 }),
    play({ speed: 60, slice: 0.001, tick: 0.05 }),
    play({ speed: 60, slice: 1000, tick: 5 }),
  ];
  expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(runs.map(({ digest }) => digest)).toEqual([one.digest, one.digest, one.digest]);
  expect(new Set([one, ...runs].map(({ turns }) => turns)).size).toBeGreaterThan(2);
});

test('other commands make another digest', () => {
  const twice = [play({ speed: 60, slice: 6, tick: 1 }), play({ speed: 60, slice: 6, tick: 1 })];
  const store = open(':memory:');
  const session = new Session(store, { config });
  session.engine.advanceTo(END);
  session.close();
  const idle = sessions(store)[0]?.digest;
  store.close();
  expect(twice[0]?.digest).toBe(twice[1]?.digest);
  expect(idle).not.toBe(twice[0]?.digest);
});

test('a pump that cannot keep up slows the market instead of running ever further behind', () => {
  const events = { done: 0 };
  let now = 0;
  const clock = new RealClock({ wall: () => now, speed: 60 });
  // Every step takes a millisecond of wall time and brings ten microseconds of market: sixty times too slow for this speed.
  const engine = {
    now: 0 as Nanos,
    ended: false,
    nextEventAt: () => (engine.now + 10_000) as Nanos,
    step() {
      engine.now = (engine.now + 10_000) as Nanos;
      now += 1;
      events.done++;
    },
    advanceTo(time: Nanos) {
      engine.now = time;
    },
  };
  const pump = new Pump({ engine, clock, wall: () => now, slice: 6 });
  for (let turn = 0; turn < 100; turn++) {
    now += 4;
    pump.turn();
  }
  const lag = (clock.target() - engine.now) / (60 * MILLISECOND);
  expect(events.done).toBeGreaterThan(1000);
  expect(lag).toBeLessThan(400);
});

test('a pause holds the time, a change of speed counts from where it was made', () => {
  let now = 1000;
  const clock = new RealClock({ wall: () => now });
  clock.reset(at(0));
  now += 10;
  expect(clock.target()).toBe(at(10));
  clock.set({ paused: true }, at(10));
  now += 5000;
  expect(clock.target()).toBe(at(10));
  clock.set({ paused: false, speed: 60 }, at(10));
  now += 1;
  expect(clock.target()).toBe(at(70));
  clock.set({ speed: 0.25 }, at(70));
  now += 8;
  expect(clock.target()).toBe(at(72));
});
