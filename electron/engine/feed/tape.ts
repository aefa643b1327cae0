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
  /** Tape letters of the quoting venues, in alphabetical order; the config's lit venues stand in this same order. */
  readonly letters: readonly string[];
  readonly quotes: TapeQuotes;
  readonly trades: TapeTrades;
  /** Rows that could not be used: file, line from 1 (the header is line 1), the field and the rule it broke. */
  readonly badRows: readonly BadRow[];
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
  /** Index into `letters`, 255 for a print off the quoting venues (the TRF). */
  readonly venue: Uint8Array;
  readonly symbol: Uint8Array;
  readonly px: Int32Array;
  readonly qty: Int32Array;
}

export interface BadRow {
  readonly file: string;
  readonly line: number;
  readonly field: string;
  readonly text: string;
}
