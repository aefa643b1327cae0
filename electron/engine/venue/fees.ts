import { LastLiquidityInd } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { Money } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';

/**
 * Micro-dollars a share for a fill by its liquidity flag (851) as the venue charges it now: what added pays the maker's fee, all else the
 * taker's; negative is a rebate. Where the resting side was hidden or pegged and the venue has fees of its own for that, these; else what
 * the conditions say, which a fee change writes. Fixed at the match (610(d)): a report carries it.
 */
export function feeInForce(
  conditions: Conditions,
  spec: VenueSpec,
  venue: number,
  lastLiquidityInd: number,
  hidden: boolean,
): Money {
  const added = lastLiquidityInd === LastLiquidityInd.added;
  const own = hidden ? (added ? spec.hiddenMakerFee : spec.hiddenTakerFee) : undefined;
  return own ?? ((added ? conditions.makerFee : conditions.takerFee)[venue] as Money);
}
