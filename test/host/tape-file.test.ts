import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OFF_EXCHANGE, type Tape } from '../../electron/engine/feed/tape.ts';
import { tapeFacts } from '../../electron/engine/feed/tape-facts.ts';
import { nbboAt } from '../../electron/engine/feed/tape-nbbo.ts';
import { readTape, TapeError, type TapeProgress, UNKNOWN_DATE } from '../../electron/host/tape-file.ts';
import { keepInOrder } from '../../electron/host/time-order.ts';
import { HOUR, nanos } from '../../shared/units.ts';
import { describeRealData } from '../support/real-data.ts';
import { quotesCsv, tapeFolder, tapeOf, writeTape } from '../support/tape-writer.ts';

const QUOTE_HEADER = 'TIME_MS,EX,BID,BIDSIZ,ASK,ASKSIZ,SYMBOL';
const TRADE_HEADER = 'TIME_MS,EX,PRICE,SIZE,TR_CORR,SYMBOL';
const QUOTE = '34200000,N,100.01,3,100.03,5,FWY';
const TRADE = '34200000,N,100.02,120,0,FWY';
const lines = (...rows: string[]): string => [...rows, ''].join('\n');

function quoteRows(tape: Tape): unknown[] {
  const { quotes, letters, symbols } = tape;
  return Array.from({ length: quotes.count }, (_, i) => [
    quotes.time[i],
    letters[quotes.venue[i]],
    symbols[quotes.symbol[i]],
    quotes.bidPx[i],
    quotes.bidQty[i],
    quotes.askPx[i],
    quotes.askQty[i],
  ]);
}

test('a written day comes back as it was, plain or gzipped', async () => {
  const spec = {
    quotes: [
      ['09:30:00', 'N', 100.01, 3, 100.03, 5],
      ['09:30:00', 'T', 100, 1, 0, 0],
      ['09:30:00.250', 'Q', 50.1234, 2, 50.2, 1, 'ABC'],
    ],
    trades: [
      ['09:30:00.001', 'D', 100.0255, 75],
      ['09:30:01', 'N', 100.02, 100],
    ],
  } as const;
  const plain = await readTape(writeTape(spec));
  const gzipped = await readTape(writeTape(spec, { gzip: true }));
  const { digest: _, ...day } = gzipped;
  expect(plain).toEqual({ ...day, digest: plain.digest });
  expect(gzipped.digest).not.toBe(plain.digest);
  expect(plain.title).toBe('tape-2018-01-02');
  expect(plain.letters).toEqual(['N', 'Q', 'T']);
  expect(plain.symbols).toEqual(['ABC', 'FWY']);
  expect(quoteRows(plain)).toEqual([
    [34_200_000_000_000, 'N', 'FWY', 1_000_100, 300, 1_000_300, 500],
    [34_200_000_000_000, 'T', 'FWY', 1_000_000, 100, 0, 0],
    [34_200_250_000_000, 'Q', 'ABC', 501_234, 200, 502_000, 100],
  ]);
  expect([...plain.trades.venue]).toEqual([OFF_EXCHANGE, 0]);
  expect([...plain.trades.px]).toEqual([1_000_255, 1_000_200]);
  expect(plain.badRowCount).toBe(0);
  const single = { quotes: spec.quotes.slice(0, 2), trades: spec.trades };
  const { quotes, trades, letters } = tapeOf(single);
  expect(await readTape(writeTape(single))).toMatchObject({ quotes, trades, letters });
});

test('the digest is the SHA-256 of the quotes file and then the trades file', async () => {
  const dir = writeTape({ quotes: [['09:30:00', 'N', 1, 1, 2, 1]] }, { gzip: true });
  const hash = createHash('sha256')
    .update(readFileSync(join(dir, 'quotes.csv.gz')))
    .update(readFileSync(join(dir, 'trades.csv.gz')));
  expect((await readTape(dir)).digest).toBe(hash.digest('hex'));
});

