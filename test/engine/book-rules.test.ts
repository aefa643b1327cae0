import { describe, expect, test } from 'vitest';
import {
  AON,
  BID,
  Book,
  CANNOT_FILL,
  CONFLICT,
  FOK,
  HIDDEN,
  IOC,
  ISO,
  MARKET_PEG,
  MID_PEG,
  MIN_AGGREGATE,
  OFFER,
  POST_ONLY,
  PRIMARY_PEG,
  SLIDE,
  SMP_CANCEL_BOTH,
  SMP_CANCEL_NEWEST,
  SMP_CANCEL_OLDEST,
  SMP_DECREMENT,
  WOULD_TAKE,
} from '../../electron/engine/venue/book.ts';
import { at, openBook, Teller, TICK } from '../support/book-teller.ts';

describe('misuse', () => {
  test.each([
    ['two pegs', { flags: MID_PEG | PRIMARY_PEG }],
    ['an undisplayed order with a DisplayQty', { flags: HIDDEN, displayQty: 10 }],
    ['a displayed day order with a MinQty', { minQty: 10 }],
    ['a displayed day order that is all or none', { flags: AON }],
  ])('%s: the attributes exclude each other and the order is refused', (_, more) => {
    const { book, bid, teller } = openBook();
    expect([bid(10, 100, more), book.lastReject, book.lastId, book.count, teller.take()]).toEqual([0, CONFLICT, 0, 0, []]);
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 31])('a DisplayQty, MinQty or market of %s throws and leaves the book as it was', (bad) => {
    const { book, bid } = openBook();
    bid(10, 100, { flags: MID_PEG });
    const before = book.hash();
    expect(() => bid(10, 100, { displayQty: bad })).toThrow(RangeError);
    expect(() => bid(10, 100, { flags: HIDDEN, minQty: bad })).toThrow(RangeError);
    expect(() => book.quote(bad, at(10))).toThrow(RangeError);
    expect(() => book.quote(at(10), bad)).toThrow(RangeError);
    expect(book.hash()).toBe(before);
  });
});

test.each([0, -1, 1.5, Number.NaN])('a round lot of %s throws', (bad) => {
  const { book } = openBook();
  expect(() => book.quotePx(BID, bad)).toThrow(RangeError);
  expect(() => book.quoteQty(BID, bad)).toThrow(RangeError);
});

describe('display classes', () => {
  test('at one price the displayed trade first, then hidden and reserve by time, then pegs; a better price comes before all', () => {
    const { teller, bid, offer, quote } = openBook();
    quote(9.98, 10.0);
    offer(10.0, 100, { flags: MARKET_PEG });
    offer(10.0, 100, { flags: PRIMARY_PEG });
    offer(10.0, 100, { flags: HIDDEN });
    offer(10.0, 200, { displayQty: 50 });
    offer(10.0, 100, { flags: HIDDEN });
    offer(10.0, 100);
    teller.take();
    bid(10.0, 1_000, { tif: IOC });
    expect(teller.take()).toEqual([
      'fill 4 by 7 buying 50 @ 10.00, 150 left',
      'fill 6 by 7 buying 100 @ 10.00, 0 left',
      'fill hidden 3 by 7 buying 100 @ 10.00, 0 left',
      'fill hidden 4 by 7 buying 150 @ 10.00, 0 left',
      'fill hidden 5 by 7 buying 100 @ 10.00, 0 left',
      'fill hidden 1 by 7 buying 100 @ 10.00, 0 left',
      'fill hidden 2 by 7 buying 100 @ 10.00, 0 left',
      'offer 10.00: 0',
    ]);
    offer(10.0, 100);
    offer(9.99, 100, { flags: HIDDEN });
    teller.take();
    bid(10.0, 150);
    expect(teller.take()).toEqual([
      'fill hidden 9 by 10 buying 100 @ 9.99, 0 left',
      'fill 8 by 10 buying 50 @ 10.00, 50 left',
      'offer 10.00: 50',
    ]);
  });

  test('a hidden order is in no level, best or depth, and is counted where it is asked for', () => {
    const { book, teller, bid } = openBook();
    const id = bid(10.01, 300, { flags: HIDDEN });
    bid(10.0, 100);
    expect(teller.take()).toEqual(['bid 10.00: 100']);
    expect([book.bestPx(BID), book.bestQty(BID), book.qtyAt(BID, at(10.01)), book.qtyWithin(BID, at(10.0))]).toEqual([
      at(10),
      100,
      0,
      100,
    ]);
    expect([book.hiddenQty(BID, at(10.01)), book.hiddenQty(BID, at(10.02)), book.isHidden(id), book.isHidden(2)]).toEqual([
      300,
      0,
      true,
      false,
    ]);
    expect([book.leavesOf(id), book.pxOf(id), book.count, book.cancel(id), teller.take()]).toEqual([300, at(10.01), 2, 300, []]);
  });

  test('a FOK counts what is hidden', () => {
    const { book, bid, offer } = openBook();
    offer(10, 100);
    offer(10, 100, { flags: HIDDEN });
    offer(10.01, 100, { displayQty: 10 });
    expect([bid(10.01, 301, { tif: FOK }), book.lastReject]).toEqual([0, CANNOT_FILL]);
    expect([bid(10.01, 300, { tif: FOK }), book.lastFilled, book.count]).toEqual([0, 300, 0]);
  });

  test('hidden orders wait behind what is displayed and what is before them', () => {
    const { book, bid } = openBook();
    bid(10, 70);
    bid(10, 30, { flags: HIDDEN });
    const last = bid(10, 50, { flags: HIDDEN });
    bid(10, 20);
    expect(book.queueAhead(last)).toBe(120);
  });
});

