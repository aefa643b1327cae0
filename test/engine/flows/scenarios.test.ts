import { describe, expect, test } from 'vitest';
import { Engine } from '../../../electron/engine/engine.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import type { AgentsConfig } from '../../../shared/config/session.ts';
import type { Command } from '../../../shared/events.ts';
import { MILLISECOND, MINUTE, type Nanos, SECOND } from '../../../shared/units.ts';
import { mixedOrders } from '../../support/orders.ts';
import { Record, run } from '../../support/run.ts';

const NAMES = ['zero-intelligence', 'santa-fe'] as const;

function scenario(name: string, seed = 42): AgentsConfig {
  const config = loadScenario(name);
  if (config.market !== 'agents') throw new Error(`${name} is no market of agents`);
  return { ...config, seed };
}

function ordersFor({ symbols: [spec], openAt }: AgentsConfig, seconds: number): Command[] {
  const { symbol, tick, openPx } = spec!;
  const span = { from: openAt + SECOND, to: openAt + (seconds - 5) * SECOND };
  return mixedOrders({ count: 25, seed: 9, symbol, tick, near: () => openPx, ...span });
}

describe.each(NAMES)('%s', (name) => {
  test('orders are routed on it and every share is accounted for', () => {
    const config = scenario(name);
    const { record } = run({ config }, ordersFor(config, 60), config.openAt + MINUTE);
    const parents = [...record.latest(record.parents).values()];
    expect(parents).toHaveLength(25);
    expect(parents.filter(({ cumQty }) => cumQty > 0).length).toBeGreaterThan(10);
    for (const { orderQty, cumQty, leavesQty } of parents) expect(cumQty + leavesQty).toBeLessThanOrEqual(orderQty);
    for (const { cumQty, orderID } of parents) {
      const fills = record.children.filter((report) => report.execType === 'F' && report.parentID === orderID);
      expect(fills.reduce((sum, { lastQty = 0 }) => sum + lastQty, 0)).toBe(cumQty);
    }
  });

  test('small steps or large ones, the same events; another seed, others', () => {
    const config = scenario(name);
    const commands = ordersFor(config, 30);
    const until = config.openAt + 30 * SECOND;
    const large = run({ config }, commands, until).record.digest.value();
    const sink = new Record();
    const engine = new Engine({ config, sink });
    const goTo = (time: number) => {
      for (let at = engine.now + 370 * MILLISECOND; at < time; at += 370 * MILLISECOND) engine.advanceTo(at as Nanos);
      engine.advanceTo(time as Nanos);
    };
    for (const command of commands) {
      goTo(command.at);
      engine.submit(command);
    }
    goTo(until);
    engine.end();
    expect(sink.digest.value()).toBe(large);
    expect(run({ config: scenario(name, 43) }, commands, until).record.digest.value()).not.toBe(large);
  });

  test('an engine restored in the middle ends as the one that went on', () => {
    const config = scenario(name);
    const commands = ordersFor(config, 40);
    const half = commands.filter(({ at }) => at <= config.openAt + 20 * SECOND);
    const engine = new Engine({ config, sink: new Record() });
    for (const command of half) engine.submit(command);
    engine.advanceTo((config.openAt + 20 * SECOND) as Nanos);
    const twin = Engine.restore({ config, sink: new Record() }, engine.save());
    for (const one of [engine, twin]) {
      for (const command of commands.slice(half.length)) one.submit(command);
      one.advanceTo((config.openAt + 40 * SECOND) as Nanos);
    }
    expect(twin.save()).toEqual(engine.save());
  });
});

test('zero intelligence trades as often as its factor says: 56.4 times a minute', () => {
  const config = scenario('zero-intelligence');
  const { record } = run({ config }, [], config.openAt + 20 * MINUTE);
  const expected = 20 * 60 * 2 * 0.94 * 0.5;
  expect(Math.abs(record.trades - expected)).toBeLessThan(3 * Math.sqrt(expected));
});

test('a halt stops it and it comes back', () => {
  const config = scenario('santa-fe');
  const halt = { kind: 'halt', symbol: 'SAFE', duration: 10 * SECOND } as const;
  const at = (config.openAt + 20 * SECOND) as Nanos;
  const record = new Record();
  const engine = new Engine({ config, sink: record });
  engine.advanceTo(at);
  engine.submit({ type: 'InjectFault', at, faultID: 'halt', fault: { ...halt, duration: halt.duration as Nanos } });
  engine.advanceTo((at + SECOND) as Nanos);
  const before = record.levels;
  engine.advanceTo((at + 9 * SECOND) as Nanos);
  expect(record.levels).toBe(before);
  engine.advanceTo((at + 30 * SECOND) as Nanos);
  expect(record.levels).toBeGreaterThan(before + 100);
});
