import { bpsText, countText, decimal, digestText, qtyText, timeText } from '../../shared/format.ts';
import type { Nanos } from '../../shared/units.ts';
import { readFaults } from '../host/faults-file.ts';
import { runHeadless } from '../host/headless.ts';
import { readOrders } from '../host/orders-file.ts';
import type { Opening } from '../host/session.ts';
import { open, TEMPORARY } from '../store/open.ts';
import { session } from '../store/queries.ts';
import type { Given } from './arguments.ts';
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

/** What `run` and `replay` share: the orders, the record, the run itself, and the report of it. */
export function play({ opening, until, given, out, extra }: Play): void {
  const file = given.text('orders');
  const faults = given.text('faults');
  // At one time, what goes wrong comes before who trades in it.
  const commands = [
    ...(faults === undefined ? [] : readFaults(faults, opening.config)),
    ...(file === undefined ? [] : readOrders(file, opening.config)),
  ].sort((a, b) => a.at - b.at);
  const store = open(given.text('db') ?? TEMPORARY);
  try {
    const progress = new ProgressLine(opening.config.market === 'tape' ? 'replaying' : 'running');
    const { openAt } = opening.config;
    const rate = new RunRate(openAt);
    const onProgress = (now: Nanos, events: number) =>
      progress.show((now - openAt) / (until - openAt), `${timeText(now)}  ${rate.text(now, events)}`);
    const result = runHeadless({ ...opening, store, commands, until, onProgress });
    progress.clear();
    const report = runReport(result, session(store, result.sessionID), commands.length);
    if (given.on('json')) out.json({ ...report, ...extra });
    else out.line(describe(report));
  } finally {
    store.close();
  }
}

function describe(report: RunReport): string {
  const { totals, commands } = report;
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
      ? [
          '',
          table(['order', 'clOrdID', 'symbol', 'side', 'strategy', 'filled', 'avg px', 'slip bps', 'cost bps', 'end'], orders, [
            'filled',
            'avg px',
            'slip bps',
            'cost bps',
          ]),
        ]
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
