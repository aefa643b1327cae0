import { invariant } from '../../../shared/assert.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import type { ExecutionReport, NewOrderSingle, Sink } from '../../../shared/events.ts';
import { CxlRejReason, ExecType, isTerminal, isWithin, LastLiquidityInd, OrdStatus, opposite, sign } from '../../../shared/fix.ts';
import type { RoutingDecision } from '../../../shared/routing.ts';
import { MARKOUT_TAUS } from '../../../shared/tca/markout.ts';
import { MILLISECOND, type Money, type Nanos, notional, type Px, type Qty, SECOND } from '../../../shared/units.ts';
import type { VenueScore } from '../../../shared/wire/contract.ts';
import { Kind, VenueSays } from '../kinds.ts';
import { advance, type Child, fill, leavesQty, type Order, openQty, type Parent, reportFields } from '../order/order.ts';
import { refusal } from '../order/validate.ts';
import type { Schedule } from '../schedule.ts';
import type { Venues } from '../venue/venues.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import { type Profile, type ProfileState, profiles } from '../view/profile.ts';
import type { Allotment } from './allocate.ts';
import { type Decided, decide } from './decide.ts';
import type { Situation } from './options.ts';

const SCORED_TAU = SECOND;

/** A resting remainder follows the market elsewhere at most this often. */
const CHASE_REST = MILLISECOND;

/** What the router is made of and speaks through. */
export interface RouterParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly venues: Venues;
  readonly view: ConsolidatedView;
  readonly sink: Sink;
}

/**
 * Owns every order of the session: accepts parents, asks the policy for each routing round, sends the legs, and books what the venues
 * answer. Every change leaves as an ExecutionReport; every round as a RoutingDecision.
 */
export class Router {
  private readonly parts: RouterParts;
  private readonly parents: Parent[] = [];
  private readonly children: Child[] = [];
  private readonly byClOrdID = new Map<string, number>();
  /** Parents not yet done, in order of arrival. */
  private readonly open = new Set<number>();
  private readonly fills: Fill[] = [];
  readonly profiles: Profile[];
  private reports = 0;
  private decisions = 0;
  private refusals = 0;
  private killed = false;
  private closed = false;
  orderProtection: boolean;

  constructor(parts: RouterParts) {
    this.parts = parts;
    this.profiles = profiles(parts.config);
    this.orderProtection = parts.config.regime.orderProtection;
  }

  /* ------------------------------------------------------------ commands */

  newOrder(now: Nanos, command: NewOrderSingle): void {
    const { config, view, schedule } = this.parts;
    const symbol = config.symbols.findIndex((spec) => spec.symbol === command.symbol);
    const midPx = symbol < 0 ? 0 : view.referenceMid(symbol);
    const refused = refusal(config, command, { killed: this.killed, closed: this.closed, knownClOrdIDs: this.byClOrdID, midPx });
    if (refused) return this.reject(now, command, refused);
    const index = this.parents.length;
    const parent: Parent = {
      index,
      orderID: `P-${index + 1}`,
      clOrdID: command.clOrdID,
      symbol,
      side: command.side,
      ordType: command.ordType,
      timeInForce: command.timeInForce,
      orderQty: command.orderQty,
      ...(command.price !== undefined && { price: command.price }),
      strategy: command.strategy,
      dispatch: command.dispatch,
      destination: command.exDestination === undefined ? -1 : config.venues.findIndex((spec) => spec.mic === command.exDestination),
      limitPx: command.price ?? this.collarPx(symbol, command.side, midPx),
      arrivalMid: midPx as Px,
      ordStatus: OrdStatus.pendingNew,
      resume: OrdStatus.new,
      cumQty: 0 as Qty,
      cumNotional: 0 as Money,
      cumFee: 0 as Money,
      frozen: false,
      live: [],
      children: 0,
      round: 0,
      idleRounds: 0,
      cumAtRound: 0 as Qty,
      lastRoundAt: 0,
      routing: false,
      waiting: false,
      pinged: new Float64Array(config.venues.length),
    };
    this.parents.push(parent);
    this.byClOrdID.set(command.clOrdID, index);
    this.open.add(index);
    this.hear(now, parent, '0');
    this.reportParent(now, parent, ExecType.new, {
      ...this.market(symbol),
      ...this.tape(symbol),
      ...(command.exDestination !== undefined && { exDestination: command.exDestination }),
    });
    parent.routing = true;
    schedule.push(now, Kind.route, index);
  }

