import { describe, expect, test } from 'vitest';
import { inMood, moodsOf } from '../../../electron/engine/compare/moods.ts';
import { arrivesAt, standardSet } from '../../../electron/engine/compare/order-set.ts';
import { pilot, sizeOf } from '../../../electron/engine/compare/pilot.ts';
import { MEASURES, numberOf } from '../../../electron/engine/compare/seed-result.ts';
import { type Comparison, ordersASeed, runSeed } from '../../../electron/engine/compare/seed-run.ts';
import { TROUBLES, troubleOf } from '../../../electron/engine/compare/trouble.ts';
import { alone } from '../../../electron/engine/realism/alone.ts';
import { loadScenario, parseScenario } from '../../../electron/host/scenario.ts';
import { actorsOf } from '../../../shared/config/actors.ts';
import { faultProblem } from '../../../shared/config/fault.ts';
import type { StrategyName } from '../../../shared/routing.ts';
import { type Nanos, type Qty, qty, SECOND } from '../../../shared/units.ts';
import { order, still } from '../../support/run.ts';

const HORIZON = (10 * SECOND) as Nanos;
const us2026 = alone(loadScenario('us2026'), 'ALTO');

function comparison(change: Partial<Comparison> = {}): Comparison {
  const names: StrategyName[] = ['price_time', 'smart'];
  return {
    config: us2026,
    contestants: names.map((strategy) => ({ name: strategy, strategy, dispatch: 'parallel' })),
    sizes: [qty(100), qty(1000)],
    moods: ['calm', 'volatile'],
    timeInForce: 'day',
    horizon: HORIZON,
    ...change,
  };
}

describe('the standard set', () => {
  test('every size on both sides, without and with something that goes wrong, whatever the seed', () => {
    const words = (seed: number) =>
      standardSet(2, seed).map(({ size, side, turn }) => `${size} ${side} ${turn === undefined ? '-' : 'x'}`);
    const all = ['0 buy -', '0 buy x', '0 sell -', '0 sell x', '1 buy -', '1 buy x', '1 sell -', '1 sell x'];
    for (const seed of [0, 1, 1001]) expect(words(seed).toSorted()).toEqual(all);
    expect(words(1)).not.toEqual(words(2));
  });

  test('no two orders are judged over the same time, however long the horizon', () => {
    for (const horizon of [SECOND, HORIZON, 60 * SECOND])
      for (let i = 0; i < 5; i++)
        expect(arrivesAt(0 as Nanos, i + 1, horizon as Nanos)).toBeGreaterThan(
          arrivesAt(0 as Nanos, i, horizon as Nanos) + horizon,
        );
  });

  test('kinds of trouble and lit venues take turns, and all of it can happen and is over in time', () => {
    const turns = Array.from({ length: 6 * 8 }, (_, turn) => troubleOf(us2026, turn));
    expect(turns.slice(0, 6).map(({ kind }) => kind)).toEqual([...TROUBLES]);
    expect(new Set(turns.flatMap(({ fault }) => ('mic' in fault ? [fault.mic] : []))).size).toBe(8);
    for (const { fault, lead } of turns) {
      expect(faultProblem(us2026, fault)).toBeUndefined();
      expect(('duration' in fault ? fault.duration! : 0) - lead).toBeLessThan(11 * SECOND);
    }
    // Short of what declares self-help: a second without an answer, or without a word.
    for (const { fault } of turns) if (fault.kind === 'venueOutage') expect(fault.duration).toBeLessThan(SECOND);
  });
});

describe('moods', () => {
  test('volatile moves 2.5 times as much and jumps 5 times as often, and is still a scenario', () => {
    const volatile = inMood(us2026, 'volatile');
    expect(volatile.symbols[0]!.volatility).toBe(2.5 * us2026.symbols[0]!.volatility);
    const jumps = (config: typeof us2026) =>
      config.market === 'agents' && config.actors.model === 'agents' ? actorsOf(config.actors, 'ALTO').price.jumpRate : 0;
    expect(jumps(volatile)).toBeCloseTo(5 * jumps(us2026), 12);
    expect(() => parseScenario(JSON.parse(JSON.stringify(volatile)), 'volatile')).not.toThrow();
    expect(inMood(us2026, 'calm')).toBe(us2026);
  });

  test('a flow without an efficient price has one mood', () => {
    expect(moodsOf(us2026)).toEqual(['calm', 'volatile']);
    expect(moodsOf(loadScenario('textbook'))).toEqual(['calm', 'volatile']);
    expect(moodsOf(loadScenario('zero-intelligence'))).toEqual(['calm']);
  });
});

