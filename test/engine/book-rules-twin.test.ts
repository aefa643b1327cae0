import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import {
  AON,
  Book,
  type BookListener,
  DAY,
  FOK,
  HIDDEN,
  IOC,
  ISO,
  MARKET_PEG,
  MID_PEG,
  MIN_AGGREGATE,
  POST_ONLY,
  PRIMARY_PEG,
  SLIDE,
  SMP_CANCEL_BOTH,
  SMP_CANCEL_NEWEST,
  SMP_CANCEL_OLDEST,
  SMP_DECREMENT,
} from '../../electron/engine/venue/book.ts';
import { NaiveBook } from '../support/naive-book.ts';

const OWN = 3;
const SMP = [SMP_CANCEL_NEWEST, SMP_CANCEL_OLDEST, SMP_CANCEL_BOTH, SMP_DECREMENT];
const ROUND_LOTS = [1, 10, 40, 100];

/** One command in numbers. `pick` chooses an order: 0 an id never given, else one of the ids given so far, newest first, dead or alive. */
interface Step {
  readonly op: 'enter' | 'cancel' | 'reduce' | 'replace' | 'fillOwn' | 'quote';
  readonly side: number;
  readonly px: number;
  readonly qty: number;
  readonly owner: number;
  readonly tif: number;
  readonly flags: number;
  readonly displayQty: number;
  readonly minQty: number;
  readonly pick: number;
  readonly bidPx: number;
  readonly askPx: number;
}

/** All that a book told: [0, fill…, hidden], [1, level…] and [2, self-match…]. */
class Log implements BookListener {
  events: number[][] = [];
  book: { readonly makerHidden: number } = { makerHidden: 0 };
  fill(...numbers: number[]): void {
    this.events.push([0, ...numbers, this.book.makerHidden]);
  }
  level(...numbers: number[]): void {
    this.events.push([1, ...numbers]);
  }
  selfMatch(...numbers: number[]): void {
    this.events.push([2, ...numbers]);
  }
  take(): number[][] {
    const { events } = this;
    this.events = [];
    return events;
  }
}

/** What was asked of an order, to hold its fills against. */
interface Asked {
  readonly side: number;
  px: number;
  open: number;
}

class Pair {
  readonly naive: NaiveBook;
  book: Book;
  steps = 0;
  readonly seen = { fills: 0, hiddenFills: 0, subTick: 0, prevented: 0, blocked: 0 };
  private readonly tick: number;
  private readonly log = new Log();
  private readonly naiveLog = new Log();
  private readonly given: number[] = [];
  private readonly naiveIds = new Map<number, number>([[0, 0]]);
  private readonly asked = new Map<number, Asked>();
  /** What a feed that only hears `level` shows: by side, price to shares. */
  private readonly published = [new Map<number, number>(), new Map<number, number>()];

  constructor(tick: number) {
    this.tick = tick;
    this.book = new Book(tick, this.log, { window: 64, capacity: 4 });
    this.log.book = this.book;
    this.naive = new NaiveBook(this.naiveLog);
    this.naive.tick = tick;
    this.naiveLog.book = this.naive;
  }