  cancelOrder(now: Nanos, clOrdID: string, origClOrdID: string): void {
    const index = this.byClOrdID.get(origClOrdID);
    const parent = index === undefined ? undefined : this.parents[index];
    const no = (cxlRejReason: CxlRejReason, text: string) =>
      this.parts.sink.event({ type: 'OrderCancelReject', at: now, clOrdID, origClOrdID, cxlRejReason, text });
    if (!parent) return no(CxlRejReason.unknownOrder, `${origClOrdID} is not an order of this session`);
    if (isTerminal(parent.ordStatus)) return no(CxlRejReason.tooLate, `${parent.orderID} is already done`);
    if (parent.ordStatus === OrdStatus.pendingCancel)
      return no(CxlRejReason.alreadyPending, `a cancel of ${parent.orderID} is already pending`);
    this.cancelParent(now, parent);
  }

  cancelAll(now: Nanos): void {
    for (const index of [...this.open]) {
      const parent = this.parents[index]!;
      if (parent.ordStatus !== OrdStatus.pendingCancel) this.cancelParent(now, parent);
    }
  }

  kill(now: Nanos, engaged: boolean, reason: string): void {
    this.killed = engaged;
    this.parts.sink.event({ type: 'Notice', at: now, code: 'kill', text: `${engaged ? 'engaged' : 'released'}: ${reason}` });
    if (engaged) this.cancelAll(now);
  }

  /** The session closes: everything that rests or waits expires now. */
  close(now: Nanos): void {
    this.closed = true;
    for (const index of [...this.open]) {
      const parent = this.parents[index]!;
      for (const childIndex of [...parent.live]) {
        const child = this.children[childIndex]!;
        this.parts.venues.withdraw(childIndex, child.venue, child.symbol);
        // A leg still on its way, or pending cancel, ends as the table allows: expired if it was accepted, else cancelled.
        const event = child.ordStatus === OrdStatus.pendingNew ? '4' : 'C';
        this.hear(now, child, event);
        this.reportChild(now, child, event === 'C' ? ExecType.expired : ExecType.canceled, { text: 'session closed' });
      }
      parent.live = [];
      this.finish(now, parent, 'C', 'session closed');
    }
  }

  /* ------------------------------------------------------------ the routing round */

  /** Asks the policy once and sends what it says. */
  route(now: Nanos, index: number): void {
    const parent = this.parents[index]!;
    parent.routing = false;
    if (this.closed || parent.frozen || isTerminal(parent.ordStatus) || parent.ordStatus === OrdStatus.pendingCancel) return;
    const free = openQty(parent) - this.outstanding(parent);
    if (free <= 0 || parent.live.length > 0) return;
    if (parent.round > 0) parent.idleRounds = parent.cumQty > parent.cumAtRound ? 0 : parent.idleRounds + 1;
    const idle = parent.idleRounds > this.parts.config.router.maxIdleRounds;
    const decided = decide(this.situation(now, parent, free as Qty), parent.strategy, parent.dispatch, idle);
    // Waited or rested enough, it may try again when the market next changes.
    if (idle) parent.idleRounds = 0;
    if (decided.allotments.length === 0) return this.nothingToSend(now, parent, decided, idle);
    if (parent.strategy === 'single_venue' && parent.destination < 0) parent.destination = decided.allotments[0]!.option.venue;
    parent.waiting = false;
    parent.cumAtRound = parent.cumQty;
    const decision = this.record(parent, decided, now);
    for (const [i, allotment] of decided.allotments.entries())
      this.send(now, parent, decision, allotment, decision.legs[i]!.orderID);
  }

  /** A far-side level may have come within reach of someone who waits or rests. */
  marketMoved(now: Nanos, symbol: number): void {
    for (const index of this.open) {
      const parent = this.parents[index]!;
      if (parent.symbol !== symbol || parent.routing) continue;
      if (parent.waiting) {
        if (this.reachable(parent, -1)) this.wake(now, parent);
      } else if (parent.live.length > 0 && now - parent.lastRoundAt >= CHASE_REST) this.chase(now, parent);
    }
  }

