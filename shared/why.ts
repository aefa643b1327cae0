import { centsText, percentText, qtyText } from './format.ts';
import {
  type Candidate,
  COST_TERMS,
  type CostTerm,
  firmQty,
  isFirm,
  type RouteAction,
  type RoutingDecision,
  type StrategyName,
  type WhyNot,
} from './routing.ts';
import type { Money } from './units.ts';

/** A term counts as what a loser lost by when it costs this much more than at the winner: 0.17 cents a share. */
export const TELLING = 1_700;

const TERM_WORDS: Readonly<Record<CostTerm, string>> = {
  price: 'the price',
  fee: 'the fee',
  impact: 'our own impact',
  adverse: 'the risk of an adverse move',
  latency: 'the delay',
  leak: 'what the order gives away',
  miss: 'the chance to miss',
  overfill: 'the risk of an over-fill',
};

/** One word or three for a reason, where there is no room for the record's own text or it has none. */
const BAR_WORDS: Readonly<Record<WhyNot, string>> = {
  chosen: 'chosen',
  dearer: 'dearer',
  worsePrice: 'at a worse price',
  beyondLimit: 'beyond the limit',
  beyondCollar: 'beyond the collar',
  noQuote: 'without a quote',
  exhausted: 'just asked in vain',
  notPolicy: 'not in this policy',
  notDestination: 'not the named destination',
  tooSmall: 'too small',
  halted: 'halted',
  selfHelp: 'in self-help',
  feedGap: 'its feed has a gap',
  notNeeded: 'not needed',
  quiet: 'silent for some heartbeats',
  badReputation: 'of too low a reputation',
  policyStopped: 'not asked: the policy was stopped',
};

const ACTION_WORDS: Readonly<Record<RouteAction, string>> = {
  take: 'taking',
  mid: 'at the midpoint',
  post: 'resting',
  peg: 'pegged',
  conditional: 'conditional',
};

/** What `rankCost` is, by the strategy that ranked by it. */
const RANKED_BY: Readonly<Partial<Record<StrategyName, string>>> = {
  smart: 'what asking costs over its chance',
  learned: 'the cost at a chance drawn from its belief',
};

/** Barred: listed with its reason, never compared. */
export function isBarred(candidate: Candidate): boolean {
  return candidate.rank === undefined || candidate.total === undefined;
}

export interface Weighed {
  readonly winner: Candidate | undefined;
  readonly second: Candidate | undefined;
}

/** Winner and second of a decision as the policy ranked them: of a venue that stands there twice, the row that is ranked first. */
export function weighed({ candidates, winner: first, second: next }: RoutingDecision): Weighed {
  const winner = bestRanked(candidates.filter((candidate) => candidate.mic === first));
  const second = bestRanked(candidates.filter((candidate) => candidate.mic === next && candidate !== winner));
  return { winner, second };
}

function bestRanked(candidates: readonly Candidate[]): Candidate | undefined {
  const rank = (candidate: Candidate) => candidate.rank ?? Number.POSITIVE_INFINITY;
  return candidates.reduce<Candidate | undefined>((best, one) => (best && rank(best) <= rank(one) ? best : one), undefined);
}

/** Second minus winner, term by term; absent where either has no cost. */
export function marginTerms({ winner, second }: Weighed): Readonly<Record<CostTerm, Money>> | undefined {
  const a = winner?.cost;
  const b = second?.cost;
  if (!a || !b) return undefined;
  const terms = {} as Record<CostTerm, Money>;
  for (const term of COST_TERMS) terms[term] = (b[term] - a[term]) as Money;
  return terms;
}

/** Why this candidate did not win: what the record says of it, and the telling term of one that only cost more. */
export function whyNot(loser: Candidate, winner: Candidate | undefined): string {
  const said = loser.text.replace(STOPPED, '') || BAR_WORDS[loser.why];
  const terms = loser.why === 'dearer' && loser !== winner ? marginTerms({ winner, second: loser }) : undefined;
  if (!terms || !(loser.text === '' || TERM_TEXT.test(loser.text))) return said;
  const [term, more] = largest(terms, 1);
  if (more <= 0) return said;
  if (term === 'miss') return `fills only ${percentText(loser.fillProbability, 0)}`;
  return `${term === 'overfill' ? 'over-fill' : term} ${centsText(more, 3, { sign: true })}`;
}

