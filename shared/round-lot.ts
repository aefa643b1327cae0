/** Round lot of a stock by its average close (domain 1.1, in force since 2025-11-03). */
export function roundLotOf(px: number): number {
  if (px <= 2_500_000) return 100;
  if (px <= 10_000_000) return 40;
  return px <= 100_000_000 ? 10 : 1;
}

/** By symbol: shares that one side of a venue must come to before it is a quote and counts toward the NBBO; 0 where any do. */
export function quotedLots(session: {
  readonly symbols: readonly { readonly roundLot: number }[];
  readonly regime: { readonly roundLots: boolean };
}): Int32Array {
  return Int32Array.from(session.symbols, ({ roundLot }) => (session.regime.roundLots ? roundLot : 0));
}
