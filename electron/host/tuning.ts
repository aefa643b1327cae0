import type { Parsed } from '../../shared/wire/contract.ts';
import type { TuneReport } from '../../shared/wire/tuning.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import type { Asker, Running } from './long-run.ts';
import type { Opening } from './session.ts';
import { tryingText, tune } from './tune.ts';
import type { TuneMemo } from './tune-memo.ts';

/** The desk's search for better numbers. It goes on from `memo`; `asker` is told of it after every round. */
export function tuning(
  params: Parsed<'tune.run'>,
  { config }: Opening,
  memo: TuneMemo,
  asker: Asker,
  { signal, threads, tell }: Running,
): Promise<TuneReport> {
  const { scenario, symbol = usualSymbol(config), strategy, dispatch, seed, seeds, parameters, budget } = params;
  let done = 0;
  return tune({
    scenario,
    config,
    symbol,
    strategy: strategy ?? 'smart',
    dispatch: dispatch ?? 'parallel',
    seeds: Array.from({ length: seeds }, (_, i) => seed + i),
    ...(parameters && { parameters }),
    budget,
    memo,
    threads,
    signal,
    onReport: (report) => asker.push('tuning', report),
    onProgress: (progress) => {
      const { tried, trying } = progress;
      // Settings under way count by their seeds. A step that is then tried on the others was counted already.
      done = Math.max(done, Math.min(budget, tried + (trying.length * progress.done) / progress.total));
      tell({ done, total: budget, text: tryingText(progress) });
    },
  });
}
