import { isWithin } from '../../../shared/fix.ts';
import { MILLISECOND, type Px } from '../../../shared/units.ts';
import { EXCLUDED_BELOW } from '../learn/reputation.ts';
import { conditionalCost } from './cost.ts';
import { option, type Surveyed } from './option.ts';
import type { Option } from './request.ts';

/** A pool whose invitation came to nothing is not asked again for this order before so long. */
const REST = 250 * MILLISECOND;

const NONE: readonly Option[] = [];

/**
 * Pools that could be asked to invite a day order (domain 3.1.7): those that take conditional orders, hold none of it, and have not
 * just invited it in vain. None unless its strategy rests or `tuning.conditionalMinQty` says so.
 */
export function conditionals(s: Surveyed): readonly Option[] {
  const { tuning } = s.config.router;
  if (s.timeInForce !== 'day' || s.destination >= 0 || (s.patience <= 0 && tuning.conditionalMinQty === 0)) return NONE;
  const mid = s.view.soundMid(s.symbol);
  if (mid === 0) return NONE;
  const px = (isWithin(s.side, mid, s.limitPx) ? mid : s.limitPx) as Px;
  const options: Option[] = [];
  for (let venue = 0; venue < s.config.venues.length; venue++) {
    if (!s.config.venues[venue]!.pool?.conditionalShare || s.asked?.has(venue) || s.pricing.standings[venue]!.ailment) continue;
    const inVain = s.inVain?.[venue] ?? 0;
    if (inVain > 0 && s.now - inVain < REST) continue;
    const made = option(s, conditionalCost, {
      venue,
      action: 'conditional',
      px,
      qty: s.leavesQty,
      fillProbability: s.knowledge.venues[venue]!.ping.mean,
      elsewhere: 0,
      remainingQty: s.leavesQty,
      detection: 0,
    });
    if (made.reputation >= EXCLUDED_BELOW) options.push(made);
  }
  return options;
}
