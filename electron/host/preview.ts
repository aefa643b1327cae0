import type { SessionConfig } from '../../shared/config/session.ts';
import { symbolIndex } from '../../shared/config/session.ts';
import type { NewOrderSingle } from '../../shared/events.ts';
import { isWithin, sign } from '../../shared/fix.ts';
import { moneyText, qtyText } from '../../shared/format.ts';
import { type Candidate, firmQty, isFirm, type RoutingDecision } from '../../shared/routing.ts';
import { MONEY_PER_PX, type Money, notional, type Px, type Qty } from '../../shared/units.ts';
import type { Preview, PreviewRow } from '../../shared/wire/contract.ts';
import { refusal } from '../engine/order/validate.ts';
import { collarPx } from '../engine/route/collar.ts';
import type { OrderDraft } from '../engine/route/preview.ts';
import { isUserStrategy } from '../engine/route/user-strategies.ts';
import { plainStrategy } from './policy/load.ts';
import type { Session } from './session.ts';

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
  const users = session.policies?.current.map(({ strategy }) => strategy) ?? [];
  return { rows: session.engine.preview(order, users).map((decision) => previewRow(decision, session.config, shown)), checks };
}

/**
 * Cost of the whole order, so that a strategy which sends a part of it first, or more to a venue than that displays, does not look
 * cheaper than one that does neither. Mean = sum over the first round's legs of what their shares are expected to cost, plus `restCost` for the
 * shares that no leg can expect to place, those that a ping does not find among them. Spread: a leg's miss term is (1 - P) M, paid whole or not at all, so it varies by P (1 - P) M^2;
 * so do its adverse term, the venue's fast-trader presence being the chance, and its latency term, the chance being that the quote is
 * gone. Legs are taken as independent there; what leaks does so for the whole round at once. The other terms are certain.
 */
