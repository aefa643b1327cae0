import type { SessionConfig } from '../../shared/config/session.ts';
import { decimal, qtyText, type SignOption } from '../../shared/format.ts';
import { MAX_SEED } from '../../shared/limits.ts';
import { DISPATCHES, STRATEGIES, type StrategyName } from '../../shared/routing.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';
import {
  type CompareCell,
  type CompareReport,
  type ContestantReport,
  type Estimate,
  STANDARD_HORIZON,
} from '../../shared/wire/compare.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import { type CompareProgress, compareScenario, STANDARD_SIZES } from '../host/compare-scenario.ts';
import { type Contender, contender } from '../host/contender.ts';
import { ofFlag } from '../host/of-flag.ts';
import { readOrders } from '../host/orders-file.ts';
import { Policies, RUN_LIMIT_MS } from '../host/policy/policies.ts';
import { compareText } from '../host/scenario-comparison.ts';
import { realNumber, UsageError } from '../host/usage.ts';
import type { CommandSpec, Given } from './arguments.ts';
import { KNOWLEDGE_FLAGS, withKnowledge } from './knowledge.ts';
import { type Output, table } from './output.ts';
import { POLICY_FLAG } from './play.ts';
import { ProgressLine } from './progress.ts';
import { oneOf, scenarioOf, symbolOf } from './words.ts';

/** First seed, unless another is asked for; none that a built-in scenario was tuned on. */
const FIRST_SEED = 1001;
const TIMES = ['day', 'ioc'] as const;