describe('icebergs', () => {
  test('show a slice, and refill it at the back of the queue when it is gone', () => {
    const { book, teller, bid, offer } = openBook();
    const berg = offer(10, 250, { displayQty: 100 });
    offer(10, 100);
    expect(teller.take()).toEqual(['offer 10.00: 100', 'offer 10.00: 200']);
    expect([book.leavesOf(berg), book.bestQty(OFFER), book.hiddenQty(OFFER, at(10)), book.isHidden(berg)]).toEqual([
      250,
      200,
      150,
      false,
    ]);
    bid(10, 60);
    expect(teller.take()).toEqual(['fill 1 by 3 buying 60 @ 10.00, 190 left', 'offer 10.00: 140']);
    bid(10, 40);
    expect(teller.take()).toEqual(['fill 1 by 4 buying 40 @ 10.00, 150 left', 'offer 10.00: 200']);
    bid(10, 150);
    expect(teller.take()).toEqual([
      'fill 2 by 5 buying 100 @ 10.00, 0 left',
      'fill 1 by 5 buying 50 @ 10.00, 100 left',
      'offer 10.00: 50',
    ]);
    bid(10, 50);
    expect([teller.take(), book.leavesOf(berg), book.hiddenQty(OFFER, at(10))]).toEqual([
      ['fill 1 by 6 buying 50 @ 10.00, 50 left'],
      50,
      0,
    ]);
  });

  test('slices that went in one trade come back in that order, and a level that shows as much as before is not told', () => {
    const { book, teller, bid, offer } = openBook();
    const first = offer(10, 200, { displayQty: 100 });
    const second = offer(10, 200, { displayQty: 100 });
    teller.take();
    bid(10, 200);
    expect(teller.take()).toEqual(['fill 1 by 3 buying 100 @ 10.00, 100 left', 'fill 2 by 3 buying 100 @ 10.00, 100 left']);
    expect([book.queueAhead(first), book.queueAhead(second)]).toEqual([0, 100]);
  });

  test('lose reserve first when reduced, keep DisplayQty through a replace, and place only with fewer shares', () => {
    const { book, teller, bid } = openBook();
    const berg = bid(10, 300, { displayQty: 100 });
    bid(10, 50);
    teller.take();
    expect([book.reduce(berg, 150), teller.take(), book.queueAhead(2)]).toEqual([150, [], 100]);
    expect([book.replace(berg, at(10), 80), teller.take(), book.queueAhead(2)]).toEqual([berg, ['bid 10.00: 130'], 80]);
    expect([book.replace(berg, at(10), 400), teller.take(), book.queueAhead(berg)]).toEqual([berg, ['bid 10.00: 150'], 50]);
    expect([book.replace(berg, at(10.01), 400), teller.take(), book.leavesOf(berg)]).toEqual([
      berg,
      ['bid 10.00: 50', 'bid 10.01: 100'],
      400,
    ]);
    expect([book.cancel(berg), teller.take(), book.hiddenQty(BID, at(1))]).toEqual([400, ['bid 10.01: 0'], 0]);
  });
});

