import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Sink } from '../../../shared/events.ts';
import { ExecType, isTerminal, LastLiquidityInd, OrdStatus, opposite, sign } from '../../../shared/fix.ts';
import { isFirm } from '../../../shared/routing.ts';
import type { TradeThrough } from '../../../shared/trade-through.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';
import { tradeThroughOf } from '../compliance/trade-through.ts';
import type { Conditions } from '../conditions.ts';
import { VenueSays } from '../kinds.ts';
import { type Ledger, SESSION_CLOSED, type Trade } from '../order/ledger.ts';
import type { Markouts } from '../order/markouts.ts';
import type { Child } from '../order/order.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import { tellNbbo } from '../view/nbbo.ts';
import type { Profile } from '../view/profile.ts';
import type { Forecasts } from './forecast/forecasts.ts';
import type { Knowledge } from './knowledge.ts';
import type { Legs } from './legs.ts';
import type { SelfHelp } from './self-help.ts';

export const HALTED = 'trading is halted';

/** A venue's word of a child, as Kind.venueReport carries it. */
export interface VenueReport {
  /** VenueSays. */
  readonly says: number;
  readonly lastQty: number;
  readonly lastPx: number;
  readonly liquidity: number;
  readonly matchTime: number;
  /** Micro-dollars a share. */
  readonly fee: number;
  /** As Kind.venueReport lists them. */
  readonly bits: number;
}

/** A trade with its label under order protection. */
interface LabelledTrade extends Trade {
  readonly tradeThrough: TradeThrough;
}

export interface AnswersParts {
  readonly config: SessionConfig;
  readonly conditions: Conditions;
  readonly view: ConsolidatedView;
  readonly sink: Sink;
  readonly ledger: Ledger;
  readonly legs: Legs;
  readonly selfHelp: SelfHelp;
  readonly markouts: Markouts;
  readonly profiles: readonly Profile[];
  readonly knowledge: Knowledge;
  readonly forecasts: Forecasts;
}

/** What the venues say of our legs: booked, and learned from. The router's picture of the market is corrected by it before its feeds are. */
export class Answers {
  private readonly parts: AnswersParts;

  constructor(parts: AnswersParts) {
    this.parts = parts;
  }

  /** Books what is said; true when the child is done with it. Throws for what no venue says. */
  hear(now: Nanos, child: Child, report: VenueReport): boolean {
    const { ledger, conditions, profiles, legs } = this.parts;
    const { says, lastQty, lastPx, liquidity, fee, bits } = report;
    const transactTime = report.matchTime as Nanos;
    switch (says) {
      case VenueSays.accepted:
        if (lastPx > 0) child.restPx = lastPx as Px;
        // An implied acceptance (a fill came first) or a cancel already under way needs no second word.
        if (child.ordStatus !== OrdStatus.pendingNew) return false;
        this.parts.knowledge.arrived(child.venue, report.matchTime - child.sentAt);
        if (ledger.hear(now, child, '0')) ledger.reportChild(now, child, ExecType.new, { transactTime });
        if (child.cancelWanted) legs.cancel(now, child);
        return false;
      case VenueSays.traded:
        return this.traded(now, child, {
          lastQty: lastQty as Qty,
          lastPx: lastPx as Px,
          lastLiquidityInd: liquidity as LastLiquidityInd,
          transactTime,
          fee: (fee * lastQty) as Money,
          tradeThrough: tradeThroughOf(bits >> 1),
        });
      case VenueSays.canceled:
        return this.ended(now, child, '4', transactTime, ledger.closed ? SESSION_CLOSED : undefined);
      case VenueSays.selfMatch:
        return this.ended(now, child, '4', transactTime, 'self-match prevention: another order of ours came against it');
      case VenueSays.firmedUp:
        return this.ended(now, child, '4', transactTime, 'firmed up: a firm order has taken its place');
      case VenueSays.lapsed:
        return this.ended(now, child, '4', transactTime, 'its invitation was not answered in time');
      case VenueSays.expired:
        return this.ended(now, child, 'C', transactTime, SESSION_CLOSED);
      case VenueSays.rejected:
        if (isFirm(child)) profiles[child.venue]!.rejected();
        if (ledger.hear(now, child, '8'))
          ledger.reportChild(now, child, ExecType.rejected, {
            transactTime,
            ...(!conditions.matches(child.symbol) && { text: HALTED }),
          });
        return true;
      case VenueSays.cancelRejected:
        ledger.hear(now, child, 'refused');
        return false;
      default:
        throw new Error(`venue says ${says}`);
    }
  }

