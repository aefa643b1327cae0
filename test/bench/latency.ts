import { quantile } from '../../shared/tca/paired.ts';
import type { Latency } from './trial.ts';

/** Percentiles of units timed one by one over all passes. */
export function latency(passes: readonly ArrayLike<number>[]): Latency {
  const all = new Float64Array(passes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const nanos of passes) {
    all.set(nanos, at);
    at += nanos.length;
  }
  all.sort();
  return { p50: quantile(all, 0.5), p99: quantile(all, 0.99), p999: quantile(all, 0.999) };
}