test('sizes: an hour of what the far side shows, in percent, at least a share', () => {
  const quoted = pilot(still())!;
  // 1200 + 1500 + 900 + 800 at 100.01, and 1000 + 800 + 500 + 400 at 100.00.
  expect(quoted).toBe((4400 + 2700) / 2);
  expect(sizeOf(5, 1500)).toBe(4500);
  expect(sizeOf(0.05, 1500)).toBe(45);
  expect(sizeOf(0.001, 1)).toBe(1);
});

describe('one seed', () => {
  const small = comparison({ sizes: [qty(500)] });

  test('every order of the set, in each mood, with what each contestant made of it', () => {
    let told = 0;
    const data = runSeed(small, 5, (done) => {
      told = done;
    }).data();
    expect([told, ordersASeed(small), data.orders.length, data.refused]).toEqual([8, 8, 8, 0]);
    expect(data.numbers).toHaveLength(8 * 2 * MEASURES.length);
    expect(data.orders.map(({ mood }) => mood)).toEqual([...Array(4).fill('calm'), ...Array(4).fill('volatile')]);
    expect(data.orders.filter(({ trouble }) => trouble)).toHaveLength(4);
    for (let i = 0; i < 8; i++)
      for (const c of [0, 1]) {
        const of = (measure: (typeof MEASURES)[number]) => numberOf(data, i, c, 2, measure);
        expect(of('static')).toBeGreaterThanOrEqual(0);
        expect(of('window')).toBeGreaterThanOrEqual(of('static'));
        expect(of('price') + of('fee') + of('hidden') + of('opportunity')).toBeCloseTo(of('static'), 9);
        expect(Math.min(...[0, 1].map((one) => numberOf(data, i, one, 2, 'fixed')))).toBe(0);
      }
    expect(data.venueQty.slice(0, 12).reduce((a, b) => a + b, 0)).toBe(
      Array.from({ length: 8 }, (_, i) => 500 * numberOf(data, i, 0, 2, 'fillRate')).reduce((a, b) => a + b, 0),
    );
  });

  test('again, and beside others: the same for everyone', () => {
    const calm = { ...small, moods: ['calm'] as const };
    const [two, again] = [runSeed(calm, 5).data(), runSeed(calm, 5).data()];
    expect(again).toEqual(two);
    const three = runSeed(
      { ...calm, contestants: [...calm.contestants, { name: 'more', strategy: 'broadcast', dispatch: 'parallel' }] },
      5,
    ).data();
    for (let i = 0; i < 4; i++)
      for (const c of [0, 1])
        for (const measure of ['bps', 'leakBps', 'static', 'window'] as const)
          expect(numberOf(three, i, c, 3, measure)).toBe(numberOf(two, i, c, 2, measure));
    expect(runSeed(calm, 6).data().numbers).not.toEqual(two.numbers);
  });

  test('orders of one’s own, each a size; one that the engine refuses to anyone counts for nobody', () => {
    const at = (seconds: number) => (us2026.openAt + seconds * SECOND) as Nanos;
    const given = [
      order(at(10), { symbol: 'ALTO', orderQty: 300 as Qty, timeInForce: 'day' }),
      order(at(30), { symbol: 'ALTO', side: 'sell', orderQty: 10_000_000 as Qty, timeInForce: 'day' }),
    ];
    const own = comparison({ given, sizes: [qty(300), qty(10_000_000)], moods: ['calm'] });
    const data = runSeed(own, 5).data();
    expect(data.orders.map(({ size, side, trouble }) => [size, side, trouble])).toEqual([[0, 'buy', undefined]]);
    expect([data.refused, ordersASeed(own)]).toEqual([1, 2]);
  });
});
