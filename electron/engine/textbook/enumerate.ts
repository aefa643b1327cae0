import {
  type EnumeratedRow,
  type Enumeration,
  type ExactFill,
  TEXTBOOK_STRATEGIES,
  type TextbookStrategy,
} from '../../../shared/wire/textbook.ts';
import { referenceNbbo, referenceQuality, routeReference } from './reference.ts';
import { LIT } from './venues.ts';

/** What one strategy of the reference mechanics makes of one pattern of hits. Dollars. */
export interface Outcome {
  readonly avgPx: number;
  readonly totalCost: number;
  /** Total cost over executed shares. */
  readonly allInPx: number;
  readonly fees: number;
  readonly slippageAskBps: number;
  readonly shares: number;
  readonly tradeThroughQty: number;
  readonly fills: readonly ExactFill[];
}

export const PATTERNS = 2 ** LIT.length;

/** The pattern in which lit venue i is hit when its draw is below its presence: bit i of the number. */
export function patternOf(draws: readonly number[]): number {
  return LIT.reduce((pattern, venue, i) => (draws[i]! < venue.hftPresence ? pattern | (1 << i) : pattern), 0);
}

export function patternProbability(pattern: number): number {
  return LIT.reduce((product, venue, i) => product * (pattern & (1 << i) ? venue.hftPresence : 1 - venue.hftPresence), 1);
}

/**
 * Every strategy under every pattern: `outcomes[strategy][pattern]`. A strategy's result on a seed depends on the seed only through
 * the pattern, so this table is the whole reference mechanics for one order size. Throws RangeError unless orderQty is 1 or more.
 */
export function outcomes(orderQty: number): Readonly<Record<TextbookStrategy, readonly Outcome[]>> {
  if (!Number.isSafeInteger(orderQty) || orderQty < 1) throw new RangeError(`orderQty: ${orderQty} is not 1 or more whole shares`);
  const each = (strategy: TextbookStrategy) =>
    Array.from({ length: PATTERNS }, (_, pattern) => outcome(strategy, orderQty, pattern));
  return {
    price_time: each('price_time'),
    dark_first: each('dark_first'),
    fee_aware: each('fee_aware'),
    latency_aware: each('latency_aware'),
    smart: each('smart'),
  };
}

function outcome(strategy: TextbookStrategy, orderQty: number, pattern: number): Outcome {
  const { bestAsk } = referenceNbbo();
  const { fills, leavesQty } = routeReference(strategy, orderQty, (venue) => (pattern & (1 << LIT.indexOf(venue))) !== 0);
  const quality = referenceQuality(fills, bestAsk);
  if (quality.avgPx === undefined || quality.slippageBps === undefined)
    throw new Error(`${strategy}: no fill for ${orderQty} shares`);
  const shares = orderQty - leavesQty;
  return {
    avgPx: quality.avgPx,
    totalCost: quality.totalCost,
    allInPx: quality.totalCost / shares,
    fees: quality.totalFees,
    slippageAskBps: quality.slippageBps,
    shares,
    tradeThroughQty: tradedThrough(fills),
    fills,
  };
}

/** Shares bought through a better offer that another lit venue was still showing. */
export function tradedThrough(fills: readonly ExactFill[]): number {
  return fills.reduce((shares, { tradeThrough, qty }) => shares + (tradeThrough === 'violation' ? qty : 0), 0);
}

/** Exact expectation of the reference mechanics over all 2^5 patterns (TV-8.1). */
export function enumerate(orderQty: number): Enumeration {
  const table = outcomes(orderQty);
  const chances = Array.from({ length: PATTERNS }, (_, pattern) => patternProbability(pattern));
  const expect = (of: (pattern: number) => number) => chances.reduce((sum, chance, pattern) => sum + chance * of(pattern), 0);
  const deviation = (of: (pattern: number) => number) => {
    const mean = expect(of);
    return Math.sqrt(expect((pattern) => (of(pattern) - mean) ** 2));
  };
  const base = table.price_time;
  const baseline = expect((p) => base[p]!.allInPx) * orderQty;
  const rows = TEXTBOOK_STRATEGIES.map((strategy): EnumeratedRow => {
    const own = table[strategy];
    const saved = (p: number) => (base[p]!.allInPx - own[p]!.allInPx) * orderQty;
    const saving = expect(saved);
    return {
      strategy,
      totalCost: expect((p) => own[p]!.totalCost),
      totalCostSd: deviation((p) => own[p]!.totalCost),
      allInPx: expect((p) => own[p]!.allInPx),
      fees: expect((p) => own[p]!.fees),
      slippageAskBps: expect((p) => own[p]!.slippageAskBps),
      shares: expect((p) => own[p]!.shares),
      saving,
      savingSd: deviation(saved),
      savingBps: (saving / baseline) * 1e4,
    };
  });
  const ranking = [...rows].sort((a, b) => a.allInPx - b.allInPx).map((row) => row.strategy);
  return { patterns: PATTERNS, rows, ranking };
}