/** What a record says of the term that speaks most against a candidate: `fee +0.190`. */
const TERM_TEXT = new RegExp(`^(?:${COST_TERMS.join('|')}) [+\\u2212\\d]`);

/** What every reason of a decision ends with that was made in place of a user's policy. */
const STOPPED = / \((\w+), for user:(\S+) was stopped\)$/;

/** The user's policy that was to decide and the strategy that did in its place; undefined where nothing was stopped. */
export function stoppedPolicy({
  candidates,
}: Pick<RoutingDecision, 'candidates'>): { readonly policy: string; readonly by: string } | undefined {
  for (const { text } of candidates) {
    const [, by, policy] = STOPPED.exec(text) ?? [];
    if (by !== undefined && policy !== undefined) return { policy, by: strategyWords(by) };
  }
  return undefined;
}

/** What a candidate was ranked by, micro-dollars a share; undefined where it was not weighed. */
export function rankedBy({ rankCost, total }: Candidate): Money | undefined {
  return rankCost ?? total;
}

/** What the strategy ranked by, in words, where winner or second were ranked by something else than their totals. */
export function rankWords(decision: RoutingDecision): string | undefined {
  const { winner, second } = weighed(decision);
  if (winner?.rankCost === undefined && second?.rankCost === undefined) return undefined;
  return rankMeaning(decision);
}

/** The same, whether winner and second were or not. */
export function rankMeaning({ strategy }: Pick<RoutingDecision, 'strategy'>): string {
  return RANKED_BY[strategy] ?? 'a measure of its own';
}

/** What a margin has to be read with: that it is not of the totals, or that the winner is dearer than the second; undefined where it speaks for itself. */
export function marginNote(decision: RoutingDecision): string | undefined {
  if (decision.margin === undefined) return undefined;
  const words = rankWords(decision);
  if (words !== undefined) return `by ${words}`;
  return decision.margin < 0 ? `${policyWords(decision)} does not rank by this sum` : undefined;
}

/** Whether this term is one the loser lost by. */
export function isTelling(loser: Candidate, winner: Candidate | undefined, term: CostTerm): boolean {
  return (
    loser !== winner && loser.cost !== undefined && winner?.cost !== undefined && loser.cost[term] - winner.cost[term] > TELLING
  );
}

/** Why the winner won, in one or two sentences with the figures that settled it; cents a share. */
export function explain(decision: RoutingDecision): string {
  const { winner, second } = weighed(decision);
  const stopped = stoppedWords(decision);
  if (!winner) return `${nothingSent(decision)}${conditionalWords(decision)}${stopped}`;
  const split = `${splitWords(decision, winner)}${stopped}`;
  if (!second) return `${winner.mic} alone could take it: ${barredWords(decision) || 'no other venue was ranked'}.${split}`;
  const terms = marginTerms({ winner, second });
  if (!terms) return `${winner.mic} comes first and ${second.mic} second; one of them has no cost to compare.${split}`;
  return `${compare(winner, second, terms, decision)}${split}`;
}

function stoppedWords(decision: RoutingDecision): string {
  const stopped = stoppedPolicy(decision);
  return stopped ? ` The policy ${stopped.policy} was stopped: ${stopped.by} decided.` : '';
}

/** Who else is sent something, and what waits: ` 2 other venues get 400. 2,500 wait for the next round.` */
function splitWords({ legs, leavesQty }: RoutingDecision, winner: Candidate): string {
  const others = legs.filter((leg) => isFirm(leg) && leg.mic !== winner.mic);
  const sent = firmQty(legs);
  const elsewhere = firmQty(others);
  const count = new Set(others.map((leg) => leg.mic)).size;
  const also = count === 0 ? '' : ` ${count === 1 ? 'One other venue gets' : `${count} other venues get`} ${qtyText(elsewhere)}.`;
  const waits = sent > 0 && sent < leavesQty ? ` ${qtyText(leavesQty - sent)} wait for the next round.` : '';
  return `${also}${waits}${conditionalWords({ legs })}`;
}

