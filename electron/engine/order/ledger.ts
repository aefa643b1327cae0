import type { SessionConfig } from '../../../shared/config/session.ts';
import type { ExecutionReport, NewOrderSingle, Sink } from '../../../shared/events.ts';
import { ExecType, isBetter, type LastLiquidityInd, OrdStatus, type Side } from '../../../shared/fix.ts';
import { isFirm, type Leg } from '../../../shared/routing.ts';
import { type Money, type Nanos, notional, type Px, type Qty } from '../../../shared/units.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import type { LifeEvent } from './lifecycle.ts';
import { advance, type Child, fill, leavesQty, type Order, type Parent, reportFields } from './order.ts';
import type { Refusal } from './validate.ts';

/** Why an order ends: by the operator, with the session. */
export const AS_ASKED = 'cancelled as asked';
export const SESSION_CLOSED = 'session closed';

/** What the router settles of a parent before it is accepted. */
export interface ParentTerms {
  readonly symbol: number;
  readonly limitPx: Px;
  readonly destination: number;
  /** Until when it may rest before it takes; 0 for an order without patience. */
  readonly restUntil: number;
}

/** What the router settles of a leg before it is sent. */
export interface ChildTerms {
  readonly leg: Leg;
  readonly venue: number;
  readonly decisionID: string;
  readonly displayQty: Qty;
  readonly sentAt: Nanos;
  readonly remaining: Qty;
  /** The conditional child that it firms up. */
  readonly invitation?: number;
}

/** A venue's word of a trade. */
export interface Trade {
  readonly lastQty: Qty;
  readonly lastPx: Px;
  readonly lastLiquidityInd: LastLiquidityInd;
  readonly transactTime: Nanos;
  /** Micro-dollars for the whole of it, as the venue charged when it matched. */
  readonly fee: Money;
}

/**
 * Every order of the session and its state. Whatever changes here leaves as an ExecutionReport, numbered in order; a transition that
 * domain 3.3 forbids leaves as a ProtocolError and freezes the order.
 */
export class Ledger {
  readonly parents: Parent[] = [];
  readonly children: Child[] = [];
  readonly byClOrdID = new Map<string, number>();
  /** Parents not yet done, in order of arrival. */
  readonly open = new Set<number>();
  /**
   * Conditional legs that are not yet done, in the order they were sent. They hold no shares of their parents, nothing waits for them, and
   * an order may end before them.
   */
  readonly conditionals = new Set<number>();
  /** By symbol x 2 + (0 buys, 1 sells): live legs that rest or are to rest. */
  private readonly resting: number[][];
  /** The session is over: what ends from now on ends with it. */
  closed = false;
  private readonly config: SessionConfig;
  private readonly view: ConsolidatedView;
  private readonly sink: Sink;
  private reports = 0;
  private refusals = 0;

  constructor(config: SessionConfig, view: ConsolidatedView, sink: Sink) {
    this.config = config;
    this.view = view;
    this.sink = sink;
    this.resting = config.symbols.flatMap(() => [[], []]);
  }

  /** Takes an order in: it is New, and its report carries the market at arrival. */
  accept(now: Nanos, command: NewOrderSingle, terms: ParentTerms): Parent {
    const index = this.parents.length;
    const parent: Parent = {
      index,
      orderID: `P-${index + 1}`,
      clOrdID: command.clOrdID,
      side: command.side,
      ordType: command.ordType,
      timeInForce: command.timeInForce,
      orderQty: command.orderQty,
      ...(command.price !== undefined && { price: command.price }),
      strategy: command.strategy,
      dispatch: command.dispatch,
      ...terms,
      ...untouched(),
      live: [],
      children: 0,
      round: 0,
      idleRounds: 0,
      cumAtRound: 0 as Qty,
      lastRoundAt: 0,
      took: false,
      routing: false,
      waiting: false,
      pinged: new Float64Array(this.config.venues.length),
      inVain: new Float64Array(this.config.venues.length),
    };
    this.parents.push(parent);
    this.byClOrdID.set(command.clOrdID, index);
    this.open.add(index);
    this.hear(now, parent, '0');
    this.reportParent(now, parent, ExecType.new, {
      ...this.view.quoteFields(terms.symbol),
      ...this.view.printedFields(terms.symbol),
      ...(command.exDestination !== undefined && { exDestination: command.exDestination }),
    });
    return parent;
  }

  refuse(now: Nanos, command: NewOrderSingle, { field, ordRejReason, text }: Refusal): void {
    const { clOrdID, symbol, side, ordType, timeInForce, orderQty, price, strategy, dispatch } = command;
    this.sink.event({
      type: 'ExecutionReport',
      at: now,
      execID: `E-${++this.reports}`,
      execType: ExecType.rejected,
      ordStatus: OrdStatus.rejected,
      orderID: `R-${++this.refusals}`,
      clOrdID,
      symbol,
      side,
      ordType,
      timeInForce,
      orderQty,
      ...(price !== undefined && { price }),
      cumQty: 0 as Qty,
      leavesQty: 0 as Qty,
      cumNotional: 0 as Money,
      cumFee: 0 as Money,
      strategy,
      dispatch,
      ordRejReason,
      field,
      text,
    });
  }

