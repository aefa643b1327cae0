import type { ChartConfiguration } from 'chart.js';
import { fractionText, qtyText } from '../../shared/format.ts';
import { baseOptions, type Picture, tooltip, valueScale } from './picture.ts';
import { niceTicks, tickDigits } from './ticks.ts';

/** Predictions of about as much, and how often what they were of came about, with its 95 % interval. */
export interface CalibrationDot {
  readonly n: number;
  readonly predicted: number;
  readonly observed: number;
  readonly interval: { readonly low: number; readonly high: number };
}

export interface CalibrationOptions {
  readonly points: readonly CalibrationDot[];
  /** End of both axes, which begin at 0; two charts that are compared share it. */
  readonly end: number;
  /** Solid and light: of now; dashed and fainter: of the test. */
  readonly look: 'now' | 'test';
}

const LOOK = {
  now: { tone: '--series-1', line: '--tx-2', dash: [] },
  test: { tone: '--series-3', line: '--series-3', dash: [5, 3] },
} as const;

/** Where both axes of some curves end: at a round value that holds all that is drawn. */
export function calibrationEnd(...curves: readonly (readonly CalibrationDot[])[]): number {
  const most = Math.max(
    0.1,
    ...curves.flatMap((points) => points.flatMap(({ predicted, interval }) => [predicted, interval.high])),
  );
  return Math.min(1, niceTicks(0, most, 5).at(-1)!);
}

/** How often what was predicted so much came about: on the dashed diagonal the forecasts are right, below it they promise too much. */
export function calibrationPicture({ points, end, look }: CalibrationOptions): Picture {
  const ticks = niceTicks(0, end, 5);
  const digits = tickDigits(ticks);
  const axis = (value: number) => (Number.isInteger(value) ? String(value) : fractionText(value, digits));
  const said = ({ predicted, observed, interval, n }: CalibrationDot) =>
    `predicted ${share(predicted)}, observed ${share(observed)}, interval ${share(interval.low)} to ${share(interval.high)}, n ${qtyText(n)}`;
  const most = Math.max(1, ...points.map(({ n }) => n));
  return {
    kind: `calibration ${look}`,
    sentence: points.length > 0 ? `${points.map(said).join('; ')}.` : 'Nothing to draw yet.',
    table: {
      head: ['Predicted', 'Observed', '95 % from', 'to', 'n'],
      rows: points.map(({ predicted, observed, interval, n }) => [
        share(predicted),
        share(observed),
        share(interval.low),
        share(interval.high),
        qtyText(n),
      ]),
    },
    draw(theme) {
      const tone = theme.colour(LOOK[look].tone);
      const config = {
        type: 'line',
        data: {
          datasets: [
            {
              data: points.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
              borderColor: theme.colour(LOOK[look].line),
              borderWidth: 1.2,
              borderDash: [...LOOK[look].dash],
              // What many outcomes stand behind weighs more.
              pointRadius: points.map(({ n }) => 2.5 + 2.5 * Math.sqrt(n / most)),
              pointBackgroundColor: look === 'now' ? tone : theme.colour('--bg-1'),
              pointBorderColor: tone,
              pointBorderWidth: 1.5,
              fill: false,
              // A dot on the edge is drawn whole.
              clip: 8,
            },
          ],
        },
        options: {
          ...baseOptions(theme),
          layout: { padding: { top: 6, right: 10 } },
          scales: {
            x: valueScale(theme, ticks, axis, {
              title: {
                display: true,
                text: 'predicted',
                color: theme.colour('--axis'),
                padding: 0,
                align: 'end',
                font: { family: theme.colour('--font-ui'), size: 10 },
              },
            }),
            y: valueScale(theme, ticks, axis, {
              title: {
                display: true,
                text: 'observed',
                color: theme.colour('--axis'),
                padding: 0,
                align: 'end',
                font: { family: theme.colour('--font-ui'), size: 10 },
              },
            }),
          },
          plugins: {
            tooltip: tooltip(theme, (items) => {
              const point = points[items[0]?.dataIndex ?? -1];
              if (!point) return [];
              const { predicted, observed, interval, n } = point;
              return [
                `predicted ${share(predicted)}`,
                `observed ${share(observed)}, ${share(interval.low)} to ${share(interval.high)}`,
                `n ${qtyText(n)}`,
              ];
            }),
          },
        },
      } as unknown as ChartConfiguration;
      return {
        config,
        under(chart) {
          const g = chart.ctx;
          const x = (value: number) => chart.scales.x!.getPixelForValue(value);
          const y = (value: number) => chart.scales.y!.getPixelForValue(value);
          const last = ticks.at(-1)!;
          g.lineWidth = 1;
          g.strokeStyle = theme.colour('--tx-3');
          g.setLineDash([4, 3]);
          line(g, x(0), y(0), x(last), y(last));
          g.setLineDash([]);
          g.lineWidth = 3;
          g.strokeStyle = theme.colour('--band');
          for (const { predicted, interval } of points) line(g, x(predicted), y(interval.low), x(predicted), y(interval.high));
        },
      };
    },
  };
}

/** A share of one to three places: `.034`. */
function share(value: number): string {
  return fractionText(value, 3);
}

function line(g: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  g.beginPath();
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
  g.stroke();
}
