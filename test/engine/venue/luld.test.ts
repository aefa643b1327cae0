import { describe, expect, test } from 'vitest';
import { MID_PEG } from '../../../electron/engine/venue/book.ts';
import { bands, FiveMinuteMean } from '../../../electron/engine/venue/luld.ts';
import { HOUR, MILLISECOND, MINUTE, px, SECOND } from '../../../shared/units.ts';
import { Floor, TEN } from '../../support/floor.ts';

const MORNING = 10 * HOUR;
const AFTERNOON = 15 * HOUR + 40 * MINUTE;
const around = (reference: number, tier: 1 | 2, at: number) => {
  const found = bands(px(reference), tier, at);
  return found && [found.lowerPx / 1e4, found.upperPx / 1e4];
};

describe('price bands (TV-1.2)', () => {
  test('5 % in tier 1, twice that in the last minutes', () => {
    expect(around(100, 1, MORNING)).toEqual([95, 105]);
    expect(around(100, 1, AFTERNOON)).toEqual([90, 110]);
  });

  test('10 % in tier 2 above $3.00, at every hour', () => {
    expect(around(100, 2, MORNING)).toEqual([90, 110]);
    expect(around(100, 2, AFTERNOON)).toEqual([90, 110]);
  });

  test('20 % from $0.75 to $3.00, the lesser of $0.15 and 75 % below', () => {
    expect(around(2.5, 1, MORNING)).toEqual([2, 3]);
    expect(around(0.5, 1, MORNING)).toEqual([0.35, 0.65]);
    expect(around(3, 2, MORNING)).toEqual([2.4, 3.6]);
    expect(around(3, 2, AFTERNOON)).toEqual([1.8, 4.2]);
  });

  test('the open is no exception, and outside the regular session there are none', () => {
    expect(around(100, 1, 9 * HOUR + 30 * MINUTE)).toEqual([95, 105]);
    expect(around(100, 1, 9 * HOUR + 30 * MINUTE - 1)).toBeUndefined();
    expect(around(100, 1, 15 * HOUR + 35 * MINUTE - 1)).toEqual([95, 105]);
    expect(around(100, 1, 15 * HOUR + 35 * MINUTE)).toEqual([90, 110]);
    expect(around(100, 1, 16 * HOUR)).toBeUndefined();
  });
});

test('the mean looks back five minutes and no further', () => {
  const mean = new FiveMinuteMean();
  expect(mean.mean(TEN)).toBe(0);
  mean.add(TEN, 1_000_000);
  mean.add(TEN + 100 * SECOND, 1_020_000);
  mean.add(TEN + 100 * SECOND, 1_040_000);
  expect(mean.mean(TEN + 299 * SECOND)).toBe(1_020_000);
  expect(mean.mean(TEN + 300 * SECOND)).toBe(1_030_000);
  expect(mean.mean(TEN + 400 * SECOND)).toBe(0);
});

