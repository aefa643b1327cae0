import { type SessionConfig, symbolIndex, venueIndex } from '../../../shared/config/session.ts';
import { isBetter, isWithin, opposite, type Side, sign } from '../../../shared/fix.ts';
import { MILLISECOND, type Nanos, SECOND } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { MarketPort } from '../market/source.ts';
import { INTRUDER } from '../venue/owners.ts';
import type { FaultOf, Standing } from './standing.ts';

/** How long until a fault that is not done acts again: a crossed quote that may have gone, an order that could not be taken back. */
export const ACT_AGAIN = 10 * MILLISECOND;
/** How many round lots a crossed quote shows. */
const CROSSED_LOTS = 5;
/** How many ticks away from the venue's own best a stuffed quote stands: it never trades in an orderly market. */
const STUFFED_AWAY = 5;

/** Who acts in a fault's name: someone else's orders, entered at the venues themselves, whose fills no market source is told of. */
export class Intruder {
  private readonly config: SessionConfig;
  private readonly conditions: Conditions;
  private readonly market: MarketPort;

  constructor(config: SessionConfig, conditions: Conditions, market: MarketPort) {
    this.config = config;
    this.conditions = conditions;
    this.market = market;
  }

  /** Acts once; returns when the fault acts again, if it does. */
  act(now: Nanos, one: Standing): number | undefined {
    const { fault } = one;
    switch (fault.kind) {
      case 'crossedMarket':
        this.cross(one, fault);
        return now + ACT_AGAIN;
      case 'quoteStuffing':
        this.stuff(one, fault);
        return one.from + Math.floor((++one.acts * SECOND) / fault.rate);
      default:
        return undefined;
    }
  }

  /** Takes back what a fault has resting; false while its venue does not answer. */
  leave(one: Standing): boolean {
    const { fault, order } = one;
    if (order === 0 || !('symbol' in fault && 'mic' in fault)) return true;
    if (this.market.cancel(venueIndex(this.config, fault.mic), symbolIndex(this.config, fault.symbol), order) < 0) return false;
    one.order = 0;
    return true;
  }

  /**
   * Sweeps displayed shares at the venues' own best prices, dearer and dearer, until the order is done, nothing is left, or the next
   * price is beyond the LULD band. Venues that take no orders now are passed over. Returns the shares taken.
   */
  sweep({ symbol: name, side, orderQty }: FaultOf<'fatFinger'>): number {
    const { market, conditions, config } = this;
    const symbol = symbolIndex(this.config, name);
    const far = opposite(side);
    const band = side === 'buy' ? conditions.upperPx[symbol]! : conditions.lowerPx[symbol]!;
    const spent = new Set<number>();
    let left = orderQty as number;
    while (left > 0) {
      let best = -1;
      let bestPx = 0;
      config.venues.forEach((spec, v) => {
        if (spec.kind === 'dark' || spent.has(v) || !market.accepts(v, symbol)) return;
        const px = market.bestPx(v, symbol, far);
        if (px === 0 || (band > 0 && !isWithin(side, px, band))) return;
        if (best < 0 || isBetter(side, px, bestPx)) [best, bestPx] = [v, px];
      });
      if (best < 0) break;
      const take = Math.min(left, market.bestQty(best, symbol, far));
      market.enter(best, symbol, side, bestPx, take, INTRUDER, true);
      left -= market.lastFilled;
      // A venue that fills nothing at its own best price would be asked for ever.
      if (market.lastFilled === 0) spent.add(best);
    }
    return orderQty - left;
  }

  /**
   * Rests a displayed order so many ticks through the other side of the other venues' market. What stands in its way at its own venue
   * it takes, as any order would; while it rests where it should, it is left alone.
   */
  private cross(one: Standing, { symbol: name, mic, ticks }: FaultOf<'crossedMarket'>): void {
    const { market, config } = this;
    const venue = venueIndex(this.config, mic);
    const symbol = symbolIndex(this.config, name);
    if (!market.accepts(venue, symbol)) return;
    if (one.order !== 0 && market.bestPx(venue, symbol, one.side) === one.px) return;
    if (!this.leave(one)) return;
    const { tick, roundLot } = config.symbols[symbol]!;
    for (const side of ['buy', 'sell'] as const) {
      const away = this.bestAway(venue, symbol, opposite(side));
      if (away === 0) continue;
      const px = away + sign(side) * ticks * tick;
      if (px <= 0) continue;
      one.order = market.enter(
        venue,
        symbol,
        side,
        px,
        this.inTheWay(venue, symbol, side, px) + CROSSED_LOTS * roundLot,
        INTRUDER,
        false,
      );
      one.side = side;
      one.px = market.enteredPx;
      return;
    }
  }

  /** Shares at a venue's own best that an order would have to take first; deeper ones it meets leave it smaller, no more. */
  private inTheWay(venue: number, symbol: number, side: Side, px: number): number {
    const best = this.market.bestPx(venue, symbol, opposite(side));
    return best > 0 && isWithin(side, best, px) ? this.market.bestQty(venue, symbol, opposite(side)) : 0;
  }

  /** One quote goes, the next one comes, on the other side. */
  private stuff(one: Standing, { symbol: name, mic }: FaultOf<'quoteStuffing'>): void {
    const { market, config } = this;
    const venue = venueIndex(this.config, mic);
    const symbol = symbolIndex(this.config, name);
    if (!this.leave(one) || !market.accepts(venue, symbol)) return;
    const { tick, roundLot } = config.symbols[symbol]!;
    const side = one.acts % 2 === 0 ? 'buy' : 'sell';
    const near = market.bestPx(venue, symbol, side) || this.bestAway(venue, symbol, side);
    const px = near - sign(side) * STUFFED_AWAY * tick;
    if (near === 0 || px <= 0) return;
    one.order = market.enter(venue, symbol, side, px, roundLot, INTRUDER, false);
    one.side = side;
    one.px = px;
  }

  /** The best price of a side over all lit venues but one; 0 when they show none. */
  private bestAway(venue: number, symbol: number, side: Side): number {
    let best = 0;
    this.config.venues.forEach((spec, v) => {
      if (v === venue || spec.kind === 'dark') return;
      const px = this.market.bestPx(v, symbol, side);
      // The better of two bids is the higher one, which a seller finds better.
      if (px > 0 && (best === 0 || isBetter(opposite(side), px, best))) best = px;
    });
    return best;
  }
}
