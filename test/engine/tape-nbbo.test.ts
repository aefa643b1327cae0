import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Tape } from '../../electron/engine/feed/tape.ts';
import { type ByLetter, type LitVsNbbo, tapeFacts } from '../../electron/engine/feed/tape-facts.ts';
import { type BestSide, nbboAt } from '../../electron/engine/feed/tape-nbbo.ts';
import { readTape } from '../../electron/host/tape-file.ts';
import { nanos } from '../../shared/units.ts';
import { describeRealData } from '../support/real-data.ts';
import { ms, type QuoteRow, type TapeTime, tapeOf } from '../support/tape-writer.ts';

const at = (time: TapeTime) => nanos(ms(time) * 1e6);

test('a snapshot counts every row at or before its time, and a venue is at the best by its last row alone', () => {
  const tape = tapeOf({
    quotes: [
      ['09:30:00', 'N', 100.01, 3, 100.03, 5],
      ['09:30:01', 'T', 100.01, 1, 100.04, 2],
      ['09:30:02', 'N', 100, 4, 100.04, 1],
      ['09:30:03', 'T', 0, 0, 0, 0],
    ],
  });
  const times = ['09:29:59.999', '09:30:00', '09:30:01', '09:30:02', '09:30:03'];
  const sides = nbboAt(tape, times.map(at)).map(({ at: text, nbb, nbo, venues }) => [text, brief(nbb), brief(nbo), venues.length]);
  expect(sides).toEqual([
    ['09:29:59.999', undefined, undefined, 0],
    ['09:30:00.000', '100.01 300 N', '100.03 500 N', 1],
    ['09:30:01.000', '100.01 400 NT', '100.03 500 N', 2],
    ['09:30:02.000', '100.01 100 T', '100.04 300 NT', 2],
    ['09:30:03.000', '100 400 N', '100.04 100 N', 2],
  ]);
});

test('times may be asked in any order and come back in it, symbols within', () => {
  const tape = tapeOf({
    quotes: [
      ['09:30:00', 'N', 10, 1, 11, 1, 'BBB'],
      ['09:30:01', 'N', 20, 1, 21, 1, 'AAA'],
    ],
  });
  const seen = nbboAt(tape, [at('09:30:01'), at('09:30:00')]).map((shot) => [shot.at, shot.symbol, shot.nbb?.price]);
  expect(seen).toEqual([
    ['09:30:01.000', 'AAA', 20],
    ['09:30:01.000', 'BBB', 10],
    ['09:30:00.000', 'AAA', undefined],
    ['09:30:00.000', 'BBB', 10],
  ]);
});

test('a venue that has withdrawn both sides is still listed, without them', () => {
  const tape = tapeOf({ quotes: [['09:30:00', 'T', 0, 0, 0, 3]] });
  expect(JSON.parse(JSON.stringify(nbboAt(tape, [at('09:30:00')])))).toEqual([
    { symbol: 'FWY', time: at('09:30:00'), at: '09:30:00.000', venues: [{ letter: 'T', mic: 'XNAS', time: at('09:30:00') }] },
  ]);
});

