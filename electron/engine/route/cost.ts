import type { RouterConfig } from '../../../shared/config/session.ts';
import { type Side, sign } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { Cost } from '../../../shared/routing.ts';
import { MONEY_PER_PX, type Money, SECOND } from '../../../shared/units.ts';

/** What a resting share risks beside the venue's fast traders: being filled because the price goes through it (illustrative). */
const PICKED_OFF = 0.5;
/** A presence of 1 would be an infinite hazard. */
const MOST_PRESENCE = 0.999;
/** Fills after which what was seen of a venue weighs as much as what its declared presence of fast traders says (domain 5.9). */
const PRIOR_FILLS = 50;

/** What one share is expected to cost at a venue (domain 5.1), term by term. All inputs are per share and known to the router. */
export interface CostInput {
  readonly spec: VenueSpec;
  readonly side: Side;
  readonly px: number;
  readonly midPx: number;
  readonly tick: number;
  /** Now minus the quote's venue time, nanoseconds. */
  readonly age: number;
  /** Router to venue, as learned or as declared, nanoseconds. */
  readonly oneWay: number;
  readonly fillProbability: number;
  /** Chance that a fast trader is there first: the venue's declared presence until our own orders have told better. */
  readonly presence: number;
  /** Of the quote's death, 1/ns: `hazardPerNano` at that presence. */
  readonly hazard: number;
  /** Shares that would be sent there. */
  readonly qty: number;
  /** Shares expected to be still to trade once everything that goes out with this leg has come back. */
  readonly remainingQty: number;
  /** Chance that what goes out, this leg alone or its whole round, is read as intent, and the shares that go out. */
  readonly detection: number;
  readonly roundQty: number;
  /** Ticks that each share still to trade then costs more. */
  readonly leakTicks: number;
  /** Move of the midpoint after our fills there less that after all our fills, bps, shrunk; and from how many fills. */
  readonly markoutBps: number;
  readonly markouts: number;
  readonly router: RouterConfig;
  /** What a share that does not fill here is expected to cost elsewhere, price and fee, micro-dollars. */
  readonly elsewhere: number;
  /** Shares beyond the order that are expected to fill, were it sent. */
  readonly overfillQty: number;
}

/** Micro-dollars a share and term, each rounded once, so that the terms sum to the total exactly; and what they were reckoned from. */
export interface Priced {
  readonly cost: Cost;
  readonly total: Money;
  readonly staleProbability: number;
}

/**
 * A share taken from the displayed quote, micro-dollars against the direct midpoint:
 * - price: s (p - m)
 * - fee: the taker fee
 * - impact: half of k x, the mean of what x shares add to each other
 * - adverse: the presence of fast traders times `adverseTicks`, giving way to the markouts seen there as fills come in
 * - latency: chance that the quote died since its venue time and will before we arrive, beyond the fresh-quote chance, times one tick
 * - leak: chance to be read as intent x shares still to trade then x the ticks they cost more, over the shares that go out (TV-5.0)
 * - miss: (1 - P fill) times what the miss costs more elsewhere (TV-5.0: one tick and the dearest fee)
 * - overfill: expected shares too many at `overfill` each
 */
export function takeCost(input: CostInput): Priced {
  const { spec, router, tick, fillProbability, presence, hazard, oneWay } = input;
  const price = sign(input.side) * (input.px - input.midPx) * MONEY_PER_PX;
  const prior = router.adverseTicks * tick * MONEY_PER_PX * presence;
  const stale = goneAfter(hazard, input.age + oneWay) - goneAfter(hazard, oneWay);
  const miss = (1 - fillProbability) * Math.max(0, input.elsewhere - price - spec.takerFee);
  return priced(input, {
    price,
    fee: spec.takerFee,
    adverse: adverse(input, prior),
    stale,
    latency: stale * tick * MONEY_PER_PX,
    miss,
  });
}

