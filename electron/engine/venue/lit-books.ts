import { marketKind, type SessionConfig } from '../../../shared/config/session.ts';
import { LastLiquidityInd } from '../../../shared/fix.ts';
import { quotedLots } from '../../../shared/round-lot.ts';
import { middle, type Px } from '../../../shared/units.ts';
import type { ProtectedQuotes } from '../compliance/protected-quotes.ts';
import type { Conditions } from '../conditions.ts';
import type { Feed } from '../feed/feed.ts';
import { VenueSays } from '../kinds.ts';
import type { Witness } from '../market/witness.ts';
import { restoreParts } from '../restore.ts';
import { BID, type BookState, IOC, OFFER } from './book.ts';
import { PEGS, UNDISPLAYED } from './book-flags.ts';
import { HIDDEN_WORDS, SHOWN_WORDS } from './book-records.ts';
import type { VenueClock } from './clock.ts';
import type { Halts } from './halts.ts';
import { OURS } from './owners.ts';
import { Place, type PlaceListener } from './place.ts';
import type { PriceRules } from './price-rules.ts';
import type { Quotes } from './quotes.ts';
import type { Reports } from './reports.ts';
import type { Sight } from './sight.ts';
import type { Sightings } from './sightings.ts';
import type { Trades } from './trades.ts';

/** Where a venue's quotes and trades go. */
export type Publisher = Pick<Feed, 'level' | 'best' | 'trade' | 'opening'>;

export interface LitBooksParts {
  readonly config: SessionConfig;
  readonly clock: VenueClock;
  readonly conditions: Conditions;
  readonly feed: Publisher;
  readonly quotes: Quotes;
  readonly protection: ProtectedQuotes;
  readonly sight: Sight | undefined;
  readonly rules: PriceRules;
  readonly halts: Halts;
  readonly trades: Trades;
  readonly reports: Reports;
  readonly sightings: Sightings;
  readonly witness: Witness | undefined;
}

/**
 * The displayed markets: a book for every symbol and venue (a dark venue's stays empty), and what follows from each operation on one:
 * levels to the direct feed, a new quote to the SIP and to whoever sees it, pegs that follow their venue's view. A quote is the best
 * displayed price, or with the round-lot rule the best at which a round lot adds up.
 */
export class LitBooks implements PlaceListener {
  readonly places: readonly Place[];
  /** Shares that the last `enter` traded at once, and the price at which its rest stands. */
  lastFilled = 0;
  enteredPx = 0;
  private readonly clock: VenueClock;
  private readonly conditions: Conditions;
  private readonly feed: Publisher;
  private readonly quotes: Quotes;
  private readonly protection: ProtectedQuotes;
  private readonly sight: Sight | undefined;
  private readonly rules: PriceRules;
  private readonly halts: Halts;
  private readonly trades: Trades;
  private readonly reports: Reports;
  private readonly sightings: Sightings;
  private readonly witness: Witness | undefined;
  /** Whether others are held to the rules: on a recorded day they have been already. */
  private readonly ruled: boolean;
  private readonly venueCount: number;
  private readonly quotedLots: Int32Array;
  /** Fills of resting orders that took, told once the book is done: order, owner, px, qty. */
  private readonly late: number[] = [];
  /** Pegs are being re-priced: whoever takes now rests already. */
  private repricing = false;

  constructor(parts: LitBooksParts) {
    const { config } = parts;
    this.clock = parts.clock;
    this.conditions = parts.conditions;
    this.feed = parts.feed;
    this.quotes = parts.quotes;
    this.protection = parts.protection;
    this.sight = parts.sight;
    this.rules = parts.rules;
    this.halts = parts.halts;
    this.trades = parts.trades;
    this.reports = parts.reports;
    this.sightings = parts.sightings;
    this.witness = parts.witness;
    this.ruled = marketKind(config) === 'simulation';
    this.quotedLots = quotedLots(config);
    const count = config.venues.length;
    this.venueCount = count;
    this.places = config.symbols.flatMap(({ tick }, symbol) =>
      config.venues.map((_, venue) => new Place(this, tick, venue, symbol, symbol * count + venue)),
    );
  }