  /** A resting remainder that has become marketable elsewhere is called back, and routed anew when the cancel is answered. */
  private chase(now: Nanos, parent: Parent): void {
    for (const index of parent.live) {
      const child = this.children[index]!;
      if (child.action !== 'post' || (child.ordStatus !== OrdStatus.new && child.ordStatus !== OrdStatus.partiallyFilled)) return;
      // Where it rests at its full limit the venue itself would have matched it; one tick short of an away quote it may have more to find.
      if (!this.reachable(parent, child.px === parent.limitPx ? child.venue : -1)) return;
    }
    for (const index of parent.live) this.cancelChild(now, this.children[index]!);
  }

  /** Whether any lit venue but `except` shows a far side within the order's limit, and at the best price if it is bound to that venue. */
  private reachable(parent: Parent, except: number): boolean {
    const { view, config } = this.parts;
    const best = view.direct[parent.symbol]!;
    const [far, bestPx] = parent.side === 'sell' ? [best.bidPx, best.bestBidPx] : [best.askPx, best.bestAskPx];
    for (let v = 0; v < config.venues.length; v++) {
      if (v === except || config.venues[v]!.kind === 'dark') continue;
      if (parent.destination >= 0 && (v !== parent.destination || (this.orderProtection && far[v] !== bestPx))) continue;
      if (far[v]! > 0 && isWithin(parent.side, far[v]!, parent.limitPx)) return true;
    }
    return false;
  }

  private nothingToSend(now: Nanos, parent: Parent, decided: Decided, idle: boolean): void {
    if (!parent.waiting) this.record(parent, decided, now);
    if (parent.timeInForce === 'day') {
      parent.waiting = true;
      parent.idleRounds = 0;
      parent.cumAtRound = parent.cumQty;
      return;
    }
    const none = idle
      ? `nothing filled in ${this.parts.config.router.maxIdleRounds + 1} rounds`
      : parent.timeInForce === 'fok'
        ? 'no venue shows the whole quantity within the limit'
        : `nothing more within the ${parent.ordType === 'market' ? 'collar' : 'limit'}`;
    this.finish(now, parent, '4', none);
  }

  private record(parent: Parent, decided: Decided, now: Nanos): RoutingDecision {
    parent.round += 1;
    parent.lastRoundAt = now;
    const decision: RoutingDecision = {
      type: 'RoutingDecision',
      decisionID: `D-${++this.decisions}`,
      orderID: parent.orderID,
      round: parent.round,
      ...decided.reasoning,
      legs: decided.allotments.map((leg) => ({
        orderID: `${parent.orderID}-C${++parent.children}`,
        mic: leg.option.spec.mic,
        action: leg.action,
        px: leg.px,
        orderQty: leg.orderQty,
        iso: leg.iso,
      })),
    };
    this.parts.sink.event(decision);
    return decision;
  }

  private send(now: Nanos, parent: Parent, decision: RoutingDecision, leg: Allotment, orderID: string): void {
    const { config, schedule } = this.parts;
    const { venue, spec } = leg.option;
    const sentAt = (now + config.router.processing) as Nanos;
    const child: Child = {
      index: this.children.length,
      parent: parent.index,
      orderID,
      clOrdID: orderID,
      decisionID: decision.decisionID,
      symbol: parent.symbol,
      side: parent.side,
      ordType: 'limit',
      timeInForce: leg.action === 'post' ? 'day' : parent.timeInForce === 'fok' ? 'fok' : 'ioc',
      orderQty: leg.orderQty,
      price: leg.px,
      venue,
      action: leg.action,
      px: leg.px,
      iso: leg.iso,
      displayQty: leg.action === 'take' ? this.shownWithin(venue, parent, leg.px) : (0 as Qty),
      sentAt,
      ordStatus: OrdStatus.pendingNew,
      resume: OrdStatus.new,
      cumQty: 0 as Qty,
      cumNotional: 0 as Money,
      cumFee: 0 as Money,
      frozen: false,
    };
    invariant(this.outstanding(parent) + parent.cumQty + leg.orderQty <= parent.orderQty, 'never more than OrderQty', orderID);
    this.children.push(child);
    parent.live.push(child.index);
    this.profiles[venue]!.sent(leg.orderQty);
    this.reportChild(now, child, ExecType.pendingNew);
    schedule.push(sentAt + spec.entryLatency + spec.speedBump, Kind.childArrives, child.index);
    if (child.timeInForce !== 'day') schedule.push(sentAt + config.router.childTimeout, Kind.childTimeout, child.index);
  }

