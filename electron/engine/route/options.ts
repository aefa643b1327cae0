import type { SessionConfig } from '../../../shared/config/session.ts';
import { isBetter, isWithin, type OrdType, opposite, type Side, sign, type TimeInForce } from '../../../shared/fix.ts';
import { delayText, pxText } from '../../../shared/format.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import { MILLISECOND, MONEY_PER_PX, type Money, type Nanos, type Px, type Qty } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { Ledger } from '../order/ledger.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import type { Profile } from '../view/profile.ts';
import { type CostInput, pingCost, postCost, takeCost, total } from './cost.ts';
import type { Health } from './health.ts';
import { touchProbability } from './normal.ts';
import { othersLevels } from './others.ts';
import type { Barred, Level, Option, RouteRequest } from './request.ts';

/** A pool that came back short is not asked again for this order before so long. */
const PING_REST = 250 * MILLISECOND;

/** How far ahead a resting order's chances are reckoned, seconds. Illustrative until posting is modelled (domain 5.8). */
const POST_HORIZON = 60;

/** What the router knows when it decides, whatever the order. */
export interface Desk {
  readonly config: SessionConfig;
  readonly view: ConsolidatedView;
  readonly conditions: Conditions;
  readonly health: Health;
  readonly profiles: readonly Profile[];
  readonly orderProtection: boolean;
  readonly now: Nanos;
  /** What of the market is our own. */
  readonly own: Pick<Ledger, 'shownAt' | 'restingBest'>;
}

/** The order as routing sees it, and the desk around it. */
export interface Situation extends Desk {
  readonly symbol: number;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly leavesQty: Qty;
  readonly limitPx: Px;
  /** Venue index, -1 when free. */
  readonly destination: number;
  /** By venue: when a ping last came back short, 0 never. */
  readonly pinged?: Float64Array;
}

export interface Market {
  readonly request: RouteRequest;
  readonly barred: readonly Barred[];
}

/** Looks at every venue once and says what could be done there, at what expected cost, or why nothing can. */
export function survey(s: Situation): Market {
  const barred: Barred[] = [];
  const { takes, levels } = lit(s, barred);
  const pings = dark(s, takes, barred);
  const { side, ordType, timeInForce, leavesQty, limitPx, orderProtection, config } = s;
  const request: RouteRequest = {
    side,
    ordType,
    timeInForce,
    leavesQty,
    limitPx,
    midPx: s.view.referenceMid(s.symbol) as Px,
    tick: config.symbols[s.symbol]!.tick,
    orderProtection,
    ...(s.destination >= 0 && { destination: s.destination }),
    router: config.router,
    takes,
    levels,
    pings,
    posts: posts(s),
  };
  return { request, barred };
}

/** Where displayed shares could be taken, and every level of them within the limit; what cannot be goes to `barred`. */
function lit(s: Situation, barred: Barred[]): Pick<RouteRequest, 'takes' | 'levels'> {
  const takes: Option[] = [];
  const levels: Level[] = [];
  const elsewhere = escalation(s);
  s.config.venues.forEach((spec, venue) => {
    if (spec.kind === 'dark') return;
    const far = othersLevels(s, venue, s.symbol, s.side);
    const best = far[0];
    const age = s.view.age('direct', venue, s.symbol, s.now);
    const quote = best ? { px: best.px, displayQty: best.qty, ...(age !== undefined && { age }) } : {};
    const bar = (why: Barred['why'], text: string) =>
      barred.push({ venue, spec, action: 'take', fillProbability: s.profiles[venue]!.fillProbability, why, text, ...quote });
    const ailment = s.health.ailment(venue, s.symbol);
    if (ailment) {
      bar(ailment.why, ailment.text);
      return;
    }
    if (!best) {
      bar('noQuote', s.side === 'buy' ? 'no offer' : 'no bid');
      return;
    }
    if (!isWithin(s.side, best.px, s.limitPx)) {
      if (s.ordType === 'market') bar('beyondCollar', `beyond the collar ${pxText(s.limitPx)}`);
      else bar('beyondLimit', `beyond the limit ${pxText(s.limitPx)}`);
      return;
    }
    const { px } = best;
    const input = costInput(s, venue, px, { age, elsewhere: elsewhere(px) });
    const option = priced(venue, 'take', input, takeCost(input), { displayQty: best.qty, age });
    takes.push(option);
    for (const level of far) {
      if (!isWithin(s.side, level.px, s.limitPx)) break;
      const worse = sign(s.side) * (level.px - px) * MONEY_PER_PX;
      levels.push({ option, ...level, total: (option.total + worse) as Option['total'] });
    }
  });
  return { takes, levels };
}

