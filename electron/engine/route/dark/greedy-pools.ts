/** What is known of a pool: the chance that it holds at least so many units. `Tails` is one. */
export interface Pool {
  tail(units: number): number;
}

/** Units per pool, parallel to the pools; the pools in the order in which units went to them; the fill expected of all. */
export interface PoolAllocation {
  readonly units: readonly number[];
  readonly order: readonly number[];
  readonly expectedFill: number;
}

/**
 * Allocates units one by one to the pool whose next unit is likeliest to fill, of equal ones the first (domain 5.3, TV-5.3): tails
 * fall, so this is the best allocation of what they say. A unit whose best chance is below `least` is kept back; 0 keeps none back.
 */
export function greedyPools(pools: readonly Pool[], units: number, least = 0): PoolAllocation {
  const allocated = new Array<number>(pools.length).fill(0);
  const order: number[] = [];
  let expectedFill = 0;
  const next = pools.map((pool) => pool.tail(1));
  for (let unit = 0; unit < units && pools.length > 0; unit++) {
    let best = 0;
    for (let i = 1; i < next.length; i++) if (next[i] > next[best]) best = i;
    if (next[best] < least) break;
    expectedFill += next[best];
    allocated[best] += 1;
    order.push(best);
    next[best] = pools[best].tail(allocated[best] + 1);
  }
  return { units: allocated, order, expectedFill };
}
