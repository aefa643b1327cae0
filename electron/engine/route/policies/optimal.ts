import { sign } from '../../../../shared/fix.ts';
import { MONEY_PER_PX } from '../../../../shared/units.ts';
import type { Level, Option, Policy, RouteRequest } from '../request.ts';
import { convexSplit } from '../split/convex.ts';
import { ticketSplit } from '../split/tickets.ts';
import { levelsBy, postsBy, roundTrip } from './order.ts';

/**
 * The cheapest split of what is displayed (domain 5.4), price, fees, tickets and impact alone, as if every quote were sure to fill:
 * greedy where costs are linear, which is optimal; by dynamic programming where a venue charges by the order, wants a MinQty or trades in
 * lots; by bisection where what is taken makes the rest dearer. Midpoints that cost less than the cheapest lit share are pinged first. Under
 * order protection all that is choosable is within a price.
 */
export const optimal: Policy = (request) => {
  const levels = levelsBy(request, (level) => unitCost(request, level));
  const cheapest = levels[0] ? unitCost(request, levels[0]) : Number.POSITIVE_INFINITY;
  const sizes = request.params.impact > 0 ? convexSizes(request, levels) : ticketSizes(request, levels);
  return {
    pings: request.pings
      .filter((option) => midCost(request, option) < cheapest)
      .sort((a, b) => midCost(request, a) - midCost(request, b)),
    levels,
    posts: postsBy(request, (option) => option.spec.makerFee, roundTrip),
    ...(sizes && { sizes }),
    refused: new Map(
      request.pings
        .filter((option) => midCost(request, option) >= cheapest)
        .map((option) => [option, { why: 'dearer', text: 'its fee is above what the midpoint saves' }]),
    ),
  };
};

/** Micro-dollars a share against the midpoint. */
function unitCost({ side, midPx }: RouteRequest, { px, option }: Level): number {
  return sign(side) * (px - midPx) * MONEY_PER_PX + option.spec.takerFee;
}

function midCost({ side, midPx }: RouteRequest, { px, spec }: Option): number {
  const fee = spec.kind === 'lit' ? (spec.hiddenTakerFee ?? spec.takerFee) : spec.takerFee;
  return sign(side) * (px - midPx) * MONEY_PER_PX + fee;
}

/** Under protection: the levels of better prices are all needed; the last price that is reached is where there is something to choose. */
function choosable(
  request: RouteRequest,
  levels: readonly Level[],
): { readonly all: readonly Level[]; readonly some: readonly Level[]; readonly left: number } {
  if (!request.orderProtection) return { all: [], some: levels, left: request.leavesQty };
  const byPrice = [...levels].sort((a, b) => sign(request.side) * (a.px - b.px));
  let left = request.leavesQty as number;
  const all: Level[] = [];
  for (let i = 0; i < byPrice.length; ) {
    const { px } = byPrice[i]!;
    const group = byPrice.filter((level) => level.px === px);
    const shown = group.reduce((sum, { qty }) => sum + qty, 0);
    if (shown > left) return { all, some: group, left };
    all.push(...group);
    left -= shown;
    i += group.length;
  }
  return { all, some: [], left };
}

function ticketSizes(request: RouteRequest, levels: readonly Level[]): ReadonlyMap<Option, number> | undefined {
  if (!levels.some(({ option: { spec } }) => spec.ticketFee || spec.minQty || spec.lot)) return undefined;
  const { all, some, left } = choosable(request, levels);
  const options = [...new Set(some.map(({ option }) => option))];
  const split = ticketSplit({
    levels: some.map((level) => ({
      venue: options.indexOf(level.option),
      cost: unitCost(request, level),
      qty: level.qty,
    })),
    terms: options.map(({ spec }) => ({ ticket: spec.ticketFee ?? 0, minQty: spec.minQty ?? 0, lot: spec.lot ?? 1 })),
    shares: left,
    unplaced: Math.max(...levels.map((level) => unitCost(request, level))) + request.params.underfill,
  });
  return sum(all, some, split.shares);
}

function convexSizes(request: RouteRequest, levels: readonly Level[]): ReadonlyMap<Option, number> {
  const { all, some, left } = choosable(request, levels);
  const split = convexSplit(
    some.map((level) => ({ cost: unitCost(request, level), impact: request.params.impact, qty: level.qty })),
    left,
  );
  return sum(all, some, split.shares.map(Math.round));
}

function sum(all: readonly Level[], some: readonly Level[], shares: readonly number[]): ReadonlyMap<Option, number> {
  const sizes = new Map<Option, number>();
  const add = (option: Option, qty: number) => sizes.set(option, (sizes.get(option) ?? 0) + qty);
  for (const { option } of some) add(option, 0);
  for (const { option, qty } of all) add(option, qty);
  some.forEach(({ option }, i) => {
    add(option, shares[i] ?? 0);
  });
  return sizes;
}
