import { expect, test } from 'vitest';
import { santaFe, zeroIntelligence } from '../../../shared/config/flows.ts';
import { firstIssue } from '../../../shared/wire/message.ts';
import { CST } from './flow-config.ts';

const SANTA_FE = { model: 'santaFe', limit: 1e6, market: 50, cancel: 0.01, orderQty: 200, band: 0.0006 };

test.each([
  [{ limit: [1, 1], cancel: [1] }, 'cancel: must have one rate for each of limit'],
  [{ limit: [0], cancel: [1] }, 'limit: must have a rate above 0'],
  [{ limit: [-1], cancel: [1] }, 'limit.0: too small: expected number to be >=0'],
  [{ cancel: [0, 0, 0, 0, 0] }, 'cancel.0: too small: expected number to be >=0.001'],
  [{ timeScale: 1e4, limit: [100], cancel: [1] }, 'limit: must come to 100000 orders a second at most on a side, not 1009400'],
  [{ limit: [1000], cancel: [0.001] }, 'limit: must leave 50000 orders at most on a side, not 1000000'],
  [{ limit: [1000], cancel: [1], orderQty: 1_000_000 }, 'limit: must leave 500000000 shares at most on a side, not 1000000000'],
  [{ market: undefined }, 'market: is missing'],
  [{ mu: 1 }, 'mu: is not a field of this'],
])('zero intelligence with %j: %s', (change, text) => {
  const parsed = zeroIntelligence.safeParse({ ...CST, ...change });
  expect(parsed.error && firstIssue(parsed.error).text).toBe(text);
});

test.each([
  [{ limit: 0 }, 'limit: too small: expected number to be >0'],
  [{ band: 0.6 }, 'band: too big: expected number to be <=0.5'],
  [{ limit: 1e12, band: 0.5 }, 'limit: must come to 100000 orders a second at most on a side, not 2500000000'],
  [{ cancel: 0.0001 }, undefined],
  [{ cancel: 0.0001, limit: 1e7 }, 'limit: must leave 50000 orders at most on a side, not 300000'],
])('Santa Fe with %j: %s', (change, text) => {
  const parsed = santaFe.safeParse({ ...SANTA_FE, ...change });
  expect(parsed.error && firstIssue(parsed.error).text).toBe(text);
});
