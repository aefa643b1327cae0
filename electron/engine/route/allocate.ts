import { isBetter, isWithin, sign } from '../../../shared/fix.ts';
import type { Dispatch, RouteAction } from '../../../shared/routing.ts';
import { MONEY_PER_PX, type Px, type Qty } from '../../../shared/units.ts';
import type { Level, Option, Ranking, RouteRequest } from './request.ts';

/** A leg before it has an order number. */
export interface Allotment {
  readonly option: Option;
  readonly action: RouteAction;
  readonly px: Px;
  readonly orderQty: Qty;
  /** Of a share of it, over all levels that it takes, micro-dollars. */
  readonly expectedCost: number;
  readonly iso: boolean;
  readonly minQty?: Qty;
  /** The conditional order that it firms up. */
  readonly invitation?: string;
}

/**
 * Turns a policy's ranking into the legs of one round, never more shares than the order's leaves:
 * pings first, then displayed levels, and only when neither is there, or when `patient`, a resting remainder; a ranking that says
 * `together` rests its posts beside what it takes. Sequential dispatch sends the first leg alone, so nothing is everywhere at once.
 * Under order protection levels are taken price by price, the policy deciding only within a price, and what takes goes as intermarket sweeps
 * (domain 5.4, 5.5). Conditional orders, which hold no shares, come
 * last.
 */
export function allocate(request: RouteRequest, ranking: Ranking, dispatch: Dispatch, patient: boolean): Allotment[] {
  const legs = sweeping(request, firm(request, ranking, dispatch, patient));
  return ranking.conditionals?.length ? [...legs, ...conditional(request, ranking.conditionals, legs)] : legs;
}

/**
 * Under protection every leg that takes goes as an intermarket sweep, if the legs beside it cover each better protected quote with all that it
 * shows (domain 5.5): its venue then need not look elsewhere, whatever has come up there meanwhile.
 */
function sweeping({ orderProtection, side, protected: quotes }: RouteRequest, legs: readonly Allotment[]): Allotment[] {
  if (!orderProtection) return [...legs];
  const covered = (at: Px) =>
    quotes.every(
      ({ mic, px, qty }) =>
        !isBetter(side, px, at) ||
        legs.some(
          (leg) => leg.action === 'take' && leg.option.spec.mic === mic && isWithin(side, px, leg.px) && leg.orderQty >= qty,
        ),
    );
  return legs.map((leg) => (leg.action === 'take' ? { ...leg, iso: covered(leg.px) } : leg));
}

function firm(request: RouteRequest, given: Ranking, dispatch: Dispatch, patient: boolean): Allotment[] {
  const ranking = dispatch === 'sequential' ? { ...given, everywhere: false } : given;
  if (patient) return rested(request, ranking, request.leavesQty);
  if (request.timeInForce === 'fok') return wholeOrNothing(request, ranking);
  if (ranking.together) {
    const posts = rested(request, ranking, request.leavesQty);
    const left = (request.leavesQty - sum(posts)) as Qty;
    return [...swept({ ...request, leavesQty: left }, ranking), ...posts];
  }
  const pings = pinged(request, ranking);
  const legs = pings.length > 0 ? pings : ranking.everywhere ? spread(request, ranking) : swept(request, ranking);
  if (legs.length > 0) return dispatch === 'sequential' ? [first(request, legs)] : legs;
  return rested(request, ranking, request.leavesQty);
}

/**
 * Every pool is asked for all that these legs do not take now: what rests can be called back for an invitation. It must then be worth the
 * places in the queue, half of what rests; else, a round lot.
 */
function conditional(request: RouteRequest, options: readonly Option[], legs: readonly Allotment[]): Allotment[] {
  const resting = legs.filter(({ action }) => action === 'post' || action === 'peg');
  const orderQty = (request.leavesQty - sum(legs) + sum(resting)) as Qty;
  if (orderQty <= request.params.conditionalMinQty) return [];
  const minQty = Math.min(orderQty, Math.max(request.roundLot, Math.ceil(sum(resting) / 2))) as Qty;
  return options.map((option) => ({ ...legOf(option, request.limitPx, orderQty), minQty }));
}

