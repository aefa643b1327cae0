import type { SessionConfig } from '../../../shared/config/session.ts';
import type { TradeThrough } from '../../../shared/trade-through.ts';
import type { Px } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { Quotes } from '../venue/quotes.ts';
import { RecentPrices, type RecentPricesState, WINDOW } from './recent-prices.ts';
import { type Execution, tradeThrough, type VenueQuote } from './trade-through.ts';

/** Who has declared self-help against which venues. */
export interface SelfHelpers {
  stands(venue: number): boolean;
}

const NOBODY: SelfHelpers = { stands: () => false };

/**
 * What Rule 611 protects (domain 1.2): each lit venue's displayed best of at least a round lot, as it was last sent to the SIP, while the
 * symbol is not halted; and what each has displayed within the last second. Here every execution of ours gets its label.
 */
export class ProtectedQuotes {
  /** The router, whose self-help takes a venue's quotes out. */
  excusedBy: SelfHelpers = NOBODY;
  private readonly config: SessionConfig;
  private readonly conditions: Conditions;
  private readonly quotes: Quotes;
  /** Two lines a place: its offers, and its bids below zero, so that the highest is the worst to take of either. */
  private readonly recent: RecentPrices;

  constructor(config: SessionConfig, conditions: Conditions, quotes: Quotes) {
    this.config = config;
    this.conditions = conditions;
    this.quotes = quotes;
    this.recent = new RecentPrices(2 * config.symbols.length * config.venues.length);
  }

  /** A place's quote is about to have these prices, 0 for an empty side, which is no price; the old ones still stand in `quotes`. */
  moves(now: number, place: number, bidPx: number, askPx: number): void {
    const bid = this.quotes.bidPx[place]!;
    const ask = this.quotes.askPx[place]!;
    if (ask > 0 && ask !== askPx) this.recent.replaced(now, 2 * place, ask);
    if (bid > 0 && bid !== bidPx) this.recent.replaced(now, 2 * place + 1, -bid);
  }

  label(now: number, symbol: number, execution: Execution): TradeThrough {
    const resumedAt = this.conditions.resumedAt[symbol]!;
    return tradeThrough({ ...execution, reopening: resumedAt > 0 && now - resumedAt < WINDOW }, this.displayed(now, symbol));
  }

  save(): RecentPricesState {
    return this.recent.save();
  }

  restore(state: RecentPricesState): void {
    this.recent.restore(state);
  }

  private displayed(now: number, symbol: number): VenueQuote[] {
    const { venues, symbols } = this.config;
    if (!this.conditions.matches(symbol)) return [];
    const { bidPx, bidQty, askPx, askQty } = this.quotes;
    const { roundLot } = symbols[symbol]!;
    return venues.flatMap(({ kind }, venue): VenueQuote[] => {
      if (kind !== 'lit') return [];
      const place = symbol * venues.length + venue;
      const ask = askPx[place]!;
      const bid = bidPx[place]!;
      const highest = Math.max(ask, this.recent.highest(now, 2 * place) ?? 0);
      // Bids are kept below zero: the lowest is the highest there.
      const lowest = Math.min(
        bid || Number.POSITIVE_INFINITY,
        -(this.recent.highest(now, 2 * place + 1) ?? Number.NEGATIVE_INFINITY),
      );
      return [
        {
          venue,
          ...(bid > 0 && bidQty[place]! >= roundLot && { bidPx: bid as Px }),
          ...(ask > 0 && askQty[place]! >= roundLot && { askPx: ask as Px }),
          ...(Number.isFinite(lowest) && { lowestBidPx: lowest as Px }),
          ...(highest > 0 && { highestAskPx: highest as Px }),
          selfHelp: this.excusedBy.stands(venue),
        },
      ];
    });
  }
}
