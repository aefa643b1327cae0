import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import { convexCost, convexSplit, type ImpactLevel } from '../../../electron/engine/route/split/convex.ts';
import { greedySplit, splitCost } from '../../../electron/engine/route/split/greedy.ts';
import {
  type TicketRequest,
  ticketCost,
  ticketSplit,
  type VenueLevel,
  type VenueTerms,
} from '../../../electron/engine/route/split/tickets.ts';

const PLAIN: VenueTerms = { ticket: 0, minQty: 0, lot: 1 };
/** Dearer than any level of these tests. */
const UNPLACED = 1_000_000;
const sum = (xs: readonly number[]) => xs.reduce((all, x) => all + x, 0);

/** One level a venue, all at plain terms but for what is given. */
function question(
  shares: number,
  levels: readonly (readonly [cost: number, qty: number])[],
  terms: Partial<VenueTerms>[] = [],
): TicketRequest {
  return {
    shares,
    unplaced: UNPLACED,
    levels: levels.map(([cost, qty], venue) => ({ cost, qty, venue })),
    terms: levels.map((_, venue) => ({ ...PLAIN, ...terms[venue] })),
  };
}

/** The textbook's offers, all-in cost in micro-dollars: price plus taker fee (domain 2.1). */
const TEXTBOOK = {
  NYSE: { cost: 100_013_000, qty: 1200 },
  NASDAQ: { cost: 100_013_000, qty: 1500 },
  BATS: { cost: 100_012_500, qty: 900 },
  EDGX: { cost: 100_022_000, qty: 700 },
  IEX: { cost: 100_010_900, qty: 800 },
};
const DARK = [
  { cost: 100_005_000, qty: 500 },
  { cost: 100_005_000, qty: 400 },
];

describe('the greedy split', () => {
  test('an empty book, or one that holds less than the order, is taken whole', () => {
    expect(greedySplit([], 100)).toEqual([]);
    expect(
      greedySplit(
        [
          { cost: 2, qty: 30 },
          { cost: 1, qty: 20 },
        ],
        100,
      ),
    ).toEqual([30, 20]);
  });

  test('of two equally dear levels the first is taken first', () => {
    expect(
      greedySplit(
        [
          { cost: 2, qty: 30 },
          { cost: 1, qty: 20 },
          { cost: 1, qty: 20 },
        ],
        30,
      ),
    ).toEqual([0, 20, 10]);
  });

  test('TV-5.4b: 3,000 of the textbook cost $300,036.87 lit, $300,029.67 with 900 dark', () => {
    const lit = Object.values(TEXTBOOK);
    const split = greedySplit(lit, 3000);
    expect(split).toEqual([1200, 100, 900, 0, 800]);
    expect(splitCost(lit, split)).toBe(300_036_870_000);
    const all = [...lit, ...DARK];
    expect(splitCost(all, greedySplit(all, 3000))).toBe(300_029_670_000);
  });
});

