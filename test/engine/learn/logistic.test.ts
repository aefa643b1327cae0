import { describe, expect, test } from 'vitest';
import { Logistic, type LogisticData, loadLogistic } from '../../../electron/engine/learn/logistic.ts';
import { bayesRate, scoreOf } from '../../../electron/engine/learn/metrics.ts';
import { sigmoid } from '../../../electron/engine/learn/sigmoid.ts';
import { Standardiser } from '../../../electron/engine/learn/standardiser.ts';
import { predictions, rowOf, worldOf } from './worlds.ts';

const line = (x: Float64Array) => sigmoid(-0.5 + 1.2 * x[0]! - 0.8 * x[1]!);
const world = worldOf(1, 20_000, 4, line);

/** A model that has learned a world's samples from first to last. */
function trained(of = world): Logistic {
  const model = new Logistic(of.features);
  of.y.forEach((outcome, i) => {
    model.update(rowOf(of.x, of.features.length, i), outcome);
  });
  return model;
}

describe('a logistic regression', () => {
  test('refuses settings and features that are none', () => {
    expect(() => new Logistic([])).toThrow('features: not a list of names');
    expect(() => new Logistic(['age', 'age'])).toThrow('features: age stands twice');
    expect(() => new Logistic(['age'], { learningRate: 0 })).toThrow('settings.learningRate: 0');
    expect(() => new Logistic(['age'], { l2: -1 })).toThrow('settings.l2: -1');
  });

  test('refuses a sample with a feature or an outcome that is none, by name, and learns nothing of it', () => {
    const model = trained();
    const before = model.save();
    expect(() => model.predict([0, Number.NaN, 0, 0])).toThrow('feature 1: NaN is not finite');
    expect(() => model.predict([0, 0, 0])).toThrow('feature 3: undefined is not finite');
    expect(() => model.update([0, 0, Infinity, Number.NaN], 1)).toThrow('feature 2: Infinity is not finite');
    expect(() => model.update([0, 0, 0, 0], 2)).toThrow('outcome: 2 is not 0 to 1');
    expect(model.save()).toEqual(before);
  });

  test('one step of the domain: w 0, x (1, .5, -1), y 1, rate .1', () => {
    const model = new Logistic(['up', 'down'], { learningRate: 0.1, standardise: false });
    model.update([0.5, -1], 1);
    expect([0, 1, 2].map((i) => model.weightOf(i))).toEqual([0.05, 0.025, -0.05]);
    expect(model.predict([0.5, -1])).toBeCloseTo(0.52809537, 8);
  });

  test('the second step is shorter where the first was steep', () => {
    const model = new Logistic(['x'], { learningRate: 0.1, l2: 0, standardise: false });
    model.update([2], 1);
    // Gradients (-.5, -1): G is (1.25, 2) now, and w (.05, .1).
    const error = 1 - sigmoid(0.05 + 0.1 * 2);
    model.update([2], 1);
    expect(model.weightOf(0)).toBeCloseTo(0.05 + (0.1 * error) / Math.sqrt(1.25), 12);
    expect(model.weightOf(1)).toBeCloseTo(0.1 + (0.1 * error * 2) / Math.sqrt(2), 12);
  });

  test('L2 pulls the weights of features, not the constant', () => {
    const model = new Logistic(['x'], { learningRate: 0.1, l2: 0.5, standardise: false });
    model.update([1], 1);
    // Weights (.05, .05) and G (1.25, 1.25) now.
    model.update([0], 1);
    expect(model.weightOf(0)).toBeCloseTo(0.05 + (0.1 * (1 - sigmoid(0.05))) / Math.sqrt(1.25), 12);
    expect(model.weightOf(1)).toBeCloseTo(0.05 - (0.1 * 0.5 * 0.05) / Math.sqrt(1.25), 12);
  });

  test('comes near the Bayes rate of a world that is a line, with weights near the true ones', () => {
    const model = trained();
    const unseen = worldOf(2, 20_000, 4, line);
    const score = scoreOf(predictions(model, unseen), unseen.y);
    expect(score.logLoss).toBeLessThan(1.01 * bayesRate(unseen.truth).logLoss + 0.005);
    for (const [index, truth] of [-0.5, 1.2, -0.8, 0, 0].entries()) {
      expect(Math.abs(model.weightOf(index) - truth)).toBeLessThan(0.1);
    }
  });

  test('the unit and the offset of a feature make no difference', () => {
    // Powers of two, so that the same sums are exact in either unit.
    const scaled = { ...world, x: world.x.map((value) => value * 1024) };
    expect(predictions(trained(scaled), scaled)).toEqual(predictions(trained(), world));
    const moved = { ...world, x: world.x.map((value) => value + 100) };
    const [there, here] = [predictions(trained(moved), moved), predictions(trained(), world)];
    expect(Math.max(...there.map((p, i) => Math.abs(p - here[i]!)))).toBeLessThan(1e-6);
  });

  test('a feature that never varies, and one that leaps after it hardly did, do no harm', () => {
    const model = new Logistic(['constant', 'leaps']);
    for (let i = 0; i < 50; i++) model.update([7, i === 1 ? 1e-9 : 0], i % 2);
    model.update([7, 1e9], 1);
    expect(Math.abs(model.weightOf(2))).toBeLessThan(1);
    expect(model.weightOf(1)).toBe(0);
    expect(model.predict([7, 0])).toSatisfy((p: number) => p > 0.2 && p < 0.8);
  });

  test('frozen, it answers and learns nothing, its means neither', () => {
    const model = trained();
    model.frozen = true;
    const before = model.save();
    const asked = predictions(model, world);
    for (let i = 0; i < 1000; i++) model.update(rowOf(world.x, 4, i), 1 - world.y[i]!);
    expect(model.save()).toEqual(before);
    expect(predictions(model, world)).toEqual(asked);
    model.frozen = false;
    model.update(rowOf(world.x, 4, 0), 1);
    expect(model.save()).not.toEqual(before);
  });

  test('its means may be frozen alone', () => {
    const model = trained();
    model.standardiser.frozen = true;
    const before = model.save();
    model.update(rowOf(world.x, 4, 0), 1);
    expect(model.save().standardiser).toEqual(before.standardiser);
    expect(model.save().weights).not.toEqual(before.weights);
  });
});

