import { checkOutcome } from './beta.ts';
import { fields, names, number, numbers, sameFeatures } from './parse.ts';
import { sigmoid } from './sigmoid.ts';
import { parseStandardiser, Standardiser, type StandardiserState } from './standardiser.ts';

export interface LogisticSettings {
  readonly learningRate: number;
  /** Pull of the weights toward 0 with each sample; the constant is not pulled. */
  readonly l2: number;
  readonly standardise: boolean;
}

export const LOGISTIC_SETTINGS: LogisticSettings = { learningRate: 0.1, l2: 1e-4, standardise: true };

/** A logistic regression as JSON holds it. Weights and gradients are of the constant first, then of the features in order. */
export interface LogisticData {
  readonly kind: 'logistic';
  readonly features: readonly string[];
  readonly settings: LogisticSettings;
  readonly frozen: boolean;
  readonly weights: readonly number[];
  /** 1 + the sum of squared gradients by weight. */
  readonly gradients: readonly number[];
  readonly standardiser: StandardiserState;
}

/**
 * Logistic regression that learns from one sample at a time (domain 7a, model 1). With z the features in deviations and z0 = 1,
 *   p = sigmoid(w z),  g = (p - y) z + l2 w,  w -= rate g / sqrt(G),  G += g^2
 * G starts at 1 and takes a gradient in only after its step (Li and Orabona 2019), so the first step is the plain gradient step of
 * the domain's vector: w 0, x (1, .5, -1) of which the 1 is the constant, y 1, rate .1 gives (.05, .025, -.05).
 * An outcome may be a share, 0 to 1. Nothing is allocated by `predict` or `update`.
 * Throws RangeError on features that are not finite, by name, and on an outcome out of range.
 */
export class Logistic {
  readonly features: readonly string[];
  readonly settings: LogisticSettings;
  /** While frozen `update` does nothing: the model answers as it stood. */
  frozen = false;
  readonly standardiser: Standardiser;
  private readonly weights: Float64Array;
  private readonly gradients: Float64Array;
  /** Standardised features of the sample at hand. */
  private readonly z: Float64Array;

  constructor(features: readonly string[], settings: Partial<LogisticSettings> = {}) {
    this.features = names(features, 'features');
    this.settings = parseSettings({ ...LOGISTIC_SETTINGS, ...settings }, 'settings');
    this.standardiser = new Standardiser(features.length);
    this.weights = new Float64Array(features.length + 1);
    this.gradients = new Float64Array(features.length + 1).fill(1);
    this.z = new Float64Array(features.length);
  }

  /** Probability of the outcome, 0 to 1. */
  predict(x: ArrayLike<number>): number {
    return sigmoid(this.score(x));
  }

  update(x: ArrayLike<number>, outcome: number): void {
    if (this.frozen) return;
    checkOutcome(outcome);
    const error = this.predict(x) - outcome;
    const { weights, z } = this;
    const { l2 } = this.settings;
    this.step(0, error);
    for (let j = 0; j < z.length; j++) this.step(j + 1, error * z[j]! + l2 * weights[j + 1]!);
    if (this.settings.standardise) this.standardiser.observe(x);
  }

  /** The constant's weight, then those of the features, in deviations where the model standardises. */
  weightOf(index: number): number {
    return this.weights[index]!;
  }

  save(): LogisticData {
    return {
      kind: 'logistic',
      features: this.features,
      settings: this.settings,
      frozen: this.frozen,
      weights: [...this.weights],
      gradients: [...this.gradients],
      standardiser: this.standardiser.save(),
    };
  }

  /** Takes over another's state. Throws RangeError unless it has the same features and settings. */
  restore(data: LogisticData): void {
    sameFeatures(data.features, this.features);
    for (const key of ['learningRate', 'l2', 'standardise'] as const) {
      const [saved, own] = [data.settings[key], this.settings[key]];
      if (saved !== own) throw new RangeError(`settings.${key}: ${saved} for ${own}`);
    }
    this.frozen = data.frozen;
    this.weights.set(data.weights);
    this.gradients.set(data.gradients);
    this.standardiser.restore(data.standardiser);
  }

  /** Log-odds; leaves the standardised features in `z`. */
  private score(x: ArrayLike<number>): number {
    const { weights, z, standardiser } = this;
    const { standardise } = this.settings;
    let score = weights[0]!;
    for (let j = 0; j < z.length; j++) {
      z[j] = standardise ? standardiser.standard(x[j]!, j) : x[j]!;
      score += weights[j + 1]! * z[j]!;
    }
    if (!Number.isFinite(score)) throw this.notFinite(x, score);
    return score;
  }

  private step(index: number, gradient: number): void {
    this.weights[index]! -= (this.settings.learningRate * gradient) / Math.sqrt(this.gradients[index]!);
    this.gradients[index]! += gradient * gradient;
  }

  private notFinite(x: ArrayLike<number>, score: number): RangeError {
    const j = this.features.findIndex((_, k) => !Number.isFinite(x[k]));
    return new RangeError(j < 0 ? `score: ${score} is not finite` : `${this.features[j]}: ${x[j]} is not finite`);
  }
}

/**
 * A model from what a file holds. Throws RangeError naming the field that is wrong, the count of features among them, and where
 * `expected` is given and the model was made for other features.
 */
export function loadLogistic(data: unknown, expected?: readonly string[]): Logistic {
  const parsed = fields(data, 'model');
  if (parsed.kind !== 'logistic') throw new RangeError(`kind: ${parsed.kind} is not logistic`);
  const features = names(parsed.features, 'features');
  if (expected) sameFeatures(features, expected);
  const settings = parseSettings(parsed.settings, 'settings');
  if (typeof parsed.frozen !== 'boolean') throw new RangeError(`frozen: ${parsed.frozen} is not true or false`);
  const model = new Logistic(features, settings);
  model.restore({
    kind: 'logistic',
    features,
    settings,
    frozen: parsed.frozen,
    weights: numbers(parsed.weights, 'weights', features.length + 1),
    gradients: numbers(parsed.gradients, 'gradients', features.length + 1, 1),
    standardiser: parseStandardiser(parsed.standardiser, features.length, 'standardiser'),
  });
  return model;
}

function parseSettings(value: unknown, field: string): LogisticSettings {
  const { learningRate, l2, standardise } = fields(value, field);
  if (typeof standardise !== 'boolean') throw new RangeError(`${field}.standardise: ${standardise} is not true or false`);
  return {
    learningRate: number(learningRate, `${field}.learningRate`, Number.MIN_VALUE, 10),
    l2: number(l2, `${field}.l2`, 0, 10),
    standardise,
  };
}
