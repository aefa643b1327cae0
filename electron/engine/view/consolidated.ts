import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Side } from '../../../shared/fix.ts';
import type { FeedPath, Nbbo } from '../../../shared/market.ts';
import { quotedLots } from '../../../shared/round-lot.ts';
import { MONEY_PER_PX, type Money, type Nanos, type Px, type Qty } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import { restorePart, restoreParts } from '../restore.ts';
import { Ages } from './ages.ts';
import { Dislocations, type DislocationsState } from './dislocations.ts';
import type { Levels } from './levels.ts';
import { BestOf, type BestOfState } from './nbbo.ts';
import { Normalised, type NormalisedState } from './normalised.ts';
import { Outflow, type OutflowState } from './outflow.ts';
import { Pulse, type PulseState } from './pulse.ts';
import { VenueLevels, type VenueLevelsState } from './venue-levels.ts';

/**
 * The market as the router knows it: every venue's levels from the direct feeds, every venue's best from the SIP, and the NBBO of each
 * clock. It is always late by each path's own latency; the truth is in the venues.
 */
export class ConsolidatedView {
  readonly symbols: number;
  readonly venues: number;
  /** The two clocks apart, by symbol. */
  readonly dislocations: Dislocations;
  /** The direct feeds merged in exchange time; absent unless the session's network holds back for it. */
  readonly normalised: Normalised | undefined;
  /** How fast each venue trades. */
  readonly outflow: Outflow;
  /** How each symbol has moved and traded of late. */
  readonly pulse: Pulse;
  /** Engine time, set by whoever lets it pass. */
  now = 0;
  private readonly config: SessionConfig;
  private readonly ages: Ages;
  /** By symbol: shares that a side must come to before it counts toward the NBBO; 0 counts any. */
  private readonly lots: Int32Array;
  /** By venue: 1 while its quotes bind nobody (self-help) and are no part of the direct NBBO; they stay shown. */
  private readonly aside: Uint8Array;
  private readonly books: VenueLevels;
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

  constructor(config: SessionConfig, conditions: Conditions) {
    this.config = config;
    this.ages = new Ages(config, conditions);
    this.lots = quotedLots(config);
    this.aside = new Uint8Array(config.venues.length);
    this.dislocations = new Dislocations(config.symbols.length);
    this.normalised = config.market === 'agents' && config.network.holdBack > 0 ? new Normalised(config) : undefined;
    this.symbols = config.symbols.length;
    this.venues = config.venues.length;
    this.outflow = new Outflow(this.venues, this.symbols);
    this.pulse = new Pulse(this.symbols);
    this.books = new VenueLevels(this.venues, this.symbols);
    for (let s = 0; s < this.symbols; s++) {
      this.direct.push(new BestOf(this.venues));
      this.sip.push(new BestOf(this.venues));
    }
    this.lastPx = new Int32Array(this.symbols);
    this.lastQty = new Int32Array(this.symbols);
    this.marketQty = new Float64Array(this.symbols);
    this.marketNotional = new Float64Array(this.symbols);
    this.openMid = new Int32Array(this.symbols);
    this.lastMid = new Int32Array(this.symbols);
  }

  levels(venue: number, symbol: number, side: Side): Levels {
    return this.books.of(venue, symbol, side === 'buy' ? 0 : 1);
  }

  /** A level message of a direct feed; true when the direct NBBO changed. */
  level(venue: number, symbol: number, side: Side, px: number, qty: number, venueTime: number): boolean {
    const bid = side === 'buy';
    const levels = this.books.of(venue, symbol, bid ? 0 : 1);
    levels.set(px, qty, venueTime);
    return this.touch(venue, symbol, bid, levels, venueTime);
  }

  /** A consolidated quote of the SIP; true when the SIP's NBBO changed. */
  sipQuote(venue: number, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number, time: number): boolean {
    const best = this.sip[symbol];
    if (!best.set(venue, bidPx, bidQty, askPx, askQty, time)) return false;
    this.dislocations.compare(this.now, symbol, this.direct[symbol], best);
    return true;
  }

  /** A trade of a direct feed; `venue` is -1 for what was reported off the venues. */
  trade(symbol: number, px: number, qty: number, venue = -1): void {
    if (venue >= 0) this.outflow.traded(venue, symbol, qty, this.now);
    this.pulse.traded(symbol, px, this.direct[symbol].mid, this.now);
    this.lastPx[symbol] = px;
    this.lastQty[symbol] = qty;
    this.marketQty[symbol] += qty;
    this.marketNotional[symbol] += px * qty * MONEY_PER_PX;
    this.dislocations.trade(symbol, qty, this.direct[symbol], this.sip[symbol]);
  }

  /** Our own fill tells of a level before its feed does; true when the direct NBBO changed. */
  consume(venue: number, symbol: number, side: Side, px: number, qty: number, matchTime: number): boolean {
    const levels = this.levels(venue, symbol, side);
    levels.consume(px, qty, matchTime);
    return this.touch(venue, symbol, side === 'buy', levels, -1);
  }

  /** Our own miss tells that nothing within the limit was left. */
  exhaust(venue: number, symbol: number, side: Side, limit: number, matchTime: number): boolean {
    const levels = this.levels(venue, symbol, side);
    levels.exhaust(limit, matchTime);
    return this.touch(venue, symbol, side === 'buy', levels, -1);
  }

  /** Whether messages of a venue's path are known to be missing, of one symbol or of any: what it shows there is not known. */
  gapped(path: FeedPath, venue: number, symbol?: number): boolean {
    const bests = path === 'direct' ? this.direct : this.sip;
    if (symbol !== undefined) return bests[symbol].gapped[venue] === 1;
    return bests.some((best) => best.gapped[venue] === 1);
  }

