import type { SessionConfig } from '../../../shared/config/session.ts';
import { isWithin, LastLiquidityInd, opposite, type Side, sign, type TimeInForce } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { RouteAction } from '../../../shared/routing.ts';
import type { Nanos } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { Feed } from '../feed/feed.ts';
import { Kind, VenueSays } from '../kinds.ts';
import type { MarketPort, MarketSource } from '../market/source.ts';
import type { Witness } from '../market/witness.ts';
import type { Schedule } from '../schedule.ts';
import { BID, Book, type BookListener, type BookState, DAY, FOK, IOC, OFFER } from './book.ts';

/** Book owner of every order of ours; a source numbers its own owners below it. */
export const OURS = 1 << 30;

export interface VenueParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly feed: Feed;
  readonly conditions: Conditions;
  readonly witness?: Witness;
}

/** A child as it stands at a venue's door. */
export interface VenueOrder {
  readonly child: number;
  readonly venue: number;
  readonly symbol: number;
  readonly side: Side;
  readonly px: number;
  readonly qty: number;
  readonly action: RouteAction;
  readonly timeInForce: TimeInForce;
}

/**
 * The true market: every venue's books and hidden pools. Market sources act on it now, our children when they arrive; what happens goes
 * out on the feeds and, for our children, back on the response path.
 */
export class Venues implements MarketPort {
  private readonly config: SessionConfig;
  private readonly schedule: Schedule;
  private readonly feed: Feed;
  private readonly conditions: Conditions;
  private readonly books: Book[] = [];
  private readonly taps: Tap[] = [];
  /** Hidden shares, dark venues only: [symbol x venues + venue] x side. */
  private readonly hiddenQty: Float64Array;
  private source!: MarketSource;
  private closed = false;
  now = 0 as Nanos;

  constructor({ config, schedule, feed, conditions }: VenueParts) {
    this.conditions = conditions;
    this.config = config;
    this.schedule = schedule;
    this.feed = feed;
    for (let s = 0; s < config.symbols.length; s++)
      for (let v = 0; v < config.venues.length; v++) {
        const tap = new Tap(this, v, s);
        this.taps.push(tap);
        this.books.push(new Book(config.symbols[s]!.tick, tap));
      }
    this.hiddenQty = new Float64Array(this.books.length * 2);
  }

  /** The source is made with this port, so it is told apart from the constructor. */
  drivenBy(source: MarketSource): void {
    this.source = source;
  }

  /* ------------------------------------------------------------ for the source */

  wake(at: Nanos, kind: number, a = 0, b = 0, c = 0): void {
    this.schedule.push(at, Kind.sourceWake, kind, a, b, c);
  }

  enter(venue: number, symbol: number, side: Side, px: number, qty: number, owner: number, ioc: boolean): number {
    const book = this.book(venue, symbol);
    const order = book.enter(side === 'buy' ? BID : OFFER, px, qty, owner, ioc ? IOC : DAY);
    this.settle(venue, symbol);
    return order;
  }

  accepts(venue: number, symbol: number): boolean {
    return this.conditions.down[venue] === 0 && this.conditions.matches(symbol);
  }

  cancel(venue: number, symbol: number, order: number): number {
    const removed = this.book(venue, symbol).cancel(order);
    if (removed > 0) this.settle(venue, symbol);
    return removed;
  }

  reduce(venue: number, symbol: number, order: number, leaves: number): number {
    const left = this.book(venue, symbol).reduce(order, leaves);
    this.settle(venue, symbol);
    return left;
  }

  bestPx(venue: number, symbol: number, side: Side): number {
    return this.book(venue, symbol).bestPx(side === 'buy' ? BID : OFFER);
  }

  bestQty(venue: number, symbol: number, side: Side): number {
    return this.book(venue, symbol).bestQty(side === 'buy' ? BID : OFFER);
  }

  print(venue: number, symbol: number, px: number, qty: number): void {
    this.feed.trade(this.now, venue, symbol, px, qty);
    if (venue < 0) return;
    const tap = this.tap(venue, symbol);
    if (tap.resting.size === 0) return;
    tap.recorded = true;
    const book = this.book(venue, symbol);
    // A print between two ticks proves nothing at the tick behind it.
    const tick = this.config.symbols[symbol]!.tick;
    book.fillOwn(OURS, BID, Math.ceil(px / tick) * tick, qty);
    book.fillOwn(OURS, OFFER, Math.floor(px / tick) * tick, qty);
    tap.recorded = false;
    this.settle(venue, symbol);
  }

