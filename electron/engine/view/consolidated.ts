import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Side } from '../../../shared/fix.ts';
import type { FeedPath, Nbbo } from '../../../shared/market.ts';
import { MICROSECOND, MONEY_PER_PX, type Money, type Nanos, type Px, type Qty } from '../../../shared/units.ts';
import { Levels, type LevelsState } from './levels.ts';
import { BestOf, type BestOfState } from './nbbo.ts';

/** Every venue's feed confirms its state this often, so that a quiet venue is not an old one. */
export const HEARTBEAT = 100 * MICROSECOND;

/**
 * The market as the router knows it: every venue's levels from the direct feeds, every venue's best from the SIP, and the NBBO of each
 * clock. It is always late by each path's own latency; the truth is in the venues.
 */
export class ConsolidatedView {
  readonly symbols: number;
  readonly venues: number;
  private readonly config: SessionConfig;
  private readonly bids: Levels[] = [];
  private readonly asks: Levels[] = [];
  readonly direct: BestOf[] = [];
  readonly sip: BestOf[] = [];
  /** Last trade seen, and all shares and notional printed so far, by symbol. */
  readonly lastPx: Int32Array;
  readonly lastQty: Int32Array;
  readonly marketQty: Float64Array;
  readonly marketNotional: Float64Array;
  /** First and latest sound midpoint (see `soundMid`), 0 before there is one. */
  readonly openMid: Int32Array;
  private readonly lastMid: Int32Array;

  constructor(config: SessionConfig) {
    this.config = config;
    this.symbols = config.symbols.length;
    this.venues = config.venues.length;
    for (let s = 0; s < this.symbols; s++) {
      this.direct.push(new BestOf(this.venues));
      this.sip.push(new BestOf(this.venues));
      for (let v = 0; v < this.venues; v++) {
        this.bids.push(new Levels(true));
        this.asks.push(new Levels(false));
      }
    }
    this.lastPx = new Int32Array(this.symbols);
    this.lastQty = new Int32Array(this.symbols);
    this.marketQty = new Float64Array(this.symbols);
    this.marketNotional = new Float64Array(this.symbols);
    this.openMid = new Int32Array(this.symbols);
    this.lastMid = new Int32Array(this.symbols);
  }

  levels(venue: number, symbol: number, side: Side): Levels {
    return (side === 'buy' ? this.bids : this.asks)[symbol * this.venues + venue]!;
  }

  /** A level message of a direct feed; true when the direct NBBO changed. */
  level(venue: number, symbol: number, side: Side, px: number, qty: number, venueTime: number): boolean {
    this.levels(venue, symbol, side).set(px, qty, venueTime);
    return this.touch(venue, symbol, venueTime);
  }

  /** A consolidated quote of the SIP; true when the SIP's NBBO changed. */
  sipQuote(venue: number, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number, time: number): boolean {
    const best = this.sip[symbol]!;
    best.set(venue, bidPx, bidQty, askPx, askQty, time);
    return best.refresh();
  }

  trade(symbol: number, px: number, qty: number): void {
    this.lastPx[symbol] = px;
    this.lastQty[symbol] = qty;
    this.marketQty[symbol] = this.marketQty[symbol]! + qty;
    this.marketNotional[symbol] = this.marketNotional[symbol]! + px * qty * MONEY_PER_PX;
  }

  /** Our own fill tells of a level before its feed does; true when the direct NBBO changed. */
  consume(venue: number, symbol: number, side: Side, px: number, qty: number, matchTime: number): boolean {
    this.levels(venue, symbol, side).consume(px, qty, matchTime);
    return this.touch(venue, symbol, -1);
  }

  /** Our own miss tells that nothing within the limit was left. */
  exhaust(venue: number, symbol: number, side: Side, limit: number, matchTime: number): boolean {
    this.levels(venue, symbol, side).exhaust(limit, matchTime);
    return this.touch(venue, symbol, -1);
  }

  /**
   * Midpoint of the direct NBBO, 0 unless the market is two-sided, uncrossed and no wider than twice the market-order collar: stub
   * quotes that stand alone after a sweep are no one's price.
   */
  soundMid(symbol: number): number {
    const best = this.direct[symbol]!;
    const mid = best.mid;
    return (best.bestAskPx - best.bestBidPx) * 1e4 <= 2 * this.config.router.collarBps * mid ? mid : 0;
  }

  /** The sound midpoint, or the last there was; before any, the plain midpoint of however wide a market; 0 for none at all. */
  referenceMid(symbol: number): number {
    return this.soundMid(symbol) || this.lastMid[symbol]! || this.direct[symbol]!.mid;
  }

  /** Venue time of the newest state known to hold: the last message, or the last heartbeat that has had time to arrive. */
  knownAt(path: FeedPath, venue: number, symbol: number, now: number): number {
    const time = (path === 'direct' ? this.direct : this.sip)[symbol]!.time[venue]!;
    if (time < 0) return -1;
    const beat = Math.floor((now - this.latency(path, venue)) / HEARTBEAT) * HEARTBEAT;
    return Math.max(time, beat);
  }

