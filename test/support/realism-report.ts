import type { RealismReport } from '../../shared/wire/realism.ts';

/** A report as a calibration gives it: a row that holds, one that fails, one without a value, one without a target; a curve and a set of venues. */
export function realismReport(change: Partial<RealismReport> = {}): RealismReport {
  const lags = Array.from({ length: 60 }, (_, i) => i + 1);
  return {
    scenario: 'us2026',
    symbol: 'ALTO',
    seeds: [9001, 9002],
    tunedOn: [1, 2, 3],
    minutes: 10,
    engineVersion: '0',
    rows: [
      {
        id: 'spreadTicks',
        title: 'time-weighted NBBO spread',
        unit: 'ticks',
        target: { low: 1, high: 1.6 },
        basis: 'tick-constrained stocks [M]',
        values: [1.31, 1.35],
        mean: 1.33,
        spread: 0.0283,
        holds: true,
        recorded: [{ tape: 'XXX 2018-01-02', value: 3.7 }],
      },
      {
        id: 'kurtosis',
        title: 'excess kurtosis of 1-s mid returns',
        unit: '',
        target: { low: 1 },
        basis: 'stylised fact [M]',
        values: [0.586, 0.46],
        mean: 0.523,
        spread: 0.0891,
        holds: false,
        recorded: [],
      },
      {
        id: 'varianceRatio',
        title: 'variance ratio of the mid',
        unit: 'ratio',
        target: { low: 0.6, high: 1.1 },
        basis: '[D]',
        values: [undefined, undefined],
        holds: false,
        recorded: [],
      },
      {
        id: 'quoteRate',
        title: 'changes of the NBBO',
        unit: 'per second',
        basis: 'for comparison',
        values: [90, 92],
        mean: 91,
        spread: 1.41,
        recorded: [
          { tape: 'XXX 2018-01-02', value: 1.83 },
          { tape: 'YYY 2018-01-02', value: 14.2 },
        ],
      },
    ],
    curves: [
      {
        id: 'absAcf',
        title: 'Autocorrelation of absolute 1-s returns',
        xTitle: 'lag, seconds',
        yTitle: 'correlation',
        x: lags,
        lines: [
          { name: 'simulated', kind: 'simulated', y: lags.map((lag) => 0.3 / lag), spread: lags.map(() => 0.01) },
          { name: 'XXX taq-2018-01-02', kind: 'recorded', y: lags.map((lag) => 0.2 / lag) },
        ],
      },
      {
        id: 'atNbbo',
        title: 'Time at the NBBO, by venue',
        xTitle: 'venue',
        yTitle: '% of time',
        x: [0, 1],
        labels: ['XNYS', 'XNAS'],
        lines: [{ name: 'simulated', kind: 'simulated', y: [81, undefined], spread: [2, undefined] }],
      },
    ],
    tapes: ['XXX 2018-01-02'],
    held: 1,
    targets: 3,
    illustrative: ['fees'],
    ...change,
  };
}
