import { troubleOf } from '../../electron/engine/compare/trouble.ts';
import { Engine } from '../../electron/engine/engine.ts';
import { bpsOf, judge, oraclesOf } from '../../electron/engine/oracle/judge.ts';
import { regretParts } from '../../electron/engine/oracle/regret-parts.ts';
import { Window } from '../../electron/engine/oracle/window.ts';
import { alone } from '../../electron/engine/realism/alone.ts';
import { SILENT } from '../../electron/engine/silent.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import { DISPATCHES, STRATEGIES } from '../../shared/routing.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';
import { mixedOrders } from './orders.ts';

export interface RegretRun {
  /** Orders judged, one for each strategy that was given one. */
  readonly judged: number;
  /** What did not hold, with the order it did not hold for. */
  readonly broken: readonly string[];
}

const HORIZON = (2 * SECOND) as Nanos;

/**
 * One session of random orders, each given to every strategy, every second one while something is wrong: none is ever better than O1 or
 * O2 (domain 5.11), O2 is no dearer than O1, and the parts of the regret are the whole of it.
 */
export function regretRun(scenario: SessionConfig, seed: number, count: number): RegretRun {
  const { symbol, openPx, tick } = scenario.symbols[0]!;
  const config = { ...alone(scenario, symbol), seed };
  const window = new Window();
  const base = new Engine({ config, sink: SILENT, witness: window });
  const from = config.openAt + 10 * SECOND;
  const orders = mixedOrders({ count, seed, symbol, from, to: from + count * 3 * SECOND, tick, near: () => openPx });
  const broken: string[] = [];
  let judged = 0;
  for (const [i, one] of orders.entries()) {
    const { fault } = troubleOf(config, seed + i);
    base.advanceTo(Math.max(base.now, one.at) as Nanos);
    if (i % 2 === 1) base.submit({ type: 'InjectFault', at: base.now, faultID: `f-${i}`, fault });
    const order = { ...one, at: base.now };
    const dispatch = DISPATCHES[i % DISPATCHES.length]!;
    const contestants = STRATEGIES.map((strategy) => ({ name: strategy, strategy, dispatch }));
    const judgement = judge({ engine: { config }, base, window, order, contestants, horizon: HORIZON });
    for (const own of judgement?.trials ?? []) {
      judged += 1;
      const { arrival } = judgement!;
      const fail = (what: string) => broken.push(`seed ${seed}, order ${i}, ${own.contestant.name}/${dispatch}: ${what}`);
      const { static: o1, window: o2 } = oraclesOf(judgement!, own);
      if (own.cost < o1.cost) fail(`${own.cost} is below O1, ${o1.cost}`);
      if (o1.cost < o2.cost) fail(`O1, ${o1.cost}, is below O2, ${o2.cost}`);
      const parts = regretParts(arrival, own, o1);
      const sum = bpsOf(arrival, parts.price + parts.fee + parts.hidden + parts.opportunity);
      if (Math.abs(sum - bpsOf(arrival, own.cost - o1.cost)) > 1e-9) fail(`the parts are ${sum} bps`);
    }
  }
  return { judged, broken };
}