  /** What a child that is done has taught: how its venue answers and fills, and what is not there any more. */
  learn(now: Nanos, child: Child, matchTime: number): void {
    const { config, view, sink, ledger, selfHelp, profiles, knowledge, forecasts } = this.parts;
    const { venue, symbol, side, action, timeInForce, orderQty, cumQty, displayQty, invitation } = child;
    const took = now - child.sentAt;
    if (timeInForce !== 'day') selfHelp.answered(venue, took);
    const hoped = action === 'take' ? Math.min(orderQty, displayQty) : 0;
    const refused = child.ordStatus === OrdStatus.rejected;
    forecasts.done(child, matchTime, refused || hoped === 0 ? undefined : 1 - Math.min(1, cumQty / hoped));
    // A venue that did not take the order says nothing of what could be had there.
    if (refused) return;
    if (action === 'take') {
      if (hoped > 0) forecasts.believed('take', knowledge.venues[venue]!.take.mean, Math.min(1, cumQty / hoped));
      profiles[venue]!.taken(hoped, cumQty, displayQty, took);
      knowledge.took(venue, { hoped, got: cumQty, shown: displayQty, asked: orderQty });
    } else if (action === 'mid') {
      profiles[venue]!.taken(orderQty, cumQty, 0, took);
      // One that was invited says nothing of what a ping would find.
      if (invitation === undefined) {
        forecasts.believed('ping', knowledge.venues[venue]!.ping.mean, cumQty / orderQty);
        knowledge.pinged(venue, orderQty, cumQty, config.symbols[symbol]!.roundLot);
      }
    }
    if (cumQty === orderQty) return;
    if (action === 'take' && timeInForce === 'ioc' && view.exhaust(venue, symbol, opposite(side), child.px, matchTime))
      tellNbbo(sink, now, 'direct', symbol, view.direct[symbol]!);
    if (action === 'mid') ledger.parents[child.parent]!.pinged[venue] = now;
    if (invitation !== undefined) ledger.parents[child.parent]!.inVain[venue] = now;
  }

  /** A venue has given a child back, or it has expired there. */
  private ended(now: Nanos, child: Child, event: '4' | 'C', transactTime: Nanos, text?: string): boolean {
    const { ledger } = this.parts;
    const more = { transactTime, ...(text !== undefined && { text }) };
    if (ledger.hear(now, child, event)) ledger.reportChild(now, child, event === 'C' ? ExecType.expired : ExecType.canceled, more);
    return true;
  }

  private traded(now: Nanos, child: Child, trade: LabelledTrade): boolean {
    const { config, view, sink, ledger, markouts, profiles, forecasts } = this.parts;
    const { venue, symbol, side } = child;
    const { lastQty, lastPx, lastLiquidityInd, transactTime, fee } = trade;
    // The midpoint before this fill is known to have taken anything: the m of the effective spread.
    const { midPx, bidPx, askPx } = view.quoteFields(symbol);
    const execID = ledger.book(now, child, trade);
    if (execID === undefined) return false;
    if (lastLiquidityInd === LastLiquidityInd.removed && config.venues[venue]!.kind === 'lit') {
      const changed = view.consume(venue, symbol, opposite(side), lastPx, lastQty, transactTime);
      if (changed) tellNbbo(sink, now, 'direct', symbol, view.direct[symbol]!);
    }
    const profile = profiles[venue]!;
    profile.filled(lastQty, fee);
    forecasts.traded(child, lastQty, transactTime);
    if (midPx !== undefined && askPx !== undefined && bidPx !== undefined)
      profile.spread(2 * sign(side) * (lastPx - midPx) * lastQty, (askPx - bidPx) * lastQty);
    const first = child.cumQty === lastQty;
    const fillMid = view.referenceMid(symbol) as Px;
    markouts.follow(now, { execID, symbol, side, px: lastPx, midPx: fillMid, qty: lastQty, venue, lastLiquidityInd, first });
    return isTerminal(child.ordStatus);
  }
}
