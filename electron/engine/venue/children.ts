import type { SessionConfig } from '../../../shared/config/session.ts';
import { isWithin, LastLiquidityInd, sign } from '../../../shared/fix.ts';
import type { RouteAction } from '../../../shared/routing.ts';
import type { Px } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import { VenueSays } from '../kinds.ts';
import { BID, DAY, FOK, IOC, OFFER } from './book.ts';
import { MID_PEG, POST_ONLY } from './book-flags.ts';
import type { VenueOrder } from './child.ts';
import type { VenueClock } from './clock.ts';
import type { DarkSizes } from './dark-sizes.ts';
import type { Doors, Message } from './door.ts';
import type { FrontRunner } from './front-runner.ts';
import type { Halts } from './halts.ts';
import type { LitBooks } from './lit-books.ts';
import { OURS } from './owners.ts';
import type { Place } from './place.ts';
import { CONDITIONAL, type Pool } from './pool.ts';
import type { Pools } from './pools.ts';
import type { PriceRules } from './price-rules.ts';
import type { Reports } from './reports.ts';
import type { Sightings } from './sightings.ts';
import type { Trades } from './trades.ts';

/**
 * How a child enters a book: one at the midpoint meets only what stands there or better, and rests unseen; one that means to rest never
 * takes, whatever has come to meet it, for it was not sent to cover anybody's quote.
 */
const FLAGS: Readonly<Record<RouteAction, number>> = { take: 0, mid: MID_PEG, peg: MID_PEG, post: POST_ONLY, conditional: 0 };

export interface ChildrenParts {
  readonly config: SessionConfig;
  readonly clock: VenueClock;
  readonly conditions: Conditions;
  readonly books: LitBooks;
  readonly pools: Pools;
  readonly darkSizes: DarkSizes;
  readonly rules: PriceRules;
  readonly doors: Doors;
  readonly halts: Halts;
  readonly trades: Trades;
  readonly reports: Reports;
  readonly sightings: Sightings;
  readonly frontRunner: FrontRunner;
}

/** Our children at the venues: through the door, into a book or a pool, out again. */
export class Children {
  private readonly parts: ChildrenParts;
  closed = false;

  constructor(parts: ChildrenParts) {
    this.parts = parts;
  }

  arrive(order: VenueOrder): void {
    const { clock, doors, reports } = this.parts;
    const { child, venue, symbol } = order;
    if (this.closed) reports.say(venue, child, VenueSays.canceled);
    else if (doors.stands(venue)) this.handle(order);
    else doors.wait(clock.now, { child, venue, symbol, order });
  }

  /** The rest goes, or the request is refused because nothing rests. */
  cancel(child: number, venue: number, symbol: number): void {
    const { clock, doors } = this.parts;
    if (this.closed || doors.stands(venue)) this.handleCancel({ child, venue, symbol });
    else doors.wait(clock.now, { child, venue, symbol });
  }

  /** What waits before a venue and is due comes in, in its order. */
  openDoor(now: number, venue: number): void {
    const { doors } = this.parts;
    for (let message = doors.next(now, venue); message; message = doors.next(now, venue))
      if (message.order) this.handle(message.order);
      else this.handleCancel(message);
  }

  /** What rests expires, what waits at a door or arrives later is turned away. */
  close(): void {
    const { doors, books, pools, reports } = this.parts;
    this.closed = true;
    for (const { order } of doors.clear()) if (order) reports.say(order.venue, order.child, VenueSays.canceled);
    for (const place of books.places)
      for (const child of [...place.resting.values(), ...(pools.at[place.index]?.children() ?? [])]) {
        this.withdraw(child, place);
        reports.say(place.venue, child, VenueSays.expired);
      }
  }

  /** Takes a resting child away without a word; false when none rests. */
  private withdraw(child: number, place: Place): boolean {
    const { books, pools, sightings } = this.parts;
    const pool = pools.at[place.index];
    sightings.gone(child);
    if (pool) return pool.cancelChild(child);
    const order = place.orderOf(child);
    if (order === 0) return false;
    place.resting.delete(order);
    books.cancel(place, order);
    return true;
  }

  private handle(order: VenueOrder): void {
    const { config, clock, conditions, pools, halts, reports, sightings } = this.parts;
    const { child, venue, symbol } = order;
    const place = this.place(venue, symbol);
    const pool = pools.at[place.index];
    if (!conditions.matches(symbol)) return reports.say(venue, child, VenueSays.rejected);
    sightings.arrived(order);
    if (pool) this.intoPool(order, pool);
    else if (config.venues[venue]!.kind === 'dark') this.intoDarkSizes(order);
    else this.intoBook(order, place);
    halts.review(clock.now, symbol);
  }

