import { invariant } from '../../../shared/assert.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import type { NewOrderSingle, Sink } from '../../../shared/events.ts';
import {
  CxlRejReason,
  ExecType,
  isTerminal,
  isWithin,
  LastLiquidityInd,
  OrdStatus,
  opposite,
  type Side,
  sign,
} from '../../../shared/fix.ts';
import type { Leg, RoutingDecision } from '../../../shared/routing.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';
import type { VenueScore } from '../../../shared/wire/contract.ts';
import type { Conditions } from '../conditions.ts';
import { Kind, VenueSays } from '../kinds.ts';
import { Ledger, type LedgerState, type Trade } from '../order/ledger.ts';
import { type MarkedFill, Markouts } from '../order/markouts.ts';
import { type Child, openQty, type Parent } from '../order/order.ts';
import { refusal } from '../order/validate.ts';
import type { Schedule } from '../schedule.ts';
import type { Venues } from '../venue/venues.ts';
import { type ConsolidatedView, HEARTBEAT } from '../view/consolidated.ts';
import { type Profile, type ProfileState, profiles } from '../view/profile.ts';
import { collarPx } from './collar.ts';
import { type Decided, decide, legs } from './decide.ts';
import { Health } from './health.ts';
import type { Desk, Situation } from './options.ts';
import { type OthersLevel, othersLevels } from './others.ts';
import { chases, countIdle, givesUp, isOverdue, reachable, wait } from './patience.ts';
import { type OrderDraft, preview } from './preview.ts';
import type { Option } from './request.ts';
import { SelfHelp, type SelfHelpState, UNANSWERED_AFTER } from './self-help.ts';
import { Way, type WayState } from './way.ts';

const SESSION_CLOSED = 'session closed';
const HALTED = 'trading is halted';

