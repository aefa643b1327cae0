import type { Chart, ChartConfiguration, ChartOptions, ScaleOptionsByType, TooltipItem, TooltipOptions } from 'chart.js';
import type { PointPool } from './points.ts';
import type { ChartTheme } from './theme.ts';

/** The numbers of a chart as a table: the same content for who reads instead of looks. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a kind of chart makes of its data under one theme. `under` and `over` draw the marks Chart.js has no word for. */
export interface Drawing {
  readonly config: ChartConfiguration;
  readonly under?: (chart: Chart) => void;
  readonly over?: (chart: Chart) => void;
}

/** A chart without its canvas: what to draw, the sentence it says and its table twin. Two pictures of one kind share a canvas. */
export interface Picture {
  readonly kind: string;
  readonly sentence: string;
  readonly table: ChartTable;
  /** `height` is the plot's, pixels: what has no room at this height is summed up instead of overlapped. */
  draw(theme: ChartTheme, pool: PointPool, height: number): Drawing;
}

/** Prints a value of an axis, a label or a cell. */
export type Print = (value: number) => string;

/** Options that every chart of the desk shares: no animation, no legend, sharp hover. */
export function baseOptions(theme: ChartTheme): ChartOptions {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    resizeDelay: 0,
    parsing: false,
    normalized: true,
    interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
    elements: { point: { radius: 0, hoverRadius: 3, hitRadius: 6 } },
    font: { family: theme.colour('--font-ui'), size: 10 },
    color: theme.colour('--axis'),
  } as ChartOptions;
}

export function tooltip(theme: ChartTheme, lines: (items: readonly TooltipItem<'line' | 'bar'>[]) => readonly string[]) {
  return {
    enabled: true,
    animation: false,
    displayColors: false,
    backgroundColor: theme.colour('--bg-3'),
    titleColor: theme.colour('--tx-1'),
    bodyColor: theme.colour('--tx-1'),
    borderColor: theme.colour('--line-3'),
    borderWidth: 1,
    cornerRadius: 2,
    caretSize: 0,
    padding: 6,
    titleFont: { family: theme.colour('--font-ui'), size: 11, weight: 640 },
    bodyFont: { family: theme.colour('--font-ui'), size: 11, weight: 450 },
    callbacks: {
      // All lines come from the kind; the label callback runs once per item and would repeat them.
      title: (items: readonly TooltipItem<'line' | 'bar'>[]) => lines(items)[0] ?? '',
      beforeBody: (items: readonly TooltipItem<'line' | 'bar'>[]) => [...lines(items).slice(1)],
      label: () => '',
    },
    filter: (_item: unknown, index: number) => index < 8,
  } as unknown as TooltipOptions<'line'>;
}

/** A linear scale without a frame; zero stands out from the grid. */
export function valueScale(theme: ChartTheme, ticks: readonly number[] | undefined, print: Print, extra: object = {}) {
  return {
    type: 'linear',
    ...(ticks && ticks.length > 1 ? { min: ticks[0], max: ticks[ticks.length - 1] } : {}),
    ...(ticks
      ? { afterBuildTicks: (scale: { ticks: { value: number }[] }) => (scale.ticks = ticks.map((value) => ({ value }))) }
      : {}),
    border: { display: false },
    grid: {
      drawTicks: false,
      lineWidth: 1,
      color: (context: { tick?: { value: number } }) => theme.colour(context.tick?.value === 0 ? '--line-3' : '--grid'),
    },
    ticks: {
      padding: 4,
      maxRotation: 0,
      autoSkip: true,
      color: theme.colour('--axis'),
      font: { family: theme.colour('--font-ui'), size: 10 },
      callback: (value: number | string) => print(Number(value)),
    },
    ...extra,
  } as unknown as ScaleOptionsByType<'linear'>;
}

/** Names down or along a side. `selected` is printed strong. */
export function nameScale(
  theme: ChartTheme,
  options: {
    selected?: number;
    mono?: boolean;
    size?: number;
    grid?: boolean;
    stacked?: boolean /** Leaves out names that would touch. */;
    skip?: boolean;
  },
) {
  const size = options.size ?? 10;
  return {
    type: 'category',
    stacked: options.stacked ?? false,
    grid: { display: false },
    border: { display: false },
    ticks: {
      autoSkip: options.skip ?? false,
      autoSkipPadding: 6,
      maxRotation: 0,
      padding: 5,
      color: (context: { index: number }) => theme.colour(context.index === options.selected ? '--tx-1' : '--tx-2'),
      font: (context: { index: number }) => ({
        family: theme.colour(options.mono ? '--font-mono' : '--font-ui'),
        size,
        weight: context.index === options.selected ? 660 : 450,
      }),
    },
  } as unknown as ScaleOptionsByType<'category'>;
}

export interface TextStyle {
  readonly colour?: string;
  readonly align?: CanvasTextAlign;
  readonly base?: CanvasTextBaseline;
  readonly weight?: number;
  readonly size?: number;
  readonly mono?: boolean;
}

/** Draws a word; returns its width. */
export function write(
  g: CanvasRenderingContext2D,
  theme: ChartTheme,
  words: string,
  x: number,
  y: number,
  style: TextStyle = {},
): number {
  g.fillStyle = style.colour ?? theme.colour('--tx-1');
  g.font = theme.font(style.weight ?? 540, style.size ?? 10, style.mono);
  g.textAlign = style.align ?? 'center';
  g.textBaseline = style.base ?? 'bottom';
  g.fillText(words, x, y);
  return g.measureText(words).width;
}

/** Washes the selected of `count` rows that share a plot's height, over `span` of them, from the plot's left to the chart's right. */
export function washRow(chart: Chart, theme: ChartTheme, selected: number | undefined, count: number, span = 1): void {
  if (selected === undefined || count === 0) return;
  const { left, top, bottom } = chart.chartArea;
  const each = (bottom - top) / count;
  chart.ctx.globalAlpha = 0.6;
  chart.ctx.fillStyle = theme.colour('--bg-3');
  chart.ctx.fillRect(left, top + each * selected, chart.width - left, each * span);
  chart.ctx.globalAlpha = 1;
}

/** Room a text of this length needs beside the plot, without a canvas to measure it on. */
export function roomFor(words: readonly string[], size = 10): number {
  return Math.ceil(words.reduce((most, word) => Math.max(most, word.length), 0) * size * 0.6);
}

/** Pushes labels apart that would touch: the order is kept and each moves down only as far as it must, then back inside `bottom`. */
export function spread(tops: readonly number[], gap: number, bottom: number): number[] {
  const order = tops.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y || a.i - b.i);
  for (let k = 1; k < order.length; k++) order[k].y = Math.max(order[k].y, order[k - 1].y + gap);
  for (let k = order.length - 1, limit = bottom; k >= 0; k--, limit -= gap) order[k].y = Math.min(order[k].y, limit);
  const moved = new Array<number>(tops.length);
  for (const { y, i } of order) moved[i] = y;
  return moved;
}
