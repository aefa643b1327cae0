import { isTerminal, OrdStatus } from '../../../shared/fix.ts';
import { qtyText } from '../../../shared/format.ts';
import type { Nanos, Qty } from '../../../shared/units.ts';
import type { Ledger } from '../order/ledger.ts';
import { type Child, leavesQty, openQty, type Parent } from '../order/order.ts';
import type { Health } from './health.ts';
import type { Legs } from './legs.ts';

export interface InvitationsParts {
  readonly ledger: Ledger;
  readonly legs: Legs;
  readonly health: Health;
  /** Decides on a firm leg that takes a conditional one's place, and sends it; a sentence where it may not go. */
  readonly firmUp: (now: Nanos, parent: Parent, child: Child, qty: Qty) => string | undefined;
}

/**
 * What becomes of our conditional orders when pools invite them (domain 3.1.7). An invitation is firmed up at once with what of its order
 * is neither filled nor out. What rests elsewhere is called back for it first, if it is worth half of that: a way there and back, of
 * the half second that the pool waits. Where too little comes back, or the order is over, it is declined: the conditional order is cancelled.
 */
export class Invitations {
  private readonly parts: InvitationsParts;

  constructor(parts: InvitationsParts) {
    this.parts = parts;
  }

  /** A pool could trade so many shares of a conditional leg with firm orders. */
  invited(now: Nanos, child: Child, qty: Qty): void {
    const { ledger, legs } = this.parts;
    if (ledger.closed || child.ordStatus === OrdStatus.pendingCancel) return;
    const parent = ledger.parents[child.parent]!;
    child.invitedQty = qty;
    if (this.barred(parent, child) === undefined && this.free(parent) < wanted(parent, child)) {
      const resting = parent.live.map((index) => ledger.children[index]!).filter(({ timeInForce }) => timeInForce === 'day');
      const shares = resting.reduce((sum, leg) => sum + leavesQty(leg), 0);
      if (2 * wanted(parent, child) >= shares)
        for (const leg of resting)
          if (leg.ordStatus !== OrdStatus.pendingCancel) legs.cancel(now, leg, `called back: ${child.orderID} is invited`);
    }
    this.answer(now, parent);
  }

  /** Something of a parent has come back, or an invitation has come in: whatever is not answered yet is, unless more is to come back. */
  answer(now: Nanos, parent: Parent): void {
    const { ledger, legs, firmUp } = this.parts;
    if (ledger.closed || ledger.conditionals.size === 0) return;
    for (const child of ledger.conditionalsOf(parent)) {
      if (child.invitedQty === 0 || child.ordStatus === OrdStatus.pendingCancel) continue;
      const free = this.free(parent);
      const barred = this.barred(parent, child);
      if (barred === undefined && free < wanted(parent, child) && legs.comesBack(now, parent)) continue;
      const qty = Math.min(free, child.invitedQty) as Qty;
      const least = Math.min(child.minQty, openQty(parent));
      const few = qty < least ? `${qtyText(qty)} shares are free of at least ${qtyText(least)}` : undefined;
      child.invitedQty = 0 as Qty;
      const why = barred ?? few ?? firmUp(now, parent, child, qty);
      if (why === undefined) continue;
      parent.inVain[child.venue] = now;
      legs.cancel(now, child, `declined: ${why}`);
    }
  }

  /** A conditional leg has had its last word. */
  over(now: Nanos, child: Child): void {
    const { ledger } = this.parts;
    const parent = ledger.parents[child.parent]!;
    ledger.leave(parent, child);
    // An invitation that was not answered.
    if (child.invitedQty > 0) parent.inVain[child.venue] = now;
  }

  /** Why an invitation cannot be taken, whatever is free. */
  private barred({ ordStatus, frozen }: Parent, { venue, symbol }: Child): string | undefined {
    if (frozen || isTerminal(ordStatus) || ordStatus === OrdStatus.pendingCancel) return 'its order is over';
    return this.parts.health.ailment(venue, symbol)?.text;
  }

  /** Shares of a parent that are neither filled nor out. */
  private free(parent: Parent): Qty {
    return (openQty(parent) - this.parts.ledger.outstanding(parent)) as Qty;
  }
}

function wanted(parent: Parent, { invitedQty }: Child): number {
  return Math.min(invitedQty, openQty(parent));
}
