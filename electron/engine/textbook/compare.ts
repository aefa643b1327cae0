import type { Dispatch } from '../../../shared/routing.ts';
import { resampleMeans } from '../../../shared/tca/paired.ts';
import { MILLISECOND, PX_PER_DOLLAR, qty } from '../../../shared/units.ts';
import {
  type ExactRun,
  type PairedRow,
  TEXTBOOK_STRATEGIES,
  type TextbookReport,
  type TextbookVenue,
} from '../../../shared/wire/textbook.ts';
import { Stream } from '../random.ts';
import { runCorrected } from './corrected.ts';
import { CORRECTIONS } from './corrections.ts';
import { enumerate, outcomes, patternOf } from './enumerate.ts';
import { type Market, market, world } from './market.ts';
import { Mt19937 } from './mt19937.ts';
import { oracle } from './oracle.ts';
import { paired, type ReferenceRow, type ReferenceRun, reference } from './reference.ts';
import { Runs } from './runs.ts';
import { DARK, LIT } from './venues.ts';

export interface CompareOptions {
  /** First seed; the others follow it, modulo 2^32. */
  readonly seed: number;
  /** 2 or more. */
  readonly seeds: number;
  readonly orderQty: number;
  /** How the corrected mechanics sends its children; default parallel, where the table's presences keep their meaning. */
  readonly dispatch?: Dispatch;
}

export interface CompareProgress {
  readonly done: number;
  readonly total: number;
  readonly text: string;
}

export const RESAMPLES = 10_000;
const SEEDS_A_STEP = 100;
/** Bootstrap draws between two looks at the clock by the host: a few milliseconds. */
const DRAWS_A_STEP = 100_000;

/** Runs the whole comparison in one go. Same options, same report. Throws RangeError on options out of range. */
export function compare(options: CompareOptions, onProgress?: (progress: CompareProgress) => void): TextbookReport {
  const steps = compareSteps(options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    onProgress?.(step.value);
  }
}

/**
 * The comparison in steps of a few milliseconds: the host takes the next when it has time, may stop taking them at any point, and
 * finds the report as the generator's return value.
 */
export function* compareSteps(options: CompareOptions): Generator<CompareProgress, TextbookReport, void> {
  const { seed, seeds, dispatch = 'parallel' } = options;
  if (!Number.isSafeInteger(seeds) || seeds < 2) throw new RangeError(`seeds: ${seeds} is not 2 or more`);
  const orderQty = qty(options.orderQty);
  const table = outcomes(orderQty);
  const exact = reference(seed, orderQty);
  const side = market('buy');
  const total = seeds + RESAMPLES;
  const referenceRuns = new Runs(seeds, orderQty, side);
  const correctedRuns = new Runs(seeds, orderQty, side);

  for (let i = 0; i < seeds; i++) {
    if (i % SEEDS_A_STEP === 0) yield { done: i, total, text: `seed ${i} of ${seeds}` };
    const own = (seed + i) % 2 ** 32;
    const random = new Mt19937(own);
    const pattern = patternOf(LIT.map(() => random.uniform()));
    const drawn = world(own, side);
    for (const strategy of TEXTBOOK_STRATEGIES) {
      referenceRuns.addReference(strategy, i, table[strategy][pattern]!);
      correctedRuns.addCorrected(strategy, i, runCorrected(side, drawn, { strategy, orderQty, dispatch, orderProtection: true }));
    }
  }

  // One joint bootstrap: all eight series are resampled over the same seeds.
  const series = [referenceRuns.savings(), correctedRuns.savings()].flat();
  const resampled = series.map(() => new Float64Array(RESAMPLES));
  const means = new Float64Array(series.length);
  const stream = new Stream(0, 'textbook/bootstrap');
  const uniform = () => stream.uniform();
  const stride = Math.max(1, Math.floor(DRAWS_A_STEP / seeds));
  for (let b = 0; b < RESAMPLES; b++) {
    if (b % stride === 0) yield { done: seeds + b, total, text: `resample ${b} of ${RESAMPLES}` };
    resampleMeans(series, uniform, means);
    for (let s = 0; s < series.length; s++) resampled[s]![b] = means[s]!;
  }
  for (const values of resampled) values.sort();
  const half = series.length / 2;
  yield { done: total, total, text: 'report' };

  const dollars = (px: number) => px / PX_PER_DOLLAR;
  return {
    seed,
    seeds,
    side: 'buy',
    orderQty,
    venues: [...LIT, ...DARK].map((v, i): TextbookVenue => {
      const { mic, kind, latencyMs, makerFee, takerFee, hftPresence } = v;
      const bumpedMs = latencyMs + [...side.lit, ...side.dark][i]!.speedBump / MILLISECOND;
      const quote = { bidPx: v.bestBid, askPx: v.bestAsk, bidQty: v.bidSize, askQty: v.askSize };
      return { mic, kind, roundTripMs: latencyMs, bumpedMs, makerFee, takerFee, ...quote, hftPresence };
    }),
    bidPx: dollars(side.bidPx),
    askPx: dollars(side.askPx),
    midPx: dollars(side.midPx),
    spreadBps: spreadBps(side),
    exact: exactRun(exact, side),
    paired: pairedRows(seed, orderQty),
    reference: referenceRuns.report(resampled.slice(0, half), {
      mechanics: 'reference',
      title: "The source's rules, paired draws",
      dispatch: 'sequential',
      notes: [
        'Every strategy meets the same draws, one a venue; all else is as the source has it, errors included.',
        'Savings compare cost a share times the ordered shares: a run that could not buy all of them does not look cheap for it.',
      ],
    }),
    corrected: correctedRuns.report(resampled.slice(half), {
      mechanics: 'corrected',
      title: 'All 22 errors mended',
      dispatch,
      notes: [
        'Children are IOCs at the quoted price under order protection; what misses is routed again within two ticks of the arrival ask.',
        'Fast traders are alarmed by the first child seen; each reaches a venue at a time drawn once for the seed.',
        'Shares left over are charged one tick beyond the worst price seen, with the dearest fee.',
      ],
    }),
    enumeration: enumerate(orderQty),
    oracle: oracle(orderQty),
    corrections: CORRECTIONS,
    illustrative: [
      "The venue table is the source document's own; BATS is now Cboe BZX, and CROSSFINDER is reported as being switched off.",
      'Presence, hidden size, chance of an empty pool (50 %), dark fee (10 mils) and leak of a ping (5 %) are teaching figures.',
    ],
  };
}