test('columns stand in any order among others, under a byte order mark, with CRLF, blank lines, blanks and quotation marks', async () => {
  const dir = tapeFolder({
    'quotes.csv':
      '\uFEFF\r\nNOTE,symbol,ASKSIZ,ASK,BIDSIZ,BID,EX,TIME_MS\r\n\r\n,"FWY",5, 100.0300000 ,3,"100.01",N,34200000.5\r\n   \r\n',
    'trades.csv': `\r\n${TRADE_HEADER}\r\n${TRADE}\r\n\r\n`,
  });
  const tape = await readTape(dir);
  expect(quoteRows(tape)).toEqual([[34_200_000_500_000, 'N', 'FWY', 1_000_100, 300, 1_000_300, 500]]);
  expect([tape.trades.count, tape.badRowCount]).toEqual([1, 0]);
});

test('every letter of the consolidated tapes is a venue; D is one only where it quotes; a venue may print without quoting', async () => {
  const all = 'ABCDEFGHIJKLMNPQSTUVWXYZ'.split('');
  const tape = await readTape(writeTape({ quotes: all.map((ex) => ['09:30:00', ex, 10, 1, 11, 1]) }));
  expect(tape.letters).toEqual(all);
  const prints = await readTape(
    writeTape({
      quotes: [['09:30:00', 'N', 10, 1, 11, 1]],
      trades: [
        ['09:30:00', 'D', 10.5, 10],
        ['09:30:01', 'L', 10.5, 10],
      ],
    }),
  );
  expect(prints.letters).toEqual(['L', 'N']);
  expect([...prints.trades.venue]).toEqual([OFF_EXCHANGE, 0]);
});

test('Nasdaq has a letter on each tape: both stay as they are, in quotes, trades, NBBO and facts', async () => {
  const tape = await readTape(
    writeTape({
      quotes: [
        ['09:30:00', 'Q', 10, 1, 11, 1],
        ['09:30:00', 'T', 10, 2, 12, 1],
      ],
      trades: [
        ['09:30:01', 'T', 11, 10],
        ['09:30:01', 'Q', 11, 20],
      ],
    }),
  );
  expect(tape.letters).toEqual(['Q', 'T']);
  expect([...tape.trades.venue]).toEqual([1, 0]);
  expect(nbboAt(tape, [nanos(9.6 * HOUR)])).toMatchObject([{ nbb: { qty: 300, venues: 'QT' }, nbo: { qty: 100, venues: 'Q' } }]);
  expect(tapeFacts(tape).symbols[0]).toMatchObject({ quoteRowsByVenue: { Q: 1, T: 1 }, sharesByVenue: { T: 10, Q: 20 } });
});

test('a file sorted by symbol becomes one in time order, equal times as they stood', async () => {
  const tape = await readTape(
    writeTape({
      quotes: [
        ['09:30:00', 'N', 10, 1, 11, 1, 'BBB'],
        ['09:30:02', 'N', 12, 1, 13, 1, 'BBB'],
        ['09:30:00', 'N', 20, 1, 21, 1, 'AAA'],
        ['09:30:02', 'N', 22, 1, 23, 1, 'AAA'],
      ],
    }),
  );
  expect(quoteRows(tape).map((row) => (row as unknown[])[2])).toEqual(['BBB', 'AAA', 'BBB', 'AAA']);
  expect(tape.badRowCount).toBe(0);
});

test('files without a SYMBOL column take the symbol that they are given', async () => {
  const files = {
    'quotes.csv': 'TIME_MS,EX,BID,BIDSIZ,ASK,ASKSIZ\n1,N,1,1,2,1\n',
    'trades.csv': 'TIME_MS,EX,PRICE,SIZE\n1,N,1,1\n',
  };
  expect((await readTape(tapeFolder(files), { symbol: 'ABC' })).symbols).toEqual(['ABC']);
});

test('the class of a share is parted by a dot, however the tape does it', async () => {
  const tape = await readTape(
    writeTape({
      quotes: [
        ['09:30:00', 'N', 1, 1, 2, 1, 'BRK B'],
        ['09:30:00', 'N', 1, 1, 2, 1, 'BRK/B'],
      ],
    }),
  );
  expect(tape.symbols).toEqual(['BRK.B']);
});