  /** Now minus venue time; undefined before the first message. */
  age(path: FeedPath, venue: number, symbol: number, now: number): Nanos | undefined {
    const known = this.knownAt(path, venue, symbol, now);
    return known < 0 ? undefined : ((now - known) as Nanos);
  }

  /** One-way latency of a path, venue to router. */
  latency(path: FeedPath, venue: number): number {
    const spec = this.config.venues[venue]!;
    return path === 'direct' ? spec.feedLatency : spec.sipLatency + this.config.sip.processing + this.config.sip.toRouter;
  }

  /** The NBBO of one clock as an object, for a decision's record. */
  nbbo(path: FeedPath, symbol: number, now: number): Nbbo {
    const best = (path === 'direct' ? this.direct : this.sip)[symbol]!;
    const bidMics: string[] = [];
    const askMics: string[] = [];
    let bidAge = -1;
    let askAge = -1;
    for (let v = 0; v < this.venues; v++) {
      const mic = this.config.venues[v]!.mic;
      if (best.bestBidPx > 0 && best.bidPx[v] === best.bestBidPx) {
        bidMics.push(mic);
        bidAge = Math.max(bidAge, this.age(path, v, symbol, now) ?? -1);
      }
      if (best.bestAskPx > 0 && best.askPx[v] === best.bestAskPx) {
        askMics.push(mic);
        askAge = Math.max(askAge, this.age(path, v, symbol, now) ?? -1);
      }
    }
    return {
      ...(best.bestBidPx > 0 && { bidPx: best.bestBidPx as Px, bidQty: best.bestBidQty as Qty }),
      ...(best.bestAskPx > 0 && { askPx: best.bestAskPx as Px, askQty: best.bestAskQty as Qty }),
      bidMics,
      askMics,
      ...(bidAge >= 0 && { bidAge: bidAge as Nanos }),
      ...(askAge >= 0 && { askAge: askAge as Nanos }),
    };
  }

  /** The direct quote as reports carry it: the reference midpoint, and the NBBO itself. */
  quoteFields(symbol: number): { midPx?: Px; bidPx?: Px; askPx?: Px } {
    const { bestBidPx, bestAskPx } = this.direct[symbol]!;
    const midPx = this.referenceMid(symbol);
    return {
      ...(midPx > 0 && { midPx: midPx as Px }),
      ...(bestBidPx > 0 && { bidPx: bestBidPx as Px }),
      ...(bestAskPx > 0 && { askPx: bestAskPx as Px }),
    };
  }

  /** All that has printed so far, as reports carry it. */
  printedFields(symbol: number): { marketQty: Qty; marketNotional: Money } {
    return { marketQty: this.marketQty[symbol] as Qty, marketNotional: this.marketNotional[symbol] as Money };
  }

  save(): ViewState {
    return {
      bids: this.bids.map((levels) => levels.save()),
      asks: this.asks.map((levels) => levels.save()),
      direct: this.direct.map((best) => best.save()),
      sip: this.sip.map((best) => best.save()),
      lastPx: this.lastPx.slice(),
      lastQty: this.lastQty.slice(),
      marketQty: this.marketQty.slice(),
      marketNotional: this.marketNotional.slice(),
      openMid: this.openMid.slice(),
      lastMid: this.lastMid.slice(),
    };
  }

  restore(state: ViewState): void {
    state.bids.forEach((levels, i) => this.bids[i]!.restore(levels));
    state.asks.forEach((levels, i) => this.asks[i]!.restore(levels));
    state.direct.forEach((best, i) => this.direct[i]!.restore(best));
    state.sip.forEach((best, i) => this.sip[i]!.restore(best));
    this.lastPx.set(state.lastPx);
    this.lastQty.set(state.lastQty);
    this.marketQty.set(state.marketQty);
    this.marketNotional.set(state.marketNotional);
    this.openMid.set(state.openMid);
    this.lastMid.set(state.lastMid);
  }

  private touch(venue: number, symbol: number, venueTime: number): boolean {
    const best = this.direct[symbol]!;
    const index = symbol * this.venues + venue;
    const bids = this.bids[index]!;
    const asks = this.asks[index]!;
    best.set(venue, bids.bestPx, bids.bestQty, asks.bestPx, asks.bestQty, Math.max(best.time[venue]!, venueTime));
    if (!best.refresh()) return false;
    const mid = this.soundMid(symbol);
    if (mid > 0) {
      this.lastMid[symbol] = mid;
      if (this.openMid[symbol] === 0) this.openMid[symbol] = mid;
    }
    return true;
  }
}

export interface ViewState {
  readonly bids: readonly LevelsState[];
  readonly asks: readonly LevelsState[];
  readonly direct: readonly BestOfState[];
  readonly sip: readonly BestOfState[];
  readonly lastPx: Int32Array;
  readonly lastQty: Int32Array;
  readonly marketQty: Float64Array;
  readonly marketNotional: Float64Array;
  readonly openMid: Int32Array;
  readonly lastMid: Int32Array;
}
