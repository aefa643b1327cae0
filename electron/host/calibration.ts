import { timeText } from '../../shared/format.ts';
import type { Nanos } from '../../shared/units.ts';
import type { Parsed } from '../../shared/wire/contract.ts';
import type { RealismReport } from '../../shared/wire/realism.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import { type CalibrateProgress, calibrate } from './calibrate.ts';
import type { Running } from './long-run.ts';
import type { RecordedSession } from './recorded.ts';
import type { Opening } from './session.ts';

/** The desk's "is this market realistic?". `days` are the openings of recorded days at hand. */
export function calibration(
  { scenario, seed, seeds, minutes }: Parsed<'calibrate.run'>,
  { config }: Opening,
  days: readonly Opening[],
  { signal, threads, elapsed, tell }: Running,
): Promise<RealismReport> {
  return calibrate({
    scenario,
    config,
    symbol: usualSymbol(config),
    seeds: Array.from({ length: seeds }, (_, i) => seed + i),
    minutes,
    recorded: days.flatMap(({ config: day, tape }): RecordedSession[] => (tape ? [{ config: day, tape }] : [])),
    threads,
    signal,
    onProgress: (progress) => {
      const { done, total } = progress;
      tell({ done, total, text: progressText(progress, elapsed()) });
    },
  });
}

/** How far it is and how fast it goes. `seconds` since the start, wall time. */
export function progressText({ run, now, finished, total, events }: CalibrateProgress, seconds: number): string {
  const rate = seconds > 0 ? `, ${Math.round(events / seconds / 1000)} thousand events/s` : '';
  return `${finished} of ${total} done; ${run} at ${timeText(now as Nanos)}${rate}`;
}
