import { quantile } from '../../shared/tca/paired.ts';
import type { Latency } from './trial.ts';

/** Percentiles of units timed one by one, each pass over the same units. */
export function latency(passes: readonly ArrayLike<number>[]): Latency {
  const least = Float64Array.from(passes[0]!, (_, unit) => Math.min(...passes.map((nanos) => nanos[unit]!))).sort();
  const all = new Float64Array(passes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const nanos of passes) {
    all.set(nanos, at);
    at += nanos.length;
  }
  all.sort();
  return { p50: quantile(all, 0.5), p99: quantile(all, 0.99), p999: quantile(all, 0.999), undisturbed: quantile(least, 0.99) };
}