test('a corrected or cancelled trade is counted and does not print', async () => {
  const tape = await readTape(
    writeTape({
      quotes: [['09:30:00', 'N', 10, 1, 11, 1]],
      trades: [
        ['09:30:00', 'N', 10.5, 10],
        ['09:30:01', 'N', 99, 10, 1],
        ['09:30:02', 'N', 99, 10, 8],
        ['09:30:03', 'N', 10.6, 10, 0],
      ],
    }),
  );
  expect([[...tape.trades.px], tape.correctedTrades, tape.badRowCount]).toEqual([[105_000, 106_000], 2, 0]);
});

test('the date is the last one in the path unless it is given; a path without one says so', async () => {
  const quotes = [['09:30:00', 'N', 1, 1, 2, 1]] as const;
  expect((await readTape(writeTape({ quotes }, { name: 'from-2017-13-45-2019-08-02-x' }))).date).toBe('2019-08-02');
  expect((await readTape(writeTape({ quotes }, { name: 'tape-2018-01-02' }), { date: '2020-02-03' })).date).toBe('2020-02-03');
  expect((await readTape(writeTape({ quotes }, { name: 'friday' }))).date).toBe(UNKNOWN_DATE);
});

test('progress ends at the size of both files', async () => {
  const dir = writeTape({ quotes: [['09:30:00', 'N', 1, 1, 2, 1]] });
  const seen: TapeProgress[] = [];
  await readTape(dir, { onProgress: (progress) => seen.push(progress) });
  const sizes = ['quotes.csv', 'trades.csv'].map((file) => readFileSync(join(dir, file)).length);
  expect(seen).toEqual([
    { file: 'quotes.csv', bytes: sizes[0], totalBytes: sizes[0] + sizes[1] },
    { file: 'trades.csv', bytes: sizes[0] + sizes[1], totalBytes: sizes[0] + sizes[1] },
  ]);
});

