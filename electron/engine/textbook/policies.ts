import { type Side, sign } from '../../../shared/fix.ts';
import { MONEY_PER_PX, type Money, type Nanos, type Px, type Qty } from '../../../shared/units.ts';
import type { TextbookStrategy } from '../../../shared/wire/textbook.ts';
import { DARK_PRESENCE, type MarketVenue, PING_LEAK, TICK } from './market.ts';
import type { Shown } from './quote.ts';

/** A lit venue as the router sees it when it decides. */
export interface Choice extends Shown {
  readonly venue: MarketVenue;
  /** Chance that the quote is gone when an order sent now arrives (domain 5.1). */
  readonly stale: number;
}

export interface PolicyContext {
  readonly side: Side;
  /** Rule 611: price before everything; fees and risk may only break ties within a price (domain 5.4). */
  readonly orderProtection: boolean;
  readonly dearestFee: Money;
}

/** Chance that a fast trader has `choice`'s quote before an order sent `sinceAlarm` after the first one arrives there. */
export function staleness(venue: MarketVenue, moved: boolean, sinceAlarm: Nanos): number {
  return moved ? 0 : 1 - Math.exp(-venue.hazard * (sinceAlarm + venue.oneWay));
}

/**
 * Expected cost of one share sent there, micro-dollars (error 10: the source adds price, fee, presence and latency in hidden units).
 * A share that misses is bought one tick further at the dearest fee (TV-5.0).
 */
export function expectedCost(choice: Choice, context: PolicyContext): number {
  const { venue, px, stale } = choice;
  const hit = sign(context.side) * px * MONEY_PER_PX + venue.takerFee;
  const miss = sign(context.side) * px * MONEY_PER_PX + TICK * MONEY_PER_PX + context.dearestFee;
  return (1 - stale) * hit + stale * miss;
}

function way(venue: MarketVenue): number {
  return venue.oneWay + venue.speedBump;
}

/** What a strategy compares after the price (or, unprotected, instead of it where it weighs costs). */
function keys(strategy: TextbookStrategy, choice: Choice, context: PolicyContext): readonly number[] {
  const { venue } = choice;
  const price = sign(context.side) * choice.px;
  switch (strategy) {
    case 'price_time':
    // Error 3: after its pools dark_first goes on with price-time; the source lets it fall into the score of smart.
    case 'dark_first':
      return [price, way(venue)];
    case 'fee_aware':
      return context.orderProtection ? [price, venue.takerFee, way(venue)] : [price * MONEY_PER_PX + venue.takerFee, way(venue)];
    case 'latency_aware':
      // Error 8: latency counts as the chance that the quote is stale on arrival, not as a tie-break after presence.
      return [price, choice.stale, way(venue)];
    case 'smart':
      return context.orderProtection
        ? [price, expectedCost(choice, context), way(venue)]
        : [expectedCost(choice, context), way(venue)];
  }
}

/** Best first; equal keys keep table order. */
export function rank(strategy: TextbookStrategy, choices: readonly Choice[], context: PolicyContext): Choice[] {
  const keyed = choices.map((choice) => ({ choice, key: keys(strategy, choice, context) }));
  keyed.sort((a, b) => {
    const i = a.key.findIndex((value, at) => value !== b.key[at]);
    return i < 0 ? 0 : a.key[i]! - b.key[i]!;
  });
  return keyed.map(({ choice }) => choice);
}

export interface Ping {
  /** Chance that the pool holds anything, and the shares expected if it does. */
  readonly presence: number;
  readonly expectedQty: number;
  /** Micro-dollars a share: half the spread, the lit fee spared and the pool's fee. */
  readonly halfSpread: number;
  readonly litFee: number;
  readonly darkFee: number;
  readonly leak: number;
  /** Shares still to buy if the pool fills as expected; they pay for a leak with half a tick. */
  readonly restQty: number;
}

/** Domain 5.3: what a ping saves against what its leak may cost, micro-dollars; worth it when gain exceeds leak (TV-5.4c). */
export function pingValue(ping: Ping): { readonly gain: number; readonly leak: number } {
  return {
    gain: ping.presence * ping.expectedQty * (ping.halfSpread + ping.litFee - ping.darkFee),
    leak: (ping.leak * ping.restQty * TICK * MONEY_PER_PX) / 2,
  };
}

/** The pools that a strategy asks before the lit venues, in its order (error 11: hidden size, a fee, a leak). */
export function poolsToPing(
  strategy: TextbookStrategy,
  pools: readonly MarketVenue[],
  leavesQty: Qty,
  quote: { readonly farPx: Px; readonly midPx: Px; readonly litFee: number },
): readonly MarketVenue[] {
  if (strategy === 'dark_first') return pools;
  if (strategy !== 'smart') return [];
  const net = (pool: MarketVenue) => {
    const expectedQty = Math.min(pool.estimateQty, leavesQty);
    const { gain, leak } = pingValue({
      presence: DARK_PRESENCE,
      expectedQty,
      halfSpread: Math.abs(quote.farPx - quote.midPx) * MONEY_PER_PX,
      litFee: quote.litFee,
      darkFee: pool.takerFee,
      leak: PING_LEAK,
      restQty: leavesQty - expectedQty,
    });
    return gain - leak;
  };
  return pools.filter((pool) => net(pool) > 0).sort((a, b) => net(b) - net(a));
}
