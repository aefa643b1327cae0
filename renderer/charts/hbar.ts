import type { ChartConfiguration } from 'chart.js';
import { baseOptions, nameScale, type Picture, type Print, roomFor, tooltip, valueScale, write } from './picture.ts';

export interface HBar {
  readonly name: string;
  readonly value: number;
  /** Said after the value, fainter. */
  readonly note?: string;
  /** CSS token of the bar. */
  readonly token?: string;
  /** Hollow and hatched: a venue that hides its size. */
  readonly hollow?: boolean;
}

export interface HBarOptions {
  /** Longest first. */
  readonly bars: readonly HBar[];
  readonly print: Print;
  /** What stands for the bars that have no room, as one. */
  readonly rest: (bars: readonly HBar[]) => HBar;
  /** End of the axis; by default the longest bar. */
  readonly max?: number;
  readonly mono?: boolean;
  readonly head?: readonly [string, string, string];
}

/** A bar and its words need this much, pixels. */
const ROW = 14;

/** The bars that fit a plot this high; from the last that does on, one bar stands for the rest. */
export function fitting(options: Pick<HBarOptions, 'bars' | 'rest'>, height: number): readonly HBar[] {
  const { bars, rest } = options;
  const fits = Math.max(2, Math.floor(height / ROW));
  return bars.length <= fits ? bars : [...bars.slice(0, fits - 1), rest(bars.slice(fits - 1))];
}

/** Horizontal bars from zero, each with its value at its end. The table and the sentence always hold them all. */
export function hbarPicture(options: HBarOptions): Picture {
  const { print } = options;
  const wordsOf = (b: HBar) => `${print(b.value)}${b.note ? `  ${b.note}` : ''}`;
  const head = options.head ?? ['Name', 'Value', 'Note'];
  return {
    kind: 'hbar',
    sentence: options.bars.length ? options.bars.map((b) => `${b.name} ${wordsOf(b)}`).join(', ') : 'Nothing to draw yet.',
    table: { head: [...head], rows: options.bars.map((b) => [b.name, print(b.value), b.note ?? '']) },
    draw(theme, _pool, height) {
      const bars = fitting(options, height);
      const words = bars.map(wordsOf);
      const max = options.max ?? Math.max(0, ...bars.map((b) => b.value));
      const config = {
        type: 'bar',
        data: {
          labels: bars.map((b) => b.name),
          datasets: [
            {
              data: bars.map((b, i) => ({ x: b.value, y: i })),
              backgroundColor: bars.map((b) =>
                b.hollow ? theme.hatch(b.token ?? '--term-4') : theme.colour(b.token ?? '--term-4'),
              ),
              borderColor: bars.map((b) => theme.colour(b.token ?? '--term-4')),
              borderWidth: bars.map((b) => (b.hollow ? 1 : 0)),
              barPercentage: 0.62,
              categoryPercentage: 1,
              maxBarThickness: 14,
            },
          ],
        },
        options: {
          ...baseOptions(theme),
          indexAxis: 'y',
          interaction: { mode: 'index', intersect: false, axis: 'y' },
          layout: { padding: { top: 2, right: roomFor(words) + 8 } },
          scales: {
            x: valueScale(theme, undefined, print, { min: 0, max: max > 0 ? max : 1, display: false }),
            y: nameScale(theme, { mono: options.mono ?? false }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => items.map((item) => `${bars[item.dataIndex].name}  ${words[item.dataIndex]}`)),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        over(chart) {
          chart.getDatasetMeta(0).data.forEach((bar, i) => {
            const width = write(chart.ctx, theme, print(bars[i].value), bar.x + 5, bar.y, {
              align: 'left',
              base: 'middle',
              weight: 560,
            });
            const note = bars[i].note;
            if (note)
              write(chart.ctx, theme, note, bar.x + 11 + width, bar.y, {
                colour: theme.colour('--tx-3'),
                align: 'left',
                base: 'middle',
                weight: 450,
              });
          });
        },
      };
    },
  };
}
