import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Tape } from '../../electron/engine/feed/tape.ts';
import { nbboAt } from '../../electron/engine/feed/tape-nbbo.ts';
import type { MarketPort } from '../../electron/engine/market/source.ts';
import { TapeMarket } from '../../electron/engine/market/tape-market.ts';
import { readTape } from '../../electron/host/tape-file.ts';
import { opposite, type Side } from '../../shared/fix.ts';
import { type Nanos, nanos } from '../../shared/units.ts';
import { describeRealData } from '../support/real-data.ts';
import { ms, type QuoteRow, type TapeRowsSpec, type TapeTime, type TradeRow, tapeOf } from '../support/tape-writer.ts';

const OPERATOR = -1;
const at = (time: TapeTime): Nanos => nanos(ms(time) * 1e6);

interface Resting {
  readonly id: number;
  readonly venue: number;
  readonly symbol: number;
  readonly side: Side;
  readonly px: number;
  readonly owner: number;
  leaves: number;
}

/** The smallest market that a tape can drive: orders in one list, price and then age decide. Remembers what it was told. */
class FakeMarket implements MarketPort {
  now = 0 as Nanos;
  readonly lastFilled = 0;
  readonly enteredPx = 0;
  readonly market: TapeMarket;
  readonly log: string[] = [];
  readonly wakes: Nanos[] = [];
  orders: Resting[] = [];
  private lastID = 0;
  private readonly tape: Tape;

  constructor(tape: Tape) {
    this.tape = tape;
    this.market = new TapeMarket(tape, this);
  }

  open(time: TapeTime): this {
    this.now = at(time);
    this.market.open(this.now);
    return this;
  }

  until(time: TapeTime): this {
    while (this.wakes.length > 0 && this.wakes[0] <= at(time)) {
      this.now = this.wakes.shift()!;
      this.market.onWake(this.now);
    }
    return this;
  }

  /** `N 100.01x300 100.03x500`, all orders of the book together; `-` for an empty side. */
  shows(letter: string, symbol = 0): string {
    const venue = this.tape.letters.indexOf(letter);
    const side = (of: Side): string =>
      this.bestPx(venue, symbol, of) === 0 ? '-' : `${this.bestPx(venue, symbol, of) / 1e4}x${this.bestQty(venue, symbol, of)}`;
    return `${letter} ${side('buy')} ${side('sell')}`;
  }

  /** The orders of one side in their queue, ours in brackets. */
  queue(letter: string, side: Side): string {
    const of = this.side(this.tape.letters.indexOf(letter), 0, side);
    return of.map(({ owner, leaves }) => (owner === OPERATOR ? `[${leaves}]` : `${leaves}`)).join(' ');
  }

  ours(letter: string, side: Side, price: number, qty: number): number {
    return this.enter(this.tape.letters.indexOf(letter), 0, side, Math.round(price * 1e4), qty, OPERATOR, false);
  }

  wake(time: Nanos): void {
    this.wakes.push(time);
  }

  enter(venue: number, symbol: number, side: Side, px: number, qty: number, owner: number, ioc: boolean): number {
    const order: Resting = { id: ++this.lastID, venue, symbol, side, px, owner, leaves: qty };
    for (const maker of this.side(venue, symbol, opposite(side))) {
      if (order.leaves === 0 || (side === 'buy' ? maker.px > px : maker.px < px)) break;
      const traded = Math.min(order.leaves, maker.leaves);
      order.leaves -= traded;
      maker.leaves -= traded;
      this.log.push(`trade ${this.tape.letters[venue]} ${maker.px / 1e4}x${traded}`);
      if (owner !== OPERATOR && maker.owner !== OPERATOR) throw new Error('the tape traded with itself');
      if (maker.leaves === 0) this.orders = this.orders.filter((other) => other !== maker);
      if (maker.owner !== OPERATOR)
        this.market.onFill(this.now, venue, symbol, maker.id, maker.owner, maker.px, traded, maker.leaves);
    }
    if (order.leaves === 0 || ioc) return 0;
    this.orders.push(order);
    return order.id;
  }

  accepts(): boolean {
    return true;
  }

  takerFee(): number {
    return 0;
  }

  delay(): number {
    return 0;
  }

  cancel(venue: number, symbol: number, id: number): number {
    const order = this.find(venue, symbol, id);
    this.orders = this.orders.filter((other) => other !== order);
    return order.leaves;
  }

  reduce(venue: number, symbol: number, id: number, leaves: number): number {
    const order = this.find(venue, symbol, id);
    if (!(leaves > 0 && leaves < order.leaves)) throw new Error(`order ${id} cannot go from ${order.leaves} to ${leaves}`);
    order.leaves = leaves;
    return leaves;
  }