  /** Enters a leg: it is PendingNew, on its way. */
  enter(now: Nanos, parent: Parent, { leg, venue, decisionID, displayQty, sentAt, remaining, invitation }: ChildTerms): Child {
    const rest = leg.action === 'post' || leg.action === 'peg' || leg.action === 'conditional';
    const child: Child = {
      index: this.children.length,
      parent: parent.index,
      orderID: leg.orderID,
      clOrdID: leg.orderID,
      decisionID,
      symbol: parent.symbol,
      side: parent.side,
      ordType: 'limit',
      timeInForce: rest ? 'day' : parent.timeInForce === 'fok' ? 'fok' : 'ioc',
      orderQty: leg.orderQty,
      price: leg.px,
      venue,
      action: leg.action,
      px: leg.px,
      iso: leg.iso,
      displayQty,
      sentAt,
      remaining,
      cancelWanted: false,
      askedAt: sentAt,
      overdue: false,
      restPx: leg.px,
      minQty: leg.minQty ?? (0 as Qty),
      invitedQty: 0 as Qty,
      ...(invitation !== undefined && { invitation }),
      ...untouched(),
    };
    this.children.push(child);
    if (isFirm(leg)) parent.live.push(child.index);
    else this.conditionals.add(child.index);
    if (rests(child)) this.restingOf(child.symbol, child.side).push(child.index);
    this.reportChild(now, child, ExecType.pendingNew);
    return child;
  }

  /**
   * Books a child's fill on the child and on its parent, at the market as the router saw it before. Returns the parent's execID, or
   * undefined where the child's state does not allow a trade (told as a ProtocolError).
   */
  book(now: Nanos, child: Child, trade: Trade): string | undefined {
    const { lastQty, lastPx, fee } = trade;
    const parent = this.parents[child.parent]!;
    const spec = this.config.venues[child.venue]!;
    const value = notional(lastPx, lastQty);
    if (!fill(child, lastQty, value, fee)) {
      this.protocolError(now, child, `trade of ${lastQty}`);
      return undefined;
    }
    if (!fill(parent, lastQty, value, fee)) throw new Error(`${parent.orderID}: a child filled beyond its parent`);
    const report = { ...trade, lastMkt: spec.mic, ...this.view.quoteFields(child.symbol) };
    this.reportChild(now, child, ExecType.trade, report);
    return this.reportParent(now, parent, ExecType.trade, {
      ...report,
      ...this.view.printedFields(child.symbol),
      decisionID: child.decisionID,
      action: child.action,
    });
  }

  /** Ends a parent with what is filled: cancelled or expired. */
  finish(now: Nanos, parent: Parent, event: '4' | 'C', text: string): void {
    if (this.hear(now, parent, event)) {
      const quote = this.view.quoteFields(parent.symbol);
      this.reportParent(now, parent, event === 'C' ? ExecType.expired : ExecType.canceled, { text, ...quote });
    }
    this.open.delete(parent.index);
  }

  /** The session closes: what has nothing out at a venue expires now, the rest when the venue has had its last word. */
  close(now: Nanos): void {
    this.closed = true;
    for (const index of [...this.open]) {
      const parent = this.parents[index]!;
      if (parent.live.length === 0) this.finish(now, parent, 'C', SESSION_CLOSED);
    }
  }

  /** Ends every order that is still open, and the legs that no venue has answered for. */
  giveUp(now: Nanos): void {
    for (const index of [...this.open]) {
      const parent = this.parents[index]!;
      for (const live of parent.live) this.giveUpChild(now, this.children[live]!);
      for (const live of [...parent.live]) this.leave(parent, this.children[live]!);
      this.finish(now, parent, 'C', SESSION_CLOSED);
    }
    for (const index of this.conditionals) this.giveUpChild(now, this.children[index]!);
    this.conditionals.clear();
  }

  private giveUpChild(now: Nanos, child: Child): void {
    // Domain 3.3: what was never acknowledged cannot expire.
    const event = child.ordStatus === OrdStatus.pendingNew ? '4' : 'C';
    const text = `${SESSION_CLOSED}: ${this.config.venues[child.venue]!.mic} never answered`;
    if (this.hear(now, child, event)) this.reportChild(now, child, event === 'C' ? ExecType.expired : ExecType.canceled, { text });
  }

  /** Conditional legs of a parent that are not yet done, oldest first. */
  conditionalsOf({ index }: Parent): Child[] {
    return Array.from(this.conditionals, (child) => this.children[child]!).filter(({ parent }) => parent === index);
  }

  /** Shares of a parent that are out at venues; conditional legs hold none. */
  outstanding(parent: Parent): number {
    return parent.live.reduce((sum, index) => sum + leavesQty(this.children[index]!), 0);
  }

  /** Takes a leg that is done off its parent. */
  leave(parent: Parent, child: Child): void {
    if (this.conditionals.delete(child.index)) return;
    parent.live = parent.live.filter((index) => index !== child.index);
    if (!rests(child)) return;
    const resting = this.restingOf(child.symbol, child.side);
    resting.splice(resting.indexOf(child.index), 1);
  }

