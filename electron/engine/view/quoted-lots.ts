import type { SessionConfig } from '../../../shared/config/session.ts';

/** By symbol: shares that one side of a venue must come to before it counts toward the NBBO; 0 where any do. */
export function quotedLots({ symbols, regime }: SessionConfig): Int32Array {
  return Int32Array.from(symbols, ({ roundLot }) => (regime.roundLots ? roundLot : 0));
}