describe('standardised features', () => {
  test('deviations of the sample from its mean; 0 while there are none, cut off at 5', () => {
    const scale = new Standardiser(2);
    expect(scale.standard(9, 0)).toBe(0);
    for (const x of [1, 2, 3, 6]) {
      scale.observe([x, 4]);
      if (x === 1) expect(scale.standard(9, 0)).toBe(0);
    }
    // Mean 3, variance (4 + 1 + 0 + 9) / 3.
    expect(scale.standard(4, 0)).toBeCloseTo(1 / Math.sqrt(14 / 3), 12);
    expect(scale.standard(9, 1)).toBe(0);
    expect([scale.standard(1e9, 0), scale.standard(-1e9, 0)]).toEqual([5, -5]);
  });
});

describe('a saved logistic regression', () => {
  const saved = (): LogisticData => JSON.parse(JSON.stringify(trained().save()));

  test('answers and goes on learning with the same bits', () => {
    const model = trained();
    const other = loadLogistic(saved(), world.features);
    expect(predictions(other, world)).toEqual(predictions(model, world));
    for (let i = 0; i < 100; i++) {
      model.update(rowOf(world.x, 4, i), world.y[i]!);
      other.update(rowOf(world.x, 4, i), world.y[i]!);
    }
    expect(other.save()).toEqual(model.save());
  });

  test('stays what it was when the model learns on', () => {
    const model = trained();
    const data = model.save();
    const copy = structuredClone(data);
    model.update([1, 1, 1, 1], 0);
    expect(data).toEqual(copy);
  });

  test('is refused by the field that is wrong', () => {
    const wrong: [change: object, message: string][] = [
      [{ kind: 'trees' }, 'kind: trees is not logistic'],
      [{ features: [] }, 'features: not a list of names'],
      [{ features: saved().features.slice(1) }, 'features: 3 for 4'],
      [{ weights: [1, 2] }, 'weights: 2 for 5'],
      [{ weights: [0, 0, 0, 'much', 0] }, 'weights[3]: much is not a number'],
      [{ gradients: [1, 1, 0.5, 1, 1] }, 'gradients[2]: 0.5 is not within 1 to Infinity'],
      [{ frozen: 1 }, 'frozen: 1 is not true or false'],
      [{ settings: undefined }, 'settings: not an object'],
      [{ settings: { ...saved().settings, l2: null } }, 'settings.l2: null is not a number'],
      [{ standardiser: { ...saved().standardiser, means: [1] } }, 'standardiser.means: 1 for 4'],
      [{ standardiser: { ...saved().standardiser, squares: [1, 1, 1, -1] } }, 'standardiser.squares[3]: -1'],
      [{ standardiser: { ...saved().standardiser, count: 1.5 } }, 'standardiser.count: 1.5 is not a whole number'],
    ];
    for (const [change, message] of wrong) expect(() => loadLogistic({ ...saved(), ...change }, world.features)).toThrow(message);
    for (const data of [undefined, null, [], 'model']) expect(() => loadLogistic(data)).toThrow('model: not an object');
    const renamed = ['feature 0', 'feature 2', 'feature 1', 'feature 3'];
    expect(() => loadLogistic(saved(), renamed)).toThrow('features[1]: feature 1 for feature 2');
    expect(() => new Logistic(world.features, { learningRate: 0.2 }).restore(saved())).toThrow(
      'settings.learningRate: 0.1 for 0.2',
    );
  });
});
