import type { Mic } from '../../../shared/market.ts';
import { px } from '../../../shared/units.ts';
import { type ExactFill, TEXTBOOK_STRATEGIES, type TextbookStrategy } from '../../../shared/wire/textbook.ts';
import { Mt19937 } from './mt19937.ts';
import { DARK, LIT, type TableVenue } from './venues.ts';

/**
 * The source program as it is, errors included, in floats and in Python's order of arithmetic. Nothing here may be "improved":
 * `fl(a + b)` in another order is another last digit. The mended program is `corrected.ts`.
 */

/** What the program's `route_market_buy` did for one strategy. */
export interface ReferenceRoute {
  /** Lit venues in the order of the strategy's key; empty when the dark pools left nothing to route. */
  readonly ranking: readonly Mic[];
  readonly fills: readonly ExactFill[];
  readonly leavesQty: number;
}

/** `calculate_execution_quality`; Python's None is `undefined`. */
export interface ReferenceQuality {
  readonly avgPx: number | undefined;
  readonly totalCost: number;
  readonly totalFees: number;
  readonly slippageBps: number | undefined;
  readonly fillRate: number;
}

export interface ReferenceRow extends ReferenceRoute {
  readonly strategy: TextbookStrategy;
  readonly draws: readonly number[];
  readonly quality: ReferenceQuality;
}

export interface ReferenceSaving {
  readonly strategy: TextbookStrategy;
  readonly dollars: number;
  readonly bps: number;
}

/** Where the program stops with a traceback: the strategy it was printing and Python's own last line. */
export interface ReferenceCrash {
  readonly strategy: TextbookStrategy;
  readonly text: string;
}

export interface ReferenceRun {
  readonly seed: number;
  readonly orderQty: number;
  readonly bestBid: number;
  readonly bestAsk: number;
  /** One per strategy; on a crash the rows up to and including the one that could not be printed. */
  readonly rows: readonly ReferenceRow[];
  /** All but `price_time`; empty on a crash. */
  readonly savings: readonly ReferenceSaving[];
  readonly crash?: ReferenceCrash;
}

const KEYS: Readonly<Record<TextbookStrategy, (v: TableVenue) => readonly number[]>> = {
  price_time: (v) => [v.bestAsk, v.latencyMs],
  fee_aware: (v) => [v.bestAsk + v.takerFee, v.latencyMs],
  latency_aware: (v) => [v.bestAsk, v.hftPresence, v.latencyMs],
  // The program has no branch for dark_first here: it falls through to the score of smart.
  dark_first: score,
  smart: score,
};

function score(v: TableVenue): readonly number[] {
  return [v.bestAsk * 1000 + v.takerFee * 1000 + v.hftPresence * 10 + v.latencyMs * 0.1];
}

/** Tuples compare by their first difference; `sort` is stable, as Python's is. */
function byKey(key: (v: TableVenue) => readonly number[]): (a: TableVenue, b: TableVenue) => number {
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    for (let i = 0; i < left.length; i++) {
      if (left[i] !== right[i]) return left[i]! - right[i]!;
    }
    return 0;
  };
}

function ranked(strategy: TextbookStrategy): readonly TableVenue[] {
  return [...LIT].sort(byKey(KEYS[strategy]));
}

const RANKED: Readonly<Record<TextbookStrategy, readonly TableVenue[]>> = {
  price_time: ranked('price_time'),
  dark_first: ranked('dark_first'),
  fee_aware: ranked('fee_aware'),
  latency_aware: ranked('latency_aware'),
  smart: ranked('smart'),
};

/**
 * `route_market_buy`. `isHit` is asked once for every lit venue visited while shares remain, in the order visited, before the
 * fill's size is known; never for a dark pool.
 */
