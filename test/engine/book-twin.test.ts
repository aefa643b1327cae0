import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import { Book, type BookListener } from '../../electron/engine/venue/book.ts';
import { NaiveBook } from '../support/naive-book.ts';

/** One operation in numbers. `pick` chooses an order: 0 an id never given, else one of the ids given so far, newest first, dead or alive. */
interface Step {
  readonly op: 'enter' | 'cancel' | 'reduce' | 'replace' | 'fillOwn';
  readonly side: number;
  readonly px: number;
  readonly qty: number;
  readonly owner: number;
  readonly tif: number;
  readonly flags: number;
  readonly pick: number;
}

const OWN = 3;

class Log implements BookListener {
  events: number[][] = [];
  fill(...numbers: number[]): void {
    this.events.push([0, ...numbers]);
  }
  level(...numbers: number[]): void {
    this.events.push([1, ...numbers]);
  }
}

/** Both books side by side; every step is compared at once, the whole state on demand. */
class Pair {
  readonly log = new Log();
  readonly naiveLog = new Log();
  readonly naive: NaiveBook;
  book: Book;
  private readonly tick: number;
  private readonly given: number[] = [];
  private readonly naiveIds = new Map<number, number>([[0, 0]]);
  steps = 0;
  fills = 0;

  constructor(tick: number, window: number) {
    this.tick = tick;
    this.book = new Book(tick, this.log, { window, capacity: 4 });
    this.naive = new NaiveBook(this.naiveLog);
  }

  apply(step: Step): void {
    const { book, naive } = this;
    const id = step.pick === 0 ? 1_000_000_007 : (this.given[this.given.length - step.pick] ?? 0);
    const naiveId = step.pick === 0 ? -7 : (this.naiveIds.get(id) ?? 0);
    this.log.events = [];
    this.naiveLog.events = [];
    let got = 0;
    let want = 0;
    if (step.op === 'enter') {
      got = book.enter(step.side, step.px, step.qty, step.owner, step.tif, step.flags);
      want = naive.enter(step.side, step.px, step.qty, step.owner, step.tif, step.flags);
      if (book.lastId !== 0) {
        this.naiveIds.set(book.lastId, naive.lastId);
        this.given.push(book.lastId);
      }
      got = this.naiveIds.get(got) ?? -1;
    } else if (step.op === 'cancel') {
      got = book.cancel(id);
      want = naive.cancel(naiveId);
    } else if (step.op === 'reduce') {
      got = book.reduce(id, step.qty);
      want = naive.reduce(naiveId, step.qty);
    } else if (step.op === 'replace') {
      got = this.naiveIds.get(book.replace(id, step.px, step.qty)) ?? -1;
      want = naive.replace(naiveId, step.px, step.qty);
    } else {
      got = book.fillOwn(OWN, step.side, step.px, step.qty);
      want = naive.fillOwn(OWN, step.side, step.px, step.qty);
    }
    const translated = this.log.events.map(([kind, maker, owner, taker, ...rest]) =>
      kind === 0
        ? [kind, this.naiveIds.get(maker), owner, this.naiveIds.get(taker), ...rest]
        : [kind, maker, owner, taker, ...rest],
    );
    this.fills += translated.filter(([kind]) => kind === 0).length;
    this.same('result', [got, book.count], [want, naive.count], step);
    // The twin tells its levels at the end of an operation, the book each after its fills.
    for (const kind of [0, 1]) {
      const of = (events: readonly (readonly unknown[])[]) => events.filter((event) => event[0] === kind);
      this.same(kind === 0 ? 'fills' : 'levels', of(translated), of(this.naiveLog.events), step);
    }
    if (step.op === 'enter' || step.op === 'replace') {
      this.same('last', [book.lastFilled, book.lastLeaves], [naive.lastFilled, naive.lastLeaves], step);
    }
    const bid = book.bestPx(0);
    const offer = book.bestPx(1);
    if (bid !== 0 && offer !== 0 && bid >= offer)
      expect.fail(`crossed ${bid} ${offer} after step ${this.steps}: ${JSON.stringify(step)}`);
    this.steps += 1;
  }

  compareState(): void {
    const { book, naive } = this;
    const orders = naive.displayed();
    const saved = book.save().orders;
    const words = orders.flatMap((order) => [order.id, order.side, order.px, order.leaves, order.owner, order.flags, order.passed]);
    this.same(
      'orders',
      [...saved].map((word, i) => (i % 7 === 0 ? (this.naiveIds.get(word) ?? -1) : word)),
      words,
    );
    for (const side of [0, 1]) {
      const levels = naive.levels(side);
      const px = new Int32Array(levels.length + 1);
      const qty = new Int32Array(levels.length + 1);
      const n = book.depth(side, levels.length + 1, px, qty);
      this.same(
        'depth',
        Array.from({ length: n }, (_, i) => [px[i], qty[i]]),
        levels,
      );
      this.same('best', [book.bestPx(side), book.bestQty(side)], levels[0] ?? [0, 0]);
      for (const [at, shown] of levels) {
        this.same(
          'within',
          [book.qtyAt(side, at), book.qtyAt(1 - side, at), book.qtyWithin(side, at)],
          [shown, 0, naive.within(side, at)],
        );
        this.same('qtyAt', book.qtyAt(side, at + this.tick), levels.find(([other]) => other === at + this.tick)?.[1] ?? 0);
      }
    }
    for (const id of this.given.slice(-60)) {
      const naiveId = this.naiveIds.get(id) ?? 0;
      const order = naive.order(naiveId);
      this.same(
        'order',
        [book.isLive(id), book.leavesOf(id), book.pxOf(id), book.ownerOf(id), book.sideOf(id), book.queueAhead(id)],
        [order !== undefined, order?.leaves ?? 0, order?.px ?? 0, order?.owner ?? 0, order?.side ?? 0, naive.queueAhead(naiveId)],
      );
    }
  }

