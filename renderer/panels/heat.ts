export type Heat = 'm3' | 'm2' | 'm1' | '0' | 'p1' | 'p2' | 'p3';

/**
 * How far each value stands from its peers' median, in steps of half their median absolute deviation: worse to better.
 * Absent values have no heat; fewer than three peers are nothing to compare with.
 */
export function heats(values: readonly (number | undefined)[], better: 'high' | 'low'): Heat[] {
  const known = values.filter((value) => value !== undefined);
  if (known.length < 3) return values.map(() => '0');
  const middle = median(known);
  const spread = median(known.map((value) => Math.abs(value - middle)));
  return values.map((value) => {
    if (value === undefined || spread === 0) return '0';
    const away = ((value - middle) / spread) * (better === 'high' ? 1 : -1);
    const step = Math.min(3, Math.floor(Math.abs(away) + 0.25));
    return step === 0 ? '0' : (`${away > 0 ? 'p' : 'm'}${step}` as Heat);
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