  /** A gap opens: the venue is no part of the path's NBBO until `healed`. True when that changed it. */
  lost(path: FeedPath, venue: number, symbol: number): boolean {
    const best = this.best(path, symbol);
    best.gapped[venue] = 1;
    if (!best.set(venue, 0, 0, 0, 0, best.time[venue])) return false;
    this.moved(symbol);
    return true;
  }

  /** The venue's picture is whole again. True when that changed the path's NBBO; on the SIP its quote is to come. */
  healed(path: FeedPath, venue: number, symbol: number, time: number): boolean {
    const best = this.best(path, symbol);
    best.gapped[venue] = 0;
    if (path === 'sip') return false;
    const bid = this.touch(venue, symbol, true, this.levels(venue, symbol, 'buy'), time);
    const ask = this.touch(venue, symbol, false, this.levels(venue, symbol, 'sell'), time);
    return bid || ask;
  }

  /** Takes a venue out of the direct NBBO, or back into it. Returns the symbols whose NBBO that changed. */
  setAside(venue: number, aside: boolean): number[] {
    this.aside[venue] = aside ? 1 : 0;
    return this.direct.flatMap((_, symbol) => {
      const bid = this.touch(venue, symbol, true, this.levels(venue, symbol, 'buy'), -1);
      const ask = this.touch(venue, symbol, false, this.levels(venue, symbol, 'sell'), -1);
      return bid || ask ? [symbol] : [];
    });
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

  /** Now minus venue time; undefined before the first message. */
  age(path: FeedPath, venue: number, symbol: number, now: number): Nanos | undefined {
    const known = this.ages.knownAt(this.best(path, symbol), path, venue, symbol, now);
    return known < 0 ? undefined : ((now - known) as Nanos);
  }

  /** One-way latency of a path now, venue to router, without jitter; on the SIP it may differ by the symbol's tape. */
  latency(path: FeedPath, venue: number, symbol = 0): number {
    return this.ages.latency(path, venue, symbol);
  }

  /** The NBBO of one clock as an object, for a decision's record. */
  nbbo(path: FeedPath, symbol: number, now: number): Nbbo {
    const best = this.best(path, symbol);
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
    const [bid, ask] = [best.bestBidPx > 0, best.bestAskPx > 0];
    return {
      bidPx: bid ? (best.bestBidPx as Px) : undefined,
      bidQty: bid ? (best.bestBidQty as Qty) : undefined,
      askPx: ask ? (best.bestAskPx as Px) : undefined,
      askQty: ask ? (best.bestAskQty as Qty) : undefined,
      bidMics,
      askMics,
      bidAge: bidAge >= 0 ? (bidAge as Nanos) : undefined,
      askAge: askAge >= 0 ? (askAge as Nanos) : undefined,
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
      books: this.books.save(),
      direct: this.direct.map((best) => best.save()),
      sip: this.sip.map((best) => best.save()),
      lastPx: this.lastPx.slice(),
      lastQty: this.lastQty.slice(),
      marketQty: this.marketQty.slice(),
      marketNotional: this.marketNotional.slice(),
      openMid: this.openMid.slice(),
      lastMid: this.lastMid.slice(),
      dislocations: this.dislocations.save(),
      normalised: this.normalised?.save(),
      outflow: this.outflow.save(),
      pulse: this.pulse.save(),
      now: this.now,
      aside: this.aside.slice(),
    };
  }

  restore(state: ViewState): void {
    this.books.restore(state.books);
    restoreParts('direct', this.direct, state.direct);
    restoreParts('sip', this.sip, state.sip);
    this.lastPx.set(state.lastPx);
    this.lastQty.set(state.lastQty);
    this.marketQty.set(state.marketQty);
    this.marketNotional.set(state.marketNotional);
    this.openMid.set(state.openMid);
    this.lastMid.set(state.lastMid);
    this.dislocations.restore(state.dislocations);
    restorePart('normalised', this.normalised, state.normalised);
    this.outflow.restore(state.outflow);
    this.pulse.restore(state.pulse);
    this.now = state.now;
    this.aside.set(state.aside);
  }

  private best(path: FeedPath, symbol: number): BestOf {
    return (path === 'direct' ? this.direct : this.sip)[symbol]!;
  }

  /** One side of one venue may have a new best. */
  private touch(venue: number, symbol: number, bid: boolean, levels: Levels, venueTime: number): boolean {
    const best = this.direct[symbol];
    levels.quote(this.lots[symbol]);
    const known = best.gapped[venue] === 0 && this.aside[venue] === 0;
    if (!best.setSide(bid, venue, known ? levels.quotePx : 0, known ? levels.quoteQty : 0, venueTime)) return false;
    this.moved(symbol);
    return true;
  }

  /** The direct NBBO or the SIP's is another. */
  private moved(symbol: number): void {
    this.dislocations.compare(this.now, symbol, this.direct[symbol], this.sip[symbol]);
    const mid = this.soundMid(symbol);
    this.pulse.quoted(symbol, this.direct[symbol], mid, this.now);
    if (mid === 0) return;
    this.lastMid[symbol] = mid;
    if (this.openMid[symbol] === 0) this.openMid[symbol] = mid;
  }
}

export interface ViewState {
  readonly books: VenueLevelsState;
  readonly direct: readonly BestOfState[];
  readonly sip: readonly BestOfState[];
  readonly lastPx: Int32Array;
  readonly lastQty: Int32Array;
  readonly marketQty: Float64Array;
  readonly marketNotional: Float64Array;
  readonly openMid: Int32Array;
  readonly lastMid: Int32Array;
  readonly dislocations: DislocationsState;
  readonly normalised: NormalisedState | undefined;
  readonly outflow: OutflowState;
  readonly pulse: PulseState;
  readonly now: number;
  readonly aside: Uint8Array;
}
