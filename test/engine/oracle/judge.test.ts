import { describe, expect, test } from 'vitest';
import { Engine } from '../../../electron/engine/engine.ts';
import { judge, oraclesOf, overfillQty, plainStatic } from '../../../electron/engine/oracle/judge.ts';
import { horizonOf, judgeAgain, judgeFrom } from '../../../electron/engine/oracle/judge-order.ts';
import { leakBps } from '../../../electron/engine/oracle/order-regret.ts';
import type { Contestant } from '../../../electron/engine/oracle/trial.ts';
import { Window } from '../../../electron/engine/oracle/window.ts';
import { alone } from '../../../electron/engine/realism/alone.ts';
import { SILENT } from '../../../electron/engine/silent.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Command, NewOrderSingle } from '../../../shared/events.ts';
import { ExecType } from '../../../shared/fix.ts';
import { STRATEGIES, type StrategyName } from '../../../shared/routing.ts';
import { MINUTE, type Nanos, px, type Qty, SECOND } from '../../../shared/units.ts';
import { regretRun } from '../../support/regret-soak.ts';
import { order, run, still } from '../../support/run.ts';

const HORIZON = (10 * SECOND) as Nanos;
const contestants = (...names: StrategyName[]) =>
  names.map((strategy): Contestant => ({ name: strategy, strategy, dispatch: 'parallel' }));

function us2026(seed: number): SessionConfig {
  const config = loadScenario('us2026');
  return { ...alone(config, 'ALTO'), seed };
}

/** Judges one order in a session that has had nothing else. */
function judged(config: SessionConfig, given: NewOrderSingle, names: readonly StrategyName[] = STRATEGIES) {
  const window = new Window();
  const base = new Engine({ config, sink: SILENT, witness: window });
  base.advanceTo(given.at);
  return judge({ engine: { config }, base, window, order: given, contestants: contestants(...names), horizon: HORIZON })!;
}

describe('a market that stands still', () => {
  const config = still();
  const at = config.openAt + SECOND;
  const buy = (orderQty: number) => order(at, { symbol: config.symbols[0]!.symbol, orderQty: orderQty as Qty, timeInForce: 'day' });

  test('O1 and O2 are the same there, and are what the table gives for the least', () => {
    const judgement = judged(config, buy(3000), ['smart']);
    const { static: o1, window: o2 } = oraclesOf(judgement, judgement.trials[0]!);
    expect(o2.cost).toBe(o1.cost);
    expect(plainStatic(judgement)).toEqual(o1);
    // 900 dark at the midpoint for 10 mils, 800 at IEX, 900 at BATS, 400 where the fee is 30 mils.
    const [dark] = config.venues.filter(({ kind }) => kind === 'dark');
    expect(o1.cost).toBe(900 * dark!.takerFee + 800 * 5_900 + 900 * 7_500 + 400 * 8_000);
    expect(o1.picks.filter(({ hidden }) => hidden).map(({ qty }) => qty)).toEqual([500, 400]);
  });

  test('sending the whole order to every lit venue brings what they show, and no more than the order from each', () => {
    const lit = (venue: number) => config.venues[venue]!.kind === 'lit';
    // 1200, 1500, 900 and 800 at 100.01, 700 at 100.02 within the collar, and deeper levels beside them.
    expect(overfillQty(judged(config, buy(500), ['smart']), lit)).toBe(4 * 500 + 500 - 500);
  });

  test('nobody moves it: no leak beyond what a market without the order does', () => {
    const judgement = judged(config, buy(100), ['dark_first']);
    expect(leakBps(judgement, judgement.trials[0]!)).toBe(0);
  });
});