  private shownWithin(venue: number, parent: Parent, px: Px): Qty {
    const far = this.parts.view.levels(venue, parent.symbol, opposite(parent.side));
    let shown = 0;
    for (let i = 0; i < far.count && isWithin(parent.side, far.px[i]!, px); i++) shown += far.qty[i]!;
    return shown as Qty;
  }

  /* ------------------------------------------------------------ at the venues' doors */

  childArrives(index: number): void {
    const child = this.children[index]!;
    if (isTerminal(child.ordStatus)) return;
    this.parts.venues.arrive({
      child: index,
      venue: child.venue,
      symbol: child.symbol,
      side: child.side,
      px: child.px,
      qty: child.orderQty,
      action: child.action,
      timeInForce: child.timeInForce,
    });
  }

  cancelArrives(index: number): void {
    const child = this.children[index]!;
    if (!isTerminal(child.ordStatus)) this.parts.venues.cancelChild(index, child.venue, child.symbol);
  }

  childTimeout(now: Nanos, index: number): void {
    const child = this.children[index]!;
    if (!isTerminal(child.ordStatus) && child.ordStatus !== OrdStatus.pendingCancel) this.cancelChild(now, child);
  }

  /* ------------------------------------------------------------ what the venues say */

  venueReport(
    now: Nanos,
    index: number,
    says: number,
    lastQty: number,
    lastPx: number,
    liquidity: number,
    matchTime: number,
  ): void {
    const child = this.children[index]!;
    // The close has ended it already; what was still on the wire is void, as the venue's own close is.
    if (this.closed) return;
    switch (says) {
      case VenueSays.accepted:
        // An implied acceptance (a fill came first) or a cancel already under way needs no second word.
        if (child.ordStatus !== OrdStatus.pendingNew) return;
        if (this.hear(now, child, '0')) this.reportChild(now, child, ExecType.new, { transactTime: matchTime as Nanos });
        return;
      case VenueSays.traded:
        return this.traded(now, child, lastQty as Qty, lastPx as Px, liquidity as LastLiquidityInd, matchTime as Nanos);
      case VenueSays.canceled:
        if (this.hear(now, child, '4')) this.reportChild(now, child, ExecType.canceled, { transactTime: matchTime as Nanos });
        return this.childDone(now, child, matchTime);
      case VenueSays.rejected:
        this.profiles[child.venue]!.rejected();
        if (this.hear(now, child, '8')) this.reportChild(now, child, ExecType.rejected, { transactTime: matchTime as Nanos });
        return this.childDone(now, child, matchTime);
      case VenueSays.cancelRejected:
        this.hear(now, child, 'refused');
        return;
      default:
        throw new Error(`venue says ${says}`);
    }
  }

  private traded(
    now: Nanos,
    child: Child,
    lastQty: Qty,
    lastPx: Px,
    lastLiquidityInd: LastLiquidityInd,
    transactTime: Nanos,
  ): void {
    const { config, view, schedule } = this.parts;
    const parent = this.parents[child.parent]!;
    const spec = config.venues[child.venue]!;
    const value = notional(lastPx, lastQty);
    const fee = (lastQty * (lastLiquidityInd === LastLiquidityInd.added ? spec.makerFee : spec.takerFee)) as Money;
    if (!fill(child, lastQty, value, fee)) return this.protocolError(now, child, `trade of ${lastQty}`);
    const parentFilled = fill(parent, lastQty, value, fee);
    invariant(parentFilled, 'a child fills within its parent', parent.orderID);
    // The midpoint before this fill is known to have taken anything: the m of the effective spread.
    const market = this.market(child.symbol);
    if (lastLiquidityInd === LastLiquidityInd.removed && spec.kind === 'lit') {
      const changed = view.consume(child.venue, child.symbol, opposite(child.side), lastPx, lastQty, transactTime);
      if (changed) this.tellNbbo(now, child.symbol);
    }
    const trade = { lastQty, lastPx, lastMkt: spec.mic, lastLiquidityInd, fee, transactTime, ...market };
    this.reportChild(now, child, ExecType.trade, trade);
    const execID = this.reportParent(now, parent, ExecType.trade, {
      ...trade,
      ...this.tape(child.symbol),
      decisionID: child.decisionID,
      action: child.action,
    });
    const profile = this.profiles[child.venue]!;
    profile.filled(lastQty, fee);
    if (market.midPx !== undefined && market.askPx !== undefined && market.bidPx !== undefined)
      profile.spread(2 * sign(child.side) * (lastPx - market.midPx) * lastQty, (market.askPx - market.bidPx) * lastQty);
    const number =
      this.fills.push({ execID, symbol: child.symbol, side: child.side, px: lastPx, qty: lastQty, venue: child.venue }) - 1;
    for (const tau of MARKOUT_TAUS) schedule.push(now + tau, Kind.markout, number, child.symbol, tau);
    if (isTerminal(child.ordStatus)) this.childDone(now, child, transactTime);
  }

