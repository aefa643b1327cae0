import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { TRF_LETTER } from '../engine/feed/participants.ts';
import { OFF_EXCHANGE, type Tape, type TapeQuotes, type TapeTrades } from '../engine/feed/tape.ts';
import { readCsv, TapeError } from './csv-file.ts';
import { BadRows, type RowShape, SymbolTable, TapeRows } from './tape-rows.ts';

export { TapeError } from './csv-file.ts';

export interface TapeProgress {
  readonly file: string;
  /** Bytes read of all the tape's files together, as they stand on the disk. */
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface ReadTapeOptions {
  readonly onProgress?: (progress: TapeProgress) => void;
  /** The symbol of files that have no SYMBOL column. */
  readonly symbol?: string;
  /** YYYY-MM-DD; else the last such date in the folder's path, else `UNKNOWN_DATE`. */
  readonly date?: string;
}

/** Date of a tape that nothing dates: plainly not a trading day of it. */
export const UNKNOWN_DATE = '1970-01-01';

/** TAQ sizes of quotes count round lots. */
const LOT = 100;

const QUOTES: RowShape = {
  required: ['BID', 'BIDSIZ', 'ASK', 'ASKSIZ'],
  read(fields) {
    const bidPx = fields.decimal('BID', 4);
    const bidQty = fields.decimal('BIDSIZ', 0, LOT);
    const askPx = fields.decimal('ASK', 4);
    const askQty = fields.decimal('ASKSIZ', 0, LOT);
    const bid = bidPx > 0 && bidQty > 0;
    const ask = askPx > 0 && askQty > 0;
    return [bid ? bidPx : 0, bid ? bidQty : 0, ask ? askPx : 0, ask ? askQty : 0];
  },
};

const TRADES: RowShape = {
  required: ['PRICE', 'SIZE'],
  read(fields) {
    const px = fields.decimal('PRICE', 4);
    const qty = fields.decimal('SIZE', 0);
    if (px === 0) fields.refuse('PRICE', 'is not above 0');
    if (qty === 0) fields.refuse('SIZE', 'is not above 0');
    const corrected = fields.has('TR_CORR') && fields.decimal('TR_CORR', 0) !== 0;
    return corrected ? undefined : [px, qty];
  },
};

/**
 * Reads a recorded day from a folder: `quotes.csv` and `trades.csv`, plain or gzipped (`.csv.gz` wins where both stand there).
 *
 * quotes: TIME_MS (ms since midnight New York, a fraction is welcome), EX (participant letter), BID, BIDSIZ, ASK, ASKSIZ (dollars to
 * 4 decimals, sizes in round lots of 100), SYMBOL. A row is its exchange's complete new best bid and offer whatever its condition; a
 * side with price 0 or size 0 is empty. A row that locks or crosses itself is kept as it stands: the tape says so.
 * Letters stay as the tape has them, Nasdaq's two (T, and Q for the stocks it lists) as well.
 * trades: TIME_MS, EX, PRICE, SIZE (shares), TR_CORR if it is there, SYMBOL. Trades that were later corrected or cancelled (TR_CORR
 * not 0) are counted and left out: at what price they stood in the end is another row's matter.
 *
 * Columns are found by name, in any order; others are passed over. Bad rows are counted and reported, never fatal. What is wrong with
 * a file as a whole (absent, empty, cut off, a column missing, no usable row) throws `TapeError`, a message that begins with the file.
 */
export async function readTape(dir: string, options: ReadTapeOptions = {}): Promise<Tape> {
  const present = await listFolder(dir);
  const files = [findFile(dir, present, 'quotes'), findFile(dir, present, 'trades')];
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(dir, file))).size));
  const totalBytes = sizes[0] + sizes[1];
  const bad = new BadRows();
  const symbols = new SymbolTable();
  const hash = createHash('sha256');

  const read = async (file: string, shape: RowShape, before: number): Promise<TapeRows> => {
    const rows = new TapeRows(file, shape, bad, symbols, options.symbol);
    const end = await readCsv(join(dir, file), file, hash, {
      header: (fields) => rows.header(fields),
      row: (fields, line) => rows.row(fields, line),
      progress: (bytes) => options.onProgress?.({ file, bytes: before + bytes, totalBytes }),
    });
    rows.end(end.ended);
    return rows;
  };
  const quotes = await read(files[0], QUOTES, 0);
  const trades = await read(files[1], TRADES, sizes[0]);
  const quoteOrder = quotes.order();
  const tradeOrder = trades.order();
  requireRows(quotes, quoteOrder, bad);
  if (trades.count > 0 && trades.leftOut === 0) requireRows(trades, tradeOrder, bad);

  const letterSet = new Set<string>();
  const nameSet = new Set<string>();
  for (const [rows, order] of [
    [quotes, quoteOrder],
    [trades, tradeOrder],
  ] as const)
    for (const row of order) {
      if (rows === quotes || rows.letter[row] !== TRF_LETTER) letterSet.add(rows.letter[row]);
      nameSet.add(symbols.names[rows.symbol[row]]);
    }
  const letters = [...letterSet].sort();
  const venueOf = new Map(letters.map((letter, i) => [letter, i]));
  const names = [...nameSet].sort();
  const symbolOf = symbols.names.map((name) => names.indexOf(name));
  const badRows = bad.kept.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line);

  return {
    title: basename(resolve(dir)),
    date: options.date ?? dateIn(resolve(dir)) ?? UNKNOWN_DATE,
    digest: hash.digest('hex'),
    symbols: names,
    letters,
    quotes: quoteColumns(quotes, quoteOrder, venueOf, symbolOf),
    trades: tradeColumns(trades, tradeOrder, venueOf, symbolOf),
    badRows,
    badRowCount: bad.count,
    correctedTrades: trades.leftOut,
  };
}

