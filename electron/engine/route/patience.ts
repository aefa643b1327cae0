import { isBetter, isTerminal, isWithin, OrdStatus, opposite } from '../../../shared/fix.ts';
import { MILLISECOND, type Nanos } from '../../../shared/units.ts';
import { Kind } from '../kinds.ts';
import type { Child, Parent } from '../order/order.ts';
import type { Schedule } from '../schedule.ts';
import { bindingFar } from './binding.ts';
import { othersBest } from './others.ts';
import { UNANSWERED_AFTER } from './self-help.ts';
import type { Desk } from './situation.ts';

/** When an order that is not done does nothing: it waits, rests, is called back, gives up, or is woken for another round. */

/** A resting remainder follows the market elsewhere at most this often. */
const CHASE_REST = MILLISECOND;
/** One that rests by choice, before its patience is over, this often. */
const RESTING_REST = 100 * MILLISECOND;

/** Counts the rounds in a row that filled nothing; true when there were too many: this round may rest what it has and take nothing. */
export function countIdle(parent: Parent, maxIdleRounds: number): boolean {
  // A round that only pinged or rested says nothing of what is displayed.
  if (parent.round > 0 && parent.cumQty > parent.cumAtRound) parent.idleRounds = 0;
  else if (parent.took) parent.idleRounds += 1;
  if (parent.idleRounds <= maxIdleRounds) return false;
  // Waited or rested enough, it may try again when the market next changes.
  parent.idleRounds = 0;
  return true;
}

/** Asks for a routing round now, behind whatever else is due now. */
export function wake(schedule: Schedule, now: Nanos, parent: Parent): void {
  if (parent.routing || isTerminal(parent.ordStatus)) return;
  parent.routing = true;
  schedule.push(now, Kind.route, parent.index);
}

/** Waits from now on until something within its limit is `reachable`. */
export function wait(parent: Parent): void {
  parent.waiting = true;
  parent.idleRounds = 0;
  parent.cumAtRound = parent.cumQty;
}

/** Why an order that may not wait ends when nothing can be sent; `ailing` is what the one venue that it is bound to lacks. */
export function givesUp({ timeInForce, ordType }: Parent, idle: boolean, maxIdleRounds: number, ailing?: string): string {
  if (ailing !== undefined) return ailing;
  if (idle) return `nothing filled in ${maxIdleRounds + 1} rounds`;
  if (timeInForce === 'fok') return 'no venue shows the whole quantity within the limit';
  return `nothing more within the ${ordType === 'market' ? 'collar' : 'limit'}`;
}

/** Whether any lit venue but `except` shows a far side within the order's limit, and at the best price if it is bound to that venue. */
export function reachable(desk: Desk, parent: Parent, except = -1): boolean {
  const { config, orderProtection, health } = desk;
  const bestPx = parent.destination >= 0 && orderProtection ? bindingFar(desk, parent.symbol, parent.side) : 0;
  for (let v = 0; v < config.venues.length; v++) {
    if (v === except || config.venues[v]!.kind === 'dark') continue;
    if (parent.destination >= 0 && v !== parent.destination) continue;
    const px = othersBest(desk, v, parent.symbol, parent.side);
    if (parent.destination >= 0 && orderProtection && px !== bestPx) continue;
    if (px > 0 && isWithin(parent.side, px, parent.limitPx) && health.isWell(v, parent.symbol)) return true;
  }
  return false;
}

/** A venue owes an answer to an order or a cancel for too long: the leg is still out, but nothing waits for it. */
export function isOverdue(now: number, { overdue, timeInForce, ordStatus, askedAt }: Child): boolean {
  if (overdue) return true;
  const asked = ordStatus === OrdStatus.pendingNew || ordStatus === OrdStatus.pendingCancel;
  return timeInForce === 'day' && asked && now - askedAt >= UNANSWERED_AFTER;
}

/** Whether a remainder that only rests has become marketable elsewhere: it is then called back, and routed anew. */
export function chases(desk: Desk, parent: Parent, children: readonly Child[]): boolean {
  const live = parent.live.filter((index) => !isOverdue(desk.now, children[index]!));
  const patient = parent.restUntil > desk.now;
  if (live.length === 0 || desk.now - parent.lastRoundAt < (patient ? RESTING_REST : CHASE_REST)) return false;
  const near = patient ? bindingFar(desk, parent.symbol, opposite(parent.side)) : 0;
  const stands = ({ action, ordStatus }: Child) =>
    (action === 'post' || action === 'peg') && (ordStatus === OrdStatus.new || ordStatus === OrdStatus.partiallyFilled);
  if (patient)
    // It means to rest at the near touch: it follows when that has left it behind.
    return (
      near > 0 &&
      live.every((index) => stands(children[index]!)) &&
      live.some((index) => {
        const { action, px } = children[index]!;
        return action === 'post' && isBetter(parent.side, px, near) && isWithin(parent.side, near, parent.limitPx);
      })
    );
  return live.every((index) => {
    const child = children[index]!;
    const { px, venue } = child;
    if (!stands(child)) return false;
    // Where it rests at its full limit the venue itself would have matched it; one tick short of an away quote it may have more to find.
    return reachable(desk, parent, px === parent.limitPx ? venue : -1);
  });
}
