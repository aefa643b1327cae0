import type { EngineEvent, ExecutionReport, Markout } from '../../shared/events.ts';
import { isTerminal } from '../../shared/fix.ts';
import { isFirm, type RoutingDecision } from '../../shared/routing.ts';
import type { TradeThrough } from '../../shared/trade-through.ts';
import type { Nanos, Qty } from '../../shared/units.ts';
import { worseOf } from './trade-through.ts';

/** What an order and its newest report have in common. */
type Told =
  | 'orderID'
  | 'clOrdID'
  | 'parentID'
  | 'decisionID'
  | 'symbol'
  | 'side'
  | 'ordType'
  | 'timeInForce'
  | 'orderQty'
  | 'price'
  | 'cumQty'
  | 'leavesQty'
  | 'cumNotional'
  | 'cumFee'
  | 'ordStatus'
  | 'strategy'
  | 'dispatch'
  | 'exDestination'
  | 'action';

/** An order as its reports tell it; a child has `parentID`. */
export interface Order extends Pick<ExecutionReport, Told> {
  readonly iso: boolean;
  /** The worst that is said of any of its fills; absent without one. */
  readonly tradeThrough?: TradeThrough;
  /** Of its first report, and of its newest. */
  readonly at: Nanos;
  readonly updatedAt: Nanos;
  readonly text?: string;
  /** Children of a parent, in the order they were sent. */
  readonly children: readonly string[];
}

/** Why a refused order has no decision, in a sentence; undefined for any other. */
export function refusalWords(order: Order | undefined): string | undefined {
  if (order?.ordStatus !== '8') return undefined;
  return `${order.orderID} was refused before it reached the router: ${order.text ?? 'no reason was given'}.`;
}

/** One fill of a child. */
export interface RecentFill {
  readonly at: Nanos;
  readonly mic: string;
  readonly qty: Qty;
}

/** How many fills are remembered one by one, over all orders. */
export const RECENT_FILLS = 300;

/** Everything a session's order events say, indexed. Never edited: `applyEvents` makes the next one. */
export interface OrderBook {
  readonly byID: ReadonlyMap<string, Order>;
  /** Parents, oldest first. */
  readonly parents: readonly string[];
  readonly decisions: ReadonlyMap<string, RoutingDecision>;
  /** Decision ids of a parent, oldest first. */
  readonly decisionsOf: ReadonlyMap<string, readonly string[]>;
  /** Every report of a parent and its children, oldest first. */
  readonly reportsOf: ReadonlyMap<string, readonly ExecutionReport[]>;
  /** Markouts of a parent's fills, oldest first. */
  readonly markoutsOf: ReadonlyMap<string, readonly Markout[]>;
  /** Parent of each fill. */
  readonly fillParent: ReadonlyMap<string, string>;
  /** The newest fills of all orders, oldest first. */
  readonly recentFills: readonly RecentFill[];
}

export const noOrders: OrderBook = {
  byID: new Map(),
  parents: [],
  decisions: new Map(),
  decisionsOf: new Map(),
  reportsOf: new Map(),
  markoutsOf: new Map(),
  fillParent: new Map(),
  recentFills: [],
};

/** The book after these events, which come in engine order. An empty list gives back the same book. */
export function applyEvents(book: OrderBook, events: readonly EngineEvent[]): OrderBook {
  if (events.length === 0) return book;
  const next = new Draft(book);
  for (const event of events) {
    if (event.type === 'ExecutionReport') next.report(event);
    else if (event.type === 'RoutingDecision') next.decision(event);
    else if (event.type === 'Markout') next.markout(event);
  }
  return next.book;
}

/** Whether more can happen to it. */
export function isWorking(order: Order): boolean {
  return !isTerminal(order.ordStatus);
}

/** Ended with shares left over: partly filled or not at all. A conditional order had none to fill. */
export function isUnfilled(order: Order): boolean {
  return isFirm(order) && !isWorking(order) && order.cumQty < order.orderQty;
}