describe('a bad row is reported with file, line, field and rule, and the rest of the day stands', () => {
  const quote = (text: string) => ({ quotes: lines(QUOTE_HEADER, QUOTE, text, QUOTE) });
  const trade = (text: string) => ({ trades: lines(TRADE_HEADER, TRADE, text, TRADE) });
  const cases: [string, { quotes?: string; trades?: string }, string, number, string, string][] = [
    ['too few fields', quote('34200000,N,100.01'), 'quotes.csv', 3, '', 'has 3 fields, the header has 7'],
    ['too many fields', quote(`${QUOTE},x`), 'quotes.csv', 3, '', 'has 8 fields, the header has 7'],
    ['a time that is no number', quote('noon,N,1,1,2,1,FWY'), 'quotes.csv', 3, 'TIME_MS', '"noon" is not a number'],
    ['a time as hours', quote('09:30,N,1,1,2,1,FWY'), 'quotes.csv', 3, 'TIME_MS', '"09:30" is not a number'],
    ['no time', quote(',N,1,1,2,1,FWY'), 'quotes.csv', 3, 'TIME_MS', 'is empty'],
    ['a negative time', quote('-1,N,1,1,2,1,FWY'), 'quotes.csv', 3, 'TIME_MS', '"-1" is negative'],
    ['a time past midnight', quote('86400000,N,1,1,2,1,FWY'), 'quotes.csv', 3, 'TIME_MS', '"86400000" is past midnight'],
    ['a time that goes back', quote('34199999,N,1,1,2,1,FWY'), 'quotes.csv', 3, 'TIME_MS', '"34199999" is out of order'],
    ['an unknown exchange', quote('34200000,O,1,1,2,1,FWY'), 'quotes.csv', 3, 'EX', '"O" is no exchange letter'],
    ['a small letter', quote('34200000,n,1,1,2,1,FWY'), 'quotes.csv', 3, 'EX', '"n" is no exchange letter'],
    ['two letters', quote('34200000,NT,1,1,2,1,FWY'), 'quotes.csv', 3, 'EX', '"NT" is no exchange letter'],
    ['no exchange', quote('34200000,,1,1,2,1,FWY'), 'quotes.csv', 3, 'EX', '"" is no exchange letter'],
    ['a bid that is no number', quote('34200000,N,abc,1,2,1,FWY'), 'quotes.csv', 3, 'BID', '"abc" is not a number'],
    ['not a number by name', quote('34200000,N,NaN,1,2,1,FWY'), 'quotes.csv', 3, 'BID', '"NaN" is not a number'],
    ['an exponent', quote('34200000,N,1e2,1,2,1,FWY'), 'quotes.csv', 3, 'BID', '"1e2" is not a number'],
    ['two points', quote('34200000,N,1.2.3,1,2,1,FWY'), 'quotes.csv', 3, 'BID', '"1.2.3" is not a number'],
    ['a lone point', quote('34200000,N,.,1,2,1,FWY'), 'quotes.csv', 3, 'BID', '"." is not a number'],
    ['a negative offer', quote('34200000,N,1,1,-2.5,1,FWY'), 'quotes.csv', 3, 'ASK', '"-2.5" is negative'],
    ['five decimals', quote('34200000,N,1.00005,1,2,1,FWY'), 'quotes.csv', 3, 'BID', '"1.00005" has more than 4 decimals'],
    ['a price out of all bounds', quote('34200000,N,1,1,300000,1,FWY'), 'quotes.csv', 3, 'ASK', '"300000" is too large'],
    ['part of a lot', quote('34200000,N,1,1.5,2,1,FWY'), 'quotes.csv', 3, 'BIDSIZ', '"1.5" is not whole'],
    ['a size out of all bounds', quote('34200000,N,1,1,2,99999999,FWY'), 'quotes.csv', 3, 'ASKSIZ', '"99999999" is too large'],
    ['no size', quote('34200000,N,1,1,2,,FWY'), 'quotes.csv', 3, 'ASKSIZ', 'is empty'],
    ['no symbol', quote('34200000,N,1,1,2,1,'), 'quotes.csv', 3, 'SYMBOL', '"" is no symbol'],
    ['a symbol that is none', quote('34200000,N,1,1,2,1,F?Y'), 'quotes.csv', 3, 'SYMBOL', '"F?Y" is no symbol'],
    ['a lone quotation mark', quote('34200000,N,"1,1,2,1,FWY'), 'quotes.csv', 3, 'BID', '""1" is not a number'],
    ['a long text', quote(`34200000,N,${'9'.repeat(60)},1,2,1,FWY`), 'quotes.csv', 3, 'BID', `"${'9'.repeat(24)}…" is too large`],
    [
      'a last line cut in its fields',
      { quotes: `${lines(QUOTE_HEADER, QUOTE, QUOTE)}34200` },
      'quotes.csv',
      4,
      '',
      'the file ends inside this line',
    ],
    [
      'a last line cut in its symbol',
      { quotes: `${lines(QUOTE_HEADER, QUOTE, QUOTE)}${QUOTE.slice(0, -1)}` },
      'quotes.csv',
      4,
      'SYMBOL',
      'the file ends inside this line',
    ],
    ['a trade at no price', trade('34200000,N,0,100,0,FWY'), 'trades.csv', 3, 'PRICE', '"0" is not above 0'],
    ['a trade of no shares', trade('34200000,N,1,0,0,FWY'), 'trades.csv', 3, 'SIZE', '"0" is not above 0'],
    ['a trade of half a share', trade('34200000,N,1,0.5,0,FWY'), 'trades.csv', 3, 'SIZE', '"0.5" is not whole'],
    ['a correction code that is none', trade('34200000,N,1,100,x,FWY'), 'trades.csv', 3, 'TR_CORR', '"x" is not a number'],
  ];
  test.each(cases)('%s', async (_, { quotes, trades }, file, line, field, text) => {
    const dir = tapeFolder({
      'quotes.csv': quotes ?? lines(QUOTE_HEADER, QUOTE, QUOTE),
      'trades.csv': trades ?? lines(TRADE_HEADER, TRADE, TRADE),
    });
    const tape = await readTape(dir);
    expect(tape.badRows).toEqual([{ file, line, field, text }]);
    expect(tape.badRowCount).toBe(1);
    expect([tape.quotes.count, tape.trades.count, tape.symbols]).toEqual([2, 2, ['FWY']]);
  });

  test('one wild time costs its own row, not all that follow', async () => {
    const dir = writeTape({
      quotes: ['09:30:00', '19:59:59', '09:30:01', '09:30:02'].map((time) => [time, 'N', 1, 1, 2, 1]),
    });
    const tape = await readTape(dir);
    expect(tape.badRows).toEqual([{ file: 'quotes.csv', line: 3, field: 'TIME_MS', text: '"71999000" is out of order' }]);
    expect(tape.quotes.count).toBe(3);
  });

  test('a last line without its line end is whole if its fields are', async () => {
    const dir = tapeFolder({ 'quotes.csv': `${QUOTE_HEADER}\n${QUOTE}`, 'trades.csv': TRADE_HEADER });
    expect(await readTape(dir)).toMatchObject({ quotes: { count: 1 }, trades: { count: 0 }, badRowCount: 0 });
  });

  test('a thousand are kept in the order of their lines, all are counted', async () => {
    const bad = Array.from({ length: 1500 }, () => 'x');
    const dir = tapeFolder({ 'quotes.csv': lines(QUOTE_HEADER, ...bad, QUOTE), 'trades.csv': lines(TRADE_HEADER, TRADE) });
    const tape = await readTape(dir);
    expect([tape.badRowCount, tape.badRows.length, tape.badRows[0].line, tape.badRows[999].line]).toEqual([1500, 1000, 2, 1001]);
  });
});

