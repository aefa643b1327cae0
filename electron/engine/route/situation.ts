import type { SessionConfig } from '../../../shared/config/session.ts';
import type { OrdType, Side, TimeInForce } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { Dispatch } from '../../../shared/routing.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { Ledger } from '../order/ledger.ts';
import type { Stream } from '../random.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import type { Forecasts } from './forecast/forecasts.ts';
import type { Foresight } from './forecast/foresight.ts';
import type { Health } from './health.ts';
import type { Knowledge } from './knowledge.ts';

/** What the router knows when it decides, whatever the order. */
export interface Desk {
  readonly config: SessionConfig;
  readonly view: ConsolidatedView;
  readonly conditions: Conditions;
  readonly health: Health;
  readonly knowledge: Knowledge;
  readonly forecasts: Pick<Forecasts, 'foresight'>;
  readonly orderProtection: boolean;
  readonly now: Nanos;
  /** What of the market is our own. */
  readonly own: Pick<Ledger, 'rests' | 'shownAt' | 'restingBest'>;
}

/** The order as routing sees it, and the desk around it. */
export interface Situation extends Desk {
  readonly symbol: number;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly leavesQty: Qty;
  readonly dispatch: Dispatch;
  readonly limitPx: Px;
  /** Venue index, -1 when free. */
  readonly destination: number;
  /** By venue: when a ping last came back short, 0 never. */
  readonly pinged?: Float64Array;
  /** By venue: when an invitation last came to nothing, 0 never. */
  readonly inVain?: Float64Array;
  /** Venues where a conditional order of it rests. */
  readonly asked?: ReadonlySet<number>;
  /** What a pool has invited it to trade. */
  readonly invited?: { readonly venue: number; readonly qty: Qty };
  /** How long the order may still rest before it takes what is left, ns: 0 takes now. */
  readonly patience: number;
  /** The decision's own stream. */
  readonly chance: () => Stream;
  /** What the models say, for a strategy that asks them. */
  readonly foresight?: Foresight | undefined;
}

/** A venue's terms with the fees it charges now. */
export function asCharged({ config, conditions }: Desk, venue: number): VenueSpec {
  const spec = config.venues[venue]!;
  const takerFee = conditions.takerFee[venue] as Money;
  const makerFee = conditions.makerFee[venue] as Money;
  return takerFee === spec.takerFee && makerFee === spec.makerFee ? spec : { ...spec, takerFee, makerFee };
}

/** The dearest taker fee of the lit venues now, micro-dollars a share: what a share that must go somewhere pays at most. */
export function dearestFee({ config, conditions }: Desk): number {
  let dearest = Number.NEGATIVE_INFINITY;
  for (let venue = 0; venue < config.venues.length; venue++)
    if (config.venues[venue]!.kind === 'lit') dearest = Math.max(dearest, conditions.takerFee[venue]!);
  return dearest;
}
