/** A resting order's end: filled, or taken away unfilled (cancelled, expired, still resting), `time` after it began to rest. */
export interface Rest {
  readonly time: number;
  readonly filled: boolean;
}

/** From `time` on the chance to be unfilled is `unfilled`, until the next step. */
export interface CurveStep {
  readonly time: number;
  readonly unfilled: number;
}

/**
 * Kaplan-Meier estimate of the chance that a resting order is still unfilled (domain 5.8), one step for each time at which some
 * were filled. An order taken away counts as at risk up to its time, fills of the same time included.
 */
export function fillCurve(rests: readonly Rest[]): CurveStep[] {
  const sorted = rests.toSorted((a, b) => a.time - b.time);
  const steps: CurveStep[] = [];
  let unfilled = 1;
  let i = 0;
  while (i < sorted.length) {
    const { time } = sorted[i];
    const atRisk = sorted.length - i;
    let fills = 0;
    for (; i < sorted.length && sorted[i].time === time; i++) if (sorted[i].filled) fills += 1;
    if (fills === 0) continue;
    unfilled *= 1 - fills / atRisk;
    steps.push({ time, unfilled });
  }
  return steps;
}

/** Chance to be filled by `time`; 0 before the first step. Past the last observation it says what the last step said. */
export function fillChance(curve: readonly CurveStep[], time: number): number {
  let low = 0;
  let high = curve.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (curve[middle].time <= time) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : 1 - curve[low - 1].unfilled;
}
