import { decimal, percentText } from '../../../../shared/format.ts';
import { quantile } from '../../../../shared/tca/paired.ts';
import type { CompareReport, ContestantReport, Estimate } from '../../../../shared/wire/compare.ts';
import { dotsPicture } from '../../../charts/dots.ts';
import { histogram, histogramPicture } from '../../../charts/histogram.ts';
import { type IntervalRow, intervalPicture } from '../../../charts/interval.ts';
import { partsPicture } from '../../../charts/parts.ts';
import type { Picture } from '../../../charts/picture.ts';
import { stackPicture } from '../../../charts/stack.ts';
import { waterfallPicture } from '../../../charts/waterfall.ts';
import { venueToken } from '../../../parts/venue.ts';
import { baselineOf, contestantName, type Rival, rivalsOf } from './contestants.ts';
import { CAUSE_WORDS, CAUSES, savingByCause } from './difference.ts';

/** What the panels draw: the contestants that they show, cheapest first, one of them lit. */
export interface Shown {
  readonly report: CompareReport;
  readonly rows: readonly ContestantReport[];
  readonly lit: ContestantReport;
}

const bps = (value: number) => decimal(value, 2);
const signedBps = (value: number) => decimal(value, 2, { sign: true });
const percent = (value: number) => percentText(value, 1);
const wholePercent = (value: number) => percentText(value, 0);
/** Bins of the seed by seed histograms. */
const BINS = 24;

/** The name in a chart: of several dispatches the lit one goes without saying. */
export function rowName({ report, lit }: Shown, one: ContestantReport): string {
  return contestantName(report, one, lit.dispatch);
}

/** Chart 1: all-in cost, the baseline's mean dashed. */
export function costPicture(shown: Shown | undefined): Picture {
  const base = shown && baselineOf(shown.report);
  return intervalPicture({
    ...intervals(shown, shown?.rows ?? [], ({ bps: cost, spread: { p5, p95 } }) => ({ ...cost, p5, p95 })),
    print: bps,
    reference: base && shown && { value: base.bps.mean, name: rowName(shown, base) },
    of: 'orders',
    most: true,
  });
}

/** Chart 2: what each saves against the baseline, paired by seed; the pale bar is of the seeds. */
export function savingPicture(shown: Shown | undefined): Picture {
  return intervalPicture({
    ...intervals(shown, shown ? rivalsOf({ contestants: shown.rows }) : [], ({ saving }) => {
      const sorted = saving.perSeed.toSorted((a, b) => a - b);
      return { ...saving.bps, p5: quantile(sorted, 0.05), p95: quantile(sorted, 0.95) };
    }),
    print: signedBps,
    reference: { value: 0, name: 'No difference', solid: true },
    of: 'seeds',
    most: true,
  });
}

/** Chart 3: what was executed of the order, and of what was sent first. */
export function fillPicture(shown: Shown | undefined): Picture {
  return dotsPicture({
    series: [
      { name: 'Whole order', short: 'whole order' },
      { name: 'First round', short: 'first round' },
    ],
    rows: (shown?.rows ?? []).map((one) => ({ name: rowName(shown!, one), dots: [share(one.fillRate), share(one.firstFillRate)] })),
    print: percent,
    axis: wholePercent,
    selected: litRow(shown, shown?.rows),
  });
}

/** Chart 4: where each one traded; dark pools first, hatched. `letters`: what a narrow part is called, by MIC. */
export function venuesPicture(shown: Shown | undefined, letters: ReadonlyMap<string, string> = new Map()): Picture {
  const venues = [...(shown?.lit.venues ?? [])].sort((a, b) => Number(a.kind === 'lit') - Number(b.kind === 'lit'));
  return stackPicture({
    parts: venues.map(({ mic, kind }) => ({
      name: mic,
      short: letters.get(mic) ?? mic,
      token: venueToken(mic),
      hollow: kind === 'dark',
    })),
    rows: (shown?.rows ?? []).map((one) => ({
      name: rowName(shown!, one),
      fractions: venues.map(({ mic }) => one.venues.find((venue) => venue.mic === mic)?.share ?? 0),
    })),
    selected: litRow(shown, shown?.rows),
  });
}

/** Tones of the causes of a regret: those of the same terms in Why. */
const TONES = { price: '--term-1', fee: '--term-3', hidden: '--term-5', opportunity: '--term-8' } as const;

