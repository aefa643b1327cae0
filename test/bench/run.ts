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
import { quantile } from '../../shared/tca/paired.ts';
import type { HeapResult, SpeedResult, Trial } from './trial.ts';

interface ContenderReport {
  readonly name: string;
  readonly perSecond: Spread;
  /** Our speed over its speed, round by round. */
  readonly ratio: Spread;
  readonly warmup: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly heap?: HeapResult;
}

interface TrialReport {
  readonly name: string;
  readonly work: string;
  readonly unit: string;
  readonly rounds: number;
  readonly count: number;
  readonly agree: boolean;
  readonly contenders: readonly ContenderReport[];
  readonly goals: readonly { readonly peer: string; readonly ratio: number; readonly reached: boolean }[];
}

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

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
  const results: SpeedResult[][] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`${trial.name}: round ${round + 1} of ${rounds}`);
    results.push(trial.contenders.map(({ name }) => child<SpeedResult>(trial.name, name, 'speed', [])));
  }
  progress(`${trial.name}: heap`);
  const contenders = trial.contenders.map(({ name, warmup, heap }, i) => ({
    name,
    perSecond: spread(results.map((round) => speed(round[i]))),
    ratio: spread(results.map((round) => speed(round[0]) / speed(round[i]))),
    warmup: warmup ?? results[0][i].count,
    totals: results[0][i].totals,
    // A young generation that holds the whole run, so that no collection hides what was allocated.
    heap: heap
      ? child<HeapResult>(trial.name, name, 'heap', ['--min-semi-space-size=128', '--max-semi-space-size=128'])
      : undefined,
  }));
  const first = JSON.stringify(results[0][0].totals);
  return {
    name: trial.name,
    work: trial.work,
    unit: trial.unit,
    rounds,
    count: results[0][0].count,
    agree: results.flat().every(({ totals }) => JSON.stringify(totals) === first),
    contenders,
    goals: trial.goals.map((goal) => ({
      ...goal,
      reached: contenders.some(({ name, ratio }) => name === goal.peer && ratio.median >= goal.ratio),
    })),
  };
}

function child<Result>(trial: string, contender: string, mode: string, flags: readonly string[]): Result {
  const script = fileURLToPath(new URL('child.ts', here));
  const text = execFileSync(process.execPath, ['--expose-gc', ...flags, script, trial, contender, mode], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(text) as Result;
}

function speed({ count, passes, seconds }: SpeedResult): number {
  return (count * passes) / seconds;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0], max: sorted[sorted.length - 1] };
}

function table(report: TrialReport): string {
  const lines = [`${report.name}: ${report.work}`, `${report.rounds} rounds, a fresh process each, median (min-max)`, ''];
  const width = Math.max(...report.contenders.map(({ name }) => name.length));
  const thousands = report.contenders.some(({ perSecond }) => perSecond.median >= 10_000);
  const title = `${thousands ? 'thousand ' : ''}${report.unit}s/s`;
  lines.push(`${''.padEnd(width)}  ${title.padStart(26)}  ${'times slower than ours'.padStart(24)}`);
  for (const { name, perSecond, ratio } of report.contenders) {
    lines.push(
      `${name.padEnd(width)}  ${show(perSecond, thousands ? 1e-3 : 1, 0).padStart(26)}  ${show(ratio, 1, 1).padStart(24)}`,
    );
  }
  lines.push('');
  const totals = Object.entries(report.contenders[0].totals).map(([key, value]) => `${key} ${value.toLocaleString('en-US')}`);
  lines.push(`${report.agree ? 'all agree' : 'THEY DISAGREE'}: ${totals.join(', ')}`);
  if (!report.agree) for (const { name, totals } of report.contenders) lines.push(`  ${name}: ${JSON.stringify(totals)}`);
  const warmups = report.contenders.map(({ name, warmup }) => `${name} ${warmup.toLocaleString('en-US')}`);
  lines.push(`${report.unit}s run before the clock: ${warmups.join(', ')}`);
  for (const { name, heap } of report.contenders) {
    if (heap === undefined) continue;
    const each = (heap.bytes / heap.count).toFixed(4);
    lines.push(
      `${name}: ${each} heap bytes per ${report.unit} (${heap.bytes.toLocaleString('en-US')} in all, ${heap.collections} collections, compiled code ${heap.codeBytes.toLocaleString('en-US')}, array buffers ${heap.bufferBytes.toLocaleString('en-US')})`,
    );
  }
  for (const { peer, ratio, reached } of report.goals) lines.push(`goal ${ratio}x of ${peer}: ${reached ? 'reached' : 'MISSED'}`);
  return `${lines.join('\n')}\n`;
}

function show({ median, min, max }: Spread, scale: number, digits: number): string {
  const text = (value: number) =>
    (value * scale).toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return `${text(median)} (${text(min)}-${text(max)})`;
}

/** On stderr, so that stdout is only the report. */
function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
