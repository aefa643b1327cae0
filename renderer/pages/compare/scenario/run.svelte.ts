import type { StrategyName } from '../../../../shared/routing.ts';
import { WireFailure } from '../../../../shared/wire/client.ts';
import type { CompareReport, ContestantReport } from '../../../../shared/wire/compare.ts';
import type { Progress, Transport } from '../../../../shared/wire/contract.ts';
import { strategyChoices } from '../../../state/ticket.svelte.ts';
import { contestantsWith } from './contestants.ts';
import {
  paramsOf,
  readField,
  refusedField,
  type ScenarioSetup,
  type SetupErrors,
  type SetupField,
  START,
  setupErrors,
  type TypedField,
} from './setup.ts';

export interface RunFailure {
  readonly text: string;
  readonly code: string;
}

/** A comparison on a scenario as the page holds it: what is asked for, what is on its way, and the last report, which stands until the next one comes. */
export class ScenarioRun {
  readonly #transport: Transport;
  setup: ScenarioSetup = $state.raw(START);
  report: CompareReport | undefined = $state.raw();
  progress: Pick<Progress, 'done' | 'total' | 'text'> | undefined = $state.raw();
  /** What stands beside no field. */
  failure: RunFailure | undefined = $state.raw();
  /** Stop was pressed and the answer to it is on its way. */
  stopping = $state(false);
  /** The last run was ended by hand before there was anything to compare. */
  stopped = $state(false);
  /** Wall milliseconds of the last run. */
  took: number | undefined = $state();
  /** The contestant that all panels speak of, as it was picked; see `lit`. */
  #picked: string | undefined = $state();
  #typed: SetupErrors = $state.raw({});
  #refused: SetupErrors = $state.raw({});
  /** What the report was made from. */
  #asked: ScenarioSetup | undefined = $state.raw();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get busy(): boolean {
    return this.progress !== undefined;
  }

  get errors(): SetupErrors {
    return { ...setupErrors(this.setup, this.#typed), ...this.#refused };
  }

  get ready(): boolean {
    return !this.busy && Object.keys(setupErrors(this.setup, this.#typed)).length === 0;
  }

  /** The fields no longer say what the report was made from. */
  get changed(): boolean {
    return this.report !== undefined && JSON.stringify(this.#asked) !== JSON.stringify(this.setup);
  }

  /** The contestant lit in every panel: the one picked, else smart, else the cheapest. */
  get lit(): ContestantReport | undefined {
    const all = this.report?.contestants ?? [];
    return all.find(({ name }) => name === this.#picked) ?? all.find(({ strategy }) => strategy === 'smart') ?? all[0];
  }

  /** Those that the panels show: of several dispatches the lit one's, and the baseline. */
  get shown(): readonly ContestantReport[] {
    return this.report && this.lit ? contestantsWith(this.report, this.lit.dispatch) : [];
  }

  light(name: string): void {
    this.#picked = name;
  }

  change(part: Partial<ScenarioSetup>): void {
    this.setup = { ...this.setup, ...part };
    this.#refused = without(this.#refused, Object.keys(part) as SetupField[]);
  }

  /** What was typed into a field: taken over where it is right, else said to be wrong. */
  type(field: TypedField, text: string): void {
    const read = readField(field, text);
    if ('error' in read) this.#typed = { ...this.#typed, [field]: read.error };
    else {
      this.#typed = without(this.#typed, [field]);
      this.change(read.value);
    }
  }

  /** Takes a strategy in or out; the others keep their order, and so does it. */
  toggle(strategy: StrategyName): void {
    const { strategies } = this.setup;
    const wanted = (one: StrategyName) => (one === strategy) !== strategies.includes(one);
    const known = strategyChoices([...strategies, strategy]).filter((one, i, all) => all.indexOf(one) === i);
    this.change({ strategies: known.filter(wanted) });
  }

  /** Order protection on or off; left out: as the scenario has it. */
  protect(on?: boolean): void {
    const { orderProtection: _, ...rest } = this.setup;
    this.setup = on === undefined ? rest : { ...rest, orderProtection: on };
    this.#refused = without(this.#refused, ['orderProtection']);
  }

  /** Returns the field that the host refused, if it did. */
  async start(): Promise<SetupField | undefined> {
    if (!this.ready) return undefined;
    const setup = this.setup;
    const began = performance.now();
    this.progress = { done: 0, total: 0, text: 'finding the sizes in a pilot' };
    this.failure = undefined;
    this.stopped = false;
    this.stopping = false;
    this.#refused = {};
    const unsubscribe = this.#transport.subscribe('progress', (push) => {
      if (push.task === 'compare.scenario' && this.progress) this.progress = push;
    });
    try {
      this.report = await this.#transport.invoke('compare.scenario', paramsOf(setup));
      this.#asked = setup;
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

  /** What is finished by then comes as a partial report. */
  async stop(): Promise<void> {
    if (!this.busy || this.stopping) return;
    this.stopping = true;
    try {
      await this.#transport.invoke('compare.stop', {});
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.stopping = false;
      this.failure = { text: error.message, code: codeOf(error) };
    }
  }

  #fail(error: Error): SetupField | undefined {
    // What was stopped by hand has not failed.
    if (this.stopping) {
      this.stopped = true;
      return undefined;
    }
    const refused = error instanceof WireFailure && error.code !== 'busy' ? refusedField(error.message, error.field) : undefined;
    if (refused) this.#refused = { [refused.field]: refused.text };
    else this.failure = { text: error.message, code: codeOf(error) };
    return refused?.field;
  }
}

function codeOf(error: Error): string {
  return error instanceof WireFailure ? error.code : error.name;
}

function without(errors: SetupErrors, fields: readonly SetupField[]): SetupErrors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => !fields.includes(field as SetupField)));
}

const runs = new WeakMap<Transport, ScenarioRun>();

/** The one comparison of a connection: it outlives the page, so that leaving and coming back neither loses nor repeats it. */
export function scenarioRunOf(transport: Transport): ScenarioRun {
  const run = runs.get(transport) ?? new ScenarioRun(transport);
  runs.set(transport, run);
  return run;
}
