import { marketKind, type SessionConfig } from '../../../shared/config/session.ts';
import type { Sink } from '../../../shared/events.ts';
import type { Side } from '../../../shared/fix.ts';
import type { Nanos } from '../../../shared/units.ts';
import { ProtectedQuotes } from '../compliance/protected-quotes.ts';
import type { RecentPricesState } from '../compliance/recent-prices.ts';
import type { Conditions } from '../conditions.ts';
import { Kind } from '../kinds.ts';
import type { MarketPort, MarketSource } from '../market/source.ts';
import type { Witness } from '../market/witness.ts';
import type { StreamStates } from '../random.ts';
import { restorePart } from '../restore.ts';
import type { Schedule } from '../schedule.ts';
import { BID, DAY, IOC, OFFER } from './book.ts';
import type { VenueOrder } from './child.ts';
import { Children } from './children.ts';
import type { VenueClock } from './clock.ts';
import { DarkSizes } from './dark-sizes.ts';
import { Doors, type DoorsState } from './door.ts';
import { FrontRunner } from './front-runner.ts';
import { Halts, type HaltsListener, type HaltsState, type Stop } from './halts.ts';
import { Liquidity } from './liquidity.ts';
import { LitBooks, type LitBooksState, type Publisher } from './lit-books.ts';
import type { Place } from './place.ts';
import { Pools, type PoolsState } from './pools.ts';
import { PriceRules } from './price-rules.ts';
import { Quotes, type QuotesState } from './quotes.ts';
import { Reports, type ReportsState } from './reports.ts';
import { Sight, type SightState } from './sight.ts';
import { Sightings, type SightingsState } from './sightings.ts';
import { Trades } from './trades.ts';

export interface VenueParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly feed: Publisher;
  readonly conditions: Conditions;
  readonly sink: Pick<Sink, 'event'>;
  readonly witness?: Witness;
}

/**
 * The true market: every venue's books and pools. Market sources act on it now, our children when they arrive; what happens goes out on
 * the feeds and, for our children, back on the response path. What holds for the market as a whole is asked here: who sees which quotes
 * (`Sight`), whether a symbol trades and within which bands (`Halts`), what waits before a venue that is out or slow (`Doors`).
 */
export class Venues implements MarketPort, HaltsListener {
  private readonly schedule: Schedule;
  private readonly conditions: Conditions;
  private readonly witness: Witness | undefined;
  private readonly venueCount: number;
  /** Whether others are held to the rules: on a recorded day they have been already. */
  private readonly ruled: boolean;
  private readonly clock: VenueClock = { now: 0 as Nanos };
  readonly quotes: Quotes;
  readonly protection: ProtectedQuotes;
  private readonly sight: Sight | undefined;
  private readonly halts: Halts;
  private readonly trades: Trades;
  private readonly reports: Reports;
  private readonly sightings: Sightings;
  private readonly books: LitBooks;
  private readonly pools: Pools;
  private readonly darkSizes: DarkSizes;
  private readonly doors: Doors;
  private readonly frontRunner: FrontRunner;
  private readonly children: Children;
  /** What truly stands there, for whoever studies the market. */
  readonly liquidity: Liquidity;
  lastFilled = 0;
  enteredPx = 0;

  constructor({ config, schedule, feed, conditions, sink, witness }: VenueParts) {
    const { clock } = this;
    this.conditions = conditions;
    this.schedule = schedule;
    this.witness = witness;
    this.venueCount = config.venues.length;
    this.ruled = marketKind(config) === 'simulation';
    this.quotes = new Quotes(config.venues.length * config.symbols.length);
    this.protection = new ProtectedQuotes(config, conditions, this.quotes);
    this.sight = Sight.needed(config) ? new Sight(config, schedule, conditions, this.quotes) : undefined;
    this.halts = new Halts({ config, schedule, conditions, sink, listener: this });
    this.trades = new Trades(clock, feed, this.halts, witness);
    const { quotes, protection, sight, halts, trades } = this;
    this.reports = new Reports({ config, clock, schedule, conditions, protection, witness });
    this.sightings = new Sightings(config, clock, trades);
    this.darkSizes = new DarkSizes(config);
    this.doors = new Doors(config.venues.length, schedule, conditions);
    const { reports, sightings, darkSizes, doors } = this;
    const rules = new PriceRules(config, conditions, sight);
    const seen = { quotes, protection, sight };
    const told = { halts, trades, reports, sightings };
    this.books = new LitBooks({ config, clock, conditions, feed, ...seen, rules, ...told, witness });
    this.pools = new Pools({ config, clock, schedule, conditions, sight, rules, trades, reports, sightings, witness });
    const { books, pools } = this;
    this.frontRunner = new FrontRunner({ config, clock, conditions, books, trades });
    const { frontRunner } = this;
    this.children = new Children({ config, clock, conditions, books, pools, darkSizes, rules, doors, ...told, frontRunner });
    this.liquidity = new Liquidity({ config, conditions, books, pools, darkSizes, rules, quotes });
  }

