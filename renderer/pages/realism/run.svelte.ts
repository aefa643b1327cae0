import { WireFailure } from '../../../shared/wire/client.ts';
import type { Transport } from '../../../shared/wire/contract.ts';
import type { RealismReport } from '../../../shared/wire/realism.ts';

export interface Setup {
  readonly scenario: string;
  /** The first; the others follow it. */
  readonly seed: number;
  readonly seeds: number;
  /** Of market time, each seed. */
  readonly minutes: number;
}

export interface RunFailure {
  readonly text: string;
  readonly code: string;
  readonly field: string | undefined;
}

/** Few and short: an answer in seconds. The proof of a release takes ten seeds of an hour. */
const START: Setup = { scenario: '', seed: 9_001, seeds: 3, minutes: 10 };

/** The question as the page holds it: what is asked for, what is on its way and the last report, which stands until the next one comes. */
export class RealismRun {
  readonly #transport: Transport;
  setup: Setup = $state.raw(START);
  report: RealismReport | undefined = $state.raw();
  progress: { readonly done: number; readonly total: number; readonly text: string } | undefined = $state.raw();
  failure: RunFailure | undefined = $state.raw();
  /** Wall milliseconds of the last run, or of this one so far. */
  took: number | undefined = $state();
  /** The last run was ended by hand. */
  stopped = $state(false);
  /** The row whose basis and seeds are shown. */
  selected: string | undefined = $state();
  #stopping = false;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get busy(): boolean {
    return this.progress !== undefined;
  }

  /** The fields no longer say what the report was made from. */
  get changed(): boolean {
    const { report, setup } = this;
    return (
      report !== undefined &&
      (report.scenario !== setup.scenario ||
        report.seeds.length !== setup.seeds ||
        report.seeds[0] !== setup.seed ||
        report.minutes !== setup.minutes)
    );
  }

  /** Milliseconds that the rest will take at the rate so far. */
  get remaining(): number | undefined {
    const { progress, took } = this;
    if (!progress || took === undefined || progress.done <= 0 || took < 500) return undefined;
    return (took / progress.done) * (progress.total - progress.done);
  }

  async start(): Promise<void> {
    if (this.busy) return;
    const setup = this.setup;
    const began = performance.now();
    this.progress = { done: 0, total: setup.seeds, text: `seed ${setup.seed}, 1 of ${setup.seeds}` };
    this.failure = undefined;
    this.stopped = false;
    this.#stopping = false;
    this.took = 0;
    const stop = this.#transport.subscribe('progress', (push) => {
      if (push.task !== 'calibrate.run' || !this.progress) return;
      this.took = performance.now() - began;
      this.progress = { done: push.done, total: push.total, text: push.text };
    });
    try {
      this.report = await this.#transport.invoke('calibrate.run', setup);
      this.took = performance.now() - began;
      this.stopped = this.#stopping;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const wire = error instanceof WireFailure ? error : undefined;
      // What was stopped by hand has not failed.
      if (this.#stopping) this.stopped = true;
      else this.failure = { text: error.message, code: wire?.code ?? error.name, field: wire?.field };
    } finally {
      stop();
      this.progress = undefined;
    }
  }

  async stop(): Promise<void> {
    if (!this.busy) return;
    this.#stopping = true;
    try {
      await this.#transport.invoke('calibrate.stop', {});
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#stopping = false;
      this.failure = { text: error.message, code: error instanceof WireFailure ? error.code : error.name, field: undefined };
    }
  }
}

const runs = new WeakMap<Transport, RealismRun>();

/** The one run of a connection: it outlives the page, so that leaving and coming back neither loses nor repeats it. */
export function realismOf(transport: Transport): RealismRun {
  let run = runs.get(transport);
  if (!run) {
    run = new RealismRun(transport);
    runs.set(transport, run);
  }
  return run;
}
