import { MONEY_PER_PX, type Money, type Nanos } from '../../../shared/units.ts';
import type { BestOf } from './nbbo.ts';

/** One symbol's dislocations so far. */
export interface Dislocation {
  /** How many there have been, one that still lasts included. */
  readonly count: number;
  /** How long they lasted together. */
  readonly time: Nanos;
  /** Since when the two clocks have been apart; absent while they agree. */
  readonly since?: Nanos;
  /** Prints, and those of them that came during a dislocation. */
  readonly trades: number;
  readonly tradesDuring: number;
  /** Over the prints during one: |direct midpoint - SIP midpoint| x shares. */
  readonly cost: Money;
}

/**
 * When the SIP's NBBO and the direct feeds' name different prices (domain 1.4), by symbol: how often, how long, and what the prints of
 * that time would have been mispriced by. Apart for no time at all (both change at one nanosecond) is not a dislocation; nor is what comes
 * before the SIP has named any price.
 */
export class Dislocations {
  private readonly count: Float64Array;
  private readonly total: Float64Array;
  /** -1 while the clocks agree. */
  private readonly since: Float64Array;
  private readonly trades: Float64Array;
  private readonly tradesDuring: Float64Array;
  private readonly cost: Float64Array;

  constructor(symbols: number) {
    this.count = new Float64Array(symbols);
    this.total = new Float64Array(symbols);
    this.since = new Float64Array(symbols).fill(-1);
    this.trades = new Float64Array(symbols);
    this.tradesDuring = new Float64Array(symbols);
    this.cost = new Float64Array(symbols);
  }

  /** Either clock's best has changed. */
  compare(now: number, symbol: number, direct: BestOf, sip: BestOf): void {
    const apart =
      (direct.bestBidPx !== sip.bestBidPx || direct.bestAskPx !== sip.bestAskPx) && (sip.bestBidPx !== 0 || sip.bestAskPx !== 0);
    const since = this.since[symbol];
    if (apart === since >= 0) return;
    if (apart) {
      this.since[symbol] = now;
      return;
    }
    this.since[symbol] = -1;
    if (now === since) return;
    this.count[symbol] += 1;
    this.total[symbol] += now - since;
  }

  trade(symbol: number, qty: number, direct: BestOf, sip: BestOf): void {
    this.trades[symbol] += 1;
    if (this.since[symbol] < 0) return;
    this.tradesDuring[symbol] += 1;
    if (direct.mid === 0 || sip.mid === 0) return;
    // Twice a midpoint is whole, and so are the micro-dollars of half a Px.
    const twice = Math.abs(direct.bestBidPx + direct.bestAskPx - sip.bestBidPx - sip.bestAskPx);
    this.cost[symbol] += (twice * MONEY_PER_PX * qty) / 2;
  }

  of(symbol: number, now: number): Dislocation {
    const since = this.since[symbol];
    const lasts = since >= 0 && now > since;
    return {
      count: this.count[symbol] + (lasts ? 1 : 0),
      time: (this.total[symbol] + (lasts ? now - since : 0)) as Nanos,
      ...(lasts && { since: since as Nanos }),
      trades: this.trades[symbol],
      tradesDuring: this.tradesDuring[symbol],
      cost: this.cost[symbol] as Money,
    };
  }

  save(): DislocationsState {
    const { count, total, since, trades, tradesDuring, cost } = this;
    return {
      count: count.slice(),
      total: total.slice(),
      since: since.slice(),
      trades: trades.slice(),
      tradesDuring: tradesDuring.slice(),
      cost: cost.slice(),
    };
  }

  restore(state: DislocationsState): void {
    this.count.set(state.count);
    this.total.set(state.total);
    this.since.set(state.since);
    this.trades.set(state.trades);
    this.tradesDuring.set(state.tradesDuring);
    this.cost.set(state.cost);
  }
}

export interface DislocationsState {
  readonly count: Float64Array;
  readonly total: Float64Array;
  readonly since: Float64Array;
  readonly trades: Float64Array;
  readonly tradesDuring: Float64Array;
  readonly cost: Float64Array;
}
