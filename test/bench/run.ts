/**
 * `npm run bench [-- --json] [-- --only NAME] [-- --rounds N]`: every trial of `trials/`, each contender in a fresh process per round,
 * the rounds interleaved so that a slow minute of the machine meets them all. Figures drift by a third on a shared machine; the
 * ratios inside one run are what is meant. Exit 1 if contenders disagree on what they did.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { agrees, type ContenderReport, type LatencyReport, reached, spread, type TrialReport } from './report.ts';
import { table } from './table.ts';
import type { Contender, GrowthResult, HeapResult, Latency, SpeedResult, Trial } from './trial.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' }, rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds ${values.rounds}: a whole number from 1`);
const here = new URL('.', import.meta.url);
const names = readdirSync(new URL('trials', here)).map((file) => file.replace(/\.ts$/, ''));
const chosen = names.filter((name) => values.only === undefined || name === values.only);
if (chosen.length === 0) throw new Error(`--only ${values.only}: the trials are ${names.join(', ')}`);

const reports: TrialReport[] = [];
for (const name of chosen) {
  const { trial } = (await import(`./trials/${name}.ts`)) as { trial: Trial };
  const report = race(trial);
  reports.push(report);
  if (!values.json) process.stdout.write(`${table(report)}\n`);
}
if (values.json) {
  const machine = { node: process.version, v8: process.versions.v8, cpu: cpus()[0]?.model ?? 'unknown', cpus: cpus().length };
  process.stdout.write(`${JSON.stringify({ machine, trials: reports }, undefined, 2)}\n`);
}
if (reports.some(({ agree }) => !agree)) process.exitCode = 1;

function race(trial: Trial): TrialReport {
  const absent = trial.contenders.flatMap((contender) => {
    const why = 'absent' in contender ? contender.absent() : undefined;
    return why === undefined ? [] : [{ name: contender.name, why }];
  });
  const present = trial.contenders.filter(({ name }) => !absent.some((one) => one.name === name));
  const results: SpeedResult[][] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`${trial.name}: round ${round + 1} of ${rounds}`);
    results.push(present.map((contender) => child<SpeedResult>(trial.name, contender, 'speed', flagsOf(contender))));
  }
  progress(`${trial.name}: heap`);
  const contenders = present.map((contender, i) => {
    const own = results.map((round) => round[i]);
    return {
      name: contender.name,
      ...(contender.work !== undefined && { work: contender.work }),
      perSecond: spread(own.map(speed)),
      ratio: spread(results.map((round) => speed(round[0]) / speed(round[i]))),
      latency: latencies(results, i),
      totals: own[0].totals,
      ...memory(trial.name, contender),
      ...('start' in contender && { warmup: contender.warmup ?? own[0].count }),
    };
  });
  return {
    name: trial.name,
    work: trial.work,
    unit: trial.unit,
    rounds,
    count: results[0][0].count,
    agree: agrees(
      present.map(({ work }) => work),
      results,
    ),
    contenders,
    absent,
    goals: trial.goals.flatMap((goal) => reached(goal, contenders) ?? []),
  };
}

/** Medians over the rounds of one contender's percentiles, and of their ratios to ours, round by round. */
function latencies(results: readonly (readonly SpeedResult[])[], i: number): LatencyReport | undefined {
  const rounds = results.flatMap((round) => {
    const [ours, theirs] = [round[0].latency, round[i].latency];
    return ours && theirs ? [{ ours, theirs }] : [];
  });
  if (rounds.length === 0) return undefined;
  const over = (part: keyof Latency) => ({
    nanos: spread(rounds.map(({ theirs }) => theirs[part])),
    ratio: spread(rounds.map(({ ours, theirs }) => theirs[part] / ours[part])),
  });
  return { p50: over('p50'), p99: over('p99'), p999: over('p999'), undisturbed: over('undisturbed') };
}

function memory(trial: string, contender: Contender): Pick<ContenderReport, 'heap' | 'growth'> {
  if ('measure' in contender) return {};
  const { heap, growth } = contender;
  return {
    // A young generation that holds the whole run, so that no collection hides what was allocated.
    ...(heap && {
      heap: child<HeapResult>(trial, contender, 'heap', ['--min-semi-space-size=128', '--max-semi-space-size=128']),
    }),
    ...(growth && { growth: child<GrowthResult>(trial, contender, 'growth', flagsOf(contender)) }),
  };
}

function flagsOf(contender: Contender): readonly string[] {
  return ('start' in contender && contender.flags) || [];
}

function child<Result>(trial: string, { name }: Contender, mode: string, flags: readonly string[]): Result {
  const script = fileURLToPath(new URL('child.ts', here));
  const text = execFileSync(process.execPath, ['--expose-gc', ...flags, script, trial, name, mode], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(text) as Result;
}

function speed({ count, passes, seconds }: SpeedResult): number {
  return (count * passes) / seconds;
}

/** On stderr, so that stdout is only the report. */
function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
