import { describe, expect, test } from 'vitest';
import { logit, sigmoid } from '../../../electron/engine/learn/sigmoid.ts';
import { Stream } from '../../../electron/engine/random.ts';
import { Model } from '../../../electron/engine/route/forecast/model.ts';
import { fitModel } from '../../../electron/engine/train/fit-model.ts';
import type { TargetSamples } from '../../../electron/engine/train/lesson-samples.ts';
import { featuresOf, MARKET_FEATURES } from '../../../shared/config/features.ts';
import { models } from '../../../shared/config/models.ts';

const LIT = ['AAAA', 'BBBB'];
const features = featuresOf('fade', LIT);
const SHOWN = features.indexOf('shown');
const OWN = features.indexOf('own');
const LEAN = MARKET_FEATURES.indexOf('lean');
const SPREAD = MARKET_FEATURES.indexOf('spread');

/** A seed of a world in which a fade hangs on how busy we are and, bent, on the shares shown; the truth is the log-odds themselves. */
function seedOf(seed: number, rows: number, strength = 1): TargetSamples {
  const stream = new Stream(seed, 'world');
  const x = new Float32Array(rows * features.length);
  const y = new Float32Array(rows);
  const truth = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = x.subarray(row * features.length, (row + 1) * features.length);
    for (let j = 0; j < features.length; j++) own[j] = stream.normal();
    own[LEAN] = Math.max(-1, Math.min(1, own[LEAN]! / 3));
    own[SPREAD] = 1;
    truth[row] = strength * (own[OWN]! + 0.8 * (own[SHOWN]! ** 2 - 1)) - 1;
    y[row] = stream.chance(sigmoid(truth[row]!)) ? 1 : 0;
  }
  return { x, y, truth };
}

const seeds = (first: number, count: number, strength?: number) =>
  Array.from({ length: count }, (_, i) => seedOf(first + i, 500, strength));
const split = { train: seeds(1, 12), tune: seeds(61, 6), test: seeds(81, 6) };
const parts = { target: 'fade', lit: LIT, split, microprice: undefined, looks: undefined } as const;

describe('a model trained on lessons', () => {
  const made = fitModel(parts)!;

  test('without samples of each kind there is none', () => {
    expect(fitModel({ ...parts, split: { ...split, tune: [] } })).toBeUndefined();
  });

  test('passes the gates on seeds that it never saw, near what the truth itself would score, and finds nothing in dealt outcomes', () => {
    expect(made.use).toBe('trees');
    expect(made.trees.held.failed).toEqual([]);
    expect(made.report.samples).toEqual({ train: 6000, tune: 3000, test: 3000 });
    expect(made.trees.held.score.brier).toBeLessThan(made.report.base.brier * 0.95);
    expect(made.trees.held.score.brier).toBeLessThan(made.report.informed!.brier + 0.02);
    expect(made.trees.held.score.brier).toBeGreaterThan(made.report.informed!.brier - 0.01);
    expect(Math.abs(made.report.shuffledAuc! - 0.5)).toBeLessThanOrEqual(0.02);
  });

  test('where there is nothing to find neither is used', () => {
    const nothing = fitModel({ ...parts, split: { train: seeds(1, 6, 0), tune: seeds(61, 3, 0), test: seeds(81, 3, 0) } })!;
    expect(nothing.use).toBeUndefined();
    expect(nothing.logistic.held.failed).toContain('skill');
    expect(nothing.trees.held.failed).toContain('skill');
  });

  test('the test seeds have no say: other ones give the same weights, trees, calibration and choice', () => {
    const other = fitModel({ ...parts, split: { ...split, test: seeds(181, 6) } })!;
    expect(other.logistic.model).toEqual(made.logistic.model);
    expect(other.trees.model).toEqual(made.trees.model);
    expect([other.logistic.calibration, other.trees.calibration]).toEqual([made.logistic.calibration, made.trees.calibration]);
    expect(other.use).toBe(made.use);
    expect(other.trees.held.score).not.toEqual(made.trees.held.score);
  });

  test('the same samples give the same file, and a session answers by it as the training did', () => {
    expect(fitModel(parts)).toEqual(made);
    const file = models.parse(
      JSON.parse(JSON.stringify({ version: 1, lit: LIT, seeds: { train: '1', tune: '2', test: '3' }, models: [made] })),
    );
    const model = new Model(file.models[0]!, false);
    const busy = new Float64Array(features.length);
    const idle = new Float64Array(features.length);
    busy[OWN] = 2;
    idle[OWN] = -2;
    expect(logit(model.forecast(busy)!) - logit(model.forecast(idle)!)).toBeGreaterThan(2);
    const before = model.predict('logistic', busy);
    for (let i = 0; i < 50; i++) model.learn(busy, 0);
    expect(model.predict('logistic', busy)).toBeLessThan(before);
    expect(new Model(model.toFile(), true).predict('logistic', busy)).toBe(model.predict('logistic', busy));
    expect(model.forecast(busy)).toBe(new Model(file.models[0]!, true).forecast(busy));
  });

  test('the micro-price that the lessons did not know stands in its place', () => {
    const price = { kind: 'microprice', buckets: 9, spreads: 1, adjustments: [-4, -3, -2, -1, 0, 1, 2, 3, 4] } as const;
    const told = fitModel({ ...parts, microprice: price })!;
    const place = MARKET_FEATURES.indexOf('microprice');
    expect(told.logistic.model.standardiser.means[place]).not.toBe(made.logistic.model.standardiser.means[place]);
    expect(told.logistic.model.standardiser.means[place + 1]).toBe(made.logistic.model.standardiser.means[place + 1]);
  });
});