  setHidden(venue: number, symbol: number, side: Side, qty: number): void {
    this.hiddenQty[this.hiddenAt(venue, symbol, side)] = qty;
  }

  hidden(venue: number, symbol: number, side: Side): number {
    return this.hiddenQty[this.hiddenAt(venue, symbol, side)]!;
  }

  /* ------------------------------------------------------------ for our children */

  arrive(order: VenueOrder): void {
    if (this.closed) this.say(order.venue, order.child, VenueSays.canceled, 0, 0, 0);
    else if (this.spec(order.venue).kind === 'dark') this.arriveDark(order);
    else this.arriveLit(order);
  }

  /** Our cancel reaches the venue: the rest goes, or the request is refused because nothing rests. */
  cancelChild(child: number, venue: number, symbol: number): void {
    const says = this.withdraw(child, venue, symbol) ? VenueSays.canceled : VenueSays.cancelRejected;
    this.say(venue, child, says, 0, 0, 0);
  }

  /** Takes a resting child away without a word; false when none rests. */
  withdraw(child: number, venue: number, symbol: number): boolean {
    const tap = this.tap(venue, symbol);
    const order = tap.orderOf(child);
    if (order === 0) return false;
    tap.resting.delete(order);
    this.book(venue, symbol).cancel(order);
    this.settle(venue, symbol);
    return true;
  }