test('a small day has its facts', () => {
  const tape = tapeOf({
    quotes: [
      ['09:00:00', 'N', 100, 1, 100.1, 1],
      ['09:30:01', 'T', 100.1, 1, 100.2, 1], // locks N's offer
      ['09:30:03', 'T', 100.2, 2, 100.3, 1], // crosses it
      ['09:30:04', 'T', 100, 1, 0, 0],
      ['15:59:59', 'N', 0, 0, 100.1, 1],
      ['15:59:59', 'T', 0, 0, 0, 0], // no bid left
    ],
    trades: [
      ['09:29:59', 'N', 99, 100],
      ['09:30:01', 'N', 100.15, 200], // before T's row: above 100.10; after it: above 100.10 still
      ['09:30:04', 'T', 100.05, 100], // before: the market is crossed at 100.20 / 100.10; after: inside
      ['12:00:00', 'D', 50, 600],
    ],
  });
  const [facts] = tapeFacts(tape).symbols;
  expect(facts).toMatchObject({
    quoteRows: 6,
    firstQuote: '09:00:00.000',
    lastQuote: '15:59:59.000',
    quoteRowsByVenue: { N: 2, T: 4 },
    bidEmptyRows: 2,
    askEmptyRows: 2,
    sameVenueLockedRows: 0,
    sameVenueCrossedRows: 0,
    nbboPriceChanges: 5,
    nbboPriceChangesRth: 4,
    rthMs: { total: 23_400_000, locked: 2000, crossed: 1000, oneSided: 1000 },
    rthMsAtNbb: { N: 23_400_000 - 4000, T: 3000 + 23_400_000 - 5000 },
    rthMsAtNbo: { N: 23_400_000 },
    tradeRows: 4,
    tradeRowsByVenue: { N: 2, T: 1, D: 1 },
    sharesByVenue: { N: 300, T: 100, D: 600 },
    shares: 1000,
    vwap: 69.935,
    high: 100.15,
    low: 50,
    rthTradeRows: 3,
    rthShares: 900,
    litVsNbboBefore: { checked: 2, aboveNbo: 1, belowNbb: 1, outsideShares: 300, inside: 0 },
    litVsNbboAtOrBefore: { checked: 2, aboveNbo: 1, belowNbb: 0, outsideShares: 200, inside: 1 },
  });
  // 0.1 for all two-sided time but two seconds locked and one crossed by 0.1.
  expect(facts.rthTimeWeightedSpread).toBeCloseTo((0.1 * (23_400 - 1 - 3) - 0.1) / 23_399, 9);
});

test('on random tapes the snapshots and changes equal a recomputation from all rows', () => {
  const cents = fc.integer({ min: 0, max: 6 });
  const row = fc.tuple(
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('K', 'N', 'T'),
    cents,
    cents,
    cents,
    cents,
    fc.constantFrom('AAA', 'BBB'),
  );
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (steps) => {
      let time = 34_200_000;
      const quotes = steps.map(([step, ex, b, bs, a, as, symbol]): QuoteRow => {
        time += step;
        return [time, ex, b / 100, bs, a / 100, as, symbol];
      });
      const tape = tapeOf({ quotes });
      const times = quotes.map((quote) => at(quote[0]));
      expect(nbboAt(tape, times).map(({ symbol, nbb, nbo }) => [symbol, brief(nbb), brief(nbo)])).toEqual(
        times.flatMap((until) => tape.symbols.map((symbol) => naiveNbbo(quotes, (quote) => at(quote[0]) <= until, symbol))),
      );
      const facts = tapeFacts(tape).symbols;
      for (const { symbol, nbboPriceChanges, rthMs } of facts) {
        const states = quotes.map((_, i) => naiveNbbo(quotes, (_, j) => j <= i, symbol));
        const prices = [
          'none none',
          ...states.map(([, bid, ask]) => `${bid?.split(' ')[0] ?? 'none'} ${ask?.split(' ')[0] ?? 'none'}`),
        ];
        expect(nbboPriceChanges).toBe(prices.filter((price, i) => i > 0 && price !== prices[i - 1]).length);
        let locked = 0;
        for (let i = 0; i + 1 < quotes.length; i++) {
          const [bid, ask] = prices[i + 1].split(' ');
          if (bid === ask && bid !== 'none') locked += ms(quotes[i + 1][0]) - ms(quotes[i][0]);
        }
        const [bid, ask] = prices.at(-1)!.split(' ');
        if (bid === ask && bid !== 'none') locked += 57_600_000 - time;
        expect(rthMs.locked).toBe(locked);
      }
    }),
  );
});

function brief(side: BestSide | undefined): string | undefined {
  return side && `${side.price} ${side.qty} ${side.venues}`;
}

/** The best by the rule as it is written: the last row of each exchange, a side with price 0 or size 0 empty. */
function naiveNbbo(quotes: readonly QuoteRow[], counts: (row: QuoteRow, i: number) => boolean, symbol: string) {
  const last = new Map(quotes.filter((row, i) => counts(row, i) && row[6] === symbol).map((row) => [row[1], row]));
  const best = (px: 2 | 4, better: (...prices: number[]) => number): string | undefined => {
    const showing = [...last.values()].filter((row) => row[px] > 0 && row[(px + 1) as 3 | 5] > 0);
    if (showing.length === 0) return undefined;
    const price = better(...showing.map((row) => row[px]));
    const there = showing.filter((row) => row[px] === price);
    const shares = there.reduce((sum, row) => sum + row[(px + 1) as 3 | 5] * 100, 0);
    return `${price} ${shares} ${there
      .map((row) => row[1])
      .sort()
      .join('')}`;
  };
  return [symbol, best(2, Math.max), best(4, Math.min)] as const;
}