  /**
   * One order under the rules of the market: clipped to the bands, slid where it would lock or cross what the venue sees elsewhere; it
   * first takes what it may at its own limit, then rests at the slid price. Returns its number, 0 when nothing rests. Who enters calls
   * `settle` once it is done.
   */
  enter(
    place: Place,
    side: number,
    px: number,
    qty: number,
    owner: number,
    tif: number,
    flags: number,
    displayQty: number,
    minQty: number,
  ): number {
    const { book, symbol } = place;
    const { rules } = this;
    const bound = this.ruled || owner === OURS;
    const limit = bound ? rules.clipped(symbol, side, px) : px;
    this.lastFilled = 0;
    this.enteredPx = limit;
    const standing = bound ? rules.slid(place, side, limit, tif, flags) : limit;
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
    if (order !== 0 && owner !== OURS && this.witness?.added) {
      const hidden = (flags & UNDISPLAYED) !== 0;
      const { lastLeaves } = book;
      this.witness.added(
        this.clock.now,
        place.venue,
        symbol,
        side,
        this.enteredPx,
        lastLeaves,
        hidden,
        Math.min(minQty, lastLeaves),
        true,
      );
    }
    return order;
  }

  cancel(place: Place, order: number): number {
    const { book } = place;
    if (this.witness?.cancelled) {
      const leaves = book.leavesOf(order);
      const { venue, symbol } = place;
      if (leaves > 0) this.witness.cancelled(this.clock.now, venue, symbol, book.sideOf(order), book.pxOf(order), leaves);
    }
    const removed = book.cancel(order);
    if (removed > 0) this.settle(place);
    return removed;
  }

  reduce(place: Place, order: number, leaves: number): number {
    const left = place.book.reduce(order, leaves);
    this.settle(place);
    return left;
  }

  /** What a recorded print proves for our own orders; see `Book.fillOwn`. */
  provedBy(place: Place, px: number, qty: number): void {
    const { book } = place;
    if (place.resting.size === 0) return;
    place.recorded = true;
    // A print between two ticks proves nothing at the tick behind it.
    book.fillOwn(OURS, BID, Math.ceil(px / book.tick) * book.tick, qty);
    book.fillOwn(OURS, OFFER, Math.floor(px / book.tick) * book.tick, qty);
    place.recorded = false;
    this.settle(place);
  }

  /** What a venue sees has changed, or whether it may match: its pegs follow, if it may. */
  reprice(place: Place): void {
    const { sight, rules } = this;
    const { venue, symbol, book } = place;
    if (!sight || !this.conditions.accepts(venue, symbol)) return;
    const bid = sight.bestBid(venue, symbol);
    const ask = sight.bestAsk(venue, symbol);
    this.clear(place);
    this.repricing = true;
    // No peg follows a quote out of the bands.
    book.quote(bid > 0 ? rules.within(symbol, bid) : 0, ask > 0 ? rules.within(symbol, ask) : 0);
    this.repricing = false;
    this.settle(place);
  }

  /** Cancels what the bands have moved past, for nothing may trade there. Pegs only stand aside until they are priced anew. */
  clear(place: Place): void {
    const { venue, symbol, book, resting } = place;
    if (!this.rules.havePassed(place) || !this.conditions.accepts(venue, symbol)) return;
    book.quote(0, 0);
    const { orders, hidden } = book.save();
    const drop = (order: number, side: number, px: number) => {
      if (!this.rules.isPassed(symbol, side, px) || book.cancel(order) === 0) return;
      const child = resting.get(order);
      if (child === undefined) return;
      resting.delete(order);
      this.sightings.gone(child);
      this.reports.say(venue, child, VenueSays.canceled, px);
    };
    for (let i = 0; i < orders.length; i += SHOWN_WORDS) drop(orders[i]!, orders[i + 1]!, orders[i + 2]!);
    for (let i = 0; i < hidden.length; i += HIDDEN_WORDS)
      if ((hidden[i + 5]! & PEGS) === 0) drop(hidden[i]!, hidden[i + 1]!, hidden[i + 2]!);
  }

