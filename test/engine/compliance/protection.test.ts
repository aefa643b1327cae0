import { describe, expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import { HIDDEN } from '../../../electron/engine/venue/book-flags.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import type { SessionConfig, SimulationConfig } from '../../../shared/config/session.ts';
import type { Command } from '../../../shared/events.ts';
import { MILLISECOND, type Nanos, qty, SECOND } from '../../../shared/units.ts';
import { Floor } from '../../support/floor.ts';
import { mixedOrders } from '../../support/orders.ts';
import { disagreements, judged, type ProtectionChecker } from '../../support/protection-checker.ts';
import { causeText } from '../../support/protection-soak.ts';
import { randomFaults } from '../../support/random-faults.ts';
import { limit, still } from '../../support/run.ts';

describe('a fill is labelled as the quotes stand when its venue matches it', () => {
  /** A offers 100.01, B 100.02, and both have done so for a second. */
  function floor(lots = 3) {
    const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }], regime: { roundLots: true } });
    const better = f.enter('A', 'sell', 100.01, lots * 100);
    f.enter('B', 'sell', 100.02, 300);
    f.enter('B', 'buy', 99.99, 300);
    f.until(SECOND);
    return { f, better };
  }

  test('an order that takes the worse offer goes through the better one, a sweep does so by right', () => {
    const { f } = floor();
    f.ours('B', 'buy', 100.02, 100);
    f.ours('B', 'buy', 100.02, 100, 'ioc', { iso: true });
    f.ours('A', 'buy', 100.02, 100);
    expect(f.until(2 * SECOND).labels).toEqual(['violation', 'exempt(iso)', 'none']);
  });

  test('less than a round lot is not protected, and nothing is once it is gone', () => {
    const { f } = floor(0.5);
    f.ours('B', 'buy', 100.02, 100);
    const whole = floor();
    whole.f.cancel('A', whole.better);
    whole.f.ours('B', 'buy', 100.02, 100);
    expect([f.until(2 * SECOND).labels, whole.f.until(2 * SECOND).labels]).toEqual([['none'], ['none']]);
  });

  test('what came within the last second flickers, and is a quote like any other after it', () => {
    const { f } = floor();
    f.enter('A', 'sell', 100.0, 100);
    f.ours('B', 'buy', 100.02, 100);
    f.until(2 * SECOND - 1);
    expect(f.labels).toEqual(['violation']);
    const moved = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }] });
    moved.enter('A', 'sell', 100.03, 300);
    moved.enter('B', 'sell', 100.02, 300);
    moved.enter('A', 'sell', 100.01, 300);
    for (const at of [SECOND - 1, SECOND]) moved.until(at).ours('B', 'buy', 100.02, 100);
    expect(moved.until(2 * SECOND).labels).toEqual(['exempt(flicker)', 'violation']);
  });

  test('what rests is met by another’s order: its sweep mark is spent', () => {
    const { f } = floor();
    f.ours('B', 'sell', 100.01, 100, 'day', { iso: true });
    f.enter('A', 'buy', 100.0, 300);
    f.until(2 * SECOND);
    f.enter('B', 'buy', 100.01, 100, { ioc: true });
    expect(f.until(3 * SECOND).labels).toEqual(['none']);
  });
});

/** The textbook's table and nothing behind it: one level on each side of a venue, and nobody who changes it. */
function table(): SimulationConfig {
  const config = still();
  return { ...config, flow: { ...config.flow, makerLevels: 1 } };
}

test('a peg of ours that follows the midpoint onto a hidden offer takes it, and is told of it once', () => {
  const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }] });
  const offer = f.enter('B', 'sell', 100.01, 500);
  f.enter('B', 'buy', 100, 500);
  f.until(MILLISECOND).ours('A', 'buy', 100.1, 100, 'day', { action: 'peg' });
  f.enter('A', 'sell', 100.02, 100, { flags: HIDDEN });
  f.cancel('B', offer);
  f.enter('B', 'sell', 100.06, 500);
  f.enter('B', 'buy', 100.04, 500);
  f.until(SECOND);
  f.venues.close();
  expect(f.until(2 * SECOND).said.map((word) => word.split(' +')[0])).toEqual(['accepted c1', 'traded c1 100@100.02']);
  expect(f.labels).toEqual(['none']);
});

