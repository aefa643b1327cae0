import { loadScenario } from '../../electron/host/scenario.ts';
import type { AgentActors, SymbolActors } from '../../shared/config/actors.ts';
import type { AgentsConfig } from '../../shared/config/session.ts';
import type { Nanos } from '../../shared/units.ts';

type Groups = { readonly [Group in keyof SymbolActors]?: Partial<SymbolActors[Group]> };

/** The first symbol of us2026 with its actors changed as told: one hour from noon on, where the day is quiet. */
export function agents(groups: Groups = {}, change: Partial<AgentsConfig> = {}): AgentsConfig & { readonly actors: AgentActors } {
  // Its actors and venues are changed by tests: what was learned of the ones in the file is left out.
  const { knowledge: _, ...config } = loadScenario('us2026');
  if (config.market !== 'agents' || config.actors.model !== 'agents') throw new Error('us2026 is a market of agents');
  const { actors } = config;
  return {
    ...config,
    openAt: (12 * 3_600_000_000_000) as Nanos,
    closeAt: (13 * 3_600_000_000_000) as Nanos,
    symbols: config.symbols.slice(0, 1),
    ...change,
    actors: {
      model: 'agents',
      price: { ...actors.price, ...groups.price },
      makers: { ...actors.makers, ...groups.makers },
      arbitrageurs: { ...actors.arbitrageurs, ...groups.arbitrageurs },
      takers: { ...actors.takers, ...groups.takers },
      hidden: { ...actors.hidden, ...groups.hidden },
      footprint: { ...actors.footprint, ...groups.footprint },
      watchers: { ...actors.watchers!, ...groups.watchers },
      symbols: {},
    },
  };
}

/** Nothing happens but what is changed: a price that stands still, makers who neither flicker nor jitter, and nobody else. */
export function quiet(groups: Groups = {}, change: Partial<AgentsConfig> = {}): ReturnType<typeof agents> {
  const config = agents(
    {
      price: { jumpRate: 0, shape: 0, ...groups.price },
      makers: { flickerRate: 0, reactionJitter: 0 as Nanos, fade: 0, ...groups.makers },
      arbitrageurs: { count: 0, reactionJitter: 0 as Nanos, ...groups.arbitrageurs },
      takers: { rate: 0, ...groups.takers },
      hidden: { rate: 0, ...groups.hidden },
      footprint: { ticksPerLot: 0, ...groups.footprint },
      watchers: { litIoc: 0, litPost: 0, darkPing: 0, midpointFill: 0, ...groups.watchers },
    },
    change,
  );
  return {
    ...config,
    symbols: change.symbols ?? config.symbols.map((spec) => ({ ...spec, volatility: 0 })),
    venues: (change.venues ?? config.venues).map((spec) => (spec.pool ? { ...spec, pool: { ...spec.pool, rate: 0 } } : spec)),
  };
}
