import seedrandom from 'seedrandom';
import { restoreParts } from './restore.ts';

/**
 * One named stream of chance. Its draws depend on (seed, name) alone, so adding a venue or an actor moves no one else's.
 * The state is plain data.
 */
export class Stream {
  readonly name: string;
  private prng: seedrandom.StatefulPRNG<seedrandom.State.Alea>;

  constructor(seed: number, name: string) {
    this.name = name;
    this.prng = seedrandom.alea(`${seed}/${name}`, { state: true });
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return this.prng.quick();
  }

  /** Whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.prng.quick() * below);
  }

  chance(probability: number): boolean {
    return this.prng.quick() < probability;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.prng.quick());
  }

  /** Standard normal by Box-Muller; the second of each pair is dropped so that no draw hides in the object. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.prng.quick()));
    return radius * Math.cos(2 * Math.PI * this.prng.quick());
  }

  /** Index drawn by weight; `total` is their sum. */
  weighted(weights: readonly number[], total: number): number {
    let rest = this.prng.quick() * total;
    for (let i = 0; i < weights.length - 1; i++) {
      rest -= weights[i]!;
      if (rest < 0) return i;
    }
    return weights.length - 1;
  }

  save(): StreamState {
    return { ...this.prng.state() };
  }

  restore(state: StreamState): void {
    this.prng = seedrandom.alea('', { state });
  }
}

export type StreamState = seedrandom.State.Alea;
export type StreamStates = readonly (StreamState | undefined)[];

/** The states of several streams; undefined where there is none. */
export function saveStreams(streams: readonly (Stream | undefined)[]): StreamStates {
  return streams.map((stream) => stream?.save());
}

/** Throws where the states are of other streams. */
export function restoreStreams(streams: readonly (Stream | undefined)[], states: StreamStates): void {
  restoreParts('streams', streams, states);
}
