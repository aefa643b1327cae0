import { featuresOf, MARKET_FEATURES, type Target } from '../../../shared/config/features.ts';
import type { ModelFile, ModelHeld, ModelScore } from '../../../shared/config/models.ts';
import { type Calibration, calibrate } from '../learn/calibration.ts';
import { imbalanceBucket } from '../learn/features.ts';
import { fitIsotonic } from '../learn/isotonic.ts';
import { Logistic } from '../learn/logistic.ts';
import { auc, failedGates, logLoss, scoreOf } from '../learn/metrics.ts';
import { Microprice, type MicropriceData } from '../learn/microprice.ts';
import { fitPlatt } from '../learn/platt.ts';
import { reliabilityOf } from '../learn/reliability.ts';
import type { Samples } from '../learn/samples.ts';
import { sigmoid } from '../learn/sigmoid.ts';
import { trainTrees } from '../learn/tree-training.ts';
import { Stream } from '../random.ts';
import { MODEL_KINDS } from '../route/forecast/model.ts';
import { BUCKETS, type Looks, type TargetSamples } from './lesson-samples.ts';

/** Small enough for the hot path (domain 7a allows more). */
const TREES = { trees: 60, depth: 3, learningRate: 0.25 };
/** How often the logistic regression goes through the training seeds. */
const EPOCHS = 3;
/** Shuffles whose AUC is averaged: one alone strays by chance. */
const SHUFFLES = 5;

/** The samples of one target by what they are for, seed by seed; no seed is in two of them. */
export interface Split {
  readonly train: readonly TargetSamples[];
  readonly tune: readonly TargetSamples[];
  readonly test: readonly TargetSamples[];
}

export interface FitParts {
  readonly target: Target;
  /** Lit venues, by MIC, in their order. */
  readonly lit: readonly string[];
  readonly split: Split;
  readonly microprice: MicropriceData | undefined;
  /** Of the training seeds. */
  readonly looks: Looks | undefined;
}

/**
 * Trains both kinds of model for one target (domain 7a). The training seeds give the weights, the tuning seeds stop the trees, fit the
 * calibration and choose between the two kinds, the test seeds say what came of it and whether it passes the gates. There is no chance in
 * it but the control's shuffles, which have a stream of their own. Undefined where one of the three has no sample.
 */
export function fitModel({ target, lit, split, microprice, looks }: FitParts): ModelFile | undefined {
  const features = featuresOf(target, lit);
  const table = microprice && new Microprice(microprice);
  const of = (seeds: readonly TargetSamples[]) => gathered(seeds, features.length, table);
  const train = of(split.train);
  const tune = of(split.tune);
  const test = of(split.test);
  if (train.y.length === 0 || tune.y.length === 0 || test.y.length === 0) return undefined;
  const half = rowsOf(split.tune.slice(0, Math.ceil(split.tune.length / 2)));
  const logistic = trainLogistic(features, train);
  const trees = trainTrees(features, train, tune, TREES);
  const models = { logistic, trees };
  const made = MODEL_KINDS.map((kind) => {
    const tuned = predictions(models[kind], tune, features.length);
    const { calibration, loss } = calibrated(tuned, tune.y, half);
    const p = predictions(models[kind], test, features.length).map((one) => calibrate(calibration, one));
    return { kind, calibration, loss, held: heldOut(p, test.y) };
  });
  const chosen = made.reduce((best, one) => (one.loss < best.loss ? one : best));
  const [byLine, byTrees] = made;
  return {
    target,
    ...(chosen.held.failed.length === 0 && { use: chosen.kind }),
    logistic: { model: plain(logistic.save()), calibration: plain(byLine.calibration), held: byLine.held },
    trees: { model: plain(trees.data), calibration: plain(byTrees.calibration), held: byTrees.held },
    report: {
      samples: { train: train.y.length, tune: tune.y.length, test: test.y.length },
      base: defined(scoreOf(new Float64Array(test.y.length).fill(meanOf(train.y)), test.y)),
      ...optional('shuffledAuc', shuffledAuc(target, features, train, test)),
      ...optional('informed', informed(tune, test)),
    },
    ...(looks && looks.moved > 0 && { move: { share: looks.moved / looks.n, ticks: looks.ticks / looks.moved } }),
  };
}

/** Samples of several seeds as one, with the micro-price in its place. */
interface Gathered extends Samples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly truth: Float64Array;
}

const MICROPRICE = MARKET_FEATURES.indexOf('microprice');
const LEAN = MARKET_FEATURES.indexOf('lean');
const SPREAD = MARKET_FEATURES.indexOf('spread');
/** Of a whole, so that a lean becomes shares again that lie in the bucket they came from. */
const PARTS = 1e9;

