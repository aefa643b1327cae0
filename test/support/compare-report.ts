import { type Qty, qty } from '../../shared/units.ts';
import type { CellRow, CompareCell, CompareReport, ContestantReport, Estimate, PairedSaving } from '../../shared/wire/compare.ts';

/** `around(0.3, 0.1)`: from 0.2 to 0.4. */
export function around(mean: number, half: number): Estimate {
  return { mean, low: mean - half, high: mean + half };
}

export function paired(bps: Estimate, perSeed: readonly number[], change: Partial<PairedSaving> = {}): PairedSaving {
  return {
    bps,
    standardError: 0.01,
    unpairedStandardError: 0.2,
    t: 30,
    p: 0.0001,
    holm: 0.0004,
    winRate: perSeed.filter((saving) => saving > 0).length / perSeed.length,
    tieRate: 0,
    seedsFor005Bps: 3,
    capture: around(bps.mean / 0.4, 0.1),
    separated: true,
    perSeed,
    ...change,
  };
}

/** Of a strategy under parallel dispatch; its regret against O1 is the sum of the parts. */
export function contestant(
  strategy: ContestantReport['strategy'],
  bps: Estimate,
  parts: ContestantReport['parts'],
  change: Partial<ContestantReport> = {},
): ContestantReport {
  const regret = parts.price + parts.fee + parts.hidden + parts.opportunity;
  return {
    name: strategy,
    strategy,
    dispatch: 'parallel',
    bps,
    spread: { median: bps.mean, p5: bps.mean - 1, p95: bps.mean + 1 },
    dollars: bps.mean * 20,
    feeDollars: 3,
    fillRate: around(1, 0),
    firstFillRate: around(0.95, 0.08),
    leakBps: around(0.8, 0.05),
    completeMs: { median: 0.5, p5: 0.4, p95: 300 },
    regret: {
      static: { bps: around(regret, 0.1), score: 80 },
      window: { bps: around(regret + 7, 1), score: 10 },
      fixed: { bps: around(regret + 1, 0.5), score: 40 },
    },
    parts,
    venues: [
      { mic: 'XNYS', kind: 'lit', share: 0.6 },
      { mic: 'XNAS', kind: 'lit', share: 0.3 },
      { mic: 'ASMT', kind: 'dark', share: 0.1 },
    ],
    tradeThroughs: { none: 100, exempt: 4, violation: 0 },
    ...change,
  };
}

const cheap = contestant(
  'smart',
  around(0.9, 0.1),
  { price: 0.15, fee: 0, hidden: 0.05, opportunity: 0 },
  { saving: paired(around(0.3, 0.05), [0.28, 0.32, 0.3, 0.3]), firstFillRate: around(0.1, 0.02) },
);
const patient = contestant(
  'net_max',
  around(1, 0.8),
  { price: 0.8, fee: 0, hidden: 0.3, opportunity: 0 },
  {
    saving: paired(around(0.2, 0.7), [1.2, -0.8, 0.9, -0.5], {
      standardError: 0.5,
      holm: 1,
      separated: false,
      seedsFor005Bps: 1_500,
    }),
    feeDollars: 2.7,
    leakBps: around(0.01, 0.02),
  },
);
const greedy = contestant(
  'rebate_max',
  around(1.1, 0.4),
  { price: 0.7, fee: -0.1, hidden: 0.3, opportunity: 0 },
  {
    saving: paired(around(0.1, 0.5), [0.9, -0.9, 0.8, -0.4], {
      standardError: 0.4,
      holm: 1,
      separated: false,
      seedsFor005Bps: 1_200,
    }),
    feeDollars: -2.8,
    leakBps: around(0.25, 0.1),
  },
);
const baseline = contestant('price_time', around(1.2, 0.05), { price: 0.08, fee: 0.05, hidden: 0.27, opportunity: 0 });
const single = contestant(
  'single_venue',
  around(1.6, 0.2),
  { price: 0.5, fee: 0.07, hidden: 0.33, opportunity: 0 },
  { saving: paired(around(-0.4, 0.1), [-0.38, -0.42, -0.4, -0.4]), fillRate: around(0.97, 0.01), leakBps: around(0.9, 0.1) },
);

/** What the strategies did in a cell: the saving of `smart` as given, all else alike. */
function cell(place: Omit<CompareCell, 'rows' | 'orders'>, saving: Estimate, own: Partial<CellRow> = {}): CompareCell {
  const plain = { bps: 1.2, fillRate: 0.99, firstFillRate: 0.95, leakBps: 1 };
  return {
    ...place,
    orders: 16,
    rows: [
      { ...plain, name: 'smart', bps: 1.2 - saving.mean, saving, capture: 0.5, ...own },
      { ...plain, name: 'net_max', saving: around(0.2, 0.5) },
      { ...plain, name: 'rebate_max', saving: around(0.1, 0.5) },
      { ...plain, name: 'price_time' },
      { ...plain, name: 'single_venue', bps: 1.6, saving: around(-0.4, 0.1) },
    ],
  };
}

/**
 * A comparison as the host gives it, of five strategies over four seeds: one that is proven cheaper and has a place where it is not, two that
 * vary too much to be told, one that is proven dearer. The parts of each regret sum to it.
 */
export function compareReport(change: Partial<CompareReport> = {}): CompareReport {
  return {
    scenario: 'us2026',
    title: 'US equities 2026: twelve venues',
    symbol: 'ALTO',
    seeds: [1001, 1002, 1003, 1004],
    seedsAsked: 4,
    partial: false,
    engineVersion: '0',
    orderProtection: true,
    horizon: 10,
    timeInForce: 'day',
    against: 'price_time',
    quotedQty: 1279.1,
    sizes: [
      { size: '0.5 %', orderQty: qty(384) },
      { size: '5 %', orderQty: 3_837 as Qty },
    ],
    moods: ['calm', 'volatile'],
    orders: 64,
    refused: 0,
    contestants: [cheap, patient, greedy, baseline, single],
    best: 'smart',
    staticBps: around(0.8, 0.05),
    overfill: { qty: 3041, share: 4.603 },
    cells: [
      cell({ size: '0.5 %' }, around(0.6, 0.1)),
      cell({ size: '5 %' }, around(-0.1, 0.08), { fillRate: 0.96, leakBps: 1.3, firstFillRate: 0.1 }),
      cell({ mood: 'calm' }, around(0.4, 0.1)),
      cell({ mood: 'volatile' }, around(0.02, 0.1)),
      cell({ trouble: 'none' }, around(0.3, 0.1)),
      cell({ trouble: 'staleSip' }, around(0.3, 0.2)),
      cell({ size: '0.5 %', mood: 'calm', trouble: 'none', side: 'buy' }, around(0.7, 0.2)),
      cell({ size: '5 %', mood: 'volatile', trouble: 'any', side: 'sell' }, around(-0.5, 0.2)),
    ],
    illustrative: ['fees'],
    ...change,
  };
}

/** The same strategies under two dispatches, as the host names them; the baseline is the first of them. */
export function twoDispatches(): CompareReport {
  const plain = compareReport();
  const under = (dispatch: 'sequential' | 'parallel') =>
    plain.contestants.map((one): ContestantReport => {
      const named = { ...one, dispatch, name: `${one.strategy}/${dispatch}` };
      return one.saving || dispatch === 'sequential'
        ? named
        : { ...named, saving: paired(around(0, 0), [0, 0, 0, 0], { tieRate: 1, separated: false }) };
    });
  return compareReport({
    contestants: [...under('sequential'), ...under('parallel')],
    against: 'price_time/sequential',
    cells: [],
  });
}
