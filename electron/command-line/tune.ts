import { PARAMETERS } from '../../shared/config/parameters.ts';
import { decimal, qtyText } from '../../shared/format.ts';
import { DISPATCHES, STRATEGIES } from '../../shared/routing.ts';
import type { Estimate } from '../../shared/wire/compare.ts';
import type { TuneReport, TuneTry } from '../../shared/wire/tuning.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import { writeJson } from '../host/knowledge-file.ts';
import { expectWritable } from '../host/of-flag.ts';
import { seedsOf } from '../host/seeds.ts';
import { type TuneProgress, tune, tuneText } from '../host/tune.ts';
import { TuneMemo } from '../host/tune-memo.ts';
import type { CommandSpec, Given } from './arguments.ts';
import { KNOWLEDGE_FLAGS, withKnowledge } from './knowledge.ts';
import { type Output, table } from './output.ts';
import { ProgressLine } from './progress.ts';
import { oneOf, scenarioOf, symbolOf } from './words.ts';

export const spec: CommandSpec = {
  name: 'tune',
  summary:
    'Searches for numbers of the cost model that make a strategy’s orders cheaper. A step is taken only if the paired saving on common seeds has a 95 % interval that leaves out 0, and the best is held against the first on fresh seeds. Exit code 1 when it does not hold there.',
  flags: {
    scenario: { kind: 'text', value: 'NAME|FILE', required: true, help: 'a built-in scenario or a JSON file' },
    param: { kind: 'text', value: 'A,B,…', help: `of ${PARAMETERS.map(({ name }) => name).join(', ')} (all)` },
    seeds: { kind: 'text', value: 'A-B', help: 'of the search; as many that follow them confirm it (1-100)' },
    strategy: { kind: 'text', value: 'A', help: `of ${STRATEGIES.join(', ')} (smart)` },
    dispatch: { kind: 'text', value: 'A', help: `of ${DISPATCHES.join(', ')} (parallel)` },
    symbol: { kind: 'text', value: 'S', help: 'which symbol (the one nearest to a $100 stock)' },
    budget: { kind: 'number', value: 'N', min: 1, max: 100_000, help: 'settings that may be tried (200)' },
    state: {
      kind: 'text',
      value: 'FILE',
      help: 'keeps what is worked out there, so that the search can be stopped and goes on from it',
    },
    ...KNOWLEDGE_FLAGS,
    out: { kind: 'text', value: 'FILE', help: 'where to write the report with the tuned router group' },
    threads: { kind: 'number', value: 'N', min: 1, max: 256, help: 'at most so many at once (one a core); the result is the same' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export async function run(given: Given, out: Output): Promise<void> {
  const config = withKnowledge(scenarioOf(given), given, out);
  const symbol = symbolOf(given.text('symbol') ?? usualSymbol(config), config);
  const threads = given.number('threads');
  const state = given.text('state');
  const file = given.text('out');
  if (file !== undefined) expectWritable('--out', file);
  if (state !== undefined) expectWritable('--state', state);
  const parameters = given
    .text('param')
    ?.split(',')
    .map((name) => name.trim());
  const telling = new Telling();
  const controller = new AbortController();
  const stop = () => controller.abort(new GivenUp());
  process.once('SIGINT', stop);
  let report: TuneReport;
  try {
    report = await tune({
      scenario: config.name,
      config,
      symbol,
      strategy: oneOf('--strategy', given.text('strategy') ?? 'smart', STRATEGIES),
      dispatch: oneOf('--dispatch', given.text('dispatch') ?? 'parallel', DISPATCHES),
      seeds: seedsOf('--seeds', given.text('seeds') ?? '1-100'),
      ...(parameters && { parameters }),
      budget: given.number('budget') ?? 200,
      ...(state !== undefined && { memo: new TuneMemo(state) }),
      ...(threads !== undefined && { threads }),
      onProgress: (progress) => telling.progress(progress),
      onReport: (soFar) => telling.tries(soFar),
      signal: controller.signal,
    });
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
    out.fail(state === undefined ? 'given up' : `given up: the same command goes on from ${state}`);
    return;
  } finally {
    process.off('SIGINT', stop);
    telling.clear();
  }
  if (file !== undefined) writeJson(file, report);
  if (given.on('json')) out.json(report);
  else out.line(describe(report));
  if (report.confirmation && !report.confirmation.holds)
    out.fail('what was found does not hold on fresh seeds: nothing is changed');
}

class GivenUp extends Error {}

/** Progress on standard error: a line in place on a terminal, and every try once it is judged. */
class Telling {
  private readonly line = new ProgressLine('tuning');
  private told = 0;

  progress(progress: TuneProgress): void {
    const { tried, budget } = progress;
    this.line.show(progress.stage === 'search' ? Math.min(1, tried / budget) : 1, tuneText(progress));
  }

  tries({ tries, bestBps }: TuneReport): void {
    this.line.clear();
    for (const one of tries.slice(this.told)) process.stderr.write(`tuning ${tryText(one)}\n`);
    this.told = tries.length;
    process.stderr.write(`tuning round done: ${bps(bestBps)} bps\n`);
  }

  clear(): void {
    this.line.clear();
  }
}

function tryText({ number, changes, saving, verdict }: TuneTry): string {
  return `${number} ${changesText(changes)}: ${interval(saving)} bps, ${verdict}`;
}

function changesText(changes: TuneTry['changes']): string {
  return changes.map(({ name, from, to }) => `${name} ${from} -> ${to}`).join(', ');
}

function describe(report: TuneReport): string {
  const { tries, parameters, confirmation } = report;
  const changed = parameters.filter(({ start, best }) => start !== best);
  return [
    `${report.scenario}, ${report.symbol}: ${report.strategy}, ${report.dispatch}, seeds ${report.seeds}, engine ${report.engineVersion}; ` +
      `${qtyText(tries.length)} of ${qtyText(report.budget)} settings tried, ended by ${report.ended === 'budget' ? 'the budget' : 'steps too small to matter'}`,
    `all-in cost ${bps(report.startBps)} bps, best ${bps(report.bestBps)}`,
    '',
    table(
      ['try', 'round', 'change', 'seeds', 'saving bps', '95 % interval', 'verdict'],
      tries.map(({ number, round, changes, seeds, saving, verdict }) => [
        `${number}`,
        `${round}`,
        changesText(changes),
        `${seeds}`,
        bps(saving.mean, true),
        `${bps(saving.low, true)} to ${bps(saving.high, true)}`,
        verdict,
      ]),
      ['try', 'round', 'seeds', 'saving bps', '95 % interval'],
    ),
    '',
    ...(changed.length === 0
      ? ['no step was proved better: nothing is changed']
      : changed.map(({ name, start, best }) => `${name}: ${start} -> ${best}`)),
    ...(confirmation
      ? [
          `on fresh seeds ${confirmation.seeds}: ${bps(confirmation.start)} -> ${bps(confirmation.tuned)} bps, saving ${interval(confirmation.saving)}: ` +
            (confirmation.holds ? 'holds' : 'does not hold'),
          ...(confirmation.holds ? ['', JSON.stringify({ tuning: report.router!.tuning }, undefined, 2)] : []),
        ]
      : []),
  ].join('\n');
}

function interval({ mean, low, high }: Estimate): string {
  return `${bps(mean, true)} (${bps(low, true)} to ${bps(high, true)})`;
}

/** A fourth place: settings differ by thousandths of a basis point. */
function bps(value: number, sign = false): string {
  return decimal(value, 4, { sign });
}
