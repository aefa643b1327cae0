import type { Command } from '../../shared/events.ts';
import { ExecType, isTerminal } from '../../shared/fix.ts';
import { bpsText, countText, decimal, digestText, qtyText, timeText } from '../../shared/format.ts';
import type { Nanos } from '../../shared/units.ts';
import { readFaults } from '../host/faults-file.ts';
import { type HeadlessResult, runHeadless } from '../host/headless.ts';
import { judgeSession } from '../host/judge-session.ts';
import { expectFolder, ofFlag } from '../host/of-flag.ts';
import { readOrders } from '../host/orders-file.ts';
import { Policies, RUN_LIMIT_MS } from '../host/policy/policies.ts';
import type { Opening } from '../host/session.ts';
import { UsageError } from '../host/usage.ts';
import { open, TEMPORARY } from '../store/open.ts';
import { session } from '../store/queries.ts';
import { saveRegret } from '../store/regrets.ts';
import type { Store } from '../store/store-error.ts';
import type { Flag, Given } from './arguments.ts';
import { type Output, table } from './output.ts';
import { ProgressLine, RunRate } from './progress.ts';
import { type RunReport, runReport } from './report.ts';

export interface Play {
  readonly opening: Opening;
  readonly until: Nanos;
  readonly given: Given;
  readonly out: Output;
  /** Further fields of the JSON document. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export const DECISIONS_FLAG: Flag = {
  kind: 'switch',
  help: 'with --json: also every routing decision as recorded, which fills name by decisionID',
};

export const POLICY_FLAG: Flag = {
  kind: 'text',
  value: 'FILE',
  many: true,
  help: 'your own policy, which orders name as user:NAME; may be given again (docs/policies.md)',
};

/** What `run` and `replay` share: the orders, the record, the run itself, and the report of it. */
export async function play({ opening, until, given, out, extra }: Play): Promise<void> {
  const file = given.text('orders');
  const faults = given.text('faults');
  if (given.on('decisions') && !given.on('json')) throw new UsageError('--decisions: goes with --json');
  const db = given.text('db');
  if (db !== undefined) expectFolder('--db', db);
  const policies = ofFlag('--policy', () => Policies.read(given.texts('policy'), RUN_LIMIT_MS));
  // At one time, what goes wrong comes before who trades in it.
  const commands = [
    ...(faults === undefined ? [] : ofFlag('--faults', () => readFaults(faults, opening.config))),
    ...(file === undefined ? [] : ofFlag('--orders', () => readOrders(file, opening.config, [...policies.asked.keys()]))),
  ].sort((a, b) => a.at - b.at);
  const store = open(db ?? TEMPORARY);
  try {
    const progress = new ProgressLine(opening.config.market === 'tape' ? 'replaying' : 'running');
    const { openAt } = opening.config;
    const rate = new RunRate(openAt);
    const onProgress = (now: Nanos, events: number) =>
      progress.show((now - openAt) / (until - openAt), `${timeText(now)}  ${rate.text(now, events)}`);
    const result = runHeadless({ ...opening, policies, store, commands, until, onProgress });
    progress.clear();
    if (given.on('oracle')) await judgeAll({ ...opening, policies }, commands, result, store);
    const recorded = session(store, result.sessionID);
    const stopped = recorded.events.flatMap((event) => (event.type === 'Notice' && event.code === 'policy' ? [event.text] : []));
    for (const text of stopped) out.warn(text);
    const report = runReport(result, recorded, commands.length);
    if (given.on('json'))
      out.json({
        ...report,
        ...(stopped.length > 0 && { policiesStopped: stopped }),
        ...(given.on('decisions') && { decisions: recorded.events.filter(({ type }) => type === 'RoutingDecision') }),
        ...extra,
      });
    else out.line(describe(report));
  } finally {
    store.close();
    policies.close();
  }
}

/** Puts how far each order was from the best into the record, from where the report reads it. */
async function judgeAll(
  opening: Opening,
  commands: readonly Command[],
  { sessionID, to }: HeadlessResult,
  store: Store,
): Promise<void> {
  const doneAt = new Map<string, Nanos>();
  for (const event of session(store, sessionID).events)
    if (
      event.type === 'ExecutionReport' &&
      event.parentID === undefined &&
      isTerminal(event.ordStatus) &&
      event.execType !== ExecType.rejected
    )
      doneAt.set(event.orderID, event.at);
  const progress = new ProgressLine('judging');
  const onProgress = (done: number, total: number) => progress.show(done / total, `order ${done} of ${total}`);
  const regrets = await judgeSession({ ...opening, commands, to, doneAt, onProgress }).finally(() => progress.clear());
  for (const regret of regrets) saveRegret(store, sessionID, regret);
}

function describe(report: RunReport): string {
  const { totals, commands } = report;
  const judged = report.orders.some(({ regret }) => regret);
  const orders = report.orders.map((order) => [
    order.orderID,
    order.clOrdID,
    order.symbol,
    order.side,
    order.strategy ?? 'none',
    `${qtyText(order.cumQty)}/${qtyText(order.orderQty)}`,
    order.avgPx === undefined ? 'none' : decimal(order.avgPx, 4),
    bpsText(order.slippage.arrivalBps, { sign: true }),
    bpsText(order.costs?.total?.bps, { sign: true }),
    ...(judged ? [bpsText(order.regret?.oracles.find(({ oracle }) => oracle === 'static')?.regretBps)] : []),
    order.text ?? 'filled',
  ]);
  const venues = report.venues
    .filter((venue) => venue.orders > 0)
    .map(({ mic, orders, sentQty, filledQty, fees }) => [
      mic,
      qtyText(orders),
      qtyText(sentQty),
      qtyText(filledQty),
      decimal(fees, 2),
    ]);
  const figures = ['filled', 'avg px', 'slip bps', 'cost bps', ...(judged ? ['to O1 bps'] : [])];
  const missed = commands.given - commands.applied;
  return [
    `${report.title}, seed ${report.seed}, ${timeText(report.from)} to ${timeText(report.to)}, ${qtyText(report.engineEvents)} engine events`,
    `${countText(totals.accepted, 'order')}: ${totals.filled} filled, ${totals.partlyFilled} in part, ${totals.unfilled} unfilled; ${totals.rejected} rejected; ` +
      `${qtyText(totals.filledQty)} of ${qtyText(totals.orderedQty)} shares in ${countText(totals.fills, 'fill')}`,
    ...(missed > 0 ? [`${countText(missed, 'command')} not reached: the session closed first`] : []),
    ...(totals.costBps === undefined
      ? []
      : [`cost against arrival, fees and unfilled shares included: ${bpsText(totals.costBps, { sign: true })} bps`]),
    ...(orders.length > 0
      ? ['', table(['order', 'clOrdID', 'symbol', 'side', 'strategy', ...figures, 'end'], orders, figures)]
      : []),
    ...report.rejects.map(({ clOrdID, field, text }) => `rejected ${clOrdID}: ${field}: ${text}`),
    ...(venues.length > 0
      ? ['', table(['venue', 'children', 'sent', 'filled', 'fees $'], venues, ['children', 'sent', 'filled', 'fees $'])]
      : []),
    '',
    `session ${report.sessionID}`,
    `digest  ${report.digest} (${digestText(report.digest)})`,
  ].join('\n');
}