interface Golden {
  readonly [name: string]: unknown;
  readonly snapshots: readonly {
    readonly t: string;
    readonly nbb: number;
    readonly nbb_shares: number;
    readonly nbb_venues: string;
    readonly nbo: number;
    readonly nbo_shares: number;
    readonly nbo_venues: string;
    readonly venues: Readonly<Record<string, readonly [number, number, number, number]>>;
  }[];
}

describeRealData('taq-2018-01-02', 'the golden facts of 2018-01-02', (dir) => {
  const golden = (): Golden => JSON.parse(readFileSync(join(dir, 'golden.json'), 'utf8')) as Golden;
  let day: Promise<Tape> | undefined;
  const tape = (): Promise<Tape> => {
    day ??= readTape(dir);
    return day;
  };

  test('snapshots', async () => {
    const { snapshots } = golden();
    expect(snapshots).toHaveLength(5);
    const found = nbboAt(
      await tape(),
      snapshots.map(({ t }) => at(t)),
    );
    expect(
      found.map(({ at: t, nbb, nbo, venues }) => ({
        t,
        nbb: nbb?.price,
        nbb_shares: nbb?.qty,
        nbb_venues: nbb?.venues,
        nbo: nbo?.price,
        nbo_shares: nbo?.qty,
        nbo_venues: nbo?.venues,
        venues: Object.fromEntries(
          venues.map(({ letter, bid, ask }) => [
            letter,
            [bid?.price ?? 0, (bid?.qty ?? 0) / 100, ask?.price ?? 0, (ask?.qty ?? 0) / 100],
          ]),
        ),
      })),
    ).toEqual(snapshots);
  });

  test('facts', async () => {
    const [facts] = tapeFacts(await tape()).symbols;
    const lit = ({ checked, aboveNbo, belowNbb, outsideShares, inside }: LitVsNbbo) => ({
      checked,
      above_nbo: aboveNbo,
      below_nbb: belowNbb,
      outside_shares: outsideShares,
      strictly_inside: inside,
    });
    const seen: Record<string, unknown> = {
      quote_rows: facts.quoteRows,
      quote_first: facts.firstQuote,
      quote_last: facts.lastQuote,
      quote_rows_by_ex: facts.quoteRowsByVenue,
      quote_rows_bid0: facts.bidEmptyRows,
      quote_rows_ask0: facts.askEmptyRows,
      same_venue_crossed_rows: facts.sameVenueCrossedRows,
      same_venue_locked_rows: facts.sameVenueLockedRows,
      nbbo_price_changes_all: facts.nbboPriceChanges,
      nbbo_price_changes_rth: facts.nbboPriceChangesRth,
      rth_ms: {
        total: facts.rthMs.total,
        crossed: facts.rthMs.crossed,
        locked: facts.rthMs.locked,
        onesided: facts.rthMs.oneSided,
      },
      rth_time_weighted_nbbo_spread: round6(facts.rthTimeWeightedSpread),
      rth_ms_at_nbb: facts.rthMsAtNbb satisfies ByLetter,
      rth_ms_at_nbo: facts.rthMsAtNbo,
      trade_rows: facts.tradeRows,
      trade_first: facts.firstTrade,
      trade_last: facts.lastTrade,
      trade_rows_by_ex: facts.tradeRowsByVenue,
      volume_by_ex: facts.sharesByVenue,
      volume: facts.shares,
      vwap: round6(facts.vwap),
      rth_trade_rows: facts.rthTradeRows,
      rth_volume: facts.rthShares,
      rth_vwap: round6(facts.rthVwap),
      hi_lo: [facts.high, facts.low],
      lit_trades_vs_nbbo_strictly_before: lit(facts.litVsNbboBefore),
      lit_trades_vs_nbbo_at_or_before: lit(facts.litVsNbboAtOrBefore),
    };
    const expected = golden();
    expect(seen).toEqual(Object.fromEntries(Object.keys(seen).map((name) => [name, expected[name]])));
  });
});

function round6(value: number | undefined): number {
  return Math.round((value ?? Number.NaN) * 1e6) / 1e6;
}
