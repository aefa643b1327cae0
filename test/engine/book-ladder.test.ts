import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HEAD, Ladder, NO_BID, NO_OFFER, SHOWN, TAIL } from '../../electron/engine/venue/book-ladder.ts';

const BIDS = 0;
const OFFERS = 1;

/** A ladder of bids at these ticks, the first of which sets the window around it. */
function ladderOf(ticks: readonly number[]): Ladder {
  const ladder = new Ladder(32);
  for (const tick of ticks) {
    const cell = ladder.occupy(BIDS, tick);
    ladder.cells[cell + HEAD] = tick;
    ladder.cells[cell + TAIL] = tick;
    ladder.cells[cell + SHOWN] = tick;
  }
  return ladder;
}

function leave(ladder: Ladder, tick: number): void {
  const cell = ladder.find(tick);
  for (const word of [HEAD, TAIL, SHOWN]) ladder.cells[cell + word] = 0;
  ladder.vacate(BIDS, tick, cell);
}

test('the next level is found inside the window, outside it and across both of its edges', () => {
  const some = fc.uniqueArray(fc.integer({ min: 960, max: 1_040 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(some, fc.integer({ min: 0, max: 29 }), (ticks, leaving) => {
      const ladder = ladderOf(ticks);
      const standing = ticks.filter((_, i) => i >= leaving);
      for (const tick of ticks) if (!standing.includes(tick)) leave(ladder, tick);
      const below = (tick: number) => Math.max(NO_BID, ...standing.filter((other) => other < tick));
      const above = (tick: number) => Math.min(NO_OFFER, ...standing.filter((other) => other > tick));
      for (let tick = 950; tick <= 1_050; tick++) {
        expect([tick, ladder.next(BIDS, tick), ladder.next(OFFERS, tick)]).toEqual([tick, below(tick), above(tick)]);
      }
      expect(ladder.best[BIDS]).toBe(below(NO_OFFER));
      expect(standing.map((tick) => ladder.cells[ladder.find(tick) + SHOWN])).toEqual(standing);
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('orders that keep improving past the window bring it along, and a lone stub does not', () => {
  const ladder = ladderOf([5_000]);
  const start = ladder.base;
  ladder.occupy(OFFERS, 90_000);
  expect(ladder.base).toBe(start);
  for (let tick = 5_001; tick <= 5_100; tick++) {
    const cell = ladder.occupy(BIDS, tick);
    for (const word of [HEAD, TAIL, SHOWN]) ladder.cells[cell + word] = 1;
    expect(tick - ladder.base).toBeLessThan(32 + 16);
  }
  expect(ladder.base).toBeGreaterThan(5_100 - 32 - 16);
  expect([ladder.best[BIDS], ladder.next(BIDS, 5_100), ladder.next(OFFERS, 5_100)]).toEqual([5_100, 5_099, 90_000]);
});