function quoteColumns(rows: TapeRows, order: Int32Array, venueOf: Map<string, number>, symbolOf: number[]): TapeQuotes {
  const count = order.length;
  return {
    count,
    time: Float64Array.from(order, (row) => rows.time[row]),
    venue: Uint8Array.from(order, (row) => venueOf.get(rows.letter[row])!),
    symbol: Uint8Array.from(order, (row) => symbolOf[rows.symbol[row]]),
    bidPx: Int32Array.from(order, (row) => rows.values[row][0]),
    bidQty: Int32Array.from(order, (row) => rows.values[row][1]),
    askPx: Int32Array.from(order, (row) => rows.values[row][2]),
    askQty: Int32Array.from(order, (row) => rows.values[row][3]),
  };
}

function tradeColumns(rows: TapeRows, order: Int32Array, venueOf: Map<string, number>, symbolOf: number[]): TapeTrades {
  const venue = (letter: string): number => (letter === TRF_LETTER ? OFF_EXCHANGE : venueOf.get(letter)!);
  return {
    count: order.length,
    time: Float64Array.from(order, (row) => rows.time[row]),
    venue: Uint8Array.from(order, (row) => venue(rows.letter[row])),
    symbol: Uint8Array.from(order, (row) => symbolOf[rows.symbol[row]]),
    px: Int32Array.from(order, (row) => rows.values[row][0]),
    qty: Int32Array.from(order, (row) => rows.values[row][1]),
  };
}

function requireRows(rows: TapeRows, order: Int32Array, bad: BadRows): void {
  if (order.length > 0) return;
  const first = bad.kept.find((row) => row.file === rows.file);
  const why = first ? `: line ${first.line} ${first.field} ${first.text}` : '';
  throw new TapeError(`${rows.file} has no usable row${why.replaceAll(/ +/g, ' ')}`);
}

async function listFolder(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new TapeError(`${dir}: no such folder`);
    if (code === 'ENOTDIR') throw new TapeError(`${dir} is a file, not a folder with quotes.csv and trades.csv`);
    throw new TapeError(`${dir} cannot be read: ${message}`, { cause: error });
  }
}

function findFile(dir: string, names: readonly string[], kind: 'quotes' | 'trades'): string {
  const file = [`${kind}.csv.gz`, `${kind}.csv`].find((name) => names.includes(name));
  if (file === undefined) throw new TapeError(`${dir} has no ${kind}.csv or ${kind}.csv.gz`);
  return file;
}

function dateIn(path: string): string | undefined {
  const real = (text: string): boolean => {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  };
  return path.match(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g)?.findLast(real);
}