  get now(): Nanos {
    return this.clock.now;
  }

  set now(now: Nanos) {
    this.clock.now = now;
  }

  /** The source is made with this port, so it is told apart from the constructor. */
  drivenBy(source: MarketSource): void {
    this.trades.source = source;
  }

  /** Before the source's opening orders. */
  open(now: Nanos): void {
    this.halts.open(now);
  }

  /* ------------------------------------------------------------ for the source */

  wake(at: Nanos, kind: number, a = 0, b = 0, c = 0): void {
    this.schedule.push(at, Kind.sourceWake, kind, a, b, c);
  }

  enter(
    venue: number,
    symbol: number,
    side: Side,
    px: number,
    qty: number,
    owner: number,
    ioc: boolean,
    flags = 0,
    displayQty = 0,
    minQty = 0,
  ): number {
    this.lastFilled = 0;
    this.enteredPx = px;
    if (this.ruled && !this.conditions.accepts(venue, symbol)) return 0;
    const place = this.place(venue, symbol);
    const of = side === 'buy' ? BID : OFFER;
    const { books, pools } = this;
    const pool = pools.at[place.index];
    if (pool) {
      const order = pools.enter(pool, of, px, qty, owner, ioc, flags, minQty);
      this.lastFilled = pools.lastFilled;
      this.halts.review(this.clock.now, symbol);
      return order;
    }
    const order = books.enter(place, of, px, qty, owner, ioc ? IOC : DAY, flags, displayQty, minQty);
    this.lastFilled = books.lastFilled;
    this.enteredPx = books.enteredPx;
    books.settle(place);
    return order;
  }

  accepts(venue: number, symbol: number): boolean {
    return this.conditions.accepts(venue, symbol);
  }

  takerFee(venue: number): number {
    return this.conditions.takerFee[venue]!;
  }

  delay(venue: number): number {
    return this.conditions.slow[venue]!;
  }

  cancel(venue: number, symbol: number, order: number): number {
    if (this.ruled && this.conditions.down[venue] === 1) return -1;
    const place = this.place(venue, symbol);
    const pool = this.pools.at[place.index];
    return pool ? this.pools.cancel(pool, order) : this.books.cancel(place, order);
  }

  reduce(venue: number, symbol: number, order: number, leaves: number): number {
    const place = this.place(venue, symbol);
    if (this.ruled && this.conditions.down[venue] === 1) return place.book.leavesOf(order);
    return this.books.reduce(place, order, leaves);
  }

  bestPx(venue: number, symbol: number, side: Side): number {
    return this.place(venue, symbol).book.bestPx(side === 'buy' ? BID : OFFER);
  }

  bestQty(venue: number, symbol: number, side: Side): number {
    return this.place(venue, symbol).book.bestQty(side === 'buy' ? BID : OFFER);
  }

  /** For the feed, when a picture is sent again: writes up to `n` displayed levels of a side (0 bids, 1 offers), best first. Returns how many. */
  depth(venue: number, symbol: number, side: number, n: number, outPx: Int32Array, outQty: Int32Array): number {
    return this.place(venue, symbol).book.depth(side, n, outPx, outQty);
  }

  print(venue: number, symbol: number, px: number, qty: number): void {
    this.trades.printed(venue, symbol, px, qty);
    this.halts.review(this.clock.now, symbol);
    if (venue >= 0 && this.conditions.accepts(venue, symbol)) this.books.provedBy(this.place(venue, symbol), px, qty);
  }

  setHidden(venue: number, symbol: number, side: Side, qty: number): void {
    const more = qty - this.darkSizes.get(venue, symbol, side);
    this.darkSizes.set(venue, symbol, side, qty);
    if (more > 0) this.witness?.added?.(this.clock.now, venue, symbol, side === 'buy' ? BID : OFFER, 0, more, true, 0, true);
  }

  hidden(venue: number, symbol: number, side: Side): number {
    const pool = this.pools.at[symbol * this.venueCount + venue];
    return pool ? pool.hidden(side === 'buy' ? BID : OFFER) : this.darkSizes.get(venue, symbol, side);
  }

