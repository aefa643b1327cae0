import { fields, names, number, numbers, sameFeatures, wholeNumber } from './parse.ts';
import { sigmoid } from './sigmoid.ts';

/** Bounds of a model (domain 7a, model 2). */
export const MOST_DEPTH = 4;
export const MOST_TREES = 200;

/**
 * A full binary tree of the model's depth. Nodes are numbered from the root, the children of i being 2i + 1 and 2i + 2; a sample goes to
 * the second where its feature is above the threshold. A node that does not split has feature -1 and sends all to the first.
 */
export interface TreeData {
  readonly features: readonly number[];
  readonly thresholds: readonly number[];
  /** What each leaf adds to the log-odds. */
  readonly values: readonly number[];
}

/** Boosted trees as JSON holds them: log-odds = base + what each tree adds. */
export interface TreesData {
  readonly kind: 'trees';
  readonly features: readonly string[];
  readonly depth: number;
  readonly base: number;
  readonly trees: readonly TreeData[];
}

/**
 * Gradient-boosted trees for a binary outcome, ready to predict from flat arrays. Nothing is allocated by `predict`. What trains them is
 * `TreeTraining`. A model never changes.
 */
export class Trees {
  readonly data: TreesData;
  private readonly features: Int32Array;
  private readonly thresholds: Float64Array;
  private readonly values: Float64Array;

  constructor(data: TreesData) {
    this.data = data;
    // To go one way always is to compare with Infinity: the walk then needs no look at whether a node splits.
    this.features = Int32Array.from(data.trees.flatMap((tree) => tree.features.map((feature) => Math.max(0, feature))));
    this.thresholds = Float64Array.from(
      data.trees.flatMap((tree) => tree.thresholds.map((threshold, i) => (tree.features[i]! < 0 ? Infinity : threshold))),
    );
    this.values = Float64Array.from(data.trees.flatMap((tree) => tree.values));
  }

  /** Probability of the outcome, 0 to 1. A feature that is NaN counts as below every threshold. */
  predict(x: ArrayLike<number>): number {
    const { features, thresholds, values } = this;
    const { depth } = this.data;
    const leaves = 1 << depth;
    let score = this.data.base;
    for (let first = 0, leaf = 0; leaf < values.length; first += leaves - 1, leaf += leaves) {
      let node = 0;
      for (let level = 0; level < depth; level++) {
        // As a number rather than a choice of two: which way a sample goes is not to be guessed, and a wrong guess costs more than the rest.
        node = 2 * node + 1 + Number(x[features[first + node]!]! > thresholds[first + node]!);
      }
      score += values[leaf + node - leaves + 1]!;
    }
    return sigmoid(score);
  }
}

/**
 * A model from what a file holds. Throws RangeError naming the field that is wrong, and where `expected` is given and the model was made
 * for other features.
 */
export function loadTrees(data: unknown, expected?: readonly string[]): Trees {
  const parsed = fields(data, 'model');
  if (parsed.kind !== 'trees') throw new RangeError(`kind: ${parsed.kind} is not trees`);
  const features = names(parsed.features, 'features');
  if (expected) sameFeatures(features, expected);
  const depth = wholeNumber(parsed.depth, 'depth', 1, MOST_DEPTH);
  if (!Array.isArray(parsed.trees)) throw new RangeError('trees: not a list');
  if (parsed.trees.length > MOST_TREES) throw new RangeError(`trees: ${parsed.trees.length} is more than ${MOST_TREES}`);
  const nodes = 2 ** depth - 1;
  const trees = parsed.trees.map((one: unknown, t): TreeData => {
    const at = `trees[${t}]`;
    const tree = fields(one, at);
    const splits = numbers(tree.features, `${at}.features`, nodes);
    splits.forEach((feature, i) => wholeNumber(feature, `${at}.features[${i}]`, -1, features.length - 1));
    return {
      features: splits,
      thresholds: numbers(tree.thresholds, `${at}.thresholds`, nodes),
      values: numbers(tree.values, `${at}.values`, nodes + 1),
    };
  });
  return new Trees({ kind: 'trees', features, depth, base: number(parsed.base, 'base'), trees });
}
