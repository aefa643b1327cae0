import { type Side, sign } from '../../../shared/fix.ts';
import type { Mic, VenueKind } from '../../../shared/market.ts';
import { type Money, midpoint, millis, type Nanos, type Px, px, type Qty, qty, money as toMoney } from '../../../shared/units.ts';
import { Mt19937 } from './mt19937.ts';
import { DARK, LIT, type TableVenue } from './venues.ts';

/** The table in whole units, seen from one side of the trade: `px` and `displayQty` are what that side can take. */
export interface MarketVenue {
  readonly mic: Mic;
  readonly kind: VenueKind;
  readonly takerFee: Money;
  /** Half the round trip of the table. */
  readonly oneWay: Nanos;
  /** Error 19: IEX's 350 µs, which the table's latency leaves out; every inbound message pays it, the fast trader's too. */
  readonly speedBump: Nanos;
  readonly px: Px;
  readonly displayQty: Qty;
  /** A fast trader's rate a nanosecond: the table's presence is the chance over one way in (domain 5.1, TV-5.1). */
  readonly hazard: number;
  /** Dark only: what the router believes it finds if anything is there. The true size stays hidden. */
  readonly estimateQty: Qty;
}

/** Textbook tick, the tick of every lit venue here. */
export const TICK = px(0.01);
/** Illustrative: the table says 0, real pools charge both sides about 10 mils (error 11). */
export const DARK_FEE = toMoney(0.001);
export const ROUND_LOT = qty(100);
/** Illustrative: chance that a pool holds a contra order at all, and that a ping is noticed by fast traders (domain 5.7). */
export const DARK_PRESENCE = 0.5;
export const PING_LEAK = 0.05;

const IEX_BUMP = millis(0.35);

export interface Market {
  readonly side: Side;
  readonly lit: readonly MarketVenue[];
  readonly dark: readonly MarketVenue[];
  readonly bidPx: Px;
  readonly askPx: Px;
  readonly midPx: Px;
  /** The NBBO side that a taker on `side` pays. */
  readonly farPx: Px;
}

export function market(side: Side): Market {
  const lit = LIT.map((v) => marketVenue(v, side));
  const bidPx = px(Math.max(...LIT.map((v) => v.bestBid)));
  const askPx = px(Math.min(...LIT.map((v) => v.bestAsk)));
  const farPx = side === 'buy' ? askPx : bidPx;
  return { side, lit, dark: DARK.map((v) => marketVenue(v, side)), bidPx, askPx, midPx: midpoint(bidPx, askPx), farPx };
}

function marketVenue(v: TableVenue, side: Side): MarketVenue {
  const oneWay = (millis(v.latencyMs) / 2) as Nanos;
  const displayQty = qty(side === 'buy' ? v.askSize : v.bidSize);
  const dark = v.kind === 'dark';
  return {
    mic: v.mic,
    kind: v.kind,
    takerFee: dark ? DARK_FEE : toMoney(v.takerFee),
    oneWay,
    speedBump: v.mic === 'IEX' ? IEX_BUMP : (0 as Nanos),
    px: px(side === 'buy' ? v.bestAsk : v.bestBid),
    displayQty: dark ? (0 as Qty) : displayQty,
    hazard: -Math.log(1 - v.hftPresence) / oneWay,
    estimateQty: dark ? displayQty : (0 as Qty),
  };
}

/** All the chance of one seed, drawn before any strategy acts, so that all of them meet the same market (error 5). */
export interface World {
  /** Nanoseconds from the moment fast traders are alarmed until one takes venue i's quote, its speed bump not counted. */
  readonly raceAt: readonly number[];
  readonly hiddenQty: readonly Qty[];
  /** Whether a ping of pool i is noticed. */
  readonly noticed: readonly boolean[];
}

/**
 * Draws in a fixed order: one a lit venue in table order (the same draws as `paired` in reference.ts), one a pool for its hidden
 * size, one a pool for the leak. A pool is empty with chance 1 - DARK_PRESENCE, else it holds a uniform number of round lots
 * from one to twice its estimate.
 */
export function world(seed: number, market: Market): World {
  const random = new Mt19937(seed);
  return {
    raceAt: market.lit.map((v) => -Math.log(1 - random.uniform()) / v.hazard),
    hiddenQty: market.dark.map((v) => hidden(random.uniform(), v.estimateQty)),
    noticed: market.dark.map(() => random.uniform() < PING_LEAK),
  };
}

function hidden(draw: number, estimate: Qty): Qty {
  if (draw >= DARK_PRESENCE) return 0 as Qty;
  const lots = Math.floor((draw / DARK_PRESENCE) * ((2 * estimate) / ROUND_LOT)) + 1;
  return (lots * ROUND_LOT) as Qty;
}

/** `ticks` worse for a taker on `side`. */
export function worse(side: Side, price: Px, ticks: number): Px {
  return (price + sign(side) * ticks * TICK) as Px;
}

/** The dearest lit fee: what shares left over are charged and what an escalation expects to pay (TV-5.0). */
export function dearestFee(venues: readonly MarketVenue[]): Money {
  return Math.max(...venues.map((v) => v.takerFee)) as Money;
}
