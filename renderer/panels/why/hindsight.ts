import { bpsText, decimal, moneyText, qtyText } from '../../../shared/format.ts';
import type { OracleName, OracleResult, OrderRegret } from '../../../shared/regret.ts';
import type { StrategyName } from '../../../shared/routing.ts';
import { isWorking, type Order } from '../../state/orders.ts';
import type { Judgement } from '../../state/regrets.svelte.ts';

export const ORACLE_WORDS: Readonly<Record<OracleName, readonly [name: string, means: string]>> = {
  static: [
    'On arrival',
    'the cheapest shares in the true books when a leg sent at once would have been there, hidden and dark ones too',
  ],
  window: ['In its time', 'the cheapest of all shares that stood there from its arrival to the end of its horizon'],
  fixed: ['Best fixed', 'the strategy that did best, had it been given this order'],
};

/** Why there is no judgement to show, in a sentence; undefined once there is one. `ask` where asking again may help. */
export function notJudged(
  order: Order | undefined,
  judgement: Judgement | undefined,
): { readonly text: string; readonly ask: boolean } | undefined {
  if (judgement?.state === 'judged') return undefined;
  if (!order) return { text: 'No order is selected.', ask: false };
  if (order.ordStatus === '8') return { text: `${order.orderID} never reached the market: there is nothing to judge.`, ask: false };
  if (isWorking(order)) return { text: `${order.orderID} still works. It is judged when it is done.`, ask: false };
  if (judgement?.state === 'waiting') return { text: `Not judged yet: ${judgement.text}.`, ask: true };
  if (judgement?.state === 'refused') return { text: `${order.orderID} cannot be judged: ${judgement.text}.`, ask: true };
  return { text: `${order.orderID} is being judged: the session runs again without it.`, ask: false };
}

/** Whether the judgement is to be asked for: the order is done, it reached the market, and nobody has asked. */
export function wantsJudging(order: Order | undefined, judgement: Judgement | undefined): order is Order {
  return order !== undefined && judgement === undefined && order.ordStatus !== '8' && !isWorking(order);
}

/** The judgement in a sentence: what it cost, and how far that was from the best that could have been. */
export function verdict(regret: OrderRegret): string {
  const { orderID, bps, filledQty, orderQty } = regret;
  const best = [...regret.oracles].sort((a, b) => b.regretBps - a.regretBps)[0];
  const cost = `${orderID} cost ${bpsText(bps)} bps`;
  const part = filledQty < orderQty ? `, ${qtyText(orderQty - filledQty)} of ${qtyText(orderQty)} unfilled and charged` : '';
  if (!best) return `${cost}${part}.`;
  return `${cost}${part}: at most ${bpsText(Math.max(0, best.regretBps))} bps more than could be had.`;
}

/** `1.02 bps, $10.20`. */
export function oracleCost({ bps, cost }: OracleResult): string {
  return `${bpsText(bps)} bps, ${moneyText(cost)}`;
}

export function scoreText(score: number): string {
  return decimal(score, (score >= 99.5 && score < 99.95) || score < 10 ? 1 : 0);
}

export interface StrategyBar {
  readonly strategy: StrategyName;
  readonly bps: number;
  /** The one that the order had. */
  readonly own: boolean;
}

/** What each strategy would have cost, least first, as the record gives it. */
export function strategyBars({ strategies, strategy }: OrderRegret): StrategyBar[] {
  return [...strategies].sort((a, b) => a.bps - b.bps).map((row) => ({ ...row, own: row.strategy === strategy }));
}
