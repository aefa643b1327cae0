import type { ChartConfiguration } from 'chart.js';
import { yRange } from './line.ts';
import {
  baseOptions,
  nameScale,
  type Picture,
  type Print,
  roomFor,
  spread,
  tooltip,
  valueScale,
  washRow,
  write,
} from './picture.ts';
import { tickDigits } from './ticks.ts';

/** A mean and its 95 % interval. */
export interface Dot {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface DotsOptions {
  /** Two or three, told apart by shape: the first is solid and its value stands at the row's end. */
  readonly series: readonly { readonly name: string; readonly short: string }[];
  /** `dots` beside `series`; absent: there is none. */
  readonly rows: readonly { readonly name: string; readonly dots: readonly (Dot | undefined)[] }[];
  readonly print: Print;
  readonly axis?: Print;
  readonly selected?: number;
}

type Shape = 'dot' | 'ring' | 'diamond';
const SHAPES: readonly Shape[] = ['dot', 'ring', 'diamond'];
/** Height of the line with the names, pixels. */
const NAMES = 14;

/** Several estimates a row, each with its interval: shape says which, its name stands over the first row. */
export function dotsPicture({ series, rows, print, axis, selected }: DotsOptions): Picture {
  const known = rows.flatMap(({ dots }) => dots.flatMap((dot) => (dot ? [dot.low, dot.high, dot.mean] : [])));
  const ticks = known.length ? yRange(Math.min(...known), Math.max(...known), 5) : [0, 1];
  const digits = tickDigits(ticks);
  const say = (dot: Dot | undefined) => (dot ? `${print(dot.mean)}, interval ${print(dot.low)} to ${print(dot.high)}` : 'none');
  return {
    kind: 'dots',
    sentence: rows.length
      ? rows.map(({ name, dots }) => `${name}: ${series.map((one, k) => `${one.name} ${say(dots[k])}`).join(', ')}`).join('; ')
      : 'Nothing to draw yet.',
    table: {
      head: ['Strategy', ...series.flatMap((one) => [one.name, '95 % from', 'to'])],
      rows: rows.map(({ name, dots }) => [
        name,
        ...series.flatMap((_, k) => {
          const dot = dots[k];
          return dot ? [dot.mean, dot.low, dot.high].map(print) : ['none', '', ''];
        }),
      ]),
    },
    draw(theme) {
      const labels = rows.map(({ dots }) => (dots[0] ? print(dots[0].mean) : 'none'));
      const config = {
        type: 'bar',
        data: {
          labels: rows.map(({ name }) => name),
          datasets: [{ data: rows.map(({ dots }) => reach(dots)), backgroundColor: 'transparent' }],
        },
        options: {
          ...baseOptions(theme),
          parsing: true,
          indexAxis: 'y',
          interaction: { mode: 'index', intersect: false, axis: 'y' },
          layout: { padding: { top: series.length > 1 ? NAMES : 2, right: roomFor(labels, 12) + 14 } },
          scales: {
            x: valueScale(theme, ticks, axis ?? ((v: number) => v.toFixed(digits).replace('-', '−'))),
            y: nameScale(theme, { selected, size: 12 }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => {
              const row = rows[items[0]?.dataIndex ?? -1];
              return row ? [row.name, ...series.map((one, k) => `${one.name} ${say(row.dots[k])}`)] : [];
            }),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        under: (chart) => washRow(chart, theme, selected, rows.length),
        over(chart) {
          const g = chart.ctx;
          const { top, bottom, left, right } = chart.chartArea;
          const at = (v: number) => chart.scales.x.getPixelForValue(v);
          const each = (bottom - top) / Math.max(1, rows.length);
          const apart = Math.min(5, each / (series.length + 1));
          chart.getDatasetMeta(0).data.forEach((bar, i) => {
            const on = i === selected;
            const ink = theme.colour(on ? '--tx-1' : '--tx-2');
            rows[i].dots.forEach((dot, k) => {
              if (!dot) return;
              const y = bar.y + (k - (series.length - 1) / 2) * apart;
              g.fillStyle = theme.colour('--band');
              g.fillRect(at(dot.low), y - 1, Math.max(1, at(dot.high) - at(dot.low)), 2);
              mark(g, SHAPES[k] ?? 'dot', at(dot.mean), y, Math.min(on ? 4 : 3.4, apart * 0.8 + 0.5), ink, theme.colour('--bg-1'));
            });
            write(g, theme, labels[i], chart.width - 4, bar.y, {
              align: 'right',
              base: 'middle',
              size: 12,
              weight: on ? 660 : 500,
              colour: ink,
            });
          });
          if (series.length < 2 || !rows.length) return;
          const first = series.map((_, k) => rows.find(({ dots }) => dots[k])?.dots[k]);
          const widths = series.map(({ short }) => roomFor([short]));
          const places = spread(
            first.map((dot) => Math.max(left, dot ? at(dot.mean) : left)),
            Math.max(...widths) + 20,
            right,
          );
          series.forEach(({ short }, k) => {
            if (!first[k]) return;
            mark(g, SHAPES[k] ?? 'dot', places[k] - widths[k] / 2 - 5, top - 6, 3, theme.colour('--tx-2'), theme.colour('--bg-1'));
            write(g, theme, short, places[k] - widths[k] / 2 + 2, top - 6, {
              align: 'left',
              base: 'middle',
              weight: 560,
              colour: theme.colour('--tx-2'),
            });
          });
        },
      };
    },
  };
}

/** From the lowest to the highest that a row's dots reach: what the pointer finds. */
function reach(dots: readonly (Dot | undefined)[]): [number, number] {
  const ends = dots.flatMap((dot) => (dot ? [dot.low, dot.high] : []));
  return ends.length ? [Math.min(...ends), Math.max(...ends)] : [0, 0];
}

function mark(g: CanvasRenderingContext2D, shape: Shape, x: number, y: number, r: number, ink: string, ground: string): void {
  g.beginPath();
  if (shape === 'diamond') {
    g.moveTo(x, y - r - 0.6);
    g.lineTo(x + r + 0.6, y);
    g.lineTo(x, y + r + 0.6);
    g.lineTo(x - r - 0.6, y);
    g.closePath();
  } else g.arc(x, y, r, 0, 7);
  g.fillStyle = shape === 'dot' ? ink : ground;
  g.fill();
  g.lineWidth = 1.4;
  g.strokeStyle = ink;
  g.stroke();
}
