import type { RouterConfig, SessionConfig } from '../../../shared/config/session.ts';
import type { Dispatch, StrategyName } from '../../../shared/routing.ts';
import type { Money, Nanos } from '../../../shared/units.ts';
import { inMood } from '../compare/moods.ts';
import { type Comparison, entries } from '../compare/seed-run.ts';
import { Engine, type EngineOptions } from '../engine.ts';
import { arrivalOf } from '../oracle/arrival.ts';
import { bpsOf } from '../oracle/judge.ts';
import { type Contestant, chargeOf, type Learning, trial } from '../oracle/trial.ts';
import { Knowledge, type KnowledgeState } from '../route/knowledge.ts';
import { SILENT } from '../silent.ts';

/** What settings are tried by: the standard order set, as a comparison gives it. */
export interface Ordeal {
  readonly comparison: Omit<Comparison, 'contestants'>;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
}

/**
 * Mean all-in cost of one seed's orders under each of some router settings, bps; NaN where the engine refused them all. Every order is given
 * to each setting in a fork of the same session, and each keeps what it learns from one order to the next; so a setting's cost does not hang
 * on which others are tried with it.
 */
export function seedCosts(
  { comparison, strategy, dispatch }: Ordeal,
  routers: readonly RouterConfig[],
  seed: number,
): Float64Array {
  const sums = new Float64Array(routers.length);
  const counts = new Float64Array(routers.length);
  comparison.moods.forEach((mood, m) => {
    const config: SessionConfig = { ...inMood(comparison.config, mood), seed };
    const settings = new Settings(config, routers);
    const base = new Engine({ config, sink: SILENT });
    for (const { order, troubled } of entries(comparison, config, seed, m)) {
      if (troubled) {
        const at = (order.at - troubled.lead) as Nanos;
        base.submit({ type: 'InjectFault', at, faultID: `f-${order.at}`, fault: troubled.fault });
      }
      base.advanceTo(order.at);
      const arrival = arrivalOf(base, config, order);
      if (!arrival) continue;
      const state = base.save();
      const until = Math.min(config.closeAt, order.at + comparison.horizon) as Nanos;
      const charge = chargeOf(base, config, arrival) ?? (0 as Money);
      routers.forEach((_, i) => {
        const onward = (engine: Engine, to: Nanos) => engine.advanceTo(to);
        const made = trial(
          { name: `${i}`, strategy, dispatch },
          { engine: { config }, state, order, arrival, until, charge, onward, learning: settings },
        );
        if (!made) return;
        sums[i] += bpsOf(arrival, made.cost);
        counts[i] += 1;
      });
    }
  });
  return sums.map((sum, i) => (counts[i] > 0 ? sum / counts[i] : Number.NaN));
}

/** Gives each trial the router of its setting and what that one has learned so far; contestants are named by their place. */
class Settings implements Learning {
  private readonly configs: readonly SessionConfig[];
  private readonly known: (KnowledgeState | undefined)[];

  constructor(config: SessionConfig, routers: readonly RouterConfig[]) {
    this.configs = routers.map((router): SessionConfig => ({ ...config, router }));
    this.known = routers.map(() => undefined);
  }

  recall({ name }: Contestant): Pick<EngineOptions, 'config' | 'knowledge'> {
    const i = Number(name);
    const config = this.configs[i];
    return { config, knowledge: this.known[i] ?? new Knowledge(config).save() };
  }

  remember(engine: Engine, { name }: Contestant): void {
    this.known[Number(name)] = engine.knowledge();
  }
}
