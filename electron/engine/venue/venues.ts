import { marketKind, type SessionConfig } from '../../../shared/config/session.ts';
import type { Sink } from '../../../shared/events.ts';
import { isWithin, LastLiquidityInd, opposite, type Side, sign } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { Nanos } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { Feed } from '../feed/feed.ts';
import { Kind, VenueSays } from '../kinds.ts';
import { INTRUDER, type MarketPort, type MarketSource } from '../market/source.ts';
import type { Witness } from '../market/witness.ts';
import { Stream } from '../random.ts';
import type { Schedule } from '../schedule.ts';
import {
  BID,
  Book,
  type BookState,
  DAY,
  FOK,
  HIDDEN,
  IOC,
  ISO,
  MARKET_PEG,
  MID_PEG,
  MIN_AGGREGATE,
  OFFER,
  PRIMARY_PEG,
} from './book.ts';
import { OURS, type VenueOrder } from './child.ts';
import { Doors, type DoorsState, type Message } from './door.ts';
import { feeInForce } from './fees.ts';
import { Halts, type HaltsListener, type HaltsState, type Stop } from './halts.ts';
import { CONDITIONAL, Pool, type PoolHost, type PoolParty, type PoolState } from './pool.ts';
import { Quotes, type QuotesState } from './quotes.ts';
import { Sight, type SightState } from './sight.ts';
import { Tap, type TapListener } from './tap.ts';

export { OURS, type VenueOrder } from './child.ts';

const UNDISPLAYED = HIDDEN | MID_PEG | PRIMARY_PEG | MARKET_PEG;

/** Where a venue's quotes and trades go. */
export type Publisher = Pick<Feed, 'level' | 'best' | 'trade' | 'opening'>;

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
 * the feeds and, for our children, back on the response path. Rules of the whole market are asked here: who sees which quotes (`Sight`),
 * whether a symbol trades and within which bands (`Halts`), what waits before a venue that is out or slow (`Doors`).
 */
export class Venues implements MarketPort, TapListener, PoolHost, HaltsListener {
  private readonly config: SessionConfig;
  private readonly schedule: Schedule;
  private readonly feed: Publisher;
  private readonly conditions: Conditions;
  private readonly witness: Witness | undefined;
  /** By symbol x venues + venue, as all that follows. */
  private readonly books: Book[] = [];
  private readonly taps: Tap[] = [];
  private readonly pools: (Pool | undefined)[] = [];
  private readonly quotes: Quotes;
  private readonly sight: Sight | undefined;
  private readonly halts: Halts;
  private readonly doors: Doors;
  /** Hidden shares of dark venues without a pool: place x side. */
  private readonly hiddenQty: Float64Array;
  private readonly venueCount: number;
  /** Whether others keep the rules of conditions and regime: on a recorded day they have done so already. */
  private readonly ruled: boolean;
  private readonly lockCross: boolean;
  /** By symbol: what aggregates to a quote; 0 quotes whatever is displayed. */
  private readonly quoteLot: Int32Array;
  /** Fills of resting orders that took, told once the book is done: order, owner, px, qty. */
  private readonly late: number[] = [];
  /** Pegs are being re-priced: whoever takes now rests already. */
  private repricing = false;
  private source!: MarketSource;
  private closed = false;
  now = 0 as Nanos;
  lastFilled = 0;
  enteredPx = 0;

  constructor({ config, schedule, feed, conditions, sink, witness }: VenueParts) {
    this.conditions = conditions;
    this.config = config;
    this.schedule = schedule;
    this.feed = feed;
    this.witness = witness;
    this.venueCount = config.venues.length;
    this.ruled = marketKind(config) === 'simulation';
    this.lockCross = config.regime.lockCross;
    this.quoteLot = Int32Array.from(config.symbols, (spec) => (config.regime.roundLots ? spec.roundLot : 0));
    config.symbols.forEach(({ tick, symbol: name }, symbol) => {
      config.venues.forEach(({ mic, pool: spec }, venue) => {
        const tap = new Tap(this, venue, symbol, this.taps.length);
        this.taps.push(tap);
        this.books.push(new Book(tick, tap));
        const stream = new Stream(config.seed, `${mic}/${name}/pool`);
        this.pools.push(spec && new Pool({ venue, symbol, spec, schedule, stream, host: this }));
      });
    });
    this.quotes = new Quotes(this.books.length);
    this.sight = Sight.needed(config) ? new Sight(config, schedule, conditions, this.quotes) : undefined;
    this.halts = new Halts({ config, schedule, conditions, sink, listener: this });
    this.doors = new Doors(this.venueCount, schedule, conditions);
    this.hiddenQty = new Float64Array(this.books.length * 2);
  }

