import type { Samples } from '../../../electron/engine/learn/samples.ts';
import { Stream } from '../../../electron/engine/random.ts';

/** Samples of a world whose true probabilities are known. */
export interface World extends Samples {
  readonly features: readonly string[];
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly truth: Float64Array;
}

/** `rows` samples of standard normal features, each outcome drawn by what `truth` says of its row. */
export function worldOf(seed: number, rows: number, width: number, truth: (x: Float64Array) => number): World {
  const stream = new Stream(seed, 'world');
  const x = Float64Array.from({ length: rows * width }, () => stream.normal());
  const p = Float64Array.from({ length: rows }, (_, i) => truth(rowOf(x, width, i)));
  const features = Array.from({ length: width }, (_, j) => `feature ${j}`);
  return { features, x, truth: p, y: p.map((one) => (stream.chance(one) ? 1 : 0)) };
}

export function rowOf(x: Float64Array, width: number, row: number): Float64Array {
  return x.subarray(row * width, (row + 1) * width);
}

/** What a model says of every sample. */
export function predictions(model: { predict(x: Float64Array): number }, { x, y, features }: World): Float64Array {
  return y.map((_, i) => model.predict(rowOf(x, features.length, i)));
}

/** The same samples with their outcomes dealt out anew: nothing is left to learn. */
export function shuffled(world: World, seed: number): World {
  const stream = new Stream(seed, 'shuffle');
  const y = world.y.slice();
  for (let i = y.length - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    [y[i], y[j]] = [y[j]!, y[i]!];
  }
  return { ...world, y };
}

/** The outcome hangs on two features being of one sign, and on neither by itself. */
export const xor = (x: Float64Array) => (x[0]! * x[1]! > 0 ? 0.8 : 0.2);
