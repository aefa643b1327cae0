import { expect, test } from 'vitest';
import { measure } from '../../../electron/engine/realism/measure.ts';
import { tapeConfig } from '../../../electron/host/tape-config.ts';
import { readTape } from '../../../electron/host/tape-file.ts';
import { type Nanos, SECOND } from '../../../shared/units.ts';
import { describeRealData } from '../../support/real-data.ts';
import { TAPE_SYMBOL, type TapeRowsSpec, tapeOf } from '../../support/tape-writer.ts';

const OPEN = (9.5 * 3600 * SECOND) as Nanos;

/** Measures a tape over so many seconds from 09:30:00. */
function measured(rows: TapeRowsSpec, seconds: number) {
  const tape = tapeOf(rows);
  const config = tapeConfig(tape, { openAt: OPEN, closeAt: (OPEN + (seconds + 10) * SECOND) as Nanos });
  return measure({ config, tape, symbol: TAPE_SYMBOL, from: OPEN, to: (OPEN + seconds * SECOND) as Nanos });
}

test('quotes by the time they stood: spread, depth, changes, locked time, venues at the best', () => {
  const { values, venues, curves } = measured(
    {
      quotes: [
        ['09:29:59.000', 'N', 100, 5, 100.02, 3],
        ['09:29:59.000', 'P', 100.01, 1, 100.03, 4],
        ['09:30:04.000', 'P', 99.99, 1, 100.03, 4],
        ['09:30:09.000', 'P', 100.02, 2, 100.03, 4],
      ],
    },
    10,
  );
  // 1 tick for 4 s (100 x 300 shares), 2 ticks for 5 s (500 x 300), locked for 1 s (200 x 300).
  expect(values.spreadTicks).toBeCloseTo(1.4, 12);
  expect(values.spreadBps).toBeCloseTo((4 / 1.00015 + 10 / 1.0001) / 10, 9);
  expect(values.depth).toBeCloseTo((310 + 300) / 2, 9);
  expect(values.depthBoth).toBeCloseTo(610, 9);
  expect(values.quotedSize).toBeCloseTo((310 + 300) / 2, 9);
  expect(values.venuesAtBest).toBeCloseTo(1, 12);
  expect([values.locked, values.crossed, values.lockedCrossed]).toEqual([10, 0, 10]);
  expect(values.changeRate).toBeCloseTo(0.2, 12);
  expect(curves.spread.slice(0, 4)).toEqual([10, 40, 50, 0]);
  expect(venues.map(({ mic, atNbbo }) => [mic, atNbbo])).toEqual([
    ['XNYS', 75],
    ['ARCX', 25],
  ]);
});

test('a size that changes at the best is a change of the quote, not of the price; what stood for no time is none', () => {
  const { values } = measured(
    {
      quotes: [
        ['09:29:59.000', 'N', 100, 5, 100.02, 3],
        ['09:30:02.000', 'N', 100, 6, 100.02, 3],
        ['09:30:03.000', 'N', 99.99, 6, 100.02, 3],
        ['09:30:03.000', 'N', 100, 6, 100.02, 3],
      ],
    },
    10,
  );
  expect(values.changeRate).toBe(0);
  expect(values.quoteRate).toBeCloseTo(0.1, 12);
});

test('trades by the quotes just before them: signs, odd lots, effective and realised spread, trades outside', () => {
  const { values, curves, venues } = measured(
    {
      quotes: [
        ['09:29:59.000', 'N', 100, 5, 100.02, 5],
        ['09:30:02.000', 'N', 100.01, 5, 100.03, 5],
      ],
      trades: [
        ['09:30:01.000', 'N', 100.02, 50],
        ['09:30:01.100', 'N', 100, 100],
        ['09:30:01.200', 'D', 100.015, 200],
        ['09:30:01.300', 'P', 100.03, 10],
        // At the middle: by the last change of price, down.
        ['09:30:01.400', 'N', 100.01, 40],
        // Outside what stood, inside what stood from then on.
        ['09:30:02.000', 'N', 100.03, 100],
      ],
    },
    20,
  );
  expect(values.oddLots).toBe(50);
  expect(values.tradeSize).toBeCloseTo(500 / 6, 12);
  expect(values.offExchange).toBe(40);
  expect(values.tradeThroughs).toBe(40);
  expect(values.tradeThroughsAt).toBe(20);
  expect(values.insideTrades).toBe(20);
  // 2 + 2 + 4 + 0 + 4 ticks from a middle of 100.01.
  expect(values.effectiveTicks).toBeCloseTo(12 / 5, 9);
  // After 5 s the middle is 100.02: 0 x 50, 4 x 100, 2 x 10, 2 x 40, 2 x 100 against 2 x 50, 2 x 100, 4 x 10, 0, 4 x 100.
  expect(values.realised).toBeCloseTo(700 / 740, 9);
  expect(venues.map(({ volume }) => volume)).toEqual([(100 * 290) / 300, (100 * 10) / 300]);
  // 10, 40, 50, 100, 100, 200 shares, by SIZE_EDGES.
  const sixth = 100 / 6;
  [0, 0, 0, sixth, sixth, sixth, 2 * sixth, 0, sixth, 0].forEach((share, i) => expect(curves.sizes[i]).toBeCloseTo(share, 9));
});