describe('pegs', () => {
  test('a midpoint peg stands between the ticks and trades there, within its limit', () => {
    const { book, teller, bid, offer, quote } = openBook();
    quote(10.0, 10.01);
    const mid = bid(10.02, 100, { flags: MID_PEG });
    const bounded = bid(10.0, 100, { flags: MID_PEG });
    expect([book.pxOf(mid), book.pxOf(bounded), book.limitOf(mid), teller.take()]).toEqual([100_050, at(10), at(10.02), []]);
    offer(10.01, 100);
    offer(10.0, 150, { tif: IOC });
    expect(teller.take()).toEqual([
      'offer 10.01: 100',
      'fill hidden 1 by 4 selling 100 @ 10.005, 0 left',
      'fill hidden 2 by 4 selling 50 @ 10.00, 50 left',
    ]);
  });

  test('primary follows the near side, market the far side', () => {
    const { book, bid, offer, quote } = openBook();
    quote(10.0, 10.05);
    const ids = [
      ...[bid(11, 1, { flags: PRIMARY_PEG }), offer(9, 1, { flags: PRIMARY_PEG })],
      ...[bid(11, 1, { flags: HIDDEN | MID_PEG, minQty: 2 }), offer(10.04, 1, { flags: MARKET_PEG })],
    ];
    expect(ids.map((id) => book.pxOf(id))).toEqual([at(10), at(10.05), at(10.025), at(10.04)]);
    quote(10.01, 10.03);
    expect(ids.map((id) => book.pxOf(id))).toEqual([at(10.01), at(10.03), at(10.02), at(10.04)]);
  });

  test.each([
    ['crossed', 10.02, 10.01],
    ['one-sided', 10.0, 0],
  ])('a market that is %s has no middle: midpoint pegs stand aside and come back', (_, bidPrice, askPrice) => {
    const { book, teller, bid, offer, quote } = openBook();
    quote(10.0, 10.02);
    const mid = bid(11, 100, { flags: MID_PEG });
    quote(bidPrice, askPrice);
    expect([book.pxOf(mid), book.leavesOf(mid), book.isLive(mid), book.queueAhead(mid)]).toEqual([0, 100, true, 0]);
    offer(9, 50, { tif: IOC });
    expect([book.lastFilled, book.hiddenQty(BID, 1)]).toEqual([0, 0]);
    const other = bid(11, 100, { flags: MID_PEG });
    quote(10.0, 10.02);
    offer(10, 150, { tif: IOC });
    expect(teller.take()).toEqual([
      `fill hidden ${mid} by 4 selling 100 @ 10.01, 0 left`,
      `fill hidden ${other} by 4 selling 50 @ 10.01, 50 left`,
    ]);
  });

  test('when the market moves pegs trade what they then reach, the oldest standing first, at its price', () => {
    const { book, teller, bid, offer, quote } = openBook();
    quote(10.0, 10.1);
    bid(10.02, 100, { flags: MID_PEG });
    offer(10.0, 300, { flags: MID_PEG });
    bid(10.02, 100, { flags: MID_PEG });
    bid(10.01, 100, { flags: HIDDEN });
    expect(teller.take()).toEqual([]);
    quote(9.98, 10.03);
    expect(teller.take()).toEqual([
      'fill hidden 4 by 2 selling 100 @ 10.01, 0 left',
      'fill hidden 1 by 2 selling 100 @ 10.005, 0 left',
      'fill hidden 2 by 3 buying 100 @ 10.005, 0 left',
    ]);
    expect(book.count).toBe(0);
  });

  test('a re-priced peg takes what is displayed, and the level is told', () => {
    const { teller, bid, offer, quote } = openBook();
    quote(10.0, 10.1);
    bid(10.2, 100, { flags: PRIMARY_PEG });
    offer(10.05, 60);
    teller.take();
    quote(10.05, 10.1);
    expect(teller.take()).toEqual(['fill 2 by 1 buying 60 @ 10.05, 0 left', 'offer 10.05: 0']);
  });

  test('keep their time when the market comes back, and lose it with a new limit', () => {
    const { book, bid, quote } = openBook();
    quote(10.0, 10.02);
    const first = bid(10.05, 100, { flags: MID_PEG });
    const second = bid(10.01, 100, { flags: MID_PEG });
    quote(10.04, 10.06);
    expect([book.pxOf(first), book.pxOf(second)]).toEqual([at(10.05), at(10.01)]);
    quote(10.0, 10.02);
    expect([book.queueAhead(first), book.queueAhead(second)]).toEqual([0, 100]);
    book.replace(first, at(10.04), 100);
    expect([book.queueAhead(first), book.queueAhead(second)]).toEqual([100, 0]);
  });
});

