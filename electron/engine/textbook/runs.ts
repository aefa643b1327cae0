import { comparePaired, holm, meanInterval, moments, quantile, runsNeeded } from '../../../shared/tca/paired.ts';
import { MILLISECOND, MONEY_PER_DOLLAR, PX_PER_DOLLAR, type Qty } from '../../../shared/units.ts';
import {
  type Histogram,
  type Interval,
  type MechanicsReport,
  type RunStatistic,
  type Saving,
  type StrategyResult,
  TEXTBOOK_STRATEGIES,
  type TextbookStrategy,
} from '../../../shared/wire/textbook.ts';
import type { CorrectedRun } from './corrected.ts';
import type { Outcome } from './enumerate.ts';
import type { Market } from './market.ts';
import { DARK, LIT } from './venues.ts';

/** Fewer runs give no verdict: savings take few distinct values, and a handful of nearly equal ones makes t far too large. */
const LEAST_SEEDS = 30;
const MICS = [...LIT, ...DARK].map((v) => v.mic);

interface Columns {
  readonly totalCost: Float64Array;
  readonly allInPx: Float64Array;
  readonly avgPx: Float64Array;
  readonly fees: Float64Array;
  readonly fillRate: Float64Array;
  readonly elapsedMs: Float64Array | undefined;
  readonly shares: number[];
  tradeThroughQty: number;
}

/** One mechanics over all seeds: a column of numbers a strategy and measure. */
export class Runs {
  private readonly seeds: number;
  private readonly orderQty: Qty;
  private readonly market: Market;
  private readonly columns = new Map<TextbookStrategy, Columns>();

  constructor(seeds: number, orderQty: Qty, market: Market) {
    this.seeds = seeds;
    this.orderQty = orderQty;
    this.market = market;
  }

  addReference(strategy: TextbookStrategy, i: number, run: Outcome): void {
    const columns = this.of(strategy, false);
    columns.totalCost[i] = run.totalCost;
    columns.allInPx[i] = run.allInPx;
    columns.avgPx[i] = run.avgPx;
    columns.fees[i] = run.fees;
    columns.fillRate[i] = run.shares / this.orderQty;
    columns.tradeThroughQty += run.tradeThroughQty;
    for (const fill of run.fills) columns.shares[MICS.indexOf(fill.mic)]! += fill.qty;
  }

  addCorrected(strategy: TextbookStrategy, i: number, run: CorrectedRun): void {
    if (run.avgPx === undefined) throw new Error(`${strategy}: nothing filled of ${run.orderQty}`);
    const columns = this.of(strategy, true);
    columns.totalCost[i] = run.totalCost / MONEY_PER_DOLLAR;
    columns.allInPx[i] = run.totalCost / MONEY_PER_DOLLAR / run.orderQty;
    columns.avgPx[i] = run.avgPx / PX_PER_DOLLAR;
    columns.fees[i] = run.fees / MONEY_PER_DOLLAR;
    columns.fillRate[i] = run.fillRate;
    columns.elapsedMs![i] = run.elapsed / MILLISECOND;
    for (const fill of run.fills) {
      columns.shares[MICS.indexOf(fill.mic)]! += fill.lastQty;
      if (fill.tradeThrough === 'violation') columns.tradeThroughQty += fill.lastQty;
    }
  }

  /** `price_time` minus each other strategy, dollars for the ordered shares, whole micro-dollars so that equal fills tie. */
  savings(): Float64Array[] {
    const base = this.columns.get('price_time')!.allInPx;
    return TEXTBOOK_STRATEGIES.slice(1).map((strategy) => {
      const own = this.columns.get(strategy)!.allInPx;
      return own.map((price, i) => Math.round((base[i]! - price) * this.orderQty * MONEY_PER_DOLLAR) / MONEY_PER_DOLLAR);
    });
  }

