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
  readonly bars: readonly HBar[];
  readonly print: Print;
  /** End of the axis; by default the longest bar. */
  readonly max?: number;
  readonly mono?: boolean;
  readonly head?: readonly [string, string, string];
}

/** Horizontal bars from zero, each with its value at its end. */
export function hbarPicture(options: HBarOptions): Picture {
  const { bars, print } = options;
  const max = options.max ?? Math.max(0, ...bars.map((b) => b.value));
  const words = bars.map((b) => `${print(b.value)}${b.note ? `  ${b.note}` : ''}`);
  const head = options.head ?? ['Name', 'Value', 'Note'];
  return {
    kind: 'hbar',
    sentence: bars.length ? bars.map((b, i) => `${b.name} ${words[i]}`).join(', ') : 'Nothing to draw yet.',
    table: { head: [...head], rows: bars.map((b) => [b.name, print(b.value), b.note ?? '']) },
    draw(theme) {
      const config = {
        type: 'bar',
        data: {
          labels: bars.map((b) => b.name),
          datasets: [
            {
              data: bars.map((b, i) => ({ x: b.value, y: i })),
              backgroundColor: bars.map((b) =>
                b.hollow ? theme.hatch(b.token ?? '--term-3') : theme.colour(b.token ?? '--term-3'),
              ),
              borderColor: bars.map((b) => theme.colour(b.token ?? '--term-3')),
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
