import { isBetter, isWithin, type Side } from '../../../shared/fix.ts';
import { pxText, qtyText } from '../../../shared/format.ts';
import type { Nbbo } from '../../../shared/market.ts';
import type { Leg, ProtectedQuote, RouteAction, RoutingDecision } from '../../../shared/routing.ts';
import { weighed, whyNot } from '../../../shared/why.ts';

/** Where the consolidated tape differs from the direct feeds, in a sentence. */
export function tapeWords(direct: Nbbo, sip: Nbbo): string {
  const sides = [sideWords('bid', direct.bidPx, sip.bidPx), sideWords('offer', direct.askPx, sip.askPx)];
  const apart = sides.filter((words) => words !== undefined);
  return apart.length === 0 ? 'The tape shows the same prices.' : `On the tape ${apart.join(', ')}.`;
}

function sideWords(name: string, direct: number | undefined, sip: number | undefined): string | undefined {
  if (direct === sip) return undefined;
  if (sip === undefined) return `no ${name} stands`;
  if (direct === undefined) return `${name === 'offer' ? 'an' : 'a'} ${name} stands that the direct feeds do not show`;
  return `the ${name} is ${pxText(Math.abs(sip - direct))} ${sip > direct ? 'higher' : 'lower'}`;
}

export interface SeenQuote extends ProtectedQuote {
  /** Shares that this round sends to it. */
  readonly sentQty: number;
  readonly fate: 'swept' | 'taken' | 'short' | 'passed' | 'notReached';
}

export const FATE_WORDS: Readonly<Record<SeenQuote['fate'], string>> = {
  swept: 'swept by an ISO',
  taken: 'sent to',
  short: 'sent less than it shows',
  passed: 'passed over',
  notReached: 'not reached',
};

/**
 * The protected quotes that a round was composed from, best first, and what it does with each. `passed` and `short` are said of a quote
 * that is better than what a leg elsewhere may trade at: what Rule 611 asks to be swept.
 */
export function protectedRows({
  side,
  protected: quotes,
  legs,
}: Pick<RoutingDecision, 'side' | 'protected' | 'legs'>): SeenQuote[] {
  return [...quotes]
    .sort((a, b) => (isBetter(side, a.px, b.px) ? -1 : isBetter(side, b.px, a.px) ? 1 : 0))
    .map((quote) => {
      const sent = legs.filter((leg) => reaches(leg, quote, side));
      const sentQty = sent.reduce((sum, leg) => sum + leg.orderQty, 0);
      const beyond = legs.some((leg) => leg.action === 'take' && leg.mic !== quote.mic && isBetter(side, quote.px, leg.px));
      return { ...quote, sentQty, fate: fateOf(quote, sent, sentQty, beyond) };
    });
}

function fateOf(quote: ProtectedQuote, sent: readonly Leg[], sentQty: number, beyond: boolean): SeenQuote['fate'] {
  if (sent.length === 0) return beyond ? 'passed' : 'notReached';
  if (beyond && sentQty < quote.qty) return 'short';
  return sent.some((leg) => leg.iso) ? 'swept' : 'taken';
}

function reaches(leg: Leg, quote: ProtectedQuote, side: Side): boolean {
  return leg.mic === quote.mic && leg.action === 'take' && isWithin(side, quote.px, leg.px);
}

/** What else than taking was done at a venue. */
const DONE_WORDS: Readonly<Record<Exclude<RouteAction, 'take'>, string>> = {
  mid: 'asked at the midpoint',
  post: 'rested at',
  peg: 'pegged at the midpoint',
  conditional: 'asked conditionally',
};

/** Why a displayed quote was not taken, and what was done at its venue instead; empty where the record says neither. */
export function insteadWords(decision: RoutingDecision, mic: string): string {
  const { candidates, legs } = decision;
  const take = candidates.find((one) => one.mic === mic && one.action === 'take');
  const taken = legs.find((leg) => leg.mic === mic && leg.action === 'take');
  const reason = taken
    ? `took ${qtyText(taken.orderQty)} there at ${pxText(taken.px)}`
    : take && whyNot(take, weighed(decision).winner);
  const done = legs.flatMap((leg) => (leg.mic === mic && leg.action !== 'take' ? [DONE_WORDS[leg.action]] : []));
  return [reason, ...new Set(done)].filter((words) => words).join('; ');
}
