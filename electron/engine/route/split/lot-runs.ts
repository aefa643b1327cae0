import type { CostLevel } from './greedy.ts';

/** So many lots in a row that cost the same each. */
export interface LotRun {
  readonly cost: number;
  readonly count: number;
}

/**
 * A venue's levels, cheapest first, cut into whole lots, `most` at most: a lot may reach over several levels; what is less than a
 * lot at the end is left out.
 */
export function lotRuns(levels: readonly CostLevel[], lot: number, most: number): LotRun[] {
  const runs: LotRun[] = [];
  let begun = 0;
  let begunCost = 0;
  for (const { cost, qty } of levels) {
    if (most <= 0) break;
    let left = qty;
    if (begun > 0) {
      const part = Math.min(lot - begun, left);
      begun += part;
      begunCost += part * cost;
      left -= part;
      if (begun < lot) continue;
      runs.push({ cost: begunCost, count: 1 });
      most -= 1;
    }
    const count = Math.floor(left / lot);
    if (count > 0) runs.push({ cost: cost * lot, count });
    most -= count;
    begun = left - count * lot;
    begunCost = begun * cost;
  }
  return runs;
}

/** Room for the queue of one pass over a table of so many entries; a split allocates it once. */
export class MergeRoom {
  readonly keys: Float64Array;
  readonly places: Int32Array;
  readonly lots: Int32Array;

  constructor(size: number) {
    this.keys = new Float64Array(size);
    this.places = new Int32Array(size);
    this.lots = new Int32Array(size);
  }
}

/**
 * In place: best[s] becomes the least of best[s - k step] + k cost over 0 <= k <= count, and lots[s] the lots of the plan it came
 * from plus k; the fewest lots where two are equal. A queue of candidates that only grow dearer makes it one pass.
 */
export function mergeRun(best: Float64Array, lots: Int32Array, { cost, count }: LotRun, step: number, room: MergeRoom): void {
  const { keys, places, lots: held } = room;
  for (let residue = 0; residue < step; residue++) {
    let head = 0;
    let tail = 0;
    for (let i = 0, s = residue; s < best.length; i++, s += step) {
      const key = best[s] - i * cost;
      while (tail > head && keys[tail - 1] >= key) tail--;
      keys[tail] = key;
      places[tail] = i;
      held[tail] = lots[s];
      tail++;
      if (places[head] < i - count) head++;
      best[s] = keys[head] + i * cost;
      lots[s] = held[head] + i - places[head];
    }
  }
}