describe('MinQty', () => {
  test('a resting order passes smaller contras by, and the two may stand crossed for it', () => {
    const { book, teller, bid, offer } = openBook();
    const dark = bid(10.01, 1_000, { flags: HIDDEN, minQty: 500 });
    expect([offer(10.0, 499), teller.take()]).toEqual([2, ['offer 10.00: 499']]);
    offer(10.0, 600);
    expect(teller.take()).toEqual([
      'fill hidden 1 by 3 selling 600 @ 10.01, 400 left',
      // Its MinQty is 400 now, so what it had passed by will do.
      'fill 2 by 1 buying 400 @ 10.00, 99 left',
      'offer 10.00: 99',
    ]);
    expect([book.isLive(dark), book.count]).toEqual([false, 1]);
  });

  test('a reduction lowers it too', () => {
    const { book, teller, bid, offer } = openBook();
    const dark = bid(10.01, 1_000, { flags: HIDDEN, minQty: 500 });
    offer(10.0, 300);
    teller.take();
    expect([book.reduce(dark, 250), teller.take(), book.isLive(dark)]).toEqual([
      0,
      ['fill 2 by 1 buying 250 @ 10.00, 50 left', 'offer 10.00: 50'],
      false,
    ]);
  });

  test('an arriving order trades with one contra large enough; in aggregate with several', () => {
    const { book, teller, bid, offer } = openBook();
    for (const qty of [100, 300, 200]) offer(10, qty);
    teller.take();
    bid(10, 500, { tif: IOC, minQty: 250 });
    expect(teller.take()).toEqual([
      'fill 2 by 4 buying 300 @ 10.00, 0 left',
      'fill 3 by 4 buying 200 @ 10.00, 0 left',
      'offer 10.00: 100',
    ]);
    offer(10, 100);
    expect([bid(10, 500, { tif: IOC, minQty: 150 }), book.lastFilled]).toEqual([0, 0]);
    expect([bid(10, 500, { tif: IOC, minQty: 201, flags: MIN_AGGREGATE }), book.lastFilled]).toEqual([0, 0]);
    expect([bid(10, 500, { tif: IOC, minQty: 200, flags: MIN_AGGREGATE }), book.lastFilled]).toEqual([0, 200]);
  });

  test('all or none trades whole, at once or never', () => {
    const { book, bid, offer } = openBook();
    offer(10, 100);
    offer(10, 100);
    expect([bid(10, 201, { tif: IOC, flags: AON }), book.lastFilled]).toEqual([0, 0]);
    const whole = bid(10, 300, { flags: AON | HIDDEN });
    offer(10, 299, { tif: IOC });
    expect([book.leavesOf(whole), book.bestQty(OFFER)]).toEqual([300, 200]);
    offer(10, 300, { tif: IOC });
    expect([book.isLive(whole), book.lastFilled]).toEqual([false, 300]);
    expect([bid(10, 200, { flags: AON | HIDDEN }), book.lastFilled, book.count]).toEqual([0, 200, 0]);
  });
});

