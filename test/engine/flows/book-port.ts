import type { MarketPort, MarketSource } from '../../../electron/engine/market/source.ts';
import { Schedule } from '../../../electron/engine/schedule.ts';
import { BID, Book, type BookState, DAY, IOC, OFFER } from '../../../electron/engine/venue/book.ts';
import type { Side } from '../../../shared/fix.ts';
import type { Nanos } from '../../../shared/units.ts';

/** Books and wakes alone, without feeds and router: what a market source needs to be studied by itself. One symbol. */
export class BookPort implements MarketPort {
  now = 0 as Nanos;
  readonly books: Book[];
  readonly schedule = new Schedule();
  source!: MarketSource;
  /** Told after each entry and before each cancel; a study counts here. */
  entered: (venue: number, side: Side, px: number, ioc: boolean) => void = () => {};
  cancelling: (venue: number, order: number) => void = () => {};
  /** Venues that take no orders. */
  readonly closed = new Set<number>();
  lastFilled = 0;
  enteredPx = 0;

  constructor(tick: number, venues: number) {
    this.books = Array.from(
      { length: venues },
      (_, venue) =>
        new Book(tick, {
          fill: (maker, owner, _taker, _takerOwner, _side, px, qty, leaves) =>
            this.source.onFill(this.now, venue, 0, maker, owner, px, qty, leaves),
          level: () => {},
        }),
    );
  }

  /** Wakes the source until its next wake is after `until`; `between` is told how long the books stand before each. */
  run(until: number, between: (seconds: number) => void = () => {}): void {
    const { schedule } = this;
    while (schedule.nextAt <= until) {
      between((schedule.nextAt - this.now) / 1e9);
      schedule.pop();
      this.now = schedule.at as Nanos;
      this.source.onWake(this.now, schedule.kind, schedule.a, schedule.b, schedule.c);
    }
  }

  best(side: Side): number {
    const tops = this.books.map((_, venue) => this.bestPx(venue, 0, side)).filter((px) => px > 0);
    return tops.length === 0 ? 0 : side === 'buy' ? Math.max(...tops) : Math.min(...tops);
  }

  save() {
    return structuredClone({ now: this.now, books: this.books.map((book) => book.save()), schedule: this.schedule.save() });
  }

  restore({ now, books, schedule }: ReturnType<BookPort['save']>): void {
    this.now = now;
    books.forEach((book: BookState, venue) => this.books[venue]!.restore(book));
    this.schedule.restore(schedule);
  }

  wake(at: Nanos, kind: number, a = 0, b = 0, c = 0): void {
    this.schedule.push(at, kind, a, b, c);
  }

  enter(venue: number, _symbol: number, side: Side, px: number, qty: number, owner: number, ioc: boolean): number {
    const book = this.books[venue]!;
    const order = book.enter(side === 'buy' ? BID : OFFER, px, qty, owner, ioc ? IOC : DAY);
    this.lastFilled = book.lastFilled;
    this.enteredPx = px;
    this.entered(venue, side, px, ioc);
    return order;
  }

  accepts(venue: number): boolean {
    return !this.closed.has(venue);
  }

  takerFee(): number {
    return 0;
  }

  delay(): number {
    return 0;
  }

  cancel(venue: number, _symbol: number, order: number): number {
    this.cancelling(venue, order);
    return this.books[venue]!.cancel(order);
  }

  reduce(venue: number, _symbol: number, order: number, leaves: number): number {
    return this.books[venue]!.reduce(order, leaves);
  }

  bestPx(venue: number, _symbol: number, side: Side): number {
    return this.books[venue]!.bestPx(side === 'buy' ? BID : OFFER);
  }

  bestQty(venue: number, _symbol: number, side: Side): number {
    return this.books[venue]!.bestQty(side === 'buy' ? BID : OFFER);
  }

  print(): void {
    throw new Error('a flow prints no recorded trades');
  }

  setHidden(): void {
    throw new Error('a flow hides nothing');
  }

  hidden(): number {
    return 0;
  }
}
