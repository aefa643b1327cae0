import { symbolIndex, venueIndex } from '../../../shared/config/session.ts';
import type { NewOrderSingle } from '../../../shared/events.ts';
import { type RoutingDecision, STRATEGIES } from '../../../shared/routing.ts';
import { collarPx } from './collar.ts';
import { decide, legs } from './decide.ts';
import type { Desk } from './options.ts';

/** An order that nobody has sent. */
export type OrderDraft = Omit<NewOrderSingle, 'type' | 'at' | 'clOrdID'>;

/** What every strategy would decide now, in the order of `STRATEGIES`. Nothing is sent or remembered; empty for an unknown symbol. */
export function preview(desk: Desk, order: OrderDraft): RoutingDecision[] {
  const { config, view } = desk;
  const { side, ordType, timeInForce, orderQty: leavesQty, dispatch } = order;
  const symbol = symbolIndex(config, order.symbol);
  if (symbol < 0) return [];
  const limitPx = order.price ?? collarPx(config, symbol, side, view.referenceMid(symbol));
  const destination = order.exDestination === undefined ? -1 : venueIndex(config, order.exDestination);
  const situation = { ...desk, symbol, side, ordType, timeInForce, leavesQty, limitPx, destination };
  return STRATEGIES.map((strategy) => {
    const { reasoning, allotments } = decide(situation, strategy, dispatch);
    return {
      type: 'RoutingDecision',
      decisionID: 'preview',
      orderID: 'preview',
      round: 1,
      ...reasoning,
      legs: legs(allotments, () => 'preview'),
    };
  });
}
