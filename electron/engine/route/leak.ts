/** Chance that one child is read as intent, by what it is (domain 5.7, illustrative). */
export const DETECTION = { litTake: 0.2, litPost: 0.1, darkPing: 0.05, midpointFill: 0.02 } as const;

/** Chance that at least one child is detected, each by itself: 1 - product of 1 - q (domain 5.7, TV-5.7). */
export function detectionChance(chances: readonly number[]): number {
  let unseen = 1;
  for (const chance of chances) unseen *= 1 - chance;
  return 1 - unseen;
}

/**
 * Ticks that the price runs from us once we are detected: kappa sqrt(remaining / depth) (domain 5.7). `depth`: shares displayed on
 * the side we take from; a side that shows less than a share counts as one.
 */
export function leakDrift(kappa: number, remaining: number, depth: number): number {
  return kappa * Math.sqrt(Math.max(0, remaining) / Math.max(1, depth));
}