function gathered(seeds: readonly TargetSamples[], width: number, microprice: Microprice | undefined): Gathered {
  const rows = rowsOf(seeds);
  const x = new Float64Array(rows * width);
  const y = new Float64Array(rows);
  const truth = new Float64Array(rows);
  let row = 0;
  for (const seed of seeds) {
    x.set(seed.x, row * width);
    y.set(seed.y, row);
    truth.set(seed.truth, row);
    row += seed.y.length;
  }
  // The lessons knew no micro-price yet: it was estimated from them.
  if (microprice)
    for (let at = 0; at < x.length; at += width) {
      const bids = Math.round((PARTS * (1 + x[at + LEAN])) / 2);
      const bucket = imbalanceBucket(bids, PARTS - bids, BUCKETS)!;
      x[at + MICROPRICE] = microprice.adjustment(bucket, Math.round(x[at + SPREAD]));
    }
  return { x, y, truth };
}

function rowsOf(seeds: readonly TargetSamples[]): number {
  return seeds.reduce((sum, { y }) => sum + y.length, 0);
}

function trainLogistic(features: readonly string[], { x, y }: Pick<Gathered, 'x' | 'y'>): Logistic {
  const model = new Logistic(features);
  const width = features.length;
  for (let epoch = 0; epoch < EPOCHS; epoch++)
    for (let i = 0; i < y.length; i++) model.update(x.subarray(i * width, (i + 1) * width), y[i]);
  return model;
}

function predictions(model: { predict(x: Float64Array): number }, { x, y }: Gathered, width: number): Float64Array {
  return y.map((_, i) => model.predict(x.subarray(i * width, (i + 1) * width)));
}

/**
 * The calibration that serves best: each way is fitted on the first `half` of the tuning samples and judged on the others; the best is then
 * fitted on all of them. `loss`: its log loss on those others.
 */
function calibrated(p: Float64Array, y: Float64Array, half: number): { readonly calibration: Calibration; readonly loss: number } {
  const ways: readonly ((p: Float64Array, y: Float64Array) => Calibration)[] = [() => ({ kind: 'none' }), fitPlatt, fitIsotonic];
  const some = half > 0 && half < y.length ? half : y.length;
  const judged = ways.map((way) => {
    const calibration = way(p.subarray(0, some), y.subarray(0, some));
    const from = some < y.length ? some : 0;
    return {
      way,
      loss: logLoss(
        p.subarray(from).map((one) => calibrate(calibration, one)),
        y.subarray(from),
      ),
    };
  });
  const best = judged.reduce((least, one) => (one.loss < least.loss ? one : least));
  return { calibration: best.way(p, y), loss: best.loss };
}

function heldOut(p: Float64Array, y: Float64Array): ModelHeld {
  const score = scoreOf(p, y);
  return { score: defined(score), curve: reliabilityOf(p, y).curve(), failed: failedGates(score) };
}

/** Mean AUC of regressions that were trained and asked on outcomes dealt out anew: 0.5 unless something leaks. */
function shuffledAuc(target: Target, features: readonly string[], train: Gathered, test: Gathered): number | undefined {
  const stream = new Stream(0, `shuffle/${target}`);
  const areas: number[] = [];
  for (let i = 0; i < SHUFFLES; i++) {
    const model = trainLogistic(features, { x: train.x, y: dealt(train.y, stream) });
    const area = auc(predictions(model, test, features.length), dealt(test.y, stream));
    if (area !== undefined) areas.push(area);
  }
  return areas.length > 0 ? meanOf(areas) : undefined;
}

function dealt(y: Float64Array, stream: Stream): Float64Array {
  const cards = y.slice();
  for (let i = cards.length - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    [cards[i], cards[j]] = [cards[j], cards[i]];
  }
  return cards;
}

/** What could be said by who sees what only the simulator does: as often as it then came about on the tuning seeds. */
function informed(tune: Gathered, test: Gathered): ModelScore | undefined {
  const known = ({ truth, y }: Gathered) => {
    const rows = Int32Array.from(y.keys()).filter((row) => !Number.isNaN(truth[row]));
    // Any rising function will do for a probability to begin with.
    return { p: Float64Array.from(rows, (row) => sigmoid(truth[row])), y: Float64Array.from(rows, (row) => y[row]) };
  };
  const [learnt, asked] = [known(tune), known(test)];
  if (learnt.y.length === 0 || asked.y.length === 0) return undefined;
  const line = fitIsotonic(learnt.p, learnt.y);
  return defined(
    scoreOf(
      asked.p.map((one) => calibrate(line, one)),
      asked.y,
    ),
  );
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Without the fields that are not there. */
function defined(score: ReturnType<typeof scoreOf>): ModelScore {
  return Object.fromEntries(Object.entries(score).filter(([, value]) => value !== undefined)) as ModelScore;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}

/** As a file holds it: what cannot change in memory may in a file. */
function plain<Value>(value: Value): Mutable<Value> {
  return structuredClone(value) as Mutable<Value>;
}

type Mutable<Value> = Value extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : Value extends object
    ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> }
    : Value;
