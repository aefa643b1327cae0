import type { Transport } from '../../../../shared/wire/contract.ts';
import type { TuneReport } from '../../../../shared/wire/tuning.ts';
import { LongRun, onePerLink } from '../../../state/long-run.svelte.ts';
import { TUNING, type TuneSetup } from './setup.ts';

/** A search for better numbers as the page holds it. Stopped, it leaves what it had found; asked for again it goes on from there. */
export class TuneRun extends LongRun<'tune.run', TuneSetup> {
  /** As far as the search on its way has come, or the one that was stopped. */
  #soFar: TuneReport | undefined = $state.raw();
  /** The try whose words are shown, by its number. */
  selected: string | undefined = $state();

  constructor(transport: Transport) {
    super(transport, TUNING);
  }

  /** The search on its way, or as it was stopped; else the last that came to its end. */
  get shown(): TuneReport | undefined {
    return this.busy || this.stopped ? this.#soFar : this.report;
  }

  override async start(): Promise<keyof TuneSetup | undefined> {
    if (!this.ready) return undefined;
    // What goes on begins with what is there.
    if (!this.resumable) this.#soFar = undefined;
    const unsubscribe = this.transport.subscribe('tuning', (report) => {
      this.#soFar = report;
    });
    try {
      return await super.start();
    } finally {
      unsubscribe();
    }
  }
}

/** The one search of a connection. */
export const tuneRunOf = onePerLink((transport) => new TuneRun(transport));