/** Pools that may be pinged at the midpoint; a share that misses there goes to the best of `takes`. */
function dark(s: Situation, takes: readonly Option[], barred: Barred[]): Option[] {
  const { config } = s;
  const mid = s.view.soundMid(s.symbol) as Px;
  const bestLit = takes.reduce((best, option) => Math.min(best, option.total), Number.POSITIVE_INFINITY);
  const halfTick = (config.symbols[s.symbol]!.tick * MONEY_PER_PX) / 2;
  const elsewhere = Number.isFinite(bestLit) ? bestLit : halfTick + dearestFee(s);
  const pings: Option[] = [];
  config.venues.forEach((spec, venue) => {
    if (spec.kind !== 'dark') return;
    const bar = (why: Barred['why'], text: string) =>
      barred.push({ venue, spec, action: 'mid', fillProbability: s.profiles[venue]!.fillProbability, why, text });
    const ailment = s.health.ailment(venue, s.symbol);
    const since = s.pinged?.[venue] ? s.now - s.pinged[venue]! : PING_REST;
    if (ailment) bar(ailment.why, ailment.text);
    else if (mid === 0) bar('noQuote', 'no sound midpoint: a side is empty, or the market crossed or very wide');
    else if (!isWithin(s.side, mid, s.limitPx)) bar('beyondLimit', `midpoint beyond the limit ${pxText(s.limitPx)}`);
    else if (since < PING_REST) bar('exhausted', `came back short ${delayText(since as Nanos)} ago`);
    else {
      const input = costInput(s, venue, mid, { elsewhere });
      pings.push(priced(venue, 'mid', input, pingCost(input)));
    }
  });
  return pings;
}

/**
 * Where a day limit order's remainder could rest: at its limit; or one tick short of an away quote it would lock (610(e)), and of an order
 * of our own that it would meet.
 */
function posts(s: Situation): Option[] {
  if (s.ordType !== 'limit' || s.timeInForce !== 'day') return [];
  const { config, view } = s;
  const { tick, volatility } = config.symbols[s.symbol]!;
  const reference = view.referenceMid(s.symbol);
  const far = bindingFar(s, s.symbol, s.side);
  const short = (of: number) => (of > 0 && isWithin(s.side, of, s.limitPx) ? of - sign(s.side) * tick : s.limitPx);
  const prices = [s.orderProtection ? short(far) : s.limitPx, short(s.own.restingBest(s.symbol, opposite(s.side)))];
  const px = (s.side === 'buy' ? Math.min(...prices) : Math.max(...prices)) as Px;
  if (px <= 0) return [];
  const elsewhere = escalation(s)(far || reference);
  const touches = touchProbability(Math.abs(reference - px) / tick, volatility * Math.sqrt(POST_HORIZON));
  const options: Option[] = [];
  config.venues.forEach((spec, venue) => {
    if (spec.kind === 'dark' || !s.health.isWell(venue, s.symbol)) return;
    const queue = view.levels(venue, s.symbol, s.side).qtyAt(px);
    const age = view.age('direct', venue, s.symbol, s.now);
    const fillProbability = touches * (s.leavesQty / (s.leavesQty + queue));
    const input = { ...costInput(s, venue, px, { age, elsewhere }), fillProbability };
    options.push(priced(venue, 'post', input, postCost(input), { displayQty: queue as Qty, age }));
  });
  return options;
}

/** What a share that misses at a price is expected to cost elsewhere: a tick further and the dearest fee (TV-5.0). */
function escalation(s: Situation): (px: number) => number {
  const { config, view, symbol, side } = s;
  const reference = view.referenceMid(symbol);
  const { tick } = config.symbols[symbol]!;
  const fee = dearestFee(s);
  return (px) => (sign(side) * (px - reference) + tick) * MONEY_PER_PX + fee;
}

function dearestFee({ config, conditions }: Situation): number {
  let dearest = Number.NEGATIVE_INFINITY;
  config.venues.forEach((spec, venue) => {
    if (spec.kind === 'lit') dearest = Math.max(dearest, conditions.takerFee[venue]!);
  });
  return dearest;
}

/** A venue's terms with the fees it charges now. */
function asCharged({ config, conditions }: Situation, venue: number): VenueSpec {
  const spec = config.venues[venue]!;
  const takerFee = conditions.takerFee[venue] as Money;
  const makerFee = conditions.makerFee[venue] as Money;
  return takerFee === spec.takerFee && makerFee === spec.makerFee ? spec : { ...spec, takerFee, makerFee };
}

/** The best far side of the direct feeds that binds us: of venues in good health alone (domain 1.2). 0 when there is none. */
export function bindingFar({ config, view, health }: Desk, symbol: number, side: Side): number {
  const { bidPx, askPx } = view.direct[symbol]!;
  const quotes = side === 'buy' ? askPx : bidPx;
  let best = 0;
  for (let v = 0; v < config.venues.length; v++) {
    const px = quotes[v]!;
    if (px > 0 && (best === 0 || isBetter(side, px, best)) && health.isWell(v, symbol)) best = px;
  }
  return best;
}

function costInput(s: Situation, venue: number, px: Px, more: { readonly age?: Nanos; readonly elsewhere: number }): CostInput {
  return {
    spec: asCharged(s, venue),
    side: s.side,
    px,
    midPx: s.view.referenceMid(s.symbol),
    tick: s.config.symbols[s.symbol]!.tick,
    age: more.age ?? 0,
    fillProbability: s.profiles[venue]!.fillProbability,
    router: s.config.router,
    elsewhere: more.elsewhere,
  };
}

function priced(
  venue: number,
  action: Option['action'],
  { spec, px, fillProbability }: CostInput,
  cost: Option['cost'],
  { displayQty, age }: Pick<Option, 'displayQty' | 'age'> = {},
): Option {
  return {
    venue,
    spec,
    action,
    px: px as Px,
    ...(displayQty !== undefined && { displayQty }),
    ...(age !== undefined && { age }),
    fillProbability,
    cost,
    total: total(cost),
  };
}
