import type { RouteAction } from '../../../shared/routing.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';
import { SECOND } from '../../../shared/units.ts';
import type { BetaState } from '../learn/beta.ts';
import { type CostInput, hazardPerNano, type Priced } from './cost.ts';
import { leakDrift } from './leak.ts';
import type { Option } from './request.ts';
import { asCharged, type Situation } from './situation.ts';

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

/** One way to place shares, with its expected cost and all that it was reckoned from. */
export function option(s: Situation, price: (input: CostInput) => Priced, chance: Chance): Option {
  const { venue, action, px, qty, fillProbability, displayQty, age, queueQty, outflow, unseenQty = 0, overfillQty = 0 } = chance;
  const { config, knowledge, symbol, view } = s;
  const { tick, roundLot } = config.symbols[symbol]!;
  const spec = asCharged(s, venue);
  const adds = action === 'post' || action === 'peg';
  const midPx = view.referenceMid(symbol);
  const known = knowledge.venues[venue]!;
  const oneWay = known.way(config.router.tuning.spray);
  const markoutBps = knowledge.apart(venue, adds);
  const markouts = knowledge.markouts(venue, adds);
  const presence = 1 - known.take.mean;
  const { bestBidQty, bestAskQty } = view.direct[symbol]!;
  const depth = Math.max(s.side === 'buy' ? bestAskQty : bestBidQty, roundLot);
  const priced = price({
    spec,
    side: s.side,
    px,
    midPx,
    tick,
    age: age ?? 0,
    oneWay,
    fillProbability,
    presence,
    qty,
    remainingQty: chance.remainingQty,
    detection: chance.detection,
    roundQty: chance.roundQty ?? qty,
    leakTicks: leakDrift(config.router.tuning.leakTicks, chance.remainingQty, depth),
    markoutBps,
    markouts,
    router: config.router,
    elsewhere: chance.elsewhere,
    overfillQty,
  });
  return {
    venue,
    spec,
    action,
    px,
    displayQty,
    age,
    fillProbability,
    cost: priced.cost,
    inputs: {
      qty: qty as Qty,
      oneWay: Math.round(oneWay) as Nanos,
      hazard: hazardPerNano(spec, presence) * SECOND,
      staleProbability: priced.staleProbability,
      detection: chance.detection,
      remainingQty: Math.round(chance.remainingQty) as Qty,
      markoutBps,
      markouts,
      elsewhere: Math.round(chance.elsewhere) as Money,
      queueQty: queueQty as Qty | undefined,
      overfillQty: overfillQty > 0 ? (Math.round(overfillQty) as Qty) : undefined,
    },
    total: priced.total,
    reputation: knowledge.reputation(venue, midPx > 0 ? (tick / midPx) * 1e4 : 0),
    unseenQty,
    belief: chance.belief ?? (action === 'take' ? known.take : known.ping),
    outflow,
    tails: action === 'mid' ? known.tails : undefined,
  };
}
