import type { Transport } from '../../../../shared/wire/contract.ts';
import type { LearningModel, LearningReport } from '../../../../shared/wire/learning.ts';
import { onePerLink } from '../../../state/long-run.svelte.ts';
import { keyOf } from './words.ts';

/** What the forecasts of the running session are worth, as the host tells it whenever outcomes have come. */
export class Learning {
  readonly #transport: Transport;
  report: LearningReport | undefined = $state.raw();
  /** Why there is no report, in words. */
  failure: string | undefined = $state();
  /** The session that the report is of. */
  #of: string | undefined;
  #picked: string | undefined = $state();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The model that the plots are of: the one picked, else the first trained one that is asked, else the first. */
  get lit(): LearningModel | undefined {
    const all = this.report?.models ?? [];
    return all.find((one) => keyOf(one) === this.#picked) ?? all.find(({ kind, used }) => used && kind !== 'beta') ?? all[0];
  }

  light(key: string): void {
    this.#picked = key;
  }

  /** Listens to a session, after it has asked once; returns the way to stop. Of another session nothing is known at first. */
  watch(sessionID: string): () => void {
    if (sessionID !== this.#of) this.report = undefined;
    this.#of = sessionID;
    const stop = this.#transport.subscribe('learning', (report) => this.#tell(report));
    void this.#ask();
    return stop;
  }

  async #ask(): Promise<void> {
    try {
      this.#tell(await this.#transport.invoke('learning', {}));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.failure = error.message;
    }
  }

  #tell(report: LearningReport): void {
    this.report = report;
    this.failure = undefined;
  }
}

/** The one of a connection: what was picked outlives the page. */
export const learningOf = onePerLink((transport) => new Learning(transport));
