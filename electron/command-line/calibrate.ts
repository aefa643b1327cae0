import { resolve } from 'node:path';
import { timeText } from '../../shared/format.ts';
import { MAX_SEED } from '../../shared/limits.ts';
import type { RealismReport, RealismRow } from '../../shared/wire/realism.ts';
import { tunedOn, usualSymbol } from '../engine/realism/report.ts';
import { type CalibrateProgress, calibrate } from '../host/calibrate.ts';
import { progressText } from '../host/calibration.ts';
import { ofFlagLater } from '../host/of-flag.ts';
import { type RecordedSession, readRecorded } from '../host/recorded.ts';
import { UsageError } from '../host/usage.ts';
import type { CommandSpec, Given } from './arguments.ts';
import { type Output, table } from './output.ts';
import { ProgressLine } from './progress.ts';
import { tellBadRows } from './tape.ts';
import { scenarioOf, symbolOf } from './words.ts';

/** First seed, unless the scenario was tuned on one of those. */
const FRESH_FROM = 101;

export const spec: CommandSpec = {
  name: 'calibrate',
  summary:
    'Is this market realistic? Statistics of a simulated market over several seeds, each beside its target range and what recorded days give. Exit code 0 when every target holds, 1 when one fails.',
  flags: {
    scenario: { kind: 'text', value: 'NAME|FILE', required: true, help: 'a built-in scenario or a JSON file' },
    seeds: { kind: 'number', value: 'N', min: 1, max: 1000, help: 'how many (10)' },
    'seeds-from': {
      kind: 'number',
      value: 'N',
      min: 0,
      max: MAX_SEED,
      help: 'the first (101, or the first that was not tuned on)',
    },
    minutes: { kind: 'number', value: 'M', min: 0.1, max: 1440, whole: false, help: 'measured minutes of each (60)' },
    from: { kind: 'time', value: 'HH:MM', help: 'measure from then on; the session still runs from its open (its open)' },
    symbol: { kind: 'text', value: 'S', help: 'which symbol (the one nearest to a $100 stock)' },
    tape: {
      kind: 'text',
      value: 'DIR',
      many: true,
      help: 'recorded days to set beside it: quotes.csv and trades.csv, or LEAN’s zips; may be given again',
    },
    impact: { kind: 'switch', help: 'also what metaorders cost by their size: takes about five times as long' },
    threads: { kind: 'number', value: 'N', min: 1, max: 256, help: 'at most so many at once (one a core)' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export async function run(given: Given, out: Output): Promise<void> {
  const scenario = given.text('scenario')!;
  const config = scenarioOf(given);
  const count = given.number('seeds') ?? 10;
  const first = given.number('seeds-from') ?? freshFrom(tunedOn(config), count);
  if (first + count - 1 > MAX_SEED) throw new UsageError(`--seeds-from: the last of ${count} seeds would be above ${MAX_SEED}`);
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  const symbol = symbolOf(given.text('symbol') ?? usualSymbol(config), config);
  const from = given.time('from');
  if (from !== undefined && (from < config.openAt || from >= config.closeAt))
    throw new UsageError(`--from: must be from ${timeText(config.openAt)} to before ${timeText(config.closeAt)} in ${scenario}`);
  const threads = given.number('threads');
  const recorded = await ofFlagLater('--tape', days(given.texts('tape')));
  const telling = new Telling();
  const report = await calibrate({
    scenario: config.name,
    config,
    symbol,
    seeds,
    minutes: given.number('minutes') ?? 60,
    ...(from !== undefined && { from }),
    recorded,
    impact: given.on('impact'),
    ...(threads !== undefined && { threads }),
    onProgress: (progress) => telling.tell(progress),
  }).finally(() => telling.clear());
  tell(report, given.on('json'), out);
}

/** The report on standard output; that it proves nothing, where it was tuned on its seeds, on standard error too. */
export function tell(report: RealismReport, json: boolean, out: Output): void {
  if (json) out.json(report);
  else out.line(describe(report));
  const overlap = tunedAmong(report);
  if (overlap.length > 0) out.warn(noTest(overlap));
  if (report.held < report.targets) out.exitCode = 1;
}

function noTest(seeds: readonly number[]): string {
  return `tuned on these seeds: no test (${seeds.join(', ')})`;
}

function tunedAmong({ seeds, tunedOn: tuned }: RealismReport): readonly number[] {
  return seeds.filter((seed) => tuned.includes(seed));
}

/** The first of so many seeds in a row that none was tuned on. */
function freshFrom(tuned: readonly number[], count: number): number {
  const clash = tuned.some((seed) => seed >= FRESH_FROM && seed < FRESH_FROM + count);
  return clash ? Math.max(...tuned) + 1 : FRESH_FROM;
}

async function days(folders: readonly string[]): Promise<RecordedSession[]> {
  const result: RecordedSession[] = [];
  for (const folder of folders) {
    const progress = new ProgressLine('reading');
    const sessions = await readRecorded(resolve(folder), {
      onProgress: ({ bytes, totalBytes, file }) => progress.show(bytes / totalBytes, file),
    });
    progress.clear();
    for (const { tape } of sessions) tellBadRows(tape);
    result.push(...sessions);
  }
  return result;
}

/** Progress on standard error: a line in place on a terminal, else a line for every run that is finished. */
class Telling {
  private readonly line = new ProgressLine('calibrating');
  private readonly startedAt = performance.now();
  private finished = 0;

  tell(progress: CalibrateProgress): void {
    const text = progressText(progress, (performance.now() - this.startedAt) / 1000);
    this.line.show(progress.done / progress.total, text);
    if (process.stderr.isTTY || progress.finished === this.finished) return;
    this.finished = progress.finished;
    process.stderr.write(`calibrating ${text}\n`);
  }

  clear(): void {
    this.line.clear();
  }
}

function describe(report: RealismReport): string {
  const { scenario, symbol, seeds, minutes, tunedOn: tuned, engineVersion, rows, tapes, held, targets, illustrative } = report;
  const heads = tapes.map((_, i) => (tapes.length === 1 ? 'recorded' : `recorded ${i + 1}`));
  const cells = (row: RealismRow) => [
    row.title,
    row.unit,
    rangeText(row),
    number(row.mean),
    number(row.spread),
    ...tapes.map((tape) => number(row.recorded.find((day) => day.tape === tape)?.value)),
    row.target ? (row.holds ? 'holds' : 'FAILS') : '',
  ];
  const head = ['statistic', 'unit', 'target', 'mean', 'spread', ...heads, ''];
  const right = ['mean', 'spread', ...heads];
  const overlap = tunedAmong(report);
  const failing = rows.filter((row) => row.holds === false).map((row) => row.title);
  return [
    `${scenario}, ${symbol}: seeds ${seeds[0]} to ${seeds.at(-1)}, ${number(minutes)} minutes each, engine ${engineVersion}`,
    overlap.length > 0
      ? noTest(overlap)
      : tuned.length > 0
        ? `tuned on seeds ${tuned.join(', ')}: none of them is among these`
        : 'the scenario names no seeds that it was tuned on',
    ...(tapes.length === 0 ? ['recorded: none, as no tape was given (--tape DIR)'] : []),
    ...tapes.map((tape, i) => `${heads[i]}: ${tape}, the whole session`),
    '',
    table(head, rows.filter((row) => row.target).map(cells), right),
    '',
    'for comparison, without a target',
    table(head, rows.filter((row) => !row.target).map(cells), right),
    '',
    ...(illustrative.length > 0 ? ['illustrative, not measured:', ...illustrative.map((text) => `  ${text}`), ''] : []),
    `${held} of ${targets} targets hold${failing.length > 0 ? `; failing: ${failing.join('; ')}` : ''}`,
  ].join('\n');
}

function rangeText({ target }: RealismRow): string {
  if (!target) return '';
  const { low, high } = target;
  if (low === undefined) return `at most ${high}`;
  return high === undefined ? `at least ${low}` : `${low} to ${high}`;
}

/** Three places that mean something. */
function number(value: number | undefined): string {
  if (value === undefined) return 'none';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