export function previewRow(
  decision: RoutingDecision,
  config: Pick<SessionConfig, 'symbols' | 'venues'>,
  shown: readonly DisplayedLevel[],
): PreviewRow {
  const { candidates, midPx } = decision;
  // What a pool may invite us to is not reckoned with.
  const legs = decision.legs.filter(isFirm);
  // The ticket knows a policy of a user's by its name alone; which version it is the host knows.
  const strategy = isUserStrategy(decision.strategy) ? plainStrategy(decision.strategy) : decision.strategy;
  const sends = firmQty(legs);
  if (sends === 0 || midPx === undefined) return { strategy, sends };
  const { placed, levels } = placeable({ side: decision.side, legs }, shown);
  let cost = 0;
  let variance = 0;
  let leak = 0;
  let left = decision.leavesQty - placed.reduce((sum, shares) => sum + shares, 0);
  // The legs that take are read or not as one; each ping by itself.
  let burst = 0;
  let unread = 1;
  for (const [i, leg] of legs.entries()) {
    const candidate = candidates.find((one) => one.mic === leg.mic && one.action === leg.action);
    if (candidate?.cost === undefined || candidate.total === undefined) continue;
    const shares = placed[i]!;
    const detection = candidate.inputs?.detection ?? 0;
    if (leg.action === 'mid') {
      const missed = shares * (1 - candidate.fillProbability);
      const { price, fee, impact, adverse, latency, leak } = candidate.cost;
      cost += (shares - missed) * (price + fee + impact + adverse) + shares * (latency + leak);
      left += missed;
      unread *= 1 - detection;
    } else {
      cost += (leg.expectedCost ?? candidate.total) * shares;
      burst = Math.max(burst, detection);
    }
    variance += legVariance(candidate, shares as Qty, config);
    leak += candidate.cost.leak * shares;
  }
  const read = 1 - (1 - burst) * unread;
  variance += bernoulli(read, leak);
  cost += restCost(decision, { left, read, midPx }, { shown, levels }, config);
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
 * Shares of each leg that its venue displays within the leg's price, and the levels that are left of `shown` then. A ping or a post is
 * not bounded by what is displayed: its chance to fill is in its cost.
 */
export function placeable(
  { side, legs }: Pick<RoutingDecision, 'side' | 'legs'>,
  shown: readonly DisplayedLevel[],
): { readonly placed: readonly number[]; readonly levels: readonly DisplayedLevel[] } {
  const levels = shown.map((level) => ({ ...level }));
  const placed = legs.map((leg) => {
    if (leg.action !== 'take') return leg.orderQty as number;
    let shares = 0;
    for (const level of levels) {
      if (level.mic !== leg.mic || !isWithin(side, level.px, leg.px)) continue;
      const taken = Math.min(level.qty, leg.orderQty - shares);
      level.qty -= taken;
      shares += taken;
    }
    return shares;
  });
  return { placed, levels };
}

/**
 * What `left` shares that the first round cannot place are charged, micro-dollars: they sweep `levels`, what stays displayed within the
 * limit, best first, each share a tick worse by the chance that the market has `read` the first round, and at the dearest taker fee. Shares beyond all that
 * is displayed wait for the books to fill again: they pay the mean price of `shown`, what was displayed before, or the limit where that
 * was nothing, and the same.
 */
export function restCost(
  { side, symbol, limitPx }: Pick<RoutingDecision, 'side' | 'symbol' | 'limitPx'>,
  { left, read, midPx }: { readonly left: number; readonly read: number; readonly midPx: Px },
  { shown, levels }: { readonly shown: readonly DisplayedLevel[]; readonly levels: readonly DisplayedLevel[] },
  config: Pick<SessionConfig, 'symbols' | 'venues'>,
): number {
  const tick = config.symbols.find((spec) => spec.symbol === symbol)?.tick ?? 0;
  const fee = Math.max(0, ...config.venues.map((spec) => spec.takerFee));
  const perShare = (px: number) => (sign(side) * (px - midPx) + read * tick) * MONEY_PER_PX + fee;
  let cost = 0;
  let waiting = left;
  for (const { px, qty } of levels) {
    const swept = Math.min(waiting, qty);
    cost += swept * perShare(px);
    waiting -= swept;
  }
  return cost + waiting * perShare(meanPx(shown) ?? limitPx);
}

/** Share-weighted; undefined of nothing. */
function meanPx(levels: readonly DisplayedLevel[]): number | undefined {
  const shares = levels.reduce((sum, { qty }) => sum + qty, 0);
  return shares === 0 ? undefined : levels.reduce((sum, { px, qty }) => sum + px * qty, 0) / shares;
}

/** Every level that the router sees on the far side within the order's limit or a market order's collar, best first. */
function displayedLevels({ config, engine }: Session, order: OrderDraft): DisplayedLevel[] {
  const symbol = symbolIndex(config, order.symbol);
  const reach = order.price ?? collarPx(config, symbol, order.side, engine.view.referenceMid(symbol));
  const shown: DisplayedLevel[] = [];
  for (const [v, { mic }] of config.venues.entries())
    for (const level of engine.displayed(v, symbol, order.side))
      if (isWithin(order.side, level.px, reach)) shown.push({ mic, ...level });
  return shown.sort((a, b) => sign(order.side) * (a.px - b.px));
}

function legVariance(candidate: Candidate, orderQty: Qty, config: Pick<SessionConfig, 'venues'>): number {
  const presence = config.venues.find((venue) => venue.mic === candidate.mic)?.hftPresence ?? 0;
  return (
    bernoulli(1 - candidate.fillProbability, (candidate.cost?.miss ?? 0) * orderQty) +
    bernoulli(presence, (candidate.cost?.adverse ?? 0) * orderQty) +
    bernoulli(candidate.inputs?.staleProbability ?? 0, (candidate.cost?.latency ?? 0) * orderQty)
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
  const symbol = symbolIndex(config, order.symbol);
  const midPx = symbol < 0 ? 0 : view.referenceMid(symbol);
  const draft: NewOrderSingle = { type: 'NewOrderSingle', at: engine.now, clOrdID: 'preview', ...order };
  const state = {
    killed,
    closed: engine.ended,
    knownClOrdIDs: new Map(),
    midPx,
    userStrategies: engine.userStrategies,
  };
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