/** What the router is made of and speaks through. */
export interface RouterParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly conditions: Conditions;
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
  private readonly ledger: Ledger;
  private readonly markouts: Markouts;
  private readonly way: Way;
  readonly selfHelp: SelfHelp;
  private readonly health: Health;
  readonly profiles: Profile[];
  private decisions = 0;
  private killed = false;
  private closed = false;
  orderProtection: boolean;

  constructor(parts: RouterParts) {
    this.parts = parts;
    this.ledger = new Ledger(parts.config, parts.view, parts.sink);
    this.markouts = new Markouts(parts.schedule, parts.view, parts.sink);
    const { config, schedule, conditions, sink, view } = parts;
    this.way = new Way(config, conditions);
    const changed = (now: Nanos, venue: number, stands: boolean) => this.setAside(now, venue, stands);
    this.selfHelp = new SelfHelp({ config, schedule, sink, path: this.way, changed });
    this.health = new Health(conditions, view, this.selfHelp);
    this.profiles = profiles(config);
    this.orderProtection = parts.config.regime.orderProtection;
  }

  /* ------------------------------------------------------------ commands */

  newOrder(now: Nanos, command: NewOrderSingle): void {
    const { config, view } = this.parts;
    const symbol = config.symbols.findIndex((spec) => spec.symbol === command.symbol);
    const midPx = symbol < 0 ? 0 : view.referenceMid(symbol);
    const refused = refusal(config, command, {
      killed: this.killed,
      closed: this.closed,
      knownClOrdIDs: this.ledger.byClOrdID,
      midPx,
    });
    if (refused) return this.ledger.refuse(now, command, refused);
    const parent = this.ledger.accept(now, command, {
      symbol,
      limitPx: command.price ?? collarPx(config, symbol, command.side, midPx),
      destination: command.exDestination === undefined ? -1 : config.venues.findIndex((spec) => spec.mic === command.exDestination),
    });
    this.wake(now, parent);
  }

  cancelOrder(now: Nanos, clOrdID: string, origClOrdID: string): void {
    const index = this.ledger.byClOrdID.get(origClOrdID);
    const parent = index === undefined ? undefined : this.ledger.parents[index];
    const no = (cxlRejReason: CxlRejReason, text: string) =>
      this.parts.sink.event({ type: 'OrderCancelReject', at: now, clOrdID, origClOrdID, cxlRejReason, text });
    if (!parent) return no(CxlRejReason.unknownOrder, `${origClOrdID} is not an order of this session`);
    if (isTerminal(parent.ordStatus)) return no(CxlRejReason.tooLate, `${parent.orderID} is already done`);
    if (parent.ordStatus === OrdStatus.pendingCancel)
      return no(CxlRejReason.alreadyPending, `a cancel of ${parent.orderID} is already pending`);
    this.cancelParent(now, parent);
  }

  cancelAll(now: Nanos): void {
    for (const index of [...this.ledger.open]) {
      const parent = this.ledger.parents[index]!;
      if (parent.ordStatus !== OrdStatus.pendingCancel) this.cancelParent(now, parent);
    }
  }

  kill(now: Nanos, engaged: boolean, reason: string): void {
    this.killed = engaged;
    this.parts.sink.event({ type: 'Notice', at: now, code: 'kill', text: `${engaged ? 'engaged' : 'released'}: ${reason}` });
    if (engaged) this.cancelAll(now);
  }

  /** The session closes: what waits expires now, what is out when its venue has had its last word. */
  close(now: Nanos): void {
    this.closed = true;
    this.parts.venues.close();
    for (const index of [...this.ledger.open]) {
      const parent = this.ledger.parents[index]!;
      if (parent.live.length === 0) this.ledger.finish(now, parent, 'C', SESSION_CLOSED);
    }
  }

  /** The last word on what no venue has answered for when the session is over: it can no longer trade. */
  giveUpUnanswered(now: Nanos): void {
    this.ledger.giveUp(now, SESSION_CLOSED);
  }

  /* ------------------------------------------------------------ the routing round */

  /** Asks the policy once and sends what it says. */
  route(now: Nanos, index: number): void {
    const parent = this.ledger.parents[index]!;
    parent.routing = false;
    if (this.closed || parent.frozen || isTerminal(parent.ordStatus) || parent.ordStatus === OrdStatus.pendingCancel) return;
    const free = openQty(parent) - this.ledger.outstanding(parent);
    if (free <= 0 || this.awaits(now, parent)) return;
    const idle = countIdle(parent, this.parts.config.router.maxIdleRounds);
    const decided = decide(this.situation(now, parent, free as Qty), parent.strategy, parent.dispatch, idle);
    if (decided.allotments.length === 0) return this.nothingToSend(now, parent, decided, idle);
    if (parent.strategy === 'single_venue' && parent.destination < 0) parent.destination = decided.allotments[0]!.option.venue;
    parent.waiting = false;
    parent.cumAtRound = parent.cumQty;
    const decision = this.record(parent, decided, now);
    for (const [i, leg] of decision.legs.entries()) this.send(now, parent, decision.decisionID, leg, decided.allotments[i]!.option);
  }

  /** A far-side level may have come within reach of someone who waits or rests. */
  marketMoved(now: Nanos, symbol: number): void {
    const desk = this.desk(now);
    for (const index of this.ledger.open) {
      const parent = this.ledger.parents[index]!;
      if (parent.symbol !== symbol || parent.routing) continue;
      if (parent.waiting) {
        if (reachable(desk, parent)) this.wake(now, parent);
      } else if (this.stalls(now, parent)) this.wake(now, parent);
      else if (chases(desk, parent, this.ledger.children))
        for (const index of parent.live) {
          const child = this.ledger.children[index]!;
          if (!isOverdue(now, child)) this.cancelChild(now, child);
        }
    }
  }

  /**
   * Something went out of order or came right again: who waits may have somewhere to go, now or when the venues' next heartbeats have
   * been heard.
   */
  conditionsChanged(now: Nanos): void {
    if (this.liveOrders === 0) return;
    const { config, view, schedule } = this.parts;
    let way = 0;
    for (let v = 0; v < config.venues.length; v++) way = Math.max(way, view.latency('direct', v));
    this.lookAgain(now);
    schedule.push(now + way + HEARTBEAT, Kind.lookAgain);
  }

  lookAgain(now: Nanos): void {
    if (this.liveOrders > 0)
      for (let symbol = 0; symbol < this.parts.config.symbols.length; symbol++) this.marketMoved(now, symbol);
  }

  private nothingToSend(now: Nanos, parent: Parent, decided: Decided, idle: boolean): void {
    if (!parent.waiting) this.record(parent, decided, now);
    if (parent.timeInForce === 'day') wait(parent);
    // What is still out somewhere is answered for first.
    else if (parent.live.length > 0) return;
    else if (!this.parts.conditions.matches(parent.symbol)) this.ledger.finish(now, parent, '4', HALTED);
    else this.ledger.finish(now, parent, '4', givesUp(parent, idle, this.parts.config.router.maxIdleRounds));
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
      legs: legs(decided.allotments, () => `${parent.orderID}-C${++parent.children}`),
    };
    this.parts.sink.event(decision);
    return decision;
  }

  private send(now: Nanos, parent: Parent, decisionID: string, leg: Leg, { venue }: Option): void {
    const { config, schedule } = this.parts;
    const sentAt = (now + config.router.processing) as Nanos;
    const { orderQty, px, action } = leg;
    const held = this.ledger.outstanding(parent) + parent.cumQty + orderQty;
    invariant(held <= parent.orderQty, 'never more than OrderQty', leg.orderID);
    const displayQty = action === 'take' ? this.shownWithin(now, venue, parent, px) : (0 as Qty);
    const child = this.ledger.enter(now, parent, { leg, venue, decisionID, displayQty, sentAt });
    this.profiles[venue]!.sent(orderQty);
    schedule.push(this.way.order(sentAt, venue), Kind.childArrives, child.index);
    if (child.timeInForce !== 'day')
      schedule.push(sentAt + Math.min(config.router.childTimeout, UNANSWERED_AFTER), Kind.childTimeout, child.index);
  }

  private shownWithin(now: Nanos, venue: number, parent: Parent, px: Px): Qty {
    let shown = 0;
    for (const level of this.displayed(now, venue, parent.symbol, parent.side))
      if (isWithin(parent.side, level.px, px)) shown += level.qty;
    return shown as Qty;
  }

  /* ------------------------------------------------------------ at the venues' doors */

  childArrives(index: number): void {
    const child = this.ledger.children[index]!;
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
    const child = this.ledger.children[index]!;
    if (!isTerminal(child.ordStatus)) this.parts.venues.cancelChild(index, child.venue, child.symbol);
  }

  childTimeout(now: Nanos, index: number): void {
    const child = this.ledger.children[index]!;
    if (isTerminal(child.ordStatus)) return;
    const { childTimeout } = this.parts.config.router;
    const waited = now - child.sentAt;
    if (waited >= childTimeout && !child.cancelWanted && child.ordStatus !== OrdStatus.pendingCancel) this.cancelChild(now, child);
    if (waited >= UNANSWERED_AFTER && !child.overdue) this.overdue(now, child);
    const next = [childTimeout, UNANSWERED_AFTER].filter((after) => after > waited);
    if (next.length > 0) this.parts.schedule.push(child.sentAt + Math.min(...next), Kind.childTimeout, index);
  }

  /**
   * A venue owes an answer for too long. Its child still counts as outstanding, so nothing is ever sent twice, but the rest of its parent
   * is routed on without it.
   */
  private overdue(now: Nanos, child: Child): void {
    child.overdue = true;
    const parent = this.ledger.parents[child.parent]!;
    this.selfHelp.unanswered(now, child.venue);
    if (!this.awaits(now, parent) && parent.ordStatus !== OrdStatus.pendingCancel) this.wake(now, parent);
  }

  /** Whether an answer is due that the next round must wait for. */
  private awaits(now: Nanos, parent: Parent): boolean {
    return parent.live.some((index) => !isOverdue(now, this.ledger.children[index]!));
  }

  /** Only venues that answer nothing keep a day order from being routed on. */
  private stalls(now: Nanos, parent: Parent): boolean {
    if (parent.live.length === 0 || parent.timeInForce !== 'day' || parent.ordStatus === OrdStatus.pendingCancel) return false;
    return !this.awaits(now, parent) && openQty(parent) > this.ledger.outstanding(parent);
  }

  /** A venue's quotes no longer bind us, or do again. */
  private setAside(now: Nanos, venue: number, aside: boolean): void {
    for (const symbol of this.parts.view.setAside(venue, aside)) this.tellNbbo(now, symbol);
    this.conditionsChanged(now);
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
    fee: number,
  ): void {
    const child = this.ledger.children[index]!;
    switch (says) {
      case VenueSays.accepted:
        // An implied acceptance (a fill came first) or a cancel already under way needs no second word.
        if (lastPx > 0) child.restPx = lastPx as Px;
        if (child.ordStatus !== OrdStatus.pendingNew) return;
        if (this.ledger.hear(now, child, '0'))
          this.ledger.reportChild(now, child, ExecType.new, { transactTime: matchTime as Nanos });
        if (child.cancelWanted) this.cancelChild(now, child);
        return;
      case VenueSays.traded:
        return this.traded(now, child, {
          lastQty: lastQty as Qty,
          lastPx: lastPx as Px,
          lastLiquidityInd: liquidity as LastLiquidityInd,
          transactTime: matchTime as Nanos,
          fee: (fee * lastQty) as Money,
        });
      case VenueSays.canceled:
        return this.ended(now, child, '4', matchTime, this.closed ? SESSION_CLOSED : undefined);
      case VenueSays.selfMatch:
        return this.ended(now, child, '4', matchTime, 'self-match prevention: another order of ours came against it');
      case VenueSays.expired:
        return this.ended(now, child, 'C', matchTime, SESSION_CLOSED);
      case VenueSays.rejected:
        this.profiles[child.venue]!.rejected();
        if (this.ledger.hear(now, child, '8'))
          this.ledger.reportChild(now, child, ExecType.rejected, {
            transactTime: matchTime as Nanos,
            ...(!this.parts.conditions.matches(child.symbol) && { text: HALTED }),
          });
        return this.childDone(now, child, matchTime);
      case VenueSays.cancelRejected:
        this.ledger.hear(now, child, 'refused');
        return;
      default:
        throw new Error(`venue says ${says}`);
    }
  }

  /** A venue has given a child back, or it has expired there. */
  private ended(now: Nanos, child: Child, event: '4' | 'C', matchTime: number, text?: string): void {
    const more = { transactTime: matchTime as Nanos, ...(text !== undefined && { text }) };
    if (this.ledger.hear(now, child, event))
      this.ledger.reportChild(now, child, event === 'C' ? ExecType.expired : ExecType.canceled, more);
    this.childDone(now, child, matchTime);
  }

  private traded(now: Nanos, child: Child, trade: Trade): void {
    const { config, view } = this.parts;
    const { lastQty, lastPx, lastLiquidityInd, transactTime } = trade;
    // The midpoint before this fill is known to have taken anything: the m of the effective spread.
    const { midPx, bidPx, askPx } = view.quoteFields(child.symbol);
    const execID = this.ledger.book(now, child, trade);
    if (execID === undefined) return;
    if (lastLiquidityInd === LastLiquidityInd.removed && config.venues[child.venue]!.kind === 'lit') {
      const changed = view.consume(child.venue, child.symbol, opposite(child.side), lastPx, lastQty, transactTime);
      if (changed) this.tellNbbo(now, child.symbol);
    }
    const { venue, symbol, side } = child;
    const profile = this.profiles[venue]!;
    profile.filled(lastQty, trade.fee);
    if (midPx !== undefined && askPx !== undefined && bidPx !== undefined)
      profile.spread(2 * sign(side) * (lastPx - midPx) * lastQty, (askPx - bidPx) * lastQty);
    this.markouts.follow(now, { execID, symbol, side, px: lastPx, qty: lastQty, venue });
    if (isTerminal(child.ordStatus)) this.childDone(now, child, transactTime);
  }

  markout(now: Nanos, number: number, tau: Nanos): void {
    this.markouts.due(now, number, tau, this.profiles);
  }

  private childDone(now: Nanos, child: Child, matchTime: number): void {
    const { view, config } = this.parts;
    const parent = this.ledger.parents[child.parent]!;
    parent.live = parent.live.filter((index) => index !== child.index);
    if (child.timeInForce !== 'day') this.selfHelp.answered(child.venue, now - child.sentAt);
    // A venue that did not take the order says nothing of what could be had there.
    const heard = child.ordStatus !== OrdStatus.rejected;
    if (heard && child.action !== 'post') this.learn(now, child);
    if (heard && child.cumQty < child.orderQty && child.action === 'take' && child.timeInForce === 'ioc') {
      if (view.exhaust(child.venue, child.symbol, opposite(child.side), child.px, matchTime)) this.tellNbbo(now, child.symbol);
    }
    if (heard && child.cumQty < child.orderQty && config.venues[child.venue]!.kind === 'dark') parent.pinged[child.venue] = now;
    if (parent.ordStatus === OrdStatus.filled) {
      this.ledger.open.delete(parent.index);
      return;
    }
    if (this.awaits(now, parent)) return;
    if (parent.live.length > 0) {
      if (!this.closed && parent.ordStatus !== OrdStatus.pendingCancel) this.wake(now, parent);
      return;
    }
    if (this.closed) return this.ledger.finish(now, parent, 'C', SESSION_CLOSED);
    if (parent.ordStatus === OrdStatus.pendingCancel) return this.ledger.finish(now, parent, '4', 'cancelled as asked');
    if (parent.timeInForce === 'fok' && child.action === 'take')
      return this.ledger.finish(now, parent, '4', 'the whole quantity was gone on arrival');
    // Where it may not rest now it is not offered again at once: it waits for the market to move or the conditions to change.
    if (!heard && child.action === 'post') wait(parent);
    else this.wake(now, parent);
  }

  private learn(now: Nanos, child: Child): void {
    const dark = this.parts.config.venues[child.venue]!.kind === 'dark';
    const hoped = dark ? child.orderQty : Math.min(child.orderQty, child.displayQty);
    this.profiles[child.venue]!.taken(hoped, child.cumQty, child.displayQty, now - child.sentAt);
  }

  /* ------------------------------------------------------------ cancelling */

  private cancelParent(now: Nanos, parent: Parent): void {
    if (!this.ledger.hear(now, parent, 'cancel')) return;
    parent.waiting = false;
    this.ledger.reportParent(now, parent, ExecType.pendingCancel);
    if (parent.live.length === 0) return this.ledger.finish(now, parent, '4', 'cancelled as asked');
    for (const index of parent.live) {
      const child = this.ledger.children[index]!;
      // An immediate-or-cancel leg answers by itself; a second word would only cross it on the wire.
      if (child.timeInForce === 'day' && child.ordStatus !== OrdStatus.pendingCancel) this.cancelChild(now, child);
    }
  }

  private cancelChild(now: Nanos, child: Child): void {
    // Domain 3.3 cancels only what has been acknowledged: the request waits for the word.
    if (child.ordStatus === OrdStatus.pendingNew) {
      child.cancelWanted = true;
      return;
    }
    if (!this.ledger.hear(now, child, 'cancel')) return;
    this.ledger.reportChild(now, child, ExecType.pendingCancel);
    child.askedAt = now;
    this.parts.schedule.push(this.way.cancel(now, child.venue), Kind.cancelArrives, child.index);
  }

  private wake(now: Nanos, parent: Parent): void {
    if (parent.routing || isTerminal(parent.ordStatus)) return;
    parent.routing = true;
    this.parts.schedule.push(now, Kind.route, parent.index);
  }

  /* ------------------------------------------------------------ asked from outside */

  /** What every strategy would decide now for an order that is not sent. */
  preview(now: Nanos, order: OrderDraft): RoutingDecision[] {
    return preview(this.desk(now), order);
  }

  /** What a venue displays to an order on `side`, our own shares left out. */
  displayed(now: Nanos, venue: number, symbol: number, side: Side): OthersLevel[] {
    return othersLevels(this.desk(now), venue, symbol, side);
  }

  scores(now: Nanos): VenueScore[] {
    const { config, view } = this.parts;
    return config.venues.map((spec, v) =>
      this.profiles[v]!.score(
        spec.mic,
        this.ledger.outstandingAt(v),
        spec.kind === 'dark' ? undefined : view.age('direct', v, 0, now),
      ),
    );
  }

  get liveOrders(): number {
    return this.ledger.open.size;
  }

  save(): RouterState {
    const { decisions, killed, closed, orderProtection } = this;
    const profiles = this.profiles.map((profile) => profile.save());
    return {
      ledger: this.ledger.save(),
      markouts: this.markouts.save(),
      way: this.way.save(),
      selfHelp: this.selfHelp.save(),
      profiles,
      decisions,
      killed,
      closed,
      orderProtection,
    };
  }

  restore(state: RouterState): void {
    this.ledger.restore(state.ledger);
    this.markouts.restore(state.markouts);
    this.way.restore(state.way);
    this.selfHelp.restore(state.selfHelp);
    state.profiles.forEach((profile, i) => this.profiles[i]!.restore(profile));
    this.decisions = state.decisions;
    this.killed = state.killed;
    this.closed = state.closed;
    this.orderProtection = state.orderProtection;
  }

  /* ------------------------------------------------------------ small parts */

  private desk(now: Nanos): Desk {
    return {
      config: this.parts.config,
      view: this.parts.view,
      conditions: this.parts.conditions,
      health: this.health,
      profiles: this.profiles,
      orderProtection: this.orderProtection,
      now,
      own: this.ledger,
    };
  }

  private situation(now: Nanos, parent: Parent, free: Qty): Situation {
    const { symbol, side, ordType, timeInForce, limitPx, destination, pinged } = parent;
    return { ...this.desk(now), symbol, side, ordType, timeInForce, leavesQty: free, limitPx, destination, pinged };
  }

  private tellNbbo(now: Nanos, symbol: number): void {
    const best = this.parts.view.direct[symbol]!;
    this.parts.sink.nbbo(now, 'direct', symbol, best.bestBidPx, best.bestBidQty, best.bestAskPx, best.bestAskQty);
  }
}

export interface RouterState {
  readonly ledger: LedgerState;
  readonly markouts: readonly MarkedFill[];
  readonly way: WayState;
  readonly selfHelp: SelfHelpState;
  readonly profiles: readonly ProfileState[];
  readonly decisions: number;
  readonly killed: boolean;
  readonly closed: boolean;
  readonly orderProtection: boolean;
}
