import { invariant } from '../../../shared/assert.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import { ExecType, isTerminal, OrdStatus } from '../../../shared/fix.ts';
import { isFirm, type Leg } from '../../../shared/routing.ts';
import type { Nanos, Qty } from '../../../shared/units.ts';
import { Kind } from '../kinds.ts';
import type { Ledger } from '../order/ledger.ts';
import { type Child, openQty, type Parent } from '../order/order.ts';
import type { Schedule } from '../schedule.ts';
import type { Venues } from '../venue/venues.ts';
import type { Profile } from '../view/profile.ts';
import type { Forecasts } from './forecast/forecasts.ts';
import { isOverdue } from './patience.ts';
import { UNANSWERED_AFTER } from './self-help.ts';
import type { Way } from './way.ts';

export interface LegsParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly venues: Venues;
  readonly ledger: Ledger;
  readonly way: Way;
  readonly profiles: readonly Profile[];
  readonly forecasts: Forecasts;
}

/** A leg as a decision lists it, and what is settled when it leaves. */
export interface LegTerms {
  readonly leg: Leg;
  readonly venue: number;
  readonly decisionID: string;
  /** Shares shown at the venue within the leg's limit. */
  readonly displayQty: Qty;
  /** The conditional child that it firms up. */
  readonly invitation?: number;
}

/** The legs of our orders on their way: sent to the venues, called back, and missed when no answer comes. */
export class Legs {
  private readonly parts: LegsParts;

  constructor(parts: LegsParts) {
    this.parts = parts;
  }

  send(now: Nanos, parent: Parent, terms: LegTerms): void {
    const { config, schedule, ledger, way, profiles, forecasts } = this.parts;
    const { leg, venue } = terms;
    const sentAt = (now + config.router.processing + (leg.delay ?? 0)) as Nanos;
    const held = ledger.outstanding(parent) + parent.cumQty + (isFirm(leg) ? leg.orderQty : 0);
    invariant(held <= parent.orderQty, 'never more than OrderQty', leg.orderID);
    const child = ledger.enter(now, parent, { ...terms, sentAt, remaining: openQty(parent) });
    // A conditional one asks for nothing yet: it is no order that could fill, and nobody sees it.
    if (isFirm(leg)) {
      profiles[venue]!.sent(leg.orderQty);
      forecasts.sent(now, child);
    }
    schedule.push(way.order(sentAt, venue), Kind.childArrives, child.index);
    if (child.timeInForce !== 'day')
      schedule.push(sentAt + Math.min(config.router.childTimeout, UNANSWERED_AFTER), Kind.childTimeout, child.index);
  }

  /** Kind.childArrives. */
  arrives(index: number): void {
    const child = this.parts.ledger.children[index]!;
    if (isTerminal(child.ordStatus)) return;
    const { venue, symbol, side, px, orderQty: qty, action, timeInForce, iso, remaining, minQty, invitation } = child;
    const more = { ...(minQty > 0 && { minQty }), ...(invitation !== undefined && { invitation }) };
    this.parts.venues.arrive({ child: index, venue, symbol, side, px, qty, remaining, action, timeInForce, iso, ...more });
  }

  /** Calls a leg back, for a reason where it needs one; a leg that is not acknowledged yet as soon as it is. */
  cancel(now: Nanos, child: Child, text?: string): void {
    const { schedule, ledger, way } = this.parts;
    // Domain 3.3 cancels only what has been acknowledged: the request waits for the word.
    if (child.ordStatus === OrdStatus.pendingNew) {
      child.cancelWanted = true;
      return;
    }
    if (!ledger.hear(now, child, 'cancel')) return;
    ledger.reportChild(now, child, ExecType.pendingCancel, text === undefined ? {} : { text });
    child.askedAt = now;
    schedule.push(way.cancel(now, child.venue), Kind.cancelArrives, child.index);
  }

  /** Calls back every conditional leg of a parent that is to end. */
  withdraw(now: Nanos, parent: Parent): void {
    // Venues that have closed let go of what rests by themselves.
    if (this.parts.ledger.closed) return;
    for (const child of this.parts.ledger.conditionalsOf(parent))
      if (child.ordStatus !== OrdStatus.pendingCancel) this.cancel(now, child);
  }

  /** Whether a resting leg of a parent is on its way back. */
  comesBack(now: Nanos, parent: Parent): boolean {
    const { children } = this.parts.ledger;
    return parent.live.some((index) => {
      const child = children[index]!;
      return (child.cancelWanted || child.ordStatus === OrdStatus.pendingCancel) && !isOverdue(now, child);
    });
  }

  /** Kind.cancelArrives. */
  cancelArrives(index: number): void {
    const child = this.parts.ledger.children[index]!;
    if (!isTerminal(child.ordStatus)) this.parts.venues.cancelChild(index, child.venue, child.symbol);
  }

  /** Kind.childTimeout: the leg is called back after `childTimeout`. Returns it when it has just become overdue. */
  timeout(now: Nanos, index: number): Child | undefined {
    const { config, schedule, ledger } = this.parts;
    const child = ledger.children[index]!;
    if (isTerminal(child.ordStatus)) return undefined;
    const { childTimeout } = config.router;
    const waited = now - child.sentAt;
    if (waited >= childTimeout && !child.cancelWanted && child.ordStatus !== OrdStatus.pendingCancel) this.cancel(now, child);
    const next = [childTimeout, UNANSWERED_AFTER].filter((after) => after > waited);
    if (next.length > 0) schedule.push(child.sentAt + Math.min(...next), Kind.childTimeout, index);
    if (waited < UNANSWERED_AFTER || child.overdue) return undefined;
    child.overdue = true;
    return child;
  }

  /** Whether an answer is due that the parent's next round must wait for. */
  awaits(now: Nanos, parent: Parent): boolean {
    return parent.live.some((index) => !isOverdue(now, this.parts.ledger.children[index]!));
  }

  /** Only venues that answer nothing keep a day order from being routed on. */
  stalls(now: Nanos, parent: Parent): boolean {
    if (parent.live.length === 0 || parent.timeInForce !== 'day' || parent.ordStatus === OrdStatus.pendingCancel) return false;
    return !this.awaits(now, parent) && openQty(parent) > this.parts.ledger.outstanding(parent);
  }
}
