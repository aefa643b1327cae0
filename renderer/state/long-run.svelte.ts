import { WireFailure } from '../../shared/wire/client.ts';
import type { Params, Progress, Replies, Transport } from '../../shared/wire/contract.ts';
import { type FieldErrors, type FieldRead, refusedField } from './fields.ts';

/** Requests that take long, each with the one that gives it up. */
export const STOPS = { 'calibrate.run': 'calibrate.stop', 'compare.scenario': 'compare.stop', 'tune.run': 'tune.stop' } as const;
export type LongTask = keyof typeof STOPS;

/** What is asked for, and how. */
export interface Asking<Task extends LongTask, Setup> {
  readonly task: Task;
  /** What its elements on the page are called. */
  readonly id: string;
  readonly start: Setup;
  params(setup: Setup): Params<Task>;
  /** Said until the host says how far it is. */
  waiting(setup: Setup): string;
  read(field: keyof Setup & string, text: string): FieldRead<Setup>;
  /** What can be said before the host is asked; default: nothing. */
  errors?(setup: Setup): FieldErrors<Setup>;
  /** The setup's fields by the words that the host's refusals begin with. */
  readonly words: Readonly<Record<string, keyof Setup & string>>;
}

export interface RunFailure {
  readonly text: string;
  readonly code: string;
}

/** What takes long as a page holds it: what is asked for, what is on its way and the last report, which stands until the next one comes. */
export class LongRun<Task extends LongTask, Setup extends object> {
  readonly #asking: Asking<Task, Setup>;
  protected readonly transport: Transport;
  setup: Setup;
  report: Replies[Task] | undefined = $state.raw();
  progress: Pick<Progress, 'done' | 'total' | 'text'> | undefined = $state.raw();
  /** What stands beside no field. */
  failure: RunFailure | undefined = $state.raw();
  /** Stop was pressed and the answer to it is on its way. */
  stopping = $state(false);
  /** The last run was ended by hand and left no report. */
  stopped = $state(false);
  /** Wall milliseconds of the last run, or of this one so far. */
  took: number | undefined = $state();
  #typed: FieldErrors<Setup> = $state.raw(none());
  #refused: FieldErrors<Setup> = $state.raw(none());
  /** What was asked for last, and what the report was made from. */
  #asked: Setup | undefined = $state.raw();
  #made: Setup | undefined = $state.raw();

  constructor(transport: Transport, asking: Asking<Task, Setup>) {
    this.transport = transport;
    this.#asking = asking;
    this.setup = $state.raw(asking.start);
  }

  get id(): string {
    return this.#asking.id;
  }

  get busy(): boolean {
    return this.progress !== undefined;
  }

  get errors(): FieldErrors<Setup> {
    return { ...this.#wrong, ...this.#refused };
  }

  get ready(): boolean {
    return !this.busy && Object.keys(this.#wrong).length === 0;
  }

  /** The fields no longer say what the report was made from. */
  get changed(): boolean {
    return this.report !== undefined && !same(this.#made, this.setup);
  }

  /** What was stopped last is what the fields ask for. */
  get resumable(): boolean {
    return this.stopped && same(this.#asked, this.setup);
  }

  /** Milliseconds that the rest will take at the rate so far. */
  get remaining(): number | undefined {
    const { progress, took } = this;
    if (!progress || took === undefined || progress.done <= 0 || took < 500) return undefined;
    return (took / progress.done) * (progress.total - progress.done);
  }

  change(part: Partial<Setup>): void {
    this.setup = { ...this.setup, ...part };
    this.#forgive(Object.keys(part));
  }

  /** What was typed into a field: taken over where it is right, else said to be wrong. */
  type(field: keyof Setup & string, text: string): void {
    const read = this.#asking.read(field, text);
    if ('error' in read) this.#typed = { ...this.#typed, [field]: read.error };
    else this.change(read.value);
  }

  /** Returns the field that the host refused, if it did. */
  async start(): Promise<(keyof Setup & string) | undefined> {
    if (!this.ready) return undefined;
    const setup = this.setup;
    const { task, params, waiting } = this.#asking;
    const began = performance.now();
    this.progress = { done: 0, total: 0, text: waiting(setup) };
    this.failure = undefined;
    this.stopped = false;
    this.stopping = false;
    this.took = 0;
    this.#refused = none();
    this.#asked = setup;
    const unsubscribe = this.transport.subscribe('progress', ({ task: of, done, total, text }) => {
      if (of !== task || !this.progress) return;
      this.took = performance.now() - began;
      this.progress = { done, total, text };
    });
    try {
      this.report = await this.transport.invoke(task, params(setup));
      this.#made = setup;
      this.took = performance.now() - began;
      return undefined;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return this.#fail(error);
    } finally {
      unsubscribe();
      this.progress = undefined;
      this.stopping = false;
    }
  }

  async stop(): Promise<void> {
    if (!this.busy || this.stopping) return;
    this.stopping = true;
    try {
      const request: (typeof STOPS)[LongTask] = STOPS[this.#asking.task];
      await this.transport.invoke(request, {});
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.stopping = false;
      this.failure = failureOf(error);
    }
  }

  /** Takes what was said of these fields back: they have changed. */
  #forgive(fields: readonly string[]): void {
    this.#typed = without(this.#typed, fields);
    this.#refused = without(this.#refused, fields);
  }

  get #wrong(): FieldErrors<Setup> {
    return { ...this.#typed, ...this.#asking.errors?.(this.setup) };
  }

  #fail(error: Error): (keyof Setup & string) | undefined {
    // What was stopped by hand has not failed.
    if (this.stopping) {
      this.stopped = true;
      return undefined;
    }
    const named = error instanceof WireFailure && error.code !== 'busy';
    const refused = named ? refusedField(this.#asking.words, error.message, error.field) : undefined;
    if (refused) this.#refused = { [refused.field]: refused.text } as FieldErrors<Setup>;
    else this.failure = failureOf(error);
    return refused?.field;
  }
}

/** Nothing is wrong with any field. */
function none<Setup>(): FieldErrors<Setup> {
  return {} as FieldErrors<Setup>;
}

function failureOf(error: Error): RunFailure {
  return { text: error.message, code: error instanceof WireFailure ? error.code : error.name };
}

function same<Setup>(a: Setup | undefined, b: Setup): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function without<Setup>(errors: FieldErrors<Setup>, fields: readonly string[]): FieldErrors<Setup> {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => !fields.includes(field))) as FieldErrors<Setup>;
}

/** One run of its kind for every connection: it outlives its page, so that leaving and coming back neither loses nor repeats it. */
export function onePerLink<Run>(make: (transport: Transport) => Run): (transport: Transport) => Run {
  const runs = new WeakMap<Transport, Run>();
  return (transport) => {
    const run = runs.get(transport) ?? make(transport);
    runs.set(transport, run);
    return run;
  };
}
