import { MINUTE, SECOND } from '../../../shared/units.ts';
import { Column } from './column.ts';
import type { InExchangeTime } from './exchange-time.ts';
import { Prints } from './prints.ts';
import { Quotes } from './quotes.ts';
import type { Truth } from './truth.ts';

/** Width of the bins of the day. */
export const DAY_BIN = 5 * MINUTE;

export interface TallyOptions {
  readonly venues: number;
  /** By venue: 1 for an exchange. */
  readonly lit: Uint8Array;
  readonly tick: number;
  readonly roundLot: number;
  /** What is measured, ns: [from, to). */
  readonly from: number;
  readonly to: number;
  /** Knows who took at a print. */
  readonly truth: Truth;
}

/** Sums over the quotes and trades of one symbol in exchange time, and its middle once a second. */
export class Tally implements InExchangeTime {
  readonly from: number;
  readonly to: number;
  readonly quotes: Quotes;
  readonly prints: Prints;
  /** Middle at `from`, one second later, and so on, Px; NaN before there was one. */
  readonly mids = new Column(8192);
  /** By bin of the day from that of `from` on: two-sided time, spread in ticks times it, all shares traded. */
  readonly dayTime: Float64Array;
  readonly daySpread: Float64Array;
  readonly dayShares: Float64Array;
  readonly firstBin: number;
  private readonly lit: Uint8Array;
  private readonly tick: number;
  private readonly truth: Truth;
  private time: number;
  private nextSample: number;

  constructor({ venues, lit, tick, roundLot, from, to, truth }: TallyOptions) {
    this.from = from;
    this.to = to;
    this.lit = lit;
    this.tick = tick;
    this.truth = truth;
    this.quotes = new Quotes(venues, tick);
    this.prints = new Prints(venues, roundLot);
    this.firstBin = Math.floor(from / DAY_BIN);
    const bins = Math.floor((to - 1) / DAY_BIN) - this.firstBin + 1;
    this.dayTime = new Float64Array(bins);
    this.daySpread = new Float64Array(bins);
    this.dayShares = new Float64Array(bins);
    this.time = Number.NEGATIVE_INFINITY;
    this.nextSample = from;
  }

  quote(time: number, venue: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.advance(time);
    this.quotes.set(venue, bidPx, bidQty, askPx, askQty);
  }

  trade(time: number, venue: number, px: number, qty: number): void {
    this.advance(time);
    const lit = venue >= 0 && this.lit[venue] === 1;
    const sign = lit ? this.truth.signOf(time, venue) : 0;
    if (time < this.from || time >= this.to) return;
    this.prints.trade(time, venue, lit, px, qty, sign, this.quotes);
    this.dayShares[Math.floor(time / DAY_BIN) - this.firstBin]! += qty;
  }

  /** The state stands until `time`. It is split at whole seconds from `from` on, where the middle is sampled. */
  advance(time: number): void {
    if (time <= this.time) return;
    const { quotes } = this;
    this.prints.pass(time, quotes);
    if (time < this.from) quotes.stood(0, false);
    const end = Math.min(time, this.to);
    let since = Math.max(this.time, this.from);
    while (since < end || (this.nextSample <= end && this.nextSample <= since)) {
      const until = Math.min(end, this.nextSample);
      if (until > since) this.stood(since, until);
      since = Math.max(since, until);
      if (this.nextSample !== until) continue;
      this.mids.push(quotes.mid === 0 ? Number.NaN : quotes.mid);
      this.nextSample += SECOND;
    }
    this.time = time;
  }

  /** Shares a minute by bin of the day; what of a bin is outside the measured time does not count. */
  perMinute(): number[] {
    return Array.from(this.dayShares, (shares, i) => {
      const start = (this.firstBin + i) * DAY_BIN;
      return shares / ((Math.min(start + DAY_BIN, this.to) - Math.max(start, this.from)) / MINUTE);
    });
  }

  /** Rms of 1-s changes of the middle by bin of the day, ticks. */
  volatility(): (number | undefined)[] {
    const sums = new Float64Array(this.dayTime.length);
    const counts = new Float64Array(sums.length);
    for (let i = 1; i < this.mids.length; i++) {
      const change = (this.mids.at(i) - this.mids.at(i - 1)) / this.tick;
      if (Number.isNaN(change)) continue;
      const bin = Math.floor((this.from + (i - 1) * SECOND) / DAY_BIN) - this.firstBin;
      sums[bin]! += change * change;
      counts[bin]!++;
    }
    return Array.from(sums, (sum, bin) => (counts[bin]! > 0 ? Math.sqrt(sum / counts[bin]!) : undefined));
  }

  private stood(since: number, until: number): void {
    const { quotes } = this;
    const span = until - since;
    quotes.stood(span, true);
    if (!quotes.isTwoSided) return;
    const bin = Math.floor(since / DAY_BIN) - this.firstBin;
    this.dayTime[bin]! += span;
    this.daySpread[bin]! += quotes.spread * span;
  }
}