  private handleCancel({ child, venue, symbol }: Message): void {
    const gone = this.withdraw(child, this.place(venue, symbol));
    this.parts.reports.say(venue, child, gone ? VenueSays.canceled : VenueSays.cancelRejected);
  }

  private intoBook(order: VenueOrder, place: Place): void {
    const { books, rules, reports, sightings, frontRunner } = this.parts;
    const { child, venue, symbol, px, qty } = order;
    const side = order.side === 'buy' ? BID : OFFER;
    const tif = order.timeInForce === 'day' ? DAY : order.timeInForce === 'ioc' ? IOC : FOK;
    const flags = FLAGS[order.action];
    if (flags === 0) frontRunner.before(place, side, px);
    const standing = rules.slid(place, side, rules.clipped(symbol, side, px), tif, flags);
    reports.say(venue, child, VenueSays.accepted, standing === px ? 0 : standing);
    this.preventSelfMatch(order, place);
    place.taker = child;
    place.takerIso = order.iso;
    const resting = books.enter(place, side, px, qty, OURS, tif, flags, 0, 0);
    place.taker = -1;
    const filled = books.lastFilled;
    if (resting !== 0) place.resting.set(resting, child);
    else sightings.gone(child);
    books.settle(place);
    frontRunner.after(place, side, filled);
    if (resting === 0 && filled < qty) reports.say(venue, child, VenueSays.canceled, px);
  }

  /**
   * Self-match prevention, cancel oldest (FIX 2964): a resting order of ours that the arriving one would reach is taken away before
   * the match. It is reached when fewer shares stand before it than arrive.
   */
  private preventSelfMatch({ side, px, qty }: VenueOrder, place: Place): void {
    const { book, venue } = place;
    const contra = side === 'buy' ? OFFER : BID;
    // Best first, so that what stands before the next is others' alone: ours before it have gone.
    const ours = [...place.resting]
      .filter(([id]) => book.sideOf(id) === contra && isWithin(side, book.pxOf(id), px))
      .sort(([a], [b]) => sign(side) * (book.pxOf(a) - book.pxOf(b)));
    for (const [id, child] of ours) {
      const stands = book.pxOf(id);
      // A peg may stand between two ticks: what is keener ends at the tick before it.
      const keener = contra === OFFER ? Math.floor((stands - 1) / book.tick) : Math.ceil((stands + 1) / book.tick);
      const before = book.qtyWithin(contra, keener * book.tick) + book.queueAhead(id);
      if (before >= qty) continue;
      place.resting.delete(id);
      book.cancel(id);
      this.parts.sightings.gone(child);
      this.parts.reports.say(venue, child, VenueSays.selfMatch);
    }
  }

  /**
   * What must fill at once takes the whole from as many as it needs. What firms up a conditional order takes its place, or comes back where
   * that is no longer there.
   */
  private intoPool({ child, venue, side, px, qty, action, timeInForce, minQty = 0, invitation }: VenueOrder, pool: Pool): void {
    const { clock, reports } = this.parts;
    if (invitation !== undefined) {
      if (!pool.cancelChild(invitation)) return reports.say(venue, child, VenueSays.canceled, px);
      reports.say(venue, invitation, VenueSays.firmedUp);
    }
    reports.say(venue, child, VenueSays.accepted);
    pool.enter(clock.now, {
      side: side === 'buy' ? BID : OFFER,
      limitPx: px,
      qty,
      owner: OURS,
      ioc: timeInForce !== 'day',
      flags: action === 'conditional' ? CONDITIONAL : 0,
      minQty: timeInForce === 'fok' ? qty : minQty,
      together: true,
      child,
    });
  }

  /** Midpoint of the true lit market, if it stands within the limit and is not crossed, against the hidden contra side. */
  private intoDarkSizes({ child, venue, symbol, side, px, qty, timeInForce }: VenueOrder): void {
    const { darkSizes, rules, reports, trades } = this.parts;
    reports.say(venue, child, VenueSays.accepted);
    const mid = this.parts.books.mid(symbol);
    const within = mid > 0 && isWithin(side, mid, px) && rules.inBands(symbol, mid);
    const taken = within ? darkSizes.take(venue, symbol, side, qty, timeInForce === 'fok') : 0;
    if (taken > 0) {
      const { removed } = LastLiquidityInd;
      reports.traded({ venue, symbol, child, side, px: mid as Px, qty: taken, liquidity: removed, hidden: true, iso: false });
      trades.printed(venue, symbol, mid, taken);
    }
    if (taken < qty) reports.say(venue, child, VenueSays.canceled, px);
  }

  private place(venue: number, symbol: number): Place {
    return this.parts.books.places[symbol * this.parts.config.venues.length + venue]!;
  }
}