/** What pools ask of us or are asked: ` SGMT had invited P-1-C2.`, ` LEVL and SGMT hold a conditional order for 1,000.` */
function conditionalWords({ legs }: Pick<RoutingDecision, 'legs'>): string {
  const invited = legs.find((leg) => leg.invitation !== undefined);
  const answer = invited ? ` ${invited.mic} had invited ${invited.invitation}.` : '';
  const held = legs.filter((leg) => !isFirm(leg));
  if (held.length === 0) return answer;
  return `${answer} ${join(held.map((leg) => leg.mic))} ${held.length === 1 ? 'holds' : 'hold'} a conditional order for ${qtyText(held[0]!.orderQty)}.`;
}

function compare(
  winner: Candidate,
  second: Candidate,
  terms: Readonly<Record<CostTerm, Money>>,
  decision: RoutingDecision,
): string {
  const total = COST_TERMS.reduce((sum, term) => sum + terms[term], 0);
  const [gain, gained] = largest(terms, 1);
  const [loss, lost] = largest(terms, -1);
  const [first, other] = [nameBeside(winner, second), nameBeside(second, winner)];
  const ranked = rankedWords(winner, second, decision);
  if (total < 0) {
    const cheaper = `${other} is expected to cost ${centsText(-total)} less${lost < 0 ? `, most of it in ${TERM_WORDS[loss]} (${centsText(-lost)})` : ''}`;
    return ranked
      ? `${ranked} By the sum of its terms ${cheaper}.`
      : `${policyWords(decision)} puts ${first} first, although ${cheaper}.`;
  }
  if (gained <= 0) return ranked ?? `${first} and ${other} are expected to cost the same; the policy's own order decides.`;
  const lead = ranked ? `${ranked} ` : '';
  const because = `${gain === 'miss' ? `fills ${percentText(second.fillProbability, 0)} of the time: the chance to miss` : TERM_WORDS[gain]} costs ${centsText(gained)} more than at ${first}`;
  if (lost < 0)
    return `${lead}${other} saves ${centsText(-lost)} on ${TERM_WORDS[loss]}, but ${gain === 'miss' ? because : `there ${because}`}.`;
  return `${lead}At ${other} ${gain === 'miss' ? `an order ${because}` : because}.`;
}

/** What winner and second were ranked by, where that is not their totals: `Smart ranks by what asking costs over its chance: BATY −0.010, UBSA 0.142.` */
function rankedWords(winner: Candidate, second: Candidate, decision: RoutingDecision): string | undefined {
  const words = rankWords(decision);
  if (words === undefined) return undefined;
  const each = [nameBeside(winner, second), nameBeside(second, winner)];
  return `${policyWords(decision)} ranks by ${words}: ${each[0]} ${centsText(rankedBy(winner))}, ${each[1]} ${centsText(rankedBy(second))}.`;
}

/** A candidate's venue, and what it would do there where the other candidate is of the same venue. */
function nameBeside(candidate: Candidate, other: Candidate): string {
  return candidate.mic === other.mic ? `${candidate.mic} (${ACTION_WORDS[candidate.action]})` : candidate.mic;
}

function largest(terms: Readonly<Record<CostTerm, Money>>, way: 1 | -1): readonly [CostTerm, number] {
  let best: CostTerm = 'price';
  for (const term of COST_TERMS) if (terms[term] * way > terms[best] * way) best = term;
  return [best, terms[best]];
}

/** Who decided: a policy that was stopped did not. */
function policyWords(decision: RoutingDecision): string {
  const { strategy } = decision;
  const words =
    stoppedPolicy(decision)?.by ??
    (strategy.startsWith('user:') ? `the policy ${strategy.slice('user:'.length)}` : strategyWords(strategy));
  return words.replace(/^./, (letter) => letter.toUpperCase());
}

function strategyWords(strategy: string): string {
  return strategy.replaceAll('_', ' ');
}

function nothingSent(decision: RoutingDecision): string {
  const reasons = barredWords(decision);
  return `Nothing could be sent: ${reasons || 'no venue was in reach'}.`;
}

/** Barred venues, grouped by reason: `XNYS and ARCX beyond the limit, SIGMA without a quote`. */
function barredWords(decision: RoutingDecision): string {
  const groups = new Map<string, Set<string>>();
  for (const { why, mic } of decision.candidates)
    if (why !== 'chosen' && mic !== decision.winner) groups.set(BAR_WORDS[why], (groups.get(BAR_WORDS[why]) ?? new Set()).add(mic));
  return [...groups].map(([words, mics]) => `${join([...mics])} ${words}`).join(', ');
}

function join(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