  /* ------------------------------------------------------------ for our children */

  arrive(order: VenueOrder): void {
    this.children.arrive(order);
  }

  /** Our cancel reaches the venue: the rest goes, or the request is refused because nothing rests. */
  cancelChild(child: number, venue: number, symbol: number): void {
    this.children.cancel(child, venue, symbol);
  }

  /** The venues close: what rests of ours expires, what waits at a door or arrives later is turned away. */
  close(): void {
    this.children.close();
  }

  /* ------------------------------------------------------------ for faults */

  /** An outage is over: matching goes on, and what waited at the door comes in. */
  venueUp(now: Nanos, venue: number): void {
    for (let place = venue; place < this.books.places.length; place += this.venueCount) this.look(this.books.places[place]!);
    this.children.openDoor(now, venue);
  }

  /** Stops a symbol everywhere; see `Halts.halt`. */
  halt(now: Nanos, symbol: number, duration: number, kind: Stop): boolean {
    return this.halts.halt(now, symbol, duration, kind);
  }

  /** Ends a symbol's pause or halt before its time. */
  resume(now: Nanos, symbol: number): void {
    this.halts.resume(now, symbol);
  }

  /* ------------------------------------------------------------ what was scheduled */

  /** Kind.venueSees. */
  sees(venue: number, symbol: number, bidPx: number, askPx: number, sentAt: number): void {
    if (this.sight!.see(venue, symbol, bidPx, askPx, sentAt)) this.look(this.place(venue, symbol));
  }

  /** Kind.poolMatch. */
  poolDue(now: Nanos, venue: number, symbol: number, order: number): void {
    this.pools.at[symbol * this.venueCount + venue]!.due(now, order);
    this.halts.review(now, symbol);
  }

  /** Kind.tradingPhase. */
  phase(now: Nanos, symbol: number, token: number): void {
    this.halts.phase(now, symbol, token);
  }

  /** Kind.venueDoor. */
  openDoor(now: Nanos, venue: number): void {
    this.children.openDoor(now, venue);
  }

  /** The bands of a symbol moved, or it trades again: no order stays beyond them, and each venue looks anew. */
  rulesChanged(symbol: number): void {
    for (let venue = 0; venue < this.venueCount; venue++) {
      this.books.clear(this.place(venue, symbol));
      this.sight?.seeAgain(this.clock.now, venue, symbol);
    }
  }

  save(): VenuesState {
    return {
      now: this.clock.now,
      closed: this.children.closed,
      books: this.books.save(),
      pools: this.pools.save(),
      quotes: this.quotes.save(),
      protection: this.protection.save(),
      sight: this.sight?.save(),
      halts: this.halts.save(),
      doors: this.doors.save(),
      reports: this.reports.save(),
      sightings: this.sightings.save(),
      frontRunner: this.frontRunner.save(),
      darkSizes: this.darkSizes.save(),
    };
  }

  restore(state: VenuesState): void {
    this.clock.now = state.now;
    this.children.closed = state.closed;
    this.books.restore(state.books);
    this.pools.restore(state.pools);
    this.quotes.restore(state.quotes);
    this.protection.restore(state.protection);
    restorePart('sight', this.sight, state.sight);
    this.halts.restore(state.halts);
    this.doors.restore(state.doors);
    this.reports.restore(state.reports);
    this.sightings.restore(state.sightings);
    this.frontRunner.restore(state.frontRunner);
    this.darkSizes.restore(state.darkSizes);
  }

  /** A venue looks at the market anew, if it may match: its pegs follow, or its pool may find a midpoint. */
  private look(place: Place): void {
    const { venue, symbol, index } = place;
    const pool = this.pools.at[index];
    if (!pool) return this.books.reprice(place);
    if (!this.conditions.accepts(venue, symbol)) return;
    pool.moved(this.clock.now);
    this.halts.review(this.clock.now, symbol);
  }

  private place(venue: number, symbol: number): Place {
    return this.books.places[symbol * this.venueCount + venue]!;
  }
}

export interface VenuesState {
  readonly now: Nanos;
  readonly closed: boolean;
  readonly books: LitBooksState;
  readonly pools: PoolsState;
  readonly quotes: QuotesState;
  readonly protection: RecentPricesState;
  readonly sight: SightState | undefined;
  readonly halts: HaltsState;
  readonly doors: DoorsState;
  readonly reports: ReportsState;
  readonly sightings: SightingsState;
  readonly frontRunner: StreamStates;
  readonly darkSizes: Float64Array;
}
