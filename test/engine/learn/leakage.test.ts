import { describe, expect, test } from 'vitest';
import { calibrate } from '../../../electron/engine/learn/calibration.ts';
import { fitIsotonic } from '../../../electron/engine/learn/isotonic.ts';
import { Logistic } from '../../../electron/engine/learn/logistic.ts';
import { auc, bayesRate, failedGates, scoreOf } from '../../../electron/engine/learn/metrics.ts';
import { fitPlatt } from '../../../electron/engine/learn/platt.ts';
import { Prequential } from '../../../electron/engine/learn/prequential.ts';
import { sigmoid } from '../../../electron/engine/learn/sigmoid.ts';
import { trainTrees } from '../../../electron/engine/learn/tree-training.ts';
import { predictions, rowOf, shuffled, worldOf } from './worlds.ts';

/** A bent world: two features pull, one by its square, and two more say nothing. */
const truth = (x: Float64Array) => sigmoid(-0.3 + 1.1 * x[0]! - 0.7 * x[1]! + 0.5 * (x[2]! ** 2 - 1));
const train = worldOf(1, 12_000, 5, truth);
const tune = worldOf(2, 12_000, 5, truth);
const unseen = worldOf(3, 20_000, 5, truth);
const { features } = train;

describe('what models learn is in the samples (domain 7a, 10 no. 24)', () => {
  test('shuffled labels: AUC .5 ± .02, prequential and on unseen samples', () => {
    const nothing = shuffled(train, 1);
    const line = new Logistic(features);
    const evaluation = new Prequential();
    nothing.y.forEach((outcome, i) => {
      evaluation.step(line, rowOf(nothing.x, features.length, i), outcome);
    });
    const strangers = shuffled(unseen, 2);
    const areas = [
      evaluation.score()!.auc!,
      auc(predictions(line, strangers), strangers.y)!,
      auc(predictions(trainTrees(features, nothing, shuffled(tune, 3)), strangers), strangers.y)!,
      // Trees that learned the true labels know nothing of dealt ones.
      auc(predictions(trainTrees(features, train, tune), strangers), strangers.y)!,
    ];
    for (const area of areas) expect(Math.abs(area - 0.5)).toBeLessThanOrEqual(0.02);
  });

  test('true labels: trees pass every gate once calibrated, near the Bayes rate', () => {
    const model = trainTrees(features, train, tune);
    const known = predictions(model, tune);
    const best = bayesRate(unseen.truth);
    const asked = predictions(model, unseen);
    for (const calibration of [fitPlatt(known, tune.y), fitIsotonic(known, tune.y)]) {
      const score = scoreOf(
        asked.map((p) => calibrate(calibration, p)),
        unseen.y,
      );
      expect(failedGates(score)).toEqual([]);
      expect(score.brier).toBeLessThan(best.brier + 0.008);
      expect(score.auc).toBeGreaterThan(best.auc! - 0.02);
    }
  });

  test('the online line passes them as it learns', () => {
    const line = new Logistic(features);
    const evaluation = new Prequential();
    train.y.forEach((outcome, i) => {
      evaluation.step(line, rowOf(train.x, features.length, i), outcome);
    });
    expect(failedGates(evaluation.score()!)).toEqual([]);
  });
});
