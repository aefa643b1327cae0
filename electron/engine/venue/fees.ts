import { LastLiquidityInd } from '../../../shared/fix.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { Money } from '../../../shared/units.ts';

/** Micro-dollars a share for a fill by its liquidity flag (851): what added pays the maker's fee, all else the taker's. Negative is a rebate. */
export function perShareFee(spec: VenueSpec, lastLiquidityInd: LastLiquidityInd): Money {
  return lastLiquidityInd === LastLiquidityInd.added ? spec.makerFee : spec.takerFee;
}