  apply(step: Step): void {
    const { book, naive } = this;
    const { op, side, px, qty } = step;
    const id = step.pick === 0 ? 1_000_000_007 : (this.given[this.given.length - step.pick] ?? 0);
    const naiveId = this.naiveIds.get(id) ?? -7;
    let got: unknown[] = [];
    let want: unknown[] = [];
    if (op === 'enter') {
      const { owner, tif, flags, displayQty, minQty } = step;
      const rests = book.enter(side, px, qty, owner, tif, flags, displayQty, minQty);
      want = [naive.enter(side, px, qty, owner, tif, flags, displayQty, minQty)];
      if (book.lastId !== 0) {
        this.naiveIds.set(book.lastId, naive.lastId);
        this.given.push(book.lastId);
        this.asked.set(naive.lastId, { side, px, open: qty });
      }
      got = [this.naiveIds.get(rests)];
    } else if (op === 'cancel') {
      got = [book.cancel(id)];
      want = [naive.cancel(naiveId)];
    } else if (op === 'reduce') {
      got = [book.reduce(id, qty)];
      want = [naive.reduce(naiveId, qty)];
    } else if (op === 'replace') {
      const asked = this.asked.get(naiveId);
      if (asked && book.isLive(id)) Object.assign(asked, { px, open: Math.max(qty, book.leavesOf(id)) });
      got = [this.naiveIds.get(book.replace(id, px, qty))];
      want = [naive.replace(naiveId, px, qty)];
    } else if (op === 'fillOwn') {
      got = [book.fillOwn(OWN, side, px, qty)];
      want = [naive.fillOwn(OWN, side, px, qty)];
    } else {
      book.quote(step.bidPx, step.askPx);
      naive.quote(step.bidPx, step.askPx);
    }
    if (op === 'enter' || op === 'replace') {
      got.push(book.lastFilled, book.lastLeaves, book.lastPrevented);
      want.push(naive.lastFilled, naive.lastLeaves, naive.lastPrevented);
    }
    this.same('result', [...got, book.count], [...want, naive.count], step);
    const told = this.log.take().map((event) => this.translated(event));
    const naiveTold = this.naiveLog.take();
    // A level is told after its fills: at once in a purely displayed match, at the end by the twin and by rule.
    for (const levels of [false, true]) {
      const of = (events: number[][]) => events.filter(([kind]) => (kind === 1) === levels);
      this.same(levels ? 'levels' : 'fills', of(told), of(naiveTold), step);
    }
    for (const event of told) this.account(event, step);
    this.uncrossed(step);
    this.steps += 1;
  }

  /** Everything that can be asked, against the twin; and the displayed sums against what was published. */
  compareState(): void {
    const { book, naive, tick } = this;
    const words = [...book.save().orders].map((word, i) => (i % 7 === 0 ? this.naiveIds.get(word) : word));
    const displayed = naive.displayed();
    this.same(
      'displayed',
      words,
      displayed.flatMap((order) => [order.id, order.side, order.px, order.leaves, order.owner, order.flags, order.passed]),
    );
    const hidden = [...book.save().hidden].map((word, i) => (i % 9 === 0 ? this.naiveIds.get(word) : word));
    this.same(
      'hidden',
      hidden.filter((_, i) => i % 9 !== 8),
      naive
        .withEntry()
        .flatMap((order) => [
          ...[order.id, order.side, order.px, order.reserve, order.owner, order.flags],
          ...[order.displayQty, order.minQty],
        ]),
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
      const published = [...this.published[side]].sort(([a], [b]) => (side === 0 ? b - a : a - b));
      this.same('published', published, levels);
      this.same(
        'quoted',
        ROUND_LOTS.map((lot) => [book.quotePx(side, lot), book.quoteQty(side, lot)]),
        ROUND_LOTS.map((lot) => naive.quoted(side, lot)),
      );
      for (const { px: at } of naive.entries(side).slice(0, 6))
        this.same('hiddenQty', book.hiddenQty(side, at), naive.hiddenWithin(side, at));
      this.same(
        'hiddenQty',
        book.hiddenQty(side, side === 0 ? 1 : 2_000_000 * tick),
        naive.hiddenWithin(side, side === 0 ? 1 : 2e9),
      );
    }
    for (const id of this.given.slice(-40)) {
      const naiveId = this.naiveIds.get(id) ?? 0;
      const order = naive.order(naiveId);
      this.same(
        'order',
        [
          book.isLive(id),
          book.leavesOf(id),
          book.limitOf(id),
          book.pxOf(id),
          book.ownerOf(id),
          book.flagsOf(id),
          book.isHidden(id),
        ],
        order
          ? [
              ...[true, order.leaves + order.reserve, order.px, naive.pxOf(order), order.owner, order.flags],
              (order.flags & (HIDDEN | MID_PEG | PRIMARY_PEG | MARKET_PEG)) !== 0,
            ]
          : [false, 0, 0, 0, 0, 0, false],
      );
      this.same('queueAhead', book.queueAhead(id), naive.queueAhead(naiveId));
    }
  }

