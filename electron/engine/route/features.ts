import { opposite, type Side, sign } from '../../../shared/fix.ts';
import { MICROSECOND, type Px } from '../../../shared/units.ts';
import { imbalanceBucket, weightedMid } from '../learn/features.ts';
import type { Microprice } from '../learn/microprice.ts';
import { logit } from '../learn/sigmoid.ts';
import type { Levels } from '../view/levels.ts';
import type { Desk } from './situation.ts';

/** Features of the forecasts (domain 7a), written in the order of `featuresOf`. Pure: of the view, of what is known, and of the leg. */

/** What of the desk is looked at. */
export type Seen = Pick<Desk, 'config' | 'view' | 'knowledge' | 'now'>;

/** Levels of a venue that count as its first. */
const FIRST_LEVELS = 5;
/** A spread of more ticks is as wide as this. */
const WIDEST = 20;

/** A leg that would take, or takes, what a venue shows. */
export interface TakeLeg {
  readonly symbol: number;
  readonly side: Side;
  readonly venue: number;
  readonly px: Px;
  readonly orderQty: number;
  readonly displayQty: number;
  /** Shares of the order still to trade. */
  readonly leavesQty: number;
  /** Legs of ours sent of late, as `OwnPace` counts them. */
  readonly own: number;
}

/** A leg that would rest, or rests, displayed. */
export interface PostLeg {
  readonly symbol: number;
  readonly side: Side;
  readonly venue: number;
  readonly px: Px;
  readonly orderQty: number;
  readonly queueQty: number;
  readonly own: number;
}

/**
 * What `MARKET_FEATURES` say, from `side`: what makes the price go up counts for a buyer and against a seller. Returns how many were
 * written.
 */
export function marketFeatures(
  seen: Seen,
  symbol: number,
  side: Side,
  microprice: Microprice | undefined,
  out: Float64Array,
): number {
  const { config, view, now } = seen;
  const { tick, roundLot } = config.symbols[symbol];
  const { pulse } = view;
  const s = sign(side);
  const best = view.direct[symbol];
  const { bestBidPx: bidPx, bestBidQty: bidQty, bestAskPx: askPx, bestAskQty: askQty } = best;
  const mid = best.mid;
  const spread = mid > 0 ? (askPx - bidPx) / tick : 0;
  const twoSided = mid > 0 && bidQty + askQty > 0;
  const bucket = microprice && twoSided ? imbalanceBucket(bidQty, askQty, microprice.data.buckets) : undefined;
  const sipMid = view.sip[symbol].mid;
  const at = (2 * (now - config.openAt)) / (config.closeAt - config.openAt) - 1;
  let i = 0;
  out[i++] = twoSided ? (s * (bidQty - askQty)) / (bidQty + askQty) : 0;
  out[i++] = s * deepLean(seen, symbol);
  out[i++] = twoSided ? (s * (weightedMid({ bidPx, bidQty, askPx, askQty })! - (bidPx + askPx) / 2)) / tick : 0;
  out[i++] = bucket === undefined ? 0 : s * microprice!.adjustment(bucket, Math.round(spread));
  out[i++] = Math.min(WIDEST, spread);
  out[i++] = s * pulse.sign(symbol, 0);
  out[i++] = s * pulse.sign(symbol, 1);
  out[i++] = s * pulse.sign(symbol, 2);
  out[i++] = Math.log1p(pulse.tradeRate(symbol, now));
  out[i++] = Math.log1p(pulse.volatility(symbol, 'fast', now) / tick);
  out[i++] = Math.log1p(pulse.volatility(symbol, 'slow', now) / tick);
  out[i++] = s * signedLog(pulse.flow(symbol, now) / roundLot);
  out[i++] = mid > 0 && sipMid > 0 ? (s * (sipMid - mid)) / tick : 0;
  out[i++] = at;
  out[i++] = at ** 4;
  return i;
}

