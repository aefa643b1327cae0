import type { Fault } from '../../../shared/config/fault.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import { MILLISECOND, type Money, millis, type Nanos, SECOND } from '../../../shared/units.ts';
import type { Trouble } from '../../../shared/wire/compare.ts';

/** What goes wrong for every second order, in turn. An outage is over before anyone may be in self-help for it. */
export const TROUBLES = [
  'slowVenue',
  'venueOutage',
  'staleSip',
  'latencySpike',
  'feedGap',
  'feeChange',
] as const satisfies readonly Trouble[];

/** How long before the order each begins: time enough to be in force, too little to be known. All are over before the next order. */
const LEADS: Readonly<Record<(typeof TROUBLES)[number], Nanos>> = {
  slowVenue: millis(100),
  venueOutage: millis(100),
  staleSip: millis(500),
  latencySpike: millis(100),
  feedGap: millis(20),
  feeChange: SECOND,
};
/** A fault and how long before its order it begins. */
export interface Troubled {
  readonly kind: (typeof TROUBLES)[number];
  readonly lead: Nanos;
  readonly fault: Fault;
}

/** The fault of a turn, whole numbers from 0: kinds and lit venues take turns, so that over the seeds each meets each. */
export function troubleOf(config: SessionConfig, turn: number): Troubled {
  const kind = TROUBLES[turn % TROUBLES.length]!;
  const lit = config.venues.filter((spec) => spec.kind === 'lit');
  const { mic, takerFee } = lit[Math.floor(turn / TROUBLES.length) % lit.length]!;
  return { kind, lead: LEADS[kind], fault: faultOf(kind, mic, takerFee, config.regime.accessFeeCap) };
}

function faultOf(kind: Troubled['kind'], mic: string, takerFee: Money, cap: Money): Fault {
  switch (kind) {
    case 'slowVenue':
      return { kind, mic, delay: millis(5), duration: millis(5000) };
    case 'venueOutage':
      return { kind, mic, duration: millis(800) };
    case 'staleSip':
      return { kind, duration: millis(3000) };
    case 'latencySpike':
      return { kind, delay: MILLISECOND, duration: millis(5000) };
    case 'feedGap':
      return { kind, mic, path: 'direct', messages: 40 };
    case 'feeChange': {
      // Turned round: a dear venue is free, a cheap one dear.
      const fee = Math.min(cap, cap - takerFee) as Money;
      return { kind, mic, takerFee: fee, makerFee: -Math.round(0.6 * fee) as Money, duration: millis(10_000) };
    }
  }
}
