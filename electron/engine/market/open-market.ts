import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Tape } from '../feed/tape.ts';
import { AgentMarket } from './agents/agent-market.ts';
import { SantaFe } from './flows/santa-fe.ts';
import { ZeroIntelligence } from './flows/zero-intelligence.ts';
import { SimulatedMarket } from './simulated.ts';
import type { MarketPort, MarketSource } from './source.ts';
import { TapeMarket } from './tape-market.ts';
import type { Witness } from './witness.ts';

/** What drives the venues of a session: actors or a recorded day. Throws when a tape session is not given its own tape. */
export function openMarket(
  config: SessionConfig,
  port: MarketPort,
  tape: Tape | undefined,
  witness: Witness | undefined,
): MarketSource {
  switch (config.market) {
    case 'simulation':
      return new SimulatedMarket(config, port);
    case 'agents': {
      const { actors } = config;
      switch (actors.model) {
        case 'zeroIntelligence':
          return new ZeroIntelligence(config, actors, port);
        case 'santaFe':
          return new SantaFe(config, actors, port);
        default:
          return new AgentMarket(config, actors, port, witness);
      }
    }
    default:
      if (!tape) throw new Error('tape: a tape session needs its tape');
      if (tape.digest !== config.tapeDigest)
        throw new Error(`tapeDigest: the config names ${config.tapeDigest}, the tape is ${tape.digest}`);
      return new TapeMarket(tape, port);
  }
}
