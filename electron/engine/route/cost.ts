import type { RouterConfig } from '../../../shared/config/session.ts';
import { type Side, sign } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import { COST_TERMS, type Cost } from '../../../shared/routing.ts';
import { MONEY_PER_PX, type Money } from '../../../shared/units.ts';

/** Chance that a dark ping is read as intent (domain 5.7, illustrative). */
const DARK_DETECTION = 0.05;
/** What a resting share risks beside the venue's fast traders: being filled because the price goes through it (illustrative). */
const PICKED_OFF = 0.5;
/** A presence of 1 would be an infinite hazard. */
const MOST_PRESENCE = 0.999;

/** What one share is expected to cost at a venue (domain 5.1), term by term. All inputs per share and known to the router. */
export interface CostInput {
  readonly spec: VenueSpec;
  readonly side: Side;
  readonly px: number;
  readonly midPx: number;
  readonly tick: number;
  /** Now minus the quote's venue time, nanoseconds. */
  readonly age: number;
  readonly fillProbability: number;
  readonly router: RouterConfig;
  /** What a share that does not fill here is expected to cost elsewhere, price and fee, micro-dollars. */
  readonly elsewhere: number;
}

/**
 * Micro-dollars a share against the direct midpoint, each term rounded once, so that terms sum to the total exactly:
 * - price: s (p - m)
 * - fee: the taker fee
 * - adverse: chance that a fast trader at the venue sees us, times `adverseTicks`; the seed's HFT presence is that chance
 * - latency: chance that the quote died since its venue time and will before we arrive, beyond the fresh-quote chance, times one tick
 * - miss: (1 - P fill) times what the miss costs more elsewhere (TV-5.0: one tick and the dearest fee)
 */
export function takeCost(input: CostInput): Cost {
  const { spec, router, tick } = input;
  const price = sign(input.side) * (input.px - input.midPx) * MONEY_PER_PX;
  const adverse = router.adverseTicks * tick * MONEY_PER_PX * spec.hftPresence;
  const oneWay = spec.entryLatency + spec.speedBump;
  const stale = staleProbability(spec, input.age + oneWay) - staleProbability(spec, oneWay);
  const latency = stale * tick * MONEY_PER_PX;
  const miss = (1 - input.fillProbability) * Math.max(0, input.elsewhere - price - spec.takerFee);
  return rounded(price, spec.takerFee, adverse, latency, miss);
}

/** A share pinged at the midpoint: no price term; while it is away, the lit quote it forgoes may move. */
export function pingCost(input: CostInput): Cost {
  const { spec, router, tick } = input;
  const adverse = (1 - input.fillProbability) * router.adverseTicks * tick * MONEY_PER_PX * DARK_DETECTION;
  const latency = staleProbability(spec, spec.entryLatency + spec.responseLatency) * tick * MONEY_PER_PX;
  const miss = (1 - input.fillProbability) * Math.max(0, input.elsewhere - spec.takerFee);
  return rounded(0, spec.takerFee, adverse, latency, miss);
}

/** A share that rests earns the near side and the maker fee, if it fills. */
export function postCost(input: CostInput): Cost {
  const { spec, router, tick } = input;
  const price = sign(input.side) * (input.px - input.midPx) * MONEY_PER_PX;
  const adverse = router.adverseTicks * tick * MONEY_PER_PX * (PICKED_OFF + spec.hftPresence);
  const miss = (1 - input.fillProbability) * Math.max(0, input.elsewhere - price - spec.makerFee);
  return rounded(price, spec.makerFee, adverse, 0, miss);
}

export function total(cost: Cost): Money {
  let sum = 0;
  for (const term of COST_TERMS) sum += cost[term];
  return sum as Money;
}

/**
 * Chance that a quote is gone after `nanos` (TV-5.1): 1 - exp(-h t), the hazard h chosen so that the seed's HFT presence is the chance
 * over half a round trip.
 */
export function staleProbability(spec: VenueSpec, nanos: number): number {
  return 1 - Math.exp(-hazardPerNano(spec) * nanos);
}

/** h of TV-5.1 in 1/ns: -ln(1 - hft) / (RTT / 2), RTT without the speed bump. */
export function hazardPerNano(spec: VenueSpec): number {
  const halfTrip = (spec.entryLatency + spec.responseLatency) / 2;
  return halfTrip === 0 ? 0 : -Math.log(1 - Math.min(spec.hftPresence, MOST_PRESENCE)) / halfTrip;
}

function rounded(price: number, fee: number, adverse: number, latency: number, miss: number): Cost {
  const whole = (value: number) => Math.round(value) as Money;
  return { price: whole(price), fee: whole(fee), adverse: whole(adverse), latency: whole(latency), miss: whole(miss) };
}
