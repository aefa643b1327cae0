import { cutsOf } from '../../../electron/engine/learn/bins.ts';
import type { TreeSettings } from '../../../electron/engine/learn/tree-grower.ts';
import type { TreeData } from '../../../electron/engine/learn/trees.ts';

/** The slow twin of the grower: no histograms, every split of every node is summed from the samples on either side. */
export function naiveTree(
  x: Float64Array,
  width: number,
  gradients: Float64Array,
  curvatures: Float64Array,
  { depth, learningRate, l2, fewestRows }: TreeSettings,
): TreeData {
  const rows = gradients.length;
  const cuts = Array.from({ length: width }, (_, j) => cutsOf(Float64Array.from({ length: rows }, (_row, i) => x[i * width + j]!)));
  const nodes = 2 ** depth - 1;
  const tree = {
    features: new Array<number>(nodes).fill(-1),
    thresholds: new Array<number>(nodes).fill(0),
    values: new Array<number>(nodes + 1).fill(0),
  };
  const sum = (of: Float64Array, members: readonly number[]) => members.reduce((total, i) => total + of[i]!, 0);
  const worth = (members: readonly number[]) => sum(gradients, members) ** 2 / (sum(curvatures, members) + l2);

  const grow = (node: number, members: readonly number[]): void => {
    if (node >= nodes) {
      tree.values[node - nodes] = (-learningRate * sum(gradients, members)) / (sum(curvatures, members) + l2);
      return;
    }
    let most = 1e-9;
    let sides: [number[], number[]] | undefined;
    for (let j = 0; j < width; j++) {
      for (const cut of cuts[j]!) {
        const below = members.filter((i) => x[i * width + j]! <= cut);
        const above = members.filter((i) => x[i * width + j]! > cut);
        if (below.length < fewestRows || above.length < fewestRows) continue;
        const gain = worth(below) + worth(above) - worth(members);
        if (gain <= most) continue;
        most = gain;
        sides = [below, above];
        tree.features[node] = j;
        tree.thresholds[node] = cut;
      }
    }
    grow(2 * node + 1, sides ? sides[0] : members);
    if (sides) grow(2 * node + 2, sides[1]);
  };
  grow(
    0,
    Array.from({ length: rows }, (_, i) => i),
  );
  return tree;
}