  markout(now: Nanos, number: number, tau: Nanos): void {
    const { execID, symbol, side, px, qty, venue } = this.fills[number]!;
    const midPx = this.parts.view.referenceMid(symbol);
    this.parts.sink.event({ type: 'Markout', at: now, execID, tau, ...(midPx > 0 && { midPx: midPx as Px }) });
    if (tau === SCORED_TAU && midPx > 0) this.profiles[venue]!.markout(((sign(side) * (midPx - px)) / px) * 1e4, qty);
  }

  private childDone(now: Nanos, child: Child, matchTime: number): void {
    const { view, config } = this.parts;
    const parent = this.parents[child.parent]!;
    parent.live = parent.live.filter((index) => index !== child.index);
    if (child.action !== 'post') this.learn(now, child);
    if (child.cumQty < child.orderQty && child.action === 'take' && child.timeInForce === 'ioc') {
      if (view.exhaust(child.venue, child.symbol, opposite(child.side), child.px, matchTime)) this.tellNbbo(now, child.symbol);
    }
    if (child.cumQty < child.orderQty && config.venues[child.venue]!.kind === 'dark') parent.pinged[child.venue] = now;
    if (parent.ordStatus === OrdStatus.filled) {
      this.open.delete(parent.index);
      return;
    }
    if (parent.live.length > 0) return;
    if (parent.ordStatus === OrdStatus.pendingCancel) return this.finish(now, parent, '4', 'cancelled as asked');
    if (parent.timeInForce === 'fok' && child.action === 'take')
      return this.finish(now, parent, '4', 'the whole quantity was gone on arrival');
    this.wake(now, parent);
  }

  private learn(now: Nanos, child: Child): void {
    const dark = this.parts.config.venues[child.venue]!.kind === 'dark';
    const hoped = dark ? child.orderQty : Math.min(child.orderQty, child.displayQty);
    this.profiles[child.venue]!.taken(hoped, child.cumQty, child.displayQty, now - child.sentAt);
  }

  /* ------------------------------------------------------------ cancelling */

  private cancelParent(now: Nanos, parent: Parent): void {
    if (!this.hear(now, parent, 'cancel')) return;
    parent.waiting = false;
    this.reportParent(now, parent, ExecType.pendingCancel);
    if (parent.live.length === 0) return this.finish(now, parent, '4', 'cancelled as asked');
    for (const index of parent.live) {
      const child = this.children[index]!;
      // An immediate-or-cancel leg answers by itself; a second word would only cross it on the wire.
      if (child.timeInForce === 'day' && child.ordStatus !== OrdStatus.pendingCancel) this.cancelChild(now, child);
    }
  }

  private cancelChild(now: Nanos, child: Child): void {
    const spec = this.parts.config.venues[child.venue]!;
    // Not yet acknowledged: the request follows the order on the same path, so it arrives after it.
    if (child.ordStatus === OrdStatus.pendingNew) this.hear(now, child, '0');
    if (!this.hear(now, child, 'cancel')) return;
    this.reportChild(now, child, ExecType.pendingCancel);
    const sentAt = Math.max(now, child.sentAt);
    this.parts.schedule.push(sentAt + spec.entryLatency + spec.speedBump, Kind.cancelArrives, child.index);
  }