describe('limit states', () => {
  const floor = () => {
    const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }], symbol: { luldTier: 1 }, regime: { luld: true } });
    f.enter('A', 'buy', 99.99, 100);
    f.enter('A', 'sell', 100.01, 100);
    return f;
  };
  const phases = (f: Floor) => f.statuses.map(({ at, state, until }) => [at - f.start, state, until && until - f.start]);

  test('without the regime nothing happens at all', () => {
    const f = new Floor({ venues: [{ mic: 'A' }], symbol: { luldTier: 1 } });
    f.enter('A', 'sell', 50, 100);
    f.enter('A', 'buy', 200, 100);
    expect(f.prints).toEqual(['A 100@50']);
    expect(f.statuses).toEqual([]);
    expect(f.schedule.size).toBe(0);
  });

  test('a symbol without a tier has no bands', () => {
    const f = new Floor({ venues: [{ mic: 'A' }], regime: { luld: true } });
    f.enter('A', 'sell', 50, 100);
    f.enter('A', 'buy', 200, 100);
    expect(f.prints).toEqual(['A 100@50']);
    expect(f.statuses).toEqual([]);
  });

  test('an order beyond its band rests at the band; one that is not to rest trades no further', () => {
    const f = floor();
    f.enter('B', 'sell', 100.01, 100);
    f.enter('B', 'sell', 106, 100);
    f.enter('B', 'buy', 107, 300, { ioc: true });
    expect(f.shows('B')).toBe('- 106x100');
    f.enter('B', 'buy', 107, 300);
    expect(f.shows('B')).toBe('105x300 106x100');
    expect(f.venues.enteredPx).toBe(px(105));
    expect(f.prints).toEqual(['B 100@100.01']);
  });

  test('a peg follows no quote out of the bands', () => {
    const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'B' }], symbol: { luldTier: 1 }, regime: { luld: true } });
    f.enter('B', 'sell', 90, 500, { flags: MID_PEG });
    f.enter('A', 'buy', 94, 100);
    f.enter('A', 'sell', 102, 100);
    f.enter('A', 'buy', 102, 100);
    expect(f.conditions.lowerPx[0]).toBe(px(96.9));
    f.enter('A', 'sell', 97, 100);
    f.until(MILLISECOND);
    f.enter('B', 'buy', 97, 200, { ioc: true });
    // Between 96.90, where a lower bid counts, and 97.
    expect(f.prints).toEqual(['A 100@102', 'B 200@96.95']);
  });

  test('what the bands have moved past is cancelled, ours with a word', () => {
    const f = floor();
    f.enter('B', 'buy', 104, 100);
    const ours = f.ours('B', 'buy', 104, 100, 'day');
    f.enter('B', 'buy', 97, 100);
    // Ten trades at 97.99 bring the mean, and with it the upper band, down.
    for (let i = 0; i < 10; i++) {
      f.enter('A', 'buy', 97.99, 1);
      f.enter('A', 'sell', 97.99, i === 0 ? 101 : 1);
    }
    expect(f.conditions.upperPx[0]).toBeLessThan(px(104));
    expect(f.shows('B')).toBe('97x100 -');
    f.until(SECOND);
    expect(f.said.map((line) => line.split(' +')[0])).toEqual([`accepted c${ours}`, `canceled c${ours}`]);
  });

  test('our order is clipped too, and told where it stands', () => {
    const f = floor();
    const reports: number[] = [];
    f.ours('B', 'buy', 120, 100, 'day');
    while (f.schedule.pop()) if (f.schedule.kind === 9) reports.push(f.schedule.b, f.schedule.d);
    expect(reports).toEqual([0, px(105)]);
    expect(f.shows('B')).toBe('105x100 -');
  });

  test('15 s at a band pause the symbol for five minutes; then it trades around its last price', () => {
    const f = floor();
    const rest = f.enter('A', 'sell', 95, 300);
    expect(f.prints).toEqual(['A 100@99.99']);
    expect(phases(f)).toEqual([
      [0, 'trading', undefined],
      [0, 'limitState', 15 * SECOND],
    ]);
    f.until(15 * SECOND - 1);
    expect(f.conditions.tradingState(0)).toBe('limitState');
    f.until(15 * SECOND);
    expect(phases(f).at(-1)).toEqual([15 * SECOND, 'luldPause', 15 * SECOND + 5 * MINUTE]);
    expect(f.enter('A', 'buy', 99, 100)).toBe(0);
    expect(f.venues.accepts(0, 0)).toBe(false);
    expect(f.cancel('A', rest)).toBe(200);
    f.until(15 * SECOND + 5 * MINUTE - 1);
    expect(f.conditions.tradingState(0)).toBe('luldPause');
    f.until(15 * SECOND + 5 * MINUTE);
    expect(f.statuses.at(-1)).toMatchObject({ state: 'trading', lowerPx: px(94.99), upperPx: px(104.99) });
    expect(f.enter('A', 'buy', 99, 100)).not.toBe(0);
  });

  test('resuming between two quotes, the midpoint is the reference', () => {
    const f = floor();
    f.venues.halt(f.now as never, 0, SECOND, 'luldPause');
    const bid = f.statuses.length;
    f.until(SECOND);
    expect(f.statuses.slice(bid)).toMatchObject([{ state: 'trading', lowerPx: px(95), upperPx: px(105) }]);
  });

  test('who trades the band away within 15 s ends the limit state', () => {
    const f = floor();
    f.enter('A', 'sell', 95, 300);
    f.until(14 * SECOND);
    f.enter('A', 'buy', 95, 200, { ioc: true });
    // The mean of 99.99 and 95 waited for the end of the limit state to become the reference.
    expect(f.statuses.slice(2)).toMatchObject([
      { state: 'trading', lowerPx: px(95), upperPx: px(105) },
      { state: 'trading', lowerPx: px(92.62), upperPx: px(102.37) },
    ]);
    f.until(MINUTE);
    expect(f.statuses).toHaveLength(4);
    // A second limit state counts from its own beginning.
    f.enter('A', 'sell', 92.62, 100);
    f.until(MINUTE + 15 * SECOND - 1);
    expect(f.conditions.tradingState(0)).toBe('limitState');
    f.until(MINUTE + 15 * SECOND);
    expect(f.conditions.tradingState(0)).toBe('luldPause');
  });

  test('the reference follows the mean once it has moved one per cent', () => {
    const f = floor();
    const trade = (price: number) => {
      f.enter('B', 'sell', price, 100);
      f.enter('B', 'buy', price, 100, { ioc: true });
    };
    trade(100.99);
    expect(f.statuses).toHaveLength(1);
    f.until(301 * SECOND);
    trade(101);
    expect(f.statuses).toHaveLength(2);
    expect(f.statuses[1]).toMatchObject({ state: 'trading', lowerPx: px(95.95), upperPx: px(106.05) });
  });

  test('the bands double at 15:35', () => {
    const f = new Floor({ venues: [{ mic: 'A' }], symbol: { luldTier: 1 }, regime: { luld: true }, openAt: 15 * HOUR });
    f.until(35 * MINUTE);
    expect(f.statuses.map(({ lowerPx, upperPx }) => [lowerPx, upperPx])).toEqual([
      [px(95), px(105)],
      [px(90), px(110)],
    ]);
  });
});

