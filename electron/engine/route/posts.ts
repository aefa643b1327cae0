import { isWithin, opposite, sign } from '../../../shared/fix.ts';
import { type Nanos, type Px, type Qty, SECOND } from '../../../shared/units.ts';
import { EXCLUDED_BELOW } from '../learn/reputation.ts';
import { bindingFar } from './binding.ts';
import { postCost } from './cost.ts';
import { foreseenDrift } from './forecast/drift.ts';
import { touchProbability } from './normal.ts';
import { option, type Surveyed } from './option.ts';
import { exponentialOutflow } from './post/outflow.ts';
import type { Barred, Option } from './request.ts';
import type { Situation } from './situation.ts';
import { escalation } from './takes.ts';

/** How far ahead a day order's chances are reckoned where nothing ends its patience, ns. */
const POST_HORIZON = 60 * SECOND;

/**
 * Where a remainder could rest. A day limit order rests displayed at its limit, or one tick short of an away quote that it would lock
 * (610(e)) and of an order of our own that it would meet. An order that has patience rests at the near touch instead, or unseen,
 * pegged to the midpoint, until its patience is over.
 */
export function posts(s: Surveyed, barred: Barred[]): Option[] {
  if (s.timeInForce !== 'day' || (s.ordType !== 'limit' && s.patience <= 0)) return [];
  const common = commonOf(s);
  const displayed = restingPx(s, common);
  const options: Option[] = [];
  const keep = (made: Option) => {
    const { venue, spec, action, px, fillProbability, reputation } = made;
    if (reputation >= EXCLUDED_BELOW) options.push(made);
    else {
      const text = `reputation ${Math.round(reputation)}, below ${EXCLUDED_BELOW}`;
      barred.push({ venue, spec, action, px, fillProbability, why: 'badReputation', text });
    }
  };
  if (displayed > 0)
    for (let venue = 0; venue < s.config.venues.length; venue++) {
      if (s.config.venues[venue]!.kind === 'dark' || s.pricing.standings[venue]!.ailment) continue;
      keep(rested(s, venue, displayed as Px, common));
    }
  const mid = s.patience > 0 ? s.view.soundMid(s.symbol) : 0;
  if (mid > 0 && isWithin(s.side, mid, s.limitPx))
    for (let venue = 0; venue < s.config.venues.length; venue++) {
      const spec = s.config.venues[venue]!;
      if ((spec.kind === 'lit' ? s.config.router.tuning.hiddenPrior === 0 : !spec.pool) || s.pricing.standings[venue]!.ailment)
        continue;
      keep(pegged(s, venue, mid as Px, common));
    }
  return options;
}

/** What is the same wherever the order would rest. */
interface Common {
  /** The best quotes that bind us: the side it trades with, and its own; 0 for none. */
  readonly far: number;
  readonly near: number;
  /** ns. */
  readonly horizon: number;
  /** What a share that does not fill in that time is expected to cost elsewhere, micro-dollars. */
  readonly elsewhere: number;
}

function commonOf(s: Situation): Common {
  const far = bindingFar(s, s.symbol, s.side);
  const horizon = s.patience > 0 ? s.patience : POST_HORIZON;
  const elsewhere = escalation(s)(far || s.view.referenceMid(s.symbol)) + foreseenDrift(s, horizon);
  return { far, near: bindingFar(s, s.symbol, opposite(s.side)), horizon, elsewhere };
}

/** The price at which a remainder would be displayed, 0 for none. */
function restingPx(s: Situation, { far, near }: Common): number {
  const { tick } = s.config.symbols[s.symbol]!;
  if (s.patience > 0 && near === 0) return 0;
  const wanted = s.patience > 0 && isWithin(s.side, near, s.limitPx) ? near : s.limitPx;
  const short = (of: number) => (of > 0 && isWithin(s.side, of, wanted) ? of - sign(s.side) * tick : wanted);
  const prices = [s.orderProtection || s.patience > 0 ? short(far) : wanted, short(s.own.restingBest(s.symbol, opposite(s.side)))];
  const px = s.side === 'buy' ? Math.min(...prices) : Math.max(...prices);
  return Math.max(0, px);
}

function rested(s: Surveyed, venue: number, px: Px, { near, horizon, elsewhere }: Common): Option {
  const { view, symbol } = s;
  const { tick, volatility } = s.config.symbols[symbol]!;
  const reference = view.referenceMid(symbol);
  const queueQty = view.levels(venue, symbol, s.side).qtyAt(px);
  const { age } = s.pricing.standings[venue]!;
  const touches = touchProbability(Math.abs(reference - px) / tick, volatility * Math.sqrt(horizon / SECOND));
  const outflow = view.outflow.rate(venue, symbol, s.now) * (horizon / SECOND);
  const fills = outflow > 0 ? exponentialOutflow(outflow).between(queueQty, queueQty + s.leavesQty) / s.leavesQty : 0;
  // At the touch what trades there fills it; further away the price must come first.
  const reckoned = px === near ? fills : touches * Math.max(fills, s.leavesQty / (s.leavesQty + queueQty));
  const foreseen = s.foresight?.fill({ venue, px, orderQty: s.leavesQty, queueQty }, horizon);
  const fillProbability = foreseen ?? reckoned;
  return option(s, postCost, {
    venue,
    action: 'post',
    px,
    qty: s.leavesQty,
    fillProbability: Math.min(1, fillProbability),
    remainingQty: s.leavesQty * (1 - Math.min(1, fillProbability)),
    detection: s.config.router.tuning.detectPost,
    elsewhere,
    displayQty: queueQty as Qty,
    queueQty,
    outflow,
    age,
  });
}

function pegged(s: Surveyed, venue: number, px: Px, { elsewhere }: Common): Option {
  const { config } = s;
  const known = s.knowledge.venues[venue]!;
  const fillProbability = Math.min(1, known.ping.mean * (1 + s.patience / SECOND / PEG_SECONDS));
  return option(s, postCost, {
    venue,
    action: 'peg',
    px,
    qty: s.leavesQty,
    fillProbability,
    remainingQty: s.leavesQty * (1 - fillProbability),
    detection: config.router.tuning.detectPing,
    elsewhere,
    queueQty: 0,
    age: config.venues[venue]!.kind === 'lit' ? (s.pricing.standings[venue]!.age ?? (0 as Nanos)) : undefined,
  });
}

/** Seconds in which a peg meets as much again as a ping finds at once. Illustrative. */
const PEG_SECONDS = 5;