describe('the split with tickets, MinQty and lots', () => {
  test.each([0, -100, 2.5])('a lot of %d is refused', (lot) => {
    expect(() => ticketSplit(question(100, [[1, 100]], [{ lot }]))).toThrow(RangeError);
  });

  test('a table that could not be filled in time is refused', () => {
    expect(() => ticketSplit(question(20_000_001, [[1, 20_000_003]]))).toThrow(RangeError);
  });

  test('TV-5.4a: two tickets cost more than the second price does', () => {
    const request = {
      ...question(
        300,
        [
          [10_000_000, 200],
          [10_002_000, 300],
        ],
        [{ ticket: 1_000_000 }, { ticket: 1_000_000 }],
      ),
      unplaced: 1e9,
    };
    const split = ticketSplit(request);
    expect(split).toEqual({ shares: [0, 300], unplaced: 0, cost: 3_001_600_000 });
    expect(ticketCost(request, greedySplit(request.levels, 300))).toBe(3_002_200_000);
  });

  test('TV-5.4b: without tickets it is the greedy optimum of the textbook', () => {
    const lit = Object.values(TEXTBOOK).map(({ cost, qty }) => [cost, qty] as const);
    expect(ticketSplit({ ...question(3000, lit), unplaced: 1e9 })).toEqual({
      shares: [1200, 100, 900, 0, 800],
      unplaced: 0,
      cost: 300_036_870_000,
    });
  });

  test('a MinQty above the depth, or above what is left, closes the venue', () => {
    expect(
      ticketSplit(
        question(
          300,
          [
            [1, 200],
            [2, 400],
          ],
          [{ minQty: 201 }],
        ),
      ).shares,
    ).toEqual([0, 300]);
    expect(
      ticketSplit(
        question(
          100,
          [
            [1, 200],
            [2, 400],
          ],
          [{ minQty: 150 }],
        ),
      ).shares,
    ).toEqual([0, 100]);
  });

  test('a MinQty is met by leaving a cheaper level early', () => {
    expect(
      ticketSplit(
        question(
          300,
          [
            [1, 250],
            [2, 400],
          ],
          [{}, { minQty: 100 }],
        ),
      ).shares,
    ).toEqual([200, 100]);
  });

  test('what no lot can take stays unplaced, and is charged', () => {
    const split = ticketSplit(question(250, [[1, 1000]], [{ lot: 100 }]));
    expect(split).toEqual({ shares: [200], unplaced: 50, cost: 200 + 50 * UNPLACED });
  });

  test('a share that costs more than to leave it is left', () => {
    expect(
      ticketSplit({
        ...question(100, [
          [7, 60],
          [9, 60],
        ]),
        unplaced: 8,
      }),
    ).toEqual({ shares: [60, 0], unplaced: 40, cost: 60 * 7 + 40 * 8 });
  });

  test('a lot reaches over two levels of its venue, the cheap one first', () => {
    const levels: VenueLevel[] = [
      { cost: 5, qty: 150, venue: 0 },
      { cost: 1, qty: 50, venue: 0 },
      { cost: 4, qty: 1000, venue: 1 },
    ];
    const terms = [{ ...PLAIN, lot: 100 }, PLAIN];
    expect(ticketSplit({ levels, terms, shares: 200, unplaced: UNPLACED }).shares).toEqual([50, 50, 100]);
  });

  test('10,000 random books: the greedy cost without tickets, never dearer with them', () => {
    const stream = new Stream(4, 'books');
    for (let book = 0; book < 10_000; book++) {
      const request = randomBook(stream, () => PLAIN, stream.chance(0.5) ? 10 : 1);
      const greedy = greedySplit(request.levels, request.shares);
      expect(ticketSplit(request).cost).toBe(ticketCost(request, greedy));

      const tickets = {
        ...request,
        terms: request.terms.map(() => ({ ...PLAIN, ticket: stream.below(500), minQty: stream.below(30) })),
      };
      expect(ticketSplit(tickets).cost).toBeLessThanOrEqual(ticketCost(tickets, withoutTooSmall(tickets, greedy)));
    }
  });

  test('2,000 small random books: no plan at all is cheaper', () => {
    const stream = new Stream(5, 'books');
    const lots = [1, 2, 3, 5];
    for (let book = 0; book < 2000; book++) {
      const request = randomBook(
        stream,
        () => ({ ticket: stream.below(40), minQty: stream.below(6), lot: lots[stream.below(4)] }),
        1,
        3,
        8,
      );
      const split = ticketSplit(request);
      expect(split.cost).toBe(cheapestOfAll(request));
      expectFeasible(request, split.shares);
    }
  });
});

