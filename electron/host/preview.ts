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

/** Expected cost of the order under every strategy, and what the risk rules say of it. Sends nothing. */
export function preview(session: Session, order: OrderDraft, killed: boolean): Preview {
  const checks = riskChecks(session, order, killed);
  if (checks.some((check) => check.state === 'bad')) return { rows: [], checks };
  const shown = displayedLevels(session, order);
  return { rows: session.engine.preview(order).map((decision) => previewRow(decision, session.config, shown)), checks };
}

/**
 * Cost of the whole order, so that a strategy which sends a part of it first does not look cheaper than one that sends all.
 * Mean = sum over the first round's legs of the candidate's expected total, plus `restCost` for the shares that round leaves out.
 * Spread: a leg's miss term is (1 - P) M, paid whole or not at all, so it varies by P (1 - P) M^2; its adverse term likewise, the venue's
 * fast-trader presence being the chance. Legs are taken as independent, the rest as certain.
 */
function previewRow(decision: RoutingDecision, config: SessionConfig, shown: readonly DisplayedLevel[]): PreviewRow {
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
  cost += restCost(decision, midPx, shown, config);
  const half = Z90 * Math.sqrt(variance);
  const toBps = (money: number) => (money / notional(midPx, decision.leavesQty)) * 1e4;
  return { strategy, sends, cost: Math.round(cost) as Money, bps: toBps(cost), low: toBps(cost - half), high: toBps(cost + half) };
}

/** Shares that one venue displays at one price. */
export interface DisplayedLevel {
  readonly mic: string;
  readonly px: Px;
  readonly qty: number;
}

/**
 * What the shares that the first round leaves out are charged, micro-dollars: they sweep what stays displayed within the limit once the
 * round's own takes are gone, best price first, each share one tick worse (the market has seen the first round) and at the dearest
 * taker fee; shares beyond all that is displayed pay the worst displayed price, a tick and that fee. With nothing displayed they pay the
 * limit. Levels are best first.
 */
export function restCost(
  decision: Pick<RoutingDecision, 'side' | 'symbol' | 'leavesQty' | 'limitPx' | 'legs'>,
  midPx: Px,
  shown: readonly DisplayedLevel[],
  config: Pick<SessionConfig, 'symbols' | 'venues'>,
): number {
  const taken = new Map<string, number>();
  let left: number = decision.leavesQty;
  for (const leg of decision.legs) {
    left -= leg.orderQty;
    if (leg.action === 'take') taken.set(leg.mic, (taken.get(leg.mic) ?? 0) + leg.orderQty);
  }
  const tick = config.symbols.find((spec) => spec.symbol === decision.symbol)?.tick ?? 0;
  const fee = Math.max(0, ...config.venues.map((spec) => spec.takerFee));
  const perShare = (px: number) => (sign(decision.side) * (px - midPx) + tick) * MONEY_PER_PX + fee;
  let cost = 0;
  for (const { mic, px, qty } of shown) {
    if (left <= 0) return cost;
    const gone = Math.min(qty, taken.get(mic) ?? 0);
    taken.set(mic, (taken.get(mic) ?? 0) - gone);
    const sweeps = Math.min(left, qty - gone);
    cost += sweeps * perShare(px);
    left -= sweeps;
  }
  return left <= 0 ? cost : cost + left * perShare(shown.at(-1)?.px ?? decision.limitPx);
}

/** Every level that the router sees on the far side within the order's limit or a market order's collar, best first. */
function displayedLevels({ config, engine }: Session, order: OrderDraft): DisplayedLevel[] {
  const symbol = config.symbols.findIndex((spec) => spec.symbol === order.symbol);
  const reach =
    order.price ?? ((engine.view.referenceMid(symbol) * (1 + (sign(order.side) * config.router.collarBps) / 1e4)) as Px);
  const shown: DisplayedLevel[] = [];
  for (const [v, { mic }] of config.venues.entries()) {
    const far = engine.view.levels(v, symbol, opposite(order.side));
    for (let i = 0; i < far.count; i++)
      if (isWithin(order.side, far.px[i]!, reach)) shown.push({ mic, px: far.px[i] as Px, qty: far.qty[i]! });
  }
  return shown.sort((a, b) => sign(order.side) * (a.px - b.px));
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

/** Fields of an order as the ticket names them. */
const FIELD_WORDS: Readonly<Partial<Record<string, string>>> = {
  symbol: 'Symbol',
  orderQty: 'Quantity',
  ordType: 'Type',
  price: 'Limit',
  timeInForce: 'In force',
  strategy: 'Strategy',
  dispatch: 'Dispatch',
  exDestination: 'Venue',
};

function riskChecks(session: Session, order: OrderDraft, killed: boolean): Check[] {
  const { config, engine } = session;
  const { view } = engine;
  const symbol = config.symbols.findIndex((spec) => spec.symbol === order.symbol);
  const midPx = symbol < 0 ? 0 : view.referenceMid(symbol);
  const draft: NewOrderSingle = { type: 'NewOrderSingle', at: engine.now, clOrdID: 'preview', ...order };
  const state = { killed, closed: engine.ended, knownClOrdIDs: new Map(), midPx };
  const refused = refusal(config, draft, state);
  if (refused) return [{ name: FIELD_WORDS[refused.field] ?? refused.field, state: 'bad', text: refused.text }];
  const value = notional((order.price ?? midPx) as Px, order.orderQty);
  return [
    { name: 'Order size', state: 'good', text: `${qtyText(order.orderQty)} of ${qtyText(config.risk.maxOrderQty)}` },
    { name: 'Order value', state: 'good', text: `${moneyText(value)} of ${moneyText(config.risk.maxNotional as Money)}` },
    collarCheck(session, order, midPx),
    shareCheck(session, order),
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

function shareCheck(session: Session, order: OrderDraft): Check {
  const displayed = displayedLevels(session, order).reduce((sum, level) => sum + level.qty, 0);
  const name = 'Share of displayed';
  if (displayed === 0) return { name, state: 'warn', text: 'none within the limit' };
  const share = order.orderQty / displayed;
  return {
    name,
    state: share > LARGE_SHARE ? 'warn' : 'good',
    text: `${Math.round(share * 100)} % of ${qtyText(displayed as Qty)}`,
  };
}
