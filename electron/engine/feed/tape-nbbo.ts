import { timeText } from '../../../shared/format.ts';
import { HOUR, MINUTE, type Nanos, PX_PER_DOLLAR } from '../../../shared/units.ts';
import { PARTICIPANTS } from './participants.ts';
import type { Tape } from './tape.ts';

/** Regular trading hours, [start, end). */
export const RTH_START = (9 * HOUR + 30 * MINUTE) as Nanos;
export const RTH_END = (16 * HOUR) as Nanos;

/** The best over venues of one symbol, from each venue's last quote. Prices of 0 are empty sides. */
export class TapeNbbo {
  readonly bidPx: Int32Array;
  readonly bidQty: Int32Array;
  readonly askPx: Int32Array;
  readonly askQty: Int32Array;
  /** Time of each venue's last row, -1 before its first. */
  readonly time: Float64Array;
  nbbPx = 0;
  nboPx = 0;

  constructor(venues: number) {
    this.bidPx = new Int32Array(venues);
    this.bidQty = new Int32Array(venues);
    this.askPx = new Int32Array(venues);
    this.askQty = new Int32Array(venues);
    this.time = new Float64Array(venues).fill(-1);
  }

  /** Takes row `i` of the tape's quotes; true if a best price changed. */
  apply(quotes: Tape['quotes'], i: number): boolean {
    const venue = quotes.venue[i];
    this.bidPx[venue] = quotes.bidPx[i];
    this.bidQty[venue] = quotes.bidQty[i];
    this.askPx[venue] = quotes.askPx[i];
    this.askQty[venue] = quotes.askQty[i];
    this.time[venue] = quotes.time[i];
    let nbb = 0;
    let nbo = 0;
    for (let v = 0; v < this.bidPx.length; v++) {
      const ask = this.askPx[v];
      if (this.bidPx[v] > nbb) nbb = this.bidPx[v];
      if (ask !== 0 && (nbo === 0 || ask < nbo)) nbo = ask;
    }
    const changed = nbb !== this.nbbPx || nbo !== this.nboPx;
    this.nbbPx = nbb;
    this.nboPx = nbo;
    return changed;
  }

  get twoSided(): boolean {
    return this.nbbPx !== 0 && this.nboPx !== 0;
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
  const best = (px: number, pxs: Int32Array, qtys: Int32Array): BestSide | undefined => {
    if (px === 0) return undefined;
    let qty = 0;
    let venues = '';
    for (let v = 0; v < pxs.length; v++) {
      if (pxs[v] !== px) continue;
      qty += qtys[v];
      venues += tape.letters[v];
    }
    return { ...side(px, qty)!, venues };
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
    nbb: best(book.nbbPx, book.bidPx, book.bidQty),
    nbo: best(book.nboPx, book.askPx, book.askQty),
    venues,
  };
}

function side(px: number, qty: number): QuoteSide | undefined {
  return px === 0 ? undefined : { px, price: px / PX_PER_DOLLAR, qty };
}
