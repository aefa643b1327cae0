import { expect, test } from 'vitest';
import { measure } from '../../electron/engine/realism/measure.ts';
import { calibrate } from '../../electron/host/calibrate.ts';
import { readRecorded } from '../../electron/host/recorded.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { describeRealData } from '../support/real-data.ts';
import { tapeFolder, writeTape } from '../support/tape-writer.ts';
import { zip } from '../support/zip.ts';

const OPEN = 34_200_000;

/** A minute and a half of national bests: 1 tick for 30 s, locked for 30 s, 2 ticks; with a trade at the bid and one above the offer. */
const QUOTES = [
  `${OPEN - 1000},1000000,300,0,0,N,1,0`,
  `${OPEN - 1000},0,0,1000100,200,Q,1,0`,
  `${OPEN + 30_000},1000100,100,0,0,Z,1,0`,
  `${OPEN + 60_000},999900,100,0,0,Z,1,0`,
  // Left out: suspicious, back in time, both sides, no exchange, no number, too few fields.
  `${OPEN + 61_000},999900,100,0,0,Z,1,1`,
  `${OPEN + 1000},999900,100,0,0,Z,1,0`,
  `${OPEN + 62_000},999900,100,1000100,100,Z,1,0`,
  `${OPEN + 62_000},999900,100,0,0,?,1,0`,
  `${OPEN + 62_000},9999.5,100,0,0,Z,1,0`,
  `${OPEN + 62_000},999900`,
  `${OPEN + 90_000},999900,200,0,0,Z,1,0`,
  '',
].join('\n');
const TRADES = [
  `${OPEN + 10_000},1000000,100,N,1,0`,
  `${OPEN + 20_000},1000200,300,D,1,0`,
  `${OPEN + 21_000},1000200,100,P,1,0`,
  '',
].join('\n');

function folder(quotes = zip({ 'a.csv': QUOTES }), trades = zip({ 'b.csv': TRADES })): string {
  return tapeFolder({ 'acme_20131007_quote.zip': quotes, 'acme_20131007_trade.zip': trades });
}

test('a day of the national best: locked times stay, prints keep their venue, bad rows are counted', async () => {
  const [day] = await readRecorded(folder());
  const { tape, config } = day!;
  expect(tape).toMatchObject({ date: '2013-10-07', symbols: ['ACME'], badRowCount: 6, correctedTrades: 0 });
  expect(tape.badRows[0]).toEqual({ file: 'acme_20131007_quote.zip', line: 5, field: 'suspicious', text: 'is marked' });
  const { values, venues } = measure({ config, tape, symbol: 'ACME', to: (config.openAt + 90e9) as typeof config.openAt });
  expect(values.spreadTicks).toBeCloseTo((1 + 0 + 2) / 3, 9);
  expect(values.locked).toBeCloseTo(100 / 3, 9);
  expect(values.offExchange).toBe(60);
  expect(values.tradeThroughs).toBe(50);
  expect(venues.find(({ mic }) => mic === 'ARCX')?.volume).toBe(50);
});

test('what such a day cannot tell is left out of the report: each venue’s quotes, and odd lots before they were on the tape', async () => {
  const recorded = await readRecorded(folder());
  const config = loadScenario('textbook');
  const report = await calibrate({ scenario: 'textbook', config, symbol: 'ACME', seeds: [1], minutes: 0.1, recorded, threads: 1 });
  const told = (id: string) => report.rows.find((row) => row.id === id)?.recorded.length;
  expect([told('spreadTicks'), told('tradeThroughs'), told('volume.NYSE')]).toEqual([1, 1, 0]);
  expect([told('depth'), told('quotedSize'), told('venuesAtBest'), told('oddLots'), told('tradeSize')]).toEqual([0, 0, 0, 0, 0]);
  const lines = (id: string) => report.curves.find((curve) => curve.id === id)?.lines.map(({ name }) => name);
  expect(lines('spread')).toEqual(['simulated', 'ACME 2013-10-07, national best only']);
  expect([lines('atNbbo'), lines('sizes')]).toEqual([['simulated'], ['simulated']]);
});

test('a folder of quotes.csv is read as ever', async () => {
  const [day, ...others] = await readRecorded(writeTape({ quotes: [['09:30:00.000', 'N', 100, 5, 100.02, 3]] }));
  expect(others).toEqual([]);
  expect([day?.tape.symbols, day?.untold]).toEqual([['FWY'], undefined]);
});

const whole = zip({ 'a.csv': QUOTES });
test.each([
  ['is not a zip file, or is cut off', Buffer.from('not a zip')],
  ['is not a zip file, or is cut off', whole.subarray(0, whole.length - 30)],
  ['holds more than one file, or none', zip({ 'a.csv': QUOTES, 'b.csv': QUOTES })],
  ['is a damaged zip file', Buffer.concat([whole.subarray(0, 60), Buffer.alloc(40), whole.subarray(100)])],
  ['has no usable row', zip({ 'a.csv': 'time,bid,ask\n' })],
])('a quote file that %s is refused by name', async (text, bytes) => {
  await expect(readRecorded(folder(bytes))).rejects.toThrow(`acme_20131007_quote.zip ${text}`);
});

describeRealData('lean-nbbo-2013', 'recorded national bests', (dir) => {
  test('their spreads are those that were found by other means', async () => {
    const days = await readRecorded(dir);
    const spread = (title: string) => {
      const { config, tape } = days.find((day) => day.tape.title.startsWith(title))!;
      return measure({ config, tape, symbol: tape.symbols[0]! }).values.spreadTicks;
    };
    expect(spread('IBM 2013-10-07')).toBeCloseTo(3.8369, 4);
    expect(days.map(({ tape }) => tape.title)).toContain('BAC 2013-10-07, national best only');
  });
});