  /** After an operation on a book: a new quote goes to the SIP, and to whoever sees it. */
  settle(place: Place): void {
    if (this.late.length > 0) this.tellLate(place);
    if (place.unsettled) this.requote(place);
    if (this.halts.unreviewed) this.halts.review(this.clock.now, place.symbol);
  }

  /** A book traded; called inside the match. */
  traded(
    place: Place,
    maker: number,
    makerOwner: number,
    taker: number,
    takerOwner: number,
    takerSide: number,
    px: number,
    qty: number,
    leaves: number,
  ): void {
    const { venue, symbol, book } = place;
    const hidden = book.makerHidden === 1;
    if (takerOwner === OURS) {
      // A peg of ours that was re-priced takes, too, and rests already.
      const child = place.resting.get(taker) ?? place.taker;
      if (child < 0) throw new Error(`venue ${venue}: order ${taker} takes, which no child owns`);
      this.ownFill(place, child, takerSide, px, qty, LastLiquidityInd.removed);
    }
    if (makerOwner === OURS) {
      const child = place.resting.get(maker);
      if (child === undefined) throw new Error(`venue ${venue}: fill of order ${maker}, which no child owns`);
      if (leaves === 0) place.resting.delete(maker);
      this.ownFill(place, child, 1 - takerSide, px, qty, LastLiquidityInd.added);
    } else {
      if (this.late.length > 0) this.tellTaken(place, maker, leaves + qty);
      this.trades.filled(venue, symbol, maker, makerOwner, px, qty, leaves);
    }
    if (place.recorded) return;
    if (this.repricing || taker !== book.lastId) this.late.push(taker, takerOwner, px, qty);
    this.trades.matched(venue, symbol, takerSide, takerOwner, px, qty, hidden);
  }

  /** A book's level changed; the quote is of the levels up to its price. */
  leveled(place: Place, side: number, px: number, qty: number): void {
    const { venue, symbol, index } = place;
    const quoted = side === BID ? this.quotes.bidPx[index]! : this.quotes.askPx[index]!;
    if (quoted === 0 || (side === BID ? px >= quoted : px <= quoted)) place.unsettled = true;
    this.feed.level(this.clock.now, venue, symbol, side, px, qty);
  }

  /** The middle of the best displayed prices of all books, of any size; 0 while a side is empty or the market is crossed. */
  mid(symbol: number): number {
    let bid = 0;
    let ask = 0;
    for (let i = symbol * this.venueCount; i < (symbol + 1) * this.venueCount; i++) {
      const { book } = this.places[i]!;
      bid = Math.max(bid, book.bestPx(BID));
      const offer = book.bestPx(OFFER);
      if (offer > 0 && (ask === 0 || offer < ask)) ask = offer;
    }
    return middle(bid, ask);
  }

  save(): LitBooksState {
    return { books: this.places.map(({ book }) => book.save()), resting: this.places.map(({ resting }) => [...resting]) };
  }

  restore({ books, resting }: LitBooksState): void {
    restoreParts(
      'books',
      this.places.map(({ book }) => book),
      books,
    );
    this.places.forEach((place, i) => {
      place.resting = new Map(resting[i]!);
      place.unsettled = true;
    });
  }

