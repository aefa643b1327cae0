import type { Side } from '../fix.ts';
import { MILLISECOND, type Nanos, type Px, type Qty, SECOND } from '../units.ts';
import { bps, signed } from './slippage.ts';

/** The times after a fill at which the midpoint is noted (6.5). */
export const MARKOUT_TAUS: readonly Nanos[] = [
  10 * MILLISECOND,
  50 * MILLISECOND,
  100 * MILLISECOND,
  500 * MILLISECOND,
  1 * SECOND,
  5 * SECOND,
  15 * SECOND,
  60 * SECOND,
  300 * SECOND,
].map((tau) => tau as Nanos);

/** s(m_{t+τ} - p)/p in bps (6.5): positive, the price moved our way after the fill. */
export function markoutBps(side: Side, px: Px, midPx: Px): number {
  return bps(signed(side, midPx - px), px) ?? 0;
}

export interface MarkoutFill {
  readonly side: Side;
  readonly lastQty: Qty;
  readonly lastPx: Px;
  /** The midpoint τ later; absent where the market was one-sided then, and the fill is left out. */
  readonly midPx?: Px;
}

/** Mean markout of the fills, weighted by shares, in bps; undefined without any. */
export function meanMarkoutBps(fills: readonly MarkoutFill[]): number | undefined {
  let shares = 0;
  let sum = 0;
  for (const { side, lastQty, lastPx, midPx } of fills) {
    if (midPx === undefined) continue;
    shares += lastQty;
    sum += lastQty * markoutBps(side, lastPx, midPx);
  }
  return shares > 0 ? sum / shares : undefined;
}
