import { timeText } from '../../../shared/format.ts';
import { HOUR, MINUTE, type Nanos, PX_PER_DOLLAR } from '../../../shared/units.ts';
import { BestOf } from '../view/nbbo.ts';
import { PARTICIPANTS } from './participants.ts';
import type { Tape } from './tape.ts';

/** Regular trading hours, [start, end). */
export const RTH_START = (9 * HOUR + 30 * MINUTE) as Nanos;
export const RTH_END = (16 * HOUR) as Nanos;

/** The best over venues of one symbol, from each venue's last row. */
export class TapeNbbo extends BestOf {
  /** Takes row `i` of the tape's quotes; true if a best price changed. */
  apply(quotes: Tape['quotes'], i: number): boolean {
    const { bestBidPx, bestAskPx } = this;
    this.set(quotes.venue[i], quotes.bidPx[i], quotes.bidQty[i], quotes.askPx[i], quotes.askQty[i], quotes.time[i]);
    return this.bestBidPx !== bestBidPx || this.bestAskPx !== bestAskPx;
  }

  get twoSided(): boolean {
    return this.bestBidPx !== 0 && this.bestAskPx !== 0;
  }
}

/** `price` is dollars, `px` the same in 1/10,000. */
export interface QuoteSide {
  readonly px: number;
  readonly price: number;
  /** Shares. */
  readonly qty: number;
}

export interface BestSide extends QuoteSide {
  /** Letters of the venues at this price, in alphabetical order. */
  readonly venues: string;
}

export interface VenueQuote {
  readonly letter: string;
  readonly mic: string;
  /** When the venue last quoted, ns since midnight. */
  readonly time: number;
  readonly bid?: QuoteSide;
  readonly ask?: QuoteSide;
}

export interface NbboSnapshot {
  readonly symbol: string;
  readonly time: number;
  /** `time` as HH:MM:SS.mmm. */
  readonly at: string;
  /** Absent while no venue bids. */
  readonly nbb?: BestSide;
  readonly nbo?: BestSide;
  /** Venues that have quoted by then, even if only to withdraw; by letter. */
  readonly venues: readonly VenueQuote[];
}

/** The market at each of the times, in the order asked, symbol by symbol within a time: every row with a time at or before it counts. */
export function nbboAt(tape: Tape, times: readonly Nanos[]): NbboSnapshot[] {
  const { quotes } = tape;
  const books = tape.symbols.map(() => new TapeNbbo(tape.letters.length));
  const result: NbboSnapshot[][] = [];
  let next = 0;
  const ascending = times.map((_, i) => i).sort((a, b) => times[a] - times[b]);
  for (const i of ascending) {
    while (next < quotes.count && quotes.time[next] <= times[i]) {
      books[quotes.symbol[next]].apply(quotes, next);
      next++;
    }
    result[i] = books.map((book, symbol) => snapshot(tape, book, symbol, times[i]));
  }
  return result.flat();
}

function snapshot(tape: Tape, book: TapeNbbo, symbol: number, time: number): NbboSnapshot {
  const best = (px: number, qty: number, pxs: Int32Array): BestSide | undefined => {
    const shown = side(px, qty);
    return shown && { ...shown, venues: tape.letters.filter((_, v) => pxs[v] === px).join('') };
  };
  const venues = tape.letters.flatMap((letter, v): VenueQuote[] => {
    if (book.time[v] < 0) return [];
    const mic = PARTICIPANTS.get(letter)?.mic ?? letter;
    return [
      { letter, mic, time: book.time[v], bid: side(book.bidPx[v], book.bidQty[v]), ask: side(book.askPx[v], book.askQty[v]) },
    ];
  });
  return {
    symbol: tape.symbols[symbol],
    time,
    at: timeText(time),
    nbb: best(book.bestBidPx, book.bestBidQty, book.bidPx),
    nbo: best(book.bestAskPx, book.bestAskQty, book.askPx),
    venues,
  };
}

function side(px: number, qty: number): QuoteSide | undefined {
  return px === 0 ? undefined : { px, price: px / PX_PER_DOLLAR, qty };
}