/** A share pinged at the midpoint, of a pool or of what rests unseen at a lit venue: no price term; while it is away the far side may move. */
export function pingCost(input: CostInput): Priced {
  const { spec, router, tick, fillProbability } = input;
  const lit = spec.kind === 'lit';
  const fee = lit ? (spec.hiddenTakerFee ?? spec.takerFee) : spec.takerFee;
  const away = input.oneWay + spec.responseLatency;
  const moved = Math.min(1, (router.tuning.driftTicks * away) / SECOND);
  return priced(input, {
    price: 0,
    fee,
    adverse: adverse(input, 0),
    stale: moved,
    latency: (1 - fillProbability) * moved * tick * MONEY_PER_PX,
    miss: (1 - fillProbability) * Math.max(0, input.elsewhere - fee),
  });
}

/**
 * A share that waits in a pool without being firm, at its limit where the midpoint is beyond it: nobody sees it and nothing is given up for
 * it, so a miss costs nothing; what fills is removed by the firm order that takes its place.
 */
export function conditionalCost(input: CostInput): Priced {
  const { spec, side, px, midPx } = input;
  const price = sign(side) * (px - midPx) * MONEY_PER_PX;
  return priced(input, { price, fee: spec.takerFee, adverse: adverse(input, 0), stale: 0, latency: 0, miss: 0 });
}

/** A share that rests: it earns its price and the maker fee, if it fills; `px` is the midpoint for one that is pegged there. */
export function postCost(input: CostInput): Priced {
  const { spec, router, tick, fillProbability } = input;
  const pegged = input.px === input.midPx;
  const fee = pegged ? (spec.hiddenMakerFee ?? spec.makerFee) : spec.makerFee;
  const price = sign(input.side) * (input.px - input.midPx) * MONEY_PER_PX;
  const prior = router.adverseTicks * tick * MONEY_PER_PX * (pegged ? 0 : PICKED_OFF + input.presence);
  return priced(input, {
    price,
    fee,
    adverse: adverse(input, prior),
    stale: 0,
    latency: 0,
    miss: (1 - fillProbability) * Math.max(0, input.elsewhere - price - fee),
  });
}

/**
 * Chance that a quote is gone after `nanos` (TV-5.1): 1 - exp(-h t), the hazard h chosen so that the seed's HFT presence is the chance
 * over half a round trip.
 */
export function staleProbability(spec: VenueSpec, nanos: number, presence = spec.hftPresence): number {
  return goneAfter(hazardPerNano(spec, presence), nanos);
}

function goneAfter(hazard: number, nanos: number): number {
  return 1 - Math.exp(-hazard * nanos);
}

/** h of TV-5.1 in 1/ns: -ln(1 - hft) / (RTT / 2), RTT without the speed bump. */
export function hazardPerNano(spec: VenueSpec, presence = spec.hftPresence): number {
  const halfTrip = (spec.entryLatency + spec.responseLatency) / 2;
  return halfTrip === 0 ? 0 : -Math.log(1 - Math.min(presence, MOST_PRESENCE)) / halfTrip;
}

/** What is declared of a venue gives way to what was seen there; a midpoint that goes on our way after our fills is a gain. */
function adverse({ markoutBps, markouts, midPx }: CostInput, prior: number): number {
  return (prior * PRIOR_FILLS) / (PRIOR_FILLS + markouts) - (markoutBps * midPx * MONEY_PER_PX) / 1e4;
}

interface Parts {
  readonly price: number;
  readonly fee: number;
  readonly adverse: number;
  readonly stale: number;
  readonly latency: number;
  readonly miss: number;
}

function priced({ qty, remainingQty, detection, roundQty, leakTicks, tick, router, overfillQty }: CostInput, parts: Parts): Priced {
  const { impact, overfill } = router.tuning;
  const leak = roundQty > 0 ? (detection * remainingQty * leakTicks * tick * MONEY_PER_PX) / roundQty : 0;
  const cost = {
    price: Math.round(parts.price) as Money,
    fee: Math.round(parts.fee) as Money,
    impact: Math.round((impact * qty) / 2) as Money,
    adverse: Math.round(parts.adverse) as Money,
    latency: Math.round(parts.latency) as Money,
    leak: Math.round(leak) as Money,
    miss: Math.round(parts.miss) as Money,
    overfill: qty > 0 ? (Math.round((overfill * overfillQty) / qty) as Money) : (0 as Money),
  };
  const total = (cost.price +
    cost.fee +
    cost.impact +
    cost.adverse +
    cost.latency +
    cost.leak +
    cost.miss +
    cost.overfill) as Money;
  return { cost, total, staleProbability: parts.stale };
}
