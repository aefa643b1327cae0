import type { ChartConfiguration } from 'chart.js';
import { baseOptions, nameScale, type Picture, type Print, roomFor, tooltip, valueScale, washRow, write } from './picture.ts';
import { niceTicks, tickDigits } from './ticks.ts';

export interface PartsOptions {
  /** In their fixed order, each with the CSS token of its tone. */
  readonly parts: readonly { readonly name: string; readonly token: string }[];
  /** `values` beside `parts`; they sum to the row's total. */
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly print: Print;
  readonly selected?: number;
  /** What the total is called in the table. */
  readonly total?: string;
}

/** Height of the line with the names, pixels. */
const NAMES = 16;

/** What each row's total is made of: bars end to end, what adds to the right of zero, what takes away to the left, the total at the end. */
export function partsPicture({ parts, rows, print, selected, total = 'Total' }: PartsOptions): Picture {
  const sums = rows.map(({ values }) => values.reduce((a, b) => a + b, 0));
  const reach = (way: 1 | -1) => rows.map(({ values }) => values.filter((value) => value * way > 0).reduce((a, b) => a + b, 0));
  const nice = niceTicks(Math.min(0, ...reach(-1)), Math.max(0, ...reach(1)), 5);
  const ticks = nice.length > 1 ? nice : [0, 1];
  const digits = tickDigits(ticks);
  const printed = rows.map(({ values }) => values.map(print));
  return {
    kind: 'parts',
    sentence: rows.length
      ? rows
          .map(({ name }, i) => `${name} ${print(sums[i])}: ${parts.map((part, k) => `${part.name} ${printed[i][k]}`).join(', ')}`)
          .join('; ')
      : 'Nothing to draw yet.',
    table: {
      head: ['Strategy', ...parts.map(({ name }) => name), total],
      rows: rows.map(({ name }, i) => [name, ...printed[i], print(sums[i])]),
    },
    draw(theme) {
      const labels = sums.map(print);
      const config = {
        type: 'bar',
        data: {
          labels: rows.map(({ name }) => name),
          datasets: parts.map((part, k) => ({
            label: part.name,
            data: rows.map(({ values }, i) => ({ x: values[k], y: i })),
            backgroundColor: theme.colour(part.token),
            borderColor: theme.colour('--bg-1'),
            borderWidth: { left: 0, right: 1, top: 0, bottom: 0 },
            borderSkipped: false,
            barPercentage: 0.6,
            categoryPercentage: 1,
            maxBarThickness: 14,
          })),
        },
        options: {
          ...baseOptions(theme),
          indexAxis: 'y',
          interaction: { mode: 'index', intersect: false, axis: 'y' },
          layout: { padding: { top: NAMES, right: roomFor(labels, 12) + 8 } },
          scales: {
            x: valueScale(theme, ticks, (v) => v.toFixed(digits).replace('-', '−'), { stacked: true }),
            y: nameScale(theme, { selected, size: 12, stacked: true }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => {
              const i = items[0]?.dataIndex ?? -1;
              const row = rows[i];
              return row ? [`${row.name}, ${labels[i]}`, ...parts.map((part, k) => `${part.name} ${printed[i][k]}`)] : [];
            }),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        under: (chart) => washRow(chart, theme, selected, rows.length),
        over(chart) {
          const g = chart.ctx;
          const { left, top } = chart.chartArea;
          chart.getDatasetMeta(0).data.forEach((bar, i) => {
            const on = i === selected;
            write(g, theme, labels[i], chart.width - 4, bar.y, {
              align: 'right',
              base: 'middle',
              size: 12,
              weight: on ? 660 : 500,
              colour: theme.colour(on ? '--tx-1' : '--tx-2'),
            });
          });
          // The tones in their order, named once over the first row.
          let x = left;
          for (const { name, token } of parts) {
            g.fillStyle = theme.colour(token);
            g.fillRect(x, top - 11, 8, 8);
            x +=
              16 +
              write(g, theme, name, x + 11, top - 7, {
                align: 'left',
                base: 'middle',
                weight: 500,
                colour: theme.colour('--tx-2'),
              });
          }
        },
      };
    },
  };
}