  private finish(now: Nanos, parent: Parent, event: '4' | 'C', text: string): void {
    if (this.hear(now, parent, event))
      this.reportParent(now, parent, event === 'C' ? ExecType.expired : ExecType.canceled, { text, ...this.market(parent.symbol) });
    this.open.delete(parent.index);
  }

  private wake(now: Nanos, parent: Parent): void {
    if (parent.routing || isTerminal(parent.ordStatus)) return;
    parent.routing = true;
    this.parts.schedule.push(now, Kind.route, parent.index);
  }

  /* ------------------------------------------------------------ asked from outside */

  /** What each strategy would do now with an order that does not exist. */
  preview(
    now: Nanos,
    order: Omit<NewOrderSingle, 'type' | 'at' | 'clOrdID'>,
    strategies: readonly NewOrderSingle['strategy'][],
  ): Decided[] {
    const { config, view } = this.parts;
    const symbol = config.symbols.findIndex((spec) => spec.symbol === order.symbol);
    if (symbol < 0) return [];
    const midPx = view.referenceMid(symbol);
    const limitPx = order.price ?? this.collarPx(symbol, order.side, midPx);
    const destination = config.venues.findIndex((spec) => spec.mic === order.exDestination);
    return strategies.map((strategy) =>
      decide(
        {
          ...this.desk(now),
          symbol,
          side: order.side,
          ordType: order.ordType,
          timeInForce: order.timeInForce,
          leavesQty: order.orderQty,
          limitPx,
          destination,
        },
        strategy,
        order.dispatch,
      ),
    );
  }

  scores(now: Nanos): VenueScore[] {
    const { config, view } = this.parts;
    return config.venues.map((spec, v) =>
      this.profiles[v]!.score(spec.mic, spec.kind === 'dark' ? undefined : view.age('direct', v, 0, now)),
    );
  }

  get liveOrders(): number {
    return this.open.size;
  }

  save(): RouterState {
    return structuredClone({
      parents: this.parents,
      children: this.children,
      open: [...this.open],
      fills: this.fills,
      profiles: this.profiles.map((profile) => profile.save()),
      reports: this.reports,
      decisions: this.decisions,
      refusals: this.refusals,
      killed: this.killed,
      closed: this.closed,
      orderProtection: this.orderProtection,
    });
  }

  restore(saved: RouterState): void {
    const state = structuredClone(saved);
    this.parents.splice(0, this.parents.length, ...state.parents);
    this.children.splice(0, this.children.length, ...state.children);
    this.fills.splice(0, this.fills.length, ...state.fills);
    this.open.clear();
    for (const index of state.open) this.open.add(index);
    this.byClOrdID.clear();
    for (const parent of this.parents) this.byClOrdID.set(parent.clOrdID, parent.index);
    state.profiles.forEach((profile, i) => this.profiles[i]!.restore(profile));
    this.reports = state.reports;
    this.decisions = state.decisions;
    this.refusals = state.refusals;
    this.killed = state.killed;
    this.closed = state.closed;
    this.orderProtection = state.orderProtection;
  }

  /* ------------------------------------------------------------ small parts */

  private desk(now: Nanos): Pick<Situation, 'config' | 'view' | 'profiles' | 'orderProtection' | 'now'> {
    return {
      config: this.parts.config,
      view: this.parts.view,
      profiles: this.profiles,
      orderProtection: this.orderProtection,
      now,
    };
  }

  private situation(now: Nanos, parent: Parent, free: Qty): Situation {
    const { symbol, side, ordType, timeInForce, limitPx, destination, pinged } = parent;
    return { ...this.desk(now), symbol, side, ordType, timeInForce, leavesQty: free, limitPx, destination, pinged };
  }

  /** The last tick that a market order may reach: within the collar about the midpoint, never beyond it. */
  private collarPx(symbol: number, side: Order['side'], midPx: number): Px {
    const { symbols, router } = this.parts.config;
    const { tick } = symbols[symbol]!;
    const ticks = (midPx + sign(side) * Math.floor((midPx * router.collarBps) / 1e4)) / tick;
    return Math.max(tick, (side === 'buy' ? Math.floor(ticks) : Math.ceil(ticks)) * tick) as Px;
  }

  /** Shares out at venues. */
  private outstanding(parent: Parent): number {
    return parent.live.reduce((sum, index) => sum + leavesQty(this.children[index]!), 0);
  }

