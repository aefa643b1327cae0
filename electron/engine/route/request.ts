import type { RouterConfig } from '../../../shared/config/session.ts';
import type { Tuning } from '../../../shared/config/tuning.ts';
import type { OrdType, Side, TimeInForce } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { Cost, CostInputs, ProtectedQuote, RouteAction, WhyNot } from '../../../shared/routing.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';
import type { BetaState } from '../learn/beta.ts';
import type { Stream } from '../random.ts';
import type { Pool } from './dark/greedy-pools.ts';

/** One way to place shares at one venue now, with what the router knows of it. */
export interface Option {
  readonly venue: number;
  /** Of this venue and action: no other option of the decision has it. */
  readonly place: number;
  readonly spec: VenueSpec;
  readonly action: RouteAction;
  /** Price it would trade at first: the venue's far side, or the midpoint. */
  readonly px: Px;
  /** Displayed shares at `px`; undefined where hidden. */
  readonly displayQty?: Qty;
  readonly age?: Nanos;
  readonly fillProbability: number;
  readonly cost: Cost;
  readonly inputs: CostInputs;
  readonly total: Money;
  /** 0 to 100 (domain 5.9). */
  readonly reputation: number;
  /** Shares unseen at the touch beyond what is shown, as learned; 0 where nothing is known of them. */
  readonly unseenQty: number;
  /** What `fillProbability` is the mean of. */
  readonly belief: BetaState;
  /** Of a place to rest: shares expected to go off its level while the order has patience. */
  readonly outflow?: number;
  /** Of a ping: the chances that so many round lots are found there. */
  readonly tails?: Pool;
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
  readonly roundLot: Qty;
  readonly orderProtection: boolean;
  /** The venue a single-venue order is bound to; undefined leaves the choice to the policy. */
  readonly destination?: number;
  readonly router: RouterConfig;
  /** What the strategies take for granted: `router.tuning`. */
  readonly params: Tuning;
  /** The decision's own stream of chance, made when it is first asked for. */
  readonly chance: () => Stream;
  /** How long the order may still rest before it takes what is left; 0 takes now. */
  readonly patience: Nanos;
  /** The best protected quotes of the far side, venue by venue, best first: a sweep covers all that are better than its worst price. */
  readonly protected: readonly ProtectedQuote[];
  /** Lit venues with a far side within the limit. */
  readonly takes: readonly Option[];
  /** Their displayed levels within the limit, each venue's as deep as the order could go there alone; in venue order. */
  readonly levels: readonly Level[];
  /** Where the midpoint may be pinged: dark pools, and lit venues where something may rest unseen. */
  readonly pings: readonly Option[];
  /** Where a remainder could rest: displayed at lit venues, or pegged to the midpoint. */
  readonly posts: readonly Option[];
  /** Pools that could be asked to invite it. */
  readonly conditionals: readonly Option[];
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
  /** Pools that may hold a conditional order beside all that, each for the whole that is not taken now; absent: none. */
  readonly conditionals?: readonly Option[];
  /** Shares at most, by option; absent: as many as the order has left. A post that is not in it gets nothing once any post is. */
  readonly sizes?: ReadonlyMap<Option, number>;
  /** The posts go out beside what is taken, not only once nothing is left to take. */
  readonly together?: boolean;
  /** One price after the other, and unseen shares at each asked for, in place of all prices in one burst. */
  readonly stepwise?: boolean;
  /** Shares spread over all levels and venues at once, in place of best first. */
  readonly everywhere?: boolean;
  /** What takes and pings were ranked by, each by venue, micro-dollars a share; absent: their totals, or nothing of the kind. */
  readonly rankCosts?: { readonly take: readonly number[]; readonly mid: readonly number[] };
  /** Why an option that was open was not used by this policy. */
  readonly refused?: ReadonlyMap<Option, { readonly why: WhyNot; readonly text: string }>;
  /** Said with every reason: what a reader must know of the whole ranking. */
  readonly note?: string;
}

/** From values to values: the same request gives the same answer, and nothing is kept between two of them. */
export type Policy = (request: RouteRequest) => Ranking;
