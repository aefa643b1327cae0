import { availableParallelism } from 'node:os';
import type { PolicySource } from '../../shared/policy.ts';
import { STRATEGIES, type StrategyName } from '../../shared/routing.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';
import type { CompareReport } from '../../shared/wire/compare.ts';
import type { Parsed } from '../../shared/wire/contract.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import { isUserStrategy } from '../engine/route/user-strategies.ts';
import type { Asker } from './calibration.ts';
import { type CompareProgress, compareScenario, STANDARD_SIZES } from './compare-scenario.ts';
import { plainStrategy } from './policy/load.ts';
import type { Opening } from './session.ts';
import { Refusal } from './session-channel.ts';
import { UsageError } from './usage.ts';

const PROGRESS_MS = 100;

/** The desk's "which strategy is cheaper?": one at a time, in threads of its own, so that the running session does not wait for it. */
export class ScenarioComparison {
  readonly #wall: () => number;
  #running: AbortController | undefined;

  constructor(wall: () => number) {
    this.#wall = wall;
  }

  /** Whoever waits gets what is finished, or a Refusal where that is too little. False when nobody does. */
  stop(): boolean {
    const running = this.#running;
    running?.abort(new Error('the comparison was given up'));
    return running !== undefined;
  }

  /** `policies`: those of users, as they are now. Rejects with a Refusal while another one runs, for what cannot be compared, and when it is stopped too soon. */
  async run(
    params: Parsed<'compare.scenario'>,
    { config }: Opening,
    policies: readonly PolicySource[],
    asker: Asker,
  ): Promise<CompareReport> {
    if (this.#running) throw new Refusal('busy', 'a comparison is running already');
    if (config.market === 'tape') throw new Refusal('badRequest', 'scenario: must be a simulated one', 'scenario');
    const { scenario, symbol = usualSymbol(config), seed, seeds, orderProtection } = params;
    const controller = new AbortController();
    this.#running = controller;
    const startedAt = this.#wall();
    let toldAt = Number.NEGATIVE_INFINITY;
    try {
      return await compareScenario({
        scenario,
        config,
        symbol,
        seeds: Array.from({ length: seeds }, (_, i) => seed + i),
        strategies: known(params.strategies, policies) ?? STRATEGIES,
        policies,
        dispatches: params.dispatches ?? ['equalised'],
        against: params.against ?? 'price_time',
        percents: params.percents ?? STANDARD_SIZES,
        horizon: Math.round((params.horizonSeconds ?? 10) * SECOND) as Nanos,
        timeInForce: params.timeInForce ?? 'day',
        ...(orderProtection !== undefined && { orderProtection }),
        // One core is left to the running session.
        threads: Math.max(1, availableParallelism() - 1),
        signal: controller.signal,
        onProgress: (progress) => {
          if (!asker.open) this.stop();
          const now = this.#wall();
          if (now - toldAt < PROGRESS_MS && progress.finished < progress.seeds) return;
          toldAt = now;
          const { done, total } = progress;
          asker.push('progress', { task: 'compare.scenario', done, total, text: compareText(progress, (now - startedAt) / 1000) });
        },
      });
    } catch (error) {
      throw error instanceof UsageError ? new Refusal('badRequest', error.message) : error;
    } finally {
      this.#running = undefined;
    }
  }
}

/** How far a comparison is and how long it will take. `seconds` since the start, wall time. */
export function compareText({ done, total, finished, seeds, run }: CompareProgress, seconds: number): string {
  const left = done > 0 && done < total ? `, ${Math.ceil((seconds * (total - done)) / done)} s to go` : '';
  return `${finished} of ${seeds} seeds done; ${run}, order ${done} of ${total}${left}`;
}

/** Of a policy that users have brought its newest version. Throws a Refusal for one that is not loaded. */
function known(
  strategies: readonly StrategyName[] | undefined,
  policies: readonly PolicySource[],
): readonly StrategyName[] | undefined {
  return strategies?.map((strategy) => {
    if (!isUserStrategy(strategy)) return strategy;
    const policy = policies.find((one) => plainStrategy(one.strategy) === strategy);
    if (!policy) throw new Refusal('badRequest', `strategies: ${strategy} is not loaded here`, 'strategies');
    return policy.strategy;
  });
}