describe('what is wrong with a file as a whole is one clear error that names it', () => {
  const good = { 'quotes.csv': lines(QUOTE_HEADER, QUOTE), 'trades.csv': lines(TRADE_HEADER, TRADE) };
  const without = (file: 'quotes.csv' | 'trades.csv') => Object.fromEntries(Object.entries(good).filter(([name]) => name !== file));
  const gz = gzipSync(quotesCsv(Array.from({ length: 2000 }, (_, i) => [i, 'N', 1, (i * 7919) % 97, 2, 1])));
  const broken = Buffer.from(gz);
  broken[broken.length - 6] ^= 0xff;
  const noSymbol = 'TIME_MS,EX,BID,BIDSIZ,ASK,ASKSIZ\n1,N,1,1,2,1\n';
  const many = Array.from({ length: 65 }, (_, i) => `1,N,1,1,2,1,S${String.fromCharCode(65 + (i % 26), 65 + Math.floor(i / 26))}`);
  const cases: [string, Record<string, string | Buffer>, RegExp][] = [
    ['no quotes', without('quotes.csv'), /has no quotes\.csv or quotes\.csv\.gz$/],
    ['no trades', without('trades.csv'), /has no trades\.csv or trades\.csv\.gz$/],
    ['an empty file', { ...good, 'quotes.csv': '' }, /^quotes\.csv is empty$/],
    ['only blank lines', { ...good, 'trades.csv': '\n\n  \n' }, /^trades\.csv is empty$/],
    ['an empty gzip file', { ...without('quotes.csv'), 'quotes.csv.gz': '' }, /^quotes\.csv\.gz is empty$/],
    ['no rows', { ...good, 'quotes.csv': lines(QUOTE_HEADER) }, /^quotes\.csv has no usable row$/],
    [
      'no usable quote',
      { ...good, 'quotes.csv': lines(QUOTE_HEADER, 'x', 'y') },
      /^quotes\.csv has no usable row: line 2 has 1 field, the header has 7$/,
    ],
    [
      'no usable trade',
      { ...good, 'trades.csv': lines(TRADE_HEADER, '1,N,0,1,0,FWY') },
      /^trades\.csv has no usable row: line 2 PRICE "0" is not above 0$/,
    ],
    [
      'a missing column',
      { ...good, 'quotes.csv': lines(QUOTE_HEADER.replace('BIDSIZ', 'BIDSIZE'), QUOTE) },
      /^quotes\.csv has no column BIDSIZ$/,
    ],
    ['a missing column of trades', { ...good, 'trades.csv': 'TIME_MS,EX,SIZE\n' }, /^trades\.csv has no column PRICE$/],
    ['a column twice', { ...good, 'quotes.csv': `BID,${QUOTE_HEADER}\n` }, /^quotes\.csv has the column BID twice$/],
    ['no header', { ...good, 'quotes.csv': lines(QUOTE) }, /^quotes\.csv has no column TIME_MS$/],
    ['no symbol at all', { ...good, 'quotes.csv': noSymbol }, /^quotes\.csv has no column SYMBOL, and no symbol was named for it$/],
    ['not gzip', { ...without('quotes.csv'), 'quotes.csv.gz': Buffer.from('TIME_MS') }, /^quotes\.csv\.gz is not a gzip file/],
    [
      'a gzip file cut off',
      { ...without('quotes.csv'), 'quotes.csv.gz': gz.subarray(0, -1000) },
      /^quotes\.csv\.gz is cut off: its gzip stream ends early/,
    ],
    [
      'a gzip file with a wrong check sum',
      { ...without('quotes.csv'), 'quotes.csv.gz': broken },
      /^quotes\.csv\.gz is damaged: its gzip stream breaks/,
    ],
    [
      'a line without end',
      { ...good, 'quotes.csv': `${QUOTE_HEADER}\n${'9'.repeat(70_000)}` },
      /^quotes\.csv is no tape: line 2 is longer/,
    ],
    ['too many symbols', { ...good, 'quotes.csv': lines(QUOTE_HEADER, ...many) }, /^the tape holds more than 64 symbols$/],
  ];
  test.each(cases)('%s', async (_, files, message) => {
    const error = await readTape(tapeFolder(files)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TapeError);
    expect((error as Error).message).toMatch(message);
  });

  test('no such folder, or a file in its place', async () => {
    const dir = tapeFolder({ 'quotes.csv': '' });
    await expect(readTape(join(dir, 'nowhere'))).rejects.toThrow(/nowhere: no such folder$/);
    await expect(readTape(join(dir, 'quotes.csv'))).rejects.toThrow(/is a file, not a folder with/);
  });

  test('where a plain and a gzipped file stand side by side, the gzipped one is read', async () => {
    const dir = writeTape({ quotes: [['09:30:00', 'N', 1, 1, 2, 1]] }, { gzip: true });
    writeFileSync(join(dir, 'quotes.csv'), 'not this one');
    expect((await readTape(dir)).quotes.count).toBe(1);
  });
});