test('trades that alternate between the sides have a sign correlation of nearly -1 at lag 1 and +1 at lag 10', () => {
  const { values, curves } = measured(
    {
      quotes: [['09:29:59.000', 'N', 100, 5, 100.02, 5]],
      trades: Array.from({ length: 200 }, (_, i) => [34_200_010 + i * 50, 'N', i % 2 === 0 ? 100.02 : 100, 100] as const),
    },
    20,
  );
  expect(values.signAcf1).toBeCloseTo(-199 / 200, 9);
  expect(values.signAcf10).toBeCloseTo(190 / 200, 9);
  expect(curves.signAcf).toHaveLength(50);
  expect(values.tradeRate).toBeCloseTo(600, 9);
});

test('prints of one side within a millisecond are one order', () => {
  const { values } = measured(
    {
      quotes: [['09:29:59.000', 'N', 100, 5, 100.02, 5]],
      // Two buys in a millisecond, then two sells, and so on: orders alternate.
      trades: Array.from({ length: 400 }, (_, i) => [34_200_010 + (i >> 1) * 40, 'N', i % 4 < 2 ? 100.02 : 100, 10] as const),
    },
    20,
  );
  expect(values.orderSignAcf10).toBeCloseTo(190 / 200, 9);
  expect(values.signAcf1).toBeLessThan(0.1);
});

test('a middle that goes up and down a tick every second: its volatility, correlations and kurtosis', () => {
  const { values } = measured(
    {
      quotes: Array.from({ length: 122 }, (_, i) => {
        const bid = i % 2 === 0 ? 100 : 100.01;
        return [34_199_500 + i * 1000, 'N', bid, 5, bid + 0.02, 5] as const;
      }),
    },
    120,
  );
  expect(values.mid1s).toBeCloseTo(1, 9);
  expect(values.midBps).toBeCloseTo(1, 3);
  expect(values.returnAcf1).toBeCloseTo(-119 / 120, 6);
  expect(values.kurtosis).toBeCloseTo(-2, 6);
});

describeRealData('taq-2018-01-02', 'statistics of a recorded day', (dir) => {
  test('are those that were found by other means', async () => {
    const tape = await readTape(dir);
    const { values, venues } = measure({ config: tapeConfig(tape), tape, symbol: tape.symbols[0]! });
    expect(values.spreadTicks).toBeCloseTo(3.7033, 4);
    expect(values.lockedCrossed).toBeCloseTo((100 * 387) / 23_400_000, 9);
    expect(values.tradeThroughs).toBeCloseTo((100 * (1263 + 2131)) / 26_717, 9);
    expect(values.insideTrades).toBeCloseTo((100 * 4093) / 26_717, 9);
    expect(values.tradeThroughsAt).toBeCloseTo((100 * (736 + 457)) / 26_717, 9);
    expect(values.tradeSize).toBeCloseTo(4_315_945 / 39_195, 1);
    const at = (mic: string) => venues.find((venue) => venue.mic === mic)?.atNbbo;
    expect(at('XNYS')).toBeCloseTo((100 * (18_930_595 + 18_009_781)) / 2 / 23_400_000, 9);
    expect(at('IEXG')).toBeCloseTo((100 * (1_390_896 + 1_492_417)) / 2 / 23_400_000, 9);
  });
});