describe('the split under impact', () => {
  test('TV-5.4d: marginal costs are equal', () => {
    const levels = [
      { cost: 0.003, impact: 1e-6, qty: 10_000 },
      { cost: 0.001, impact: 2e-6, qty: 10_000 },
    ];
    const { shares, marginal } = convexSplit(levels, 3000);
    expect(marginal).toBeCloseTo(0.004333333333333333, 12);
    expect(shares[0]).toBeCloseTo(1333.3333333333333, 6);
    expect(shares[1]).toBeCloseTo(1666.6666666666667, 6);
  });

  test('no level, no share wanted, more wanted than there is', () => {
    expect(convexSplit([], 10).shares).toEqual([]);
    const levels = [{ cost: 1, impact: 1, qty: 5 }];
    expect(convexSplit(levels, 0).shares).toEqual([0]);
    expect(convexSplit(levels, 9)).toEqual({ shares: [5], marginal: 6 });
  });

  test('without impact it is the greedy split', () => {
    const lit = Object.values(TEXTBOOK).map((level) => ({ ...level, impact: 0 }));
    expect(convexSplit(lit, 3000).shares).toEqual([1200, 100, 900, 0, 800]);
  });

  test('it sums to the order, and no move of shares between two venues is cheaper', () => {
    const level = fc.record({
      cost: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
      impact: fc.constantFrom(0, 1e-7, 1e-6, 5e-6),
      qty: fc.integer({ min: 0, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 8000 }), (levels, wanted) => {
        const { shares } = convexSplit(levels, wanted);
        expect(sum(shares)).toBeCloseTo(Math.min(wanted, sum(levels.map(({ qty }) => qty))), 6);
        shares.forEach((x, v) => expect(x >= 0 && x <= levels[v].qty).toBe(true));
        expectNoBetterMove(levels, shares);
      }),
    );
  });
});

function expectNoBetterMove(levels: readonly ImpactLevel[], shares: readonly number[]): void {
  const cost = convexCost(levels, shares);
  for (let from = 0; from < levels.length; from++) {
    for (let to = 0; to < levels.length; to++) {
      const moved = Math.min(shares[from], levels[to].qty - shares[to], 1);
      if (from === to || moved <= 0) continue;
      const other = shares.map((x, v) => (v === from ? x - moved : v === to ? x + moved : x));
      expect(convexCost(levels, other)).toBeGreaterThanOrEqual(cost - 1e-9);
    }
  }
}

/** A book of up to `venues` venues with up to three levels each; depths are multiples of `depthLot`. */
function randomBook(stream: Stream, terms: () => VenueTerms, depthLot: number, venues = 6, depth = 8): TicketRequest {
  const count = 1 + stream.below(venues);
  const levels: VenueLevel[] = [];
  for (let venue = 0; venue < count; venue++) {
    for (let i = 0; i <= stream.below(3); i++) levels.push({ venue, cost: stream.below(60), qty: stream.below(depth) * depthLot });
  }
  const shares = stream.below(Math.ceil(1.2 * sum(levels.map(({ qty }) => qty))) + 1);
  return { levels, terms: Array.from({ length: count }, terms), shares, unplaced: 100 };
}

/** The split without the orders that their venue would refuse. */
function withoutTooSmall({ levels, terms }: TicketRequest, split: readonly number[]): number[] {
  const sizes = terms.map((_, v) => sum(split.filter((_x, i) => levels[i].venue === v)));
  return split.map((x, i) => (sizes[levels[i].venue] < terms[levels[i].venue].minQty ? 0 : x));
}

function expectFeasible({ levels, terms, shares }: TicketRequest, split: readonly number[]): void {
  expect(sum(split)).toBeLessThanOrEqual(shares);
  terms.forEach(({ lot, minQty }, v) => {
    const size = sum(split.filter((_x, i) => levels[i].venue === v));
    expect(size % lot).toBe(0);
    expect(size === 0 || size >= minQty).toBe(true);
  });
}

/** The least cost over every size at every venue: slow and obvious. */
function cheapestOfAll({ levels, terms, shares, unplaced }: TicketRequest): number {
  const search = (venue: number, left: number): number => {
    if (venue === terms.length) return left * unplaced;
    const { ticket, minQty, lot } = terms[venue];
    const own = levels.filter((level) => level.venue === venue);
    let least = search(venue + 1, left);
    for (let size = lot; size <= Math.min(left, sum(own.map(({ qty }) => qty))); size += lot) {
      if (size < minQty) continue;
      least = Math.min(least, ticket + splitCost(own, greedySplit(own, size)) + search(venue + 1, left - size));
    }
    return least;
  };
  return search(0, shares);
}