test('time order keeps as many rows as any choice could', () => {
  const times = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 9 });
  fc.assert(
    fc.property(times, (time) => {
      const dropped: number[] = [];
      const kept = keepInOrder(
        time,
        time.map(() => 0),
        (row) => dropped.push(row),
      );
      expect([...kept]).toEqual([...kept].sort((a, b) => a - b));
      expect([...kept].every((row, i) => i === 0 || time[row] >= time[kept[i - 1]])).toBe(true);
      expect([...kept, ...dropped].sort((a, b) => a - b)).toEqual(time.map((_, i) => i));
      expect(kept.length).toBe(longest(time));
    }),
  );
});

/** The slow obvious way: every subset. */
function longest(time: readonly number[]): number {
  let best = 0;
  for (let set = 0; set < 1 << time.length; set++) {
    const chosen = time.filter((_, i) => set & (1 << i));
    if (chosen.every((t, i) => i === 0 || t >= chosen[i - 1])) best = Math.max(best, chosen.length);
  }
  return best;
}

describeRealData('taq-2018-01-02', 'the recorded day of 2018-01-02', (dir) => {
  test('loads whole and without a bad row', async () => {
    const tape = await readTape(dir);
    expect([tape.quotes.count, tape.trades.count, tape.badRowCount, tape.correctedTrades]).toEqual([220_557, 39_470, 0, 0]);
    expect([tape.letters.join(''), tape.symbols, tape.date]).toEqual(['ABJKMNPTVXYZ', ['XXX'], '2018-01-02']);
  });
});
