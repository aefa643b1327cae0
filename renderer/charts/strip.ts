import type { ChartConfiguration } from 'chart.js';
import { baseOptions, nameScale, type Picture, spread, tooltip, valueScale, write } from './picture.ts';
import { type StackPart, toned } from './stack.ts';

export interface StripColumn {
  /** Under the column, and in its tooltip. */
  readonly name: string;
  /** Of one whole, beside `parts`; nothing happened in a column of zeros. */
  readonly fractions: readonly number[];
}

export interface StripOptions {
  /** From the foot up, in their fixed order. */
  readonly parts: readonly StackPart[];
  /** Oldest left. */
  readonly columns: readonly StripColumn[];
  /** What the newest column is called in the sentence. */
  readonly newest: string;
}

const percent = (fraction: number) => `${Math.round(fraction * 100)} %`;
/** Height of a label beside the newest column, pixels, and the room to its right. */
const LABEL = 11;
const ROOM = 70;

/** Columns of 100 % in time's order, each split by the same parts: how a mix moved. The newest column's parts are named at its side. */
export function stripPicture({ parts, columns, newest }: StripOptions): Picture {
  const last = columns.at(-1);
  return {
    kind: 'strip',
    sentence: last
      ? `${newest}: ${parts.flatMap((part, k) => ((last.fractions[k] ?? 0) > 0 ? [`${part.name} ${percent(last.fractions[k] ?? 0)}`] : [])).join(', ') || 'nothing'}`
      : 'Nothing to draw yet.',
    table: {
      head: ['Time', ...parts.map((part) => part.name)],
      rows: columns.map((column) => [column.name, ...column.fractions.map(percent)]),
    },
    draw(theme) {
      const config = {
        type: 'bar',
        data: {
          labels: columns.map((column) => column.name),
          datasets: parts.map((part, k) => ({
            label: part.name,
            data: columns.map((column, i) => ({ x: i, y: (column.fractions[k] ?? 0) * 100 })),
            backgroundColor: part.hollow ? theme.hatch(part.token) : toned(theme.colour(part.token)),
            borderColor: theme.colour(part.hollow ? part.token : '--bg-1'),
            borderWidth: part.hollow ? 1 : { top: 1, left: 0, right: 0, bottom: 0 },
            borderSkipped: false,
            barPercentage: 0.94,
            categoryPercentage: 1,
            maxBarThickness: 22,
          })),
        },
        options: {
          ...baseOptions(theme),
          interaction: { mode: 'nearest', intersect: true },
          layout: { padding: { top: 3, right: ROOM } },
          scales: {
            x: nameScale(theme, { stacked: true, skip: true }),
            y: valueScale(theme, [0, 50, 100], (value) => `${value} %`, { min: 0, max: 100, stacked: true }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) =>
              items.flatMap((item) => {
                const column = columns[item.dataIndex];
                const part = parts[item.datasetIndex];
                return column && part ? [`${part.name}, ${column.name}`, percent(column.fractions[item.datasetIndex] ?? 0)] : [];
              }),
            ),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        over(chart) {
          if (!last) return;
          const labels = parts.flatMap((part, k) => {
            const bar = chart.getDatasetMeta(k).data.at(-1) as unknown as { y: number; base: number } | undefined;
            const fraction = last.fractions[k] ?? 0;
            return bar && fraction > 0 ? [{ part, fraction, middle: (bar.y + bar.base) / 2 }] : [];
          });
          const { right, bottom, top } = chart.chartArea;
          // The largest first, where there is no room for all; then from the top down.
          const fits = Math.max(1, Math.floor((bottom - top) / LABEL));
          const named = [...labels].sort((a, b) => b.fraction - a.fraction).slice(0, fits);
          const tops = spread(
            named.map(({ middle }) => middle - LABEL / 2),
            LABEL,
            bottom - LABEL,
          );
          named.forEach(({ part, fraction }, i) => {
            const y = (tops[i] ?? 0) + LABEL / 2;
            const wide = write(chart.ctx, theme, part.name, right + 6, y, {
              align: 'left',
              base: 'middle',
              weight: 550,
              mono: true,
            });
            write(chart.ctx, theme, String(Math.round(fraction * 100)), right + 11 + wide, y, {
              align: 'left',
              base: 'middle',
              weight: 450,
              colour: theme.colour('--tx-3'),
            });
          });
        },
      };
    },
  };
}
