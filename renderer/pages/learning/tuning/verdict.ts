import { countText, decimal, qtyText } from '../../../../shared/format.ts';
import type { Estimate } from '../../../../shared/wire/compare.ts';
import type { ParameterChange, TryVerdict, TuneReport, TuneTry } from '../../../../shared/wire/tuning.ts';
import type { Finding, Verdict } from '../../../parts/verdict.ts';
import { parameterWords, shortName } from './parameters.ts';

/** Fewer seeds than the search itself looks at first. */
const FEW_SEEDS = 8;

/** bps to the fourth place: settings differ by thousandths of one. */
export function bps(value: number): string {
  return decimal(value, 4);
}

export function signedBps(value: number): string {
  return decimal(value, 4, { sign: true });
}

/** Wall milliseconds roughly: `40 s`, `12 min`. */
export function minutesText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${qtyText(Math.round(seconds / 60))} min`;
}

/** `+0.0021 to +0.0120`. */
export function rangeText({ low, high }: Estimate): string {
  return `${signedBps(low)} to ${signedBps(high)}`;
}

/** What became of a try: shape, word, and what the word means. */
export const TRY_WORDS: Readonly<
  Record<TryVerdict, readonly [mark: 'good' | 'partial' | 'warn' | 'bad' | 'none', word: string, means: string]>
> = {
  accepted: ['good', 'accepted', 'its interval leaves out zero: the search went on from it'],
  outdone: ['partial', 'outdone', 'it holds by itself, but another step of the same round was better'],
  notProven: ['warn', 'not proven', 'cheaper on average, but its interval holds zero'],
  noBetter: ['bad', 'no better', 'no cheaper on all seeds'],
  dropped: ['none', 'dropped early', 'no cheaper on the first of the seeds: the others were saved'],
};

/** `leakTicks 0.5 → 0.75, spray .50 → .30`. */
export function changesText(changes: readonly ParameterChange[]): string {
  return changes
    .map(({ name, from, to }) => `${shortName(name)} ${parameterWords(name).print(from)} → ${parameterWords(name).print(to)}`)
    .join(', ');
}

/** A try in sentences. */
export function tryText({ changes, seeds, saving, verdict }: TuneTry): string {
  const what = changes.map(({ name, from, to }) => {
    const words = parameterWords(name);
    return `${words.name} (${words.note}) from ${words.print(from)} to ${words.print(to)}`;
  });
  const [, word, means] = TRY_WORDS[verdict];
  return `${what.join('; ')}. Saving over ${countText(seeds, 'seed')} ${signedBps(saving.mean)} bps, 95 % interval ${rangeText(saving)}. ${word.charAt(0).toUpperCase()}${word.slice(1)}: ${means}.`;
}

/** What the search allows to be said: while it goes on no more than how far it is. */
export function verdictOf(report: TuneReport): Verdict {
  return { ...headline(report), findings: findings(report) };
}

function headline(report: TuneReport): Omit<Verdict, 'findings'> {
  const { startBps, bestBps, confirmation, ended, parameters, seeds } = report;
  const changed = parameters.filter(({ start, best }) => start !== best).length;
  if (confirmation?.holds)
    return {
      who: 'The tuned setting',
      does: 'saves',
      figure: bps(confirmation.saving.mean),
      sub: `Confirmed on fresh seeds ${confirmation.seeds}: ${bps(confirmation.start)} to ${bps(confirmation.tuned)} bps, 95 % interval of the saving ${rangeText(confirmation.saving)}.`,
    };
  if (confirmation)
    return {
      who: 'Not confirmed: nothing is changed',
      sub: `On fresh seeds ${confirmation.seeds} the saving is ${signedBps(confirmation.saving.mean)} bps, and its 95 % interval ${rangeText(confirmation.saving)} holds zero. What the search found was chance, or belongs to its own seeds.`,
    };
  if (changed > 0)
    return {
      who: countText(changed, 'changed number'),
      does: changed === 1 ? 'saves' : 'save',
      figure: bps(startBps - bestBps),
      sub: `So far, on the search's own seeds ${seeds}: ${bps(startBps)} to ${bps(bestBps)} bps. Not confirmed on fresh seeds yet.`,
    };
  const none = `No step has a saving whose 95 % interval leaves out zero; the start costs ${bps(startBps)} bps on seeds ${seeds}.`;
  return ended ? { who: 'Nothing was proven: nothing is changed', sub: none } : { who: 'Nothing proven so far', sub: none };
}

function findings({ parameters, tries, ended, budget, confirmation }: TuneReport): readonly Finding[] {
  const changed = parameters.filter(({ start, best }) => start !== best);
  const count = (verdict: TryVerdict) => tries.filter((one) => one.verdict === verdict).length;
  const seeds = Math.max(0, ...tries.map((one) => one.seeds));
  const counts = (Object.keys(TRY_WORDS) as TryVerdict[]).flatMap((verdict) =>
    count(verdict) > 0 ? [`${qtyText(count(verdict))} ${TRY_WORDS[verdict][1]}`] : [],
  );
  return [
    ...changed.map(({ name, start, best }): Finding => {
      const words = parameterWords(name);
      return {
        kind: confirmation ? (confirmation.holds ? 'good' : 'bad') : 'none',
        text: `${words.name} (${words.note}): ${words.print(start)} to ${words.print(best)}.`,
      };
    }),
    ...(tries.length > 0
      ? [{ kind: 'none', text: `Of ${countText(tries.length, 'try', 'tries')}: ${counts.join(', ')}.` } as const]
      : []),
    ...(tries.length > 0 && seeds < FEW_SEEDS
      ? [{ kind: 'warn', text: `${countText(seeds, 'seed')}: an interval over so few says little.` } as const]
      : []),
    ...(ended === undefined
      ? []
      : [
          ended === 'budget'
            ? ({ kind: 'warn', text: `Ended by its budget of ${countText(budget, 'setting')}: more may be found.` } as const)
            : ({ kind: 'good', text: 'Ended because every step had become too small to matter.' } as const),
        ]),
  ];
}

/** The part of a scenario's `router` that changes, as JSON; undefined where nothing does. */
export function routerText({ parameters, confirmation }: TuneReport): string | undefined {
  if (!confirmation?.holds) return undefined;
  const group = (name: string) =>
    Object.fromEntries(
      parameters
        .filter((one) => one.name.startsWith(`${name}.`) && one.start !== one.best)
        .map((one) => [shortName(one.name), one.best]),
    );
  const tuning = group('tuning');
  return JSON.stringify({ ...group('router'), ...(Object.keys(tuning).length > 0 && { tuning }) });
}
