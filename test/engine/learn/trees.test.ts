import { describe, expect, test } from 'vitest';
import { binned, binOf, cutsOf } from '../../../electron/engine/learn/bins.ts';
import { Logistic } from '../../../electron/engine/learn/logistic.ts';
import { auc, bayesRate, logLoss } from '../../../electron/engine/learn/metrics.ts';
import { logit } from '../../../electron/engine/learn/sigmoid.ts';
import { TreeGrower } from '../../../electron/engine/learn/tree-grower.ts';
import { TreeTraining, trainTrees } from '../../../electron/engine/learn/tree-training.ts';
import { loadTrees, Trees, type TreesData } from '../../../electron/engine/learn/trees.ts';
import { Stream } from '../../../electron/engine/random.ts';
import { naiveTree } from './naive-tree.ts';
import { predictions, rowOf, shuffled, worldOf, xor } from './worlds.ts';

const train = worldOf(1, 6000, 5, xor);
const tune = worldOf(2, 3000, 5, xor);
const unseen = worldOf(3, 20_000, 5, xor);
const { features } = train;
const model = trainTrees(features, train, tune);

describe('the bins of a feature', () => {
  test('none where it does not vary, one each where few values do', () => {
    expect([...cutsOf(Float64Array.of(3, 3, 3))]).toEqual([]);
    expect([...cutsOf(new Float64Array())]).toEqual([]);
    const cuts = cutsOf(Float64Array.of(5, 1, 1, 1, 2, 1));
    expect([...cuts]).toEqual([1.5, 3.5]);
    expect([0, 1, 2, 3.5, 3.6, 9].map((value) => binOf(cuts, value))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test('at most 32, each with about as many samples', () => {
    const column = Float64Array.from({ length: 3200 }, (_, i) => Math.exp(((i * 1237) % 3200) / 300));
    const cuts = cutsOf(column);
    expect(cuts).toHaveLength(31);
    const counts = new Array<number>(32).fill(0);
    for (const value of column) counts[binOf(cuts, value)]! += 1;
    expect(counts).toEqual(new Array<number>(32).fill(100));
  });

  test('a value that most samples have gets one bin, and the others keep theirs', () => {
    const column = Float64Array.from({ length: 4000 }, (_, i) => (i % 4 === 0 ? i : 0));
    const cuts = cutsOf(column);
    expect(cuts.length).toBeGreaterThan(6);
    expect(cuts.length).toBeLessThan(32);
    expect(binOf(cuts, 0)).toBe(0);
    expect(cuts[0]).toBeGreaterThan(0);
  });
});

describe('boosted trees', () => {
  test('refuse samples and settings that do not fit', () => {
    const none = { x: new Float64Array(), y: [] };
    expect(() => new TreeTraining(features, none, tune)).toThrow('samples: 0 to train, 3000 to tune');
    expect(() => new TreeTraining(features, train, { x: tune.x.subarray(1), y: tune.y })).toThrow(
      'tune: 14999 values for 3000 rows of 5 features',
    );
    const holed = train.x.slice();
    holed[11] = Number.NaN;
    expect(() => new TreeTraining(features, { ...train, x: holed }, tune)).toThrow('train: feature 1 of row 2 is NaN');
    expect(() => new TreeTraining(features, train, { ...tune, y: tune.y.map((y) => 2 * y) })).toThrow('tune: outcome of row');
    expect(() => new TreeTraining(features, train, tune, { depth: 5 })).toThrow('depth: 5 is not 1 to 4');
    expect(() => new TreeTraining(features, train, tune, { trees: 201 })).toThrow('trees: 201 is not 1 to 200');
    expect(() => new TreeTraining(features, train, tune, { learningRate: 0 })).toThrow('learningRate: 0');
    expect(() => new TreeTraining(features, train, tune, { l2: 0 })).toThrow('l2: 0');
  });

  test('walk by hand: on the threshold to the first side, without a number too, and always where there is no split', () => {
    const tree = { features: [0, -1, 1], thresholds: [2, 0, -1], values: [1, 9, 2, 4] };
    const by = new Trees({ kind: 'trees', features: ['a', 'b'], depth: 2, base: 0.5, trees: [tree, tree] });
    const score = (...x: number[]) => logit(by.predict(x));
    expect([score(2, 0), score(Number.NaN, 0), score(1, 7)].map((s) => Math.round(s * 1e9) / 1e9)).toEqual([2.5, 2.5, 2.5]);
    expect([score(2.1, -1), score(2.1, -0.9)].map((s) => Math.round(s * 1e9) / 1e9)).toEqual([4.5, 8.5]);
  });

  test('grow as the slow twin does, which counts every split of every node anew', () => {
    const random = new Stream(5, 'twin');
    for (let run = 0; run < 20; run++) {
      const [rows, width] = [200 + random.below(400), 1 + random.below(4)];
      // Few values in some features, so that bins and values coincide; outcomes that hang on them a little.
      const x = Float64Array.from({ length: rows * width }, (_, i) => (i % width === 1 ? random.below(6) : random.normal()));
      const y = Float64Array.from({ length: rows }, (_, i) => (random.chance(x[i * width]! > 0 ? 0.7 : 0.4) ? 1 : 0));
      const settings = {
        depth: 1 + random.below(4),
        learningRate: 0.3,
        l2: 0.5 + 5 * random.uniform(),
        fewestRows: 1 + random.below(40),
      };
      const gradients = y.map((outcome) => 0.5 - outcome + 0.2 * random.normal());
      const curvatures = y.map(() => 0.05 + 0.2 * random.uniform());
      const scores = new Float64Array(rows);
      const grower = new TreeGrower(binned(x, rows, width), settings);
      const slow = naiveTree(x, width, gradients, curvatures, settings);
      const same = { ...slow, values: slow.values.map((value) => expect.closeTo(value, 10)) };
      expect(grower.grow(gradients, curvatures, scores)).toEqual(same);
      // What it adds to the scores is what the tree says.
      const told = new Trees({
        kind: 'trees',
        features: ['a', 'b', 'c', 'd'].slice(0, width),
        depth: settings.depth,
        base: 0,
        trees: [slow],
      });
      scores.forEach((score, i) => expect(score).toBeCloseTo(logit(told.predict(rowOf(x, width, i))), 9));
      // And it starts anew each time.
      expect(grower.grow(gradients, curvatures, new Float64Array(rows))).toEqual(same);
    }
  });

  test('one stump by hand: the cut between the kinds, leaves of a Newton step', () => {
    const rows = 400;
    const steps = {
      x: Float64Array.from({ length: rows }, (_, i) => i % 10),
      y: Float64Array.from({ length: rows }, (_, i) => (i % 10 < 7 ? 0 : 1)),
    };
    const { base, trees } = trainTrees(['x'], steps, steps, { depth: 1, trees: 1, learningRate: 0.5, l2: 1 }).data;
    const rate = 120.5 / 401;
    expect(base).toBeCloseTo(Math.log(rate / (1 - rate)), 9);
    const curvature = rate * (1 - rate);
    expect(trees).toEqual([
      {
        features: [0],
        thresholds: [6.5],
        values: [
          expect.closeTo((-0.5 * 280 * rate) / (280 * curvature + 1), 9),
          expect.closeTo((0.5 * 120 * (1 - rate)) / (120 * curvature + 1), 9),
        ],
      },
    ]);
  });

  test('learn what no line can: near the Bayes rate where a logistic regression knows nothing', () => {
    const line = new Logistic(features);
    train.y.forEach((outcome, i) => {
      line.update(rowOf(train.x, 5, i), outcome);
    });
    const best = bayesRate(unseen.truth);
    const [ofTrees, ofLine] = [predictions(model, unseen), predictions(line, unseen)];
    expect(logLoss(ofLine, unseen.y)).toBeGreaterThan(0.69);
    expect(auc(ofLine, unseen.y)).toBeLessThan(0.55);
    expect(logLoss(ofTrees, unseen.y)).toBeLessThan(best.logLoss + 0.03);
    expect(auc(ofTrees, unseen.y)).toBeGreaterThan(best.auc! - 0.02);
  });

  test('find nothing in noise: hardly a tree is kept, and unseen samples cost no more than the base rate', () => {
    for (const [seed, noise] of [train, worldOf(8, 6000, 5, () => 0.1)].entries()) {
      const kept = trainTrees(features, shuffled(noise, seed), shuffled(tune, seed));
      expect(kept.data.trees.length).toBeLessThanOrEqual(5);
    }
    const coin = (seed: number, rows: number) => worldOf(seed, rows, 5, () => 0.3);
    const test = coin(6, 20_000);
    const noisy = trainTrees(features, coin(4, 6000), coin(5, 3000));
    const rate = test.y.map(() => 0.3);
    expect(logLoss(predictions(noisy, test), test.y)).toBeLessThan(logLoss(rate, test.y) + 0.002);
  });

  test('the same samples give the same model, bit for bit, in one go or step by step', () => {
    const training = new TreeTraining(features, train, tune);
    let steps = 1;
    while (training.step()) steps += 1;
    expect(training.data()).toEqual(model.data);
    expect([training.grown, training.done]).toEqual([steps, true]);
    expect(training.step()).toBe(false);
    expect(training.data()).toEqual(model.data);
    expect(model.data.trees.length).toBeLessThanOrEqual(200);
  });

  test('of two features that say the same the first is asked', () => {
    const twice = { x: train.x.map((_, i) => train.x[i - (i % 5)]!), y: train.y.map((_, i) => (train.x[5 * i]! > 0 ? 1 : 0)) };
    const { trees } = trainTrees(features, twice, twice, { trees: 5 }).data;
    expect(trees).toHaveLength(5);
    for (const tree of trees) expect(Math.max(...tree.features)).toBe(0);
  });

  test('a split leaves enough samples on each side', () => {
    const { trees } = trainTrees(
      ['x'],
      { x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1] },
      { x: Float64Array.of(1, 4), y: [0, 1] },
    ).data;
    // Four samples, and twenty are asked for on a side: no split, and the leaf of all is worth nothing.
    for (const tree of trees) expect(tree.features.every((feature) => feature === -1)).toBe(true);
  });

  test('outcomes may be shares, and of one kind only', () => {
    const share = { x: train.x, y: train.truth };
    expect(logLoss(predictions(trainTrees(features, share, tune), unseen), unseen.truth)).toBeLessThan(
      bayesRate(unseen.truth).logLoss + 0.03,
    );
    const sure = { x: train.x, y: train.y.map(() => 1) };
    const p = trainTrees(features, sure, sure).predict(rowOf(train.x, 5, 0));
    expect(p).toBeGreaterThan(0.999);
    expect(p).toBeLessThan(1);
  });
});

describe('saved trees', () => {
  const saved = (): TreesData => JSON.parse(JSON.stringify(model.data));

  test('answer with the same bits', () => {
    expect(predictions(loadTrees(saved(), features), unseen)).toEqual(predictions(model, unseen));
  });

  test('are refused by the field that is wrong', () => {
    const first = saved().trees[0]!;
    const withFirst = (change: object) => ({ trees: [{ ...first, ...change }] });
    const wrong: [change: object, message: string][] = [
      [{ kind: 'logistic' }, 'kind: logistic is not trees'],
      [{ features: features.slice(1) }, 'features: 4 for 5'],
      [{ depth: 5 }, 'depth: 5 is not within 1 to 4'],
      [{ base: null }, 'base: null is not a number'],
      [{ trees: {} }, 'trees: not a list'],
      [{ trees: new Array(201).fill(first) }, 'trees: 201 is more than 200'],
      [{ trees: [null] }, 'trees[0]: not an object'],
      [withFirst({ features: first.features.slice(1) }), 'trees[0].features: 14 for 15'],
      [withFirst({ features: first.features.with(2, 5) }), 'trees[0].features[2]: 5 is not within -1 to 4'],
      [withFirst({ thresholds: first.thresholds.with(3, Number.NaN) }), 'trees[0].thresholds[3]: NaN is not a number'],
      [withFirst({ values: first.values.slice(1) }), 'trees[0].values: 15 for 16'],
    ];
    for (const [change, message] of wrong) expect(() => loadTrees({ ...saved(), ...change }, features)).toThrow(message);
    expect(() => loadTrees([])).toThrow('model: not an object');
    expect(() => loadTrees(saved(), features.toReversed())).toThrow('features[0]: feature 0 for feature 4');
  });
});
