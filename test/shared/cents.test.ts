import fc from 'fast-check';
import { expect, test } from 'vitest';
import { centsText, decimal } from '../../shared/format.ts';

test('whole micro-dollars read as cents as any other number does, ties and signs included', () => {
  const amount = fc.oneof(
    fc.integer(),
    fc.integer({ min: -2_000, max: 2_000 }).map((n) => n * 5),
  );
  fc.assert(
    fc.property(amount, fc.integer({ min: 0, max: 6 }), fc.boolean(), (amount, digits, sign) => {
      expect(centsText(amount, digits, { sign })).toBe(decimal((amount * 100) / 1e6, digits, { sign }));
    }),
  );
});

test.each([
  [15, '+0.002'],
  [25, '+0.002'],
  [-35, '−0.004'],
  [4, '0.000'],
  [-0, '0.000'],
  [12_345_678_905, '+1,234,567.890'],
])('%d micro-dollars are %s cents', (amount, text) => {
  expect(centsText(amount, 3, { sign: true })).toBe(text);
});