/** Completes the features of `fade` after those of the market. */
export function takeFeatures(seen: Seen, leg: TakeLeg, out: Float64Array, from: number): void {
  const { config, view, knowledge, now } = seen;
  const { symbol, side, venue, px, orderQty, displayQty, leavesQty, own } = leg;
  const { tick, roundLot } = config.symbols[symbol];
  const best = view.direct[symbol];
  const bestPx = side === 'buy' ? best.bestAskPx : best.bestBidPx;
  const bestQty = side === 'buy' ? best.bestAskQty : best.bestBidQty;
  const known = knowledge.venues[venue];
  let i = from;
  out[i++] = sign(side) * venueLean(seen, venue, symbol);
  out[i++] = Math.log1p(displayQty / roundLot);
  out[i++] = displayQty > 0 ? Math.min(1, orderQty / displayQty) : 1;
  out[i++] = bestQty > 0 ? Math.min(1, displayQty / bestQty) : 1;
  out[i++] = bestPx > 0 ? (sign(side) * (px - bestPx)) / tick : 0;
  out[i++] = Math.log1p(firstShares(view.levels(venue, symbol, opposite(side))) / roundLot);
  out[i++] = Math.log1p((view.age('direct', venue, symbol, now) ?? 0) / MICROSECOND);
  out[i++] = Math.log1p(known.way(config.router.tuning.spray) / MICROSECOND);
  out[i++] = Math.log1p(leavesQty / Math.max(bestQty, roundLot));
  out[i++] = Math.log1p(own);
  out[i++] = logit(known.take.mean, 1e-3);
  out[i++] = known.fade.value ?? 0;
  oneHot(seen, venue, out, i);
}

/** Completes the features of `fill1s` and `fill5s` after those of the market. */
export function postFeatures(seen: Seen, leg: PostLeg, out: Float64Array, from: number): void {
  const { config, view, now } = seen;
  const { symbol, side, venue, px, orderQty, queueQty, own } = leg;
  const { tick, roundLot } = config.symbols[symbol];
  const best = view.direct[symbol];
  const nearPx = side === 'buy' ? best.bestBidPx : best.bestAskPx;
  const nearQty = side === 'buy' ? best.bestBidQty : best.bestAskQty;
  const outflow = view.outflow.rate(venue, symbol, now);
  let i = from;
  out[i++] = sign(side) * venueLean(seen, venue, symbol);
  out[i++] = nearPx > 0 ? Math.max(-WIDEST, Math.min(WIDEST, (sign(side) * (nearPx - px)) / tick)) : 0;
  out[i++] = Math.log1p(queueQty / roundLot);
  out[i++] = Math.log1p(orderQty / roundLot);
  out[i++] = Math.log1p(outflow / roundLot);
  out[i++] = Math.log((queueQty + orderQty + roundLot) / (5 * outflow + roundLot));
  out[i++] = nearQty > 0 ? Math.min(1, queueQty / nearQty) : 0;
  out[i++] = Math.log1p((view.age('direct', venue, symbol, now) ?? 0) / MICROSECOND);
  out[i++] = Math.log1p(own);
  oneHot(seen, venue, out, i);
}

/** Completes the features of `move100ms` and `move1s` after those of the market: each lit venue's own lean, from `side`. */
export function venueLeans(seen: Seen, symbol: number, side: Side, out: Float64Array, from: number): void {
  const { venues } = seen.config;
  let i = from;
  for (let v = 0; v < venues.length; v++) if (venues[v].kind === 'lit') out[i++] = sign(side) * venueLean(seen, v, symbol);
}

/** 1 at the venue's place among the lit ones, 0 at the others. */
function oneHot({ config }: Seen, venue: number, out: Float64Array, from: number): void {
  let i = from;
  for (let v = 0; v < config.venues.length; v++) if (config.venues[v].kind === 'lit') out[i++] = v === venue ? 1 : 0;
}

/** 2 I - 1 of a venue's best sizes, 0 where nobody waits. */
function venueLean({ view }: Seen, venue: number, symbol: number): number {
  const { bidQty, askQty } = view.direct[symbol];
  const both = bidQty[venue] + askQty[venue];
  return both > 0 ? (bidQty[venue] - askQty[venue]) / both : 0;
}

function deepLean({ config, view }: Seen, symbol: number): number {
  let bids = 0;
  let asks = 0;
  for (let v = 0; v < config.venues.length; v++) {
    if (config.venues[v].kind === 'dark') continue;
    bids += firstShares(view.levels(v, symbol, 'buy'));
    asks += firstShares(view.levels(v, symbol, 'sell'));
  }
  return bids + asks > 0 ? (bids - asks) / (bids + asks) : 0;
}

function firstShares({ count, qty }: Levels): number {
  let sum = 0;
  for (let i = 0; i < count && i < FIRST_LEVELS; i++) sum += qty[i];
  return sum;
}

/** log(1 + |x|) with the sign of x. */
function signedLog(x: number): number {
  return Math.sign(x) * Math.log1p(Math.abs(x));
}
