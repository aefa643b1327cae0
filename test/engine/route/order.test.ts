import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelsBy } from '../../../electron/engine/route/policies/order.ts';
import type { Level, RouteRequest } from '../../../electron/engine/route/request.ts';

/** A level with what the keys here look at. */
function level(venue: number, px: number, total: number): Level {
  return { px, total, option: { venue } } as unknown as Level;
}

/** Levels in venue order, as a survey lists them; within a venue in any order at all, which no survey does. */
const surveyed = fc
  .array(fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: -2, max: 2 })), { maxLength: 12 }), { maxLength: 12 })
  .map((venues) => venues.flatMap((levels, venue) => levels.map(([px, total]) => level(venue, px, total))));

test('levels of equal keys keep the place of their venue in the config, and within it that of the survey', () => {
  const levels = [level(0, 2, 0), level(0, 1, 1), level(0, 1, 2), level(3, 1, 3), level(5, 1, 4), level(5, 2, 5)];
  const byPrice = levelsBy({ levels } as unknown as RouteRequest, ({ px }) => px);
  expect(byPrice.map(({ total }) => total)).toEqual([1, 2, 3, 4, 0, 5]);
});

test('an order by one or more keys is that of a stable sort that compares them one after the other', () => {
  fc.assert(
    fc.property(surveyed, (levels) => {
      const request = { levels } as unknown as RouteRequest;
      const byTotal = [...levels].sort((a, b) => a.total - b.total);
      expect(levelsBy(request, ({ total }) => total)).toEqual(byTotal);
      const byPrice = [...levels].sort((a, b) => a.px - b.px || a.total - b.total);
      const keys = [({ px }: Level) => px, ({ total }: Level) => total];
      expect(levelsBy(request, ...keys)).toEqual(byPrice);
    }),
  );
});
