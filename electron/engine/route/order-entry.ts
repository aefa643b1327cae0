import { type SessionConfig, symbolIndex, venueIndex } from '../../../shared/config/session.ts';
import type { NewOrderSingle, Sink } from '../../../shared/events.ts';
import { CxlRejReason, ExecType, isTerminal, OrdStatus } from '../../../shared/fix.ts';
import type { Nanos } from '../../../shared/units.ts';
import { Kind } from '../kinds.ts';
import { AS_ASKED, type Ledger } from '../order/ledger.ts';
import type { Parent } from '../order/order.ts';
import { refusal } from '../order/validate.ts';
import type { Schedule } from '../schedule.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import { collarPx } from './collar.ts';
import type { Legs } from './legs.ts';
import { wake } from './patience.ts';
import { PATIENT } from './policies/all.ts';
import type { UserStrategies } from './user-strategies.ts';

export interface OrderEntryParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly view: ConsolidatedView;
  readonly sink: Sink;
  readonly ledger: Ledger;
  readonly legs: Legs;
  readonly users: UserStrategies;
}

/** What the operator asks for: orders are accepted or refused, cancelled, and all stopped by the kill switch. */
export class OrderEntry {
  /** The kill switch is engaged: no order is taken. */
  killed = false;
  private readonly parts: OrderEntryParts;

  constructor(parts: OrderEntryParts) {
    this.parts = parts;
  }

  newOrder(now: Nanos, command: NewOrderSingle): void {
    const { config, schedule, view, ledger, users } = this.parts;
    const { killed } = this;
    const symbol = symbolIndex(config, command.symbol);
    const midPx = symbol < 0 ? 0 : view.referenceMid(symbol);
    const refused = refusal(config, command, {
      killed,
      closed: ledger.closed,
      knownClOrdIDs: ledger.byClOrdID,
      midPx,
      userStrategies: users.names,
    });
    if (refused) return ledger.refuse(now, command, refused);
    const parent = ledger.accept(now, command, {
      symbol,
      limitPx: command.price ?? collarPx(config, symbol, command.side, midPx),
      destination: command.exDestination === undefined ? -1 : venueIndex(config, command.exDestination),
      restUntil: PATIENT.has(command.strategy) && command.timeInForce === 'day' ? now + config.router.tuning.patience : 0,
    });
    if (parent.restUntil > 0) schedule.push(parent.restUntil, Kind.patienceOver, parent.index);
    wake(schedule, now, parent);
  }

  cancelOrder(now: Nanos, clOrdID: string, origClOrdID: string): void {
    const { ledger, sink } = this.parts;
    const index = ledger.byClOrdID.get(origClOrdID);
    const parent = index === undefined ? undefined : ledger.parents[index];
    const no = (cxlRejReason: CxlRejReason, text: string) =>
      sink.event({ type: 'OrderCancelReject', at: now, clOrdID, origClOrdID, cxlRejReason, text });
    if (!parent) return no(CxlRejReason.unknownOrder, `${origClOrdID} is not an order of this session`);
    if (isTerminal(parent.ordStatus)) return no(CxlRejReason.tooLate, `${parent.orderID} is already done`);
    if (parent.ordStatus === OrdStatus.pendingCancel)
      return no(CxlRejReason.alreadyPending, `a cancel of ${parent.orderID} is already pending`);
    this.cancel(now, parent);
  }

  cancelAll(now: Nanos): void {
    const { ledger } = this.parts;
    for (const index of [...ledger.open]) {
      const parent = ledger.parents[index]!;
      if (parent.ordStatus !== OrdStatus.pendingCancel) this.cancel(now, parent);
    }
  }

  kill(now: Nanos, engaged: boolean, reason: string): void {
    this.killed = engaged;
    this.parts.sink.event({ type: 'Notice', at: now, code: 'kill', text: `${engaged ? 'engaged' : 'released'}: ${reason}` });
    if (engaged) this.cancelAll(now);
  }

  private cancel(now: Nanos, parent: Parent): void {
    const { ledger, legs } = this.parts;
    if (!ledger.hear(now, parent, 'cancel')) return;
    parent.waiting = false;
    ledger.reportParent(now, parent, ExecType.pendingCancel);
    if (parent.live.length === 0) ledger.finish(now, parent, '4', AS_ASKED);
    for (const index of parent.live) {
      const child = ledger.children[index]!;
      // An immediate-or-cancel leg answers by itself; a second word would only cross it on the wire.
      if (child.timeInForce === 'day' && child.ordStatus !== OrdStatus.pendingCancel) legs.cancel(now, child);
    }
    legs.withdraw(now, parent);
  }
}
