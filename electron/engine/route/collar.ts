import type { SessionConfig } from '../../../shared/config/session.ts';
import { type Side, sign } from '../../../shared/fix.ts';
import type { Px } from '../../../shared/units.ts';

/** The last tick that a market order may reach: within the collar about the midpoint, never beyond it. */
export function collarPx({ symbols, router }: SessionConfig, symbol: number, side: Side, midPx: number): Px {
  const { tick } = symbols[symbol]!;
  const ticks = (midPx + sign(side) * Math.floor((midPx * router.collarBps) / 1e4)) / tick;
  return Math.max(tick, (side === 'buy' ? Math.floor(ticks) : Math.ceil(ticks)) * tick) as Px;
}
