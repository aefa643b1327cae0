import { meanInterval, quantile } from '../../../shared/tca/paired.ts';
import type { Estimate, Spread } from '../../../shared/wire/compare.ts';
import { type Measure, numberOf, type OrderFacts, type SeedResultData } from './seed-result.ts';

/**
 * The results of some of the orders, as statistics want them: one mean a seed, over that seed's orders, because the orders of a seed share
 * a market and seeds share nothing. Seeds without such an order are left out.
 */
export class SeedMeans {
  readonly seeds: readonly SeedResultData[];
  private readonly contestants: number;
  private readonly picked: readonly (readonly number[])[];

  constructor(results: readonly SeedResultData[], contestants: number, pick: (order: OrderFacts) => boolean) {
    const all = results.map((seed) => ({ seed, orders: seed.orders.flatMap((order, i) => (pick(order) ? [i] : [])) }));
    const some = all.filter(({ orders }) => orders.length > 0);
    this.seeds = some.map(({ seed }) => seed);
    this.picked = some.map(({ orders }) => orders);
    this.contestants = contestants;
  }

  get orders(): number {
    return this.picked.reduce((sum, orders) => sum + orders.length, 0);
  }

  /** One a seed; NaN for a seed in which the measure exists for no order. */
  of(contestant: number, measure: Measure): Float64Array {
    return this.each((seed, order) => numberOf(seed, order, contestant, this.contestants, measure));
  }

  /** The same of what is known of an order itself. */
  fact(read: (order: OrderFacts) => number): Float64Array {
    return this.each((seed, order) => read(seed.orders[order]!));
  }

  /** Every order's own value, where there is one, ascending. */
  values(contestant: number, measure: Measure): Float64Array {
    const found: number[] = [];
    this.seeds.forEach((seed, s) => {
      for (const order of this.picked[s]!) {
        const value = numberOf(seed, order, contestant, this.contestants, measure);
        if (!Number.isNaN(value)) found.push(value);
      }
    });
    return Float64Array.from(found).sort();
  }

  private each(read: (seed: SeedResultData, order: number) => number): Float64Array {
    return Float64Array.from(this.seeds, (seed, s) => mean(this.picked[s]!.map((order) => read(seed, order))));
  }
}

/** Mean of the values that there are; NaN when there is none. */
export function mean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}

/** Mean over seeds with its 95 % interval by Student's t; a single seed has no interval. Undefined where no seed has a value. */
export function estimate(values: Float64Array): Estimate | undefined {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return undefined;
  return known.length === 1 ? { mean: known[0]!, low: known[0]!, high: known[0]! } : meanInterval(known);
}

/** Undefined of nothing. */
export function spread(sorted: Float64Array): Spread | undefined {
  if (sorted.length === 0) return undefined;
  return { median: quantile(sorted, 0.5), p5: quantile(sorted, 0.05), p95: quantile(sorted, 0.95) };
}