  bestPx(venue: number, symbol: number, side: Side): number {
    return this.side(venue, symbol, side)[0]?.px ?? 0;
  }

  bestQty(venue: number, symbol: number, side: Side): number {
    const best = this.bestPx(venue, symbol, side);
    return this.side(venue, symbol, side).reduce((sum, order) => sum + (order.px === best ? order.leaves : 0), 0);
  }

  print(venue: number, symbol: number, px: number, qty: number): void {
    this.log.push(`print ${this.tape.letters[venue] ?? 'off'} ${this.tape.symbols[symbol]} ${px / 1e4}x${qty}`);
  }

  setHidden(): void {
    throw new Error('a tape has no dark pools');
  }

  hidden(): number {
    throw new Error('a tape has no dark pools');
  }

  private side(venue: number, symbol: number, side: Side): Resting[] {
    const of = this.orders.filter((order) => order.venue === venue && order.symbol === symbol && order.side === side);
    return of.sort((a, b) => (side === 'buy' ? b.px - a.px : a.px - b.px) || a.id - b.id);
  }

  private find(venue: number, symbol: number, id: number): Resting {
    const order = this.orders.find((other) => other.id === id && other.venue === venue && other.symbol === symbol);
    if (!order || order.owner === OPERATOR) throw new Error(`order ${id} is not the tape's at this venue`);
    return order;
  }
}

const opened = (spec: TapeRowsSpec): FakeMarket => new FakeMarket(tapeOf(spec)).open('09:30:00');
const OPEN = ['09:29:00', 'N', 100.01, 5, 100.05, 5] as const;

describe('at the open', () => {
  const market = () =>
    opened({
      quotes: [
        ['04:00:00', 'N', 99, 1, 101, 1],
        ['09:29:59', 'N', 100.01, 3, 100.03, 5],
        ['09:29:59', 'T', 100, 2, 0, 0],
        ['09:30:00', 'T', 100.02, 1, 100.04, 1],
        ['09:30:01', 'T', 100.01, 1, 100.04, 1],
      ],
      trades: [
        ['09:29:59.999', 'N', 100.03, 100],
        ['09:30:00', 'N', 100.02, 50],
        ['09:30:02', 'D', 100.0255, 75],
      ],
    });

  test('every venue shows its latest row at that time, and what printed before stays unprinted', () => {
    const { log, ...fake } = market();
    expect(log).toEqual([]);
    expect(fake.orders).toHaveLength(4);
    expect([market().shows('N'), market().shows('T')]).toEqual(['N 100.01x300 100.03x500', 'T 100.02x100 100.04x100']);
  });

  test('then rows come at their times, trades at no exchange too, until there are no more', () => {
    const fake = market();
    expect(fake.market.done).toBe(false);
    expect(fake.until('09:30:01').shows('T')).toBe('T 100.01x100 100.04x100');
    expect(fake.until('16:00:00').log).toEqual(['print N FWY 100.02x50', 'print off FWY 100.0255x75']);
    expect([fake.market.done, fake.wakes]).toEqual([true, []]);
  });
});

describe('a row of the same price', () => {
  let fake: FakeMarket;
  const next = (lots: number, trades: TradeRow[] = []): FakeMarket =>
    opened({ quotes: [OPEN, ['09:30:01', 'N', 100.01, lots, 100.05, 5]], trades });
  const join = (): void => {
    fake.ours('N', 'buy', 100.01, 100);
  };

  test('and a larger size enters the difference behind us', () => {
    fake = next(8);
    join();
    expect(fake.until('09:30:01').queue('N', 'buy')).toBe('500 [100] 300');
  });

  test('and a smaller size moves us up only by what it leaves before us', () => {
    fake = next(2);
    join();
    expect(fake.until('09:30:01').queue('N', 'buy')).toBe('200 [100]');
  });

  test('and a smaller size takes the shares that joined behind us first', () => {
    fake = opened({ quotes: [OPEN, ['09:30:01', 'N', 100.01, 8, 100.05, 5], ['09:30:02', 'N', 100.01, 6, 100.05, 5]] });
    join();
    expect(fake.until('09:30:02').queue('N', 'buy')).toBe('500 [100] 100');
  });

  test('but what has printed there since the last row left from the front', () => {
    const quotes: QuoteRow[] = [OPEN, ['09:30:01', 'N', 100.01, 8, 100.05, 5], ['09:30:03', 'N', 100.01, 3, 100.05, 5]];
    fake = opened({ quotes, trades: [['09:30:02', 'N', 100.01, 400]] });
    join();
    expect(fake.until('09:30:03').queue('N', 'buy')).toBe('100 [100] 200');
  });

  test('a print before the last row does not count for the next one', () => {
    const quotes: QuoteRow[] = [OPEN, ['09:30:01', 'N', 100.01, 8, 100.05, 5], ['09:30:03', 'N', 100.01, 3, 100.05, 5]];
    fake = opened({ quotes, trades: [['09:30:00.500', 'N', 100.01, 400]] });
    join();
    expect(fake.until('09:30:03').queue('N', 'buy')).toBe('300 [100]');
  });
});