  /** The venues close: what rests of ours expires, what arrives later is turned away. */
  close(): void {
    this.closed = true;
    for (const tap of this.taps)
      for (const child of [...tap.resting.values()]) {
        this.withdraw(child, tap.venue, tap.symbol);
        this.say(tap.venue, child, VenueSays.expired, 0, 0, 0);
      }
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

  private arriveLit(order: VenueOrder): void {
    const { child, venue, symbol } = order;
    const tap = this.tap(venue, symbol);
    const book = this.book(venue, symbol);
    this.say(venue, child, VenueSays.accepted, 0, 0, 0);
    this.preventSelfMatch(order, tap, book);
    tap.taker = child;
    const tif = order.timeInForce === 'day' ? DAY : order.timeInForce === 'ioc' ? IOC : FOK;
    const resting = book.enter(order.side === 'buy' ? BID : OFFER, order.px, order.qty, OURS, tif);
    tap.taker = -1;
    this.settle(venue, symbol);
    if (resting !== 0) tap.resting.set(resting, child);
    else if (book.lastFilled < order.qty) this.say(venue, child, VenueSays.canceled, 0, order.px, 0);
  }

  /** Midpoint of the true lit market, if it stands within the limit and is not crossed, against the hidden contra side. */
  private arriveDark(order: VenueOrder): void {
    const { child, venue, symbol, side } = order;
    this.say(venue, child, VenueSays.accepted, 0, 0, 0);
    const mid = this.mid(symbol);
    const contra = opposite(side);
    const within = mid > 0 && isWithin(side, mid, order.px);
    const stands = this.hidden(venue, symbol, contra);
    const fill = !within || (order.timeInForce === 'fok' && stands < order.qty) ? 0 : Math.min(stands, order.qty);
    if (fill > 0) {
      this.setHidden(venue, symbol, contra, stands - fill);
      this.say(venue, child, VenueSays.traded, fill, mid, LastLiquidityInd.removed);
      this.feed.trade(this.now, venue, symbol, mid, fill);
    }
    if (fill < order.qty) this.say(venue, child, VenueSays.canceled, 0, order.px, 0);
  }

  /** Midpoint of the true lit best, 0 while a side is empty or the market is crossed. */
  private mid(symbol: number): number {
    let bid = 0;
    let ask = 0;
    for (let v = 0; v < this.config.venues.length; v++) {
      if (this.spec(v).kind === 'dark') continue;
      const book = this.book(v, symbol);
      bid = Math.max(bid, book.bestPx(BID));
      const offer = book.bestPx(OFFER);
      if (offer > 0 && (ask === 0 || offer < ask)) ask = offer;
    }
    return bid > 0 && ask > 0 && bid <= ask ? Math.floor((bid + ask) / 2) : 0;
  }

  /** A book traded; called by its tap inside the match. */
  traded(
    tap: Tap,
    maker: number,
    makerOwner: number,
    takerOwner: number,
    takerSide: number,
    px: number,
    qty: number,
    leaves: number,
  ): void {
    const { venue, symbol } = tap;
    if (takerOwner === OURS && tap.taker >= 0) this.say(venue, tap.taker, VenueSays.traded, qty, px, LastLiquidityInd.removed);
    if (makerOwner === OURS) {
      const child = tap.resting.get(maker);
      if (child === undefined) throw new Error(`venue ${venue}: fill of order ${maker}, which no child owns`);
      if (leaves === 0) tap.resting.delete(maker);
      this.say(venue, child, VenueSays.traded, qty, px, LastLiquidityInd.added);
    } else this.source.onFill(this.now, venue, symbol, maker, makerOwner, px, qty, leaves);
    if (tap.recorded) return;
    this.feed.trade(this.now, venue, symbol, px, qty);
    this.source.onTrade?.(this.now, venue, symbol, takerSide === BID ? 'buy' : 'sell', px, qty);
  }

  /** A book's level changed; called by its tap. */
  leveled(tap: Tap, side: number, px: number, qty: number): void {
    this.feed.level(this.now, tap.venue, tap.symbol, side, px, qty);
  }

  save(): VenuesState {
    return {
      now: this.now,
      closed: this.closed,
      books: this.books.map((book) => book.save()),
      resting: this.taps.map((tap) => [...tap.resting]),
      sent: this.taps.map((tap) => [tap.bidPx, tap.bidQty, tap.askPx, tap.askQty]),
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
    state.sent.forEach(([bidPx, bidQty, askPx, askQty], i) => Object.assign(this.taps[i]!, { bidPx, bidQty, askPx, askQty }));
    this.hiddenQty.set(state.hidden);
  }

  /** After an operation: a new best goes to the SIP. */
  private settle(venue: number, symbol: number): void {
    const tap = this.tap(venue, symbol);
    const book = this.book(venue, symbol);
    const bidPx = book.bestPx(BID);
    const bidQty = book.bestQty(BID);
    const askPx = book.bestPx(OFFER);
    const askQty = book.bestQty(OFFER);
    if (bidPx === tap.bidPx && bidQty === tap.bidQty && askPx === tap.askPx && askQty === tap.askQty) return;
    tap.bidPx = bidPx;
    tap.bidQty = bidQty;
    tap.askPx = askPx;
    tap.askQty = askQty;
    this.feed.best(this.now, venue, symbol, bidPx, bidQty, askPx, askQty);
  }

  private say(venue: number, child: number, what: number, qty: number, px: number, liquidity: number): void {
    this.schedule.push(this.now + this.spec(venue).responseLatency, Kind.venueReport, child, what, qty, px, liquidity, this.now);
  }

  private spec(venue: number): VenueSpec {
    return this.config.venues[venue]!;
  }

  private book(venue: number, symbol: number): Book {
    return this.books[symbol * this.config.venues.length + venue]!;
  }

  private tap(venue: number, symbol: number): Tap {
    return this.taps[symbol * this.config.venues.length + venue]!;
  }

  private hiddenAt(venue: number, symbol: number, side: Side): number {
    return (symbol * this.config.venues.length + venue) * 2 + (side === 'buy' ? BID : OFFER);
  }
}

/** Listens to one book, and knows which of its orders are ours and what the SIP was last told. */
class Tap implements BookListener {
  private readonly venues: Venues;
  readonly venue: number;
  readonly symbol: number;
  /** Book order number to child, for ours that rest here. */
  resting = new Map<number, number>();
  /** Our child that is matching now, -1 when none is. */
  taker = -1;
  /** The fills now being told are proved by a recorded print, which has been published already. */
  recorded = false;
  bidPx = 0;
  bidQty = 0;
  askPx = 0;
  askQty = 0;

  constructor(venues: Venues, venue: number, symbol: number) {
    this.venues = venues;
    this.venue = venue;
    this.symbol = symbol;
  }

  orderOf(child: number): number {
    for (const [order, owner] of this.resting) if (owner === child) return order;
    return 0;
  }

  fill(
    maker: number,
    makerOwner: number,
    _taker: number,
    takerOwner: number,
    side: number,
    px: number,
    qty: number,
    leaves: number,
  ): void {
    this.venues.traded(this, maker, makerOwner, takerOwner, side, px, qty, leaves);
  }

  level(side: number, px: number, qty: number): void {
    this.venues.leveled(this, side, px, qty);
  }
}

export interface VenuesState {
  readonly now: Nanos;
  readonly closed: boolean;
  readonly books: readonly BookState[];
  readonly resting: readonly (readonly [number, number])[][];
  readonly sent: readonly number[][];
  readonly hidden: Float64Array;
}