test('TV-5.5: a sweep of 5,000 to 100.02 takes every offer at 100.01 and the rest of EDGX, all as intermarket sweeps', () => {
  const config = table();
  const at = config.openAt + SECOND;
  const order = limit(at, 100.02, { orderQty: qty(5000), timeInForce: 'ioc', strategy: 'price_time' });
  const { fills, openSweeps } = judged({ config }, [order], at + SECOND);
  const { decision } = fills[0]!;
  const legs = decision.legs.map(({ mic, orderQty, iso }) => [mic, orderQty, iso]).sort();
  expect(legs).toEqual([
    ['BATS', 900, true],
    ['EDGX', 600, true],
    ['IEX', 800, true],
    ['NASDAQ', 1500, true],
    ['NYSE', 1200, true],
  ]);
  expect(decision.protected.map(({ mic, px, qty }) => [mic, px, qty]).sort()).toEqual([
    ['BATS', 1_000_100, 900],
    ['EDGX', 1_000_200, 700],
    ['IEX', 1_000_100, 800],
    ['NASDAQ', 1_000_100, 1500],
    ['NYSE', 1_000_100, 1200],
  ]);
  expect(openSweeps).toEqual([]);
  expect(fills.map(({ fill }) => fill.lastQty).reduce((sum, shares) => sum! + shares!, 0)).toBe(5000);
  // EDGX is reached before the slower venues have been: they still show the better offers that the burst is about to take.
  expect(fills.find(({ fill }) => fill.lastMkt === 'EDGX')!.fill.tradeThrough).toBe('exempt(iso)');
});

test('a venue that is out binds until the router declares self-help, and then names the reason', () => {
  const config = table();
  const { openAt } = config;
  const take = (at: number, shares: number, price: number) =>
    limit(at, price, { orderQty: qty(shares), timeInForce: 'ioc', strategy: 'price_time' });
  const outage: Command = {
    type: 'InjectFault',
    at: (openAt + SECOND) as Nanos,
    faultID: 'out',
    fault: { kind: 'venueOutage', mic: 'NASDAQ', duration: (5 * SECOND) as Nanos },
  };
  // Its silence has lasted a second. The first order takes all others at 100.01, the second has EDGX alone to go to.
  const orders = [take(openAt + 2.5 * SECOND, 2900, 100.01), take(openAt + 2.5 * SECOND + 3 * MILLISECOND, 500, 100.02)];
  const { fills } = judged({ config }, [outage, ...orders], openAt + 3 * SECOND);
  const got = fills.map(({ fill, label }) => [fill.lastMkt, fill.lastQty, fill.tradeThrough, label]);
  expect(got.slice(0, 3).map(([mic, , engine]) => [mic, engine])).toEqual([
    ['NYSE', 'none'],
    ['BATS', 'none'],
    ['IEX', 'none'],
  ]);
  expect(got.slice(3)).toEqual([['EDGX', 500, 'exempt(selfHelp)', 'exempt(selfHelp)']]);
});

/** Every strategy and dispatch in turn, faults now and then: one or two symbols for some seconds. */
function session(
  scenario: SessionConfig,
  seed: number,
): { readonly checker: ProtectionChecker; readonly orderProtection: boolean } {
  const stream = new Stream(seed, 'protection');
  const first = stream.below(scenario.symbols.length);
  const orderProtection = stream.chance(0.7);
  const config: SessionConfig = {
    ...scenario,
    seed,
    symbols: scenario.symbols.slice(first, first + 2),
    regime: { ...scenario.regime, orderProtection },
  };
  const from = config.openAt + SECOND / 4;
  const until = from + 3 * SECOND;
  const orders = config.symbols.flatMap(({ symbol, tick, openPx }, i) =>
    mixedOrders({ count: 48, seed: seed + i, symbol, from, to: until, tick, near: () => openPx }).map(
      (order): Command => ({ ...order, clOrdID: `${symbol}-${order.clOrdID}` }),
    ),
  );
  const cancels = orders
    .filter(() => stream.chance(0.3))
    .map((order): Command => {
      const at = (order.at + stream.below(SECOND)) as Nanos;
      return { type: 'OrderCancelRequest', at, clOrdID: `x-${seed}-${at}`, origClOrdID: (order as { clOrdID: string }).clOrdID };
    });
  const faults = randomFaults(config, stream, stream.below(8), from, until);
  const commands = [...orders, ...cancels, ...faults].sort((a, b) => a.at - b.at);
  return { checker: judged({ config }, commands, until + 500 * MILLISECOND), orderProtection };
}

describe.each([
  ['textbook', 12],
  ['us2026', 6],
])('random sessions of %s', (name, count) => {
  const scenario = loadScenario(name);
  const labels = new Map<string, number>();

  test.each(Array.from({ length: count }, (_, i) => i + 1))(
    'session %i: engine and quotes agree on every fill, and under protection none is a violation',
    (seed) => {
      const { checker, orderProtection } = session(scenario, seed);
      for (const { label } of checker.fills) labels.set(label, (labels.get(label) ?? 0) + 1);
      expect(checker.fills.length).toBeGreaterThan(50);
      expect(disagreements(checker).slice(0, 5)).toEqual([]);
      expect(checker.openSweeps.slice(0, 5)).toEqual([]);
      const violations = checker.fills.filter(({ label }) => label === 'violation');
      if (orderProtection) expect(violations.slice(0, 3).map(causeText)).toEqual([]);
    },
  );

  test('between them they saw fills that are none, flicker and swept', () => {
    for (const label of ['none', 'exempt(flicker)', 'exempt(iso)']) expect([label, labels.get(label) ?? 0]).not.toEqual([label, 0]);
  });
});
