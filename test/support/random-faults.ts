import type { Stream } from '../../electron/engine/random.ts';
import { FAULT_KINDS, type Fault, type FaultKind } from '../../shared/config/fault.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command } from '../../shared/events.ts';
import { MICROSECOND, MILLISECOND, type Money, type Nanos, type Qty, SECOND } from '../../shared/units.ts';

/** A fault of one kind, its terms drawn: short enough for a session of a few seconds. */
export function randomFault(config: SessionConfig, kind: FaultKind, stream: Stream): Fault {
  const pick = <T>(list: readonly T[]): T => list[stream.below(list.length)]!;
  const lit = config.venues.filter((spec) => spec.kind === 'lit').map(({ mic }) => mic);
  const duration = pick([MILLISECOND, 50 * MILLISECOND, SECOND / 2, 1.2 * SECOND, 2.5 * SECOND]) as Nanos;
  const delay = pick([100 * MICROSECOND, 5 * MILLISECOND, 300 * MILLISECOND, 1.1 * SECOND]) as Nanos;
  const { symbol } = pick(config.symbols);
  const mic = pick(lit);
  const anyMic = pick(config.venues).mic;
  const cap = config.regime.accessFeeCap;
  switch (kind) {
    case 'venueOutage':
      return { kind, mic: anyMic, duration };
    case 'slowVenue':
      return { kind, mic: anyMic, delay, duration };
    case 'halt':
      return { kind, symbol, duration };
    case 'luldPause':
      return stream.chance(0.2) ? { kind, symbol } : { kind, symbol, duration: Math.max(duration, SECOND) as Nanos };
    case 'staleSip':
      return { kind, duration };
    case 'crossedMarket':
      return { kind, symbol, mic, ticks: 1 + stream.below(5), duration };
    case 'feeChange':
      return {
        kind,
        mic,
        takerFee: stream.below(cap + 1) as Money,
        makerFee: -stream.below(3000) as Money,
        ...(stream.chance(0.7) && { duration }),
      };
    case 'latencySpike':
      return { kind, ...(stream.chance(0.6) && { mic: anyMic }), delay, duration };
    case 'quoteStuffing':
      return { kind, symbol, mic, rate: pick([10, 500, 20_000]), duration: Math.min(duration, 50 * MILLISECOND) as Nanos };
    case 'fatFinger':
      return { kind, symbol, side: pick(['buy', 'sell'] as const), orderQty: pick([500, 20_000, 1_000_000]) as Qty };
    case 'toxicVenue':
      return { kind, mic, chance: pick([0.2, 0.6, 1]), ...(stream.chance(0.7) && { duration }) };
    case 'feedGap':
    case 'feedDuplicate':
    case 'feedReorder':
      return { kind, mic, path: pick(['direct', 'sip'] as const), messages: 1 + stream.below(40) };
  }
}

/** So many faults of drawn kinds over a span, some of them cleared before their time, some named twice or cleared in vain. */
export function randomFaults(config: SessionConfig, stream: Stream, count: number, from: number, to: number): Command[] {
  const moment = () => (from + stream.below(to - from)) as Nanos;
  return Array.from({ length: count }, (_, i): Command[] => {
    const at = moment();
    const faultID = `f-${stream.chance(0.05) ? 0 : i}`;
    const kind = FAULT_KINDS[stream.below(FAULT_KINDS.length)]!;
    const inject: Command = { type: 'InjectFault', at, faultID, fault: randomFault(config, kind, stream) };
    if (!stream.chance(0.3)) return [inject];
    return [inject, { type: 'ClearFault', at: (at + stream.below(SECOND)) as Nanos, faultID }];
  }).flat();
}
