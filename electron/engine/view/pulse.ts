import { SECOND } from '../../../shared/units.ts';
import { orderFlowImbalance } from '../learn/features.ts';
import type { BestOf } from './nbbo.ts';

/** Trades whose side is remembered. */
export const SIGNS = 3;
/** Half of what each tells is forgotten in so long. */
const HALF_LIVES = { trades: 10 * SECOND, flow: SECOND, fast: SECOND, slow: 10 * SECOND } as const;
const KEYS = Object.keys(HALF_LIVES) as readonly Key[];
type Key = keyof typeof HALF_LIVES;

/**
 * How a symbol has moved and traded of late, as the router's own feeds told it: what a forecast needs and a picture of the market does not
 * show. Everything forgets by half-lives of its own. Nothing is allocated by what it hears.
 */
export class Pulse {
  /** By symbol: sums that still count, and when they did. */
  private readonly sums: Readonly<Record<Key, Float64Array>>;
  private readonly at: Readonly<Record<Key, Float64Array>>;
  /** By symbol x `SIGNS`, newest first: 1 bought at the offer, -1 sold at the bid, 0 neither or none yet. */
  private readonly signs: Int8Array;
  /** By symbol: the last sound midpoint, 0 before any, and the last top of the direct NBBO. */
  private readonly mid: Int32Array;
  private readonly top: readonly Top[];
  /** The top at hand. */
  private readonly next: Top = { bidPx: 0, bidQty: 0, askPx: 0, askQty: 0 };

  constructor(symbols: number) {
    const empty = () => Object.fromEntries(KEYS.map((key) => [key, new Float64Array(symbols)])) as Record<Key, Float64Array>;
    this.sums = empty();
    this.at = empty();
    this.signs = new Int8Array(symbols * SIGNS);
    this.mid = new Int32Array(symbols);
    this.top = Array.from({ length: symbols }, () => ({ bidPx: 0, bidQty: 0, askPx: 0, askQty: 0 }));
  }

  /** A trade at `px` while the midpoint was `mid`, 0 for none: above it somebody bought. */
  traded(symbol: number, px: number, mid: number, now: number): void {
    this.add('trades', symbol, 1, now);
    const { signs } = this;
    const newest = symbol * SIGNS;
    for (let i = newest + SIGNS - 1; i > newest; i--) signs[i] = signs[i - 1];
    signs[newest] = mid > 0 ? Math.sign(px - mid) : 0;
  }

  /** The direct NBBO may be another; `mid` is its sound midpoint, 0 for none. */
  quoted(symbol: number, { bestBidPx, bestBidQty, bestAskPx, bestAskQty }: BestOf, mid: number, now: number): void {
    const top = this.top[symbol];
    const { next } = this;
    next.bidPx = bestBidPx;
    next.bidQty = bestBidQty;
    next.askPx = bestAskPx;
    next.askQty = bestAskQty;
    if (bestBidPx > 0 && bestAskPx > 0 && top.bidPx > 0 && top.askPx > 0)
      this.add('flow', symbol, orderFlowImbalance(top, next), now);
    top.bidPx = bestBidPx;
    top.bidQty = bestBidQty;
    top.askPx = bestAskPx;
    top.askQty = bestAskQty;
    if (mid === 0) return;
    const moved = this.mid[symbol] > 0 ? mid - this.mid[symbol] : 0;
    this.mid[symbol] = mid;
    if (moved === 0) return;
    this.add('fast', symbol, moved * moved, now);
    this.add('slow', symbol, moved * moved, now);
  }

  /** Side of the newest trade (0), the one before it (1), and so on. */
  sign(symbol: number, back: number): number {
    return this.signs[symbol * SIGNS + back];
  }

  /** Trades a second. */
  tradeRate(symbol: number, now: number): number {
    return this.perSecond('trades', symbol, now);
  }

  /** Order-flow imbalance of the last second or so, shares: positive where buyers came or sellers left. */
  flow(symbol: number, now: number): number {
    return this.counting('flow', symbol, now);
  }

  /** Px over the root of a second, as the midpoint moved in the last second or ten. */
  volatility(symbol: number, window: 'fast' | 'slow', now: number): number {
    return Math.sqrt(this.perSecond(window, symbol, now));
  }

  save(): PulseState {
    const { sums, at, signs, mid, top } = this;
    return structuredClone({ sums, at, signs, mid, top });
  }

  restore({ sums, at, signs, mid, top }: PulseState): void {
    for (const key of KEYS) {
      this.sums[key].set(sums[key]);
      this.at[key].set(at[key]);
    }
    this.signs.set(signs);
    this.mid.set(mid);
    top.forEach((saved, symbol) => Object.assign(this.top[symbol], saved));
  }

  private add(key: Key, symbol: number, value: number, now: number): void {
    this.sums[key][symbol] = this.counting(key, symbol, now) + value;
    this.at[key][symbol] = now;
  }

  /** A steady rate of one a second comes to half-life / ln 2 that counts. */
  private perSecond(key: Key, symbol: number, now: number): number {
    return (this.counting(key, symbol, now) * Math.LN2 * SECOND) / HALF_LIVES[key];
  }

  private counting(key: Key, symbol: number, now: number): number {
    const sum = this.sums[key][symbol];
    return sum === 0 ? 0 : sum * 0.5 ** ((now - this.at[key][symbol]) / HALF_LIVES[key]);
  }
}

interface Top {
  bidPx: number;
  bidQty: number;
  askPx: number;
  askQty: number;
}

export interface PulseState {
  readonly sums: Readonly<Record<Key, Float64Array>>;
  readonly at: Readonly<Record<Key, Float64Array>>;
  readonly signs: Int8Array;
  readonly mid: Int32Array;
  readonly top: readonly Readonly<Top>[];
}