export function routeReference(
  strategy: TextbookStrategy,
  orderQty: number,
  isHit: (venue: TableVenue) => boolean,
): ReferenceRoute {
  let remaining = orderQty;
  const fills: ExactFill[] = [];
  if (strategy === 'dark_first' || strategy === 'smart') {
    for (const pool of DARK) {
      if (remaining <= 0) break;
      const available = Math.min(pool.askSize, remaining);
      if (available > 0) {
        const price = (pool.bestBid + pool.bestAsk) / 2;
        const tradeThrough = throughOffers(price, LIT);
        fills.push({ mic: pool.mic, px: price, qty: available, fee: 0, latencyMs: pool.latencyMs, tradeThrough });
        remaining -= available;
      }
    }
  }
  if (remaining <= 0) return { ranking: [], fills, leavesQty: remaining };

  const ranking = RANKED[strategy];
  for (const [i, venue] of ranking.entries()) {
    if (remaining <= 0) break;
    const hit = isHit(venue);
    const price = hit ? venue.bestAsk + 0.01 : venue.bestAsk;
    const available = hit ? Math.max(0, Math.floor(venue.askSize / 2)) : venue.askSize;
    const qty = Math.min(available, remaining);
    if (qty > 0) {
      // Of the venues visited before nothing is left, or there would be no need to go on.
      const tradeThrough = throughOffers(price, ranking.slice(i + 1));
      fills.push({ mic: venue.mic, px: price, qty, fee: venue.takerFee * qty, latencyMs: venue.latencyMs, tradeThrough });
      remaining -= qty;
    }
  }
  return { ranking: ranking.map((v) => v.mic), fills, leavesQty: remaining };
}

/** Domain 1.2, which the program does not know. In whole units: in its floats 100.01 and a cent is more than 100.02. */
function throughOffers(price: number, shown: readonly TableVenue[]): ExactFill['tradeThrough'] {
  return shown.some(({ bestAsk }) => px(bestAsk) < px(price)) ? 'violation' : 'none';
}

/** `calculate_execution_quality`, sums from left to right. */
export function referenceQuality(fills: readonly ExactFill[], nbboAsk: number): ReferenceQuality {
  if (fills.length === 0) return { avgPx: undefined, totalCost: 0, totalFees: 0, slippageBps: undefined, fillRate: 0 };
  let shares = 0;
  let cost = 0;
  let fees = 0;
  for (const fill of fills) {
    shares += fill.qty;
    cost += fill.px * fill.qty;
    fees += fill.fee;
  }
  const avgPx = cost / shares;
  return {
    avgPx,
    totalCost: cost + fees,
    totalFees: fees,
    slippageBps: ((avgPx - nbboAsk) / nbboAsk) * 10000,
    // The program reads `unfilled` from the first fill, where it never stands.
    fillRate: shares / (shares + 0),
  };
}

export function referenceNbbo(): { readonly bestBid: number; readonly bestAsk: number } {
  return { bestBid: Math.max(...LIT.map((v) => v.bestBid)), bestAsk: Math.min(...LIT.map((v) => v.bestAsk)) };
}

/**
 * The whole program once: one generator over the five strategies in turn, as the source runs it. An order of no shares (0 or
 * fewer) has no fills, its average is Python's None and the program dies printing it: that is `crash`, not a number.
 * Throws RangeError on a quantity that is not whole or a seed beyond 32 bits.
 */
export function reference(seed: number, orderQty: number): ReferenceRun {
  if (!Number.isSafeInteger(orderQty)) throw new RangeError(`orderQty: ${orderQty} is not whole shares`);
  const random = new Mt19937(seed);
  const { bestBid, bestAsk } = referenceNbbo();
  const rows: ReferenceRow[] = [];
  for (const strategy of TEXTBOOK_STRATEGIES) {
    const draws: number[] = [];
    const route = routeReference(strategy, orderQty, (venue) => {
      const draw = random.uniform();
      draws.push(draw);
      return draw < venue.hftPresence;
    });
    const quality = referenceQuality(route.fills, bestAsk);
    rows.push({ strategy, draws, ...route, quality });
    if (quality.avgPx === undefined) {
      const text = 'TypeError: unsupported format string passed to NoneType.__format__';
      return { seed, orderQty, bestBid, bestAsk, rows, savings: [], crash: { strategy, text } };
    }
  }
  const baseline = rows[0]!.quality.totalCost;
  const savings = rows.slice(1).map(({ strategy, quality }) => {
    const dollars = baseline - quality.totalCost;
    return { strategy, dollars, bps: (dollars / baseline) * 10000 };
  });
  return { seed, orderQty, bestBid, bestAsk, rows, savings };
}

/**
 * The program's mechanics with its worst error of method mended: every strategy meets the same draws, one per lit venue in table
 * order from a generator seeded anew (common random numbers).
 */
export function paired(seed: number, orderQty: number): readonly ReferenceRow[] {
  const random = new Mt19937(seed);
  const draws = LIT.map(() => random.uniform());
  const { bestAsk } = referenceNbbo();
  return TEXTBOOK_STRATEGIES.map((strategy) => {
    const route = routeReference(strategy, orderQty, (venue) => draws[LIT.indexOf(venue)]! < venue.hftPresence);
    return { strategy, draws, ...route, quality: referenceQuality(route.fills, bestAsk) };
  });
}
