import type { ChartConfiguration } from 'chart.js';
import { yRange } from './line.ts';
import { baseOptions, nameScale, type Picture, type Print, roomFor, tooltip, valueScale, write } from './picture.ts';
import { tickDigits } from './ticks.ts';

export interface MarkoutPoint {
  /** The delay after the fill, in words: `10 ms`. */
  readonly name: string;
  readonly mean: number;
  /** Half the width of its interval; absent where it is not known. */
  readonly halfWidth?: number;
  readonly count?: number;
}

/** Where the price went after our fills, with the band of its doubt. The axis holds zero: above it the price moved our way. */
export function markoutPicture(options: { readonly points: readonly MarkoutPoint[]; readonly print: Print }): Picture {
  const { points, print } = options;
  const low = points.map((p) => p.mean - (p.halfWidth ?? 0));
  const high = points.map((p) => p.mean + (p.halfWidth ?? 0));
  const ticks = yRange(Math.min(0, ...low), Math.max(0, ...high), 4);
  const digits = tickDigits(ticks);
  const doubt = (p: MarkoutPoint) => (p.halfWidth === undefined ? 'no interval' : `± ${print(p.halfWidth).replace('+', '')}`);
  return {
    kind: 'markout',
    sentence: points.length ? points.map((p) => `after ${p.name} ${print(p.mean)}`).join(', ') : 'Nothing to draw yet.',
    table: {
      head: ['After', 'Mean', 'Interval', 'Fills'],
      rows: points.map((p) => [p.name, print(p.mean), doubt(p), p.count === undefined ? 'not counted' : String(p.count)]),
    },
    draw(theme) {
      const names = points.map((p) => p.name);
      const config = {
        type: 'line',
        data: {
          labels: names,
          datasets: [
            { data: low.map((y, x) => ({ x, y })), borderWidth: 0, fill: false },
            { data: high.map((y, x) => ({ x, y })), borderWidth: 0, fill: '-1', backgroundColor: theme.colour('--band') },
            {
              data: points.map((p, x) => ({ x, y: p.mean })),
              borderColor: theme.colour('--series-1'),
              borderWidth: 1.8,
              pointRadius: 2.5,
              pointBackgroundColor: theme.colour('--series-1'),
            },
          ],
        },
        options: {
          ...baseOptions(theme),
          interaction: { mode: 'index', intersect: false, axis: 'x' },
          layout: { padding: { top: 6, right: 14 } },
          scales: {
            x: { ...nameScale(theme, { skip: true }), border: { display: true, color: theme.colour('--line-2') } },
            y: valueScale(theme, ticks, (v) => v.toFixed(digits).replace('-', '−')),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => {
              const p = points[items[0]?.dataIndex ?? -1];
              return p ? [`after ${p.name}`, print(p.mean), doubt(p)] : [];
            }),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        over(chart) {
          const dots = chart.getDatasetMeta(2).data;
          const taken: Box[] = [];
          // The last one is the chart's statement: it is written first, and what would touch a label that stands is left out.
          for (let i = dots.length - 1; i > 0; i -= 1) {
            // The first label would stand on the axis. The others stand on the side that the line leaves free; the last one stays inside.
            const dot = dots[i]!;
            const before = dots[i - 1]!.y;
            const after = dots[i + 1]?.y ?? before;
            const { top, bottom } = chart.chartArea;
            const above = dot.y + 15 > bottom || (dot.y < (before + after) / 2 && dot.y - 15 > top);
            const last = i === dots.length - 1;
            const words = print(points[i]!.mean);
            const x = last ? dot.x + 10 : dot.x;
            const y = above ? dot.y - 5 : dot.y + 15;
            const wide = roomFor([words]);
            const box = { left: last ? x - wide : x - wide / 2, right: last ? x : x + wide / 2, top: y - 11, bottom: y };
            if (taken.some((other) => touch(box, other))) continue;
            taken.push(box);
            write(chart.ctx, theme, words, x, y, { weight: 560, align: last ? 'right' : 'center' });
          }
        },
      };
    },
  };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function touch(a: Box, b: Box): boolean {
  return a.left < b.right + 3 && b.left < a.right + 3 && a.top < b.bottom && b.top < a.bottom;
}
