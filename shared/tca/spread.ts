import type { Side } from '../fix.ts';
import type { Px } from '../units.ts';
import { bps, signed } from './slippage.ts';

/**
 * Spread measures of one fill (domain 6.6 to 6.9), in `Px` a share, whole numbers: `spreadBps` makes bps of them. Positive is cost
 * but for price improvement and reversion, where positive is gain.
 */

/** A spread in bps of a price, by rule the midpoint at the fill. */
export function spreadBps(spread: number, basePx: Px): number {
  return bps(spread, basePx) ?? 0;
}

/** ask - bid (6.6). */
export function quotedSpread(bidPx: Px, askPx: Px): Px {
  return (askPx - bidPx) as Px;
}

/** 2s(p - m) (6.7). */
export function effectiveSpread(side: Side, px: Px, midPx: Px): Px {
  return signed(side, 2 * (px - midPx)) as Px;
}

/** 2s(p - m_τ) (6.7): what the other side kept, τ later. */
export function realisedSpread(side: Side, px: Px, laterMidPx: Px): Px {
  return signed(side, 2 * (px - laterMidPx)) as Px;
}

/** 2s(m_τ - m) (6.7): effective = realised + impact. */
export function priceImpact(side: Side, midPx: Px, laterMidPx: Px): Px {
  return signed(side, 2 * (laterMidPx - midPx)) as Px;
}

/** s(NBBO far side - p) (6.8): how much better than the quote it would have had to pay. */
export function priceImprovement(side: Side, px: Px, farPx: Px): Px {
  return signed(side, farPx - px) as Px;
}

/** The price that an order on `side` would pay to take: the ask for a buy, the bid for a sell. */
export function farSide(side: Side, bidPx: Px | undefined, askPx: Px | undefined): Px | undefined {
  return side === 'buy' ? askPx : bidPx;
}

/** Effective over quoted spread (6.8), by shares over any number of fills; undefined for a locked market. */
export function effectiveOverQuoted(effective: number, quoted: number): number | undefined {
  return quoted === 0 ? undefined : effective / quoted;
}

/** -s(m_{T+τ} - m_T)/m_T in bps (6.9): positive, temporary impact came back after the last fill. */
export function reversionBps(side: Side, lastMidPx: Px, laterMidPx: Px): number {
  return bps(signed(side, lastMidPx - laterMidPx), lastMidPx) ?? 0;
}
