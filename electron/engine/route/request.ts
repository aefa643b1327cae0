import type { RouterConfig } from '../../../shared/config/session.ts';
import type { OrdType, Side, TimeInForce } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { Cost, RouteAction, WhyNot } from '../../../shared/routing.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';

/** One way to place shares at one venue now, with what the router knows of it. */
export interface Option {
  readonly venue: number;
  readonly spec: VenueSpec;
  readonly action: RouteAction;
  /** Price it would trade at first: the venue's far side, or the midpoint. */
  readonly px: Px;
  /** Displayed shares at `px`; undefined where hidden. */
  readonly displayQty?: Qty;
  readonly age?: Nanos;
  readonly fillProbability: number;
  readonly cost: Cost;
  readonly total: Money;
}

/** A venue that cannot be used now, and why. */
export interface Barred {
  readonly venue: number;
  readonly spec: VenueSpec;
  readonly action: RouteAction;
  readonly px?: Px;
  readonly displayQty?: Qty;
  readonly age?: Nanos;
  /** What it would be if it were open. */
  readonly fillProbability: number;
  readonly why: WhyNot;
  readonly text: string;
}

/** A displayed level within the limit. */
export interface Level {
  readonly option: Option;
  readonly px: Px;
  readonly qty: Qty;
  /** The option's total moved to this level's price. */
  readonly total: Money;
}

/** All that a policy may look at. Nothing in it remembers; nothing in it is the order's owner. */
export interface RouteRequest {
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly leavesQty: Qty;
  readonly limitPx: Px;
  readonly midPx: Px;
  readonly tick: Px;
  readonly orderProtection: boolean;
  /** The venue a single-venue order is bound to; undefined leaves the choice to the policy. */
  readonly destination?: number;
  readonly router: RouterConfig;
  /** Lit venues with a far side within the limit. */
  readonly takes: readonly Option[];
  /** Their displayed levels within the limit, all venues together, in venue order. */
  readonly levels: readonly Level[];
  /** Dark pools that may be pinged at the midpoint. */
  readonly pings: readonly Option[];
  /** Lit venues where a remainder could rest. */
  readonly posts: readonly Option[];
}

/**
 * A policy's answer: an order of preference, best first. The allocator turns it into legs; it never sends more than the order's leaves,
 * and under order protection it takes levels price by price, whatever the order here.
 */
export interface Ranking {
  /** Pinged before any lit venue is touched, in this order. */
  readonly pings: readonly Option[];
  /** Levels to take, best first. */
  readonly levels: readonly Level[];
  /** Where a remainder rests, best first. */
  readonly posts: readonly Option[];
  /** Shares spread over all levels and venues at once, in place of best first. */
  readonly everywhere?: boolean;
  /** Why an option that was open was not used by this policy. */
  readonly refused?: ReadonlyMap<Option, { readonly why: WhyNot; readonly text: string }>;
}

export type Policy = (request: RouteRequest) => Ranking;