describe('post-only', () => {
  test('is refused for what is hidden too, or slides to one tick short of it', () => {
    const { book, teller, bid, offer, quote } = openBook();
    quote(10.0, 10.01);
    offer(10.0, 100, { flags: MID_PEG });
    expect([bid(10.01, 50, { flags: POST_ONLY }), book.lastReject, teller.take()]).toEqual([0, WOULD_TAKE, []]);
    expect([bid(10.01, 50, { flags: POST_ONLY | SLIDE }), teller.take()]).toEqual([2, ['bid 10.00: 50']]);
    offer(9.98, 70, { flags: POST_ONLY | SLIDE | ISO });
    expect(teller.take()).toEqual(['offer 10.01: 70']);
    expect([book.replace(3, at(10.0), 60), book.pxOf(3), teller.take()]).toEqual([3, at(10.01), ['offer 10.01: 60']]);
    expect([book.flagsOf(3), book.queueAhead(3)]).toEqual([POST_ONLY | SLIDE | ISO, 0]);
  });

  test('has no price below the lowest tick to slide to', () => {
    const { book, bid, offer } = openBook();
    offer(0.01, 100);
    expect([bid(0.05, 50, { flags: POST_ONLY | SLIDE }), book.lastReject, book.count]).toEqual([0, WOULD_TAKE, 1]);
  });
});

describe('self-match prevention', () => {
  const mine = { owner: 7 };

  test.each([
    ['newest', SMP_CANCEL_NEWEST, ['fill 1 by 4 buying 100 @ 10.00, 0 left', 'self-match 4: 300 gone', 'offer 10.00: 250']],
    [
      'oldest',
      SMP_CANCEL_OLDEST,
      [
        ...['fill 1 by 4 buying 100 @ 10.00, 0 left', 'self-match 2: 150 gone', 'fill 3 by 4 buying 100 @ 10.00, 0 left'],
        ...['offer 10.00: 0', 'bid 10.00: 200'],
      ],
    ],
    [
      'both',
      SMP_CANCEL_BOTH,
      [...['fill 1 by 4 buying 100 @ 10.00, 0 left', 'self-match 2: 150 gone', 'self-match 4: 300 gone'], 'offer 10.00: 100'],
    ],
    [
      'decrement',
      SMP_DECREMENT,
      [
        ...['fill 1 by 4 buying 100 @ 10.00, 0 left', 'self-match 2: 150 gone', 'self-match 4: 150 gone'],
        ...['fill 3 by 4 buying 100 @ 10.00, 0 left', 'offer 10.00: 0', 'bid 10.00: 50'],
      ],
    ],
  ])('cancels %s when an arriving order comes to one of its own owner', (_, flags, told) => {
    const { book, teller, bid, offer } = openBook();
    offer(10, 100);
    offer(10, 150, mine);
    offer(10, 100);
    teller.take();
    bid(10, 400, { ...mine, flags });
    expect(teller.take()).toEqual(told);
    const filled = told.filter((line) => line.startsWith('fill')).length * 100;
    const prevented = flags === SMP_CANCEL_OLDEST ? 0 : flags === SMP_DECREMENT ? 150 : 300;
    expect([book.lastFilled, book.lastPrevented]).toEqual([filled, prevented]);
  });

  test('is asked for by the arriving order alone, and never without an owner', () => {
    const { book, bid, offer } = openBook();
    offer(10, 100, { ...mine, flags: SMP_CANCEL_OLDEST });
    bid(10, 50, mine);
    expect(book.lastFilled).toBe(50);
    offer(10.01, 100, { owner: 0 });
    bid(10.01, 150, { owner: 0, flags: SMP_CANCEL_NEWEST });
    expect(book.lastFilled).toBe(150);
  });

  test('an order that would have to trade with its own owner cannot fill or kill', () => {
    const { book, bid, offer } = openBook();
    offer(10, 100, mine);
    offer(10, 100);
    expect([bid(10, 150, { ...mine, tif: FOK, flags: SMP_CANCEL_OLDEST }), book.lastReject]).toEqual([0, CANNOT_FILL]);
    expect([bid(10, 100, { ...mine, tif: FOK, flags: SMP_CANCEL_OLDEST }), book.lastFilled, book.count]).toEqual([0, 100, 0]);
  });

  test('a listener that does not want to hear of it need not', () => {
    const teller = new Teller();
    const book = new Book(TICK, { fill: () => undefined, level: (side, px, qty) => teller.level(side, px, qty) });
    book.enter(OFFER, at(10), 100, 7);
    book.enter(BID, at(10), 100, 7, IOC, SMP_CANCEL_BOTH);
    expect([book.count, teller.take()]).toEqual([0, ['offer 10.00: 100', 'offer 10.00: 0']]);
  });
});