function sum(legs: readonly Allotment[]): number {
  return legs.reduce((total, { orderQty }) => total + orderQty, 0);
}

function pinged(request: RouteRequest, { pings, sizes }: Ranking): Allotment[] {
  const legs: Allotment[] = [];
  let left = request.leavesQty as number;
  for (const option of pings) {
    const orderQty = Math.floor(Math.min(left, sizes?.get(option) ?? request.router.darkPingQty));
    if (orderQty <= 0) continue;
    legs.push(legOf(option, pingLimit(request), orderQty as Qty));
    left -= orderQty;
  }
  return legs;
}

/** No further than the best protected quote, should the venue's own midpoint be an old one. */
function pingLimit({ side, limitPx, orderProtection, protected: [best] }: RouteRequest): Px {
  return orderProtection && best && isBetter(side, best.px, limitPx) ? best.px : limitPx;
}

/**
 * Greedy over levels: optimal while costs are linear (proof in domain 5.4). Levels of one venue become one leg at the worst of them.
 * `stepwise` stops after the best price, and asks there for what is left beyond what is shown: it would only wait.
 */
function swept(request: RouteRequest, ranking: Ranking): Allotment[] {
  const levels = protectedOrder(request, ranking.levels);
  const byVenue = new Map<Option, Swept>();
  let left = request.leavesQty as number;
  let worst: Px | undefined;
  let passed: Px | undefined;
  for (const level of levels) {
    if (left === 0 || (ranking.stepwise && worst !== undefined && level.px !== worst)) break;
    // Under protection a quote that is passed over bars every worse price.
    if (passed !== undefined && level.px !== passed) break;
    const most = ranking.sizes?.get(level.option) ?? Number.POSITIVE_INFINITY;
    const take = Math.floor(Math.min(left, level.qty, most - (byVenue.get(level.option)?.orderQty ?? 0)));
    if (request.orderProtection && take < Math.min(left, level.qty)) passed = level.px;
    if (take <= 0) continue;
    worst = level.px;
    const leg = byVenue.get(level.option);
    if (!leg) byVenue.set(level.option, { px: level.px, orderQty: take, cost: level.total * take });
    else {
      leg.orderQty += take;
      leg.cost += level.total * take;
      if (isBetter(request.side, leg.px, level.px)) leg.px = level.px;
    }
    left -= take;
  }
  if (ranking.stepwise && left > 0) askBeyond(request, byVenue, left);
  return [...byVenue].map(([option, { px, orderQty, cost }]) => ({
    ...legOf(option, px, orderQty as Qty),
    expectedCost: cost / orderQty,
  }));
}

/** What one venue's levels come to. */
interface Swept {
  /** The worst of them. */
  px: Px;
  orderQty: number;
  /** Of all shares, micro-dollars. */
  cost: number;
}

/** One level of an option, or none, at what is expected of it there. */
function legOf(option: Option, px: Px, orderQty: Qty): Allotment {
  return { option, action: option.action, px, orderQty, expectedCost: option.total, iso: false };
}

/** What an option's share is expected to cost at a price of this side. */
function totalAt({ side }: RouteRequest, option: Option, px: Px): number {
  return option.total + sign(side) * (px - option.px) * MONEY_PER_PX;
}

/** What is left is asked of the venues that are taken from anyway, by what may stand there unseen; a lot each where nothing is known. */
function askBeyond(request: RouteRequest, byVenue: ReadonlyMap<Option, Swept>, left: number): void {
  const options = [...byVenue.keys()];
  const shares = proRata(
    left,
    options.map((option) => option.unseenQty + request.roundLot),
  );
  options.forEach((option, i) => {
    const leg = byVenue.get(option)!;
    leg.orderQty += shares[i]!;
    leg.cost += shares[i]! * totalAt(request, option, leg.px);
  });
}

