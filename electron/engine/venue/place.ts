import { Book, type BookListener } from './book.ts';

/** Who hears what a book tells, with the place of the book. */
export interface PlaceListener {
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
  ): void;
  leveled(place: Place, side: number, px: number, qty: number): void;
}

/** One symbol at one venue: its book, and which of the orders there are ours. */
export class Place implements BookListener {
  readonly venue: number;
  readonly symbol: number;
  /** Symbol x venues + venue: where it stands among all. */
  readonly index: number;
  readonly book: Book;
  /** Book order number to child, for ours that rest here. */
  resting = new Map<number, number>();
  /** Our child that is matching now, -1 when none is. */
  taker = -1;
  /** It came as an intermarket sweep. */
  takerIso = false;
  /** The fills now being told are proved by a recorded print, which has been published already. */
  recorded = false;
  /** Whether levels that the quote is of have changed since it was last worked out; so it is taken to be after a restore. */
  unsettled = true;
  private readonly listener: PlaceListener;

  constructor(listener: PlaceListener, tick: number, venue: number, symbol: number, index: number) {
    this.listener = listener;
    this.venue = venue;
    this.symbol = symbol;
    this.index = index;
    this.book = new Book(tick, this);
  }

  orderOf(child: number): number {
    for (const [order, owner] of this.resting) if (owner === child) return order;
    return 0;
  }

  fill(
    maker: number,
    makerOwner: number,
    taker: number,
    takerOwner: number,
    side: number,
    px: number,
    qty: number,
    leaves: number,
  ): void {
    this.listener.traded(this, maker, makerOwner, taker, takerOwner, side, px, qty, leaves);
  }

  level(side: number, px: number, qty: number): void {
    this.listener.leveled(this, side, px, qty);
  }
}
