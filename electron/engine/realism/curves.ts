import { HOUR } from '../../../shared/units.ts';
import type { RealismCurve } from '../../../shared/wire/realism.ts';
import { IMPACT_SIZES } from './impact.ts';
import { ABS_LAGS, type Curves, HORIZONS, type Measures, RETURN_BIN, RETURN_BINS, RETURN_LAGS, SIGN_LAGS } from './measures.ts';
import { SIZE_EDGES } from './prints.ts';
import { SPREAD_BINS } from './quotes.ts';
import type { RecordedDay, ReportParts } from './report.ts';
import { deviation, mean } from './statistics.ts';
import { DAY_BIN } from './tally.ts';
import { RACE_BIN, RACE_BINS } from './truth.ts';

type Line = RealismCurve['lines'][number];
type Points = Line['y'];

/** Every picture of the report: the simulation's mean with its spread over seeds, each recorded day, and what they are held against. */
export function realismCurves({ config, runs, recorded }: ReportParts): RealismCurve[] {
  const lines = (key: CurveKey, ...references: Line[]) => [
    ...compared(key, runs, recorded, ({ curves }) => curves[key]),
    ...references,
  ];
  const simulated = (key: CurveKey) => [average(runs.map(({ curves }) => curves[key]))];
  const absLags = upTo(ABS_LAGS);
  const signLags = upTo(SIGN_LAGS);
  const returnX = Array.from({ length: RETURN_BINS }, (_, i) => (i - (RETURN_BINS - 1) / 2) * RETURN_BIN);
  const lit = config.venues.filter(({ kind }) => kind === 'lit').map(({ mic }) => mic);
  return [
    {
      id: 'absAcf',
      title: 'Autocorrelation of absolute 1-s returns',
      xTitle: 'lag, seconds',
      yTitle: 'correlation',
      x: absLags,
      lines: lines(
        'absAcf',
        reference('target at lag 10 and above: 0.05', absLags, () => 0.05),
      ),
    },
    {
      id: 'signAcf',
      title: 'Autocorrelation of trade signs',
      xTitle: 'lag, trades',
      yTitle: 'correlation',
      x: signLags,
      lines: lines(
        'signAcf',
        reference('lag^−½ through the middle of the target', signLags, (lag) => 0.2 * Math.sqrt(10 / lag)),
      ),
    },
    {
      id: 'orderSignAcf',
      title: 'Autocorrelation of order signs',
      xTitle: 'lag, orders (prints of one side within 1 ms are one)',
      yTitle: 'correlation',
      x: signLags,
      lines: lines('orderSignAcf'),
    },
    {
      id: 'returnAcf',
      title: 'Autocorrelation of 1-s returns',
      xTitle: 'lag, seconds',
      yTitle: 'correlation',
      x: upTo(RETURN_LAGS),
      lines: lines('returnAcf'),
    },
    {
      id: 'spread',
      title: 'Distribution of the NBBO spread',
      xTitle: `ticks (${SPREAD_BINS - 1}: that and more; 0: locked or crossed)`,
      yTitle: '% of time',
      x: Array.from({ length: SPREAD_BINS }, (_, i) => i),
      lines: lines('spread'),
    },
    {
      id: 'returns',
      title: 'Distribution of 1-s returns',
      xTitle: 'standard deviations',
      yTitle: 'density',
      x: returnX,
      lines: lines('returns', reference('normal', returnX, normalDensity)),
    },
    {
      id: 'kurtosis',
      title: 'Excess kurtosis by horizon',
      xTitle: 'seconds',
      yTitle: 'excess kurtosis',
      x: [...HORIZONS],
      lines: lines(
        'kurtosis',
        reference('normal', HORIZONS, () => 0),
      ),
    },
    {
      id: 'signature',
      title: 'Volatility signature',
      xTitle: 'seconds between two looks at the middle',
      yTitle: 'volatility per √s over that at 1 s',
      x: [...HORIZONS],
      lines: lines(
        'signature',
        reference('random walk', HORIZONS, () => 1),
      ),
    },
    {
      id: 'races',
      title: 'Duration of races',
      xTitle: `µs between the first two messages (${(RACE_BINS * RACE_BIN) / 1000}: that and more)`,
      yTitle: '% of races',
      x: Array.from({ length: RACE_BINS }, (_, i) => ((i + 0.5) * RACE_BIN) / 1000),
      lines: simulated('races'),
    },
    {
      id: 'sizes',
      title: 'Distribution of trade sizes',
      xTitle: 'shares',
      yTitle: '% of trades',
      x: [...SIZE_EDGES],
      labels: SIZE_EDGES.map(sizeLabel),
      lines: lines('sizes'),
    },
    {
      id: 'atNbbo',
      title: 'Time at the NBBO, by venue',
      xTitle: 'venue',
      yTitle: '% of time',
      ...bars(lit, runs, recorded, 'atNbbo'),
    },
    {
      id: 'volume',
      title: 'Share of lit volume, by venue',
      xTitle: 'venue',
      yTitle: '% of shares',
      ...bars(lit, runs, recorded, 'volume'),
    },
    ...dayCurves(runs, recorded),
    ...impactCurve(runs),
  ];
}

