import type { ChartConfiguration } from 'chart.js';
import { baseOptions, nameScale, type Picture, type Print, tooltip, valueScale, write } from './picture.ts';
import { niceTicks, tickDigits } from './ticks.ts';

export interface WaterfallOptions {
  /** Parts in order; the last bar, their sum, is added here. */
  readonly parts: readonly { readonly name: string; readonly value: number }[];
  readonly total?: string;
  readonly print: Print;
}

/** Where each floating bar of a waterfall begins and ends; the last is the total, from zero. */
export function steps(values: readonly number[]): [number, number][] {
  const bars: [number, number][] = [];
  let level = 0;
  for (const value of values) {
    bars.push([level, level + value]);
    level += value;
  }
  bars.push([0, level]);
  return bars;
}

/** Cost parts as bars that stand on one another up to their total. The axis always holds zero. */
export function waterfallPicture(options: WaterfallOptions): Picture {
  const { parts, print } = options;
  const bars = steps(parts.map((p) => p.value));
  const names = [...parts.map((p) => p.name), options.total ?? 'total'];
  const values = [...parts.map((p) => p.value), bars[bars.length - 1][1]];
  const edges = bars.flat();
  const rounded = niceTicks(Math.min(0, ...edges), Math.max(0, ...edges), 4);
  const ticks = rounded.length > 1 ? rounded : [0, 1];
  const digits = tickDigits(ticks);
  return {
    kind: 'waterfall',
    sentence: names.map((name, i) => `${name} ${print(values[i])}`).join(', '),
    table: { head: ['Part', 'Cost'], rows: names.map((name, i) => [name, print(values[i])]) },
    draw(theme) {
      const config = {
        type: 'bar',
        data: {
          labels: names,
          datasets: [
            {
              data: bars,
              backgroundColor: names.map((_, i) => theme.colour(i === names.length - 1 ? '--tx-1' : '--term-4')),
              barPercentage: 0.78,
              categoryPercentage: 0.9,
              minBarLength: 1,
            },
          ],
        },
        options: {
          ...baseOptions(theme),
          parsing: true,
          interaction: { mode: 'index', intersect: false, axis: 'x' },
          layout: { padding: { top: 14 } },
          scales: {
            x: nameScale(theme, {}),
            y: valueScale(theme, ticks, (v) => v.toFixed(digits).replace('-', '−')),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => items.map((item) => `${names[item.dataIndex]}  ${print(values[item.dataIndex])}`)),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        over(chart) {
          const g = chart.ctx;
          const drawn = chart.getDatasetMeta(0).data as unknown as { x: number; y: number; base: number; width: number }[];
          if (parts.length === 0) return;
          drawn.forEach((bar, i) => {
            const last = i === drawn.length - 1;
            write(g, theme, print(values[i]), bar.x, Math.min(bar.y, bar.base) - 2, { weight: last ? 680 : 520 });
            const next = drawn[i + 1];
            if (!next) return;
            g.strokeStyle = theme.colour('--line-3');
            g.lineWidth = 1;
            g.beginPath();
            g.moveTo(bar.x + bar.width / 2, Math.round(bar.y) + 0.5);
            g.lineTo(next.x - next.width / 2, Math.round(bar.y) + 0.5);
            g.stroke();
          });
        },
      };
    },
  };
}
