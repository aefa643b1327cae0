import type { ChartConfiguration } from 'chart.js';
import { baseOptions, nameScale, type Picture, type Print, tooltip, valueScale, write } from './picture.ts';
import { niceTicks, tickDigits } from './ticks.ts';

export interface HistogramRow {
  readonly name: string;
  /** Bin i holds counts[i] from edges[i] to edges[i + 1]. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly mean: number;
  /** Two short words at the right: `99 %`, `better`. */
  readonly note: readonly [string, string];
}

export interface HistogramOptions {
  readonly rows: readonly HistogramRow[];
  readonly print: Print;
  readonly selected?: number;
}

/** Counts of values in `bins` equal bins from the smallest to the largest; the last bin holds its upper edge. One value alone gets one bin around it. */
export function histogram(values: readonly number[], bins: number): { edges: number[]; counts: number[] } {
  if (values.length === 0) return { edges: [], counts: [] };
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low === high) return { edges: [low - 0.5, low + 0.5], counts: [values.length] };
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]++;
  return { edges: Array.from({ length: bins + 1 }, (_, i) => low + i * width), counts };
}

/** How high each bin stands: density over the row's greatest density, 0 to 1. Bins without width count as their neighbours. */
export function heights(row: Pick<HistogramRow, 'edges' | 'counts'>): number[] {
  const widths = row.counts.map((_, i) => row.edges[i + 1] - row.edges[i]);
  const usual = widths.find((w) => w > 0) ?? 1;
  const density = row.counts.map((count, i) => count / (widths[i] > 0 ? widths[i] : usual));
  const most = Math.max(0, ...density);
  return density.map((d) => (most > 0 ? d / most : 0));
}

/** A histogram and its words need this much, pixels. */
const ROW = 40;

/** The rows that fit a plot this high: the first ones, and always the selected one. */
export function fittingRows(
  { rows, selected }: Pick<HistogramOptions, 'rows' | 'selected'>,
  height: number,
): readonly HistogramRow[] {
  const fits = Math.max(2, Math.floor(height / ROW));
  if (rows.length <= fits) return rows;
  const chosen = selected === undefined ? undefined : rows[selected];
  return chosen === undefined || selected! < fits ? rows.slice(0, fits) : [...rows.slice(0, fits - 1), chosen];
}

/**
 * One histogram a row over one shared axis, zero marked, gains washed; the long tick is the mean. Each row has its own height scale. The
 * table and the sentence always hold all rows.
 */
export function histogramPicture(options: HistogramOptions): Picture {
  const { print } = options;
  const edges = options.rows.flatMap((r) => r.edges);
  const low = Math.min(0, ...edges);
  const high = Math.max(0, ...edges);
  const rounded = niceTicks(low, high, 5);
  const ticks = rounded.length > 1 ? rounded : [-1, 0, 1];
  const digits = tickDigits(ticks);
  const axis = (v: number) => `${v > 0 ? '+' : ''}${v.toFixed(digits).replace('-', '−')}`;
  return {
    kind: 'histogram',
    sentence: options.rows.length
      ? options.rows.map((r) => `${r.name}: mean ${print(r.mean)}, ${r.note.join(' ')}`).join('; ')
      : 'Nothing to draw yet.',
    table: {
      head: ['Strategy', 'From', 'To', 'Seeds'],
      rows: options.rows.flatMap((r) =>
        r.counts.flatMap((count, i) => (count > 0 ? [[r.name, print(r.edges[i]), print(r.edges[i + 1]), String(count)]] : [])),
      ),
    },
    draw(theme, _pool, height) {
      const rows = fittingRows(options, height);
      const place = options.selected === undefined ? -1 : rows.indexOf(options.rows[options.selected]);
      const selected = place < 0 ? undefined : place;
      const config = {
        type: 'bar',
        data: {
          labels: rows.map((r) => r.name),
          datasets: [{ data: rows.map((r) => [r.edges[0] ?? 0, r.edges.at(-1) ?? 0]), backgroundColor: 'transparent' }],
        },
        options: {
          ...baseOptions(theme),
          parsing: true,
          indexAxis: 'y',
          interaction: { mode: 'index', intersect: false, axis: 'y' },
          layout: { padding: { top: 4, right: 48 } },
          scales: {
            x: valueScale(theme, ticks, axis, { grid: { display: false } }),
            y: nameScale(theme, { selected, size: 12 }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => {
              const r = rows[items[0]?.dataIndex ?? -1];
              return r ? [r.name, `mean ${print(r.mean)}`, r.note.join(' ')] : [];
            }),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        under(chart) {
          const { top, right, bottom } = chart.chartArea;
          const zero = chart.scales.x.getPixelForValue(0);
          chart.ctx.fillStyle = theme.colour('--good-wash');
          chart.ctx.fillRect(zero, top, right - zero, bottom - top);
        },
        over(chart) {
          const g = chart.ctx;
          const { left, right, top, bottom } = chart.chartArea;
          const at = (v: number) => chart.scales.x.getPixelForValue(v);
          const room = rows.length ? ((bottom - top) / rows.length) * 0.82 : 0;
          chart.getDatasetMeta(0).data.forEach((bar, i) => {
            const row = rows[i];
            const base = Math.round(bar.y + room / 2) + 0.5;
            heights(row).forEach((height, k) => {
              if (row.counts[k] === 0) return;
              const from = at(row.edges[k]);
              const wide = Math.max(1, at(row.edges[k + 1]) - from - 1);
              const tall = Math.max(1.5, height * room);
              // A bin that holds zero counts as a gain only from its middle on.
              g.fillStyle = theme.colour((row.edges[k] + row.edges[k + 1]) / 2 > 0 ? '--good' : '--line-3');
              g.fillRect(from, base - tall, wide, tall);
            });
            g.lineWidth = 1;
            g.strokeStyle = theme.colour('--line-2');
            stroke(g, left, base, right, base);
            g.lineWidth = 1.6;
            g.strokeStyle = theme.colour('--tx-1');
            stroke(g, at(row.mean), base - room - 2, at(row.mean), base);
            write(g, theme, row.note[0], chart.width - 4, bar.y + 1, {
              align: 'right',
              size: 12,
              weight: i === selected ? 660 : 500,
            });
            write(g, theme, row.note[1], chart.width - 4, bar.y + 13, {
              align: 'right',
              colour: theme.colour('--tx-3'),
              weight: 450,
            });
          });
          g.lineWidth = 1;
          g.strokeStyle = theme.colour('--tx-3');
          const zero = Math.round(at(0)) + 0.5;
          stroke(g, zero, top, zero, bottom);
        },
      };
    },
  };
}

function stroke(g: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  g.beginPath();
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
  g.stroke();
}
