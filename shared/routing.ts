import type { Side } from './fix.ts';
import type { Mic, Nbbo, VenueKind } from './market.ts';
import type { Money, Nanos, Px, Qty } from './units.ts';

/** The strategies of the house. A user's own policy is named `user:NAME` (see `StrategyName`). */
export const STRATEGIES = [
  'price_time',
  'dark_first',
  'fee_aware',
  'latency_aware',
  'smart',
  'single_venue',
  'broadcast',
  'optimal',
  'cont_kukanov',
  'learned',
  'rebate_max',
  'net_max',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** A policy that a user has brought, by the name it was loaded under. */
export type UserStrategy = `user:${string}`;
export type StrategyName = Strategy | UserStrategy;

/**
 * How the legs of a round leave: one at a time, all at once, or each so much later that all are expected to arrive at once
 * (domain 5.6).
 */
export const DISPATCHES = ['sequential', 'parallel', 'equalised'] as const;
export type Dispatch = (typeof DISPATCHES)[number];

/**
 * What a leg does at its venue: remove displayed shares, ping the midpoint, rest displayed, rest unseen at the midpoint, or wait in a pool
 * without being firm until it is invited.
 */
export const ROUTE_ACTIONS = ['take', 'mid', 'post', 'peg', 'conditional'] as const;
export type RouteAction = (typeof ROUTE_ACTIONS)[number];

/** Cost terms in their fixed order (domain 5.1); each in micro-dollars a share against the direct midpoint, positive is bad for us. */
export const COST_TERMS = ['price', 'fee', 'impact', 'adverse', 'latency', 'leak', 'miss', 'overfill'] as const;
export type CostTerm = (typeof COST_TERMS)[number];
export type Cost = Readonly<Record<CostTerm, Money>>;

/** What the terms of one candidate were reckoned from. Absent: the term does not arise there. */
export interface CostInputs {
  /** Shares that the terms are spread over: what would be sent there. */
  readonly qty: Qty;
  /** Router to venue, speed bump included, as learned or as declared. */
  readonly oneWay: Nanos;
  /** Hazard of the quote, per second, and the chance that it is gone before we are there, beyond that of a fresh one. */
  readonly hazard: number;
  readonly staleProbability: number;
  /** Chance that this leg is read as intent, and the shares that would then still be to trade. */
  readonly detection: number;
  readonly remainingQty: Qty;
  /** Move of the midpoint in the second after our fills there, less that after all our fills; bps, negative is against us. */
  readonly markoutBps: number;
  /** Fills that it is known from. */
  readonly markouts: number;
  /** What a share that misses is expected to cost elsewhere, price and fee, micro-dollars. */
  readonly elsewhere: Money;
  /** Shares waiting ahead where we would rest. */
  readonly queueQty?: Qty;
  /** Shares beyond the order that a full-size send to every venue would be expected to bring. */
  readonly overfillQty?: Qty;
}

/** A venue's protected quote on the far side as the router saw it when it decided (domain 1.2). */
export interface ProtectedQuote {
  readonly mic: Mic;
  readonly px: Px;
  readonly qty: Qty;
}

/** Why a candidate got less than all: the machine's word; `text` says it with its figures. */
export type WhyNot =
  | 'chosen'
  | 'dearer'
  | 'worsePrice'
  | 'beyondLimit'
  | 'beyondCollar'
  | 'noQuote'
  | 'exhausted'
  | 'notPolicy'
  | 'notDestination'
  | 'tooSmall'
  | 'halted'
  | 'selfHelp'
  | 'feedGap'
  | 'notNeeded'
  | 'quiet'
  | 'badReputation'
  | 'policyStopped';

/** One venue as the router weighed it, winner or loser alike. */
export interface Candidate {
  readonly mic: Mic;
  readonly kind: VenueKind;
  readonly action: RouteAction;
  /** Position in the policy's order, from 1; barred candidates come last with no rank. */
  readonly rank?: number;
  /** Price the router expected to trade at; absent where the venue showed none. */
  readonly px?: Px;
  /** Displayed shares at that price as last seen; absent where hidden. */
  readonly displayQty?: Qty;
  /** Now minus the venue time of the quote; absent where hidden. */
  readonly age?: Nanos;
  /** Expected share of what is sent that fills, 0 to 1. */
  readonly fillProbability: number;
  readonly cost?: Cost;
  readonly inputs?: CostInputs;
  /** Sum of the terms, micro-dollars a share. */
  readonly total?: Money;
  /**
   * What the strategy ranked it by, micro-dollars a share, where that is not the total: what asking costs over its chance (`smart`), or the cost at
   * a chance drawn from what is believed (`learned`).
   */
  readonly rankCost?: Money;
  /** 0 to 100 (domain 5.9). */
  readonly reputation?: number;
  /** Shares this decision sends there. */
  readonly orderQty: Qty;
  readonly why: WhyNot;
  readonly text: string;
}

export interface Leg {
  readonly orderID: string;
  readonly mic: Mic;
  readonly action: RouteAction;
  readonly px: Px;
  readonly orderQty: Qty;
  /** What a share of it is expected to cost, micro-dollars: its candidate's total, which is of the first level, over all levels that it sweeps. */
  readonly expectedCost?: Money;
  /** Sent as an intermarket sweep order: better protected quotes are swept in the same burst. */
  readonly iso: boolean;
  /** Sent so much after the others of its round, so that all arrive at once. */
  readonly delay?: Nanos;
  /** MinQty (110) of a conditional order: it is not invited, and not firmed up, for less. */
  readonly minQty?: Qty;
  /** The conditional order that this leg firms up: its pool has invited it. */
  readonly invitation?: string;
}

/** Whether the shares of such an order are held for it. A conditional one holds none: it never fills, a firm order takes its place. */
export function isFirm({ action }: { readonly action?: RouteAction | undefined }): boolean {
  return action !== 'conditional';
}

/** Shares that these legs hold. */
export function firmQty(legs: readonly Pick<Leg, 'action' | 'orderQty'>[]): Qty {
  return legs.reduce((sum, leg) => sum + (isFirm(leg) ? leg.orderQty : 0), 0) as Qty;
}

/** The whole reasoning of one routing round. Screen, report and test read this same record. */
export interface RoutingDecision {
  readonly type: 'RoutingDecision';
  readonly at: Nanos;
  readonly decisionID: string;
  /** The parent order. */
  readonly orderID: string;
  readonly round: number;
  readonly symbol: string;
  readonly side: Side;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** Shares still to place when the decision was made. */
  readonly leavesQty: Qty;
  /** The worst price a leg may pay: the order's limit, or the collar of a market order. */
  readonly limitPx: Px;
  /** Midpoint of the direct NBBO, the zero of every price term; absent when a side is empty. */
  readonly midPx?: Px;
  readonly direct: Nbbo;
  readonly sip: Nbbo;
  /** The protected quotes that the round was composed from, and a fingerprint of them: what a sweep must cover. */
  readonly protected: readonly ProtectedQuote[];
  readonly snapshot: string;
  readonly candidates: readonly Candidate[];
  readonly legs: readonly Leg[];
  /** MIC of the first choice; absent when nothing could be sent. */
  readonly winner?: Mic;
  readonly second?: Mic;
  /** Second minus winner by what the strategy ranked them by, `rankCost` where there is one, else the total; micro-dollars a share. */
  readonly margin?: Money;
  /** Simulated time the router takes to decide and send. */
  readonly processing: Nanos;
}
