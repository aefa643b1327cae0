/**
 * `npm run soak:protection`: a simulated hour for each strategy and dispatch, calm and under random faults, in which every fill is judged
 * under Rule 611 by the engine and by brute force (test/support/protection-checker.ts). Prints how many fills each judge gave which label, and
 * of the violations what went wrong, with an example of each. Exits 1 when the judges differ, a sweep was left open or a fill is a violation.
 */
import { loadScenario } from '../../electron/host/scenario.ts';
import { parseFlags, realNumber, UsageError, wholeNumber } from '../../electron/host/usage.ts';
import { qtyText } from '../../shared/format.ts';
import { MAX_SEED } from '../../shared/limits.ts';
import { DISPATCHES, type Dispatch, STRATEGIES, type Strategy } from '../../shared/routing.ts';
import { EXEMPTIONS } from '../../shared/trade-through.ts';
import { MINUTE, SECOND } from '../../shared/units.ts';
import type { JudgedFill } from '../support/protection-checker.ts';
import { causeKind, causeText, protectionRun } from '../support/protection-soak.ts';
import { given } from './given.ts';

const LABELS = ['none', ...EXEMPTIONS.map((reason) => `exempt(${reason})`), 'violation'];
const HELP = `npm run soak:protection -- [options]: long sessions in which every fill is judged under Rule 611, twice
  --strategy NAME       as often as wanted (all: ${STRATEGIES.join(' ')})
  --dispatch NAME       as often as wanted (all: ${DISPATCHES.join(' ')})
  --faults no|yes       calm sessions alone, or faulty ones alone (both)
  --minutes M           simulated, 1 to 390 (60)
  --symbols N           the first of the scenario's symbols (all)
  --every S             mean seconds between the orders of a symbol, 0.05 to 600 (1)
  --side buy|sell       of all orders (both)
  --seed N              (1)
  --scenario NAME|FILE  the market (us2026)
  --show N              kinds of violation that are told in full, for each session (3)
  --help                this text
`;

const { scenario, strategies, dispatches, weathers, span, orderEvery, sides, seed, show } = given(HELP, (args) => {
  const { values } = parseFlags({
    args,
    options: {
      strategy: { type: 'string', multiple: true, default: [...STRATEGIES] },
      dispatch: { type: 'string', multiple: true, default: [...DISPATCHES] },
      faults: { type: 'string' },
      minutes: { type: 'string', default: '60' },
      symbols: { type: 'string', default: '1000' },
      every: { type: 'string', default: '1' },
      side: { type: 'string' },
      seed: { type: 'string', default: '1' },
      scenario: { type: 'string', default: 'us2026' },
      show: { type: 'string', default: '3' },
    },
  });
  const loaded = loadScenario(values.scenario);
  return {
    scenario: { ...loaded, symbols: loaded.symbols.slice(0, wholeNumber('--symbols', values.symbols, 1, 1000)) },
    strategies: values.strategy.map((name) => oneOf('--strategy', name, STRATEGIES)),
    dispatches: values.dispatch.map((name) => oneOf('--dispatch', name, DISPATCHES)),
    weathers: values.faults === undefined ? [false, true] : [oneOf('--faults', values.faults, ['no', 'yes']) === 'yes'],
    span: Math.round(realNumber('--minutes', values.minutes, 1, 390) * MINUTE),
    orderEvery: Math.round(realNumber('--every', values.every, 0.05, 600) * SECOND),
    sides: values.side === undefined ? {} : { side: oneOf('--side', values.side, ['buy', 'sell']) },
    seed: wholeNumber('--seed', values.seed, 0, MAX_SEED),
    show: wholeNumber('--show', values.show, 0, 1_000_000),
  };
});

for (const strategy of strategies)
  for (const dispatch of dispatches) for (const faulty of weathers) soak(strategy, dispatch, faulty);

function soak(strategy: Strategy, dispatch: Dispatch, faulty: boolean): void {
  const began = performance.now();
  const byEngine = new Map<string, number>();
  const byQuotes = new Map<string, number>();
  const causes = new Map<string, number>();
  const told: string[] = [];
  let differ = 0;
  const judge = (judged: JudgedFill) => {
    const { label, fill } = judged;
    byEngine.set(fill.tradeThrough!, (byEngine.get(fill.tradeThrough!) ?? 0) + 1);
    byQuotes.set(label, (byQuotes.get(label) ?? 0) + 1);
    if (label !== fill.tradeThrough) differ += 1;
    if (label !== 'violation' && label === fill.tradeThrough) return;
    const cause = causeKind(judged);
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
    // One of each kind before a second of any.
    if (told.length < show && causes.get(cause) === 1) told.push(causeText(judged));
  };
  const run = { strategy, dispatch, seed, ...sides, span, orderEvery, ...(faulty && { faultEvery: 10 * SECOND }) };
  const open = protectionRun(scenario, run, judge);
  const seconds = (performance.now() - began) / 1000;
  const counts = (by: ReadonlyMap<string, number>) => LABELS.map((label) => `${label} ${qtyText(by.get(label) ?? 0)}`).join(', ');
  process.stdout.write(`${strategy} ${dispatch} ${faulty ? 'faults' : 'calm'}, ${seconds.toFixed(0)} s\n`);
  process.stdout.write(`  engine ${counts(byEngine)}\n  quotes ${counts(byQuotes)}\n`);
  if (differ > 0) process.stdout.write(`  ${differ} fills are labelled otherwise\n`);
  for (const [cause, count] of causes) process.stdout.write(`  ${qtyText(count)} x ${cause}\n`);
  for (const text of told) process.stdout.write(`  ${text}\n`);
  const others = open.filter((text) => !text.endsWith('ours)'));
  if (open.length > 0)
    process.stdout.write(
      `  ${open.length} sweeps left open, ${others.length} of them to others’ quotes alone: ${others[0] ?? open[0]}\n`,
    );
  if (differ > 0 || open.length > 0 || (byQuotes.get('violation') ?? 0) > 0) process.exitCode = 1;
}

function oneOf<Word extends string>(flag: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new UsageError(`${flag}: ${JSON.stringify(text)} is none of ${words.join(', ')}`);
  return found;
}
