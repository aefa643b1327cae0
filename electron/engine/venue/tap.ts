import type { BookListener } from './book.ts';

/** What a venue's books tell, with the tap of the book that speaks. */
export interface TapListener {
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
  ): void;
  leveled(tap: Tap, side: number, px: number, qty: number): void;
}

/** Listens to one book, and knows which of its orders are ours. */
export class Tap implements BookListener {
  private readonly listener: TapListener;
  readonly venue: number;
  readonly symbol: number;
  /** Symbol x venues + venue: where the book stands among all. */
  readonly place: number;
  /** Book order number to child, for ours that rest here. */
  resting = new Map<number, number>();
  /** Our child that is matching now, -1 when none is. */
  taker = -1;
  /** The fills now being told are proved by a recorded print, which has been published already. */
  recorded = false;

  constructor(listener: TapListener, venue: number, symbol: number, place: number) {
    this.listener = listener;
    this.venue = venue;
    this.symbol = symbol;
    this.place = place;
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