/** Regret against O1, by cause. */
export function regretPicture(shown: Shown | undefined): Picture {
  const causes = ['price', 'fee', 'hidden', 'opportunity'] as const;
  return partsPicture({
    parts: causes.map((cause) => ({ name: CAUSE_WORDS[cause][0], token: TONES[cause] })),
    rows: (shown?.rows ?? []).map((one) => ({ name: rowName(shown!, one), values: causes.map((cause) => one.parts[cause]) })),
    print: bps,
    selected: litRow(shown, shown?.rows),
    total: 'Regret',
  });
}

/** How far each one was from each of the oracles. */
export function oraclesPicture(shown: Shown | undefined): Picture {
  return dotsPicture({
    series: [
      { name: 'O1, on arrival', short: 'O1' },
      { name: 'O2, in its time', short: 'O2' },
      { name: 'O3, best fixed', short: 'O3' },
    ],
    rows: (shown?.rows ?? []).map((one) => ({
      name: rowName(shown!, one),
      dots: [one.regret.static.bps, one.regret.window.bps, one.regret.fixed.bps],
    })),
    print: bps,
    selected: litRow(shown, shown?.rows),
  });
}

/** The part of what O1 would have saved over the baseline that each one saves. */
export function capturePicture(shown: Shown | undefined): Picture {
  const rows = (shown?.rows ?? []).flatMap((one) => (one.saving?.capture ? [{ one, capture: one.saving.capture }] : []));
  return intervalPicture({
    rows: rows.map(({ one, capture }) => ({ name: rowName(shown!, one), ...capture })),
    selected: litRow(
      shown,
      rows.map(({ one }) => one),
    ),
    print: wholePercent,
    axis: wholePercent,
    reference: { value: 1, name: 'All of it' },
  });
}

/** What the order itself moved the midpoint by in a second. */
export function leakPicture(shown: Shown | undefined): Picture {
  const rows = (shown?.rows ?? []).flatMap((one) => (one.leakBps ? [{ one, leak: one.leakBps }] : []));
  return intervalPicture({
    rows: rows.map(({ one, leak }) => ({ name: rowName(shown!, one), ...leak })),
    selected: litRow(
      shown,
      rows.map(({ one }) => one),
    ),
    print: signedBps,
    reference: { value: 0, name: 'The market without the order', solid: true },
  });
}

/** Saving of each seed against the baseline, bps. */
export function seedPicture(shown: Shown | undefined): Picture {
  const rivals: readonly Rival[] = shown ? rivalsOf({ contestants: shown.rows }) : [];
  return histogramPicture({
    rows: rivals.map((one) => ({
      name: rowName(shown!, one),
      ...histogram(one.saving.perSeed, Math.min(BINS, Math.max(4, Math.round(one.saving.perSeed.length / 3)))),
      mean: one.saving.bps.mean,
      note: [wholePercent(one.saving.winRate), 'better'] as const,
    })),
    print: signedBps,
    selected: litRow(shown, rivals),
  });
}

/** Where the lit one's saving comes from; the parts end in the saving. */
export function differencePicture(shown: Shown | undefined): Picture {
  const causes = shown?.lit.saving ? savingByCause(shown.report, shown.lit) : undefined;
  return waterfallPicture({
    parts: causes ? CAUSES.map((cause) => ({ name: CAUSE_WORDS[cause][0], value: causes[cause] })) : [],
    total: 'saving',
    print: signedBps,
  });
}

function intervals<Row extends ContestantReport>(
  shown: Shown | undefined,
  rows: readonly Row[],
  pick: (one: Row) => Omit<IntervalRow, 'name'>,
): { readonly rows: readonly IntervalRow[]; readonly selected?: number } {
  return {
    rows: rows.map((one) => ({ name: rowName(shown!, one), ...pick(one) })),
    selected: litRow(shown, rows),
  };
}

function litRow(shown: Shown | undefined, rows: readonly ContestantReport[] = []): number | undefined {
  const at = rows.findIndex(({ name }) => name === shown?.lit.name);
  return at < 0 ? undefined : at;
}

/** A rate lies between 0 and 1; the interval of its mean may not look as if it did not. */
function share(rate: Estimate | undefined): Estimate | undefined {
  return rate && { mean: rate.mean, low: Math.max(0, rate.low), high: Math.min(1, rate.high) };
}
