import type { Side, TimeInForce } from '../../../shared/fix.ts';
import type { RouteAction } from '../../../shared/routing.ts';

/** A child as it stands at a venue's door. */
export interface VenueOrder {
  readonly child: number;
  readonly venue: number;
  readonly symbol: number;
  readonly side: Side;
  readonly px: number;
  readonly qty: number;
  readonly action: RouteAction;
  readonly timeInForce: TimeInForce;
}
