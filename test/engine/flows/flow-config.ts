import type { SantaFeActors, ZeroIntelligenceActors } from '../../../shared/config/flows.ts';
import type { AgentsConfig } from '../../../shared/config/session.ts';

/** Domain 4.2's rates; a unit of time is a second. */
export const CST: ZeroIntelligenceActors = {
  model: 'zeroIntelligence',
  orderQty: 100,
  limit: [1.85, 1.51, 1.09, 0.88, 0.77],
  market: 0.94,
  cancel: [0.71, 0.81, 0.68, 0.56, 0.47],
  timeScale: 1,
} as ZeroIntelligenceActors;

/** As much of a session's config as a flow reads. */
export function flowConfig(
  actors: ZeroIntelligenceActors | SantaFeActors,
  { seed = 1, tick = 100, openPx = 500_000, shares = [1] }: { seed?: number; tick?: number; openPx?: number; shares?: number[] },
): AgentsConfig {
  return {
    seed,
    symbols: [{ symbol: 'FLOW', tick, openPx }],
    venues: shares.map((flowShare) => ({ kind: 'lit', flowShare })),
    actors,
  } as unknown as AgentsConfig;
}
