import { expect, test } from 'vitest';
import { exponentOf, IMPACT_SIZES, impact } from '../../../electron/engine/realism/impact.ts';
import { type MeasureProgress, measure } from '../../../electron/engine/realism/measure.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import { MINUTE, type Nanos } from '../../../shared/units.ts';

const textbook = loadScenario('textbook');

test('the exponent of costs that follow a power of the size, and none where one is not a cost or too few are known', () => {
  expect(exponentOf(IMPACT_SIZES.map((size) => 12 * Math.sqrt(size)))).toBeCloseTo(0.5, 12);
  expect(exponentOf(IMPACT_SIZES.map(() => 0.7))).toBeCloseTo(0, 12);
  expect(exponentOf(IMPACT_SIZES.map((size, i) => (i < 3 ? 3 * size ** 0.6 : undefined)))).toBeCloseTo(0.6, 12);
  expect(exponentOf(IMPACT_SIZES.map((size, i) => (i < 2 ? size : undefined)))).toBeUndefined();
  expect(exponentOf(IMPACT_SIZES.map((size, i) => (i === 4 ? -0.1 : size)))).toBeUndefined();
});

test('metaorders of a short session: each size costs more than half a tick over what the middle would have been', () => {
  const closeAt = (textbook.openAt + 30 * MINUTE) as Nanos;
  const session = { ...textbook, closeAt };
  const told: MeasureProgress[] = [];
  const found = measure({ config: session, symbol: 'ACME', to: (textbook.openAt + MINUTE) as Nanos, impact: true }, (now) =>
    told.push(now),
  );
  expect(found.impact?.ticks).toHaveLength(IMPACT_SIZES.length);
  for (const cost of found.impact!.ticks.slice(3)) expect(cost).toBeGreaterThan(0.4);
  expect(found.impact!.exponent).toBeDefined();
  expect(told.every(({ done }, i) => i === 0 || done >= told[i - 1]!.done)).toBe(true);
  expect(told.every(({ events }, i) => i === 0 || events >= told[i - 1]!.events)).toBe(true);
  const only = { ...session, symbols: session.symbols.filter(({ symbol }) => symbol === 'ACME') };
  const quotes = only.market === 'simulation' ? only.openingQuotes.filter(({ symbol }) => symbol === 'ACME') : [];
  expect(impact({ config: { ...only, openingQuotes: quotes } as typeof only, from: (textbook.openAt + MINUTE) as Nanos })).toEqual(
    found.impact,
  );
});
