import { describe, expect, test } from 'vitest';
import { Window } from '../../../electron/engine/oracle/window.ts';
import { HIDDEN, MID_PEG } from '../../../electron/engine/venue/book.ts';
import type { Offered, Seeker } from '../../../electron/engine/venue/liquidity.ts';
import { CONDITIONAL } from '../../../electron/engine/venue/pool.ts';
import type { Side } from '../../../shared/fix.ts';
import { MILLISECOND, money, px, qty } from '../../../shared/units.ts';
import { Floor } from '../../support/floor.ts';

const seeker = (side: Side, price: number, shares: number): Seeker => ({
  symbol: 0,
  side,
  limitPx: px(price),
  orderQty: qty(shares),
});
/** `L 100@100.01`, and `?` where it is not displayed. */
const words = (f: Floor, offers: readonly Offered[]) =>
  offers.map(({ venue, px, qty, hidden }) => `${f.config.venues[venue]!.mic} ${qty}@${px / 1e4}${hidden ? '?' : ''}`).sort();

/** 99.99 by 100.01 at a lit venue that charges less for what is hidden, and a pool that has seen it. */
function market(): Floor {
  const f = new Floor({
    venues: [
      { mic: 'L', takerFee: money(0.003), hiddenTakerFee: money(0.0009) },
      { mic: 'D', pool: {}, takerFee: money(0.001) },
    ],
  });
  f.enter('L', 'buy', 99.99, 1000);
  f.enter('L', 'sell', 100.01, 400);
  f.enter('L', 'sell', 100.03, 600);
  return f.until(MILLISECOND);
}

describe('what an order would find', () => {
  test('displayed and hidden shares, icebergs whole, pegs where they stand, within its limit', () => {
    const f = market();
    f.enter('L', 'sell', 100.02, 70, { flags: HIDDEN });
    f.enter('L', 'sell', 100.01, 500, { display: 100 });
    f.enter('L', 'sell', 99.5, 60, { flags: MID_PEG });
    f.until(2 * MILLISECOND);
    const { liquidity } = f.venues;
    expect(words(f, liquidity.at(0, seeker('buy', 100.02, 1000)))).toEqual([
      'L 400@100.01?',
      'L 500@100.01',
      'L 60@100?',
      'L 70@100.02?',
    ]);
    expect(words(f, liquidity.at(0, seeker('buy', 100, 1000)))).toEqual(['L 60@100?']);
    expect(words(f, liquidity.at(0, seeker('sell', 99.99, 1000)))).toEqual(['L 1000@99.99']);
    expect(liquidity.at(0, seeker('buy', 100.02, 1000)).map(({ fee, hidden }) => [fee, hidden])).toContainEqual([900, true]);
  });

  test('firm pool orders at the midpoint and within their own limit, no conditional ones', () => {
    const f = market();
    f.enter('D', 'sell', 99, 300);
    f.enter('D', 'sell', 100.01, 200);
    f.enter('D', 'sell', 99, 700, { flags: CONDITIONAL });
    const { liquidity } = f.venues;
    expect(words(f, liquidity.all(seeker('buy', 100.02, 1000)))).toEqual(['D 300@100?', 'L 400@100.01']);
    expect(liquidity.at(1, seeker('buy', 100.02, 1000))[0]!.fee).toBe(1000);
    expect(liquidity.at(1, seeker('buy', 99.99, 1000))).toEqual([]);
  });

  test('no order whose MinQty is above its size, none of ours, nothing where nobody answers', () => {
    const f = market();
    f.enter('D', 'sell', 99, 300, { min: 200 });
    f.enter('L', 'sell', 100.01, 300, { flags: HIDDEN, min: 200 });
    f.ours('L', 'sell', 100.02, 250, 'day');
    f.until(3 * MILLISECOND);
    const { liquidity } = f.venues;
    expect(words(f, liquidity.all(seeker('buy', 100.02, 200)))).toEqual(['D 300@100?', 'L 300@100.01?', 'L 400@100.01']);
    expect(words(f, liquidity.all(seeker('buy', 100.02, 199)))).toEqual(['L 400@100.01']);
    f.conditions.down[0] = 1;
    expect(liquidity.at(0, seeker('buy', 100.02, 200))).toEqual([]);
  });

  test('reading changes nothing', () => {
    const f = market();
    f.enter('L', 'sell', 99.5, 60, { flags: MID_PEG });
    const before = JSON.stringify(f.venues.save());
    f.venues.liquidity.all(seeker('buy', 101, 1000));
    expect(JSON.stringify(f.venues.save())).toBe(before);
  });

  test('the best quotes, what is quoted there, and the middle', () => {
    const f = market();
    const { liquidity } = f.venues;
    expect([liquidity.best(0, 'buy'), liquidity.best(0, 'sell'), liquidity.mid(0)]).toEqual([px(99.99), px(100.01), px(100)]);
    expect([liquidity.quoted(0, 'buy'), liquidity.quoted(0, 'sell')]).toEqual([1000, 400]);
  });
});

test('a window holds what stands when it opens and what comes while it is open, each share once', () => {
  const window = new Window();
  const f = new Floor({ venues: [{ mic: 'L' }, { mic: 'D', pool: {} }], witness: window });
  f.enter('L', 'buy', 99.99, 1000);
  f.enter('L', 'sell', 100.01, 400);
  f.until(MILLISECOND);
  window.open(f.venues.liquidity, seeker('buy', 100.02, 1000));
  const gone = f.enter('L', 'sell', 100.01, 100);
  f.venues.cancel(0, 0, gone);
  f.enter('L', 'sell', 100.01, 50);
  f.enter('L', 'sell', 100.03, 999);
  f.enter('L', 'buy', 99.98, 888);
  f.enter('D', 'sell', 99, 300);
  f.enter('D', 'sell', 99, 777, { flags: CONDITIONAL });
  f.enter('D', 'sell', 100.5, 666);
  f.ours('L', 'sell', 100.02, 250, 'day');
  expect(words(f, window.close())).toEqual(['D 300@100?', 'L 550@100.01']);
  f.enter('L', 'sell', 100.01, 50);
  expect(words(f, window.close())).toEqual(['D 300@100?', 'L 550@100.01']);
});
