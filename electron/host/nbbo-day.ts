import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { MAX_PX, MAX_QTY, SYMBOL } from '../../shared/limits.ts';
import { DAY, MILLISECOND } from '../../shared/units.ts';
import { PARTICIPANTS, TRF_LETTER } from '../engine/feed/participants.ts';
import { OFF_EXCHANGE, type Tape } from '../engine/feed/tape.ts';
import { Column } from '../engine/realism/column.ts';
import { TapeError } from './csv-file.ts';
import { zipEntry } from './zip-entry.ts';

/**
 * Who quotes on such a day: the stream has the national best of each side and not each exchange's own, so one stand-in bids and another
 * offers, and the best of the two is the NBBO, locked and crossed times included.
 */
const BIDS = 'S';
const OFFERS = 'E';

/** A recorded day of the national best bid and offer in LEAN's format, by the names of its two files. */
export interface NbboDayFiles {
  readonly symbol: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly quotes: string;
  readonly trades: string;
}

/** The days in a folder: `<symbol>_<yyyymmdd>_quote.zip` with its `_trade.zip`, by name. */
export function nbboDays(files: readonly string[]): NbboDayFiles[] {
  return files
    .flatMap((quotes): NbboDayFiles[] => {
      const [, symbol, year, month, day] = /^([a-z][a-z0-9.]*)_(\d{4})(\d\d)(\d\d)_quote\.zip$/i.exec(quotes) ?? [];
      const trades = quotes.replace('_quote.', '_trade.');
      if (symbol === undefined || !SYMBOL.test(symbol.toUpperCase()) || !files.includes(trades)) return [];
      return [{ symbol: symbol.toUpperCase(), date: `${year}-${month}-${day}`, quotes, trades }];
    })
    .sort((a, b) => (a.quotes < b.quotes ? -1 : 1));
}

/**
 * Reads one such day. Quotes: ms since midnight, bid price and size, offer price and size, exchange, condition, suspicious; one side a
 * row. Trades: ms, price, size, exchange, condition, suspicious. Prices are 1/10,000 dollars, sizes shares; there is no header. Rows that
 * are marked suspicious, break a rule or go back in time are counted as bad and left out. Throws TapeError for a file as a whole.
 */
export async function readNbboDay(dir: string, { symbol, date, quotes, trades }: NbboDayFiles): Promise<Tape> {
  const hash = createHash('sha256');
  const quoteRows = new Rows(quotes, 8, 5);
  const tradeRows = new Rows(trades, 6, 3);
  for (const rows of [quoteRows, tradeRows]) {
    const bytes = await readFile(join(dir, rows.file));
    hash.update(bytes);
    await rows.read(zipEntry(bytes, rows.file));
  }
  const traded = new Set(tradeRows.letters.filter((letter) => letter !== TRF_LETTER));
  const letters = [...new Set([...traded, BIDS, OFFERS])].sort();
  const q = quoteRows.columns;
  const t = tradeRows.columns;
  const bids = q[1]!.view().map((px, i) => (px > 0 && q[2]!.at(i) > 0 ? 1 : 0));
  return {
    title: `${symbol} ${date}, national best only`,
    date,
    digest: hash.digest('hex'),
    symbols: [symbol],
    letters,
    quotes: {
      count: quoteRows.count,
      time: q[0]!.view().slice(),
      venue: Uint8Array.from(bids, (bid) => letters.indexOf(bid ? BIDS : OFFERS)),
      symbol: new Uint8Array(quoteRows.count),
      bidPx: Int32Array.from(q[1]!.view()),
      bidQty: Int32Array.from(q[2]!.view()),
      askPx: Int32Array.from(q[3]!.view()),
      askQty: Int32Array.from(q[4]!.view()),
    },
    trades: {
      count: tradeRows.count,
      time: t[0]!.view().slice(),
      venue: Uint8Array.from(tradeRows.letters, (letter) => (letter === TRF_LETTER ? OFF_EXCHANGE : letters.indexOf(letter))),
      symbol: new Uint8Array(tradeRows.count),
      px: Int32Array.from(t[1]!.view()),
      qty: Int32Array.from(t[2]!.view()),
    },
    badRows: [...quoteRows.bad, ...tradeRows.bad],
    badRowCount: quoteRows.badCount + tradeRows.badCount,
    correctedTrades: 0,
  };
}

/** Good rows of one file: time in ns, then the numbers after it; and the exchange that follows those. */
class Rows {
  readonly file: string;
  readonly columns: Column[];
  readonly letters: string[] = [];
  readonly bad: { file: string; line: number; field: string; text: string }[] = [];
  badCount = 0;
  private readonly fields: number;
  private readonly numbers: number;
  private last = 0;

  /** `numbers` fields are numbers, the time among them, and come first. */
  constructor(file: string, fields: number, numbers: number) {
    this.file = file;
    this.fields = fields;
    this.numbers = numbers;
    this.columns = Array.from({ length: numbers }, () => new Column());
  }

  get count(): number {
    return this.letters.length;
  }

  async read(text: Buffer): Promise<void> {
    const parser = parse({
      quote: false,
      relax_column_count: true,
      on_record: (row: string[], { lines }) => {
        this.row(row, lines);
        return null;
      },
    });
    parser.resume();
    await new Promise<void>((done, failed) => {
      parser.on('end', done);
      parser.on('error', failed);
      parser.end(text);
    });
    if (this.count === 0) throw new TapeError(`${this.file} has no usable row`);
  }

  private row(row: readonly string[], line: number): void {
    if (row.length !== this.fields) return this.refuse(line, '', `has ${row.length} fields in place of ${this.fields}`);
    const numbers = row.slice(0, this.numbers);
    const odd = numbers.find((text) => !/^\d{1,10}$/.test(text));
    if (odd !== undefined) return this.refuse(line, '', `"${odd.slice(0, 24)}" is not a whole number`);
    const letter = row[this.numbers]!;
    if (!PARTICIPANTS.has(letter)) return this.refuse(line, 'exchange', `"${letter.slice(0, 24)}" is no exchange letter`);
    if (row.at(-1) !== '0') return this.refuse(line, 'suspicious', 'is marked');
    const values = numbers.map(Number);
    const time = values[0]! * MILLISECOND;
    if (time >= DAY) return this.refuse(line, 'time', 'is past midnight');
    if (time < this.last) return this.refuse(line, 'time', 'is out of order');
    // Prices and sizes take turns after the time.
    if (values.some((value, i) => i > 0 && value > (i % 2 === 1 ? MAX_PX : MAX_QTY))) return this.refuse(line, '', 'is too large');
    const [, px, qty, askPx, askQty] = values as [number, number, number, number?, number?];
    const sides = Number(px > 0 && qty > 0) + Number((askPx ?? 0) > 0 && (askQty ?? 0) > 0);
    if (sides !== 1) return this.refuse(line, '', 'has not one price and one size above 0');
    this.last = time;
    this.columns[0]!.push(time);
    for (let i = 1; i < values.length; i++) this.columns[i]!.push(values[i]!);
    this.letters.push(letter);
  }

  private refuse(line: number, field: string, text: string): void {
    this.badCount++;
    if (this.bad.length < 1000) this.bad.push({ file: this.file, line, field, text });
  }
}
