import type { ChartConfiguration } from 'chart.js';
import { yRange } from './line.ts';
import { baseOptions, nameScale, type Picture, type Print, roomFor, tooltip, valueScale, write } from './picture.ts';
import { tickDigits } from './ticks.ts';

export interface IntervalRow {
  readonly name: string;
  readonly mean: number;
  /** 95 % interval of the mean. */
  readonly low: number;
  readonly high: number;
  /** Where 5 and 95 % of the runs lie. */
  readonly p5: number;
  readonly p95: number;
}

export interface IntervalOptions {
  readonly rows: readonly IntervalRow[];
  readonly print: Print;
  readonly axis?: Print;
  /** What the dots are judged against; dashed, or solid where it is zero. */
  readonly reference?: { readonly value: number; readonly name: string; readonly solid?: boolean };
  readonly selected?: number;
}

/**
 * Dots with their doubt: pale bar from 5 to 95 % of the runs, thick line the interval of the mean, dot the mean. A dot is read by place and
 * not by length, so the axis may begin anywhere; the dashed reference is always inside it.
 */
export function intervalPicture(options: IntervalOptions): Picture {
  const { rows, print, reference, selected } = options;
  const values = rows.flatMap((r) => [r.p5, r.p95, r.low, r.high, r.mean]);
  if (reference) values.push(reference.value);
  const ticks = values.length ? yRange(Math.min(...values), Math.max(...values), 5) : [0, 1];
  const digits = tickDigits(ticks);
  const axis = options.axis ?? ((v: number) => v.toFixed(digits).replace('-', '−'));
  const sayRow = (r: IntervalRow) => `${r.name} ${print(r.mean)}, interval ${print(r.low)} to ${print(r.high)}`;
  return {
    kind: 'interval',
    sentence: rows.length
      ? `${rows.map(sayRow).join('; ')}${reference ? `. ${reference.name} ${print(reference.value)}` : ''}`
      : 'Nothing to draw yet.',
    table: {
      head: ['Strategy', 'Mean', '95 % from', 'to', '5 % of runs', '95 % of runs'],
      rows: rows.map((r) => [r.name, print(r.mean), print(r.low), print(r.high), print(r.p5), print(r.p95)]),
    },
    draw(theme) {
      const labels = rows.map((r) => print(r.mean));
      const config = {
        type: 'bar',
        data: {
          labels: rows.map((r) => r.name),
          datasets: [{ data: rows.map((r) => [r.p5, r.p95]), backgroundColor: 'transparent' }],
        },
        options: {
          ...baseOptions(theme),
          parsing: true,
          indexAxis: 'y',
          interaction: { mode: 'index', intersect: false, axis: 'y' },
          layout: { padding: { top: 2, right: roomFor(labels, 12) + 8 } },
          scales: {
            x: valueScale(theme, ticks, axis),
            y: nameScale(theme, { selected, size: 12 }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => {
              const r = rows[items[0]?.dataIndex ?? -1];
              return r
                ? [
                    r.name,
                    `mean ${print(r.mean)}`,
                    `95 % interval ${print(r.low)} to ${print(r.high)}`,
                    `5 to 95 % of runs ${print(r.p5)} to ${print(r.p95)}`,
                  ]
                : [];
            }),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        under(chart) {
          const g = chart.ctx;
          const { left, top, bottom, height } = { ...chart.chartArea, height: chart.chartArea.bottom - chart.chartArea.top };
          if (selected !== undefined && rows.length) {
            g.globalAlpha = 0.6;
            g.fillStyle = theme.colour('--bg-3');
            g.fillRect(left, top + (height / rows.length) * selected, chart.width - left, height / rows.length);
            g.globalAlpha = 1;
          }
          if (!reference) return;
          const x = Math.round(chart.scales.x.getPixelForValue(reference.value)) + 0.5;
          g.strokeStyle = theme.colour('--tx-3');
          g.lineWidth = 1;
          g.setLineDash(reference.solid ? [] : [4, 3]);
          g.beginPath();
          g.moveTo(x, top);
          g.lineTo(x, bottom);
          g.stroke();
          g.setLineDash([]);
        },
        over(chart) {
          const g = chart.ctx;
          const at = (v: number) => chart.scales.x.getPixelForValue(v);
          chart.getDatasetMeta(0).data.forEach((bar, i) => {
            const row = rows[i];
            const on = i === selected;
            g.fillStyle = theme.colour('--band');
            g.fillRect(at(row.p5), bar.y - 6, Math.max(1, at(row.p95) - at(row.p5)), 12);
            g.fillStyle = theme.colour(on ? '--tx-1' : '--tx-2');
            g.fillRect(at(row.low), bar.y - 1.5, at(row.high) - at(row.low), 3);
            g.beginPath();
            g.arc(at(row.mean), bar.y, on ? 5 : 4, 0, 7);
            g.fill();
            write(g, theme, labels[i], chart.width - 4, bar.y, {
              align: 'right',
              base: 'middle',
              size: 12,
              weight: on ? 660 : 500,
              colour: theme.colour(on ? '--tx-1' : '--tx-2'),
            });
          });
        },
      };
    },
  };
}