/** Under protection: by price, the policy's order kept within a price. */
function protectedOrder(request: RouteRequest, levels: readonly Level[]): readonly Level[] {
  if (!request.orderProtection) return levels;
  const dearer = sign(request.side);
  return levels.toSorted((a, b) => dearer * (a.px - b.px));
}

/** A single leg must not reach past its own first price: the next best may be elsewhere. */
function first(request: RouteRequest, legs: readonly Allotment[]): Allotment {
  const leg = legs[0]!;
  if (leg.action !== 'take') return leg;
  const shown = leg.option.displayQty ?? leg.orderQty;
  return legOf(leg.option, leg.option.px, Math.min(leg.orderQty, shown, request.leavesQty) as Qty);
}

/**
 * Broadcast: all lit venues at the best price, by what they show there, and a token share is asked of those that show none; an order that is
 * more than all that sweeps on through every price in the same burst.
 */
function spread(request: RouteRequest, ranking: Ranking): Allotment[] {
  const best = ranking.levels[0]?.px;
  if (best === undefined) return [];
  const atBest = ranking.levels.reduce((sum, { px, qty }) => sum + (px === best ? qty : 0), 0);
  if (request.leavesQty > atBest && ranking.levels.some(({ px }) => px !== best)) return swept(request, ranking);
  const options = [...new Set(ranking.levels.map((level) => level.option))];
  const tokens = Math.min(options.length, request.leavesQty);
  const weights = options.map((option) => (option.px === best ? (option.displayQty ?? 0) : 0));
  const shares = proRata(request.leavesQty - tokens, weights).map((qty, i) => qty + (i < tokens ? 1 : 0));
  return options
    .map((option, i) => ({ ...legOf(option, best, shares[i]! as Qty), expectedCost: totalAt(request, option, best) }))
    .filter((leg) => leg.orderQty > 0);
}

/** A fill-or-kill goes whole to the first venue that shows all of it at the best price, or unseen to a pool; else nowhere. */
function wholeOrNothing(request: RouteRequest, ranking: Ranking): Allotment[] {
  const ping = ranking.pings[0];
  if (ping && request.leavesQty <= request.router.darkPingQty) return [legOf(ping, request.limitPx, request.leavesQty)];
  const levels = protectedOrder(request, ranking.levels);
  const best = levels[0]?.px;
  const whole = levels.find((level) => level.qty >= request.leavesQty && (!request.orderProtection || level.px === best));
  return whole ? [{ ...legOf(whole.option, whole.px, request.leavesQty), expectedCost: whole.total }] : [];
}

/**
 * `qty` shares at the policy's first place to rest, or in equal parts at all of them; where the policy has sized its posts, by these. A peg
 * goes out with the order's limit, which it never passes.
 */
function rested(request: RouteRequest, ranking: Ranking, qty: Qty): Allotment[] {
  const { posts, sizes } = ranking;
  if (posts.length === 0) return [];
  const sized = sizes !== undefined && posts.some((option) => sizes.has(option));
  const options = sized || ranking.everywhere ? posts : posts.slice(0, 1);
  const shares = sized
    ? upTo(
        qty,
        options.map((option) => Math.floor(sizes.get(option) ?? 0)),
      )
    : proRata(
        qty,
        options.map(() => 1),
      );
  return options
    .map((option, i) => legOf(option, option.action === 'peg' ? request.limitPx : option.px, shares[i]! as Qty))
    .filter((leg) => leg.orderQty > 0);
}

/** As wished, as long as `whole` lasts. */
function upTo(whole: number, wishes: readonly number[]): number[] {
  let left = whole;
  return wishes.map((wish) => {
    const given = Math.max(0, Math.min(left, wish));
    left -= given;
    return given;
  });
}

/** Whole shares by weight, summing exactly to `whole`: floors, then the remainder to the earliest. */
function proRata(whole: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => Math.floor((whole * weight) / sum));
  let left = whole - shares.reduce((a, b) => a + b, 0);
  for (let i = 0; left > 0; i = (i + 1) % shares.length, left--) shares[i]! += 1;
  return shares;
}