describe('shares that we take', () => {
  const quotes: QuoteRow[] = [
    OPEN,
    ['09:29:00', 'T', 100.01, 5, 100.05, 5],
    ['09:30:01', 'T', 100.01, 6, 100.05, 5],
    ['09:30:02', 'N', 100.01, 6, 100.05, 5],
  ];

  test("stay gone until that venue's next row, and then it shows its full size", () => {
    const fake = opened({ quotes });
    fake.ours('N', 'buy', 100.05, 200);
    expect(fake.until('09:30:01').shows('N')).toBe('N 100.01x500 100.05x300');
    expect(fake.until('09:30:02').shows('N')).toBe('N 100.01x600 100.05x500');
  });

  test('may be all there were', () => {
    const fake = opened({ quotes });
    fake.ours('N', 'sell', 100.01, 500);
    expect(fake.until('09:30:01').shows('N')).toBe('N - 100.05x500');
    expect(fake.until('09:30:02').shows('N')).toBe('N 100.01x600 100.05x500');
  });
});

describe('a row that crosses our resting order', () => {
  const quotes: QuoteRow[] = [OPEN, ['09:30:01', 'N', 100.04, 5, 100.05, 5], ['09:30:02', 'N', 100.04, 2, 100.05, 5]];

  test('trades with it, and what is left of the row rests', () => {
    const fake = opened({ quotes });
    fake.ours('N', 'sell', 100.03, 200);
    expect(fake.until('09:30:01').shows('N')).toBe('N 100.04x300 100.05x500');
    expect(fake.log).toEqual(['trade N 100.03x200']);
    expect(fake.until('09:30:02').shows('N')).toBe('N 100.04x200 100.05x500');
  });

  test('and is smaller than it leaves nothing, until the next row comes', () => {
    const fake = opened({ quotes });
    fake.ours('N', 'sell', 100.03, 600);
    expect(fake.until('09:30:01').shows('N')).toBe('N - 100.03x100');
    fake.until('09:30:02');
    expect(fake.log).toEqual(['trade N 100.03x500', 'trade N 100.03x100']);
    expect(fake.shows('N')).toBe('N 100.04x100 100.05x500');
  });
});

test.each([
  ['up through its own offer', 100.06, 100.08],
  ['down through its own bid', 99.9, 100],
  ['onto its own offer', 100.05, 100.06],
])('a market that moves %s does not trade with itself, nor is it empty between', (_, bid, ask) => {
  const fake = opened({ quotes: [OPEN, ['09:30:01', 'N', bid, 5, ask, 5]] });
  const seen = new Set<number>();
  const cancel = fake.cancel.bind(fake);
  fake.cancel = (venue, symbol, id) => {
    const shares = cancel(venue, symbol, id);
    for (const side of ['buy', 'sell'] as const) seen.add(fake.bestPx(venue, symbol, side));
    return shares;
  };
  expect(fake.until('09:30:01').shows('N')).toBe(`N ${bid}x500 ${ask}x500`);
  expect(fake.log).toEqual([]);
  expect(seen.size > 0 && !seen.has(0)).toBe(true);
});

test.each([
  ['locks', 100.05],
  ['crosses', 100.06],
])('a row that %s itself cannot be a book: the venue shows nothing until its next row', (_, bid) => {
  const fake = opened({ quotes: [OPEN, ['09:30:01', 'N', bid, 5, 100.05, 5], ['09:30:02', 'N', 100.01, 1, 100.05, 1]] });
  expect(fake.until('09:30:01').shows('N')).toBe('N - -');
  expect(fake.until('09:30:02').shows('N')).toBe('N 100.01x100 100.05x100');
});

test('of rows at one time trades go first, and one wake serves them all', () => {
  const fake = opened({
    quotes: [OPEN, ['09:30:01', 'N', 100.01, 5, 100.04, 5], ['09:30:01', 'N', 100.02, 5, 100.04, 5]],
    trades: [
      ['09:30:01', 'N', 100.05, 100],
      ['09:30:01', 'D', 100.03, 100],
    ],
  });
  const print = fake.print.bind(fake);
  fake.print = (...args) => {
    print(...args);
    fake.log.push(fake.shows('N'));
  };
  expect(fake.wakes).toHaveLength(1);
  fake.until('09:30:01');
  expect(fake.log).toEqual([
    'print N FWY 100.05x100',
    'N 100.01x500 100.05x500',
    'print off FWY 100.03x100',
    'N 100.01x500 100.05x500',
  ]);
  expect([fake.shows('N'), fake.wakes]).toEqual(['N 100.02x500 100.04x500', []]);
});