  /** Goes on with a restored copy whose window is another. */
  changeOver(window: number): void {
    const copy = new Book(this.tick, this.log, { window });
    copy.restore(structuredClone(this.book.save()));
    expect(copy.hash()).toBe(this.book.hash());
    this.book = copy;
    this.log.book = copy;
  }

  private translated(event: number[]): number[] {
    const [kind, ...rest] = event;
    const name = (id: number) => this.naiveIds.get(id) ?? -1;
    if (kind === 0) return [0, name(rest[0]), rest[1], name(rest[2]), ...rest.slice(3)];
    return kind === 1 ? event : [2, name(rest[0]), ...rest.slice(1)];
  }

  /** No order fills beyond its quantity or outside its limit; what is published is kept. */
  private account([kind, ...rest]: number[], step: Step): void {
    if (kind === 1) {
      const [side, px, qty] = rest;
      if (qty === (this.published[side].get(px) ?? 0)) expect.fail(`level told unchanged at step ${this.steps}`);
      if (qty === 0) this.published[side].delete(px);
      else this.published[side].set(px, qty);
    } else if (kind === 2) {
      this.seen.prevented += 1;
      this.debit(rest[0], rest[2], step);
    } else {
      const [maker, , taker, , , px, qty, , hidden] = rest;
      this.seen.fills += 1;
      this.seen.hiddenFills += hidden;
      if (px % this.tick !== 0) this.seen.subTick += 1;
      for (const id of taker === 0 ? [maker] : [maker, taker]) {
        const asked = this.debit(id, qty, step);
        if (asked && (asked.side === 0 ? px > asked.px : px < asked.px))
          expect.fail(`fill of ${id} at ${px} outside ${asked.px}: ${JSON.stringify(step)}`);
      }
    }
  }

  private debit(id: number, qty: number, step: Step): Asked | undefined {
    const asked = this.asked.get(id);
    if (asked) asked.open -= qty;
    if (!asked || asked.open < 0) expect.fail(`order ${id} filled beyond its quantity: ${JSON.stringify(step)}`);
    return asked;
  }

  /** The displayed book is never locked or crossed, and what stands undisplayed in the way could not trade for a MinQty. */
  private uncrossed(step: Step): void {
    const bid = this.book.bestPx(0);
    const offer = this.book.bestPx(1);
    if (bid !== 0 && offer !== 0 && bid >= offer) expect.fail(`crossed ${bid} ${offer}: ${JSON.stringify(step)}`);
    const offers = this.naive.entries(1, this.naive.touch(0));
    for (const buy of offers.length === 0 ? [] : this.naive.entries(0, offers[0].px)) {
      for (const sell of offers) {
        if (sell.px > buy.px) break;
        const needs = ({ order, rank, qty }: typeof buy) => (rank === 0 ? 0 : Math.min(order.minQty, qty));
        if (sell.qty >= needs(buy) && buy.qty >= needs(sell))
          expect.fail(`could trade at step ${this.steps}: ${JSON.stringify([buy, sell, step])}`);
        this.seen.blocked += 1;
      }
    }
  }

  private same(what: string, got: unknown, want: unknown, step?: Step): void {
    const gotText = JSON.stringify(got);
    const wantText = JSON.stringify(want);
    if (gotText !== wantText) expect(gotText, `${what} at step ${this.steps}: ${JSON.stringify(step)}`).toBe(wantText);
  }
}

