import { decimal, percentText } from '../../../../shared/format.ts';
import type { CompareReport, ContestantReport } from '../../../../shared/wire/compare.ts';
import type { Finding } from '../../../parts/verdict.ts';
import { strategyName } from '../words.ts';
import { leavesZero, pairedDifference } from './contestants.ts';

/** The router that rests where most is paid, and the one that rests where it costs its client least. */
export interface Conflict {
  readonly rebate: ContestantReport;
  readonly net: ContestantReport;
}

/** The two under the same dispatch, the given one if it has both; undefined where they were not both compared. */
export function conflictOf({ contestants }: CompareReport, lit: ContestantReport): Conflict | undefined {
  const of = (strategy: string, dispatch: string) =>
    contestants.find((one) => one.strategy === strategy && one.dispatch === dispatch);
  for (const { dispatch } of [lit, ...contestants]) {
    const rebate = of('rebate_max', dispatch);
    const net = of('net_max', dispatch);
    if (rebate && net) return { rebate, net };
  }
  return undefined;
}

/** What the two differ in, as the client's bill and the router's own gain: name, both values, and what it is. */
export function conflictLines({ rebate, net }: Conflict): readonly {
  readonly name: string;
  readonly rebate: string;
  readonly net: string;
  readonly means: string;
}[] {
  const line = (name: string, read: (one: ContestantReport) => string, means: string) => ({
    name,
    rebate: read(rebate),
    net: read(net),
    means,
  });
  const signed = (value: number | undefined) => decimal(value, 2, { sign: true });
  return [
    line(
      'Rebates less fees, $',
      ({ feeDollars }) => signed(-feeDollars),
      'What the venues paid the router on a mean order; minus: what it paid them',
    ),
    line('Drift after 1 s, bps', ({ leakBps }) => signed(leakBps?.mean), 'What the order itself moved the midpoint by'),
    line(
      'Price given up, bps',
      ({ parts }) => decimal(parts.price, 2),
      'Regret against O1 by dearer prices: what waiting in a queue cost',
    ),
    line(
      'Left over, bps',
      ({ parts }) => decimal(parts.opportunity, 2),
      'Regret against O1 by shares left over and charged at the end',
    ),
    line(
      'First round, %',
      ({ firstFillRate }) => percentText(firstFillRate?.mean).replace(' %', ''),
      'Executed of the shares sent first',
    ),
    line('Done in, ms', ({ completeMs }) => decimal(completeMs?.median, 0), 'Median time to the last share'),
    line('Net: all-in cost, bps', ({ bps }) => decimal(bps.mean, 2), 'What the client pays in all'),
    line('Net: all-in cost, $', ({ dollars }) => decimal(dollars, 2), 'The same on a mean order'),
  ];
}

/** Whether what pays the router costs its client, in a sentence. */
export function conflictFinding({ rebate, net }: Conflict): Finding {
  const [greedy, fair] = [rebate, net].map(({ strategy }) => strategyName(strategy)) as [string, string];
  const more = net.feeDollars - rebate.feeDollars;
  const cost = pairedDifference(net, rebate);
  const range = `95 % interval ${decimal(cost.low, 2, { sign: true })} to ${decimal(cost.high, 2, { sign: true })}`;
  if (more <= 0)
    return {
      kind: 'none',
      text: `No conflict here: ${greedy} is paid no more than ${fair} ($${decimal(-more, 2)} less an order).`,
    };
  const paid = `${greedy} is paid $${decimal(more, 2)} more an order than ${fair}`;
  if (!leavesZero(cost))
    return {
      kind: 'warn',
      text: `${paid}. Whether its client pays for that is not told: ${decimal(cost.mean, 2, { sign: true })} bps all in, ${range}.`,
    };
  return cost.mean > 0
    ? {
        kind: 'bad',
        text: `${paid}, and its client pays ${decimal(cost.mean, 2)} bps more all in (${range}): what is good for the router is bad for the client.`,
      }
    : {
        kind: 'none',
        text: `${paid}, and its client pays ${decimal(-cost.mean, 2)} bps less all in (${range}): no conflict here.`,
      };
}