  /** The source is made with this port, so it is told apart from the constructor. */
  drivenBy(source: MarketSource): void {
    this.source = source;
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
    if (this.ruled && !this.accepts(venue, symbol)) return 0;
    const place = symbol * this.venueCount + venue;
    const of = side === 'buy' ? BID : OFFER;
    const order =
      this.pools[place] === undefined
        ? this.intoBook(place, of, px, qty, owner, ioc ? IOC : DAY, flags, displayQty, minQty)
        : this.intoPool(this.pools[place], of, px, qty, owner, ioc, flags, minQty);
    this.settle(place);
    return order;
  }

  accepts(venue: number, symbol: number): boolean {
    return this.conditions.down[venue] === 0 && this.conditions.matches(symbol);
  }

  delay(venue: number): number {
    return this.conditions.slow[venue]!;
  }

  cancel(venue: number, symbol: number, order: number): number {
    if (this.ruled && this.conditions.down[venue] === 1) return -1;
    const place = symbol * this.venueCount + venue;
    const pool = this.pools[place];
    if (pool) return pool.cancel(order);
    const book = this.books[place]!;
    if (this.witness?.cancelled) {
      const leaves = book.leavesOf(order);
      if (leaves > 0) this.witness.cancelled(this.now, venue, symbol, book.sideOf(order), book.pxOf(order), leaves);
    }
    const removed = book.cancel(order);
    if (removed > 0) this.settle(place);
    return removed;
  }

  reduce(venue: number, symbol: number, order: number, leaves: number): number {
    const place = symbol * this.venueCount + venue;
    const left = this.books[place]!.reduce(order, leaves);
    this.settle(place);
    return left;
  }

  bestPx(venue: number, symbol: number, side: Side): number {
    return this.books[symbol * this.venueCount + venue]!.bestPx(side === 'buy' ? BID : OFFER);
  }

  /** Writes up to `n` displayed levels of a side (0 bids, 1 offers), best first. Returns how many. */
  depth(venue: number, symbol: number, side: number, n: number, outPx: Int32Array, outQty: Int32Array): number {
    return this.books[symbol * this.venueCount + venue]!.depth(side, n, outPx, outQty);
  }

  bestQty(venue: number, symbol: number, side: Side): number {
    return this.books[symbol * this.venueCount + venue]!.bestQty(side === 'buy' ? BID : OFFER);
  }

  print(venue: number, symbol: number, px: number, qty: number): void {
    this.printed(venue, symbol, px, qty);
    this.halts.review(this.now, symbol);
    if (venue < 0 || !this.accepts(venue, symbol)) return;
    const place = symbol * this.venueCount + venue;
    const tap = this.taps[place]!;
    if (tap.resting.size === 0) return;
    tap.recorded = true;
    const book = this.books[place]!;
    // A print between two ticks proves nothing at the tick behind it.
    const tick = this.config.symbols[symbol]!.tick;
    book.fillOwn(OURS, BID, Math.ceil(px / tick) * tick, qty);
    book.fillOwn(OURS, OFFER, Math.floor(px / tick) * tick, qty);
    tap.recorded = false;
    this.settle(place);
  }

  setHidden(venue: number, symbol: number, side: Side, qty: number): void {
    this.hiddenQty[this.hiddenAt(venue, symbol, side)] = qty;
  }

  hidden(venue: number, symbol: number, side: Side): number {
    const pool = this.pools[symbol * this.venueCount + venue];
    return pool ? pool.hidden(side === 'buy' ? BID : OFFER) : this.hiddenQty[this.hiddenAt(venue, symbol, side)]!;
  }

  /* ------------------------------------------------------------ for our children */

  arrive(order: VenueOrder): void {
    if (this.closed) this.say(order.venue, order.child, VenueSays.canceled, 0, 0, 0);
    else if (this.doors.stands(order.venue)) this.handle(order);
    else this.doors.wait(this.now, { child: order.child, venue: order.venue, symbol: order.symbol, order });
  }

