import type { Fault } from './config/fault.ts';
import type { CxlRejReason, ExecType, LastLiquidityInd, OrdRejReason, OrdStatus, OrdType, Side, TimeInForce } from './fix.ts';
import type { FeedPath, Mic } from './market.ts';
import type { Dispatch, RouteAction, RoutingDecision, StrategyName, UserStrategy } from './routing.ts';
import type { TradeThrough } from './trade-through.ts';
import type { Money, Nanos, Px, Qty } from './units.ts';

/* ---------------------------------------------------------------- in */

export interface NewOrderSingle {
  readonly type: 'NewOrderSingle';
  readonly at: Nanos;
  readonly clOrdID: string;
  readonly symbol: string;
  readonly side: Side;
  readonly orderQty: Qty;
  readonly ordType: OrdType;
  /** The limit; required for a limit order, forbidden for a market order. */
  readonly price?: Px;
  readonly timeInForce: TimeInForce;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** ExDestination (100): the one venue of `single_venue`; absent lets the policy choose it at arrival. */
  readonly exDestination?: Mic;
}

export interface OrderCancelRequest {
  readonly type: 'OrderCancelRequest';
  readonly at: Nanos;
  readonly clOrdID: string;
  readonly origClOrdID: string;
}

/** Cancels every live parent. */
export interface OrderMassCancelRequest {
  readonly type: 'OrderMassCancelRequest';
  readonly at: Nanos;
  readonly clOrdID: string;
}

/** Engaged: every new order is refused and every live one cancelled, until released. Both need a reason. */
export interface KillSwitch {
  readonly type: 'KillSwitch';
  readonly at: Nanos;
  readonly engaged: boolean;
  readonly reason: string;
}

/** Switches order protection (Rule 611) while the session runs. */
export interface SetOrderProtection {
  readonly type: 'SetOrderProtection';
  readonly at: Nanos;
  readonly on: boolean;
}

/** Lets something go wrong now. `faultID` names it until it ends. */
export interface InjectFault {
  readonly type: 'InjectFault';
  readonly at: Nanos;
  readonly faultID: string;
  readonly fault: Fault;
}

/** Ends a fault before its time. */
export interface ClearFault {
  readonly type: 'ClearFault';
  readonly at: Nanos;
  readonly faultID: string;
}

/**
 * A user's policy is stopped at a question, counted from 1 over the session, that it did not answer in the host's time. Given by the host
 * that saw it, so that the session is the same when it is run again; it may come at any time before that question.
 */
export interface StopPolicy {
  readonly type: 'StopPolicy';
  readonly at: Nanos;
  readonly strategy: UserStrategy;
  readonly question: number;
  readonly text: string;
}

/** All that enters the engine. `at` is engine time and never earlier than the engine's own. */
export type Command =
  | NewOrderSingle
  | OrderCancelRequest
  | OrderMassCancelRequest
  | KillSwitch
  | SetOrderProtection
  | InjectFault
  | ClearFault
  | StopPolicy;

/* ---------------------------------------------------------------- out */

/** What happened to an order, parent or child (a child has `parentID`). */
export interface ExecutionReport {
  readonly type: 'ExecutionReport';
  readonly at: Nanos;
  readonly execID: string;
  readonly execType: ExecType;
  readonly ordStatus: OrdStatus;
  readonly orderID: string;
  readonly clOrdID: string;
  /** SecondaryClOrdID (526): the parent's orderID; absent on a parent. */
  readonly parentID?: string;
  /** The decision that sent this child. */
  readonly decisionID?: string;
  readonly symbol: string;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly orderQty: Qty;
  readonly price?: Px;
  readonly cumQty: Qty;
  readonly leavesQty: Qty;
  /** Sum of lastPx x lastQty over all fills, in micro-dollars: avgPx without its rounding. */
  readonly cumNotional: Money;
  readonly cumFee: Money;
  /** Parent only. */
  readonly strategy?: StrategyName;
  readonly dispatch?: Dispatch;
  /** Child only: where it was sent, and to do what. */
  readonly exDestination?: Mic;
  readonly action?: RouteAction;
  readonly iso?: boolean;
  /** On a trade. */
  readonly lastQty?: Qty;
  readonly lastPx?: Px;
  readonly lastMkt?: Mic;
  readonly lastLiquidityInd?: LastLiquidityInd;
  /** Micro-dollars for this fill; negative is a rebate. */
  readonly fee?: Money;
  /** When the venue matched; `at` is when the router learned of it. */
  readonly transactTime?: Nanos;
  /** On a trade: whether it went through a better protected quote elsewhere when it was matched (Rule 611). */
  readonly tradeThrough?: TradeThrough;
  /**
   * On a trade and on a parent's first and last report: midpoint of the direct NBBO as the router saw it before this report. While that is
   * one-sided, crossed or wider than twice the collar, the last midpoint that was not.
   */
  readonly midPx?: Px;
  /** The direct NBBO itself then. */
  readonly bidPx?: Px;
  readonly askPx?: Px;
  /** On a trade and on a parent's first report: all shares and notional printed in this symbol so far, for interval VWAP. */
  readonly marketQty?: Qty;
  readonly marketNotional?: Money;
  readonly ordRejReason?: OrdRejReason;
  /** On a reject: the field that broke the rule. */
  readonly field?: string;
  readonly text?: string;
}

