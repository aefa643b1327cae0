import type { SessionConfig } from '../../../shared/config/session.ts';
import { sign } from '../../../shared/fix.ts';
import { type OracleName, type OraclePick, type OracleResult, type OrderRegret, regretScore } from '../../../shared/regret.ts';
import type { Plan } from './cheapest.ts';
import { bpsOf, type Judgement, oraclesOf } from './judge.ts';
import type { Trial } from './trial.ts';

/**
 * How far an order was from the best, as the desk and the record keep it. `own`: what became of it; it is among the trials, which are one
 * a strategy. `orderID` as its session knows it.
 */
export function orderRegret(judgement: Judgement, own: Trial, orderID: string, config: SessionConfig): OrderRegret {
  const { order, arrival, horizon, trials } = judgement;
  const bps = bpsOf(arrival, own.cost);
  const plans = oraclesOf(judgement, own);
  const best = trials.reduce((least, trial) => (trial.cost < least.cost ? trial : least), own);
  const result = (oracle: OracleName, { cost, picks }: Pick<Plan, 'cost' | 'picks'>): OracleResult => {
    const oracleBps = bpsOf(arrival, cost);
    const regretBps = bps - oracleBps;
    return {
      oracle,
      cost,
      bps: oracleBps,
      regretBps,
      score: regretScore(regretBps),
      picks: picks.map((pick) => named(config, pick)),
    };
  };
  const leak = leakBps(judgement, own);
  return {
    orderID,
    symbol: order.symbol,
    side: order.side,
    strategy: own.contestant.strategy,
    orderQty: order.orderQty,
    filledQty: own.filledQty,
    arrivalPx: arrival.arrivalPx,
    horizon,
    cost: own.cost,
    bps,
    oracles: [
      result('static', plans.static),
      result('window', plans.window),
      { ...result('fixed', { cost: best.cost, picks: [] }), strategy: best.contestant.strategy },
    ],
    strategies: trials
      .map(({ contestant, cost }) => ({ strategy: contestant.strategy, bps: bpsOf(arrival, cost) }))
      .sort((a, b) => a.bps - b.bps),
    ...(leak !== undefined && { leakBps: leak }),
  };
}

/**
 * Move of the midpoint against the order from its arrival to a second later, beyond that of the same market without it, bps (domain 5.7).
 * Undefined where either has no midpoint then.
 */
export function leakBps(
  { arrival, untouched }: Pick<Judgement, 'arrival' | 'untouched'>,
  own: Pick<Trial, 'laterPx'>,
): number | undefined {
  if (own.laterPx === undefined || untouched.laterPx === undefined) return undefined;
  return ((sign(arrival.side) * (own.laterPx - untouched.laterPx)) / arrival.arrivalPx) * 1e4;
}

function named({ venues }: SessionConfig, { venue, px, qty, unitCost, hidden }: Plan['picks'][number]): OraclePick {
  return { mic: venues[venue]!.mic, px, qty, unitCost, hidden };
}
