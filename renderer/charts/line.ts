import type { ChartConfiguration } from 'chart.js';
import { baseOptions, type Picture, type Print, roomFor, spread, tooltip, valueScale, write } from './picture.ts';
import { type Columns, MAX_POINTS } from './points.ts';
import { niceTicks, tickDigits, timeLabel, timeTicks } from './ticks.ts';

export interface LineSeries extends Columns {
  /** Stands at the line's end. */
  readonly name: string;
  /** 1 strongest, 3 faintest; or a CSS token such as `--own`. */
  readonly tone?: 1 | 2 | 3 | `--${string}`;
  readonly dash?: readonly number[];
  readonly stepped?: boolean;
}

export interface LineOptions {
  readonly series: readonly LineSeries[];
  /** Prints a value with its unit, for hover and table. */
  readonly print: Print;
  /** Prints an axis value; by default as many digits as the ticks need. */
  readonly axis?: Print;
  /** Time axis in nanoseconds since midnight (default), or plain numbers. */
  readonly x?: 'time' | 'number';
  readonly printX?: Print;
  /** Ends of the x axis; two charts of one time share them. */
  readonly from?: number;
  readonly to?: number;
  /** The y axis is drawn down to zero: for quantities that are compared by height. */
  readonly zero?: boolean;
  readonly xTicks?: number;
  readonly yTicks?: number;
}

const TONES = { 1: '--series-1', 2: '--series-2', 3: '--series-3' } as const;

/** Lines over time with their names at their ends instead of a legend. At most 1,200 points over all lines are drawn. */
export function linePicture(options: LineOptions): Picture {
  const { series, print } = options;
  const timed = (options.x ?? 'time') === 'time';
  const [first, last] = range(
    series.flatMap((s) => s.xs),
    options.from,
    options.to,
  );
  // One instant alone stands in the middle of a second.
  const [x0, x1] = last > first ? [first, last] : timed ? [first - 5e8, first + 5e8] : [first - 0.5, first + 0.5];
  const xTicks = timed
    ? timeTicks(x0, x1, options.xTicks ?? 5)
    : niceTicks(x0, x1, options.xTicks ?? 5).filter((t) => t >= x0 && t <= x1);
  const xStep = xTicks.length > 1 ? xTicks[1] - xTicks[0] : 1e9;
  const printX = options.printX ?? (timed ? (v: number) => timeLabel(v, xStep) : (v: number) => String(v));
  const hoverX = options.printX ?? (timed ? (v: number) => timeLabel(v, 1e6) : printX);
  const [low, high] = range(series.flatMap((s) => s.ys.filter((y) => y !== undefined)));
  const yTicks = yRange(options.zero ? Math.min(0, low) : low, options.zero ? Math.max(0, high) : high, options.yTicks ?? 4);
  const digits = tickDigits(yTicks);
  const axis = options.axis ?? ((v: number) => v.toFixed(digits).replace('-', '−'));
  return {
    kind: 'line',
    sentence: sentence(series, print),
    table: table(series, print, hoverX),
    draw(theme, pool) {
      const limit = Math.max(8, Math.floor(MAX_POINTS / Math.max(1, series.length)));
      const tone = (s: LineSeries) => theme.colour(typeof s.tone === 'string' ? s.tone : TONES[s.tone ?? 1]);
      const config = {
        type: 'line',
        data: {
          datasets: series.map((s, i) => ({
            label: s.name,
            data: pool.take(i, s, limit),
            borderColor: tone(s),
            backgroundColor: tone(s),
            borderWidth: i === 0 ? 1.8 : 1.4,
            borderDash: [...(s.dash ?? [])],
            stepped: s.stepped ?? false,
            pointRadius: s.xs.length === 1 ? 2.5 : 0,
            tension: 0,
            fill: false,
          })),
        },
        options: {
          ...baseOptions(theme),
          interaction: { mode: 'index', intersect: false, axis: 'x' },
          layout: { padding: { top: 6, right: roomFor(series.map((s) => s.name)) + 8 } },
          scales: {
            x: valueScale(theme, undefined, printX, {
              min: x0,
              max: x1,
              afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
                scale.ticks = xTicks.map((value) => ({ value }));
              },
              grid: { display: false },
              border: { display: true, color: theme.colour('--line-2') },
            }),
            y: valueScale(theme, yTicks, axis),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => {
              const first = items[0];
              if (!first || first.parsed.x === null) return [];
              return [
                hoverX(first.parsed.x),
                ...items.map((item) => `${item.dataset.label}  ${item.parsed.y === null ? 'none' : print(item.parsed.y)}`),
              ];
            }),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        over(chart) {
          const ends = series.flatMap((s, i) => {
            const meta = chart.getDatasetMeta(i);
            const last = [...meta.data].reverse().find((point) => Number.isFinite(point.y));
            return last ? [{ s, x: last.x, y: last.y }] : [];
          });
          const ys = spread(
            ends.map((e) => e.y),
            11,
            chart.chartArea.bottom,
          );
          ends.forEach((end, i) => {
            write(chart.ctx, theme, end.s.name, end.x + 5, ys[i], {
              colour: tone(end.s),
              align: 'left',
              base: 'middle',
              weight: 560,
            });
          });
        },
      };
    },
  };
}

/** Rounded ends for a y axis, with air around a flat line so that it does not sit on the frame. */
export function yRange(low: number, high: number, count: number): number[] {
  if (low === high) {
    const air = Math.abs(low) > 0 ? Math.abs(low) * 1e-4 : 1;
    return niceTicks(low - air, high + air, count);
  }
  return niceTicks(low, high, count);
}

function range(values: readonly number[], from?: number, to?: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 1];
  return [from ?? low, to ?? high];
}

function sentence(series: readonly LineSeries[], print: Print): string {
  const parts = series.flatMap((s) => {
    const last = s.ys.findLast((y) => y !== undefined);
    return last === undefined ? [] : [`${s.name} ends at ${print(last)}`];
  });
  return parts.length ? `${parts.join(', ')}.` : 'Nothing to draw yet.';
}

/** The table twin carries at most 200 instants: more would not be read. */
function table(series: readonly LineSeries[], print: Print, printX: Print) {
  const rows = new Map<number, (number | undefined)[]>();
  series.forEach((s, k) => {
    s.xs.forEach((x, i) => {
      const row = rows.get(x) ?? new Array<number | undefined>(series.length).fill(undefined);
      row[k] = s.ys[i];
      rows.set(x, row);
    });
  });
  const xs = [...rows.keys()].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(xs.length / 200));
  return {
    head: ['Time', ...series.map((s) => s.name)],
    rows: xs
      .filter((_, i) => (xs.length - 1 - i) % every === 0)
      .map((x) => [printX(x), ...(rows.get(x) ?? []).map((y) => (y === undefined ? 'none' : print(y)))]),
  };
}
