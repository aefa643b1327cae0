import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../electron/host/scenario.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Strategy } from '../../../shared/routing.ts';
import { type Nanos, qty, SECOND } from '../../../shared/units.ts';
import { audit } from '../../support/audit.ts';
import { order, type Ran, run } from '../../support/run.ts';

const { symbols, ...us2026 } = loadScenario('us2026') as Extract<SessionConfig, { market: 'agents' }>;
const config = { ...us2026, symbols: symbols.slice(0, 1), actors: { ...us2026.actors, symbols: {} } } as SessionConfig;
const T = config.openAt + 30 * SECOND;
const PATIENCE = config.router.tuning.patience;

const rest = (strategy: Strategy, seed = 1, shares = 3000): Ran =>
  run(
    { config: { ...config, seed } },
    [order(T, { symbol: 'ALTO', strategy, timeInForce: 'day', orderQty: qty(shares) })],
    T + PATIENCE + SECOND,
  );

const seeds = [1, 2, 3, 4, 5, 6];

describe.each(['rebate_max', 'net_max', 'cont_kukanov'] as const)('a market order by %s', (strategy) => {
  const runs = seeds.map((seed) => rest(strategy, seed));

  test('rests first, and takes what is left when its patience is over', () => {
    for (const { record } of runs) {
      const [first] = record.decisions;
      expect(first!.legs.some(({ action }) => action === 'post' || action === 'peg')).toBe(true);
      for (const { at, legs } of record.decisions.filter((decision) => decision.legs.every(({ action }) => action === 'take')))
        if (strategy !== 'cont_kukanov' && legs.length > 0) expect(at).toBeGreaterThanOrEqual(T + PATIENCE);
      expect(record.parents.at(-1)!.ordStatus).toBe('2');
    }
  });

  test('leaves an auditor nothing to say', () => {
    for (const { record } of runs) expect(audit(record.events, config)).toEqual([]);
  });

  test('some of it earns the rebate', () => {
    const fills = runs.flatMap(({ record }) => record.children.filter(({ execType }) => execType === 'F'));
    expect(fills.some(({ lastLiquidityInd }) => lastLiquidityInd === 1)).toBe(true);
  });
});

test('one that may not wait takes at once, by whatever strategy', () => {
  const { record } = run(
    { config },
    [order(T, { symbol: 'ALTO', strategy: 'net_max', timeInForce: 'ioc', orderQty: qty(300) })],
    T + SECOND,
  );
  expect(record.decisions.every(({ legs }) => legs.every(({ action }) => action === 'take'))).toBe(true);
  expect(record.parents.at(-1)!.at).toBeLessThan(T + SECOND / 10);
});

test('where it rests it stays until the near touch leaves it behind', () => {
  const { record } = rest('rebate_max', 3, 5000);
  const sent = record.children.filter(({ execType, action }) => execType === 'A' && action === 'post').map(({ at }) => at as Nanos);
  for (let i = 1; i < sent.length; i++) expect(sent[i]! - sent[i - 1]!).toBeGreaterThan(0);
  expect(sent.length).toBeLessThan(60);
});