/** Copies each map at most once per batch, so that a burst of events costs one copy. */
class Draft {
  readonly #byID: Map<string, Order>;
  readonly #parents: string[];
  readonly #decisions: Map<string, RoutingDecision>;
  readonly #decisionsOf: Map<string, readonly string[]>;
  readonly #reportsOf: Map<string, readonly ExecutionReport[]>;
  readonly #markoutsOf: Map<string, readonly Markout[]>;
  readonly #fillParent: Map<string, string>;
  readonly #recentFills: RecentFill[];

  constructor(book: OrderBook) {
    this.#byID = new Map(book.byID);
    this.#parents = [...book.parents];
    this.#decisions = new Map(book.decisions);
    this.#decisionsOf = new Map(book.decisionsOf);
    this.#reportsOf = new Map(book.reportsOf);
    this.#markoutsOf = new Map(book.markoutsOf);
    this.#fillParent = new Map(book.fillParent);
    this.#recentFills = [...book.recentFills];
  }

  get book(): OrderBook {
    return {
      byID: this.#byID,
      parents: this.#parents,
      decisions: this.#decisions,
      decisionsOf: this.#decisionsOf,
      reportsOf: this.#reportsOf,
      markoutsOf: this.#markoutsOf,
      fillParent: this.#fillParent,
      recentFills: this.#recentFills.slice(-RECENT_FILLS),
    };
  }

  report(report: ExecutionReport): void {
    const { orderID } = report;
    const before = this.#byID.get(orderID);
    this.#byID.set(orderID, orderOf(orderID, report, before));
    const parentID = report.parentID ?? orderID;
    append(this.#reportsOf, parentID, report);
    if (report.lastQty !== undefined) {
      this.#fillParent.set(report.execID, parentID);
      const mic = report.lastMkt;
      if (report.parentID !== undefined && mic !== undefined) this.#recentFills.push({ at: report.at, mic, qty: report.lastQty });
    }
    if (before) return;
    if (report.parentID === undefined) this.#parents.push(orderID);
    else {
      const parent = this.#byID.get(report.parentID);
      if (parent) this.#byID.set(parent.orderID, { ...parent, children: [...parent.children, orderID] });
    }
  }

  decision(decision: RoutingDecision): void {
    this.#decisions.set(decision.decisionID, decision);
    append(this.#decisionsOf, decision.orderID, decision.decisionID);
  }

  markout(markout: Markout): void {
    const parentID = this.#fillParent.get(markout.execID);
    // A fill older than the snapshot reaches back: nothing here to draw it on.
    if (parentID !== undefined) append(this.#markoutsOf, parentID, markout);
  }
}

function orderOf(orderID: string, report: ExecutionReport, before: Order | undefined): Order {
  return {
    orderID,
    clOrdID: report.clOrdID,
    parentID: report.parentID,
    decisionID: report.decisionID ?? before?.decisionID,
    symbol: report.symbol,
    side: report.side,
    ordType: report.ordType,
    timeInForce: report.timeInForce,
    orderQty: report.orderQty,
    price: report.price ?? before?.price,
    cumQty: report.cumQty,
    leavesQty: report.leavesQty,
    cumNotional: report.cumNotional,
    cumFee: report.cumFee,
    ordStatus: report.ordStatus,
    strategy: report.strategy ?? before?.strategy,
    dispatch: report.dispatch ?? before?.dispatch,
    exDestination: report.exDestination ?? before?.exDestination,
    action: report.action ?? before?.action,
    iso: report.iso ?? before?.iso ?? false,
    ...worst(before?.tradeThrough, report.tradeThrough),
    at: before?.at ?? report.at,
    updatedAt: report.at,
    text: report.text ?? before?.text,
    children: before?.children ?? [],
  };
}

function worst(before: TradeThrough | undefined, now: TradeThrough | undefined): { tradeThrough?: TradeThrough } {
  if (before === undefined && now === undefined) return {};
  return { tradeThrough: before === undefined ? now! : now === undefined ? before : worseOf(before, now) };
}

function append<Key, Value>(map: Map<Key, readonly Value[]>, key: Key, value: Value): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
