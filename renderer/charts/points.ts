/** A point as Chart.js reads it; y is null where the line has a gap. */
export interface PlotPoint {
  x: number;
  y: number | null;
}

/** The most points a chart is ever given, over all its lines together (perf F). */
export const MAX_POINTS = 1_200;

/** A line as columns: xs ascending, ys beside them; an absent y is a gap. */
export interface Columns {
  readonly xs: readonly number[];
  readonly ys: readonly (number | undefined)[];
}

/**
 * The point objects of one chart, kept from one update to the next: a chart redrawn ten times a second allocates nothing per point.
 * A line longer than its share of `MAX_POINTS` is thinned to the lowest and highest point of each bucket, so no spike is lost.
 */
export class PointPool {
  private readonly lines: PlotPoint[][] = [];

  /** The pooled points of line `index`, filled from the columns. The same array comes back each time. */
  take(index: number, columns: Columns, limit: number): PlotPoint[] {
    const points = this.lines[index] ?? [];
    this.lines[index] = points;
    const chosen = thin(columns, limit);
    for (let i = 0; i < chosen.length; i++) {
      const at = chosen[i];
      const point = points[i] ?? { x: 0, y: null };
      point.x = columns.xs[at];
      point.y = columns.ys[at] ?? null;
      points[i] = point;
    }
    points.length = chosen.length;
    return points;
  }
}

/** Indices of at most `limit` points that keep every bucket's extremes, and always the first and the last point. Gaps are kept as they fall. */
export function thin(columns: Columns, limit: number): number[] {
  const n = columns.xs.length;
  if (n <= limit) return Array.from({ length: n }, (_, i) => i);
  const buckets = Math.max(1, Math.floor((limit - 2) / 2));
  const chosen: number[] = [0];
  for (let b = 0; b < buckets; b++) {
    const from = 1 + Math.floor((b * (n - 2)) / buckets);
    const to = 1 + Math.floor(((b + 1) * (n - 2)) / buckets);
    let low = -1;
    let high = -1;
    for (let i = from; i < to; i++) {
      const y = columns.ys[i];
      if (y === undefined) continue;
      if (low < 0 || y < (columns.ys[low] as number)) low = i;
      if (high < 0 || y > (columns.ys[high] as number)) high = i;
    }
    if (low < 0) {
      if (from < to) chosen.push(from);
    } else if (low === high) chosen.push(low);
    else chosen.push(Math.min(low, high), Math.max(low, high));
  }
  chosen.push(n - 1);
  return chosen;
}
