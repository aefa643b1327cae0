import { BINS, type Binned } from './bins.ts';
import type { TreeData } from './trees.ts';

export interface TreeSettings {
  /** Splits from the root to a leaf. */
  readonly depth: number;
  /** Part of a Newton step that a leaf takes. */
  readonly learningRate: number;
  /** Pull of a leaf's value toward 0, in units of curvature. */
  readonly l2: number;
  /** Samples that each side of a split must have. */
  readonly fewestRows: number;
}

/** Sums by feature x 32 + bin: gradient, curvature, samples. */
interface Histogram {
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
  readonly rows: Float64Array;
}

/** The samples of a node: a run of the row order. */
interface Node {
  readonly from: number;
  readonly to: number;
  readonly histogram: Histogram;
}

interface Split {
  readonly feature: number;
  /** The last bin that goes to the first child. */
  readonly bin: number;
}

/**
 * Grows one tree at a time from binned samples, level by level, by the split that gains most of the second-order log loss,
 * G²/(H + l2) of each child less that of the node (Chen and Guestrin 2016). Equal gains are settled by the lower feature, then bin. Only the
 * smaller child's histogram is counted; its sibling's is what it leaves of the parent's.
 */
export class TreeGrower {
  private readonly samples: Binned;
  private readonly settings: TreeSettings;
  /** Rows ordered by node. */
  private readonly order: Int32Array;
  private readonly aside: Int32Array;

  constructor(samples: Binned, settings: TreeSettings) {
    this.samples = samples;
    this.settings = settings;
    this.order = new Int32Array(samples.rows);
    this.aside = new Int32Array(samples.rows);
  }

  /** A tree from the samples' gradients and curvatures; what it says of each is added to `scores`. */
  grow(gradients: Float64Array, curvatures: Float64Array, scores: Float64Array): TreeData {
    const { depth } = this.settings;
    const nodes = 2 ** depth - 1;
    const features = new Array<number>(nodes).fill(-1);
    const thresholds = new Array<number>(nodes).fill(0);
    const values = new Array<number>(nodes + 1).fill(0);
    for (let i = 0; i < this.order.length; i++) this.order[i] = i;
    const all = this.count(0, this.order.length, gradients, curvatures);
    const open: (Node | undefined)[] = new Array<Node | undefined>(2 * nodes + 1).fill(undefined);
    open[0] = { from: 0, to: this.order.length, histogram: all };
    for (let i = 0; i < nodes; i++) {
      const node = open[i];
      if (!node) continue;
      const split = this.bestSplit(node);
      if (!split) {
        open[2 * i + 1] = node;
        continue;
      }
      features[i] = split.feature;
      thresholds[i] = this.samples.cuts[split.feature]![split.bin]!;
      [open[2 * i + 1], open[2 * i + 2]] = this.divide(node, split, gradients, curvatures);
    }
    for (let leaf = 0; leaf <= nodes; leaf++) {
      const node = open[nodes + leaf];
      if (node) values[leaf] = this.settle(node, gradients, curvatures, scores);
    }
    return { features, thresholds, values };
  }

  private bestSplit({ from, to, histogram }: Node): Split | undefined {
    const { l2, fewestRows } = this.settings;
    const { gradient, curvature, rows } = histogram;
    let best: Split | undefined;
    let most = 1e-9;
    for (let feature = 0; feature < this.samples.cuts.length; feature++) {
      const at = feature * BINS;
      const bins = this.samples.cuts[feature]!.length + 1;
      let g = 0;
      let h = 0;
      for (let bin = 0; bin < bins; bin++) {
        g += gradient[at + bin]!;
        h += curvature[at + bin]!;
      }
      const whole = (g * g) / (h + l2);
      let left = 0;
      let gLeft = 0;
      let hLeft = 0;
      for (let bin = 0; bin < bins - 1; bin++) {
        left += rows[at + bin]!;
        gLeft += gradient[at + bin]!;
        hLeft += curvature[at + bin]!;
        if (left < fewestRows || to - from - left < fewestRows) continue;
        const gRight = g - gLeft;
        const gain = (gLeft * gLeft) / (hLeft + l2) + (gRight * gRight) / (Math.max(0, h - hLeft) + l2) - whole;
        if (gain > most) {
          most = gain;
          best = { feature, bin };
        }
      }
    }
    return best;
  }

  /** Puts the rows of the first child before those of the second, each in the order they had. */
  private divide(
    { from, to, histogram }: Node,
    { feature, bin }: Split,
    gradients: Float64Array,
    curvatures: Float64Array,
  ): Node[] {
    const { order, aside } = this;
    const { codes, rows } = this.samples;
    let next = from;
    let later = 0;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      if (codes[feature * rows + row]! <= bin) order[next++] = row;
      else aside[later++] = row;
    }
    order.set(aside.subarray(0, later), next);
    const firstIsSmaller = next - from <= to - next;
    const smaller = firstIsSmaller ? this.count(from, next, gradients, curvatures) : this.count(next, to, gradients, curvatures);
    const larger = less(histogram, smaller);
    return [
      { from, to: next, histogram: firstIsSmaller ? smaller : larger },
      { from: next, to, histogram: firstIsSmaller ? larger : smaller },
    ];
  }

  private count(from: number, to: number, gradients: Float64Array, curvatures: Float64Array): Histogram {
    const { codes, cuts, rows: all } = this.samples;
    const size = cuts.length * BINS;
    const gradient = new Float64Array(size);
    const curvature = new Float64Array(size);
    const rows = new Float64Array(size);
    for (let feature = 0; feature < cuts.length; feature++) {
      for (let i = from; i < to; i++) {
        const row = this.order[i]!;
        const at = feature * BINS + codes[feature * all + row]!;
        gradient[at]! += gradients[row]!;
        curvature[at]! += curvatures[row]!;
        rows[at]! += 1;
      }
    }
    return { gradient, curvature, rows };
  }

  /** A leaf's value: a part of the Newton step -G / (H + l2), added to the score of each of its samples. */
  private settle({ from, to }: Node, gradients: Float64Array, curvatures: Float64Array, scores: Float64Array): number {
    const { learningRate, l2 } = this.settings;
    let g = 0;
    let h = 0;
    for (let i = from; i < to; i++) {
      g += gradients[this.order[i]!]!;
      h += curvatures[this.order[i]!]!;
    }
    const value = (-learningRate * g) / (h + l2);
    for (let i = from; i < to; i++) scores[this.order[i]!]! += value;
    return value;
  }
}

function less(whole: Histogram, part: Histogram): Histogram {
  const rest = (a: Float64Array, b: Float64Array) => a.map((value, i) => value - b[i]!);
  return {
    gradient: rest(whole.gradient, part.gradient),
    curvature: rest(whole.curvature, part.curvature),
    rows: rest(whole.rows, part.rows),
  };
}
