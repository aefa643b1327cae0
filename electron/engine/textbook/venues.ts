import type { Mic, VenueKind } from '../../../shared/market.ts';

/**
 * A venue of the source document, in its own units: dollars and milliseconds as floats, because the exact mode must round as
 * Python does. The corrected mode turns them into whole units once (`corrected.ts`).
 */
export interface TableVenue {
  readonly mic: Mic;
  readonly kind: VenueKind;
  readonly latencyMs: number;
  readonly makerFee: number;
  readonly takerFee: number;
  readonly bestBid: number;
  readonly bestAsk: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly hftPresence: number;
}

function venue(
  mic: Mic,
  kind: VenueKind,
  latencyMs: number,
  fees: readonly [maker: number, taker: number],
  quote: readonly [bid: number, ask: number],
  sizes: readonly [bid: number, ask: number],
  hftPresence: number,
): TableVenue {
  const [makerFee, takerFee] = fees;
  const [bestBid, bestAsk] = quote;
  const [bidSize, askSize] = sizes;
  return { mic, kind, latencyMs, makerFee, takerFee, bestBid, bestAsk, bidSize, askSize, hftPresence };
}

/** Domain 2.1, row for row; the order is part of the program (stable sorts, one paired draw per venue in this order). */
export const LIT: readonly TableVenue[] = [
  venue('NYSE', 'lit', 0.3, [-0.002, 0.003], [100.0, 100.01], [1000, 1200], 0.2),
  venue('NASDAQ', 'lit', 0.25, [-0.002, 0.003], [100.0, 100.01], [800, 1500], 0.3),
  venue('BATS', 'lit', 0.4, [-0.0015, 0.0025], [99.99, 100.01], [600, 900], 0.4),
  venue('EDGX', 'lit', 0.35, [-0.001, 0.002], [100.0, 100.02], [500, 700], 0.25),
  venue('IEX', 'lit', 0.35, [0.0, 0.0009], [100.0, 100.01], [400, 800], 0.05),
];

export const DARK: readonly TableVenue[] = [
  venue('SIGMA_DARK', 'dark', 0.5, [0, 0], [100.0, 100.01], [500, 500], 0),
  venue('CROSSFINDER', 'dark', 0.6, [0, 0], [100.0, 100.01], [300, 400], 0),
];
