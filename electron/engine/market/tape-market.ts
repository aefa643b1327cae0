import { isWithin, opposite, type Side } from '../../../shared/fix.ts';
import type { Nanos } from '../../../shared/units.ts';
import { OFF_EXCHANGE, type Tape } from '../feed/tape.ts';
import type { MarketPort, MarketSource } from './source.ts';

/** Venue of a print on no exchange: it reaches the tape and no book. */
export const NO_VENUE = -1;

/** The one wake of this source: the time of the next row. */
const NEXT_ROWS = 0;

/** What the tape shows on one side of one venue: its resting orders there, first in the queue first. */
interface Level {
  px: number;
  readonly orders: number[];
  readonly leaves: number[];
  /** Shares printed at this price since the venue's last row: they have left from the front of the queue. */
  printed: number;
}

interface TapeMarketState {
  readonly nextQuote: number;
  readonly nextTrade: number;
  readonly unshown: readonly (readonly [place: number, row: number])[];
  readonly levels: readonly {
    readonly px: number;
    readonly printed: number;
    readonly orders: number[];
    readonly leaves: number[];
  }[];
}

/**
 * Drives the venues by a recorded day. Venue and symbol indices are those of the tape, whose letters are the config's lit venues.
 *
 * After a quote row its venue shows just that row: a smaller size shrinks what rests there, a larger one enters the difference behind
 * it, another price replaces it. So shares that an operator's order took stay gone until the venue's next row, and what joins the
 * queue behind an operator's order stays behind it. A size shrinks from the front by what has printed at its price since the last row,
 * and from the back by the rest: a cancel that moves nobody up. A row that crosses an operator's resting order trades with it and
 * rests with what is left. A row that locks or crosses itself cannot be a book (an auction, or a fault): the venue then shows nothing.
 *
 * While a venue is out its rows go unshown; when it is back it shows the latest. Trades print at their venue, off-exchange reports at `NO_VENUE`. How quotes and trades of one time followed one another is in no
 * file: trades go first, as they met the book that stood; each file keeps its own order.
 */
export class TapeMarket implements MarketSource {
  private readonly tape: Tape;
  private readonly port: MarketPort;
  private readonly levels: Level[];
  private nextQuote = 0;
  private nextTrade = 0;
  /** Latest row of each venue and symbol that could not be shown because the venue takes nothing now, by slot of its bid. */
  private readonly unshown = new Map<number, number>();

  constructor(tape: Tape, port: MarketPort) {
    this.tape = tape;
    this.port = port;
    this.levels = Array.from({ length: tape.letters.length * tape.symbols.length * 2 }, () => ({
      px: 0,
      orders: [],
      leaves: [],
      printed: 0,
    }));
  }

  /** Whether the tape has no more rows. */
  get done(): boolean {
    return this.nextQuote === this.tape.quotes.count && this.nextTrade === this.tape.trades.count;
  }

  /** Every venue shows its latest row at `now`; trades print from `now` on. */
  open(now: Nanos): void {
    const { quotes, trades } = this.tape;
    const latest = new Map<number, number>();
    for (; this.nextQuote < quotes.count && quotes.time[this.nextQuote] <= now; this.nextQuote++)
      latest.set(this.slot(quotes.venue[this.nextQuote], quotes.symbol[this.nextQuote], 'buy'), this.nextQuote);
    for (const row of [...latest.values()].sort((a, b) => a - b)) this.quote(row);
    while (this.nextTrade < trades.count && trades.time[this.nextTrade] < now) this.nextTrade++;
    this.wakeForNext();
  }

  onWake(now: Nanos): void {
    if (this.unshown.size > 0) this.catchUp();
    for (;;) {
      const quoteTime = this.quoteTime();
      const tradeTime = this.tradeTime();
      if (Math.min(quoteTime, tradeTime) > now) break;
      if (tradeTime <= quoteTime) this.trade(this.nextTrade++);
      else this.quote(this.nextQuote++);
    }
    this.wakeForNext();
  }

  onFill(
    _now: Nanos,
    _venue: number,
    _symbol: number,
    order: number,
    owner: number,
    _px: number,
    _qty: number,
    leaves: number,
  ): void {
    const level = this.levels[owner];
    const i = level.orders.indexOf(order);
    if (i < 0) return;
    if (leaves > 0) level.leaves[i] = leaves;
    else drop(level, i);
  }

  save(): TapeMarketState {
    const { nextQuote, nextTrade, unshown } = this;
    return {
      nextQuote,
      nextTrade,
      unshown: [...unshown],
      levels: this.levels.map(({ px, printed, orders, leaves }) => ({ px, printed, orders: [...orders], leaves: [...leaves] })),
    };
  }

  /** Takes back what `save` gave, on the same tape. The wake that was under way is the schedule's to restore. */
  restore(state: unknown): void {
    const saved = state as TapeMarketState;
    this.nextQuote = saved.nextQuote;
    this.nextTrade = saved.nextTrade;
    this.unshown.clear();
    for (const [slot, row] of saved.unshown) this.unshown.set(slot, row);
    saved.levels.forEach(({ px, printed, orders, leaves }, slot) => {
      this.levels[slot] = { px, printed, orders: [...orders], leaves: [...leaves] };
    });
  }