/** The first seed's run of each strategy on the same draws (errors 2 and 5 mended: fill rate, pairing). A share or more always finds some fill. */
function pairedRows(seed: number, orderQty: number): PairedRow[] {
  const rows = paired(seed, orderQty);
  // Cost a share on the ordered shares: a strategy that could not buy all of them must not look cheap for it (error 14).
  const costOfAll = ({ quality, leavesQty }: ReferenceRow) => (quality.totalCost / (orderQty - leavesQty)) * orderQty;
  const baseline = costOfAll(rows[0]!);
  return rows.map((row) => {
    const { strategy, fills, leavesQty, quality } = row;
    return {
      strategy,
      avgPx: quality.avgPx!,
      totalCost: quality.totalCost,
      fees: quality.totalFees,
      slippageBps: quality.slippageBps!,
      fillRate: (orderQty - leavesQty) / orderQty,
      leavesQty,
      ...(strategy !== TEXTBOOK_STRATEGIES[0] && { saving: baseline - costOfAll(row) }),
      fills,
    };
  });
}

/** Quoted spread over midpoint, bps (error 1). */
export function spreadBps({ bidPx, askPx }: Pick<Market, 'bidPx' | 'askPx'>): number {
  return ((askPx - bidPx) / ((askPx + bidPx) / 2)) * 1e4;
}

function exactRun(run: ReferenceRun, side: Market): ExactRun {
  const rows = run.rows.map(({ strategy, quality, fills, draws, leavesQty }) => {
    if (quality.avgPx === undefined || quality.slippageBps === undefined) throw new Error(`${strategy}: no fill`);
    const saving = run.savings.find((s) => s.strategy === strategy);
    const { avgPx, slippageBps, totalCost, totalFees: fees, fillRate } = quality;
    const own = { strategy, avgPx, totalCost, fees, slippageBps, fillRate, leavesQty, draws: draws.length, fills };
    return { ...own, saving: saving?.dollars, savingBps: saving?.bps };
  });
  return {
    bidPx: run.bestBid,
    askPx: run.bestAsk,
    printedSpreadBps: (run.bestAsk - run.bestBid) * 10000,
    spreadBps: spreadBps(side),
    rows,
    ranking: [...rows].sort((a, b) => a.totalCost - b.totalCost).map(({ strategy }) => strategy),
  };
}
