import { isWithin } from '../../../shared/fix.ts';
import { delayText, pxText } from '../../../shared/format.ts';
import { MILLISECOND, MONEY_PER_PX, type Nanos, type Px } from '../../../shared/units.ts';
import { EXCLUDED_BELOW } from '../learn/reputation.ts';
import { pingCost } from './cost.ts';
import { foreseenDrift } from './forecast/drift.ts';
import { option, type Surveyed } from './option.ts';
import type { Barred, Option } from './request.ts';
import { dearestFee } from './situation.ts';

/** A place that came back short is not asked again for this order before so long. */
const PING_REST = 250 * MILLISECOND;
/** Chance that what a pool has invited us to trade is still there. Illustrative. */
const INVITED = 0.9;

/**
 * Where the midpoint may be pinged: dark pools, and, where `tuning.hiddenPrior` says that something may rest unseen there, lit venues
 * (a midpoint peg that goes at once or not at all). A share that misses goes to the best of `takes`.
 */
export function pings(s: Surveyed, takes: readonly Option[], barred: Barred[]): Option[] {
  const { config } = s;
  const mid = s.view.soundMid(s.symbol) as Px;
  let bestLit = Number.POSITIVE_INFINITY;
  for (const { total } of takes) bestLit = Math.min(bestLit, total);
  const { tick } = config.symbols[s.symbol]!;
  const elsewhere = Number.isFinite(bestLit) ? bestLit : (tick * MONEY_PER_PX) / 2 + dearestFee(s);
  const { darkPingQty, tuning } = config.router;
  const most = Math.min(s.leavesQty, darkPingQty);
  const options: Option[] = [];
  for (let venue = 0; venue < config.venues.length; venue++) {
    const spec = config.venues[venue]!;
    if (spec.kind === 'lit' && (tuning.hiddenPrior === 0 || takes.length === 0)) continue;
    const known = s.knowledge.venues[venue]!;
    const invited = s.invited?.venue === venue ? s.invited : undefined;
    const qty = invited?.qty ?? most;
    const bar = barOf(s, venue, mid, qty);
    if (bar) {
      barred.push({ venue, spec, action: 'mid', fillProbability: known.ping.mean, ...bar });
      continue;
    }
    const fillProbability = invited ? INVITED : known.ping.mean;
    const remainingQty = s.leavesQty - fillProbability * qty;
    // At a lit venue only what fills shows that somebody asked.
    const detection = spec.kind === 'lit' ? tuning.detectMid * fillProbability : tuning.detectPing;
    const made = option(s, pingCost, {
      venue,
      action: 'mid',
      px: mid,
      qty,
      fillProbability,
      elsewhere: elsewhere + foreseenDrift(s, s.pricing.standings[venue]!.oneWay + spec.responseLatency),
      remainingQty,
      detection,
    });
    if (made.reputation >= EXCLUDED_BELOW) options.push(made);
    else {
      const text = `reputation ${Math.round(made.reputation)}, below ${EXCLUDED_BELOW}`;
      barred.push({ venue, spec, action: 'mid', fillProbability: known.ping.mean, why: 'badReputation', text });
    }
  }
  return options;
}

/** Why a venue cannot be asked for the midpoint `mid` (0: there is none); undefined where it can. */
function barOf(s: Surveyed, venue: number, mid: Px, qty: number): Pick<Barred, 'why' | 'text'> | undefined {
  const { ailment, quiet } = s.pricing.standings[venue]!;
  if (ailment) return ailment;
  if (quiet) return { why: 'quiet', text: 'its feed misses heartbeats' };
  if (mid === 0) return { why: 'noQuote', text: 'no sound midpoint: a side is empty, or the market crossed or very wide' };
  if (!isWithin(s.side, mid, s.limitPx)) return { why: 'beyondLimit', text: `midpoint beyond the limit ${pxText(s.limitPx)}` };
  const invited = s.invited?.venue === venue;
  const since = s.pinged?.[venue] && !invited ? s.now - s.pinged[venue]! : PING_REST;
  if (since < PING_REST) return { why: 'exhausted', text: `came back short ${delayText(since as Nanos)} ago` };
  const { pingMinQty } = s.config.router.tuning;
  if (!invited && qty < pingMinQty) return { why: 'tooSmall', text: `less than a ping of ${pingMinQty}` };
  return undefined;
}
