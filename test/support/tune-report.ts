import type { Estimate } from '../../shared/wire/compare.ts';
import type { TryVerdict, TuneReport, TuneTry } from '../../shared/wire/tuning.ts';

const around = (mean: number, half: number): Estimate => ({ mean, low: mean - half, high: mean + half });

export function tuneTry(number: number, verdict: TryVerdict, saving: Estimate, change: Partial<TuneTry> = {}): TuneTry {
  return { number, round: 1, changes: [{ name: 'tuning.leakTicks', from: 0.5, to: 0.75 }], seeds: 8, saving, verdict, ...change };
}

/** A search that took one step of five, which fresh seeds confirm. */
export function tuneReport(change: Partial<TuneReport> = {}): TuneReport {
  return {
    scenario: 'us2026',
    symbol: 'ALTO',
    strategy: 'smart',
    dispatch: 'parallel',
    seeds: '2001-2008',
    engineVersion: '4',
    budget: 5,
    tries: [
      tuneTry(1, 'accepted', around(0.02, 0.01)),
      tuneTry(2, 'outdone', around(0.015, 0.01), { changes: [{ name: 'router.darkFillPrior', from: 0.3, to: 0.4 }] }),
      tuneTry(3, 'notProven', around(0.004, 0.01)),
      tuneTry(4, 'noBetter', around(-0.01, 0.02)),
      tuneTry(5, 'dropped', around(-0.02, 0.01), { seeds: 2 }),
    ],
    parameters: [
      { name: 'tuning.leakTicks', start: 0.5, best: 0.75, min: 0, max: 10 },
      { name: 'router.darkFillPrior', start: 0.3, best: 0.3, min: 0, max: 1 },
    ],
    startBps: 1.25,
    bestBps: 1.23,
    ended: 'budget',
    confirmation: { seeds: '2009-2016', start: 1.31, tuned: 1.295, saving: around(0.015, 0.005), holds: true },
    ...change,
  };
}
