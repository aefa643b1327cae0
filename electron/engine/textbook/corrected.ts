import { isBetter, isWithin, type Side, sign } from '../../../shared/fix.ts';
import type { Mic, VenueKind } from '../../../shared/market.ts';
import type { Dispatch } from '../../../shared/routing.ts';
import type { TradeThrough } from '../../../shared/trade-through.ts';
import { MONEY_PER_PX, type Money, midpoint, type Nanos, notional, type Px, type Qty } from '../../../shared/units.ts';
import type { TextbookStrategy } from '../../../shared/wire/textbook.ts';
import { dearestFee, type Market, type MarketVenue, ROUND_LOT, type World, worse } from './market.ts';
import { type Choice, type PolicyContext, poolsToPing, rank, staleness } from './policies.ts';
import { LitQuote } from './quote.ts';

/** The order and the rules it is routed under. */
export interface CorrectedOrder {
  readonly strategy: TextbookStrategy;
  readonly orderQty: Qty;
  /** The worst price any child may pay; default: the arrival far touch and two ticks, the collar of a market order. */
  readonly limitPx?: Px;
  readonly dispatch: Dispatch;
  readonly orderProtection: boolean;
}

export interface CorrectedFill {
  readonly mic: Mic;
  readonly kind: VenueKind;
  readonly at: Nanos;
  readonly lastPx: Px;
  readonly lastQty: Qty;
  readonly fee: Money;
  /** Whether another lit venue showed a better price at that moment; `exempt(iso)` where our own sweep was on its way to all of it. */
  readonly tradeThrough: TradeThrough;
}

/** One IOC, filled or not: what was sent and what came back (error 17: the source has no child that can miss). */
export interface CorrectedChild {
  readonly mic: Mic;
  readonly round: number;
  readonly sentAt: Nanos;
  readonly answeredAt: Nanos;
  readonly px: Px;
  readonly orderQty: Qty;
  readonly cumQty: Qty;
}

export interface CorrectedRun {
  readonly strategy: TextbookStrategy;
  readonly side: Side;
  readonly orderQty: Qty;
  readonly cumQty: Qty;
  /** Shares that could not be had within the limit. */
  readonly unfilledQty: Qty;
  readonly children: readonly CorrectedChild[];
  readonly fills: readonly CorrectedFill[];
  /** Px as a fraction; absent when nothing filled (error 15). */
  readonly avgPx: number | undefined;
  readonly notional: Money;
  readonly fees: Money;
  /** Shares left over, charged one tick beyond the worst price seen, with the dearest fee (error 14). */
  readonly charge: Money;
  /** s times (notional + charge at price) + fees: dollars out for a buy, minus dollars in for a sell. */
  readonly totalCost: Money;
  /** Executed over ordered (error 2). */
  readonly fillRate: number;
  /** Average price against the arrival midpoint, positive is cost on either side (errors 12 and 13). */
  readonly slippageMidBps: number | undefined;
  /** Total cost of all ordered shares against the arrival midpoint, fees and charge included. */
  readonly shortfallBps: number;
  readonly elapsed: Nanos;
}

/** Buys or sells `order` once in `world`; every call starts from fresh books (error 4). Throws RangeError below one share. */
export function runCorrected(market: Market, world: World, order: CorrectedOrder): CorrectedRun {
  if (!Number.isSafeInteger(order.orderQty) || order.orderQty < 1) {
    throw new RangeError(`orderQty: ${order.orderQty} is not 1 or more whole shares`);
  }
  return new CorrectedRouter(market, world, order).run();
}

class CorrectedRouter {
  private readonly market: Market;
  private readonly world: World;
  private readonly order: CorrectedOrder;
  private readonly limitPx: Px;
  private readonly context: PolicyContext;
  private readonly quotes: readonly LitQuote[];
  private readonly children: CorrectedChild[] = [];
  private readonly fills: CorrectedFill[] = [];
  private leavesQty: Qty;
  private now = 0 as Nanos;
  private round = 0;
  /** When the fast traders learned of the order (truth), and when the router first showed itself on a lit venue (all it knows). */
  private alarmAt: Nanos | undefined;
  private firstLitAt: Nanos | undefined;

  constructor(market: Market, world: World, order: CorrectedOrder) {
    this.market = market;
    this.world = world;
    this.order = order;
    this.limitPx = order.limitPx ?? worse(market.side, market.farPx, 2);
    this.context = { side: market.side, orderProtection: order.orderProtection, dearestFee: dearestFee(market.lit) };
    this.quotes = market.lit.map((venue, i) => new LitQuote(venue, market.side, world.raceAt[i]!));
    this.leavesQty = order.orderQty;
  }