  /** Venues that take orders again show their latest row; what they missed between is over. */
  private catchUp(): void {
    for (const [slot, row] of [...this.unshown].sort(([a], [b]) => a - b)) {
      const { venue, symbol } = this.tape.quotes;
      if (!this.port.accepts(venue[row], symbol[row])) continue;
      this.unshown.delete(slot);
      this.quote(row);
    }
  }

  private quote(row: number): void {
    const { venue: venues, symbol: symbols, bidPx, bidQty, askPx, askQty } = this.tape.quotes;
    const venue = venues[row];
    const symbol = symbols[row];
    if (!this.port.accepts(venue, symbol)) {
      this.unshown.set(this.slot(venue, symbol, 'buy'), row);
      return;
    }
    const impossible = askPx[row] !== 0 && bidPx[row] >= askPx[row];
    const bid = impossible ? 0 : bidQty[row];
    const ask = impossible ? 0 : askQty[row];
    // A bid that goes through the old offer must not meet it: then the offer moves first. At most one side is in the other's way.
    const offerStands = this.level(venue, symbol, 'sell').px;
    const offerFirst = offerStands !== 0 && bidPx[row] >= offerStands;
    if (offerFirst) this.show(venue, symbol, 'sell', askPx[row], ask);
    this.show(venue, symbol, 'buy', bidPx[row], bid);
    if (!offerFirst) this.show(venue, symbol, 'sell', askPx[row], ask);
  }

  /** Makes the tape's orders on one side be `qty` at `px`. */
  private show(venue: number, symbol: number, side: Side, px: number, qty: number): void {
    const level = this.level(venue, symbol, side);
    if (qty > 0 && px === level.px) {
      const missing = qty - total(level);
      if (missing > 0) this.enter(venue, symbol, side, missing);
      else this.shrink(venue, symbol, level, -missing);
    } else {
      const old = level.orders.splice(0);
      level.leaves.length = 0;
      level.px = qty > 0 ? px : 0;
      // The new price first: the venue's best goes from one to the other and is never seen empty between.
      if (qty > 0) this.enter(venue, symbol, side, qty);
      for (const order of old) this.port.cancel(venue, symbol, order);
    }
    level.printed = 0;
  }

  private enter(venue: number, symbol: number, side: Side, qty: number): void {
    const level = this.level(venue, symbol, side);
    const far = this.port.bestPx(venue, symbol, opposite(side));
    const crosses = far !== 0 && isWithin(side, far, level.px);
    const order = this.port.enter(venue, symbol, side, level.px, qty, this.slot(venue, symbol, side), false);
    if (order === 0) return;
    level.orders.push(order);
    // Where it crossed, nothing had stood at its price before: what the book now shows there is what is left of it.
    level.leaves.push(crosses ? this.port.bestQty(venue, symbol, side) : qty);
  }

  private shrink(venue: number, symbol: number, level: Level, excess: number): void {
    let fromFront = Math.min(level.printed, excess);
    while (excess > 0) {
      const i = fromFront > 0 ? 0 : level.orders.length - 1;
      const take = Math.min(level.leaves[i], fromFront > 0 ? fromFront : excess);
      if (take === level.leaves[i]) {
        this.port.cancel(venue, symbol, level.orders[i]);
        drop(level, i);
      } else {
        level.leaves[i] -= take;
        this.port.reduce(venue, symbol, level.orders[i], level.leaves[i]);
      }
      excess -= take;
      fromFront -= take;
    }
  }

  private trade(row: number): void {
    const { venue: venues, symbol: symbols, px: pxs, qty: qtys } = this.tape.trades;
    const symbol = symbols[row];
    const px = pxs[row];
    const qty = qtys[row];
    if (venues[row] === OFF_EXCHANGE) {
      this.port.print(NO_VENUE, symbol, px, qty);
      return;
    }
    for (const side of ['buy', 'sell'] as const) {
      const level = this.level(venues[row], symbol, side);
      if (level.px === px) level.printed += qty;
    }
    this.port.print(venues[row], symbol, px, qty);
  }

  private wakeForNext(): void {
    if (!this.done) this.port.wake(Math.min(this.quoteTime(), this.tradeTime()) as Nanos, NEXT_ROWS);
  }

  private quoteTime(): number {
    const { quotes } = this.tape;
    return this.nextQuote < quotes.count ? quotes.time[this.nextQuote] : Number.POSITIVE_INFINITY;
  }

  private tradeTime(): number {
    const { trades } = this.tape;
    return this.nextTrade < trades.count ? trades.time[this.nextTrade] : Number.POSITIVE_INFINITY;
  }

  private level(venue: number, symbol: number, side: Side): Level {
    return this.levels[this.slot(venue, symbol, side)];
  }

  /** Position in `levels`, and owner of the orders of it. */
  private slot(venue: number, symbol: number, side: Side): number {
    return (venue * this.tape.symbols.length + symbol) * 2 + (side === 'buy' ? 0 : 1);
  }
}

function total(level: Level): number {
  let shares = 0;
  for (const leaves of level.leaves) shares += leaves;
  return shares;
}

function drop(level: Level, i: number): void {
  level.orders.splice(i, 1);
  level.leaves.splice(i, 1);
}
