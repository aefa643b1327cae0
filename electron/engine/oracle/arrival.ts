import { type SessionConfig, symbolIndex } from '../../../shared/config/session.ts';
import type { NewOrderSingle } from '../../../shared/events.ts';
import type { Px } from '../../../shared/units.ts';
import type { Engine } from '../engine.ts';
import { collarPx } from '../route/collar.ts';
import type { Seeker } from '../venue/liquidity.ts';

/** An order as it comes: what it seeks, and the midpoint that every price of it is measured from. */
export interface Arrival extends Seeker {
  readonly arrivalPx: Px;
}

/** Undefined for an order that the engine would refuse because there is no market, or that is of another session. */
export function arrivalOf(engine: Engine, config: SessionConfig, order: NewOrderSingle): Arrival | undefined {
  const symbol = symbolIndex(config, order.symbol);
  if (symbol < 0) return undefined;
  const arrivalPx = engine.view.referenceMid(symbol);
  if (arrivalPx <= 0) return undefined;
  const { side, orderQty } = order;
  return { symbol, side, orderQty, arrivalPx: arrivalPx as Px, limitPx: order.price ?? collarPx(config, symbol, side, arrivalPx) };
}