  run(): CorrectedRun {
    this.askPools();
    while (this.leavesQty > 0) {
      const ranked = this.rankLit();
      if (ranked.length === 0) break;
      this.sendLit(this.allocate(ranked));
    }
    return this.report();
  }

  private askPools(): void {
    const { market, order } = this;
    const touch = market.lit.filter((v) => v.px === market.farPx);
    const litFee = touch.reduce((sum, v) => sum + v.takerFee, 0) / touch.length;
    const pools = poolsToPing(order.strategy, market.dark, this.leavesQty, { farPx: market.farPx, midPx: market.midPx, litFee });
    if (order.dispatch === 'sequential') {
      for (const pool of pools) {
        if (this.leavesQty > 0) this.now = this.ping(pool, this.leavesQty);
      }
      return;
    }
    // In parallel the pools share the order, so that all of them filling can never exceed it.
    const total = pools.reduce((sum, pool) => sum + pool.estimateQty, 0);
    let rest: number = this.leavesQty;
    let answered = this.now;
    pools.forEach((pool, i) => {
      const share = Math.floor((this.order.orderQty * pool.estimateQty) / total / ROUND_LOT) * ROUND_LOT;
      const orderQty = (i === pools.length - 1 ? rest : Math.min(rest, share)) as Qty;
      rest -= orderQty;
      if (orderQty > 0) answered = Math.max(answered, this.ping(pool, orderQty)) as Nanos;
    });
    this.now = answered;
  }

  /** One midpoint IOC with a minimum of a round lot; returns when its answer is back. */
  private ping(pool: MarketVenue, orderQty: Qty): Nanos {
    const i = this.market.dark.indexOf(pool);
    const at = (this.now + pool.oneWay) as Nanos;
    if (this.world.noticed[i]!) this.alarmAt = Math.min(this.alarmAt ?? at, at) as Nanos;
    const lastPx = this.midpointAt(at);
    const lastQty = Math.min(orderQty, this.world.hiddenQty[i]!);
    const enough = lastQty >= Math.min(ROUND_LOT, orderQty) && isWithin(this.market.side, lastPx, this.limitPx);
    const answeredAt = (at + pool.oneWay) as Nanos;
    this.record(pool, {
      at,
      answeredAt,
      px: lastPx,
      orderQty,
      lastPx,
      lastQty: (enough ? lastQty : 0) as Qty,
      tradeThrough: 'none',
    });
    return answeredAt;
  }

  /** Of the NBBO as it stands at `time` (error 11: the source takes each pool's own). */
  private midpointAt(time: Nanos): Px {
    const { side, bidPx, askPx } = this.market;
    const far = this.quotes
      .map((quote) => quote.shown(time, this.alarmAt))
      .filter((shown) => shown.qty > 0)
      .reduce<Px | undefined>((best, { px }) => (best === undefined || isBetter(side, px, best) ? px : best), undefined);
    return side === 'buy' ? midpoint(bidPx, far ?? askPx) : midpoint(far ?? bidPx, askPx);
  }

  /** What the direct feeds show now: each venue as it was one way ago. */
  private rankLit(): Choice[] {
    const sinceAlarm = (this.now - (this.firstLitAt ?? this.now)) as Nanos;
    const choices: Choice[] = [];
    for (const quote of this.quotes) {
      const { venue } = quote;
      const shown = quote.shown((this.now - venue.oneWay) as Nanos, this.alarmAt);
      if (shown.qty === 0 || !isWithin(this.market.side, shown.px, this.limitPx)) continue;
      choices.push({ ...shown, venue, stale: staleness(venue, shown.moved, sinceAlarm) });
    }
    return rank(this.order.strategy, choices, this.context);
  }

  /** Sequential: the best venue only. Parallel: down the ranking until the order is covered, never beyond it. */
  private allocate(ranked: readonly Choice[]): { readonly choice: Choice; readonly orderQty: Qty }[] {
    const legs: { choice: Choice; orderQty: Qty }[] = [];
    let rest: number = this.leavesQty;
    for (const choice of this.order.dispatch === 'sequential' ? ranked.slice(0, 1) : ranked) {
      const orderQty = Math.min(rest, choice.qty) as Qty;
      if (orderQty > 0) legs.push({ choice, orderQty });
      rest -= orderQty;
    }
    return legs;
  }