describe('the quote in round lots', () => {
  test('odd lots add up to a round lot at the least aggressive price they need', () => {
    const { book, bid } = openBook();
    bid(10.02, 30);
    bid(10.01, 50);
    bid(10.0, 45);
    bid(9.99, 500);
    expect([book.bestPx(BID), book.bestQty(BID)]).toEqual([at(10.02), 30]);
    expect([book.quotePx(BID, 100), book.quoteQty(BID, 100)]).toEqual([at(10.0), 100]);
    expect([book.quotePx(BID, 40), book.quoteQty(BID, 40)]).toEqual([at(10.01), 80]);
    expect([book.quotePx(BID, 10), book.quoteQty(BID, 10)]).toEqual([at(10.02), 30]);
    expect([book.quotePx(BID, 1), book.quoteQty(BID, 1)]).toEqual([at(10.02), 30]);
  });

  test('a side that is an odd lot altogether has no quote, and hidden shares do not help', () => {
    const { book, bid } = openBook();
    expect([book.quotePx(OFFER, 100), book.quoteQty(OFFER, 100)]).toEqual([0, 0]);
    bid(10.02, 99);
    bid(10.02, 100, { flags: HIDDEN });
    expect([book.quotePx(BID, 100), book.quoteQty(BID, 100)]).toEqual([0, 0]);
    bid(10.01, 1_000, { displayQty: 1 });
    expect([book.quotePx(BID, 100), book.quoteQty(BID, 100)]).toEqual([at(10.01), 100]);
  });
});

test('a recorded print fills our reserve and hidden orders behind what is displayed, and those at better prices first', () => {
  const { book, teller, bid } = openBook();
  bid(10, 100);
  const berg = bid(10, 150, { owner: 2, displayQty: 50 });
  bid(10, 60, { owner: 2, flags: HIDDEN });
  bid(10.01, 40, { owner: 2, flags: HIDDEN });
  teller.take();
  expect(book.fillOwn(2, BID, at(10), 240)).toBe(140);
  expect(teller.take()).toEqual([
    'fill hidden 4 by 0 selling 40 @ 10.01, 0 left',
    'fill 2 by 0 selling 50 @ 10.00, 100 left',
    'fill hidden 2 by 0 selling 50 @ 10.00, 50 left',
  ]);
  expect([book.leavesOf(berg), book.qtyAt(BID, at(10)), book.hiddenQty(BID, at(10))]).toEqual([50, 150, 60]);
});

test('orders that come and go undisplayed leave nothing behind', () => {
  const { book, bid, offer, quote } = openBook({ capacity: 8 });
  quote(9.99, 10.01);
  for (let i = 0; i < 5_000; i++) {
    const ids = [bid(10, 30, { displayQty: 10 }), bid(11, 5, { flags: MID_PEG }), bid(9.9, 5, { flags: HIDDEN, minQty: 2 })];
    quote(9.99, i % 2 === 0 ? 10.03 : 10.01);
    offer(10, 15, { tif: IOC });
    for (const id of ids) book.cancel(id);
  }
  const { capacity, hidden, orders } = book.save();
  expect([book.count, capacity, hidden.length, orders.length, book.hiddenQty(BID, 1)]).toEqual([0, 8, 0, 0, 0]);
});
