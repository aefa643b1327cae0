import { WireFailure } from '../../../../shared/wire/client.ts';
import type { Transport } from '../../../../shared/wire/contract.ts';
import type { Mechanics, MechanicsReport, TextbookReport, TextbookStrategy } from '../../../../shared/wire/textbook.ts';

export const SEED_COUNTS = [50, 200, 1_000, 10_000] as const;

export interface Setup {
  readonly seed: number;
  readonly seeds: number;
  readonly orderQty: number;
}

export interface RunFailure {
  readonly text: string;
  readonly code: string;
  readonly field: string | undefined;
}

const START: Setup = { seed: 42, seeds: 200, orderQty: 3_000 };

/** The comparison as the page holds it: what is asked for, what is on its way and the last report, which stands until the next one comes. */
export class ComparisonRun {
  readonly #transport: Transport;
  setup: Setup = $state.raw(START);
  mechanics: Mechanics = $state('corrected');
  selected: TextbookStrategy = $state('smart');
  report: TextbookReport | undefined = $state.raw();
  progress: { readonly done: number; readonly total: number; readonly text: string } | undefined = $state.raw();
  failure: RunFailure | undefined = $state.raw();
  /** Wall milliseconds of the last run. */
  took: number | undefined = $state();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get busy(): boolean {
    return this.progress !== undefined;
  }

  /** The half of the report that the chosen mechanics made. */
  get half(): MechanicsReport | undefined {
    return this.report?.[this.mechanics];
  }

  /** The fields no longer say what the report was made from. */
  get changed(): boolean {
    const { report, setup } = this;
    return (
      report !== undefined && (report.seed !== setup.seed || report.seeds !== setup.seeds || report.orderQty !== setup.orderQty)
    );
  }

  async start(): Promise<void> {
    if (this.busy) return;
    const setup = this.setup;
    const began = performance.now();
    this.progress = { done: 0, total: setup.seeds, text: `seed 0 of ${setup.seeds}` };
    this.failure = undefined;
    const stop = this.#transport.subscribe('progress', (push) => {
      if (push.task === 'compare.textbook' && this.progress)
        this.progress = { done: push.done, total: push.total, text: push.text };
    });
    try {
      this.report = await this.#transport.invoke('compare.textbook', setup);
      this.took = performance.now() - began;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const wire = error instanceof WireFailure ? error : undefined;
      this.failure = { text: error.message, code: wire?.code ?? error.name, field: wire?.field };
    } finally {
      stop();
      this.progress = undefined;
    }
  }
}

const runs = new WeakMap<Transport, ComparisonRun>();

/** The one comparison of a connection: it outlives the page, so that leaving and coming back neither loses nor repeats it. */
export function comparisonOf(transport: Transport): ComparisonRun {
  let run = runs.get(transport);
  if (!run) {
    run = new ComparisonRun(transport);
    runs.set(transport, run);
  }
  return run;
}
