import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentPrices, WINDOW } from '../../../electron/engine/compliance/recent-prices.ts';

test('what was replaced counts until a second has passed, whatever came after it', () => {
  const recent = new RecentPrices(2);
  expect(recent.highest(0, 1)).toBeUndefined();
  recent.replaced(100, 1, 7);
  recent.replaced(200, 1, 5);
  expect(recent.highest(200, 1)).toBe(7);
  expect(recent.highest(99 + WINDOW, 1)).toBe(7);
  expect(recent.highest(100 + WINDOW, 1)).toBe(5);
  expect(recent.highest(200 + WINDOW, 1)).toBeUndefined();
  expect(recent.highest(200, 0)).toBeUndefined();
});

test('a line that needs more room gets it, and the others keep what they have', () => {
  const recent = new RecentPrices(2);
  recent.replaced(0, 0, -3);
  for (let i = 0; i < 100; i++) recent.replaced(i, 1, 1000 - i);
  expect(recent.highest(100, 0)).toBe(-3);
  for (let i = 0; i < 100; i++) expect(recent.highest(i + WINDOW - 1, 1)).toBe(1000 - i);
});

test('is the highest of a list of all, also when saved and restored on the way', () => {
  const change = fc.record({
    wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: WINDOW / 4 }), fc.integer({ min: 0, max: 2 * WINDOW })),
    line: fc.nat(2),
    value: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -1e6, max: 1e6 })),
    saved: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 100, size: 'max' }), (changes) => {
      let recent = new RecentPrices(3);
      const all: { at: number; line: number; value: number }[] = [];
      let now = 0;
      for (const { wait, line, value, saved } of changes) {
        now += wait;
        recent.replaced(now, line, value);
        all.push({ at: now, line, value });
        if (saved) {
          const state = structuredClone(recent.save());
          recent = new RecentPrices(3);
          recent.restore(state);
        }
        for (let l = 0; l < 3; l++) {
          const known = all.filter((one) => one.line === l && one.at > now - WINDOW).map((one) => one.value);
          expect(recent.highest(now, l)).toBe(known.length === 0 ? undefined : Math.max(...known));
        }
      }
    }),
    { numRuns: 100 },
  );
});