export interface OrderCancelReject {
  readonly type: 'OrderCancelReject';
  readonly at: Nanos;
  readonly clOrdID: string;
  readonly origClOrdID: string;
  readonly cxlRejReason: CxlRejReason;
  readonly text: string;
}

/** The midpoint some time after a fill (domain 6.5), as in ExecutionReport; absent only if there never was one. */
export interface Markout {
  readonly type: 'Markout';
  readonly at: Nanos;
  readonly execID: string;
  readonly tau: Nanos;
  readonly midPx?: Px;
}

/** An order event that its state does not allow (domain 3.3): logged, the order frozen. */
export interface ProtocolError {
  readonly type: 'ProtocolError';
  readonly at: Nanos;
  readonly orderID: string;
  readonly ordStatus: OrdStatus;
  readonly execType: string;
  readonly text: string;
}

/** `policy`: a user's policy has failed and is not asked any more. */
export type NoticeCode = 'kill' | 'orderProtection' | 'open' | 'close' | 'policy';

export interface Notice {
  readonly type: 'Notice';
  readonly at: Nanos;
  readonly code: NoticeCode;
  readonly text: string;
}

/** A fault began, ended, or could not be: then `field` broke the rule in `text`. `until` where it ends by itself. */
export interface FaultReport {
  readonly type: 'FaultReport';
  readonly at: Nanos;
  readonly faultID: string;
  readonly state: 'started' | 'ended' | 'refused';
  /** Absent when an unknown faultID was to be cleared. */
  readonly fault?: Fault;
  /** Scripted by the scenario, not injected by a command. */
  readonly scripted?: boolean;
  readonly until?: Nanos;
  readonly field?: string;
  readonly text: string;
}

export const TRADING_STATES = ['trading', 'limitState', 'luldPause', 'halted'] as const;
export type TradingState = (typeof TRADING_STATES)[number];

/** SecurityTradingStatus (326) of a symbol changed, or its price bands did. */
export interface TradingStatus {
  readonly type: 'TradingStatus';
  readonly at: Nanos;
  readonly symbol: string;
  readonly state: TradingState;
  /** LULD price bands; absent without them. */
  readonly lowerPx?: Px;
  readonly upperPx?: Px;
  /** When a pause or halt is due to end. */
  readonly until?: Nanos;
  readonly text: string;
}

/** What the router holds of a venue changed: declared in self-help (Rule 611(b)(1)), or taken back. */
export interface VenueStatus {
  readonly type: 'VenueStatus';
  readonly at: Nanos;
  readonly mic: Mic;
  readonly selfHelp: boolean;
  readonly text: string;
}

/** Messages of a feed were lost, or its picture is whole again. */
export interface FeedStatus {
  readonly type: 'FeedStatus';
  readonly at: Nanos;
  readonly mic: Mic;
  readonly path: FeedPath;
  readonly state: 'gap' | 'recovered';
  /** Messages missed. */
  readonly missed: number;
  readonly text: string;
}

/** All that leaves the engine as an object; hot market data leaves through the numeric methods of `Sink`. */
export type EngineEvent =
  | ExecutionReport
  | OrderCancelReject
  | RoutingDecision
  | Markout
  | ProtocolError
  | Notice
  | FaultReport
  | TradingStatus
  | VenueStatus
  | FeedStatus;

/**
 * The one broadcast at the engine's end. Venues and symbols are indices into the config. Prices of 0 mean an empty side here,
 * because these calls carry plain numbers and come with every quote.
 */
export interface Sink {
  event(event: EngineEvent): void;
  /** A price level of one venue's book as the direct feed delivered it; qty 0 removes it. */
  level(at: Nanos, venue: number, symbol: number, side: Side, px: number, qty: number, venueTime: Nanos): void;
  /** The best over all lit venues changed on this path. */
  nbbo(at: Nanos, path: FeedPath, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void;
  /** A trade printed on the direct feed. */
  trade(at: Nanos, venue: number, symbol: number, px: number, qty: number, venueTime: Nanos): void;
  /** How long the router took, by the stopwatch it was given, for the decision that leaves next; ns. No part of the digest. */
  took?(routerTime: number): void;
}
