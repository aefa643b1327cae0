import type { PolicySource } from '../../shared/policy.ts';
import { STRATEGIES, type StrategyName } from '../../shared/routing.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';
import { type CompareReport, STANDARD_HORIZON } from '../../shared/wire/compare.ts';
import type { Parsed } from '../../shared/wire/contract.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import { isUserStrategy } from '../engine/route/user-strategies.ts';
import { type CompareProgress, compareScenario, STANDARD_SIZES } from './compare-scenario.ts';
import type { Running } from './long-run.ts';
import { plainStrategy } from './policy/load.ts';
import type { Opening } from './session.ts';
import { Refusal } from './session-channel.ts';

/** The desk's "which strategy is cheaper?". `policies`: those of users, as they are now. Throws a Refusal for one that is not loaded. */
export function scenarioComparison(
  params: Parsed<'compare.scenario'>,
  { config }: Opening,
  policies: readonly PolicySource[],
  { signal, threads, elapsed, tell }: Running,
): Promise<CompareReport> {
  const { scenario, symbol = usualSymbol(config), seed, seeds, orderProtection, timeInForce = 'ioc' } = params;
  return compareScenario({
    scenario,
    config,
    symbol,
    seeds: Array.from({ length: seeds }, (_, i) => seed + i),
    strategies: known(params.strategies, policies) ?? STRATEGIES,
    policies,
    dispatches: params.dispatches ?? ['equalised'],
    against: params.against ?? 'price_time',
    percents: params.percents ?? STANDARD_SIZES,
    horizon: Math.round((params.horizonSeconds ?? STANDARD_HORIZON[timeInForce]) * SECOND) as Nanos,
    timeInForce,
    ...(orderProtection !== undefined && { orderProtection }),
    threads,
    signal,
    onProgress: (progress) => {
      const { done, total } = progress;
      tell({ done, total, text: compareText(progress, elapsed()) });
    },
  });
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
