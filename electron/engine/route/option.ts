import type { RouteAction } from '../../../shared/routing.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';
import { SECOND } from '../../../shared/units.ts';
import type { BetaState } from '../learn/beta.ts';
import type { CostInput, Priced } from './cost.ts';
import { leakDrift } from './leak.ts';
import type { Option } from './request.ts';
import type { Situation } from './situation.ts';
import { type Standing, standings } from './standing.ts';

/** A situation as it is surveyed: with what every option of it is priced by. */
export interface Surveyed extends Situation {
  readonly pricing: Pricing;
}

/** What is the same for all options of one decision, reckoned once. */
export interface Pricing {
  /** By venue. */
  readonly standings: readonly Standing[];
  /** Shares displayed on the side that the order takes from, a round lot at least. */
  readonly depth: number;
  /** One option after the other is reckoned on it: a sheet for each would be much of what a decision leaves to collect. */
  readonly sheet: Mutable<CostInput>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What is particular to one way of placing shares. */
export interface Chance {
  readonly venue: number;
  readonly action: RouteAction;
  readonly px: Px;
  /** Shares that would be sent. */
  readonly qty: number;
  readonly fillProbability: number;
  /** What `fillProbability` is the mean of; absent: what is believed of the venue. */
  readonly belief?: BetaState;
  readonly elsewhere: number;
  readonly remainingQty: number;
  readonly detection: number;
  /** Shares that go out together; absent: this leg's alone. */
  readonly roundQty?: number;
  readonly displayQty?: Qty;
  readonly age?: Nanos;
  readonly queueQty?: number;
  readonly outflow?: number;
  readonly unseenQty?: number;
  readonly overfillQty?: number;
}

export function pricing(s: Situation): Pricing {
  const { config, view, symbol, side } = s;
  const { tick, roundLot } = config.symbols[symbol]!;
  const midPx = view.referenceMid(symbol);
  const tickBps = midPx > 0 ? (tick / midPx) * 1e4 : 0;
  const { bestBidQty, bestAskQty } = view.direct[symbol]!;
  const depth = Math.max(side === 'buy' ? bestAskQty : bestBidQty, roundLot);
  const sheet = {
    spec: config.venues[0]!,
    side,
    px: 0,
    midPx,
    tick,
    age: 0,
    oneWay: 0,
    fillProbability: 0,
    presence: 0,
    hazard: 0,
    qty: 0,
    remainingQty: 0,
    detection: 0,
    roundQty: 0,
    leakTicks: 0,
    markoutBps: 0,
    markouts: 0,
    router: config.router,
    elsewhere: 0,
    overfillQty: 0,
  };
  return { standings: standings(s, tickBps), depth, sheet };
}

/** One way to place shares, with its expected cost and all that it was reckoned from. */
export function option(s: Surveyed, price: (input: CostInput) => Priced, chance: Chance): Option {
  const { venue, action, px, qty, fillProbability, displayQty, age, queueQty, outflow, unseenQty = 0, overfillQty = 0 } = chance;
  const { config, knowledge, pricing } = s;
  const { spec, oneWay, presence, hazard, reputation } = pricing.standings[venue]!;
  const adds = action === 'post' || action === 'peg';
  const known = knowledge.venues[venue]!;
  const markoutBps = knowledge.apart(venue, adds);
  const markouts = knowledge.markouts(venue, adds);
  const { sheet } = pricing;
  sheet.spec = spec;
  sheet.px = px;
  sheet.age = age ?? 0;
  sheet.oneWay = oneWay;
  sheet.fillProbability = fillProbability;
  sheet.presence = presence;
  sheet.hazard = hazard;
  sheet.qty = qty;
  sheet.remainingQty = chance.remainingQty;
  sheet.detection = chance.detection;
  sheet.roundQty = chance.roundQty ?? qty;
  sheet.leakTicks = leakDrift(config.router.tuning.leakTicks, chance.remainingQty, pricing.depth);
  sheet.markoutBps = markoutBps;
  sheet.markouts = markouts;
  sheet.elsewhere = chance.elsewhere;
  sheet.overfillQty = overfillQty;
  const { cost, total, staleProbability } = price(sheet);
  return {
    venue,
    place: placeOf(venue, action),
    spec,
    action,
    px,
    displayQty,
    age,
    fillProbability,
    cost,
    inputs: {
      qty: qty as Qty,
      oneWay: Math.round(oneWay) as Nanos,
      hazard: hazard * SECOND,
      staleProbability,
      detection: chance.detection,
      remainingQty: Math.round(chance.remainingQty) as Qty,
      markoutBps,
      markouts,
      elsewhere: Math.round(chance.elsewhere) as Money,
      queueQty: queueQty as Qty | undefined,
      overfillQty: overfillQty > 0 ? (Math.round(overfillQty) as Qty) : undefined,
    },
    total,
    reputation,
    unseenQty,
    belief: chance.belief ?? (action === 'take' ? known.take : known.ping),
    outflow,
    tails: action === 'mid' ? known.tails : undefined,
  };
}

const ACTIONS = { take: 0, mid: 1, post: 2, peg: 3, conditional: 4 } as const;

/** How many ways there are to place shares at a venue. */
export const PLACES = 5;

/** One number for a venue and what is done there, from 0. */
export function placeOf(venue: number, action: RouteAction): number {
  return venue * PLACES + ACTIONS[action];
}
