import { isWithin, opposite, sign } from '../../../shared/fix.ts';
import { pxText } from '../../../shared/format.ts';
import { MONEY_PER_PX, type Money, type Nanos, type Px } from '../../../shared/units.ts';
import type { BetaState } from '../learn/beta.ts';
import type { Levels } from '../view/levels.ts';
import { takeCost } from './cost.ts';
import { detectionChance } from './leak.ts';
import { type Chance, option, type Surveyed } from './option.ts';
import { bestOfOthers, type OthersLevel, othersShares } from './others.ts';
import type { Barred, Level, Option, RouteRequest } from './request.ts';
import { dearestFee, type Situation } from './situation.ts';

/** Where displayed shares could be taken, and every level of them that the order may come to; what cannot be goes to `barred`. */
export function takes(s: Surveyed, barred: Barred[]): Pick<RouteRequest, 'takes' | 'levels'> {
  const open = reachable(s, barred);
  const elsewhere = escalation(s);
  // At once, the best prices are asked everywhere; one at a time, what is left afterwards is left for the next (TV-5.0).
  const burst = s.dispatch === 'sequential' ? undefined : burstOf(s, open);
  const dearer = sign(s.side) * MONEY_PER_PX;
  const shares = othersShares(s, s.symbol, s.side);
  const options: Option[] = [];
  const levels: Level[] = [];
  for (const { venue, far, best, age, belief } of open) {
    const { px, qty: displayQty } = best;
    const known = s.knowledge.venues[venue]!;
    const fillProbability = belief.alpha / (belief.alpha + belief.beta);
    const qty = Math.min(s.leavesQty, displayQty);
    const made = option(s, takeCost, {
      venue,
      action: 'take',
      px,
      qty,
      fillProbability,
      belief,
      elsewhere: elsewhere(px),
      remainingQty: burst ? burst.remainingQty : s.leavesQty - fillProbability * qty,
      detection: burst ? burst.detection : s.config.router.tuning.detectTake,
      roundQty: burst?.roundQty,
      displayQty,
      unseenQty: known.unseen.value ?? 0,
      age,
    });
    options.push(made);
    let depth = 0;
    for (let i = 0; depth < s.leavesQty && i < far.count && isWithin(s.side, far.px[i]!, s.limitPx); i++) {
      const levelPx = far.px[i] as Px;
      const levelQty = shares(venue, far, i);
      depth += levelQty;
      const total = (made.total + (levelPx - px) * dearer) as Money;
      if (levelQty > 0) levels.push({ option: made, px: levelPx, qty: levelQty, total });
    }
  }
  return { takes: options, levels };
}

interface Reachable {
  readonly venue: number;
  readonly far: Levels;
  /** The first of them that is not all ours. */
  readonly best: OthersLevel;
  readonly age: Nanos | undefined;
  readonly belief: BetaState;
}

/** Venues in good health with a far side within the limit. */
function reachable(s: Surveyed, barred: Barred[]): Reachable[] {
  const open: Reachable[] = [];
  for (let venue = 0; venue < s.config.venues.length; venue++) {
    const spec = s.config.venues[venue]!;
    if (spec.kind === 'dark') continue;
    const far = s.view.levels(venue, s.symbol, opposite(s.side));
    const best = bestOfOthers(s, venue, s.symbol, s.side);
    const { age } = s.pricing.standings[venue]!;
    const bar = barOf(s, venue, best);
    if (bar) {
      const quote = best ? { px: best.px, displayQty: best.qty, age } : {};
      barred.push({ venue, spec, action: 'take', fillProbability: s.knowledge.venues[venue]!.take.mean, ...bar, ...quote });
    } else open.push({ venue, far, best: best!, age, belief: beliefOf(s, venue, best!) });
  }
  return open;
}

/** Why nothing can be taken at a venue; undefined where something can. */
function barOf(s: Surveyed, venue: number, best: OthersLevel | undefined): Pick<Barred, 'why' | 'text'> | undefined {
  const { ailment } = s.pricing.standings[venue]!;
  if (ailment) return ailment;
  if (!best) return { why: 'noQuote', text: s.side === 'buy' ? 'no offer' : 'no bid' };
  if (isWithin(s.side, best.px, s.limitPx)) return undefined;
  if (s.ordType === 'market') return { why: 'beyondCollar', text: `beyond the collar ${pxText(s.limitPx)}` };
  return { why: 'beyondLimit', text: `beyond the limit ${pxText(s.limitPx)}` };
}

/** What is believed of a fill there: nearly nothing where the venue is quiet; where a model foresees better, about its mean, as sure or unsure as ever. */
function beliefOf(s: Surveyed, venue: number, { px, qty: displayQty }: OthersLevel): BetaState {
  const { take } = s.knowledge.venues[venue]!;
  const { leavesQty } = s;
  const fade = s.foresight?.fade({ venue, px, orderQty: Math.min(leavesQty, displayQty), displayQty, leavesQty });
  const { quiet } = s.pricing.standings[venue]!;
  if (fade === undefined && !quiet) return take;
  const weight = take.alpha + take.beta;
  const fills = quiet ? LEAST : Math.min(1 - LEAST, Math.max(LEAST, 1 - (fade ?? 0)));
  return { alpha: weight * fills, beta: weight * (1 - fills) };
}

/** No belief is a certainty. */
const LEAST = 1e-3;

/** What goes out when all is asked for at once: shares, venues needed for them, the chance that any is read, and what is left then. */
function burstOf(s: Situation, open: readonly Reachable[]): Pick<Chance, 'remainingQty' | 'detection' | 'roundQty'> {
  let shown = 0;
  let filled = 0;
  const shares = othersShares(s, s.symbol, s.side);
  for (const { venue, far, belief } of open) {
    const chance = belief.alpha / (belief.alpha + belief.beta);
    for (let i = 0; i < far.count && isWithin(s.side, far.px[i]!, s.limitPx); i++) {
      const qty = shares(venue, far, i);
      shown += qty;
      filled += chance * qty;
    }
  }
  const roundQty = Math.min(s.leavesQty, shown);
  if (roundQty === 0) return { remainingQty: s.leavesQty, detection: 0, roundQty: 0 };
  const venues = Math.min(open.length, Math.ceil((roundQty * open.length) / shown));
  return {
    remainingQty: s.leavesQty - roundQty * (filled / shown),
    detection: detectionChance(new Array<number>(venues).fill(s.config.router.tuning.detectTake)),
    roundQty,
  };
}

/** What a share that misses at a price is expected to cost elsewhere: a tick further and the dearest fee (TV-5.0). */
export function escalation(s: Situation): (px: number) => number {
  const reference = s.view.referenceMid(s.symbol);
  const { tick } = s.config.symbols[s.symbol]!;
  const fee = dearestFee(s);
  return (px) => (sign(s.side) * (px - reference) + tick) * MONEY_PER_PX + fee;
}