/** Random commands around a touch that walks; every rule and most of their combinations. */
function* session(seed: string, tick: number, steps: number): Generator<Step> {
  const random = seedrandom.alea(seed);
  const below = (n: number) => Math.floor(random() * n);
  const one = (n: number) => below(n) === 0;
  let touch = 1_000;
  for (let i = 0; i < steps; i++) {
    touch = Math.max(20, touch + (one(8) ? below(3) - 1 : 0));
    const side = below(2);
    const away = below(10) - 4;
    let flags = one(6) ? POST_ONLY | (one(2) ? SLIDE : 0) : 0;
    const peg = [MID_PEG, MID_PEG, PRIMARY_PEG, MARKET_PEG][below(4)];
    if (one(5)) flags |= HIDDEN;
    if (one(6)) flags |= peg;
    if (one(4)) flags |= SMP[below(4)];
    if (one(20)) flags |= AON;
    if (one(3)) flags |= MIN_AGGREGATE;
    if (one(30)) flags |= ISO;
    const displays = (flags & (HIDDEN | MID_PEG | PRIMARY_PEG | MARKET_PEG)) === 0;
    const draw = below(100);
    const spread = below(4) - (one(12) ? 2 : 0);
    const bid = touch - below(2);
    yield {
      op:
        draw < 58 ? 'enter' : draw < 72 ? 'cancel' : draw < 78 ? 'reduce' : draw < 88 ? 'replace' : draw < 97 ? 'quote' : 'fillOwn',
      side,
      px: Math.max(1, touch + (side === 0 ? -away : away)) * tick,
      qty: 1 + below(one(8) ? 600 : 90),
      owner: below(5),
      tif: one(4) ? (one(2) ? IOC : FOK) : DAY,
      flags,
      displayQty: one(6) && (displays || one(20)) ? 1 + below(40) : 0,
      minQty: one(3) && (!displays || one(3)) ? 1 + below(80) : 0,
      pick: below(40),
      bidPx: one(25) ? 0 : bid * tick,
      askPx: one(25) ? 0 : Math.max(1, bid + spread) * tick,
    };
  }
}

/** Plays commands to a book alone. */
function play(book: Book, steps: Iterable<Step>, given: number[]): void {
  for (const { op, side, px, qty, owner, tif, flags, displayQty, minQty, pick, bidPx, askPx } of steps) {
    const id = given[given.length - pick] ?? 0;
    if (op === 'enter') {
      book.enter(side, px, qty, owner, tif, flags, displayQty, minQty);
      if (book.lastId !== 0) given.push(book.lastId);
    } else if (op === 'cancel') book.cancel(id);
    else if (op === 'reduce') book.reduce(id, qty);
    else if (op === 'replace') book.replace(id, px, qty);
    else if (op === 'fillOwn') book.fillOwn(OWN, side, px, qty);
    else book.quote(bidPx, askPx);
  }
}

describe('every rule at once: the book and its slow twin', () => {
  test.each(['one', 'two', 'three', 'four', 'five'])('agree on every fill, level and answer: seed %s', (seed) => {
    const pair = new Pair(seed === 'two' ? 1 : 100);
    for (const step of session(seed, seed === 'two' ? 1 : 100, 20_000)) {
      pair.apply(step);
      if (pair.steps % 100 === 0) pair.compareState();
      if (pair.steps % 4_000 === 0) pair.changeOver(pair.steps % 8_000 === 0 ? 64 : 4_096);
    }
    const { fills, hiddenFills, subTick, prevented, blocked } = pair.seen;
    expect(pair.steps).toBe(20_000);
    expect(Math.min(fills / 5_000, hiddenFills / 1_000, prevented / 300, blocked / 1_000)).toBeGreaterThan(1);
    if (seed !== 'two') expect(subTick).toBeGreaterThan(20);
  });

  test('a replay of the commands reproduces the hash, and so does one that is saved and restored on the way', () => {
    const play1 = new Book(100, new Log());
    play(play1, session('replay', 100, 20_000), []);
    const log = new Log();
    const half = new Book(100, log, { window: 64, capacity: 4 });
    const given: number[] = [];
    const steps = [...session('replay', 100, 20_000)];
    play(half, steps.slice(0, 10_000), given);
    const state = structuredClone(half.save());
    play(half, steps.slice(10_000), [...given]);
    const rest = new Log();
    const restored = new Book(100, rest);
    restored.restore(state);
    play(restored, steps.slice(10_000), given);
    expect(restored.hash()).toBe(half.hash());
    expect(log.events.slice(-rest.events.length)).toEqual(rest.events);
    const again = new Book(100, new Log());
    play(again, steps, []);
    expect(again.hash()).toBe(play1.hash());
  });
});
