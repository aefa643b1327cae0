import { describe, expect, test } from 'vitest';
import { adjustments, loadMicroprice } from '../../../electron/engine/learn/microprice.ts';
import { MicropriceEstimator } from '../../../electron/engine/learn/microprice-estimator.ts';
import { solve } from '../../../electron/engine/learn/solve.ts';
import { Stream } from '../../../electron/engine/random.ts';

const Q = [
  [0.5, 0.2],
  [0.2, 0.5],
];
const R = [
  [0.2, 0.1],
  [0.1, 0.2],
];

/** Books of five buckets at a spread of one tick: the fuller side pulls the price its way, and after a move all is open again. */
function pulled(estimator: MicropriceEstimator, seed: number, count: number, up = (bucket: number) => 0.1 + 0.2 * bucket): void {
  const stream = new Stream(seed, 'books');
  let bucket = 2;
  estimator.observe(bucket, 1, 0);
  for (let i = 0; i < count; i++) {
    let move = 0;
    if (stream.chance(0.3)) {
      move = stream.chance(up(bucket)) ? 1 : -1;
      bucket = stream.below(5);
    } else bucket = Math.max(0, Math.min(4, bucket + stream.below(3) - 1));
    estimator.observe(bucket, 1, move);
  }
}

describe('the micro-price (domain 7a)', () => {
  test('TV-7.1', () => {
    const { g1, b, gStar } = adjustments({ q: Q, r1: R, k: [-0.005, 0.005], r2: R });
    expect(g1[0]).toBeCloseTo(-0.0007142857142857143, 12);
    expect(g1[1]).toBeCloseTo(0.0007142857142857143, 12);
    expect([...b].map((share) => Math.round(share * 1e6) / 1e6)).toEqual([0.571429, 0.428571, 0.428571, 0.571429]);
    // The vector is the whole sum; six terms come within 1e-8 of it.
    expect(gStar[0]).toBeCloseTo(-0.0008333333333333334, 7);
    expect(gStar[1]).toBeCloseTo(0.0008333333333333334, 7);
  });

  test('refuses states that are never left', () => {
    const stuck = { q: [[1]], r1: [[0, 0]], k: [-1, 1], r2: [[0]] };
    expect(() => adjustments(stuck)).toThrow('solve: column 0 is singular');
  });

  test('solves equations that need their rows exchanged', () => {
    expect([...solve(Float64Array.of(0, 2, 1, 1), Float64Array.of(4, 3), 2)]).toEqual([1, 2]);
    const three = solve(Float64Array.of(2, 1, -1, -3, -1, 2, -2, 1, 2), Float64Array.of(8, -11, -3), 3);
    expect([...three]).toEqual([expect.closeTo(2, 12), expect.closeTo(3, 12), expect.closeTo(-1, 12)]);
  });
});

