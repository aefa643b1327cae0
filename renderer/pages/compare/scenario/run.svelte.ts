import type { StrategyName } from '../../../../shared/routing.ts';
import type { ContestantReport } from '../../../../shared/wire/compare.ts';
import type { Transport } from '../../../../shared/wire/contract.ts';
import { LongRun, onePerLink } from '../../../state/long-run.svelte.ts';
import { strategyChoices } from '../../../state/ticket.svelte.ts';
import { contestantsWith } from './contestants.ts';
import { COMPARING, type ScenarioSetup } from './setup.ts';

/** A comparison on a scenario as the page holds it. Stopped, what is finished by then comes as a partial report. */
export class ScenarioRun extends LongRun<'compare.scenario', ScenarioSetup> {
  /** The contestant that all panels speak of, as it was picked; see `lit`. */
  #picked: string | undefined = $state();

  constructor(transport: Transport) {
    super(transport, COMPARING);
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
    this.setup = rest;
    this.change(on === undefined ? {} : { orderProtection: on });
  }
}

/** The one comparison of a connection. */
export const scenarioRunOf = onePerLink((transport) => new ScenarioRun(transport));