describe('a living market', () => {
  const config = us2026(7);
  const given = order(config.openAt + 30 * SECOND, {
    symbol: 'ALTO',
    orderQty: 2500 as Qty,
    timeInForce: 'day',
    strategy: 'smart',
  });

  test('a fork does what the session itself does with the order', () => {
    const judgement = judged(config, given, ['smart', 'price_time']);
    const { record } = run({ config }, [given], given.at + HORIZON);
    const fills = record.children.filter(({ execType }) => execType === ExecType.trade);
    expect(judgement.trials[0]!.fills.map(({ px, qty, fee }) => [px, qty, fee * qty])).toEqual(
      fills.map(({ lastPx, lastQty, fee }) => [lastPx, lastQty, fee]),
    );
    expect(judgement.arrival.arrivalPx).toBe(record.parents[0]!.midPx);
  });

  test('the market that is left behind is the one that nobody traded in', () => {
    const window = new Window();
    const base = new Engine({ config, sink: SILENT, witness: window });
    base.advanceTo(given.at);
    judge({ engine: { config }, base, window, order: given, contestants: contestants('smart'), horizon: HORIZON });
    const alone = new Engine({ config, sink: SILENT });
    alone.advanceTo((given.at + HORIZON) as Nanos);
    expect(JSON.stringify(base.save())).toBe(JSON.stringify(alone.save()));
  });

  test('who else is given the order, and in which turn, changes nothing for anyone', () => {
    const one = judged(config, given, ['fee_aware']);
    const many = judged(config, given, ['broadcast', 'fee_aware', 'smart']);
    expect(many.trials[1]).toEqual(one.trials[0]);
    expect(many.untouched).toEqual(one.untouched);
  });

  test('a fill is hidden where the resting side was, and dark ones always are', () => {
    const { trials } = judged(config, given, ['dark_first']);
    const { fills } = trials[0]!;
    expect(fills.filter(({ venue, hidden }) => config.venues[venue]!.kind === 'dark' && !hidden)).toEqual([]);
    expect(fills.some(({ hidden }) => !hidden)).toBe(true);
  });

  test('a limit out of reach: all of it is left, and charged at the far touch at the end', () => {
    const far = { ...given, ordType: 'limit', price: px(99), timeInForce: 'ioc' } as const;
    const judgement = judged(config, far, ['price_time']);
    const [own] = judgement.trials;
    expect([own!.filledQty, own!.leftQty]).toEqual([0, 2500]);
    expect(own!.cost).toBe(2500 * own!.charge);
    expect(oraclesOf(judgement, own!).static).toMatchObject({ cost: own!.cost, leftQty: 2500 });
  });

  test('where there is no market there is nothing to judge', () => {
    const early = { ...given, at: config.openAt };
    const window = new Window();
    const base = new Engine({ config, sink: SILENT, witness: window });
    expect(judge({ engine: { config }, base, window, order: early, contestants: contestants('smart'), horizon: HORIZON })).toBe(
      undefined,
    );
  });
});

describe('an order among others', () => {
  const config = us2026(11);
  const at = (seconds: number) => (config.openAt + seconds * SECOND) as Nanos;
  const mine = order(at(30), { symbol: 'ALTO', orderQty: 800 as Qty, timeInForce: 'day', strategy: 'smart', clOrdID: 'mine' });
  const before = order(at(20), { symbol: 'ALTO', side: 'sell', orderQty: 3000 as Qty, timeInForce: 'day' });
  const after = order(at(31), { symbol: 'ALTO', orderQty: 900 as Qty, timeInForce: 'day' });
  const commands: Command[] = [before, mine, after, { type: 'OrderCancelRequest', at: at(32), clOrdID: 'x', origClOrdID: 'mine' }];
  const given = { engine: { config }, orderID: 'P-2', order: mine, later: commands.slice(2), horizon: HORIZON };

  test('from the state before it, or by running the session again: the same', () => {
    const base = new Engine({ config, sink: SILENT });
    base.submit(before);
    base.advanceTo(mine.at);
    const regret = judgeFrom(base.save(), given)!;
    expect(judgeAgain([before], given)).toEqual(regret);
    const { record } = run({ config }, commands, at(60));
    const done = record.latest(record.parents).get('P-2')!;
    expect([regret.filledQty, regret.arrivalPx]).toEqual([
      done.cumQty,
      record.parents.find(({ orderID }) => orderID === 'P-2')!.midPx,
    ]);
    expect(regret).toMatchObject({ orderID: 'P-2', symbol: 'ALTO', strategy: 'smart', horizon: HORIZON });
    expect(regret.oracles.map(({ oracle }) => oracle)).toEqual(['static', 'window', 'fixed']);
    expect(regret.strategies).toHaveLength(STRATEGIES.length);
    expect(regret.strategies[0]!.bps).toBeLessThanOrEqual(regret.bps);
    expect(JSON.parse(JSON.stringify(regret))).toEqual(regret);
  });

  test('over ten seconds, or all of its life, but no longer than five minutes', () => {
    expect(horizonOf(at(0), at(1))).toBe(10 * SECOND);
    expect(horizonOf(at(0), at(42))).toBe(42 * SECOND);
    expect(horizonOf(at(0), at(3600))).toBe(5 * MINUTE);
  });
});

test('no order was ever better than O1 or O2, O2 is never dearer than O1, and the parts of the regret are the whole', () => {
  for (const [scenario, seed] of [
    ['us2026', 1],
    ['textbook', 2],
  ] as const) {
    const { judged: count, broken } = regretRun(loadScenario(scenario), seed, 12);
    expect(broken).toEqual([]);
    expect(count).toBeGreaterThan(10 * STRATEGIES.length);
  }
});
