/**
 * Shares to be had at one all-in cost a share. All costs of a call are in one unit of money; positive is bad for us (domain 5.1).
 */
export interface CostLevel {
  readonly cost: number;
  readonly qty: number;
}

/** Positions of the levels from cheap to dear; of two equal ones the first comes first. */
export function cheapestFirst(levels: readonly CostLevel[]): number[] {
  return levels.map((_, i) => i).sort((a, b) => levels[a].cost - levels[b].cost || a - b);
}

/**
 * The cheapest way to take `shares` where cost is linear (domain 5.4): levels are filled in ascending cost, so that no share sits
 * at a dear level while a cheaper one has room. Returns shares per level, parallel to `levels`; less than `shares` in all where
 * they hold less. Not the optimum where an order costs a ticket, has a MinQty or goes in lots: `ticketSplit` is.
 */
export function greedySplit(levels: readonly CostLevel[], shares: number): number[] {
  const split = new Array<number>(levels.length).fill(0);
  let left = shares;
  for (const i of cheapestFirst(levels)) {
    if (left <= 0) break;
    split[i] = Math.min(levels[i].qty, left);
    left -= split[i];
  }
  return split;
}

/** What the split's shares cost where they sit, tickets apart. `split` is parallel to `levels`. */
export function splitCost(levels: readonly CostLevel[], split: readonly number[]): number {
  let cost = 0;
  for (let i = 0; i < levels.length; i++) cost += levels[i].cost * split[i];
  return cost;
}
