import { restoreStreams, Stream, type StreamStates, saveStreams } from './random.ts';

/** What chance adds to the time that messages take, by path: exponential, each path with a mean and a stream of its own. */
export class Jitter {
  private readonly means: Float64Array;
  /** Undefined where the mean is 0. */
  private readonly streams: readonly (Stream | undefined)[];

  /** Names of the streams and means, ns, by path. */
  constructor(seed: number, paths: readonly { readonly name: string; readonly mean: number }[]) {
    this.means = Float64Array.from(paths, ({ mean }) => mean);
    this.streams = paths.map(({ name, mean }) => (mean > 0 ? new Stream(seed, name) : undefined));
  }

  /** How much later the next message of a path comes, ns and not whole; 0 without jitter. */
  draw(path: number): number {
    const mean = this.means[path]!;
    return mean > 0 ? this.streams[path]!.exponential(mean) : 0;
  }

  save(): StreamStates {
    return saveStreams(this.streams);
  }

  restore(state: StreamStates): void {
    restoreStreams(this.streams, state);
  }
}