  /** Whether any order of ours rests on one side of a symbol, or is on its way to. */
  rests(symbol: number, side: Side): boolean {
    return this.restingOf(symbol, side).length > 0;
  }

  /** Shares of ours that are displayed at a venue's level as far as we know: they are in its quote, and no one's to take. */
  shownAt(venue: number, symbol: number, side: Side, px: number): number {
    let shown = 0;
    for (const index of this.restingOf(symbol, side)) {
      const child = this.children[index]!;
      if (child.action === 'post' && child.venue === venue && child.restPx === px && child.ordStatus !== OrdStatus.pendingNew)
        shown += leavesQty(child);
    }
    return shown;
  }

  /** Best price (the higher bid, the lower offer) at which any order of ours rests or is on its way to rest; 0 when none does. */
  restingBest(symbol: number, side: Side): number {
    let best = 0;
    for (const index of this.restingOf(symbol, side)) {
      const { action, px } = this.children[index]!;
      if (action === 'post' && (best === 0 || isBetter(side, best, px))) best = px;
    }
    return best;
  }

  /** Shares of all orders that are out at one venue. */
  outstandingAt(venue: number): Qty {
    let out = 0;
    for (const parent of this.open)
      for (const index of this.parents[parent]!.live) {
        const child = this.children[index]!;
        if (child.venue === venue) out += leavesQty(child);
      }
    return out as Qty;
  }

  /** Advances an order's state; false where the table forbids it. */
  hear(now: Nanos, order: Order, event: LifeEvent): boolean {
    if (advance(order, event)) return true;
    this.protocolError(now, order, event);
    return false;
  }

  reportParent(now: Nanos, parent: Parent, execType: ExecType, more: Partial<ExecutionReport> = {}): string {
    const { strategy, dispatch } = parent;
    return this.report(now, parent, execType, { strategy, dispatch, ...more });
  }

  reportChild(now: Nanos, child: Child, execType: ExecType, more: Partial<ExecutionReport> = {}): void {
    const { decisionID, action, iso } = child;
    const parentID = this.parents[child.parent]!.orderID;
    const exDestination = this.config.venues[child.venue]!.mic;
    this.report(now, child, execType, { parentID, decisionID, exDestination, action, iso, ...more });
  }

  save(): LedgerState {
    const { parents, children, closed, reports, refusals } = this;
    const conditionals = [...this.conditionals];
    return structuredClone({ parents, children, open: [...this.open], conditionals, closed, reports, refusals });
  }

  restore(saved: LedgerState): void {
    const state = structuredClone(saved);
    this.parents.splice(0, this.parents.length, ...state.parents);
    this.children.splice(0, this.children.length, ...state.children);
    this.open.clear();
    for (const index of state.open) this.open.add(index);
    this.conditionals.clear();
    for (const index of state.conditionals) this.conditionals.add(index);
    this.byClOrdID.clear();
    for (const parent of this.parents) this.byClOrdID.set(parent.clOrdID, parent.index);
    for (const list of this.resting) list.length = 0;
    for (const index of this.open)
      for (const live of this.parents[index]!.live) {
        const child = this.children[live]!;
        if (rests(child)) this.restingOf(child.symbol, child.side).push(live);
      }
    this.closed = state.closed;
    this.reports = state.reports;
    this.refusals = state.refusals;
  }

  private restingOf(symbol: number, side: Side): number[] {
    return this.resting[symbol * 2 + (side === 'buy' ? 0 : 1)]!;
  }

  private report(now: Nanos, order: Order, execType: ExecType, more: Partial<ExecutionReport>): string {
    const execID = `E-${++this.reports}`;
    const { symbol } = this.config.symbols[order.symbol]!;
    this.sink.event({ type: 'ExecutionReport', at: now, execID, execType, ...reportFields(order, symbol), ...more });
    return execID;
  }

  private protocolError(now: Nanos, order: Order, event: string): void {
    order.frozen = true;
    const { orderID, ordStatus } = order;
    const text = `${event} is not allowed in state ${ordStatus}`;
    this.sink.event({ type: 'ProtocolError', at: now, orderID, ordStatus, execType: event, text });
  }
}

export interface LedgerState {
  readonly parents: Parent[];
  readonly children: Child[];
  readonly open: number[];
  readonly conditionals: number[];
  readonly closed: boolean;
  readonly reports: number;
  readonly refusals: number;
}

function rests({ action }: Child): boolean {
  return action === 'post' || action === 'peg';
}

/** An order's state before anything is heard of it. */
function untouched(): Pick<Order, 'ordStatus' | 'resume' | 'cumQty' | 'cumNotional' | 'cumFee' | 'frozen'> {
  return {
    ordStatus: OrdStatus.pendingNew,
    resume: OrdStatus.new,
    cumQty: 0 as Qty,
    cumNotional: 0 as Money,
    cumFee: 0 as Money,
    frozen: false,
  };
}