const cents = fc.integer({ min: 0, max: 5 });
const randomTape: fc.Arbitrary<TapeRowsSpec> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom('K', 'N'), cents, cents, cents, cents, fc.boolean()), {
    maxLength: 40,
  })
  .map((steps) => {
    let time = 34_200_000;
    const quotes: QuoteRow[] = [
      [time - 1, 'K', 1, 1, 2, 1],
      [time - 1, 'N', 1, 1, 2, 1],
    ];
    const trades: TradeRow[] = [];
    for (const [step, ex, b, bs, a, as, prints] of steps) {
      time += step;
      if (prints) trades.push([time, ex, 1 + b / 100, 100 + bs]);
      else quotes.push([time, ex, 1 + b / 100, bs, 1 + a / 100, as]);
    }
    return { quotes, trades };
  });

describe('on random tapes', () => {
  test('every venue always shows its last row, and every trade prints once and in order', () => {
    fc.assert(
      fc.property(randomTape, (spec) => {
        const tape = tapeOf(spec);
        const fake = new FakeMarket(tape).open('09:30:00');
        let last = 0;
        while (fake.wakes.length > 0) {
          expect(fake.wakes).toHaveLength(1);
          const now = fake.wakes[0];
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
          fake.until(now / 1e6);
          for (const letter of tape.letters) {
            const row = spec.quotes.findLast((quote) => quote[1] === letter && at(quote[0]) <= now)!;
            const impossible = row[3] > 0 && row[5] > 0 && row[2] >= row[4];
            const side = (price: number, lots: number): string => (lots === 0 || impossible ? '-' : `${price}x${lots * 100}`);
            expect(fake.shows(letter)).toBe(`${letter} ${side(row[2], row[3])} ${side(row[4], row[5])}`);
          }
        }
        expect(fake.log).toEqual(spec.trades?.map(([, ex, price, size]) => `print ${ex} FWY ${price}x${size}`));
      }),
    );
  });

  test('saved at any time and restored, it goes on as it would have, with our orders in its way', () => {
    const order = fc.tuple(
      fc.constantFrom('K', 'N'),
      fc.constantFrom<Side>('buy', 'sell'),
      cents,
      fc.integer({ min: 1, max: 700 }),
    );
    fc.assert(
      fc.property(randomTape, fc.array(order, { maxLength: 5 }), (spec, orders) => {
        const run = (saving: boolean): FakeMarket => {
          const fake = new FakeMarket(tapeOf(spec)).open('09:30:00');
          for (let i = 0; fake.wakes.length > 0; i++) {
            fake.until(fake.wakes[0] / 1e6);
            const [letter, side, price, qty] = orders[i] ?? [];
            if (letter && side && price !== undefined && qty) fake.ours(letter, side, 1 + price / 100, qty);
            if (!saving) continue;
            const state = structuredClone(fake.market.save());
            const other = new TapeMarket(tapeOf(spec), fake);
            other.restore(state);
            expect(other.save()).toEqual(state);
            Object.assign(fake, { market: other });
          }
          return fake;
        };
        const straight = run(false);
        const saved = run(true);
        expect([saved.log, saved.orders]).toEqual([straight.log, straight.orders]);
      }),
    );
  });
});

describeRealData('taq-2018-01-02', 'the recorded day of 2018-01-02 at its venues', (dir) => {
  let tape: Tape;
  beforeEach(async () => {
    tape = await readTape(dir);
  });

  test('from the open to the close every snapshot stands in the books, and all of RTH prints', () => {
    const fake = new FakeMarket(tape).open('09:30:00');
    const times = ['09:30:05', '10:00:00', '12:00:00', '14:30:00', '15:59:00', '15:59:59.999'];
    for (const time of times) {
      fake.until(time);
      const [{ venues }] = nbboAt(tape, [at(time)]);
      const side = (px: number | undefined, qty: number | undefined): string => (px === undefined ? '-' : `${px}x${qty}`);
      expect(venues.map(({ letter }) => fake.shows(letter))).toEqual(
        venues.map(({ letter, bid, ask }) => `${letter} ${side(bid?.price, bid?.qty)} ${side(ask?.price, ask?.qty)}`),
      );
    }
    expect(fake.log).toHaveLength(39_195);
  });
});
