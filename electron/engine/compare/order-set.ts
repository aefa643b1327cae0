import type { NewOrderSingle } from '../../../shared/events.ts';
import type { Side, TimeInForce } from '../../../shared/fix.ts';
import { type Nanos, type Qty, SECOND } from '../../../shared/units.ts';

/** An order of the set, apart from when it comes. `turn` counts those that something goes wrong for; absent on the others. */
export interface Slot {
  /** Place of its size among those compared. */
  readonly size: number;
  readonly side: Side;
  readonly turn?: number;
}

/** The first order comes so long after the open, when makers, pools and hidden orders have settled. */
const WARM_UP = 60 * SECOND;
/** From the end of one order's horizon to the next order: what went wrong for one is over before the next one's begins. */
const APART = 2 * SECOND;
const LEAST_HORIZON = 10 * SECOND;

/**
 * The standard set of one mood: every size on both sides, without and with something that goes wrong. A seed begins at a place of its own
 * in it, so that over the seeds no order has a time of its own.
 */
export function standardSet(sizes: number, seed: number): Slot[] {
  const slots: Slot[] = [];
  let turns = 0;
  for (let size = 0; size < sizes; size++)
    for (const side of ['buy', 'sell'] as const) slots.push({ size, side }, { size, side, turn: turns++ });
  const first = (seed * 5) % slots.length;
  return [...slots.slice(first), ...slots.slice(0, first)];
}

/** When order `i` of a mood comes: no two are ever judged over the same time. */
export function arrivesAt(openAt: Nanos, i: number, horizon: Nanos): Nanos {
  return (openAt + WARM_UP + i * (Math.max(horizon, LEAST_HORIZON) + APART)) as Nanos;
}

/** A market order of a slot; who is given it puts his strategy into it. */
export function orderOf(
  { side }: Slot,
  terms: { readonly at: Nanos; readonly symbol: string; readonly orderQty: Qty; readonly timeInForce: TimeInForce },
): NewOrderSingle {
  const given = { strategy: 'price_time', dispatch: 'parallel' } as const;
  return { type: 'NewOrderSingle', clOrdID: `c-${terms.at}`, ordType: 'market', side, ...terms, ...given };
}