  report(
    resampled: readonly Float64Array[],
    head: Pick<MechanicsReport, 'mechanics' | 'title' | 'notes' | 'dispatch'>,
  ): MechanicsReport {
    const strategies = TEXTBOOK_STRATEGIES.map((strategy) => this.result(strategy));
    const ranking = [...strategies].sort((a, b) => a.allInPx.mean - b.allInPx.mean).map(({ strategy }) => strategy);
    const base = this.columns.get('price_time')!.allInPx;
    const baseline = moments(base).mean * this.orderQty;
    const zero = new Float64Array(this.seeds);
    const rows = this.savings().map((values, i) => {
      const strategy = TEXTBOOK_STRATEGIES[i + 1]!;
      const { mean, deviation, standardError, t, p, winRate, tieRate } = comparePaired(values, zero);
      const unpaired = comparePaired(base, this.columns.get(strategy)!.allInPx).unpairedStandardError * this.orderQty;
      const sorted = values.toSorted();
      const bounds = { low: quantile(resampled[i]!, 0.025), high: quantile(resampled[i]!, 0.975) };
      const toBps = (dollars: number) => (dollars / baseline) * 1e4;
      const worst = sorted.subarray(0, Math.max(1, Math.floor(0.05 * sorted.length)));
      return {
        strategy,
        dollars: { mean, ...bounds } satisfies Interval,
        bps: { mean: toBps(mean), low: toBps(bounds.low), high: toBps(bounds.high) } satisfies Interval,
        standardError,
        unpairedStandardError: unpaired,
        t,
        p,
        winRate,
        tieRate,
        worst5: worst.reduce((sum, value) => sum + value, 0) / worst.length,
        min: sorted[0]!,
        max: sorted.at(-1)!,
        histogram: histogram(sorted),
        seedsToSeparate: mean === 0 ? undefined : runsNeeded(deviation, Math.abs(mean)),
        seedsFor005Bps: runsNeeded(toBps(deviation), 0.05),
      };
    });
    // A difference that never varies has no p; it counts as 1, so that a handful of equal seeds proves nothing.
    const adjusted = holm(rows.map(({ p }) => p ?? 1));
    const savings = rows.map((row, i): Saving => {
      const { low, high } = row.dollars;
      const separated = this.seeds >= LEAST_SEEDS && row.p !== undefined && adjusted[i]! < 0.05 && (low > 0 || high < 0);
      return { ...row, holm: row.p === undefined ? undefined : adjusted[i]!, separated };
    });
    return { ...head, strategies, savings, ranking };
  }

  private result(strategy: TextbookStrategy): StrategyResult {
    const { totalCost, allInPx, avgPx, fees, fillRate, elapsedMs, shares, tradeThroughQty } = this.columns.get(strategy)!;
    const mid = this.market.midPx / PX_PER_DOLLAR;
    const ask = this.market.askPx / PX_PER_DOLLAR;
    const against = (values: Float64Array, price: number) => statistic(values.map((value) => ((value - price) / price) * 1e4));
    const executed = shares.reduce((sum, value) => sum + value, 0);
    return {
      strategy,
      avgPx: statistic(avgPx),
      totalCost: statistic(totalCost),
      allInPx: statistic(allInPx),
      fees: statistic(fees),
      slippageAskBps: against(avgPx, ask),
      slippageMidBps: against(avgPx, mid),
      shortfallBps: against(allInPx, mid),
      fillRate: share(fillRate),
      tradeThroughQty: tradeThroughQty / this.seeds,
      elapsedMs: elapsedMs && statistic(elapsedMs),
      venues: [...LIT, ...DARK].map(({ mic, kind }, i) => ({
        mic,
        kind,
        shares: shares[i]! / this.seeds,
        share: shares[i]! / executed,
      })),
    };
  }

  private of(strategy: TextbookStrategy, timed: boolean): Columns {
    let columns = this.columns.get(strategy);
    if (columns === undefined) {
      const column = () => new Float64Array(this.seeds);
      const measures = { totalCost: column(), allInPx: column(), avgPx: column(), fees: column(), fillRate: column() };
      columns = { ...measures, elapsedMs: timed ? column() : undefined, shares: MICS.map(() => 0), tradeThroughQty: 0 };
      this.columns.set(strategy, columns);
    }
    return columns;
  }
}

function statistic(values: Float64Array): RunStatistic {
  const sorted = values.toSorted();
  return { ...meanInterval(values), p5: quantile(sorted, 0.05), p95: quantile(sorted, 0.95) };
}

/** A statistic of parts of a whole: its interval stays inside 0 and 1. */
function share(values: Float64Array): RunStatistic {
  const { low, high, ...rest } = statistic(values);
  return { ...rest, low: Math.max(0, low), high: Math.min(1, high) };
}

/** About 24 bins of a round width (1, 2 or 5 times a power of ten) with an edge on every multiple of it, so on 0 too. */
export function histogram(sorted: ArrayLike<number>): Histogram {
  const min = sorted[0]!;
  const max = sorted[sorted.length - 1]!;
  const rough = Math.max((max - min) / 24, 0.005);
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9))!;
  // Whole numbers over a whole divisor keep the edges exact decimals.
  const edge = (k: number) => (power < 1 ? (k * times) / Math.round(1 / power) : k * times * power);
  const step = edge(1);
  const from = Math.floor(min / step);
  const bins = Math.max(1, Math.ceil(max / step) - from);
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < sorted.length; i++) {
    let bin = Math.min(bins - 1, Math.max(0, Math.floor(sorted[i]! / step) - from));
    // The division may round across an edge by one last digit.
    if (bin > 0 && sorted[i]! < edge(from + bin)) bin--;
    else if (bin < bins - 1 && sorted[i]! >= edge(from + bin + 1)) bin++;
    counts[bin]!++;
  }
  return { edges: Array.from({ length: bins + 1 }, (_, k) => edge(from + k)), counts };
}
