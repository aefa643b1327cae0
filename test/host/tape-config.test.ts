import { describe, expect, test } from 'vitest';
import { DEFAULT_RISK, DEFAULT_ROUTER } from '../../electron/engine/scenarios/defaults.ts';
import { tapeConfig } from '../../electron/host/tape-config.ts';
import { readTape, UNKNOWN_DATE } from '../../electron/host/tape-file.ts';
import { UsageError } from '../../electron/host/usage.ts';
import { sessionConfig } from '../../shared/config/session.ts';
import { DAY, MILLISECOND, nanos } from '../../shared/units.ts';
import { describeRealData } from '../support/real-data.ts';
import { ms, type QuoteRow, type TapeTime, tapeOf } from '../support/tape-writer.ts';

const at = (time: TapeTime) => nanos(ms(time) * 1e6);
const quote = (time: string, ex: string, bid: number, ask: number, symbol?: string): QuoteRow => [time, ex, bid, 1, ask, 1, symbol];

test('its venues are the letters of the tape in their order, and every letter makes a config that parses', () => {
  const letters = 'ABCDEFGHIJKLMNPQSTUVWXYZ'.split('');
  const config = tapeConfig(tapeOf({ quotes: letters.map((letter) => quote('09:30:00', letter, 10, 11)) }), { seed: 7 });
  expect(config.venues.map((venue) => venue.letter)).toEqual(letters);
  expect(new Set(config.venues.map((venue) => venue.mic)).size).toBe(letters.length);
  expect(sessionConfig.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
  expect([config.seed, config.regime.accessFeeCap, config.router, config.risk]).toEqual([7, 3000, DEFAULT_ROUTER, DEFAULT_RISK]);
});

test('latencies are fibre between the sites; a quote of BZX reaches the router through the SIP after 458 µs (TV-1.3)', () => {
  const { venues, sip } = tapeConfig(tapeOf({ quotes: ['N', 'T', 'V', 'Z'].map((letter) => quote('09:30:00', letter, 10, 11)) }));
  const roundTrip = venues.map(
    ({ entryLatency, speedBump, responseLatency }) => (entryLatency + speedBump + responseLatency) / 1000,
  );
  // Domain 2.2: NYSE 485 (2 x 219 + 45 = 483 before its rounding), Nasdaq 365 (363), IEX 430, BZX 55.
  expect(roundTrip).toEqual([483, 363, 430, 55]);
  expect(venues.map(({ sipLatency }) => (sipLatency + sip.processing + sip.toRouter) / 1000)).toEqual([244, 588, 470.5, 458]);
});

test('a tape of the Nasdaq-listed (Q) has its processor in Carteret', () => {
  const { venues, sip } = tapeConfig(tapeOf({ quotes: ['N', 'Q'].map((letter) => quote('09:30:00', letter, 10, 11)) }));
  expect([...venues.map((venue) => venue.sipLatency), sip.toRouter]).toEqual([349_000, 5000, 159_000]);
});

test('Nasdaq is XNAS under either letter; on a tape with both, T is XNAS_T, and the processor stands in Mahwah', () => {
  const mics = (...letters: string[]) => {
    const { venues, sip } = tapeConfig(tapeOf({ quotes: letters.map((letter) => quote('09:30:00', letter, 10, 11)) }));
    return [...venues.map((venue) => venue.mic), sip.toRouter];
  };
  expect(mics('T')).toEqual(['XNAS', 219_000]);
  expect(mics('Q')).toEqual(['XNAS', 159_000]);
  expect(mics('Q', 'T')).toEqual(['XNAS', 'XNAS_T', 219_000]);
});

test('it closes in time for its last answers to come before midnight', () => {
  const tape = tapeOf({ quotes: [quote('23:59:59.9', 'N', 10, 11)] });
  expect(tapeConfig(tape).closeAt).toBe(DAY - 2 * MILLISECOND);
  expect(tapeConfig(tapeOf({ quotes: [quote('23:59:59.999', 'N', 10, 11)] })).closeAt).toBe(DAY - 2 * MILLISECOND);
});

test.each([
  ['cents', 10.01, 100],
  ['half cents', 10.015, 50],
  ['less', 0.1234, 1],
])('the tick is what every quote stands on: %s', (_, bid, tick) => {
  const tape = tapeOf({ quotes: [quote('09:30:00', 'N', 10, 10.02), quote('09:30:01', 'N', bid, 10.02)] });
  expect(tapeConfig(tape).symbols[0].tick).toBe(tick);
});

test('it opens at the midpoint of its open, or of the first two-sided market after it, or of any before', () => {
  const tape = tapeOf({
    quotes: [
      quote('09:00:00', 'N', 9, 10, 'AAA'),
      quote('09:29:59', 'N', 10, 11, 'AAA'),
      quote('09:29:59', 'N', 20, 0, 'BBB'),
      quote('09:30:00.001', 'N', 12, 13, 'AAA'),
      quote('09:31:00', 'N', 20, 20.05, 'BBB'),
      quote('09:32:00', 'N', 22, 22.05, 'BBB'),
    ],
  });
  expect(tapeConfig(tape).symbols.map(({ openPx }) => openPx)).toEqual([105_000, 200_200]);
});

test('its hours are the regular ones, or those asked for, or all of a tape that has none in them', () => {
  const hours = ({ openAt, closeAt }: { openAt: number; closeAt: number }) => [openAt, closeAt];
  const day = tapeOf({ quotes: [quote('08:00:00', 'N', 1, 2), quote('12:00:00', 'N', 1, 2)] });
  const evening = tapeOf({ quotes: [quote('17:00:00', 'N', 1, 2), quote('18:00:00', 'N', 1, 2)] });
  expect(hours(tapeConfig(day))).toEqual([at('09:30:00'), at('16:00:00')]);
  expect(hours(tapeConfig(day, { openAt: at('10:00:00'), closeAt: at('11:00:00') }))).toEqual([at('10:00:00'), at('11:00:00')]);
  expect(hours(tapeConfig(evening))).toEqual([at('17:00:00'), at('18:00:01')]);
  expect(() => tapeConfig(day, { openAt: at('17:00:00') })).toThrow(
    /^--from: 17:00:00.000 is not before the close at 16:00:00.000/,
  );
  expect(() => tapeConfig(day, { closeAt: at('09:00:00') })).toThrow(/^--to: 09:00:00.000 is not after the open at 09:30:00.000/);
  expect(() => tapeConfig(day, { openAt: nanos(DAY - 1) })).toThrow(UsageError);
});

describe('what it cannot know it says', () => {
  test('fees, latencies, and a date that nothing gives', () => {
    const { illustrative, ...config } = tapeConfig({
      ...tapeOf({ quotes: [quote('09:30:00', 'N', 1, 2)] }),
      date: UNKNOWN_DATE,
      title: '¿?',
    });
    expect([config.name, config.date]).toEqual(['tape', UNKNOWN_DATE]);
    expect(illustrative.map((text) => text.split(':')[0])).toEqual(expect.arrayContaining(['Fees', 'Latencies', 'Date']));
  });
});

test('single settings are overridden, the rest stay', () => {
  const tape = tapeOf({ quotes: [quote('09:30:00', 'N', 1, 2)] });
  const config = tapeConfig(tape, { orderProtection: false, router: { collarBps: 5 }, risk: { priceBandBps: 7 } });
  expect([config.regime.orderProtection, config.router, config.risk]).toEqual([
    false,
    { ...DEFAULT_ROUTER, collarBps: 5 },
    { ...DEFAULT_RISK, priceBandBps: 7 },
  ]);
});

describeRealData('taq-2018-01-02', 'the config of 2018-01-02', (dir) => {
  test('names the day, its venues and its cents', async () => {
    const config = tapeConfig(await readTape(dir));
    expect([config.name, config.date, config.tapeTitle]).toEqual(['taq-2018-01-02', '2018-01-02', 'taq-2018-01-02']);
    expect(config.venues.map((venue) => venue.mic).join(' ')).toBe('XASE XBOS EDGA EDGX XCHI XNYS ARCX XNAS IEXG XPSX BATY BATS');
    expect(config.symbols).toMatchObject([{ symbol: 'XXX', tick: 100, openPx: 1_581_500 }]);
  });
});
