/** A race: the same work through several contenders, ours first. A file of `trials/` exports one as `trial`. */
export interface Trial {
  readonly name: string;
  /** One line: the work, so that a figure can be read without the code. */
  readonly work: string;
  /** What is counted, in the singular: 'event'. */
  readonly unit: string;
  readonly contenders: readonly Contender[];
  readonly goals: readonly Goal[];
}

/** What we mean to reach: so many times as fast as a named peer, a contender's p99, or how little it leaves behind for each unit. */
export type Goal =
  | { readonly peer: string; readonly ratio: number }
  | { readonly contender: string; readonly p99: number }
  | { readonly contender: string; readonly growth: number };

export type Contender = Racer | Outsider;

interface Entrant {
  readonly name: string;
  /** Its totals must equal those of every contender of the same work; absent is one such word. */
  readonly work?: string;
}

export interface Racer extends Entrant {
  /** Units run before the clock starts, on structures of their own: part of the work, or several times all of it. All of it where absent. */
  readonly warmup?: number;
  /** Ours: heap statistics are taken too, over the whole work or so many units of it as one young generation holds. */
  readonly heap?: boolean | number;
  /** What stays alive is measured after so many units and after so many. */
  readonly growth?: readonly [from: number, to: number];
  /** Flags of V8 that its processes are run with, where its program has any. */
  readonly flags?: readonly string[];
  /** A fresh structure and its input. Called before the clock starts, several times in a process. */
  start(): Race;
}

/** A program that is not ours to run in this process: it times itself, and says how it fared. */
export interface Outsider extends Entrant {
  /** One line: why it cannot be had here; undefined where it can. */
  absent(): string | undefined;
  measure(): SpeedResult;
}

/** Work timed as a whole, or unit by unit. */
export type Race = WholeRace | UnitRace;

interface Work {
  /** Size of the whole work. */
  readonly count: number;
  /** What was achieved; must be equal for all contenders of the same work. */
  totals(): Readonly<Record<string, number>>;
}

export interface WholeRace extends Work {
  /** Does the first `count` units, once. This alone is timed. */
  run(count: number): void;
}

/** Units are done in turn from 0, each timed by itself; what one finds before it is made by `prepare`, which is not. */
export interface UnitRace extends Work {
  prepare(unit: number): void;
  run(unit: number): void;
  readonly byUnit: true;
}

/** What a child process prints: one of these as JSON. */
export interface SpeedResult {
  readonly count: number;
  /** How many times the whole work was done in `seconds`. */
  readonly passes: number;
  readonly seconds: number;
  readonly totals: Readonly<Record<string, number>>;
  /** Of units that were timed one by one, the timer itself included. */
  readonly latency?: Latency;
}

/** Nanoseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** p99 of the quickest that each unit was in any pass: without collections, and without what else ran on the machine. */
  readonly undisturbed: number;
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

/** What is still alive after a forced collection at the later of two units beyond what was at the earlier one. */
export interface GrowthResult {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly codeBytes: number;
  readonly bufferBytes: number;
}
