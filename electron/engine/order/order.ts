import type { ExecutionReport } from '../../../shared/events.ts';
import { isTerminal, OrdStatus, type OrdType, type Side, type TimeInForce } from '../../../shared/fix.ts';
import type { Dispatch, RouteAction, StrategyName } from '../../../shared/routing.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';
import { type LifeEvent, nextStatus } from './lifecycle.ts';

/** What parents and children share: identity, terms, and the state of domain 3.3. Plain data, changed only by the functions below. */
export interface Order {
  readonly orderID: string;
  readonly clOrdID: string;
  readonly symbol: number;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly orderQty: Qty;
  readonly price?: Px;
  ordStatus: OrdStatus;
  /** Where a pending request or a suspension falls back to: new, or partially filled once something has. */
  resume: OrdStatus;
  cumQty: Qty;
  cumNotional: Money;
  cumFee: Money;
  /** A protocol error was heard: nothing more is sent for it. */
  frozen: boolean;
}

/** An operator's order. */
export interface Parent extends Order {
  readonly index: number;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** The venue of `single_venue`, fixed at the first decision when the operator named none; -1 none. */
  destination: number;
  /** The worst price any leg may pay: the limit, or the collar of a market order. */
  readonly limitPx: Px;
  /** Until when it may rest before it takes what is left; 0 where its strategy has no patience. */
  readonly restUntil: number;
  /** Children that are not yet done; conditional ones are not among them. */
  live: number[];
  children: number;
  round: number;
  /** Rounds in a row that filled nothing. */
  idleRounds: number;
  cumAtRound: Qty;
  lastRoundAt: number;
  /** The last round took displayed shares: one that fills nothing is idle. */
  took: boolean;
  /** A routing round is already scheduled. */
  routing: boolean;
  /** Waits for the market to offer something within its limit. */
  waiting: boolean;
  /** By venue: when a dark ping last came back short; 0 never. */
  pinged: Float64Array;
  /** By venue: when an invitation last came to nothing; 0 never. */
  inVain: Float64Array;
}

/** One leg at one venue. */
export interface Child extends Order {
  readonly index: number;
  readonly parent: number;
  readonly decisionID: string;
  readonly venue: number;
  readonly action: RouteAction;
  readonly px: Px;
  readonly iso: boolean;
  /** Shares shown at the venue when it was sent. */
  readonly displayQty: Qty;
  readonly sentAt: Nanos;
  /** Shares of the parent not yet filled when it was sent, its own included. */
  readonly remaining: Qty;
  /** To be cancelled as soon as its venue has acknowledged it. */
  cancelWanted: boolean;
  /** When its venue was last asked for something: the order itself, then a cancel. */
  askedAt: number;
  /** An immediate-or-cancel leg has had no answer in time. */
  overdue: boolean;
  /** Where it rests: its limit, unless the venue slid or clipped it. */
  restPx: Px;
  /** Of a conditional one: the least that it is firmed up for; else 0. */
  readonly minQty: Qty;
  /** Of a conditional one: shares that its pool has invited it to trade and that it has not answered for; else 0. */
  invitedQty: Qty;
  /** The conditional child that this one firms up. */
  readonly invitation?: number;
}

export function leavesQty(order: Order): Qty {
  return (isTerminal(order.ordStatus) ? 0 : order.orderQty - order.cumQty) as Qty;
}

/** Shares not yet done, whatever the state. */
export function openQty(order: Order): Qty {
  return (order.orderQty - order.cumQty) as Qty;
}

/** Applies one event to an order's state; false, and nothing changed, where the table has no such transition. */
export function advance(order: Order, event: LifeEvent): boolean {
  const next = nextStatus(order.ordStatus, event, order.resume);
  if (next === undefined) return false;
  order.ordStatus = next;
  if (next === OrdStatus.new || next === OrdStatus.partiallyFilled) order.resume = next;
  return true;
}

/** Books a fill; false where the state or the quantity does not allow it. */
export function fill(order: Order, lastQty: Qty, notional: Money, fee: Money): boolean {
  const leaves = order.orderQty - order.cumQty - lastQty;
  if (lastQty <= 0 || leaves < 0 || !advance(order, leaves === 0 ? 'F=' : 'F+')) return false;
  order.cumQty = (order.cumQty + lastQty) as Qty;
  order.cumNotional = (order.cumNotional + notional) as Money;
  order.cumFee = (order.cumFee + fee) as Money;
  // A pending request that ends goes back to partially filled, not to new.
  if (leaves > 0) order.resume = OrdStatus.partiallyFilled;
  return true;
}

/** The fields every report of an order carries. */
export function reportFields(order: Order, symbol: string) {
  return {
    orderID: order.orderID,
    clOrdID: order.clOrdID,
    ordStatus: order.ordStatus,
    symbol,
    side: order.side,
    ordType: order.ordType,
    timeInForce: order.timeInForce,
    orderQty: order.orderQty,
    ...(order.price !== undefined && { price: order.price }),
    cumQty: order.cumQty,
    leavesQty: leavesQty(order),
    cumNotional: order.cumNotional,
    cumFee: order.cumFee,
  } satisfies Partial<ExecutionReport>;
}
