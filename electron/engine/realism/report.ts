import type { SessionConfig } from '../../../shared/config/session.ts';
import type { RealismReport, RealismRow } from '../../../shared/wire/realism.ts';
import { ENGINE_VERSION } from '../engine.ts';
import { realismCurves } from './curves.ts';
import type { Measures } from './measures.ts';
import { type Range, ROWS, type RowSpec } from './rows.ts';
import { deviation, mean } from './statistics.ts';

export interface RecordedDay {
  /** Its title in the report. */
  readonly tape: string;
  readonly measures: Measures;
  /** Ids of rows, curves and figures of a venue that it cannot tell, though the code gives a number. */
  readonly untold: readonly string[];
}

export interface ReportParts {
  readonly scenario: string;
  readonly config: SessionConfig;
  readonly symbol: string;
  readonly minutes: number;
  readonly seeds: readonly number[];
  /** One a seed, in their order. */
  readonly runs: readonly Measures[];
  readonly recorded: readonly RecordedDay[];
}

/** The rows' ranges speak of a $100 stock: where a spread of so many ticks is about as many bps. */
const TICKS_OF_100_DOLLARS = { low: 8_000, high: 12_500 };

/** Every row and picture. A row with a target that could not be measured does not hold. */
export function realismReport(parts: ReportParts): RealismReport {
  const { scenario, config, symbol, minutes, seeds, recorded } = parts;
  const rows = [...ROWS.map((spec) => statistic(spec, parts)), ...impactRow(parts), ...venueRows(parts)];
  const targets = rows.filter((row) => row.target);
  return {
    scenario,
    symbol,
    seeds,
    tunedOn: tunedOn(config),
    minutes,
    engineVersion: ENGINE_VERSION,
    rows,
    curves: realismCurves(parts),
    tapes: recorded.map(({ tape }) => tape),
    held: targets.filter((row) => row.holds).length,
    targets: targets.length,
    illustrative: config.illustrative,
  };
}

/** Seeds that a scenario's parameters were calibrated on. */
export function tunedOn(config: SessionConfig): readonly number[] {
  return config.market === 'agents' ? config.tunedOn : [];
}

/** The symbol whose price and tick come nearest to those the ranges speak of. */
export function usualSymbol({ symbols }: SessionConfig): string {
  const distance = (i: number) => Math.abs(Math.log(symbols[i]!.openPx / symbols[i]!.tick / 10_000));
  let nearest = 0;
  for (let i = 1; i < symbols.length; i++) if (distance(i) < distance(nearest)) nearest = i;
  return symbols[nearest]!.symbol;
}

function statistic(spec: RowSpec, { config, symbol, runs, recorded }: ReportParts): RealismRow {
  const { id, title, unit, basis, onTape } = spec;
  const target = id === 'spreadBps' && !isUsual(config, symbol) ? undefined : spec.target;
  const values = runs.map((run) => run.values[id]);
  const taken = recorded.flatMap(({ tape, measures, untold }) =>
    onTape && !untold.includes(id) ? [{ tape, value: measures.values[id] }] : [],
  );
  return row({ id, title, unit, basis, target, values, taken });
}

/** The exponent of domain 4.4's impact check, where it was measured. */
function impactRow({ runs }: ReportParts): RealismRow[] {
  if (!runs.some((run) => run.impact)) return [];
  const basis = 'cost ≈ Y σ √(Q/V), exponent fitted over 0.1–10 % of a day’s volume [M]';
  const target = { low: 0.4, high: 0.7 };
  const values = runs.map((run) => run.impact?.exponent);
  return [row({ id: 'impact', title: 'cost of a metaorder by its size', unit: 'exponent', basis, target, values, taken: [] })];
}

/** What each lit venue has of it, for comparison. */
function venueRows({ config, runs, recorded }: ReportParts): RealismRow[] {
  const lit = config.venues.filter(({ kind }) => kind === 'lit');
  const kinds = [
    { what: 'atNbbo', title: 'time at the NBBO', unit: '% of time', basis: 'mean of both sides' },
    { what: 'volume', title: 'share of lit volume', unit: '%', basis: 'shares traded on the lit venues' },
    { what: 'racesWonByTakers', title: 'races won by takers', unit: '%', basis: 'more where makers’ cancels have farther to go' },
  ] as const;
  return kinds.flatMap(({ what, title, unit, basis }) =>
    lit.map(({ mic }) => {
      const of = (measures: Measures) => measures.venues.find((venue) => venue.mic === mic)?.[what];
      const taken = recorded.flatMap(({ tape, measures, untold }) =>
        untold.includes(what) ? [] : [{ tape, value: of(measures) }],
      );
      return row({ id: `${what}.${mic}`, title: `${title}, ${mic}`, unit, basis, target: undefined, values: runs.map(of), taken });
    }),
  );
}

interface RowParts extends Omit<RealismRow, 'target' | 'mean' | 'spread' | 'holds' | 'recorded'> {
  readonly target: Range | undefined;
  readonly taken: readonly { readonly tape: string; readonly value: number | undefined }[];
}

function row({ target, taken, ...rest }: RowParts): RealismRow {
  const measured = rest.values.filter((value) => value !== undefined);
  const average = mean(measured);
  const spread = deviation(measured);
  return {
    ...rest,
    ...(target && { target, holds: average !== undefined && isWithin(average, target) }),
    ...(average !== undefined && { mean: average }),
    ...(spread !== undefined && { spread }),
    recorded: taken.flatMap(({ tape, value }) => (value === undefined ? [] : [{ tape, value }])),
  };
}

function isWithin(value: number, { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }: Range): boolean {
  return value >= low && value <= high;
}

function isUsual({ symbols }: SessionConfig, symbol: string): boolean {
  const spec = symbols.find((known) => known.symbol === symbol);
  const ticks = spec ? spec.openPx / spec.tick : 0;
  return ticks >= TICKS_OF_100_DOLLARS.low && ticks <= TICKS_OF_100_DOLLARS.high;
}
