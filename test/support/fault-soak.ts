import type { Tape } from '../../electron/engine/feed/tape.ts';
import { Stream } from '../../electron/engine/random.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command } from '../../shared/events.ts';
import { MICROSECOND, MILLISECOND, type Nanos, qty, SECOND } from '../../shared/units.ts';
import { digestOf, type FaultRun, runWithFaults } from './fault-audit.ts';
import { mixedOrders } from './orders.ts';
import { randomFaults } from './random-faults.ts';

/** Simulated time of one run, its first quarter second left alone. */
const SPANS = [SECOND, 2 * SECOND, 4 * SECOND] as const;

export interface SoakRun extends FaultRun {
  readonly config: SessionConfig;
  readonly commands: readonly Command[];
}

/**
 * One short session of a scenario, drawn from its seed: which symbols and rules it has, which orders and faults come. Every fourth one is run
 * again from its commands alone and must give the same digest. `broken` lists what did not hold.
 */
export function soakRun(scenario: SessionConfig, seed: number, tape?: Tape): SoakRun {
  const stream = new Stream(seed, 'fault soak');
  const config = randomSession(scenario, stream, seed);
  const from = config.openAt + SECOND / 4;
  const until = (from + SPANS[stream.below(SPANS.length)]!) as Nanos;
  const commands = [
    ...randomOrders(config, stream, seed, from, until),
    ...randomFaults(config, stream, 1 + stream.below(10), from, until),
  ].sort((a, b) => a.at - b.at);
  const options = { config, ...(tape && { tape }) };
  const ran = runWithFaults(options, commands, until);
  const differs = seed % 4 === 0 && digestOf(options, commands, until) !== ran.digest;
  return { ...ran, broken: [...ran.broken, ...(differs ? ['the same commands give the same digest'] : [])], config, commands };
}

/** The scenario with one or two of its symbols and rules of its own. A scripted fault takes the same path as an injected one. */
function randomSession(scenario: SessionConfig, stream: Stream, seed: number): SessionConfig {
  const { regime, router, symbols } = scenario;
  const recorded = scenario.market === 'tape';
  const first = stream.below(symbols.length);
  const luld = stream.chance(0.5) && !recorded;
  // A tape's symbols are numbered by the tape.
  const chosen = recorded ? symbols : symbols.slice(first, first + 1 + stream.below(2));
  const config = {
    ...scenario,
    seed,
    symbols: luld ? chosen.map((spec) => ({ ...spec, luldTier: stream.chance(0.5) ? (1 as const) : (2 as const) })) : chosen,
    regime: { ...regime, luld, orderProtection: stream.chance(0.7), lockCross: stream.chance(0.5) },
    router: {
      ...router,
      collarBps: [5, 50, 500][stream.below(3)]!,
      maxIdleRounds: 1 + stream.below(4),
      childTimeout: [500 * MICROSECOND, 100 * MILLISECOND, SECOND, 3 * SECOND][stream.below(4)] as Nanos,
      darkPingQty: qty([100, 500, 3000][stream.below(3)]!),
    },
  };
  if (config.market !== 'simulation' && config.market !== 'agents') return config;
  const script = randomFaults(config, stream, stream.below(4), config.openAt, config.openAt + 3 * SECOND);
  const faults = script.flatMap((command) => (command.type === 'InjectFault' ? [{ at: command.at, fault: command.fault }] : []));
  return { ...config, faults };
}

function randomOrders(config: SessionConfig, stream: Stream, seed: number, from: number, to: number): Command[] {
  return config.symbols.flatMap((spec, i) => {
    const orders = mixedOrders({
      count: i === 0 ? 15 : 5,
      seed: seed + i,
      symbol: spec.symbol,
      from,
      to,
      tick: spec.tick,
      near: () => spec.openPx,
    }).map((one) => ({ ...one, clOrdID: `${spec.symbol}-${one.clOrdID}` }));
    const cancels = orders
      .filter(() => stream.chance(0.3))
      .map(({ clOrdID, at }): Command => {
        const later = (at + stream.below(stream.chance(0.5) ? MILLISECOND : SECOND)) as Nanos;
        return { type: 'OrderCancelRequest', at: later, clOrdID: `x-${clOrdID}`, origClOrdID: clOrdID };
      });
    return [...orders, ...cancels];
  });
}
