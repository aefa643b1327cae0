/**
 * A recorded day, decoded: columns sorted by time, equal times in file order. Reading files is the host's work; this is plain data.
 * Prices `Px`, sizes whole shares, times nanoseconds since midnight; price 0 is an empty side.
 */
export interface Tape {
  readonly title: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** SHA-256 over the files' bytes. */
  readonly digest: string;
  readonly symbols: readonly string[];
  /**
   * Tape letters of the exchanges that quote or print, in alphabetical order; the config's lit venues stand in this same order.
   * Off-exchange reports (D, the TRF) are no venue here unless D quotes.
   */
  readonly letters: readonly string[];
  readonly quotes: TapeQuotes;
  readonly trades: TapeTrades;
  /** Rows that could not be used: file, line from 1 (the header is line 1), the field and the rule it broke. The first ones only. */
  readonly badRows: readonly BadRow[];
  /** All of them. */
  readonly badRowCount: number;
  /** Good trade rows that were later corrected or cancelled (TR_CORR not 0): left out of `trades`. */
  readonly correctedTrades: number;
}

/** A row is one venue's complete new best bid and offer. */
export interface TapeQuotes {
  readonly count: number;
  readonly time: Float64Array;
  /** Index into `letters`. */
  readonly venue: Uint8Array;
  readonly symbol: Uint8Array;
  readonly bidPx: Int32Array;
  readonly bidQty: Int32Array;
  readonly askPx: Int32Array;
  readonly askQty: Int32Array;
}

export interface TapeTrades {
  readonly count: number;
  readonly time: Float64Array;
  /** Index into `letters`, `OFF_EXCHANGE` for a report of a trade on no exchange. */
  readonly venue: Uint8Array;
  readonly symbol: Uint8Array;
  readonly px: Int32Array;
  readonly qty: Int32Array;
}

/** Venue of a trade that the tape reports from no exchange (FINRA's TRF, letter D). */
export const OFF_EXCHANGE = 255;

export interface BadRow {
  readonly file: string;
  readonly line: number;
  /** Column name; empty when the rule is about the whole row. */
  readonly field: string;
  readonly text: string;
}