  /** Our cancel reaches the venue: the rest goes, or the request is refused because nothing rests. */
  cancelChild(child: number, venue: number, symbol: number): void {
    if (this.closed || this.doors.stands(venue)) this.handleCancel({ child, venue, symbol });
    else this.doors.wait(this.now, { child, venue, symbol });
  }

  /** Kind.venueDoor, and when a venue is back: what waits before it and is due comes in, in its order. */
  openDoor(now: Nanos, venue: number): void {
    for (let message = this.doors.next(now, venue); message; message = this.doors.next(now, venue))
      if (message.order) this.handle(message.order);
      else this.handleCancel(message);
  }

  /** An outage is over: matching goes on, and the door opens. */
  venueUp(now: Nanos, venue: number): void {
    for (let symbol = 0; symbol < this.config.symbols.length; symbol++) this.reprice(symbol * this.venueCount + venue);
    this.openDoor(now, venue);
  }

  /** Takes a resting child away without a word; false when none rests. */
  withdraw(child: number, venue: number, symbol: number): boolean {
    const place = symbol * this.venueCount + venue;
    const pool = this.pools[place];
    if (pool) return pool.cancelChild(child);
    const tap = this.taps[place]!;
    const order = tap.orderOf(child);
    if (order === 0) return false;
    tap.resting.delete(order);
    this.books[place]!.cancel(order);
    this.settle(place);
    return true;
  }

  /** The venues close: what rests of ours expires, what waits at a door or arrives later is turned away. */
  close(): void {
    this.closed = true;
    for (const { order } of this.doors.clear()) if (order) this.say(order.venue, order.child, VenueSays.canceled, 0, 0, 0);
    this.taps.forEach(({ venue, symbol, resting }, place) => {
      for (const child of [...resting.values(), ...(this.pools[place]?.children() ?? [])]) {
        this.withdraw(child, venue, symbol);
        this.say(venue, child, VenueSays.expired, 0, 0, 0);
      }
    });
  }