  /** IOCs at the price each venue showed (errors 6 and 7): a quote that has gone gives nothing, and the next round routes again. */
  private sendLit(legs: readonly { readonly choice: Choice; readonly orderQty: Qty }[]): void {
    this.firstLitAt ??= this.now;
    this.alarmAt ??= this.now;
    const arrivals = legs
      .map((leg) => ({ ...leg, at: (this.now + leg.choice.venue.oneWay + leg.choice.venue.speedBump) as Nanos }))
      .sort((a, b) => a.at - b.at);
    const covered = new Map(legs.map(({ choice, orderQty }) => [choice.venue.mic, orderQty]));
    let answered = this.now;
    for (const { choice, orderQty, at } of arrivals) {
      const { venue, px } = choice;
      const quote = this.quotes.find((q) => q.venue === venue)!;
      const { px: lastPx, qty: lastQty } = quote.take(at, this.alarmAt, px, orderQty);
      const answeredAt = (at + venue.oneWay) as Nanos;
      const tradeThrough = lastQty > 0 ? this.throughAt(at, venue, lastPx, covered) : 'none';
      this.record(venue, { at, answeredAt, px, orderQty, lastPx, lastQty, tradeThrough });
      answered = Math.max(answered, answeredAt) as Nanos;
    }
    this.now = answered;
    this.round += 1;
  }

  private throughAt(at: Nanos, venue: MarketVenue, lastPx: Px, covered: ReadonlyMap<Mic, Qty>): TradeThrough {
    let result: TradeThrough = 'none';
    for (const other of this.quotes) {
      const shown = other.shown(at, this.alarmAt);
      if (other.venue === venue || shown.qty === 0 || !isBetter(this.market.side, shown.px, lastPx)) continue;
      if ((covered.get(other.venue.mic) ?? 0) < shown.qty) return 'violation';
      result = 'exempt(iso)';
    }
    return result;
  }

  private record(
    venue: MarketVenue,
    answer: Pick<CorrectedFill, 'at' | 'lastPx' | 'lastQty' | 'tradeThrough'> &
      Pick<CorrectedChild, 'answeredAt' | 'px' | 'orderQty'>,
  ): void {
    const { at, answeredAt, px, orderQty, lastPx, lastQty, tradeThrough } = answer;
    this.children.push({ mic: venue.mic, round: this.round, sentAt: this.now, answeredAt, px, orderQty, cumQty: lastQty });
    if (lastQty === 0) return;
    const fee = (venue.takerFee * lastQty) as Money;
    this.fills.push({ mic: venue.mic, kind: venue.kind, at, lastPx, lastQty, fee, tradeThrough });
    this.leavesQty = (this.leavesQty - lastQty) as Qty;
    if (this.leavesQty < 0) throw new Error(`leavesQty: ${this.leavesQty} after ${lastQty} at ${venue.mic}`);
  }

  private report(): CorrectedRun {
    const { market, fills, leavesQty } = this;
    const { strategy, orderQty } = this.order;
    const s = sign(market.side);
    const cumQty = (orderQty - leavesQty) as Qty;
    const traded = fills.reduce((sum, fill) => sum + notional(fill.lastPx, fill.lastQty), 0) as Money;
    const fees = fills.reduce((sum, fill) => sum + fill.fee, 0) as Money;
    const worst = fills.reduce((px, fill) => (isBetter(market.side, px, fill.lastPx) ? fill.lastPx : px), market.farPx);
    const charge = (leavesQty * (s * worse(market.side, worst, 1) * MONEY_PER_PX + this.context.dearestFee)) as Money;
    const totalCost = (s * traded + fees + charge) as Money;
    const fair = orderQty * market.midPx * MONEY_PER_PX;
    const avgPx = cumQty > 0 ? traded / MONEY_PER_PX / cumQty : undefined;
    return {
      strategy,
      side: market.side,
      orderQty,
      cumQty,
      unfilledQty: leavesQty,
      children: this.children,
      fills,
      avgPx,
      notional: traded,
      fees,
      charge,
      totalCost,
      fillRate: cumQty / orderQty,
      slippageMidBps: avgPx === undefined ? undefined : ((s * (avgPx - market.midPx)) / market.midPx) * 1e4,
      shortfallBps: ((totalCost - s * fair) / fair) * 1e4,
      elapsed: this.now,
    };
  }
}