export const spec: CommandSpec = {
  name: 'compare',
  summary:
    'Which strategy is cheaper? Gives the same orders to each in forks of one market, seed by seed, and reports the paired differences, their intervals, leakage, and how far each was from the best.',
  flags: {
    scenario: { kind: 'text', value: 'NAME|FILE', required: true, help: 'a built-in scenario or a JSON file' },
    seeds: { kind: 'number', value: 'N', min: 2, max: 10_000, help: 'how many (20)' },
    'seeds-from': { kind: 'number', value: 'N', min: 0, max: MAX_SEED, help: `the first (${FIRST_SEED})` },
    strategies: {
      kind: 'text',
      value: 'A[/DISPATCH][@KNOWLEDGE],…',
      help: `of ${STRATEGIES.join(', ')} (all); @live as the session begins, @frozen the same but it learns no more, @priors bare priors, @FILE from fairway train`,
    },
    policy: POLICY_FLAG,
    against: { kind: 'text', value: 'A[/DISPATCH][@KNOWLEDGE]', help: 'the one that all others are compared with (price_time)' },
    dispatch: { kind: 'text', value: 'A,B,…', help: `of ${DISPATCHES.join(', ')} (equalised)` },
    size: {
      kind: 'text',
      value: 'PCT,…',
      help: `percent of displayed-depth-minutes: an hour of what the NBBO shows on average (${STANDARD_SIZES.join(',')})`,
    },
    orders: {
      kind: 'text',
      value: 'standard|FILE',
      help: 'standard: both sides, each size, calm and volatile, without and with a fault; or the orders of a file (standard)',
    },
    horizon: {
      kind: 'number',
      value: 'SECONDS',
      min: 1,
      max: 300,
      whole: false,
      help: `until what is left is charged (${STANDARD_HORIZON.ioc}; of day orders and a file's ${STANDARD_HORIZON.day})`,
    },
    tif: { kind: 'text', value: 'day|ioc', help: 'of the standard orders: day orders may rest and wait (ioc)' },
    regime: { kind: 'text', value: 'opr=on|off', help: 'order protection (Rule 611) in force or not (as the scenario has it)' },
    ...KNOWLEDGE_FLAGS,
    symbol: { kind: 'text', value: 'S', help: 'which symbol (the one nearest to a $100 stock)' },
    threads: { kind: 'number', value: 'N', min: 1, max: 256, help: 'at most so many at once (one a core)' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export async function run(given: Given, out: Output): Promise<void> {
  const config = withKnowledge(scenarioOf(given), given, out);
  const count = given.number('seeds') ?? 20;
  const first = given.number('seeds-from') ?? FIRST_SEED;
  if (first + count - 1 > MAX_SEED) throw new UsageError(`--seeds-from: the last of ${count} seeds would be above ${MAX_SEED}`);
  const symbol = symbolOf(given.text('symbol') ?? usualSymbol(config), config);
  const policies = ofFlag('--policy', () => Policies.read(given.texts('policy'), RUN_LIMIT_MS));
  // The threads start them for themselves.
  policies.close();
  const known = [...STRATEGIES, ...policies.asked.keys()];
  const orders = ordersOf(given, config);
  const protection = regimeOf(given.text('regime'));
  const threads = given.number('threads');
  const against = contender('--against', given.text('against') ?? 'price_time', known, config);
  const timeInForce = oneOf('--tif', given.text('tif') ?? 'ioc', TIMES);
  const telling = new Telling();
  const contenders = contendersOf(given.text('strategies') ?? known.join(), known, config);
  const dispatches = words('--dispatch', given.text('dispatch') ?? 'equalised', DISPATCHES);
  const percents = percentsOf(given.text('size'));
  for (const { knowledge } of new Set([against, ...contenders])) if (knowledge?.leftOut) out.warn(knowledge.leftOut);
  const stop = new Stop();
  const report = await compareScenario({
    scenario: config.name,
    config,
    symbol,
    seeds: Array.from({ length: count }, (_, i) => first + i),
    strategies: contenders,
    policies: policies.current,
    dispatches,
    against,
    percents,
    ...(orders && { given: orders }),
    horizon: Math.round((given.number('horizon') ?? STANDARD_HORIZON[orders ? 'day' : timeInForce]) * SECOND) as Nanos,
    timeInForce,
    ...(protection !== undefined && { orderProtection: protection }),
    ...(threads !== undefined && { threads }),
    onProgress: (progress) => telling.tell(progress),
    signal: stop.signal,
  }).finally(() => {
    stop.over();
    telling.clear();
  });
  if (given.on('json')) out.json(report);
  else out.line(describe(report));
  if (report.partial) out.fail(`given up: partial, ${report.seeds.length} of ${report.seedsAsked} seeds`);
}

/** Each of a list, none of them twice. */
function contendersOf(text: string, known: readonly StrategyName[], config: SessionConfig): Contender[] {
  const names = text.split(',').map((name) => name.trim());
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new UsageError(`--strategies: ${twice} is named twice`);
  return names.map((name) => contender('--strategies', name, known, config));
}

/** The words of a list, each of which must be known and named once. */
function words<Word extends string>(flag: string, text: string, known: readonly Word[]): Word[] {
  const given = text.split(',').map((word) => word.trim());
  for (const [i, word] of given.entries()) {
    if (!known.includes(word as Word)) throw new UsageError(`${flag}: ${JSON.stringify(word)} is none of ${known.join(', ')}`);
    if (given.indexOf(word) < i) throw new UsageError(`${flag}: ${word} is named twice`);
  }
  return given as Word[];
}

function percentsOf(text: string | undefined): readonly number[] {
  if (text === undefined) return STANDARD_SIZES;
  const percents = text.split(',').map((percent) => realNumber('--size', percent.trim(), 0.001, 100));
  const twice = percents.find((percent, i) => percents.indexOf(percent) < i);
  if (twice !== undefined) throw new UsageError(`--size: ${twice} is named twice`);
  return percents;
}

function ordersOf(given: Given, config: SessionConfig) {
  const file = given.text('orders') ?? 'standard';
  if (file === 'standard') return undefined;
  for (const flag of ['size', 'tif'])
    if (given.text(flag) !== undefined) throw new UsageError(`--${flag}: the orders of ${file} say it`);
  return ofFlag('--orders', () => readOrders(file, config)).map((command) => {
    if (command.type === 'NewOrderSingle') return command;
    throw new UsageError(`--orders: ${file} holds a ${command.type}; orders alone are compared`);
  });
}

function regimeOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text !== 'opr=on' && text !== 'opr=off')
    throw new UsageError(`--regime: ${JSON.stringify(text)} is neither opr=on nor opr=off`);
  return text === 'opr=on';
}

/** Ctrl-C gives the rest up and reports what there is; a second one ends the program. */
class Stop {
  private readonly controller = new AbortController();
  private readonly heard = () => this.controller.abort(new Error('given up'));

  constructor() {
    process.once('SIGINT', this.heard);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  over(): void {
    process.off('SIGINT', this.heard);
  }
}

/** Progress on standard error: a line in place on a terminal, else a line for every seed that is finished. */
class Telling {
  private readonly line = new ProgressLine('comparing');
  private readonly startedAt = performance.now();
  private finished = 0;

  tell(progress: CompareProgress): void {
    const text = compareText(progress, (performance.now() - this.startedAt) / 1000);
    this.line.show(progress.done / progress.total, text);
    if (process.stderr.isTTY || progress.finished === this.finished) return;
    this.finished = progress.finished;
    process.stderr.write(`comparing ${text}\n`);
  }

  clear(): void {
    this.line.clear();
  }
}

function describe(report: CompareReport): string {
  const { contestants, seeds, seedsAsked, against, sizes, quotedQty, staticBps, overfill } = report;
  const some = report.partial ? `PARTIAL: ${seeds.length} of ${seedsAsked} seeds` : `${seeds.length} seeds`;
  return [
    `${report.scenario}, ${report.symbol}: ${some} from ${seeds[0]}, ${qtyText(report.orders)} orders to each` +
      `${report.refused > 0 ? `, ${qtyText(report.refused)} refused` : ''}; ${report.timeInForce}, judged after ${decimal(report.horizon, 1)} s, ` +
      `order protection ${report.orderProtection ? 'on' : 'off'}, engine ${report.engineVersion}`,
    `sizes: ${sizes.map(({ size, orderQty }) => `${size} = ${qtyText(orderQty)}`).join(', ')} shares` +
      (quotedQty === undefined ? '' : ` (of an hour of ${qtyText(quotedQty)} shares shown)`),
    `O1, the cheapest shares in the true books on arrival: ${interval(staticBps)} bps; the cheapest strategy throughout (O3): ${report.best}`,
    `sending the whole order to every lit venue would have brought ${qtyText(overfill.qty)} shares too many, ${decimal(overfill.share, 2)} times the order`,
    '',
    `all-in cost, bps of the arrival midpoint; saving against ${against}: paired, 95 % bootstrap interval over seeds`,
    table(SAVING_HEAD, contestants.map(savingRow), SAVING_HEAD.slice(1)),
    '',
    'what it did, and its regret, bps',
    table(DEED_HEAD, contestants.map(deedRow), DEED_HEAD.slice(1)),
    '',
    'mean cost by part of the orders, bps',
    table(
      ['orders', ...contestants.map(({ name }) => name)],
      partRows(report),
      contestants.map(({ name }) => name),
    ),
  ].join('\n');
}

const SAVING_HEAD = [
  'strategy',
  'cost',
  '5 %',
  'median',
  '95 %',
  'saving',
  'interval',
  'wins',
  'p',
  'seeds ±.05',
  'capture',
  'less regret',
];

const DEED_HEAD = [
  'strategy',
  'filled',
  'first round',
  'touch',
  'fees $',
  'leak',
  'done ms',
  'to O1',
  'price',
  'fee',
  'hidden',
  'left',
  'to O2',
  'to O3',
  'through',
];

function savingRow({ name, bps: cost, spread, saving, regretSaving }: ContestantReport): string[] {
  const row = [name, bps(cost.mean), bps(spread.p5), bps(spread.median), bps(spread.p95)];
  if (!saving) return [...row, '', '', '', '', '', '', ''];
  return [
    ...row,
    bps(saving.bps.mean, { sign: true }),
    `${bps(saving.bps.low, { sign: true })} to ${bps(saving.bps.high, { sign: true })}`,
    `${decimal(saving.winRate * 100, 0)} %`,
    saving.holm === undefined ? 'none' : saving.holm < 0.0001 ? '<0.0001' : decimal(saving.holm, 4),
    qtyText(saving.seedsFor005Bps),
    saving.capture ? `${decimal(saving.capture.mean * 100, 0)} %` : 'none',
    regretSaving
      ? `${bps(regretSaving.mean, { sign: true })} (${bps(regretSaving.low, { sign: true })} to ${bps(regretSaving.high, { sign: true })})`
      : 'none',
  ];
}

function deedRow(one: ContestantReport): string[] {
  const { parts, regret, tradeThroughs } = one;
  return [
    one.name,
    `${decimal(one.fillRate.mean * 100, 1)} %`,
    one.firstFillRate ? `${decimal(one.firstFillRate.mean * 100, 1)} %` : 'none',
    one.touchRate ? `${decimal(one.touchRate.mean * 100, 1)} %` : 'none',
    decimal(one.feeDollars, 2),
    bps(one.leakBps?.mean, { sign: true }),
    decimal(one.completeMs?.median, 2),
    ...[
      regret.static.bps.mean,
      parts.price,
      parts.fee,
      parts.hidden,
      parts.opportunity,
      regret.window.bps.mean,
      regret.fixed.bps.mean,
    ].map((value) => bps(value)),
    `${qtyText(tradeThroughs.violation)} + ${qtyText(tradeThroughs.exempt)} exempt`,
  ];
}

/** The cells of one part each; those of all four parts are for the JSON document. */
function partRows({ cells, contestants }: CompareReport): string[][] {
  const part = ({ size, mood, trouble, side }: CompareCell) => [size, mood, trouble, side].filter((word) => word !== undefined);
  return cells
    .filter((cell) => part(cell).length === 1)
    .map((cell) => [
      cell.trouble === undefined ? part(cell).join() : cell.trouble === 'none' ? 'no fault' : `fault: ${cell.trouble}`,
      ...contestants.map(({ name }) => bps(cell.rows.find((row) => row.name === name)?.bps)),
    ]);
}

/** A third place: strategies differ by hundredths of a basis point. */
function bps(value: number | undefined, option: SignOption = {}): string {
  return decimal(value, 3, option);
}

function interval({ mean, low, high }: Estimate): string {
  return `${bps(mean)} (${bps(low)} to ${bps(high)})`;
}