  /* ------------------------------------------------------------ for faults */

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
    if (this.sight!.see(venue, symbol, bidPx, askPx, sentAt)) this.reprice(symbol * this.venueCount + venue);
  }

  /** Kind.poolMatch. */
  poolDue(now: Nanos, venue: number, symbol: number, order: number): void {
    this.pools[symbol * this.venueCount + venue]!.due(now, order);
    this.halts.review(now, symbol);
  }

  /** Kind.tradingPhase. */
  phase(now: Nanos, symbol: number, token: number): void {
    this.halts.phase(now, symbol, token);
  }

  /* ------------------------------------------------------------ our messages, inside the door */

  private handle(order: VenueOrder): void {
    const { child, venue, symbol } = order;
    const place = symbol * this.venueCount + venue;
    if (!this.conditions.matches(symbol)) return this.say(venue, child, VenueSays.rejected, 0, 0, 0);
    if (this.pools[place]) this.arrivePool(order, this.pools[place]);
    else if (this.spec(venue).kind === 'dark') this.arriveDark(order);
    else this.arriveLit(order, place);
    this.halts.review(this.now, symbol);
  }

  private handleCancel({ child, venue, symbol }: Message): void {
    const says = this.withdraw(child, venue, symbol) ? VenueSays.canceled : VenueSays.cancelRejected;
    this.say(venue, child, says, 0, 0, 0);
  }

  /**
   * Self-match prevention, cancel oldest (FIX 2964): a resting order of ours that the arriving one would reach is taken away before
   * the match. It is reached when fewer shares stand before it than arrive.
   */
  private preventSelfMatch({ symbol, side, px, qty }: VenueOrder, tap: Tap, book: Book): void {
    const { tick } = this.config.symbols[symbol]!;
    const contra = side === 'buy' ? OFFER : BID;
    // Best first, so that what stands before the next is others' alone: ours before it have gone.
    const ours = [...tap.resting]
      .filter(([id]) => book.sideOf(id) === contra && isWithin(side, book.pxOf(id), px))
      .sort(([a], [b]) => sign(side) * (book.pxOf(a) - book.pxOf(b)));
    for (const [id, child] of ours) {
      const stands = book.pxOf(id);
      const before = book.qtyWithin(contra, contra === OFFER ? stands - tick : stands + tick) + book.queueAhead(id);
      if (before >= qty) continue;
      tap.resting.delete(id);
      book.cancel(id);
      this.say(tap.venue, child, VenueSays.selfMatch, 0, 0, 0);
    }
  }

  private arriveLit(order: VenueOrder, place: number): void {
    const { child, venue, px, qty } = order;
    const tap = this.taps[place]!;
    const side = order.side === 'buy' ? BID : OFFER;
    const tif = order.timeInForce === 'day' ? DAY : order.timeInForce === 'ioc' ? IOC : FOK;
    const standing = this.allowed(place, side, px, tif, 0);
    this.say(venue, child, VenueSays.accepted, 0, standing === px ? 0 : standing, 0);
    this.preventSelfMatch(order, tap, this.books[place]!);
    tap.taker = child;
    const resting = this.intoBook(place, side, px, qty, OURS, tif, 0, 0, 0);
    tap.taker = -1;
    this.settle(place);
    if (resting !== 0) tap.resting.set(resting, child);
    else if (this.lastFilled < qty) this.say(venue, child, VenueSays.canceled, 0, px, 0);
  }

  /** Into a pool: what must fill at once takes the whole from as many as it needs. */
  private arrivePool({ child, venue, side, px, qty, timeInForce }: VenueOrder, pool: Pool): void {
    this.say(venue, child, VenueSays.accepted, 0, 0, 0);
    pool.enter(this.now, {
      side: side === 'buy' ? BID : OFFER,
      limitPx: px,
      qty,
      owner: OURS,
      ioc: timeInForce !== 'day',
      flags: 0,
      minQty: timeInForce === 'fok' ? qty : 0,
      together: true,
      child,
    });
  }

  /** Midpoint of the true lit market, if it stands within the limit and is not crossed, against the hidden contra side. */
  private arriveDark(order: VenueOrder): void {
    const { child, venue, symbol, side } = order;
    this.say(venue, child, VenueSays.accepted, 0, 0, 0);
    const mid = this.mid(symbol);
    const contra = opposite(side);
    const within = mid > 0 && isWithin(side, mid, order.px) && this.inBands(symbol, mid);
    const stands = this.hidden(venue, symbol, contra);
    const fill = !within || (order.timeInForce === 'fok' && stands < order.qty) ? 0 : Math.min(stands, order.qty);
    if (fill > 0) {
      this.setHidden(venue, symbol, contra, stands - fill);
      this.trades(venue, child, fill, mid, LastLiquidityInd.removed, true);
      this.printed(venue, symbol, mid, fill);
    }
    if (fill < order.qty) this.say(venue, child, VenueSays.canceled, 0, order.px, 0);
  }

  /** Midpoint of the true lit best, 0 while a side is empty or the market is crossed. */
  private mid(symbol: number): number {
    let bid = 0;
    let ask = 0;
    for (let v = 0; v < this.venueCount; v++) {
      if (this.spec(v).kind === 'dark') continue;
      const book = this.books[symbol * this.venueCount + v]!;
      bid = Math.max(bid, book.bestPx(BID));
      const offer = book.bestPx(OFFER);
      if (offer > 0 && (ask === 0 || offer < ask)) ask = offer;
    }
    return bid > 0 && ask > 0 && bid <= ask ? Math.floor((bid + ask) / 2) : 0;
  }

  /* ------------------------------------------------------------ into books and pools */

  /**
   * One order into a lit book under the rules of the market: clipped to the bands, slid where it would lock or cross what the venue sees
   * elsewhere. It first takes what it may at its own limit, then rests at the slid price. Sets `lastFilled` and `enteredPx`.
   */
  private intoBook(
    place: number,
    side: number,
    px: number,
    qty: number,
    owner: number,
    tif: number,
    flags: number,
    displayQty: number,
    minQty: number,
  ): number {
    const book = this.books[place]!;
    let limit = px;
    this.lastFilled = 0;
    const symbol = (place / this.venueCount) | 0;
    const bound = this.ruled || owner === OURS;
    if (bound && this.conditions.upperPx[symbol] !== 0) {
      limit = this.banded(symbol, side, px);
      this.enteredPx = limit;
      if (this.meetsOutside(symbol, side, book.bestPx(1 - side))) return 0;
    }
    const standing = bound && this.lockCross ? this.slid(place, side, limit, tif, flags) : limit;
    if (standing !== limit) {
      const far = book.bestPx(1 - side);
      if (far !== 0 && (side === BID ? far <= limit : far >= limit)) {
        book.enter(side, limit, qty, owner, IOC, flags, 0, minQty);
        this.lastFilled = book.lastFilled;
        if (book.lastFilled === qty) return 0;
      }
      if (standing <= 0) return 0;
    }
    const order = book.enter(side, standing, qty - this.lastFilled, owner, tif, flags, displayQty, minQty);
    this.lastFilled += book.lastFilled;
    this.enteredPx = order !== 0 && flags !== 0 ? book.pxOf(order) : standing;
    if (order !== 0 && this.witness?.added) {
      const hidden = (flags & UNDISPLAYED) !== 0;
      this.witness.added(this.now, place % this.venueCount, symbol, side, this.enteredPx, book.lastLeaves, hidden);
    }
    return order;
  }

  private intoPool(
    pool: Pool,
    side: number,
    limitPx: number,
    qty: number,
    owner: number,
    ioc: boolean,
    flags: number,
    minQty: number,
  ): number {
    const together = (flags & MIN_AGGREGATE) !== 0;
    const order = pool.enter(this.now, { side, limitPx, qty, owner, ioc, flags: flags & CONDITIONAL, minQty, together, child: -1 });
    this.lastFilled = pool.lastFilled;
    if (order !== 0) this.witness?.added?.(this.now, pool.venue, pool.symbol, side, limitPx, qty - pool.lastFilled, true);
    return order;
  }

  /** Where an order of ours may stand. */
  private allowed(place: number, side: number, px: number, tif: number, flags: number): number {
    const symbol = (place / this.venueCount) | 0;
    const limit = this.conditions.upperPx[symbol] === 0 ? px : this.banded(symbol, side, px);
    return this.lockCross ? this.slid(place, side, limit, tif, flags) : limit;
  }

  private banded(symbol: number, side: number, px: number): number {
    const { lowerPx, upperPx } = this.conditions;
    return side === BID ? Math.min(px, upperPx[symbol]!) : Math.max(px, lowerPx[symbol]!);
  }

  /** Whether what an order would meet first rests outside the bands, where they have moved past it: nothing may trade there. */
  private meetsOutside(symbol: number, side: number, farPx: number): boolean {
    const { lowerPx, upperPx } = this.conditions;
    return side === BID ? farPx > 0 && farPx < lowerPx[symbol]! : farPx > upperPx[symbol]!;
  }

  private inBands(symbol: number, px: number): boolean {
    const { lowerPx, upperPx } = this.conditions;
    return upperPx[symbol] === 0 || (px >= lowerPx[symbol]! && px <= upperPx[symbol]!);
  }

  /** One tick short of the away quote that a displayed order would lock or cross (610(e)). */
  private slid(place: number, side: number, px: number, tif: number, flags: number): number {
    if (tif !== DAY || (flags & (UNDISPLAYED | ISO)) !== 0) return px;
    if (this.conditions.mayCross[place % this.venueCount] === 1) return px;
    const { awayBidPx, awayAskPx } = this.sight!;
    const away = (side === BID ? awayAskPx : awayBidPx)[place]!;
    if (away === 0 || (side === BID ? px < away : px > away)) return px;
    const { tick } = this.config.symbols[(place / this.venueCount) | 0]!;
    return side === BID ? away - tick : away + tick;
  }

  /** What a venue sees has changed, or whether it may match: pegs follow, pools look again. */
  private reprice(place: number): void {
    const venue = place % this.venueCount;
    const symbol = (place / this.venueCount) | 0;
    if (!this.sight || !this.accepts(venue, symbol)) return;
    const pool = this.pools[place];
    if (pool) {
      pool.moved(this.now);
      this.halts.review(this.now, symbol);
      return;
    }
    let bid = this.sight.bestBid(venue, symbol);
    let ask = this.sight.bestAsk(venue, symbol);
    const upperPx = this.conditions.upperPx[symbol]!;
    // A quote beyond its own band cannot trade, and no peg follows it there.
    if (upperPx !== 0 && bid > 0) bid = Math.max(bid, this.conditions.lowerPx[symbol]!);
    if (upperPx !== 0 && ask > 0) ask = Math.min(ask, upperPx);
    this.repricing = true;
    this.books[place]!.quote(bid, ask);
    this.repricing = false;
    this.settle(place);
  }

  /** After an operation on a book: a new best goes to the SIP, and to whoever sees it. */
  private settle(place: number): void {
    const { quotes } = this;
    const book = this.books[place]!;
    if (this.late.length > 0) this.tellLate(place);
    const symbol = (place / this.venueCount) | 0;
    const lot = this.quoteLot[symbol]!;
    let bidPx = book.bestPx(BID);
    let bidQty = book.bestQty(BID);
    let askPx = book.bestPx(OFFER);
    let askQty = book.bestQty(OFFER);
    if (lot > 1) {
      if (bidQty < lot) {
        bidPx = book.quotePx(BID, lot);
        bidQty = book.quoteQty(BID, lot);
      } else bidQty -= bidQty % lot;
      if (askQty < lot) {
        askPx = book.quotePx(OFFER, lot);
        askQty = book.quoteQty(OFFER, lot);
      } else askQty -= askQty % lot;
    }
    const moved = bidPx !== quotes.bidPx[place] || askPx !== quotes.askPx[place];
    if (moved || bidQty !== quotes.bidQty[place] || askQty !== quotes.askQty[place]) {
      quotes.bidPx[place] = bidPx;
      quotes.bidQty[place] = bidQty;
      quotes.askPx[place] = askPx;
      quotes.askQty[place] = askQty;
      this.feed.best(this.now, place - symbol * this.venueCount, symbol, bidPx, bidQty, askPx, askQty);
      if (moved && this.sight) this.quoteMoved(place);
    }
    if (this.halts.unreviewed) this.halts.review(this.now, symbol);
  }

  private quoteMoved(place: number): void {
    const symbol = (place / this.venueCount) | 0;
    const sight = this.sight!;
    if (sight.changed(this.now, place % this.venueCount, symbol, this.feed.opening))
      this.halts.touch(this.now, symbol, sight.bidPx[symbol]!, sight.askPx[symbol]!);
    this.reprice(place);
  }

  /* ------------------------------------------------------------ what books, pools and halts tell */

  /** A book traded; called by its tap inside the match. */
  traded(
    tap: Tap,
    maker: number,
    makerOwner: number,
    taker: number,
    takerOwner: number,
    takerSide: number,
    px: number,
    qty: number,
    leaves: number,
  ): void {
    const { venue, symbol } = tap;
    const book = this.books[tap.place]!;
    const hidden = book.makerHidden === 1;
    if (takerOwner === OURS && tap.taker >= 0) this.trades(venue, tap.taker, qty, px, LastLiquidityInd.removed, hidden);
    if (makerOwner === OURS) {
      const child = tap.resting.get(maker);
      if (child === undefined) throw new Error(`venue ${venue}: fill of order ${maker}, which no child owns`);
      if (leaves === 0) tap.resting.delete(maker);
      this.trades(venue, child, qty, px, LastLiquidityInd.added, hidden);
    } else if (makerOwner !== INTRUDER) this.source.onFill(this.now, venue, symbol, maker, makerOwner, px, qty, leaves);
    if (tap.recorded) return;
    if (this.repricing || taker !== book.lastId) this.late.push(taker, takerOwner, px, qty);
    if (this.witness) this.witness.matched?.(this.now, venue, symbol, takerSide, px, qty, hidden);
    this.printed(venue, symbol, px, qty);
    this.source.onTrade?.(this.now, venue, symbol, takerSide === BID ? 'buy' : 'sell', px, qty, takerOwner === OURS);
  }

  /** Tells resting orders that took (pegs that moved, MinQtys that were lowered) what they traded and what is left of them. */
  private tellLate(place: number): void {
    const book = this.books[place]!;
    const symbol = (place / this.venueCount) | 0;
    const late = this.late.splice(0);
    for (let i = 0; i < late.length; i += 4) {
      const [order, owner, px, qty] = late.slice(i, i + 4) as [number, number, number, number];
      let leaves = book.leavesOf(order);
      for (let j = i + 4; j < late.length; j += 4) if (late[j] === order) leaves += late[j + 3]!;
      if (owner !== INTRUDER && owner !== OURS)
        this.source.onFill(this.now, place % this.venueCount, symbol, order, owner, px, qty, leaves);
    }
  }

  /** A book's level changed; called by its tap. */
  leveled(tap: Tap, side: number, px: number, qty: number): void {
    this.feed.level(this.now, tap.venue, tap.symbol, side, px, qty);
  }

  poolTraded({ venue, symbol }: Pool, maker: PoolParty, taker: PoolParty, px: number, qty: number): void {
    for (const party of [maker, taker]) {
      const liquidity = party === maker ? LastLiquidityInd.added : LastLiquidityInd.removed;
      if (party.owner === OURS) this.trades(venue, party.child, qty, px, liquidity, true);
      else if (party.rested && party.owner !== INTRUDER)
        this.source.onFill(this.now, venue, symbol, party.order, party.owner, px, qty, party.leaves);
    }
    this.witness?.matched?.(this.now, venue, symbol, taker.side, px, qty, true);
    this.printed(venue, symbol, px, qty);
    this.source.onTrade?.(this.now, venue, symbol, taker.side === BID ? 'buy' : 'sell', px, qty, taker.owner === OURS);
  }

  poolDone({ venue }: Pool, { owner, child, limitPx }: PoolParty): void {
    if (owner === OURS) this.say(venue, child, VenueSays.canceled, 0, limitPx, 0);
  }

  poolAnswers({ venue }: Pool): boolean {
    return this.conditions.down[venue] === 0;
  }

  poolMid({ venue, symbol }: Pool): number {
    if (!this.accepts(venue, symbol)) return 0;
    const bid = this.sight!.bestBid(venue, symbol);
    const ask = this.sight!.bestAsk(venue, symbol);
    if (bid === 0 || ask === 0 || bid > ask) return 0;
    const mid = Math.floor((bid + ask) / 2);
    return this.inBands(symbol, mid) ? mid : 0;
  }

  rulesChanged(symbol: number): void {
    for (let venue = 0; venue < this.venueCount; venue++) this.reprice(symbol * this.venueCount + venue);
  }

  save(): VenuesState {
    return {
      now: this.now,
      closed: this.closed,
      books: this.books.map((book) => book.save()),
      resting: this.taps.map((tap) => [...tap.resting]),
      pools: this.pools.map((pool) => pool?.save()),
      quotes: this.quotes.save(),
      sight: this.sight?.save(),
      halts: this.halts.save(),
      doors: this.doors.save(),
      hidden: this.hiddenQty.slice(),
    };
  }

  restore(state: VenuesState): void {
    this.now = state.now;
    this.closed = state.closed;
    state.books.forEach((book, i) => this.books[i]!.restore(book));
    state.resting.forEach((resting, i) => {
      this.taps[i]!.resting = new Map(resting);
    });
    state.pools.forEach((pool, i) => pool && this.pools[i]!.restore(pool));
    this.quotes.restore(state.quotes);
    if (state.sight) this.sight!.restore(state.sight);
    this.halts.restore(state.halts);
    this.doors.restore(state.doors);
    this.hiddenQty.set(state.hidden);
  }

  /** A trade goes out on the tape, and into the reference price. */
  private printed(venue: number, symbol: number, px: number, qty: number): void {
    this.feed.trade(this.now, venue, symbol, px, qty);
    this.halts.trade(this.now, symbol, px);
  }

  private trades(venue: number, child: number, qty: number, px: number, liquidity: number, hidden: boolean): void {
    const spec = this.spec(venue);
    const fee = feeInForce(this.conditions, spec, venue, liquidity, hidden);
    const at = this.now + spec.responseLatency;
    this.schedule.push(at, Kind.venueReport, child, VenueSays.traded, qty, px, liquidity, this.now, fee, Number(hidden));
  }

  private say(venue: number, child: number, what: number, qty: number, px: number, liquidity: number): void {
    this.schedule.push(this.now + this.spec(venue).responseLatency, Kind.venueReport, child, what, qty, px, liquidity, this.now);
  }

  private spec(venue: number): VenueSpec {
    return this.config.venues[venue]!;
  }

  private hiddenAt(venue: number, symbol: number, side: Side): number {
    return (symbol * this.venueCount + venue) * 2 + (side === 'buy' ? BID : OFFER);
  }
}

export interface VenuesState {
  readonly now: Nanos;
  readonly closed: boolean;
  readonly books: readonly BookState[];
  readonly resting: readonly (readonly [number, number])[][];
  readonly pools: readonly (PoolState | undefined)[];
  readonly quotes: QuotesState;
  readonly sight: SightState | undefined;
  readonly halts: HaltsState;
  readonly doors: DoorsState;
  readonly hidden: Float64Array;
}
