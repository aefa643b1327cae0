import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  imbalance,
  imbalanceBucket,
  orderFlowImbalance,
  type TopOfBook,
  weightedMid,
} from '../../../electron/engine/learn/features.ts';

const book = (bidPx: number, bidQty: number, askPx: number, askQty: number): TopOfBook => ({ bidPx, bidQty, askPx, askQty });
const before = book(1_000_000, 500, 1_000_100, 300);

/** The same market seen from the other side. */
const mirrored = ({ bidPx, bidQty, askPx, askQty }: TopOfBook) => book(-askPx, askQty, -bidPx, bidQty);

describe('the top of a book', () => {
  test('nobody waiting has no imbalance and no weighted mid', () => {
    expect(imbalance(0, 0)).toBeUndefined();
    expect(imbalanceBucket(0, 0, 9)).toBeUndefined();
    expect(weightedMid(book(0, 0, 0, 0))).toBeUndefined();
  });

  test('100.00 x 1200 against 100.01 x 400: imbalance .75, weighted mid 100.0075', () => {
    expect(imbalance(1200, 400)).toBe(0.75);
    expect(weightedMid(book(100, 1200, 100.01, 400))).toBeCloseTo(100.0075, 10);
    expect(weightedMid(book(1_000_000, 1200, 1_000_100, 400))).toBe(1_000_075);
  });

  test('a balanced book is in the middle bucket, one-sided books in the outer ones, borders mirror', () => {
    expect([imbalanceBucket(100, 100, 5), imbalanceBucket(100, 0, 5), imbalanceBucket(0, 100, 5)]).toEqual([2, 4, 0]);
    // .8 and .2 lie on borders.
    expect([imbalanceBucket(400, 100, 5), imbalanceBucket(100, 400, 5)]).toEqual([4, 0]);
    const lots = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(lots, lots, fc.constantFrom(1, 3, 5, 9, 11), (bid, ask, buckets) => {
        fc.pre(bid + ask > 0);
        const bucket = imbalanceBucket(100 * bid, 100 * ask, buckets)!;
        expect(bucket + imbalanceBucket(100 * ask, 100 * bid, buckets)!).toBe(buckets - 1);
        expect(Math.abs(bucket + 0.5 - buckets * imbalance(bid, ask)!)).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
      { seed: 1 },
    );
  });
});

describe('order-flow imbalance (domain 7a)', () => {
  test('nothing changed is nothing', () => {
    expect(orderFlowImbalance(before, before)).toBe(0);
  });

  test('at the same prices it is what came less what left', () => {
    expect(orderFlowImbalance(before, { ...before, bidQty: 800 })).toBe(300);
    expect(orderFlowImbalance(before, { ...before, askQty: 800 })).toBe(-500);
  });

  test('a bid that improves brings all its shares, one that falls takes all that stood', () => {
    expect(orderFlowImbalance(before, { ...before, bidPx: 1_000_050, bidQty: 200 })).toBe(200);
    expect(orderFlowImbalance(before, { ...before, bidPx: 999_900, bidQty: 900 })).toBe(-500);
  });

  test('an offer that improves brings sellers, one that is taken leaves none', () => {
    expect(orderFlowImbalance(before, { ...before, askPx: 1_000_050, askQty: 200 })).toBe(-200);
    expect(orderFlowImbalance(before, { ...before, askPx: 1_000_200, askQty: 900 })).toBe(300);
  });

  test('buyers and sellers are mirror images', () => {
    const side = fc.record({
      bidPx: fc.integer({ min: 95, max: 99 }),
      bidQty: fc.integer({ min: 1, max: 50 }),
      askPx: fc.integer({ min: 100, max: 104 }),
      askQty: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(side, side, (a, b) => {
        expect(orderFlowImbalance(mirrored(a), mirrored(b)) + orderFlowImbalance(a, b)).toBe(0);
      }),
      { seed: 2 },
    );
  });
});
