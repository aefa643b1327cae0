import { type AgentActors, actorsOf } from '../../../shared/config/actors.ts';
import type { AgentsConfig, SessionConfig, SimulationConfig } from '../../../shared/config/session.ts';
import type { Mood } from '../../../shared/wire/compare.ts';

/** How much more the price moves when a market is volatile, and how much more often it jumps; within what a scenario may ask for. */
const VOLATILITY = 2.5;
const JUMPS = 5;
const MOST_VOLATILITY = 1000;
const MOST_JUMPS = { agents: 10, simulation: 100 } as const;

/** The moods that a market has: flows without an efficient price know no other than their own. */
export function moodsOf(config: SessionConfig): readonly Mood[] {
  const priced = config.market === 'simulation' || (config.market === 'agents' && config.actors.model === 'agents');
  return priced ? ['calm', 'volatile'] : ['calm'];
}

/** A scenario in a mood: `calm` is what it says, `volatile` moves 2.5 times as much and jumps 5 times as often. */
export function inMood(config: SessionConfig, mood: Mood): SessionConfig {
  if (mood === 'calm' || config.market === 'tape') return config;
  const symbols = config.symbols.map((spec) => ({
    ...spec,
    volatility: Math.min(MOST_VOLATILITY, spec.volatility * VOLATILITY),
  }));
  return config.market === 'simulation' ? jumpy(config, symbols) : restless(config, symbols);
}

function jumpy(config: SimulationConfig, symbols: SimulationConfig['symbols']): SessionConfig {
  const jumpRate = Math.min(MOST_JUMPS.simulation, config.flow.jumpRate * JUMPS);
  return { ...config, symbols, flow: { ...config.flow, jumpRate } };
}

function restless(config: AgentsConfig, symbols: AgentsConfig['symbols']): SessionConfig {
  const { actors } = config;
  return { ...config, symbols, ...(actors.model === 'agents' && { actors: { ...actors, symbols: jumpier(actors, symbols) } }) };
}

/** Symbol by symbol, because each may have a rate of its own. */
function jumpier(actors: AgentActors, symbols: AgentsConfig['symbols']): AgentActors['symbols'] {
  return Object.fromEntries(
    symbols.map(({ symbol }) => {
      const jumpRate = Math.min(MOST_JUMPS.agents, actorsOf(actors, symbol).price.jumpRate * JUMPS);
      const own = actors.symbols[symbol];
      return [symbol, { ...own, price: { ...own?.price, jumpRate } }];
    }),
  );
}
