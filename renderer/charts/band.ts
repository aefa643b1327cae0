import type { ChartConfiguration } from 'chart.js';
import { decimal } from '../../shared/format.ts';
import { baseOptions, type Picture, type Print, roomFor, spread, tooltip, valueScale, write } from './picture.ts';
import { niceTicks, tickDigits } from './ticks.ts';

export interface BandLine {
  readonly name: string;
  readonly kind: 'simulated' | 'recorded' | 'reference';
  readonly y: readonly (number | undefined)[];
  /** Half its width, either way. */
  readonly spread?: readonly (number | undefined)[];
}

export interface BandOptions {
  readonly x: readonly number[];
  /** What stands at each x where it is no quantity: then points are drawn, each with its doubt, and no lines. */
  readonly names?: readonly string[];
  readonly xTitle: string;
  readonly lines: readonly BandLine[];
  readonly print: Print;
}

const LOOK = {
  simulated: { tone: '--series-1', dash: [], width: 1.8 },
  recorded: { tone: '--series-2', dash: [5, 3], width: 1.4 },
  reference: { tone: '--series-3', dash: [2, 3], width: 1.2 },
} as const;
const MOST_LETTERS = 11;
const MOST_AXIS_LETTERS = 34;

/** Lines of different origin over one axis, the simulated one with its spread over seeds: dash says the origin, the name stands at the end. */
export function bandPicture(options: BandOptions): Picture {
  const { x, names, lines, print, xTitle } = options;
  const log = !names && isLog(x);
  const ys = lines.flatMap(({ y, spread: half }) =>
    y.flatMap((value, i) => (value === undefined ? [] : [value - (half?.[i] ?? 0), value + (half?.[i] ?? 0)])),
  );
  const yTicks = ys.length ? niceTicks(Math.min(0, ...ys), Math.max(0, ...ys), 4) : [0, 1];
  const ticks = yTicks.length > 1 ? yTicks : [0, 1];
  const digits = tickDigits(ticks);
  const from = names ? -0.5 : Math.min(...x);
  const to = names ? names.length - 0.5 : Math.max(...x);
  const xTicks = names
    ? names.map((_, i) => i)
    : log
      ? decades(from, to)
      : niceTicks(from, to, 5).filter((t) => t >= from && t <= to);
  const place = (i: number) => (names ? i : x[i]!);
  const printX = (value: number) => (names ? (names[Math.round(value)] ?? '') : number(value));
  const ends = lines.map(({ name }) => short(name));
  return {
    kind: names ? `band names` : log ? 'band log' : 'band',
    sentence: lines.length
      ? `${lines.map((line) => `${line.name} ${ofLine(line, print, (i) => printX(place(i)))}`).join('; ')}.`
      : 'Nothing to draw yet.',
    table: {
      head: [xTitle, ...lines.flatMap(({ name, spread: half }) => (half ? [name, '±'] : [name]))],
      rows: x.map((_, i) => [
        printX(place(i)),
        ...lines.flatMap(({ y, spread: half }) => {
          const value = y[i] === undefined ? 'none' : print(y[i]);
          return half ? [value, half[i] === undefined ? 'none' : print(half[i])] : [value];
        }),
      ]),
    },
    draw(theme) {
      const points = (values: readonly (number | undefined)[]) => x.map((_, i) => ({ x: place(i), y: values[i] ?? null }));
      const datasets: object[] = [];
      /** Index of each line's own dataset: bands take two before it. */
      const own: number[] = [];
      for (const line of lines) {
        const look = LOOK[line.kind];
        const colour = theme.colour(look.tone);
        const half = line.spread;
        if (half && !names) {
          const edge = (way: 1 | -1) => line.y.map((value, i) => (value === undefined ? undefined : value + way * (half[i] ?? 0)));
          datasets.push({ data: points(edge(-1)), borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, fill: false });
          datasets.push({
            data: points(edge(1)),
            borderWidth: 0,
            pointRadius: 0,
            pointHoverRadius: 0,
            fill: '-1',
            backgroundColor: theme.colour('--band'),
          });
        }
        own.push(datasets.length);
        datasets.push({
          label: line.name,
          data: points(line.y),
          showLine: !names,
          borderColor: colour,
          backgroundColor: colour,
          borderWidth: look.width,
          borderDash: [...look.dash],
          // A value alone makes no line.
          pointRadius: names ? 4 : line.y.filter((value) => value !== undefined).length === 1 ? 3 : 0,
          pointStyle: line.kind === 'simulated' ? 'circle' : 'rectRot',
          pointBackgroundColor: line.kind === 'simulated' ? colour : 'transparent',
          pointBorderColor: colour,
          pointBorderWidth: 1.5,
          fill: false,
          spanGaps: false,
        });
      }
      const config = {
        type: 'line',
        data: { datasets },
        options: {
          ...baseOptions(theme),
          interaction: { mode: 'index', intersect: false, axis: 'x' },
          layout: { padding: { top: 6, right: names ? 8 : roomFor(ends) + 8 } },
          scales: {
            x: valueScale(theme, undefined, printX, {
              type: log ? 'logarithmic' : 'linear',
              min: from,
              max: to > from ? to : from + 1,
              afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
                scale.ticks = xTicks.map((value) => ({ value }));
              },
              title: {
                display: !names,
                text: axisTitle(xTitle),
                color: theme.colour('--axis'),
                padding: 0,
                align: 'end',
                font: { family: theme.colour('--font-ui'), size: 10 },
              },
              grid: { display: false },
              border: { display: true, color: theme.colour('--line-2') },
            }),
            y: valueScale(theme, ticks, (v) => decimal(v, digits)),
          },
          plugins: {
            tooltip: {
              ...tooltip(theme, (items) => {
                const at = items[0]?.dataIndex;
                if (at === undefined) return [];
                return [
                  `${xTitle} ${printX(place(at))}`,
                  ...lines.map(({ name, y, spread: half }) => {
                    const doubt = half?.[at] === undefined ? '' : ` ± ${print(half[at])}`;
                    return `${name}  ${y[at] === undefined ? 'none' : print(y[at]) + doubt}`;
                  }),
                ];
              }),
            },
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        under(chart) {
          if (!names) return;
          const g = chart.ctx;
          g.strokeStyle = theme.colour('--series-3');
          g.lineWidth = 3;
          for (const { y, spread: half } of lines)
            y.forEach((value, i) => {
              if (value === undefined || half?.[i] === undefined) return;
              const at = chart.scales.x!.getPixelForValue(i);
              g.beginPath();
              g.moveTo(at, chart.scales.y!.getPixelForValue(value - half[i]));
              g.lineTo(at, chart.scales.y!.getPixelForValue(value + half[i]));
              g.stroke();
            });
        },
        over(chart) {
          if (names) return;
          const last = lines.flatMap((line, k) => {
            const meta = chart.getDatasetMeta(own[k]!);
            const end = [...meta.data].reverse().find((point) => Number.isFinite(point.y));
            return end ? [{ line, k, y: end.y }] : [];
          });
          const tops = spread(
            last.map(({ y }) => y),
            11,
            chart.chartArea.bottom,
          );
          last.forEach(({ line, k }, i) => {
            write(chart.ctx, theme, ends[k]!, chart.chartArea.right + 5, tops[i]!, {
              colour: theme.colour(LOOK[line.kind].tone),
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

/** Positive values over more than two decades, unevenly spread, are read by their ratio. */
function isLog(x: readonly number[]): boolean {
  const low = Math.min(...x);
  const high = Math.max(...x);
  if (x.length < 3 || low <= 0 || high / low < 100) return false;
  const middle = x[Math.floor(x.length / 2)]!;
  return middle < low + (high - low) / 4;
}

function decades(from: number, to: number): number[] {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}

function number(value: number): string {
  const text =
    Math.abs(value) >= 1_000 ? value.toLocaleString('en-US', { maximumFractionDigits: 0 }) : String(Number(value.toPrecision(3)));
  return text.replace('-', '−');
}

/** What has no room under the axis is said over the chart: here its first words, up to an aside, or the unit alone. */
function axisTitle(title: string): string {
  if (title.length <= MOST_AXIS_LETTERS) return title;
  const [plain = ''] = title.split(' (');
  return plain.length <= MOST_AXIS_LETTERS ? plain : plain.split(' ')[0]!;
}

/** Whole words only, as far as they go: the table and the hover have it in full. */
function short(name: string, most = MOST_LETTERS): string {
  if (name.length <= most) return name;
  const [first = '', ...rest] = name
    .split(/[:(]| at | through /, 1)[0]!
    .trim()
    .split(' ');
  let words = first.slice(0, most);
  for (const word of rest) {
    if (words.length + 1 + word.length > most) break;
    words += ` ${word}`;
  }
  return words;
}

function ofLine({ y }: BandLine, print: Print, at: (i: number) => string): string {
  const known = y.flatMap((value, i) => (value === undefined ? [] : [{ value, i }]));
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return 'has no values';
  return first === last
    ? `is ${print(first.value)} at ${at(first.i)}`
    : `goes from ${print(first.value)} at ${at(first.i)} to ${print(last.value)} at ${at(last.i)}`;
}