  /** Goes on with a restored copy whose window is another. */
  changeOver(window: number): void {
    const copy = new Book(this.tick, this.log, { window });
    copy.restore(structuredClone(this.book.save()));
    expect(copy.hash()).toBe(this.book.hash());
    this.book = copy;
  }

  /** Compares as text: a deep-equal each time would take most of the run. */
  private same(what: string, got: unknown, want: unknown, step?: Step): void {
    const gotText = JSON.stringify(got);
    const wantText = JSON.stringify(want);
    if (gotText !== wantText) expect(gotText, `${what} at step ${this.steps}: ${JSON.stringify(step)}`).toBe(wantText);
  }
}

interface Market {
  readonly name: string;
  readonly tick: number;
  readonly window: number;
  /** Px of the first touch. */
  readonly start: number;
  /** Ticks that the touch moves in a step, at most. */
  readonly drift: number;
  /** One order in so many is a stub, far from everything. */
  readonly stubs: number;
}

const MARKETS: readonly Market[] = [
  { name: 'a quiet market in one window', tick: 100, window: 4096, start: 1_580_000, drift: 0, stubs: 40 },
  {
    name: 'a market that walks out of a small window again and again',
    tick: 100,
    window: 32,
    start: 1_580_000,
    drift: 4,
    stubs: 25,
  },
  { name: 'half-penny ticks, everything far', tick: 50, window: 32, start: 4_000, drift: 1, stubs: 3 },
  { name: 'a sub-dollar stock against the floor', tick: 1, window: 64, start: 40, drift: 2, stubs: 30 },
];

function* session(market: Market, seed: string, steps: number): Generator<Step> {
  const random = seedrandom.alea(`${market.name}/${seed}`);
  const below = (n: number) => Math.floor(random() * n);
  let touch = market.start / market.tick;
  for (let i = 0; i < steps; i++) {
    if (market.drift > 0) touch = Math.max(1, touch + below(2 * market.drift + 1) - market.drift);
    const side = below(2);
    const stub = below(market.stubs) === 0;
    const away = below(12) - 3;
    const near = Math.max(1, touch + (side === 0 ? -away : away));
    const far = side === 0 ? 1 + below(3) : Math.floor(1_999_999_900 / market.tick) - below(3);
    const draw = below(100);
    yield {
      op: draw < 52 ? 'enter' : draw < 76 ? 'cancel' : draw < 82 ? 'reduce' : draw < 91 ? 'replace' : 'fillOwn',
      side,
      px: (stub ? far : near) * market.tick,
      qty: 1 + below(below(10) === 0 ? 2_000 : 300),
      owner: 1 + below(4),
      tif: below(10) < 7 ? 0 : 1 + below(2),
      flags: below(8) === 0 ? 1 : 0,
      pick: below(60),
    };
  }
}

describe('the book and its slow twin', () => {
  test.each(MARKETS)('agree on every fill, level and order: $name', (market) => {
    const pair = new Pair(market.tick, market.window);
    for (const step of session(market, 'long', 30_000)) {
      pair.apply(step);
      if (pair.steps % 100 === 0) pair.compareState();
      if (pair.steps % 5_000 === 0) pair.changeOver(pair.steps % 10_000 === 0 ? market.window : 128);
    }
    expect(pair.steps).toBe(30_000);
    expect(pair.fills).toBeGreaterThan(3_000);
  });

  test('agree on any short session', () => {
    const step = fc.record({
      op: fc.constantFrom(
        'enter' as const,
        'enter' as const,
        'enter' as const,
        'cancel' as const,
        'reduce' as const,
        'replace' as const,
        'fillOwn' as const,
      ),
      side: fc.integer({ min: 0, max: 1 }),
      px: fc.oneof(fc.integer({ min: 100, max: 108 }), fc.constantFrom(1, 60, 140, 900, 2_000_000)).map((ticks) => ticks * 100),
      qty: fc.integer({ min: 1, max: 9 }),
      owner: fc.integer({ min: 2, max: 3 }),
      tif: fc.constantFrom(0, 0, 0, 1, 2),
      flags: fc.constantFrom(0, 0, 1),
      pick: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pair = new Pair(100, 32);
        for (const one of steps) {
          pair.apply(one);
          pair.compareState();
        }
      }),
      { numRuns: 300, seed: 20180102 },
    );
  });

  test('a book restored in mid-session goes on with the same ids and fills as the one that was saved', () => {
    const log = new Log();
    const book = new Book(100, log, { window: 32, capacity: 4 });
    const copyLog = new Log();
    const copy = new Book(100, copyLog, { window: 256 });
    const given: number[] = [];
    let i = 0;
    for (const step of session(MARKETS[1], 'restored', 6_000)) {
      const id = given[given.length - step.pick] ?? 0;
      for (const one of i < 3_000 ? [book] : [book, copy]) {
        if (step.op === 'enter') one.enter(step.side, step.px, step.qty, step.owner, step.tif, step.flags);
        else if (step.op === 'cancel') one.cancel(id);
        else if (step.op === 'replace') one.replace(id, step.px, step.qty);
        else if (step.op === 'fillOwn') one.fillOwn(OWN, step.side, step.px, step.qty);
      }
      if (step.op === 'enter' && book.lastId !== 0) given.push(book.lastId);
      i += 1;
      if (i === 3_000) {
        copy.restore(structuredClone(book.save()));
        log.events = [];
      }
    }
    expect(log.events.length).toBeGreaterThan(1_000);
    expect(copyLog.events).toEqual(log.events);
    expect(copy.hash()).toBe(book.hash());
  });
});
