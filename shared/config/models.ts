import { z } from '../wire/zod.ts';
import { featuresOf, TARGETS, type Target } from './features.ts';
import { count, probability } from './numbers.ts';

/**
 * Trained models as a knowledge file holds them (domain 7a): what each forecasts, how it was calibrated, what it was worth on seeds that
 * its training never saw, and whether it passed the gates. Plain numbers, so that a file says all of it and a session's record too.
 */

const finite = z.number().min(-1e12).max(1e12);
const numbers = (most: number) => z.array(finite).max(most);
/** Most features, trees and levels of a tree. */
const FEATURES = 200;
const TREES = 200;
const LEAVES = 16;

const names = z.array(z.string().min(1).max(40)).min(1).max(FEATURES);

const logistic = z.strictObject({
  kind: z.literal('logistic'),
  features: names,
  settings: z.strictObject({
    learningRate: z.number().positive().max(10),
    l2: z.number().min(0).max(10),
    standardise: z.boolean(),
  }),
  frozen: z.boolean(),
  weights: numbers(FEATURES + 1),
  gradients: numbers(FEATURES + 1),
  standardiser: z.strictObject({
    frozen: z.boolean(),
    count: count(1e12),
    means: numbers(FEATURES),
    squares: z.array(z.number().min(0).max(1e15)).max(FEATURES),
  }),
});

const tree = z.strictObject({
  features: z.array(z.number().int().min(-1).max(FEATURES)).max(LEAVES),
  thresholds: numbers(LEAVES),
  values: numbers(LEAVES),
});

const trees = z.strictObject({
  kind: z.literal('trees'),
  features: names,
  depth: z.number().int().min(1).max(4),
  base: finite,
  trees: z.array(tree).max(TREES),
});

const calibration = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('platt'), slope: finite, intercept: finite }),
  z.strictObject({
    kind: z.literal('isotonic'),
    at: z.array(probability).min(1).max(2000),
    values: z.array(probability).min(1).max(2000),
  }),
]);

const score = z.strictObject({
  n: count(1e9),
  baseRate: probability,
  brier: finite,
  /** Part of the base rate's Brier score that is taken away. */
  skill: finite.optional(),
  logLoss: finite,
  auc: probability.optional(),
  ece: finite,
  slope: finite.optional(),
});

/** One point of a calibration plot: predictions of about as much, and how often what they were of came about. */
const point = z.strictObject({
  n: count(1e9),
  predicted: probability,
  observed: probability,
  interval: z.strictObject({ low: probability, high: probability }),
});

const GATES = ['skill', 'slope', 'ece'] as const;

/** A kind of model on the seeds held out for the test. */
const held = z.strictObject({
  score,
  curve: z.array(point).max(20),
  /** Gates that it does not pass; none: it may be used. */
  failed: z.array(z.enum(GATES)),
});

const model = z.strictObject({
  target: z.enum(TARGETS),
  /** Which of the two is asked by the strategies; absent where neither passed. The choice was made on the tuning seeds. */
  use: z.enum(['logistic', 'trees']).optional(),
  logistic: z.strictObject({ model: logistic, calibration, held }),
  trees: z.strictObject({ model: trees, calibration, held }),
  report: z.strictObject({
    samples: z.strictObject({ train: count(1e9), tune: count(1e9), test: count(1e9) }),
    /** What always saying the training seeds' mean scores on the test. */
    base: score,
    /** The same training on outcomes that were shuffled: a model that finds something here finds what is not there. */
    shuffledAuc: probability.optional(),
    /** What could be predicted by who knows what the simulator knows. */
    informed: score.optional(),
  }),
  /** Of a move: the share of looks that saw one in time, and its mean size in ticks. */
  move: z.strictObject({ share: probability, ticks: z.number().min(0).max(1000) }).optional(),
});

const microprice = z.strictObject({
  kind: z.literal('microprice'),
  buckets: z.number().int().min(1).max(99),
  spreads: z.number().int().min(1).max(99),
  adjustments: numbers(99 * 99),
});

export const models = z
  .strictObject({
    /** Form of this block. */
    version: z.literal(1),
    /** The lit venues that it was made for, by MIC, in their order. */
    lit: z.array(z.string().max(12)).max(30),
    seeds: z.strictObject({ train: z.string().max(40), tune: z.string().max(40), test: z.string().max(40) }),
    microprice: microprice.optional(),
    models: z.array(model).max(TARGETS.length),
  })
  .superRefine(({ lit, models: made }, context) => {
    made.forEach((one, i) => {
      for (const kind of ['logistic', 'trees'] as const) {
        const problem = unlike(one[kind].model.features, one.target, lit);
        if (problem) context.addIssue({ code: 'custom', path: ['models', i, kind, 'model', 'features'], message: problem });
      }
    });
  });

/** What is wrong with a model's features; undefined where they are those of its target. */
function unlike(features: readonly string[], target: Target, lit: readonly string[]): string | undefined {
  const expected = featuresOf(target, lit);
  if (features.length !== expected.length) return `${features.length} are not the ${expected.length} of ${target}`;
  const i = expected.findIndex((name, j) => features[j] !== name);
  return i < 0 ? undefined : `${features[i]} stands where ${target} has ${expected[i]}`;
}

export type ModelsFile = z.infer<typeof models>;
export type ModelFile = z.infer<typeof model>;
export type ModelScore = z.infer<typeof score>;
export type ModelHeld = z.infer<typeof held>;
export type CalibrationPoint = z.infer<typeof point>;
