import type { Side } from './fix.ts';
import type { Mic, Nbbo, VenueKind } from './market.ts';
import type { Money, Nanos, Px, Qty } from './units.ts';

export const STRATEGIES = ['price_time', 'dark_first', 'fee_aware', 'latency_aware', 'smart', 'single_venue', 'broadcast'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const DISPATCHES = ['sequential', 'parallel'] as const;
export type Dispatch = (typeof DISPATCHES)[number];

/** What a leg does at its venue: remove displayed shares, ping the midpoint, or rest. */
export type RouteAction = 'take' | 'mid' | 'post';

/** Cost terms in their fixed order; each in micro-dollars a share against the direct midpoint, positive is bad for us. */
export const COST_TERMS = ['price', 'fee', 'adverse', 'latency', 'miss'] as const;
export type CostTerm = (typeof COST_TERMS)[number];
export type Cost = Readonly<Record<CostTerm, Money>>;

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
  | 'notNeeded';

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
  /** Sum of the five terms, micro-dollars a share. */
  readonly total?: Money;
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
  /** Sent as an intermarket sweep order: better protected quotes are swept in the same burst. */
  readonly iso: boolean;
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
  readonly strategy: Strategy;
  readonly dispatch: Dispatch;
  /** Shares still to place when the decision was made. */
  readonly leavesQty: Qty;
  /** The worst price a leg may pay: the order's limit, or the collar of a market order. */
  readonly limitPx: Px;
  /** Midpoint of the direct NBBO, the zero of every price term; absent when a side is empty. */
  readonly midPx?: Px;
  readonly direct: Nbbo;
  readonly sip: Nbbo;
  readonly candidates: readonly Candidate[];
  readonly legs: readonly Leg[];
  /** MIC of the first choice; absent when nothing could be sent. */
  readonly winner?: Mic;
  readonly second?: Mic;
  /** Total of the second minus total of the winner, micro-dollars a share. */
  readonly margin?: Money;
  /** Simulated time the router takes to decide and send. */
  readonly processing: Nanos;
}
