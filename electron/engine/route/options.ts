import type { SessionConfig } from '../../../shared/config/session.ts';
import { isWithin, type OrdType, opposite, type Side, sign, type TimeInForce } from '../../../shared/fix.ts';
import { delayText, pxText } from '../../../shared/format.ts';
import { MILLISECOND, MONEY_PER_PX, type Nanos, type Px, type Qty } from '../../../shared/units.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import type { Profile } from '../view/profile.ts';
import { type CostInput, pingCost, postCost, takeCost, total } from './cost.ts';
import { touchProbability } from './normal.ts';
import type { Barred, Level, Option, RouteRequest } from './request.ts';

/** A pool that came back short is not asked again for this order before so long. */
const PING_REST = 250 * MILLISECOND;

/** How far ahead a resting order's chances are reckoned, seconds. Illustrative until posting is modelled (domain 5.8). */
const POST_HORIZON = 60;

/** What the router knows when it decides, whatever the order. */
export interface Desk {
  readonly config: SessionConfig;
  readonly view: ConsolidatedView;
  readonly profiles: readonly Profile[];
  readonly orderProtection: boolean;
  readonly now: Nanos;
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
  const { config, view } = s;
  const mid = view.soundMid(s.symbol);
  const reference = view.referenceMid(s.symbol);
  const takes: Option[] = [];
  const pings: Option[] = [];
  const levels: Level[] = [];
  const barred: Barred[] = [];
  const dearestFee = Math.max(...config.venues.filter((v) => v.kind === 'lit').map((v) => v.takerFee));
  const cost = costInputs(s, reference);
  config.venues.forEach((spec, venue) => {
    if (spec.kind === 'dark') return;
    const far = view.levels(venue, s.symbol, opposite(s.side));
    const age = view.age('direct', venue, s.symbol, s.now);
    const bar = (why: Barred['why'], text: string, quoted = true) =>
      barred.push({
        venue,
        spec,
        action: 'take',
        fillProbability: s.profiles[venue]!.fillProbability,
        why,
        text,
        ...(quoted && far.count > 0 && { px: far.bestPx as Px, displayQty: far.bestQty as Qty, ...(age !== undefined && { age }) }),
      });
    if (far.count === 0) {
      bar('noQuote', s.side === 'buy' ? 'no offer' : 'no bid', false);
      return;
    }
    if (!isWithin(s.side, far.bestPx, s.limitPx)) {
      if (s.ordType === 'market') bar('beyondCollar', `beyond the collar ${pxText(s.limitPx)}`);
      else bar('beyondLimit', `beyond the limit ${pxText(s.limitPx)}`);
      return;
    }
    const px = far.bestPx as Px;
    const escalated = sign(s.side) * (px - reference) * MONEY_PER_PX + config.symbols[s.symbol]!.tick * MONEY_PER_PX + dearestFee;
    const input = cost(venue, px, age ?? (0 as Nanos), escalated);
    const option = priced(venue, spec, 'take', px, input, takeCost(input), far.bestQty as Qty, age);
    takes.push(option);
    for (let i = 0; i < far.count && isWithin(s.side, far.px[i]!, s.limitPx); i++) {
      const worse = sign(s.side) * (far.px[i]! - px) * MONEY_PER_PX;
      levels.push({ option, px: far.px[i] as Px, qty: far.qty[i] as Qty, total: (option.total + worse) as Option['total'] });
    }
  });
  const bestLit = takes.reduce((best, option) => Math.min(best, option.total), Number.POSITIVE_INFINITY);
  const elsewhere = Number.isFinite(bestLit) ? bestLit : (config.symbols[s.symbol]!.tick * MONEY_PER_PX) / 2 + dearestFee;
  config.venues.forEach((spec, venue) => {
    if (spec.kind !== 'dark') return;
    const bar = (why: Barred['why'], text: string) =>
      barred.push({ venue, spec, action: 'mid', fillProbability: s.profiles[venue]!.fillProbability, why, text });
    const since = s.pinged?.[venue] ? s.now - s.pinged[venue]! : PING_REST;
    if (mid === 0) bar('noQuote', 'no sound midpoint: a side is empty, or the market crossed or very wide');
    else if (!isWithin(s.side, mid, s.limitPx)) bar('beyondLimit', `midpoint beyond the limit ${pxText(s.limitPx)}`);
    else if (since < PING_REST) bar('exhausted', `came back short ${delayText(since as Nanos)} ago`);
    else {
      const input = cost(venue, mid as Px, 0 as Nanos, elsewhere);
      pings.push(priced(venue, spec, 'mid', mid as Px, input, pingCost(input)));
    }
  });
  const request: RouteRequest = {
    side: s.side,
    ordType: s.ordType,
    timeInForce: s.timeInForce,
    leavesQty: s.leavesQty,
    limitPx: s.limitPx,
    midPx: reference as Px,
    tick: config.symbols[s.symbol]!.tick,
    orderProtection: s.orderProtection,
    ...(s.destination >= 0 && { destination: s.destination }),
    router: config.router,
    takes,
    levels,
    pings,
    posts: posts(s, reference, dearestFee),
  };
  return { request, barred };
}

/** Where a day limit order's remainder could rest: at its limit, or one tick short of an away quote it would lock (610(e)). */
function posts(s: Situation, reference: number, dearestFee: number): Option[] {
  if (s.ordType !== 'limit' || s.timeInForce !== 'day') return [];
  const { config, view } = s;
  const { tick, volatility } = config.symbols[s.symbol]!;
  const best = view.direct[s.symbol]!;
  const far = s.side === 'buy' ? best.bestAskPx : best.bestBidPx;
  const locks = s.orderProtection && far > 0 && isWithin(s.side, far, s.limitPx);
  const px = (locks ? far - sign(s.side) * tick : s.limitPx) as Px;
  if (px <= 0) return [];
  const cost = costInputs(s, reference);
  const escalated = sign(s.side) * ((far || reference) - reference) * MONEY_PER_PX + tick * MONEY_PER_PX + dearestFee;
  const options: Option[] = [];
  config.venues.forEach((spec, venue) => {
    if (spec.kind === 'dark') return;
    const queue = view.levels(venue, s.symbol, s.side).qtyAt(px);
    const age = view.age('direct', venue, s.symbol, s.now);
    const away = Math.abs(reference - px) / tick;
    const fillProbability = touchProbability(away, volatility * Math.sqrt(POST_HORIZON)) * (s.leavesQty / (s.leavesQty + queue));
    const input = { ...cost(venue, px, age ?? (0 as Nanos), escalated), fillProbability };
    options.push(priced(venue, spec, 'post', px, input, postCost(input), queue as Qty, age));
  });
  return options;
}

function costInputs(s: Situation, midPx: number) {
  return (venue: number, px: Px, age: Nanos, elsewhere: number): CostInput => ({
    spec: s.config.venues[venue]!,
    side: s.side,
    px,
    midPx,
    tick: s.config.symbols[s.symbol]!.tick,
    age,
    fillProbability: s.profiles[venue]!.fillProbability,
    router: s.config.router,
    elsewhere,
  });
}

function priced(
  venue: number,
  spec: Option['spec'],
  action: Option['action'],
  px: Px,
  input: CostInput,
  cost: Option['cost'],
  displayQty?: Qty,
  age?: Nanos,
): Option {
  return {
    venue,
    spec,
    action,
    px,
    ...(displayQty !== undefined && { displayQty }),
    ...(age !== undefined && { age }),
    fillProbability: input.fillProbability,
    cost,
    total: total(cost),
  };
}
