import { isBetter, opposite, type Side, sign } from '../../../shared/fix.ts';
import type { ProtectedQuote } from '../../../shared/routing.ts';
import type { Px, Qty } from '../../../shared/units.ts';
import { othersLevels } from './others.ts';
import type { Desk } from './situation.ts';

/** The quotes that bind us (domain 1.2): the best of each lit venue in good health, of a round lot at least, as the direct feeds show it. */

/** The best far side that binds us; 0 when there is none. */
export function bindingFar({ config, view, health }: Desk, symbol: number, side: Side): number {
  const { bidPx, askPx } = view.direct[symbol]!;
  const quotes = side === 'buy' ? askPx : bidPx;
  let best = 0;
  for (let v = 0; v < config.venues.length; v++) {
    const px = quotes[v]!;
    if (px > 0 && (best === 0 || isBetter(side, px, best)) && health.isWell(v, symbol)) best = px;
  }
  return best;
}

/**
 * All of the far side, best first, then in venue order. What of a quote is our own is left out: no order of ours can take it, so none need
 * cover it.
 */
export function protectedQuotes(desk: Desk, symbol: number, side: Side): ProtectedQuote[] {
  const { config, view, health, own } = desk;
  if (own.rests(symbol, opposite(side))) return othersQuotes(desk, symbol, side);
  const { bidPx, bidQty, askPx, askQty } = view.direct[symbol]!;
  const [px, qty] = side === 'buy' ? [askPx, askQty] : [bidPx, bidQty];
  const quotes: ProtectedQuote[] = [];
  for (let v = 0; v < config.venues.length; v++)
    if (px[v]! > 0 && health.isWell(v, symbol)) quotes.push({ mic: config.venues[v]!.mic, px: px[v] as Px, qty: qty[v] as Qty });
  return quotes.sort((a, b) => sign(side) * (a.px - b.px));
}

/** The same where shares of ours are among them: each venue's levels up to a round lot of others (domain 1.1). */
function othersQuotes(desk: Desk, symbol: number, side: Side): ProtectedQuote[] {
  const { config, health } = desk;
  const lot = config.regime.roundLots ? config.symbols[symbol]!.roundLot : 1;
  const quotes: ProtectedQuote[] = [];
  for (let v = 0; v < config.venues.length; v++) {
    if (config.venues[v]!.kind === 'dark' || !health.isWell(v, symbol)) continue;
    let shares = 0;
    for (const { px, qty } of othersLevels(desk, v, symbol, side)) {
      shares += qty;
      if (shares < lot) continue;
      quotes.push({ mic: config.venues[v]!.mic, px, qty: (shares - (shares % lot)) as Qty });
      break;
    }
  }
  return quotes.sort((a, b) => sign(side) * (a.px - b.px));
}

/** FNV-1a, 32 bits in hex, over the quotes in their order: the same picture has the same fingerprint. */
export function fingerprint(quotes: readonly ProtectedQuote[]): string {
  let hash = 0x811c9dc5;
  const add = (byte: number) => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  const addWord = (value: number) => {
    for (let shift = 0; shift < 32; shift += 8) add((value >>> shift) & 0xff);
  };
  for (const { mic, px, qty } of quotes) {
    for (let i = 0; i < mic.length; i++) add(mic.charCodeAt(i) & 0xff);
    addWord(px);
    addWord(qty);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
