import type { SessionConfig } from '../../../shared/config/session.ts';
import { isWithin, LastLiquidityInd, opposite, type Side } from '../../../shared/fix.ts';
import { type Money, middle, type Px, type Qty } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import { BID, OFFER } from './book.ts';
import { PEGS } from './book-flags.ts';
import { HIDDEN_WORDS, SHOWN_WORDS } from './book-records.ts';
import type { DarkSizes } from './dark-sizes.ts';
import { feeInForce } from './fees.ts';
import type { LitBooks } from './lit-books.ts';
import { OURS } from './owners.ts';
import type { Place } from './place.ts';
import type { Pools } from './pools.ts';
import type { PriceRules } from './price-rules.ts';
import type { Quotes } from './quotes.ts';

/** An order as far as it decides what it could have. The symbol is its place in the config. */
export interface Seeker {
  readonly symbol: number;
  readonly side: Side;
  /** The worst price that it may pay. */
  readonly limitPx: Px;
  readonly orderQty: Qty;
}

/** Shares to be had at one venue and price. */
export interface Offered {
  /** Its place in the config. */
  readonly venue: number;
  readonly px: Px;
  readonly qty: Qty;
  /** Micro-dollars a share, negative is a rebate. */
  readonly fee: Money;
  /** Not displayed: hidden, pegged or in reserve at a lit venue, or in a dark one. */
  readonly hidden: boolean;
}

export interface LiquidityParts {
  readonly config: SessionConfig;
  readonly conditions: Conditions;
  readonly books: LitBooks;
  readonly pools: Pools;
  readonly darkSizes: DarkSizes;
  readonly rules: PriceRules;
  readonly quotes: Quotes;
}

/**
 * The truth of the books for whoever studies a market afterwards: what an order would find at each venue now, seen or not. It copies and
 * changes nothing. Nobody who routes has one.
 */
export class Liquidity {
  private readonly parts: LiquidityParts;

  constructor(parts: LiquidityParts) {
    this.parts = parts;
  }

  /**
   * What an order that is at a venue now could take there, at the fees in force: displayed and hidden orders and pegs at their effective
   * price, firm pool orders at the pool's midpoint, all within its limit and the price bands. Our own orders are left out, and so is an
   * order whose MinQty is above `orderQty`. Empty where the venue does not answer or the symbol does not trade.
   */
  at(venue: number, seeker: Seeker): Offered[] {
    const { config, conditions, books, pools } = this.parts;
    const place = books.places[seeker.symbol * config.venues.length + venue]!;
    if (!conditions.accepts(venue, seeker.symbol)) return [];
    if (!this.isDark(venue)) return this.inBook(place, seeker);
    const pool = pools.at[place.index];
    const px = this.darkPx(venue, seeker.symbol);
    if (px === 0 || !isWithin(seeker.side, px, seeker.limitPx)) return [];
    const far = opposite(seeker.side);
    const qty = pool
      ? pool.available(far === 'buy' ? BID : OFFER, px, seeker.orderQty)
      : this.parts.darkSizes.get(venue, seeker.symbol, far);
    return qty > 0 ? [this.offered(venue, px, qty, true)] : [];
  }

  /** The same of every venue. */
  all(seeker: Seeker): Offered[] {
    return this.parts.config.venues.flatMap((_, venue) => this.at(venue, seeker));
  }

  isDark(venue: number): boolean {
    return this.parts.config.venues[venue]!.kind === 'dark';
  }

  /** Some shares at a venue with what a taker pays for them now. */
  offered(venue: number, px: number, qty: number, hidden: boolean): Offered {
    const { config, conditions } = this.parts;
    const fee = feeInForce(conditions, config.venues[venue]!, venue, LastLiquidityInd.removed, hidden);
    return { venue, px: px as Px, qty: qty as Qty, fee, hidden };
  }

  /** The midpoint at which a dark venue would match now, 0 where there is none. */
  darkPx(venue: number, symbol: number): number {
    const { config, books, pools, rules } = this.parts;
    const pool = pools.at[symbol * config.venues.length + venue];
    if (pool) return pools.poolMid(pool);
    const mid = books.mid(symbol);
    return rules.inBands(symbol, mid) ? mid : 0;
  }

  /** The best quote of all venues that answer, 0 for an empty side. */
  best(symbol: number, side: Side): number {
    const { config, conditions, quotes } = this.parts;
    const count = config.venues.length;
    const pxs = side === 'buy' ? quotes.bidPx : quotes.askPx;
    let best = 0;
    for (let venue = 0; venue < count; venue++) {
      const px = pxs[symbol * count + venue]!;
      if (px > 0 && conditions.down[venue] === 0 && (best === 0 || (side === 'buy' ? px > best : px < best))) best = px;
    }
    return best;
  }

  /** Shares that all venues together quote at the best price of a side. */
  quoted(symbol: number, side: Side): number {
    const { config, quotes } = this.parts;
    const count = config.venues.length;
    const best = this.best(symbol, side);
    const [pxs, qtys] = side === 'buy' ? [quotes.bidPx, quotes.bidQty] : [quotes.askPx, quotes.askQty];
    let sum = 0;
    for (let i = symbol * count; best > 0 && i < (symbol + 1) * count; i++) if (pxs[i] === best) sum += qtys[i]!;
    return sum;
  }

  /** The middle of the best quotes; 0 while a side is empty or the market is crossed. */
  mid(symbol: number): number {
    return middle(this.best(symbol, 'buy'), this.best(symbol, 'sell'));
  }

  private inBook({ venue, symbol, book }: Place, { side, limitPx, orderQty }: Seeker): Offered[] {
    const contra = side === 'buy' ? OFFER : BID;
    const limit = this.parts.rules.clipped(symbol, side === 'buy' ? BID : OFFER, limitPx);
    const { orders, hidden } = book.save();
    const found = [new Map<number, number>(), new Map<number, number>()] as const;
    const add = (px: number, qty: number, unseen: boolean) => {
      if (px === 0 || qty === 0 || !isWithin(side, px, limit)) return;
      const at = found[unseen ? 1 : 0];
      at.set(px, (at.get(px) ?? 0) + qty);
    };
    // Words of an order: see BookState.
    for (let i = 0; i < orders.length; i += SHOWN_WORDS)
      if (orders[i + 1] === contra && orders[i + 4] !== OURS) add(orders[i + 2]!, orders[i + 3]!, false);
    for (let i = 0; i < hidden.length; i += HIDDEN_WORDS) {
      const qty = hidden[i + 3]!;
      if (hidden[i + 1] !== contra || hidden[i + 4] === OURS || Math.min(hidden[i + 7]!, qty) > orderQty) continue;
      add((hidden[i + 5]! & PEGS) === 0 ? hidden[i + 2]! : book.pxOf(hidden[i]!), qty, true);
    }
    return found.flatMap((at, unseen) => Array.from(at, ([px, qty]) => this.offered(venue, px, qty, unseen === 1)));
  }
}
