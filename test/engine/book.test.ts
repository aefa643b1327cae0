import { describe, expect, test } from 'vitest';
import {
  BID,
  Book,
  CANNOT_FILL,
  DAY,
  FOK,
  IOC,
  OFFER,
  POST_ONLY,
  UNKNOWN_ORDER,
  WOULD_TAKE,
} from '../../electron/engine/venue/book.ts';
import { at, Teller, TICK } from '../support/book-teller.ts';

function open(options = {}) {
  const teller = new Teller();
  const book = new Book(TICK, teller, options);
  const bid = (price: number, qty: number, owner = 1, tif = DAY, flags = 0) => book.enter(BID, at(price), qty, owner, tif, flags);
  const offer = (price: number, qty: number, owner = 1, tif = DAY, flags = 0) =>
    book.enter(OFFER, at(price), qty, owner, tif, flags);
  return { book, teller, bid, offer };
}

/** Bids then offers as `id:leaves`, best first. */
function queue(book: Book): string[] {
  const { orders } = book.save();
  return Array.from({ length: orders.length / 7 }, (_, i) => `${orders[i * 7]}:${orders[i * 7 + 3]}`);
}

describe('misuse', () => {
  test.each([
    ['off the tick', 100_050],
    ['zero', 0],
    ['negative', -100],
    ['a fraction', 100.5],
    ['not a number', Number.NaN],
    ['beyond 32 bits', 2 ** 31],
  ])('a price that is %s throws and leaves the book as it was', (_, px) => {
    const { book, bid } = open();
    const id = bid(10, 100);
    const before = book.hash();
    expect(() => book.enter(BID, px, 100, 1)).toThrow(RangeError);
    expect(() => book.replace(id, px, 100)).toThrow(RangeError);
    expect(() => book.qtyAt(BID, px)).toThrow(RangeError);
    expect(book.hash()).toBe(before);
  });

  test.each([0, -5, 1.5, Number.NaN, 2 ** 31])('a quantity of %s throws', (qty) => {
    const { book, bid } = open();
    const id = bid(10, 100);
    expect(() => bid(10, qty)).toThrow(RangeError);
    expect(() => book.replace(id, at(10), qty)).toThrow(RangeError);
    if (qty !== 0) expect(() => book.reduce(id, qty)).toThrow(RangeError);
    expect(queue(book)).toEqual(['1:100']);
  });

  test.each([0, -1, 99, 1.5, Number.NaN, 2 ** 31])('an unknown id (%s) is an answer, never a throw', (id) => {
    const { book, bid, teller } = open();
    bid(10, 100);
    teller.take();
    expect([
      book.cancel(id),
      book.reduce(id, 5),
      book.replace(id, at(10), 5),
      book.queueAhead(id),
      book.leavesOf(id),
      book.pxOf(id),
      book.ownerOf(id),
    ]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect([book.isLive(id), book.lastReject, teller.take()]).toEqual([false, UNKNOWN_ORDER, []]);
  });

  test('an order canceled once cannot be canceled again, though its place is in use', () => {
    const { book, bid } = open({ capacity: 4 });
    const first = bid(10, 100);
    book.cancel(first);
    for (let i = 0; i < 50; i++) {
      const id = bid(10, 10);
      expect([id === first, book.cancel(first), book.cancel(id)]).toEqual([false, 0, 10]);
    }
  });

  test('a book restored into another tick, a window or a capacity that cannot be, throw', () => {
    const { book, teller } = open();
    expect(() => new Book(50, teller).restore(book.save())).toThrow(/tick: 100/);
    expect(() => open({ window: 33 })).toThrow(/window: 33/);
    expect(() => open({ capacity: 6 })).toThrow(/capacity: 6/);
    expect(() => new Book(0, teller)).toThrow(/tick: 0/);
  });
});

describe('matching', () => {
  test('best price first, then first come; trades at the makers prices; each level told once, after its fills', () => {
    const { book, teller, bid, offer } = open();
    offer(10.02, 100);
    offer(10.01, 200);
    offer(10.01, 300);
    teller.take();
    expect(bid(10.02, 550)).toBe(0);
    expect(teller.take()).toEqual([
      'fill 2 by 4 buying 200 @ 10.01, 0 left',
      'fill 3 by 4 buying 300 @ 10.01, 0 left',
      'offer 10.01: 0',
      'fill 1 by 4 buying 50 @ 10.02, 50 left',
      'offer 10.02: 50',
    ]);
    expect([book.lastFilled, book.lastLeaves, book.lastId, queue(book)]).toEqual([550, 0, 4, ['1:50']]);
  });

  test('what a day order cannot trade rests at its limit', () => {
    const { book, teller, bid, offer } = open();
    bid(9.99, 100);
    bid(10.0, 100);
    teller.take();
    expect(offer(10.0, 250)).toBe(3);
    expect(teller.take()).toEqual(['fill 2 by 3 selling 100 @ 10.00, 0 left', 'bid 10.00: 0', 'offer 10.00: 150']);
    expect([book.lastFilled, book.lastLeaves, book.bestPx(BID), book.bestPx(OFFER)]).toEqual([100, 150, at(9.99), at(10)]);
  });

  test('an IOC trades what it can and never rests', () => {
    const { book, bid, offer } = open();
    offer(10.0, 100);
    expect([bid(10.0, 300, 1, IOC), book.lastFilled, book.lastLeaves, book.count]).toEqual([0, 100, 0, 0]);
    expect([bid(10.0, 300, 1, IOC), book.lastFilled, book.bestPx(BID)]).toEqual([0, 0, 0]);
  });

  test('a FOK fills whole, over several levels, or not at all', () => {
    const { book, teller, bid, offer } = open();
    offer(10.0, 100);
    offer(10.01, 100);
    offer(10.02, 100);
    teller.take();
    expect([bid(10.01, 201, 1, FOK), book.lastFilled, book.lastReject, teller.take()]).toEqual([0, 0, CANNOT_FILL, []]);
    expect([bid(10.01, 200, 1, FOK), book.lastFilled, book.lastReject, queue(book)]).toEqual([0, 200, 0, ['3:100']]);
  });

  test('a post-only order is refused where it would take and rests where it would not', () => {
    const { book, teller, bid, offer } = open();
    offer(10.0, 100);
    teller.take();
    expect([bid(10.0, 50, 1, DAY, POST_ONLY), book.lastReject, teller.take()]).toEqual([0, WOULD_TAKE, []]);
    const id = bid(9.99, 50, 1, DAY, POST_ONLY);
    expect([id > 0, teller.take()]).toEqual([true, ['bid 9.99: 50']]);
    expect([book.replace(id, at(10.0), 50), book.lastReject, book.pxOf(id), teller.take()]).toEqual([id, WOULD_TAKE, at(9.99), []]);
  });
});

describe('priority', () => {
  test('reduce keeps the place; a smaller or equal replace at the same price too', () => {
    const { book, teller, bid } = open();
    const first = bid(10, 300);
    const second = bid(10, 100);
    teller.take();
    expect([
      book.reduce(first, 200),
      book.replace(first, at(10), 150),
      book.replace(first, at(10), 150),
      book.queueAhead(second),
    ]).toEqual([200, first, first, 150]);
    expect(teller.take()).toEqual(['bid 10.00: 300', 'bid 10.00: 250']);
    expect(book.reduce(first, 400)).toBe(150);
    expect(queue(book)).toEqual(['1:150', '2:100']);
    expect([book.reduce(first, 0), book.isLive(first), teller.take()]).toEqual([0, false, ['bid 10.00: 100']]);
  });

  test('more shares go to the back of the queue; the level is told once', () => {
    const { book, teller, bid } = open();
    const first = bid(10, 100);
    bid(10, 100);
    teller.take();
    expect(book.replace(first, at(10), 150)).toBe(first);
    expect([queue(book), book.queueAhead(first), teller.take()]).toEqual([['2:100', '1:150'], 100, ['bid 10.00: 250']]);
  });

  test('a new price loses the place and may trade under the old id', () => {
    const { book, teller, bid, offer } = open();
    const mine = bid(9.99, 100);
    offer(10.0, 60);
    teller.take();
    expect([book.replace(mine, at(10.0), 100), book.lastFilled, book.lastLeaves]).toEqual([mine, 60, 40]);
    expect(teller.take()).toEqual(['bid 9.99: 0', 'fill 2 by 1 buying 60 @ 10.00, 0 left', 'offer 10.00: 0', 'bid 10.00: 40']);
    offer(10.01, 40);
    expect([book.replace(mine, at(10.01), 40), book.lastFilled, book.isLive(mine), book.count]).toEqual([0, 40, false, 0]);
  });
});

describe('a recorded print', () => {
  test('goes down the queue: through others, into ours, and the next print continues there', () => {
    const { book, teller, bid } = open();
    bid(10, 300, 1);
    const mine = bid(10, 100, 2);
    bid(10, 200, 1);
    const also = bid(10, 100, 2);
    teller.take();
    expect([book.fillOwn(2, BID, at(10), 250), teller.take(), book.queueAhead(mine)]).toEqual([0, [], 50]);
    expect(book.fillOwn(2, BID, at(10), 100)).toBe(50);
    expect(teller.take()).toEqual(['fill 2 by 0 selling 50 @ 10.00, 50 left', 'bid 10.00: 650']);
    expect(book.fillOwn(2, BID, at(10), 300)).toBe(100);
    expect(teller.take()).toEqual([
      'fill 2 by 0 selling 50 @ 10.00, 0 left',
      'fill 4 by 0 selling 50 @ 10.00, 50 left',
      'bid 10.00: 550',
    ]);
    expect([book.leavesOf(also), book.queueAhead(also)]).toEqual([50, 0]);
  });

  test('fills every better limit first, at that limit, and nothing worse', () => {
    const { book, teller, offer } = open();
    offer(10.02, 100, 2);
    offer(10.01, 500, 1);
    offer(10.01, 100, 2);
    offer(10.0, 100, 2);
    teller.take();
    expect(book.fillOwn(2, OFFER, at(10.01), 150)).toBe(100);
    expect(teller.take()).toEqual(['fill 4 by 0 buying 100 @ 10.00, 0 left', 'offer 10.00: 0']);
    expect(book.fillOwn(2, OFFER, at(10.02), 150)).toBe(150);
    expect(teller.take()).toEqual([
      'fill 3 by 0 buying 100 @ 10.01, 0 left',
      'offer 10.01: 500',
      'fill 1 by 0 buying 50 @ 10.02, 50 left',
      'offer 10.02: 50',
    ]);
  });

  test('is not counted twice when the venue then shows the smaller size', () => {
    const { book, bid } = open();
    const others = bid(10, 500, 1);
    const mine = bid(10, 100, 2);
    book.fillOwn(2, BID, at(10), 200);
    book.reduce(others, 300);
    expect(book.queueAhead(mine)).toBe(300);
    book.reduce(others, 250);
    expect(book.queueAhead(mine)).toBe(250);
  });
});

describe('far prices', () => {
  test('stub quotes rest, show, match and go, whatever arrives first', () => {
    const { book, teller, bid, offer } = open({ window: 64 });
    bid(0.01, 1);
    offer(199_999.99, 2);
    bid(90.8, 3);
    bid(158, 4);
    offer(158.01, 5);
    offer(500, 6);
    const px = new Int32Array(9);
    const qty = new Int32Array(9);
    expect([book.depth(BID, 9, px, qty), [...px.slice(0, 3)], [...qty.slice(0, 3)]]).toEqual([
      3,
      [at(158), at(90.8), at(0.01)],
      [4, 3, 1],
    ]);
    expect([book.depth(OFFER, 2, px, qty), [...px.slice(0, 2)]]).toEqual([2, [at(158.01), at(500)]]);
    expect([book.qtyAt(BID, at(90.8)), book.qtyAt(OFFER, at(90.8)), book.qtyAt(BID, at(90.81))]).toEqual([3, 0, 0]);
    expect([book.qtyWithin(BID, at(90.8)), book.qtyWithin(OFFER, at(199_999.99))]).toEqual([7, 13]);
    teller.take();
    expect([offer(0.01, 20), book.lastFilled, book.bestPx(BID), book.bestPx(OFFER)]).toEqual([7, 8, 0, at(0.01)]);
    expect(teller.take().filter((line) => line.startsWith('fill'))).toEqual([
      'fill 4 by 7 selling 4 @ 158.00, 0 left',
      'fill 3 by 7 selling 3 @ 90.80, 0 left',
      'fill 1 by 7 selling 1 @ 0.01, 0 left',
    ]);
  });

  test('a market that walks far from where it began is the same book as one that begins there', () => {
    const { book, bid, offer } = open({ window: 32 });
    for (let i = 0; i < 3_000; i++) {
      book.cancel(bid(20 + i / 100, 10));
      book.cancel(offer(20.02 + i / 100, 10));
    }
    const id = bid(50, 10);
    const other = new Book(TICK, new Teller(), { window: 4096 });
    other.restore(book.save());
    expect([book.bestPx(BID), book.qtyAt(BID, at(50)), book.hash() === other.hash(), other.cancel(id)]).toEqual([
      at(50),
      10,
      true,
      10,
    ]);
  });
});

test('ids and records of a long session do not grow with its orders', () => {
  const { book, bid } = open({ capacity: 8 });
  const old = bid(9, 1);
  const recent: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    recent.push(bid(10, 1));
    if (recent.length > 20) expect(book.cancel(recent.shift() ?? 0)).toBe(1);
  }
  const { capacity, nextId } = book.save();
  expect([book.count, book.isLive(old), capacity]).toEqual([21, true, 64]);
  expect(nextId).toBeLessThan(2 * 20_000);
});

test('ids begin again at the top of their range without touching the living', () => {
  const { book, bid } = open({ capacity: 8 });
  const old = bid(9, 7);
  book.restore({ ...book.save(), nextId: 0x3fffffff });
  const ids = [bid(10, 1), bid(10, 2), bid(10, 3)];
  expect([ids[0], ids.includes(old), new Set(ids).size, Math.max(...ids.slice(1)) < 10]).toEqual([0x3fffffff, false, 3, true]);
  expect([book.leavesOf(old), book.qtyAt(BID, at(10))]).toEqual([7, 6]);
});
