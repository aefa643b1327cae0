import { describe, expect, test } from 'vitest';
import type { ConsolidatedView } from '../../electron/engine/view/consolidated.ts';
import { px } from '../../shared/units.ts';
import { still } from '../support/run.ts';
import { viewOf } from '../support/view.ts';

const BID = px(100);
const ASK = px(100.01);

/** Both clocks name 100.00 / 100.01 since 10. */
function agreeing(): ConsolidatedView {
  const view = viewOf(still());
  view.now = 10;
  view.level(0, 0, 'buy', BID, 500, 1);
  view.level(0, 0, 'sell', ASK, 500, 1);
  view.sipQuote(0, 0, BID, 500, ASK, 500, 1);
  return view;
}

describe('dislocations', () => {
  test('before the SIP has named a price, and while only sizes differ, there is none', () => {
    const view = agreeing();
    view.now = 20;
    view.level(0, 0, 'buy', BID, 900, 15);
    view.trade(0, BID, 100);
    expect(view.dislocations.of(0, 30)).toEqual({ count: 0, time: 0, trades: 1, tradesDuring: 0, cost: 0 });
  });

  test('one is counted, timed, and priced by the prints during it', () => {
    const view = agreeing();
    view.now = 20;
    view.level(0, 0, 'buy', BID + 100, 200, 15);
    expect(view.dislocations.of(0, 50)).toEqual({ count: 1, time: 30, since: 20, trades: 0, tradesDuring: 0, cost: 0 });
    view.trade(0, ASK, 300);
    view.now = 60;
    view.sipQuote(0, 0, BID + 100, 200, ASK, 500, 15);
    view.trade(0, ASK, 700);
    // The midpoints were half a cent apart for 300 shares: $1.50.
    expect(view.dislocations.of(0, 99)).toEqual({ count: 1, time: 40, trades: 2, tradesDuring: 1, cost: 1_500_000 });
  });

  test('both clocks moving at one nanosecond are not apart', () => {
    const view = agreeing();
    view.now = 20;
    view.level(0, 0, 'buy', BID + 100, 200, 15);
    view.sipQuote(0, 0, BID + 100, 200, ASK, 500, 15);
    expect(view.dislocations.of(0, 99)).toMatchObject({ count: 0, time: 0 });
  });

  test('our own fill moves the direct clock alone', () => {
    const view = agreeing();
    view.level(1, 0, 'sell', ASK + 100, 100, 5);
    view.now = 30;
    view.consume(0, 0, 'sell', ASK, 500, 25);
    expect(view.dislocations.of(0, 40)).toMatchObject({ count: 1, time: 10, since: 30 });
  });

  test('a print against a crossed or one-sided market has no price to be wrong by', () => {
    const view = agreeing();
    view.now = 20;
    view.level(0, 0, 'buy', BID, 0, 15);
    view.trade(0, ASK, 300);
    expect(view.dislocations.of(0, 30)).toMatchObject({ trades: 1, tradesDuring: 1, cost: 0 });
  });

  test('saved and restored they go on', () => {
    const view = agreeing();
    view.now = 20;
    view.level(0, 0, 'buy', BID + 100, 200, 15);
    const restored = viewOf(still());
    restored.restore(structuredClone(view.save()));
    for (const one of [view, restored]) {
      one.now = 60;
      one.trade(0, ASK, 100);
      one.sipQuote(0, 0, BID + 100, 200, ASK, 500, 15);
    }
    expect(restored.dislocations.of(0, 70)).toEqual(view.dislocations.of(0, 70));
    expect(restored.dislocations.of(0, 70).time).toBe(40);
  });
});