describe('halts', () => {
  test('nothing matches, cancels are taken, ours is rejected, and it ends in its time', () => {
    const f = new Floor({ venues: [{ mic: 'A' }, { mic: 'D', pool: {} }] });
    f.enter('A', 'buy', 99.99, 100);
    const offer = f.enter('A', 'sell', 100.01, 100);
    const ours = f.ours('A', 'buy', 99.98, 100, 'day');
    expect(f.venues.halt(f.now as never, 0, MINUTE, 'halted')).toBe(true);
    expect(f.venues.halt(f.now as never, 0, SECOND, 'luldPause')).toBe(false);
    expect(f.enter('A', 'buy', 100.01, 100)).toBe(0);
    f.ours('A', 'buy', 100.01, 100);
    f.ours('D', 'buy', 100.01, 100);
    f.cancelOurs('A', ours);
    expect(f.cancel('A', offer)).toBe(100);
    f.until(SECOND);
    expect(f.said.map((line) => line.split(' +')[0])).toEqual(['accepted c1', 'rejected c2', 'rejected c3', 'canceled c1']);
    expect(f.prints).toEqual([]);
    f.until(MINUTE);
    expect(f.statuses.map(({ state, text }) => [state, text])).toEqual([
      ['halted', 'regulatory halt'],
      ['trading', 'trading resumes'],
    ]);
    expect(f.enter('A', 'sell', 99.99, 100, { ioc: true })).toBe(0);
    expect(f.prints).toEqual(['A 100@99.99']);
  });

  test('one that is lifted early stays lifted, and the next runs its own time', () => {
    const f = new Floor({ venues: [{ mic: 'A' }] });
    f.venues.halt(f.now as never, 0, MINUTE, 'halted');
    f.until(SECOND);
    f.venues.resume(f.now as never, 0);
    expect(f.conditions.matches(0)).toBe(true);
    f.until(30 * SECOND);
    f.venues.halt(f.now as never, 0, MINUTE, 'halted');
    f.until(MINUTE);
    expect(f.conditions.matches(0)).toBe(false);
    f.until(90 * SECOND);
    expect(f.conditions.matches(0)).toBe(true);
  });
});
