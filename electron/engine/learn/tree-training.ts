import { binned } from './bins.ts';
import { countSamples, type Samples } from './samples.ts';
import { logit, scoreLoss, sigmoid } from './sigmoid.ts';
import { TreeGrower, type TreeSettings } from './tree-grower.ts';
import { MOST_DEPTH, MOST_TREES, type TreeData, Trees, type TreesData } from './trees.ts';

export interface TrainingSettings extends TreeSettings {
  /** At most so many trees, up to 200. */
  readonly trees: number;
  /** Trees in a row that may fail to help on the tuning samples before training ends. */
  readonly patience: number;
}

export const TRAINING_SETTINGS: TrainingSettings = {
  trees: MOST_TREES,
  patience: 20,
  depth: MOST_DEPTH,
  learningRate: 0.1,
  l2: 1,
  fewestRows: 20,
};

/**
 * Trains boosted trees for a binary outcome (domain 7a, model 2): each tree is a Newton step of the log loss of the training samples, and
 * the model keeps as many trees as serve the tuning samples best, none of them where there is nothing to learn. Samples of one
 * seed belong on one side only. There is no chance in it: the same samples give the same model.
 *
 * `step` grows one tree, so a caller can show progress and stop. Throws RangeError on samples or settings that do not fit.
 */
export class TreeTraining {
  private readonly features: readonly string[];
  private readonly settings: TrainingSettings;
  private readonly grower: TreeGrower;
  private readonly train: Samples;
  private readonly tune: Samples;
  /** Log-odds by sample as the trees so far have them. */
  private readonly scores: Float64Array;
  private readonly tuneScores: Float64Array;
  private readonly gradients: Float64Array;
  private readonly curvatures: Float64Array;
  private readonly base: number;
  private readonly trees: TreeData[] = [];
  private best = 0;
  private leastLoss: number;

  constructor(features: readonly string[], train: Samples, tune: Samples, settings: Partial<TrainingSettings> = {}) {
    this.settings = { ...TRAINING_SETTINGS, ...settings };
    checkSettings(this.settings);
    const rows = countSamples(train, features, 'train');
    const tuneRows = countSamples(tune, features, 'tune');
    if (rows === 0 || tuneRows === 0) throw new RangeError(`samples: ${rows} to train, ${tuneRows} to tune`);
    this.features = features;
    this.train = train;
    this.tune = tune;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += train.y[i]!;
    // Half an outcome of each kind is added, so that a sample of one kind alone does not make a certainty.
    this.base = logit((sum + 0.5) / (rows + 1));
    this.scores = new Float64Array(rows).fill(this.base);
    this.tuneScores = new Float64Array(tuneRows).fill(this.base);
    this.gradients = new Float64Array(rows);
    this.curvatures = new Float64Array(rows);
    this.grower = new TreeGrower(binned(train.x, rows, features.length), this.settings);
    this.leastLoss = lossOf(this.tuneScores, tune.y);
  }

  /** Trees grown so far; the model may keep fewer. */
  get grown(): number {
    return this.trees.length;
  }

  get done(): boolean {
    return this.grown >= this.settings.trees || this.grown - this.best >= this.settings.patience;
  }

  /** Grows one more tree unless done; says whether there is more to do. */
  step(): boolean {
    if (this.done) return false;
    const { scores, gradients, curvatures } = this;
    for (let i = 0; i < scores.length; i++) {
      const p = sigmoid(scores[i]!);
      gradients[i] = p - this.train.y[i]!;
      curvatures[i] = p * (1 - p);
    }
    const tree = this.grower.grow(gradients, curvatures, scores);
    this.trees.push(tree);
    addTo(this.tuneScores, tree, this.tune.x, this.features.length, this.settings.depth);
    const loss = lossOf(this.tuneScores, this.tune.y);
    if (loss < this.leastLoss) {
      this.leastLoss = loss;
      this.best = this.trees.length;
    }
    return !this.done;
  }

  /** The model as far as the trees helped. */
  data(): TreesData {
    const { features, base } = this;
    return { kind: 'trees', features: [...features], depth: this.settings.depth, base, trees: this.trees.slice(0, this.best) };
  }
}

/** Trains to the end. */
export function trainTrees(
  features: readonly string[],
  train: Samples,
  tune: Samples,
  settings: Partial<TrainingSettings> = {},
): Trees {
  const training = new TreeTraining(features, train, tune, settings);
  while (training.step());
  return new Trees(training.data());
}

/** Adds what a tree says of each sample to its score. */
function addTo(scores: Float64Array, tree: TreeData, x: Float64Array, width: number, depth: number): void {
  for (let i = 0; i < scores.length; i++) {
    let node = 0;
    for (let level = 0; level < depth; level++) {
      const feature = tree.features[node]!;
      node = 2 * node + (feature >= 0 && x[i * width + feature]! > tree.thresholds[node]! ? 2 : 1);
    }
    scores[i]! += tree.values[node - tree.features.length]!;
  }
}

/** Mean log loss of the samples. */
function lossOf(scores: Float64Array, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scoreLoss(scores[i]!, y[i]!);
  return sum / scores.length;
}

function checkSettings({ trees, depth, patience, learningRate, l2, fewestRows }: TrainingSettings): void {
  whole('trees', trees, 1, MOST_TREES);
  whole('depth', depth, 1, MOST_DEPTH);
  whole('patience', patience, 1, MOST_TREES);
  whole('fewestRows', fewestRows, 1, Number.MAX_SAFE_INTEGER);
  if (!(learningRate > 0 && learningRate <= 1)) throw new RangeError(`learningRate: ${learningRate} is not above 0 and up to 1`);
  if (!(l2 > 0 && Number.isFinite(l2))) throw new RangeError(`l2: ${l2} is not above 0`);
}

function whole(field: string, value: number, low: number, high: number): void {
  if (!(Number.isInteger(value) && value >= low && value <= high))
    throw new RangeError(`${field}: ${value} is not ${low} to ${high}`);
}
