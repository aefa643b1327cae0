import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { OFF_EXCHANGE, type Tape } from '../../electron/engine/feed/tape.ts';

/** `'09:30:00.000'`, or milliseconds since midnight. */
export type TapeTime = string | number;
/** Time, exchange letter, bid and its round lots, offer and its round lots, symbol. */
export type QuoteRow = readonly [TapeTime, string, number, number, number, number, string?];
/** Time, exchange letter, price, shares, correction code, symbol. */
export type TradeRow = readonly [TapeTime, string, number, number, number?, string?];

export interface TapeRowsSpec {
  readonly quotes: readonly QuoteRow[];
  readonly trades?: readonly TradeRow[];
}

/** The symbol of rows that name none. */
export const TAPE_SYMBOL = 'FWY';

export function ms(time: TapeTime): number {
  if (typeof time === 'number') return time;
  const [, h, m, s] = /^(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(time) ?? [];
  if (s === undefined) throw new Error(`not a time: ${time}`);
  return Math.round((Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1e6) / 1e3;
}

export function quotesCsv(rows: readonly QuoteRow[]): string {
  const lines = rows.map(
    ([t, ex, b, bs, a, as, symbol = TAPE_SYMBOL], i) => `${ms(t)},${ex},${b},${bs},${a},${as},R,${i + 1},${symbol}`,
  );
  return ['TIME_MS,EX,BID,BIDSIZ,ASK,ASKSIZ,QU_COND,QU_SEQNUM,SYMBOL', ...lines, ''].join('\n');
}

export function tradesCsv(rows: readonly TradeRow[]): string {
  const lines = rows.map(
    ([t, ex, p, q, corr = 0, symbol = TAPE_SYMBOL], i) => `${ms(t)},${ex},${p},${q},@   ,${corr},${i + 1},${symbol}`,
  );
  return ['TIME_MS,EX,PRICE,SIZE,TR_SCOND,TR_CORR,TR_SEQNUM,SYMBOL', ...lines, ''].join('\n');
}

/** Writes files by name into a new folder that goes away with the test; names ending in `.gz` are gzipped. */
export function tapeFolder(files: Readonly<Record<string, string | Buffer>>, name = 'tape-2018-01-02'): string {
  const root = mkdtempSync(join(tmpdir(), 'fairway-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const dir = join(root, name);
  mkdirSync(dir);
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(dir, file), file.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content);
  return dir;
}

/** A folder with a TAQ-like day in it, as `readTape` takes it. */
export function writeTape(spec: TapeRowsSpec, options: { readonly gzip?: boolean; readonly name?: string } = {}): string {
  const end = options.gzip ? '.csv.gz' : '.csv';
  return tapeFolder({ [`quotes${end}`]: quotesCsv(spec.quotes), [`trades${end}`]: tradesCsv(spec.trades ?? []) }, options.name);
}

/** The same day as `readTape` would return it, without a file: rows in time order only, corrected trades are not for this. */
export function tapeOf(spec: TapeRowsSpec): Tape {
  const trades = spec.trades ?? [];
  const letters = [
    ...new Set([...spec.quotes.map((row) => row[1]), ...trades.map((row) => row[1]).filter((ex) => ex !== 'D')]),
  ].sort();
  const symbols = [
    ...new Set([...spec.quotes.map((row) => row[6] ?? TAPE_SYMBOL), ...trades.map((row) => row[5] ?? TAPE_SYMBOL)]),
  ].sort();
  const px = (price: number, size: number): number => (size > 0 ? Math.round(price * 10_000) : 0);
  const shares = (price: number, lots: number): number => (price > 0 ? lots * 100 : 0);
  return {
    title: 'written by a test',
    date: '2018-01-02',
    digest: '0'.repeat(64),
    symbols,
    letters,
    quotes: {
      count: spec.quotes.length,
      time: Float64Array.from(spec.quotes, (row) => ms(row[0]) * 1e6),
      venue: Uint8Array.from(spec.quotes, (row) => letters.indexOf(row[1])),
      symbol: Uint8Array.from(spec.quotes, (row) => symbols.indexOf(row[6] ?? TAPE_SYMBOL)),
      bidPx: Int32Array.from(spec.quotes, (row) => px(row[2], row[3])),
      bidQty: Int32Array.from(spec.quotes, (row) => shares(row[2], row[3])),
      askPx: Int32Array.from(spec.quotes, (row) => px(row[4], row[5])),
      askQty: Int32Array.from(spec.quotes, (row) => shares(row[4], row[5])),
    },
    trades: {
      count: trades.length,
      time: Float64Array.from(trades, (row) => ms(row[0]) * 1e6),
      venue: Uint8Array.from(trades, (row) => (row[1] === 'D' ? OFF_EXCHANGE : letters.indexOf(row[1]))),
      symbol: Uint8Array.from(trades, (row) => symbols.indexOf(row[5] ?? TAPE_SYMBOL)),
      px: Int32Array.from(trades, (row) => px(row[2], row[3])),
      qty: Int32Array.from(trades, (row) => row[3]),
    },
    badRows: [],
    badRowCount: 0,
    correctedTrades: 0,
  };
}