  /** Advances an order; a transition that the table forbids is told and freezes the order. */
  private hear(now: Nanos, order: Order, event: Parameters<typeof advance>[1]): boolean {
    if (advance(order, event)) return true;
    this.protocolError(now, order, event);
    return false;
  }

  private protocolError(now: Nanos, order: Order, event: string): void {
    order.frozen = true;
    const { orderID, ordStatus } = order;
    const text = `${event} is not allowed in state ${ordStatus}`;
    this.parts.sink.event({ type: 'ProtocolError', at: now, orderID, ordStatus, execType: event, text });
  }

  private market(symbol: number): { midPx?: Px; bidPx?: Px; askPx?: Px } {
    const best = this.parts.view.direct[symbol]!;
    const midPx = this.parts.view.referenceMid(symbol);
    return {
      ...(midPx > 0 && { midPx: midPx as Px }),
      ...(best.bestBidPx > 0 && { bidPx: best.bestBidPx as Px }),
      ...(best.bestAskPx > 0 && { askPx: best.bestAskPx as Px }),
    };
  }

  private tape(symbol: number): { marketQty: Qty; marketNotional: Money } {
    const { view } = this.parts;
    return { marketQty: view.marketQty[symbol] as Qty, marketNotional: view.marketNotional[symbol] as Money };
  }

  private tellNbbo(now: Nanos, symbol: number): void {
    const best = this.parts.view.direct[symbol]!;
    this.parts.sink.nbbo(now, 'direct', symbol, best.bestBidPx, best.bestBidQty, best.bestAskPx, best.bestAskQty);
  }

  private reject(
    now: Nanos,
    command: NewOrderSingle,
    { field, ordRejReason, text }: NonNullable<ReturnType<typeof refusal>>,
  ): void {
    this.parts.sink.event({
      type: 'ExecutionReport',
      at: now,
      execID: `E-${++this.reports}`,
      execType: ExecType.rejected,
      ordStatus: OrdStatus.rejected,
      orderID: `R-${++this.refusals}`,
      clOrdID: command.clOrdID,
      symbol: command.symbol,
      side: command.side,
      ordType: command.ordType,
      timeInForce: command.timeInForce,
      orderQty: command.orderQty,
      ...(command.price !== undefined && { price: command.price }),
      cumQty: 0 as Qty,
      leavesQty: 0 as Qty,
      cumNotional: 0 as Money,
      cumFee: 0 as Money,
      strategy: command.strategy,
      dispatch: command.dispatch,
      ordRejReason,
      field,
      text,
    });
  }

  private reportParent(now: Nanos, parent: Parent, execType: ExecType, more: Partial<ExecutionReport> = {}): string {
    const execID = `E-${++this.reports}`;
    this.parts.sink.event({
      type: 'ExecutionReport',
      at: now,
      execID,
      execType,
      ...reportFields(parent, this.parts.config.symbols[parent.symbol]!.symbol),
      strategy: parent.strategy,
      dispatch: parent.dispatch,
      ...more,
    });
    return execID;
  }

  private reportChild(now: Nanos, child: Child, execType: ExecType, more: Partial<ExecutionReport> = {}): void {
    this.parts.sink.event({
      type: 'ExecutionReport',
      at: now,
      execID: `E-${++this.reports}`,
      execType,
      ...reportFields(child, this.parts.config.symbols[child.symbol]!.symbol),
      parentID: this.parents[child.parent]!.orderID,
      decisionID: child.decisionID,
      exDestination: this.parts.config.venues[child.venue]!.mic,
      action: child.action,
      iso: child.iso,
      ...more,
    });
  }
}

/** A fill whose markouts are still to come. */
interface Fill {
  readonly execID: string;
  readonly symbol: number;
  readonly side: Order['side'];
  readonly px: Px;
  readonly qty: Qty;
  readonly venue: number;
}

export interface RouterState {
  readonly parents: Parent[];
  readonly children: Child[];
  readonly open: number[];
  readonly fills: Fill[];
  readonly profiles: ProfileState[];
  readonly reports: number;
  readonly decisions: number;
  readonly refusals: number;
  readonly killed: boolean;
  readonly closed: boolean;
  readonly orderProtection: boolean;
}
