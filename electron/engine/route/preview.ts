import { symbolIndex, venueIndex } from '../../../shared/config/session.ts';
import type { NewOrderSingle } from '../../../shared/events.ts';
import { type RoutingDecision, STRATEGIES } from '../../../shared/routing.ts';
import type { Stream } from '../random.ts';
import { collarPx } from './collar.ts';
import { type Decider, decide, legs } from './decide.ts';
import { PATIENT, POLICIES } from './policies/all.ts';
import type { Desk } from './situation.ts';

/** An order that nobody has sent. */
export type OrderDraft = Omit<NewOrderSingle, 'type' | 'at' | 'clOrdID'>;

/**
 * What every strategy would decide now, in the order of `STRATEGIES`, then `users`. Nothing is sent or remembered; empty for an unknown symbol.
 * `chances` begins the next decision's stream anew.
 */
export function preview(
  desk: Desk,
  order: OrderDraft,
  chances: () => () => Stream,
  users: readonly Decider[] = [],
): RoutingDecision[] {
  const { config, view } = desk;
  const { side, ordType, timeInForce, orderQty: leavesQty, dispatch } = order;
  const symbol = symbolIndex(config, order.symbol);
  if (symbol < 0) return [];
  const limitPx = order.price ?? collarPx(config, symbol, side, view.referenceMid(symbol));
  const destination = order.exDestination === undefined ? -1 : venueIndex(config, order.exDestination);
  const situation = { ...desk, symbol, side, ordType, timeInForce, leavesQty, dispatch, limitPx, destination };
  const deciders = [...STRATEGIES.map((strategy): Decider => ({ strategy, policy: POLICIES[strategy] })), ...users];
  return deciders.map((decider) => {
    const patience = PATIENT.has(decider.strategy) && timeInForce === 'day' ? config.router.tuning.patience : 0;
    const decided = decide({ ...situation, patience, chance: chances() }, decider, dispatch);
    const { reasoning } = decided;
    return {
      type: 'RoutingDecision',
      decisionID: 'preview',
      orderID: 'preview',
      round: 1,
      ...reasoning,
      legs: legs(decided, () => 'preview'),
    };
  });
}
