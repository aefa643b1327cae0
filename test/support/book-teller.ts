import { BID, Book, type BookListener, type BookOptions, DAY, OFFER } from '../../electron/engine/venue/book.ts';

export const TICK = 100;

export function at(dollars: number): number {
  return Math.round(dollars * 10_000);
}

/** `10.01`, and as many more places as a price between ticks needs. */
function dollars(px: number): string {
  return (px / 10_000).toFixed(px % 100 === 0 ? 2 : px % 10 === 0 ? 3 : 4);
}

/** Tells in words: `fill 1 by 2 buying 100 @ 10.01, 0 left`, `bid 10.00: 300`, `self-match 3: 50 gone`. */
export class Teller implements BookListener {
  told: string[] = [];
  /** Told with each fill: whether the maker was undisplayed. */
  book: { readonly makerHidden: number } | undefined;

  fill(maker: number, _o: number, taker: number, _p: number, side: number, px: number, qty: number, leaves: number): void {
    const hidden = this.book?.makerHidden ? ' hidden' : '';
    this.told.push(
      `fill${hidden} ${maker} by ${taker} ${side === BID ? 'buying' : 'selling'} ${qty} @ ${dollars(px)}, ${leaves} left`,
    );
  }
  level(side: number, px: number, qty: number): void {
    this.told.push(`${side === BID ? 'bid' : 'offer'} ${dollars(px)}: ${qty}`);
  }
  selfMatch(id: number, _owner: number, qty: number): void {
    this.told.push(`self-match ${id}: ${qty} gone`);
  }
  take(): string[] {
    const told = this.told;
    this.told = [];
    return told;
  }
}

/** What an order may have beside its side, price and quantity. */
export interface More {
  readonly owner?: number;
  readonly tif?: number;
  readonly flags?: number;
  readonly displayQty?: number;
  readonly minQty?: number;
}

/** An empty book of cents with someone listening. */
export function openBook(options: BookOptions = {}) {
  const teller = new Teller();
  const book = new Book(TICK, teller, options);
  teller.book = book;
  const enter = (side: number, price: number, qty: number, more: More) => {
    const { owner = 1, tif = DAY, flags = 0, displayQty = 0, minQty = 0 } = more;
    return book.enter(side, at(price), qty, owner, tif, flags, displayQty, minQty);
  };
  const bid = (price: number, qty: number, more: More = {}) => enter(BID, price, qty, more);
  const offer = (price: number, qty: number, more: More = {}) => enter(OFFER, price, qty, more);
  const quote = (bidPrice: number, askPrice: number) => book.quote(at(bidPrice), at(askPrice));
  return { book, teller, bid, offer, quote };
}