describe('estimating a micro-price', () => {
  test('refuses buckets without a middle, and the state of another', () => {
    expect(() => new MicropriceEstimator(4, 1)).toThrow('buckets: 4 is not odd');
    expect(() => new MicropriceEstimator(5, 0)).toThrow('spreads: 0 is not 1 or more');
    expect(() => new MicropriceEstimator(5, 1).restore(new MicropriceEstimator(5, 2).save())).toThrow('states: 40 into 20');
  });

  test('with nothing seen it is the mid', () => {
    const estimate = new MicropriceEstimator(5, 2).estimate();
    for (let bucket = 0; bucket < 5; bucket++) expect(Math.abs(estimate.adjustment(bucket, 1))).toBe(0);
  });

  test('rises with the imbalance, is a mirror image, and no drift of the sample is left in a balanced book', () => {
    const estimator = new MicropriceEstimator(5, 2);
    // Up moves are likelier everywhere: symmetrised, that is none.
    pulled(estimator, 1, 20_000, (bucket) => 0.15 + 0.2 * bucket);
    const estimate = estimator.estimate();
    const by = [0, 1, 2, 3, 4].map((bucket) => estimate.adjustment(bucket, 1));
    expect(by[2]).toBeCloseTo(0, 9);
    expect([by[4]! + by[0]!, by[3]! + by[1]!]).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)]);
    expect([by[3]! > 0.03, by[4]! > by[3]! + 0.03]).toEqual([true, true]);
    // A spread never seen, or not counted, is the mid's.
    expect(Math.abs(estimate.adjustment(4, 2))).toBe(0);
    expect([estimate.adjustment(4, 3), estimate.adjustment(5, 1), estimate.adjustment(-1, 1)]).toEqual([0, 0, 0]);
  });

  test('comes to what the true chances give', () => {
    const estimator = new MicropriceEstimator(5, 1);
    pulled(estimator, 2, 200_000);
    const step = (from: number, to: number) => {
      let share = 0;
      for (const by of [-1, 0, 1]) if (Math.max(0, Math.min(4, from + by)) === to) share += 1 / 3;
      return share;
    };
    const states = [0, 1, 2, 3, 4];
    const { gStar } = adjustments({
      q: states.map((from) => states.map((to) => 0.7 * step(from, to))),
      r1: states.map((bucket) => [0.3 * (0.9 - 0.2 * bucket), 0.3 * (0.1 + 0.2 * bucket)]),
      k: [-1, 1],
      r2: states.map(() => states.map(() => 0.3 / 5)),
    });
    const estimate = estimator.estimate();
    for (const bucket of states) expect(Math.abs(estimate.adjustment(bucket, 1) - gStar[bucket]!)).toBeLessThan(0.01);
  });

  test('what is not a book it counts, and what does not follow on, leaves no trace', () => {
    const estimator = new MicropriceEstimator(5, 2);
    const empty = { ...estimator.save(), last: undefined };
    const untouched = () => expect({ ...estimator.save(), last: undefined }).toEqual(empty);
    estimator.observe(2, 1, 0);
    estimator.observe(2, 3, 1);
    estimator.observe(2, 1, 0.5);
    untouched();
    estimator.observe(2, 1.5, 0.5);
    estimator.observe(7, 1, 0);
    estimator.observe(2, 1, 0);
    estimator.breakOff();
    estimator.observe(4, 1, 1);
    // Two ticks at once are no move that is counted.
    estimator.observe(3, 1, 2);
    untouched();
    estimator.observe(3, 1, -0.5);
    expect(estimator.save()).not.toMatchObject({ moves: empty.moves });
  });

  test('goes on from what was saved, and the estimate is loaded with the same bits', () => {
    const [one, other] = [new MicropriceEstimator(5, 1), new MicropriceEstimator(5, 1)];
    pulled(one, 3, 500);
    other.restore(structuredClone(one.save()));
    for (const estimator of [one, other]) pulled(estimator, 4, 500);
    const estimate = one.estimate();
    expect(other.estimate().data).toEqual(estimate.data);
    const loaded = loadMicroprice(JSON.parse(JSON.stringify(estimate.data)));
    for (let bucket = 0; bucket < 5; bucket++) expect(loaded.adjustment(bucket, 1)).toBe(estimate.adjustment(bucket, 1));
  });

  test('a saved estimate is refused by the field that is wrong', () => {
    const good = { kind: 'microprice', buckets: 3, spreads: 1, adjustments: [-0.1, 0, 0.1] };
    expect(loadMicroprice(good).adjustment(2, 1)).toBe(0.1);
    expect(() => loadMicroprice({ ...good, kind: 'trees' })).toThrow('kind: trees is not microprice');
    expect(() => loadMicroprice({ ...good, buckets: 2.5 })).toThrow('buckets: 2.5 is not a whole number');
    expect(() => loadMicroprice({ ...good, spreads: 2 })).toThrow('adjustments: 3 for 6');
  });
});
