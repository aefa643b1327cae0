import { isBetter, sign } from '../../../shared/fix.ts';
import type { Dispatch, RouteAction } from '../../../shared/routing.ts';
import type { Px, Qty } from '../../../shared/units.ts';
import type { Level, Option, Ranking, RouteRequest } from './request.ts';

/** A leg before it has an order number. */
export interface Allotment {
  readonly option: Option;
  readonly action: RouteAction;
  readonly px: Px;
  readonly orderQty: Qty;
  readonly iso: boolean;
}

/**
 * Turns a policy's ranking into the legs of one round, never more shares than the order's leaves:
 * pings first, then displayed levels, and only when neither is there, or when `patient`, a resting remainder. Sequential dispatch sends
 * the first leg alone, so nothing is everywhere at once.
 * Under order protection levels are taken price by price, the policy deciding only within a price; a burst over several prices covers
 * every better quote seen, and its legs are marked as intermarket sweeps (domain 5.4, 5.5).
 */
export function allocate(request: RouteRequest, given: Ranking, dispatch: Dispatch, patient: boolean): Allotment[] {
  const ranking = dispatch === 'sequential' ? { ...given, everywhere: false } : given;
  if (patient) return rested(request, ranking);
  if (request.timeInForce === 'fok') return wholeOrNothing(request, ranking);
  const pings = pinged(request, ranking.pings);
  const legs = pings.length > 0 ? pings : ranking.everywhere ? spread(request, ranking) : swept(request, ranking.levels);
  if (legs.length > 0) return dispatch === 'sequential' ? [first(request, legs)] : legs;
  return rested(request, ranking);
}

function pinged(request: RouteRequest, pings: readonly Option[]): Allotment[] {
  const legs: Allotment[] = [];
  let left = request.leavesQty as number;
  for (const option of pings) {
    const orderQty = Math.min(left, request.router.darkPingQty);
    if (orderQty <= 0) break;
    legs.push({ option, action: 'mid', px: request.limitPx, orderQty: orderQty as Qty, iso: false });
    left -= orderQty;
  }
  return legs;
}

/** Greedy over levels: optimal while costs are linear (proof in domain 5.4). Levels of one venue become one leg at the worst of them. */
function swept(request: RouteRequest, ranked: readonly Level[]): Allotment[] {
  const levels = protectedOrder(request, ranked);
  const byVenue = new Map<Option, { px: Px; orderQty: number }>();
  let left = request.leavesQty as number;
  let worst: Px | undefined;
  for (const level of levels) {
    if (left === 0) break;
    worst = level.px;
    const take = Math.min(left, level.qty);
    const leg = byVenue.get(level.option);
    if (!leg) byVenue.set(level.option, { px: level.px, orderQty: take });
    else {
      leg.orderQty += take;
      if (isBetter(request.side, leg.px, level.px)) leg.px = level.px;
    }
    left -= take;
  }
  const legs = [...byVenue].map(([option, leg]) => ({ option, px: leg.px, orderQty: leg.orderQty as Qty }));
  const sweeps = request.orderProtection && legs.length > 1 && worst !== levels[0]!.px;
  return legs.map((leg) => ({ ...leg, action: 'take' as const, iso: sweeps }));
}

/** Under protection: by price, the policy's order kept within a price. */
function protectedOrder(request: RouteRequest, levels: readonly Level[]): readonly Level[] {
  if (!request.orderProtection) return levels;
  return levels
    .map((level, rank) => ({ level, rank }))
    .sort((a, b) => sign(request.side) * (a.level.px - b.level.px) || a.rank - b.rank)
    .map(({ level }) => level);
}

/** A single leg must not reach past its own first price: the next best may be elsewhere. */
function first(request: RouteRequest, legs: readonly Allotment[]): Allotment {
  const leg = legs[0]!;
  if (leg.action !== 'take') return leg;
  const shown = leg.option.displayQty ?? leg.orderQty;
  return { ...leg, px: leg.option.px, orderQty: Math.min(leg.orderQty, shown, request.leavesQty) as Qty, iso: false };
}

/** Broadcast: all lit venues at the best price, by what they show there; a token share is asked of those that show none. */
function spread(request: RouteRequest, ranking: Ranking): Allotment[] {
  const best = ranking.levels[0]?.px;
  if (best === undefined) return [];
  const options = [...new Set(ranking.levels.map((level) => level.option))];
  const weights = options.map((option) => (option.px === best ? (option.displayQty ?? 0) : 1));
  const shares = proRata(request.leavesQty, weights);
  return options
    .map((option, i) => ({ option, action: 'take' as const, px: best, orderQty: shares[i]! as Qty, iso: false }))
    .filter((leg) => leg.orderQty > 0);
}

/** A fill-or-kill goes whole to the first venue that shows all of it at the best price, or unseen to a pool; else nowhere. */
function wholeOrNothing(request: RouteRequest, ranking: Ranking): Allotment[] {
  const ping = ranking.pings[0];
  if (ping && request.leavesQty <= request.router.darkPingQty)
    return [{ option: ping, action: 'mid', px: request.limitPx, orderQty: request.leavesQty, iso: false }];
  const levels = protectedOrder(request, ranking.levels);
  const best = levels[0]?.px;
  const whole = levels.find((level) => level.qty >= request.leavesQty && (!request.orderProtection || level.px === best));
  return whole ? [{ option: whole.option, action: 'take', px: whole.px, orderQty: request.leavesQty, iso: false }] : [];
}

/** The remainder at the policy's first place to rest, or in equal parts at all of them. */
function rested(request: RouteRequest, ranking: Ranking): Allotment[] {
  if (ranking.posts.length === 0) return [];
  const options = ranking.everywhere ? ranking.posts : ranking.posts.slice(0, 1);
  const shares = proRata(
    request.leavesQty,
    options.map(() => 1),
  );
  return options
    .map((option, i) => ({ option, action: 'post' as const, px: option.px, orderQty: shares[i]! as Qty, iso: false }))
    .filter((leg) => leg.orderQty > 0);
}

/** Whole shares by weight, summing exactly to `whole`: floors, then the remainder to the earliest. */
function proRata(whole: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => Math.floor((whole * weight) / sum));
  let left = whole - shares.reduce((a, b) => a + b, 0);
  for (let i = 0; left > 0; i = (i + 1) % shares.length, left--) shares[i]! += 1;
  return shares;
}
