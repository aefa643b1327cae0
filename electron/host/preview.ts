import type { SessionConfig } from '../../shared/config/session.ts';
import type { NewOrderSingle } from '../../shared/events.ts';
import { isWithin, opposite, sign } from '../../shared/fix.ts';
import { moneyText, qtyText } from '../../shared/format.ts';
import type { Candidate, RoutingDecision } from '../../shared/routing.ts';
import { MONEY_PER_PX, type Money, notional, type Px, type Qty } from '../../shared/units.ts';
import type { Preview, PreviewRow } from '../../shared/wire/contract.ts';
import { refusal } from '../engine/order/validate.ts';
import type { Session } from './session.ts';

export type OrderDraft = Omit<NewOrderSingle, 'at' | 'clOrdID' | 'type'>;
type Check = Preview['checks'][number];

/** Two-sided 90 % of a normal. */
const Z90 = 1.645;
/** A larger share of what is displayed within the limit is worth a warning: the order will move the market. */
const LARGE_SHARE = 0.5;

/** Expected cost of the order's first round under every strategy, and what the risk rules say of it. Sends nothing. */
export function preview(session: Session, order: OrderDraft, killed: boolean): Preview {
  const checks = riskChecks(session, order, killed);
  const refused = checks.some((check) => check.state === 'bad');
  return { rows: refused ? [] : session.engine.preview(order).map((decision) => previewRow(decision, session.config)), checks };
}

/**
 * Mean = sum over legs of the candidate's expected total. Spread: a leg's miss term is (1 - P) M, paid whole or not at all, so it varies by
 * P (1 - P) M^2; its adverse term likewise, the venue's fast-trader presence being the chance. Legs are taken as independent.
 */
function previewRow(decision: RoutingDecision, config: SessionConfig): PreviewRow {
  const { strategy, legs, candidates, midPx } = decision;
  const sends = legs.reduce((sum, leg) => sum + leg.orderQty, 0) as Qty;
  let cost = 0;
  let variance = 0;
  for (const leg of legs) {
    const candidate = candidates.find((one) => one.mic === leg.mic && one.action === leg.action);
    if (candidate?.cost === undefined || candidate.total === undefined) continue;
    const worse = candidate.px === undefined ? 0 : sign(decision.side) * (leg.px - candidate.px) * MONEY_PER_PX;
    cost += (candidate.total + Math.max(0, leg.action === 'take' ? worse : 0)) * leg.orderQty;
    variance += legVariance(candidate, leg.orderQty, config);
  }
  if (sends === 0 || midPx === undefined) return { strategy, sends };
  const half = Z90 * Math.sqrt(variance);
  const toBps = (money: number) => (money / notional(midPx, sends)) * 1e4;
  return { strategy, sends, cost: Math.round(cost) as Money, bps: toBps(cost), low: toBps(cost - half), high: toBps(cost + half) };
}

function legVariance(candidate: Candidate, orderQty: Qty, config: SessionConfig): number {
  const presence = config.venues.find((venue) => venue.mic === candidate.mic)?.hftPresence ?? 0;
  return (
    bernoulli(1 - candidate.fillProbability, (candidate.cost?.miss ?? 0) * orderQty) +
    bernoulli(presence, (candidate.cost?.adverse ?? 0) * orderQty)
  );
}

/** Variance of something that costs `mean / chance` with `chance`, else nothing. */
function bernoulli(chance: number, mean: number): number {
  return chance <= 0 || chance >= 1 ? 0 : (mean * mean * (1 - chance)) / chance;
}

function riskChecks(session: Session, order: OrderDraft, killed: boolean): Check[] {
  const { config, engine } = session;
  const { view } = engine;
  const symbol = config.symbols.findIndex((spec) => spec.symbol === order.symbol);
  const midPx = symbol < 0 ? 0 : view.referenceMid(symbol);
  const draft: NewOrderSingle = { type: 'NewOrderSingle', at: engine.now, clOrdID: 'preview', ...order };
  const state = { killed, closed: engine.ended, knownClOrdIDs: new Map(), midPx };
  const refused = refusal(config, draft, state);
  if (refused) return [{ name: refused.field, state: 'bad', text: refused.text }];
  const value = notional((order.price ?? midPx) as Px, order.orderQty);
  return [
    { name: 'Order size', state: 'good', text: `${qtyText(order.orderQty)} of ${qtyText(config.risk.maxOrderQty)}` },
    { name: 'Order value', state: 'good', text: `${moneyText(value)} of ${moneyText(config.risk.maxNotional as Money)}` },
    collarCheck(session, order, midPx),
    shareCheck(session, order, symbol),
    {
      name: 'Rule 611',
      state: session.orderProtection ? 'good' : 'warn',
      text: session.orderProtection ? 'no protected quote is passed over' : 'order protection is off',
    },
  ];
}

/** How far the order may reach: a market order to the collar, a limit to its price. */
function collarCheck({ config }: Session, order: OrderDraft, midPx: number): Check {
  const limit = order.ordType === 'market' ? config.router.collarBps : config.risk.priceBandBps;
  if (order.price === undefined) return { name: 'Price collar', state: 'good', text: `stops ${limit} bps from the midpoint` };
  const through = ((sign(order.side) * (order.price - midPx)) / midPx) * 1e4;
  return {
    name: 'Price collar',
    state: through > config.router.collarBps ? 'warn' : 'good',
    text: `${Math.max(0, through).toFixed(1)} of ${limit} bps`,
  };
}

function shareCheck({ config, engine }: Session, order: OrderDraft, symbol: number): Check {
  let displayed = 0;
  for (let v = 0; v < config.venues.length; v++) {
    const far = engine.view.levels(v, symbol, opposite(order.side));
    for (let i = 0; i < far.count; i++)
      if (order.price === undefined || isWithin(order.side, far.px[i]!, order.price)) displayed += far.qty[i]!;
  }
  const name = 'Share of displayed';
  if (displayed === 0) return { name, state: 'warn', text: 'nothing is displayed within the limit' };
  const share = order.orderQty / displayed;
  return {
    name,
    state: share > LARGE_SHARE ? 'warn' : 'good',
    text: `${Math.round(share * 100)} % of ${qtyText(displayed as Qty)}`,
  };
}
