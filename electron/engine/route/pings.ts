import { isWithin } from '../../../shared/fix.ts';
import { delayText, pxText } from '../../../shared/format.ts';
import { MILLISECOND, MONEY_PER_PX, type Nanos, type Px } from '../../../shared/units.ts';
import { EXCLUDED_BELOW } from '../learn/reputation.ts';
import { pingCost } from './cost.ts';
import { foreseenDrift } from './forecast/drift.ts';
import { option } from './option.ts';
import type { Barred, Option } from './request.ts';
import { dearestFee, type Situation } from './situation.ts';

/** A place that came back short is not asked again for this order before so long. */
const PING_REST = 250 * MILLISECOND;

/**
 * Where the midpoint may be pinged: dark pools, and, where `tuning.hiddenPrior` says that something may rest unseen there, lit venues
 * (a midpoint peg that goes at once or not at all). A share that misses goes to the best of `takes`.
 */
export function pings(s: Situation, takes: readonly Option[], barred: Barred[]): Option[] {
  const { config } = s;
  const mid = s.view.soundMid(s.symbol) as Px;
  let bestLit = Number.POSITIVE_INFINITY;
  for (const { total } of takes) bestLit = Math.min(bestLit, total);
  const { tick } = config.symbols[s.symbol]!;
  const elsewhere = Number.isFinite(bestLit) ? bestLit : (tick * MONEY_PER_PX) / 2 + dearestFee(s);
  const { darkPingQty, tuning } = config.router;
  const qty = Math.min(s.leavesQty, darkPingQty);
  const options: Option[] = [];
  for (let venue = 0; venue < config.venues.length; venue++) {
    const spec = config.venues[venue]!;
    if (spec.kind === 'lit' && (tuning.hiddenPrior === 0 || takes.length === 0)) continue;
    const known = s.knowledge.venues[venue]!;
    const bar = (why: Barred['why'], text: string) =>
      barred.push({ venue, spec, action: 'mid', fillProbability: known.ping.mean, why, text });
    const ailment = s.health.ailment(venue, s.symbol);
    const since = s.pinged?.[venue] ? s.now - s.pinged[venue]! : PING_REST;
    if (ailment) bar(ailment.why, ailment.text);
    else if (mid === 0) bar('noQuote', 'no sound midpoint: a side is empty, or the market crossed or very wide');
    else if (!isWithin(s.side, mid, s.limitPx)) bar('beyondLimit', `midpoint beyond the limit ${pxText(s.limitPx)}`);
    else if (since < PING_REST) bar('exhausted', `came back short ${delayText(since as Nanos)} ago`);
    else if (qty < tuning.pingMinQty) bar('tooSmall', `less than a ping of ${tuning.pingMinQty}`);
    else {
      const fillProbability = known.ping.mean;
      const remainingQty = s.leavesQty - fillProbability * qty;
      // At a lit venue only what fills shows that somebody asked.
      const detection = spec.kind === 'lit' ? tuning.detectMid * fillProbability : tuning.detectPing;
      const made = option(s, pingCost, {
        venue,
        action: 'mid',
        px: mid,
        qty,
        fillProbability,
        elsewhere: elsewhere + foreseenDrift(s, known.way(tuning.spray) + spec.responseLatency),
        remainingQty,
        detection,
      });
      if (made.reputation < EXCLUDED_BELOW)
        bar('badReputation', `reputation ${Math.round(made.reputation)}, below ${EXCLUDED_BELOW}`);
      else options.push(made);
    }
  }
  return options;
}