  /** The quote of a book, anew. */
  private requote(place: Place): void {
    const { quotes } = this;
    const { book, symbol, index } = place;
    place.unsettled = false;
    const lot = this.quotedLots[symbol]!;
    let bidPx = book.bestPx(BID);
    let bidQty = book.bestQty(BID);
    let askPx = book.bestPx(OFFER);
    let askQty = book.bestQty(OFFER);
    if (lot > 1) {
      if (bidQty < lot) {
        bidPx = book.quotePx(BID, lot);
        bidQty = bidPx === 0 ? 0 : book.qtyWithin(BID, bidPx);
      }
      bidQty -= bidQty % lot;
      if (askQty < lot) {
        askPx = book.quotePx(OFFER, lot);
        askQty = askPx === 0 ? 0 : book.qtyWithin(OFFER, askPx);
      }
      askQty -= askQty % lot;
    }
    const moved = bidPx !== quotes.bidPx[index] || askPx !== quotes.askPx[index];
    if (moved || bidQty !== quotes.bidQty[index] || askQty !== quotes.askQty[index]) {
      if (moved) this.protection.moves(this.clock.now, index, bidPx, askPx);
      quotes.bidPx[index] = bidPx;
      quotes.bidQty[index] = bidQty;
      quotes.askPx[index] = askPx;
      quotes.askQty[index] = askQty;
      this.feed.best(this.clock.now, place.venue, symbol, bidPx, bidQty, askPx, askQty);
      this.witness?.quoted?.(this.clock.now, place.venue, symbol, bidPx, bidQty, askPx, askQty);
      if (moved && this.sight) this.quoteMoved(place, this.sight);
    }
  }

  private ownFill(place: Place, child: number, of: number, px: number, qty: number, liquidity: LastLiquidityInd): void {
    const { venue, symbol, book } = place;
    const side = of === BID ? 'buy' : 'sell';
    // What rested is met by someone else's order: no sweep of ours covers that.
    const iso = child === place.taker && place.takerIso;
    this.reports.traded({ venue, symbol, child, side, px: px as Px, qty, liquidity, hidden: book.makerHidden === 1, iso });
    this.sightings.traded({ child, venue, symbol, side, qty });
  }

  private quoteMoved(place: Place, sight: Sight): void {
    const { venue, symbol } = place;
    if (sight.changed(this.clock.now, venue, symbol, this.feed.opening))
      this.halts.touch(this.clock.now, symbol, sight.bidPx[symbol]!, sight.askPx[symbol]!);
    // Pegs may trade with the order that is just being entered, so they wait until it is.
    if (place.book.hasPegs) sight.seeAgain(this.clock.now, venue, symbol);
    else this.reprice(place);
  }

  /** An order that took is met in its turn: what it took is told first. It had `leaves` shares before it was met. */
  private tellTaken({ venue, symbol }: Place, order: number, leaves: number): void {
    const { late } = this;
    let left = leaves;
    for (let i = 0; i < late.length; i += 4) if (late[i] === order) left += late[i + 3]!;
    for (let i = 0; i < late.length; ) {
      if (late[i] !== order) i += 4;
      else {
        const [, owner, px, qty] = late.splice(i, 4);
        left -= qty!;
        this.trades.filled(venue, symbol, order, owner!, px!, qty!, left);
      }
    }
  }

  /** Tells resting orders that took (pegs that moved, MinQtys that were lowered) what they traded and what is left of them. */
  private tellLate({ venue, symbol, book, resting }: Place): void {
    const late = this.late.splice(0);
    for (let i = 0; i < late.length; i += 4) {
      const order = late[i]!;
      let leaves = book.leavesOf(order);
      for (let j = i + 4; j < late.length; j += 4) if (late[j] === order) leaves += late[j + 3]!;
      if (late[i + 1] !== OURS) this.trades.filled(venue, symbol, order, late[i + 1]!, late[i + 2]!, late[i + 3]!, leaves);
      else if (leaves === 0) resting.delete(order);
    }
  }
}

export interface LitBooksState {
  readonly books: readonly BookState[];
  readonly resting: readonly (readonly [number, number])[][];
}
