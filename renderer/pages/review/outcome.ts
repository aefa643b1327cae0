import { firmQty, type RoutingDecision } from '../../../shared/routing.ts';
import type { OrderBook } from '../../state/orders.ts';

export interface Outcome {
  readonly sentQty: number;
  readonly filledQty: number;
  /** Expected cost of the first choice, micro-dollars a share; absent when nothing could be sent. */
  readonly expected: number | undefined;
}

/** What a decision sent and what came of it, from the last report of each of its legs. */
export function outcome(decision: RoutingDecision, book: OrderBook): Outcome {
  const sentQty = firmQty(decision.legs);
  let filledQty = 0;
  for (const leg of decision.legs) filledQty += book.byID.get(leg.orderID)?.cumQty ?? 0;
  const first =
    decision.candidates.find((c) => c.mic === decision.winner && c.orderQty > 0) ??
    decision.candidates.find((c) => c.mic === decision.winner);
  return { sentQty, filledQty, expected: first?.total };
}
