import type { ChartConfiguration } from 'chart.js';
import { yRange } from './line.ts';
import { baseOptions, nameScale, type Picture, type Print, roomFor, tooltip, valueScale, washRow, write } from './picture.ts';
import { tickDigits } from './ticks.ts';

export interface IntervalRow {
  readonly name: string;
  readonly mean: number;
  /** 95 % interval of the mean. */
  readonly low: number;
  readonly high: number;
  /** Where 5 and 95 % of the runs lie; absent where the mean alone is known. */
  readonly p5?: number;
  readonly p95?: number;
}

export interface IntervalOptions {
  readonly rows: readonly IntervalRow[];
  readonly print: Print;
  readonly axis?: Print;
  /** What the dots are judged against; dashed, or solid where it is zero. */
  readonly reference?: { readonly value: number; readonly name: string; readonly solid?: boolean };
  readonly selected?: number;
  /** What the pale bar is of, in the table: `runs` unless it is of something else. */
  readonly of?: string;
  /** Lets the pale bars of a few rows run out of the axis where they would flatten all others; such a bar has a pointed end. */
  readonly most?: boolean;
}

/**
 * Dots with their doubt: pale bar from 5 to 95 % of the runs, thick line the interval of the mean, dot the mean. A dot is read by place and
 * not by length, so the axis may begin anywhere; the dashed reference is always inside it.
 */
export function intervalPicture(options: IntervalOptions): Picture {
  const { rows, print, reference, selected, of = 'runs' } = options;
  const [from, to] = axisEnds(options);
  const ticks = from <= to ? yRange(from, to, 5) : [0, 1];
  const wide = rows.some((r) => r.p5 !== undefined);
  const digits = tickDigits(ticks);
  const axis = options.axis ?? ((v: number) => v.toFixed(digits).replace('-', '−'));
  const sayRow = (r: IntervalRow) => `${r.name} ${print(r.mean)}, interval ${print(r.low)} to ${print(r.high)}`;
  return {
    kind: 'interval',
    sentence: rows.length
      ? `${rows.map(sayRow).join('; ')}${reference ? `. ${reference.name} ${print(reference.value)}` : ''}`
      : 'Nothing to draw yet.',
    table: {
      head: ['Strategy', 'Mean', '95 % from', 'to', ...(wide ? [`5 % of ${of}`, `95 % of ${of}`] : [])],
      rows: rows.map((r) => [
        r.name,
        ...[r.mean, r.low, r.high].map(print),
        ...(wide ? [r.p5, r.p95].map((value) => (value === undefined ? 'none' : print(value))) : []),
      ]),
    },
    draw(theme) {
      const labels = rows.map((r) => print(r.mean));
      const config = {
        type: 'bar',
        data: {
          labels: rows.map((r) => r.name),
          datasets: [{ data: rows.map((r) => [r.p5 ?? r.low, r.p95 ?? r.high]), backgroundColor: 'transparent' }],
        },
        options: {
          ...baseOptions(theme),
          parsing: true,
          indexAxis: 'y',
          interaction: { mode: 'index', intersect: false, axis: 'y' },
          layout: { padding: { top: 2, right: roomFor(labels, 12) + 8 } },
          scales: {
            x: valueScale(theme, ticks, axis),
            y: nameScale(theme, { selected, size: 12 }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => {
              const r = rows[items[0]?.dataIndex ?? -1];
              return r
                ? [
                    r.name,
                    `mean ${print(r.mean)}`,
                    `95 % interval ${print(r.low)} to ${print(r.high)}`,
                    ...(r.p5 === undefined || r.p95 === undefined ? [] : [`5 to 95 % of ${of} ${print(r.p5)} to ${print(r.p95)}`]),
                  ]
                : [];
            }),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        under(chart) {
          const g = chart.ctx;
          const { top, bottom } = chart.chartArea;
          washRow(chart, theme, selected, rows.length);
          if (!reference) return;
          const x = Math.round(chart.scales.x.getPixelForValue(reference.value)) + 0.5;
          g.strokeStyle = theme.colour('--tx-3');
          g.lineWidth = 1;
          g.setLineDash(reference.solid ? [] : [4, 3]);
          g.beginPath();
          g.moveTo(x, top);
          g.lineTo(x, bottom);
          g.stroke();
          g.setLineDash([]);
        },
        over(chart) {
          const g = chart.ctx;
          const { left, right, top, bottom } = chart.chartArea;
          const at = (v: number) => chart.scales.x.getPixelForValue(v);
          const half = Math.min(6, ((bottom - top) / Math.max(1, rows.length)) * 0.34);
          chart.getDatasetMeta(0).data.forEach((bar, i) => {
            const row = rows[i];
            const on = i === selected;
            if (row.p5 !== undefined && row.p95 !== undefined) {
              g.fillStyle = theme.colour('--band');
              pale(g, { from: at(row.p5), to: at(row.p95), y: bar.y, half, left, right });
            }
            g.fillStyle = theme.colour(on ? '--tx-1' : '--tx-2');
            g.fillRect(at(row.low), bar.y - 1.5, at(row.high) - at(row.low), 3);
            g.beginPath();
            g.arc(at(row.mean), bar.y, Math.min(half, on ? 5 : 4), 0, 7);
            g.fill();
            write(g, theme, labels[i], chart.width - 4, bar.y, {
              align: 'right',
              base: 'middle',
              size: 12,
              weight: on ? 660 : 500,
              colour: theme.colour(on ? '--tx-1' : '--tx-2'),
            });
          });
        },
      };
    },
  };
}

/** All that is drawn lies between them. With `most`, pale bars count only as far as half a plot beyond what the others need. */
export function axisEnds({
  rows,
  reference,
  most = false,
}: Pick<IntervalOptions, 'rows' | 'reference' | 'most'>): [number, number] {
  const certain = [...rows.flatMap((r) => [r.low, r.high, r.mean]), ...(reference ? [reference.value] : [])];
  const p5 = rows.flatMap((r) => (r.p5 === undefined ? [] : [r.p5])).sort((a, b) => a - b);
  const p95 = rows.flatMap((r) => (r.p95 === undefined ? [] : [r.p95])).sort((a, b) => a - b);
  if (!most || p5.length < 3) return [Math.min(...certain, ...p5), Math.max(...certain, ...p95)];
  const low = Math.min(...certain, p5[Math.floor(p5.length / 2)]);
  const high = Math.max(...certain, p95[Math.floor(p95.length / 2)]);
  const more = (high - low) / 2;
  return [Math.min(low, ...p5.filter((v) => v >= low - more)), Math.max(high, ...p95.filter((v) => v <= high + more))];
}

/** A bar that runs out of the plot ends in a point there. */
function pale(
  g: CanvasRenderingContext2D,
  { from, to, y, half, left, right }: Record<'from' | 'to' | 'y' | 'half' | 'left' | 'right', number>,
): void {
  const a = Math.max(left, from);
  const b = Math.max(a + 1, Math.min(right, to));
  const inLeft = from < left ? half : 0;
  const inRight = to > right ? half : 0;
  g.beginPath();
  g.moveTo(a + inLeft, y - half);
  g.lineTo(b - inRight, y - half);
  g.lineTo(b, inRight ? y : y - half);
  g.lineTo(b, inRight ? y : y + half);
  g.lineTo(b - inRight, y + half);
  g.lineTo(a + inLeft, y + half);
  g.lineTo(a, inLeft ? y : y + half);
  g.lineTo(a, inLeft ? y : y - half);
  g.fill();
}
