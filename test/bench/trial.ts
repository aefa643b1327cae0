/** A race: the same work through several contenders, ours first. A file of `trials/` exports one as `trial`. */
export interface Trial {
  readonly name: string;
  /** One line: the work, so that a figure can be read without the code. */
  readonly work: string;
  /** What is counted, in the singular: 'event'. */
  readonly unit: string;
  readonly contenders: readonly Contender[];
  /** How many times faster than a named peer we mean to be. */
  readonly goals: readonly { readonly peer: string; readonly ratio: number }[];
}

export interface Contender {
  readonly name: string;
  /** Units run before the clock starts, on structures of their own: part of the work, or several times all of it. All of it where absent. */
  readonly warmup?: number;
  /** Ours: heap statistics are taken too. */
  readonly heap?: boolean;
  /** A fresh structure and its input. Called before the clock starts, several times in a process. */
  start(): Race;
}

export interface Race {
  /** Size of the whole work. */
  readonly count: number;
  /** Does the first `count` units, once. This alone is timed. */
  run(count: number): void;
  /** What was achieved; must be equal for all contenders of a trial. */
  totals(): Readonly<Record<string, number>>;
}

/** What a child process prints: one of these as JSON. */
export interface SpeedResult {
  readonly count: number;
  /** How many times the whole work was done in `seconds`. */
  readonly passes: number;
  readonly seconds: number;
  readonly totals: Readonly<Record<string, number>>;
}

export interface HeapResult {
  readonly count: number;
  /** Growth of the heap's object spaces over the run without a collection in between, so all that was allocated. */
  readonly bytes: number;
  /** Growth of its code spaces: what the compiler made meanwhile. */
  readonly codeBytes: number;
  /** Growth of array buffers outside the heap. */
  readonly bufferBytes: number;
  /** Collections during the run: `bytes` says all only if 0. */
  readonly collections: number;
}