function impactCurve(runs: readonly Measures[]): RealismCurve[] {
  if (!runs.some((run) => run.impact)) return [];
  const x = IMPACT_SIZES.map((size) => 100 * size);
  const simulated = average(runs.map((run) => run.impact?.ticks ?? []));
  const middle = IMPACT_SIZES.indexOf(0.01);
  const scale = simulated.y[middle] ?? 1;
  return [
    {
      id: 'impact',
      title: 'Cost of a metaorder by its size',
      xTitle: '% of a day’s volume',
      yTitle: 'ticks a share',
      x,
      lines: [simulated, reference('square root, through the middle', x, (size) => scale * Math.sqrt(size / x[middle]!))],
    },
  ];
}

type CurveKey = { [Key in keyof Curves]: Curves[Key] extends Points ? Key : never }[keyof Curves];

/** The day's course: every line over the same hours, absent where it was not measured. */
function dayCurves(runs: readonly Measures[], recorded: readonly RecordedDay[]): RealismCurve[] {
  const all = [...runs, ...recorded.map(({ measures }) => measures)].map(({ curves }) => curves);
  const first = Math.min(...all.map(({ firstBin }) => firstBin));
  const end = Math.max(...all.map(({ firstBin, daySpread }) => firstBin + daySpread.length));
  const x = Array.from({ length: Math.max(0, end - first) }, (_, i) => ((first + i + 0.5) * DAY_BIN) / HOUR);
  const course = (id: string, title: string, yTitle: string, key: 'daySpread' | 'dayShares' | 'dayVolatility'): RealismCurve => ({
    id,
    title,
    xTitle: 'hour of the day',
    yTitle,
    x,
    lines: compared(key, runs, recorded, ({ curves }) => x.map((_, i) => curves[key][first + i - curves.firstBin])),
  });
  return [
    course('daySpread', 'Spread over the day', 'ticks', 'daySpread'),
    course('dayShares', 'Volume over the day', 'shares a minute', 'dayShares'),
    course('dayVolatility', 'Volatility over the day', 'ticks, rms of 1-s returns', 'dayVolatility'),
  ];
}

function bars(
  lit: readonly string[],
  runs: readonly Measures[],
  recorded: readonly RecordedDay[],
  what: 'atNbbo' | 'volume',
): Pick<RealismCurve, 'x' | 'labels' | 'lines'> {
  const others = recorded
    .filter(({ untold }) => !untold.includes(what))
    .flatMap(({ measures }) => measures.venues.flatMap((venue) => (venue[what] ? [venue.mic] : [])))
    .filter((mic) => !lit.includes(mic));
  const labels = [...new Set([...lit, ...others])];
  const of = ({ venues }: Measures) => labels.map((mic) => venues.find((venue) => venue.mic === mic)?.[what]);
  return { x: labels.map((_, i) => i), labels, lines: compared(what, runs, recorded, of) };
}

/** The simulation, and every recorded day that can tell `key`. */
function compared(
  key: string,
  runs: readonly Measures[],
  recorded: readonly RecordedDay[],
  of: (measures: Measures) => Points,
): Line[] {
  const days = recorded.filter(({ untold }) => !untold.includes(key));
  return [average(runs.map(of)), ...days.map(({ tape, measures }): Line => ({ name: tape, kind: 'recorded', y: of(measures) }))];
}

/** Mean over seeds at each place, of those that have it. */
function average(runs: readonly Points[]): Line {
  const places = Array.from({ length: runs[0]?.length ?? 0 }, (_, i) =>
    runs.map((points) => points[i]).filter((point) => point !== undefined),
  );
  const half = (values: readonly number[]) => {
    const spread = deviation(values);
    return spread === undefined ? undefined : spread / 2;
  };
  return { name: 'simulated', kind: 'simulated', y: places.map(mean), spread: places.map(half) };
}

function reference(name: string, x: readonly number[], of: (x: number) => number): Line {
  return { name, kind: 'reference', y: x.map(of) };
}

function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

function sizeLabel(edge: number, i: number): string {
  const next = SIZE_EDGES[i + 1];
  if (next === undefined) return `${edge}+`;
  return next === edge + 1 ? String(edge) : `${edge}–${next - 1}`;
}

function upTo(lags: number): number[] {
  return Array.from({ length: lags }, (_, k) => k + 1);
}
