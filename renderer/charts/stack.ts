import type { ChartConfiguration } from 'chart.js';
import { baseOptions, nameScale, type Picture, tooltip, valueScale, washRow, write } from './picture.ts';

export interface StackPart {
  readonly name: string;
  /** What a narrow segment is called. */
  readonly short: string;
  readonly token: string;
  readonly hollow: boolean;
}

export interface StackOptions {
  /** Segments in their fixed order. */
  readonly parts: readonly StackPart[];
  /** Each row's parts, as fractions of one whole, beside `parts`. */
  readonly rows: readonly { readonly name: string; readonly fractions: readonly number[] }[];
  readonly selected?: number;
}

const percent = (fraction: number) => `${(fraction * 100).toFixed(1)} %`;

/** A bar with the names of its segments below it needs this much, pixels. */
const NAMED = 30;

/**
 * Where each row's whole went: stacked bars of 100 %, each segment named below itself as far as it has room. Where rows stand too close for
 * that, only the selected one is named, in an empty row of its own.
 */
export function stackPicture(options: StackOptions): Picture {
  const { parts, rows, selected } = options;
  return {
    kind: 'stack',
    sentence: rows.length
      ? rows
          .map(
            (r) =>
              `${r.name}: ${parts.flatMap((p, k) => (r.fractions[k] > 0 ? [`${p.name} ${percent(r.fractions[k])}`] : [])).join(', ') || 'nothing executed'}`,
          )
          .join('; ')
      : 'Nothing to draw yet.',
    table: {
      head: ['Strategy', ...parts.map((p) => p.name)],
      rows: rows.map((r) => [r.name, ...r.fractions.map(percent)]),
    },
    draw(theme, _pool, height) {
      const close = selected !== undefined && height / Math.max(1, rows.length) < NAMED;
      const place = (i: number) => (close && i > selected ? i + 1 : i);
      const labels = rows.map((r) => r.name);
      if (close) labels.splice(selected + 1, 0, '');
      const config = {
        type: 'bar',
        data: {
          labels,
          datasets: parts.map((part, k) => ({
            label: part.name,
            data: rows.map((r, i) => ({ x: r.fractions[k] * 100, y: place(i) })),
            backgroundColor: part.hollow ? theme.hatch(part.token) : toned(theme.colour(part.token)),
            borderColor: theme.colour(part.hollow ? part.token : '--bg-1'),
            borderWidth: part.hollow ? { left: 0, right: 1, top: 1, bottom: 1 } : { left: 0, right: 1.5, top: 0, bottom: 0 },
            borderSkipped: false,
            barPercentage: 0.5,
            categoryPercentage: 0.9,
            maxBarThickness: 14,
          })),
        },
        options: {
          ...baseOptions(theme),
          indexAxis: 'y',
          interaction: { mode: 'nearest', intersect: true },
          layout: { padding: { top: 2, right: 6 } },
          scales: {
            x: valueScale(theme, undefined, String, { min: 0, max: 100, stacked: true, display: false }),
            y: nameScale(theme, { selected, size: 12, stacked: true }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) =>
              items.flatMap((item) => {
                const row = rows[item.dataIndex];
                return [`${row.name}, ${parts[item.datasetIndex].name}`, percent(row.fractions[item.datasetIndex])];
              }),
            ),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        under: (chart) => washRow(chart, theme, selected, labels.length, close ? 2 : 1),
        over(chart) {
          parts.forEach((part, k) => {
            const bars = chart.getDatasetMeta(k).data as unknown as { x: number; y: number; base: number; height: number }[];
            bars.forEach((bar, i) => {
              const fraction = rows[i].fractions[k];
              const width = Math.abs(bar.x - bar.base);
              if (!(fraction > 0) || width < 15 || (close && i !== selected)) return;
              const x = Math.min(bar.x, bar.base) + 1;
              const y = bar.y + bar.height / 2 + 3;
              const figure = String(Math.round(fraction * 100));
              const name = width > part.name.length * 6.2 + 18 ? part.name : part.short;
              const wide = write(chart.ctx, theme, name, x, y, { align: 'left', base: 'top', weight: 550, mono: true });
              if (width > wide + 6 + figure.length * 6)
                write(chart.ctx, theme, figure, x + 4 + wide, y, {
                  align: 'left',
                  base: 'top',
                  weight: 450,
                  colour: theme.colour('--tx-3'),
                });
            });
          });
        },
      };
    },
  };
}

/** Venue colours are made for thin marks; over a larger area they are let through to the panel. */
export function toned(hex: string): string {
  return /^#[0-9a-f]{6}$/i.test(hex) ? `${hex}c4` : hex;
}
