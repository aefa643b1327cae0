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
  /** Shares of its parent not yet filled when it was sent, its own included. */
  readonly remaining: number;
  readonly action: RouteAction;
  readonly timeInForce: TimeInForce;
  /** Marked as an intermarket sweep: the venue executes it whatever better quotes stand elsewhere. */
  readonly iso: boolean;
  /** MinQty (110) of a conditional order. */
  readonly minQty?: number;
  /** The conditional order, a child too, that this one firms up. */
  readonly invitation?: number;
}
