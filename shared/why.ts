import { centsText, percentText, qtyText } from './format.ts';
import { type Candidate, COST_TERMS, type CostTerm, type RoutingDecision, type WhyNot } from './routing.ts';
import type { Money } from './units.ts';

/** A term counts as what a loser lost by when it costs this much more than at the winner: 0.17 cents a share. */
export const TELLING = 1_700;

const TERM_WORDS: Readonly<Record<CostTerm, string>> = {
  price: 'the price',
  fee: 'the fee',
  adverse: 'the risk of an adverse move',
  latency: 'the delay',
  miss: 'the chance to miss',
};

const BAR_WORDS: Readonly<Record<WhyNot, string>> = {
  chosen: 'chosen',
  dearer: 'dearer',
  worsePrice: 'at a worse price',
  beyondLimit: 'beyond the limit',
  beyondCollar: 'beyond the collar',
  noQuote: 'without a quote',
  exhausted: 'already taken',
  notPolicy: 'not in this policy',
  notDestination: 'not the named destination',
  tooSmall: 'too small for its minimum',
  halted: 'halted',
  selfHelp: 'in self-help',
  feedGap: 'its feed has a gap',
  notNeeded: 'not needed',
};

/** Barred: listed with its reason, never compared. */
export function isBarred(candidate: Candidate): boolean {
  return candidate.rank === undefined || candidate.total === undefined;
}

export interface Weighed {
  readonly winner: Candidate | undefined;
  readonly second: Candidate | undefined;
}

/** Winner and second of a decision as the policy ranked them. */
export function weighed(decision: RoutingDecision): Weighed {
  const winner = decision.candidates.find((candidate) => candidate.mic === decision.winner);
  const second = decision.candidates.find((candidate) => candidate.mic === decision.second && candidate !== winner);
  return { winner, second };
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

/** Why this candidate did not win, in as few words as a table's cell holds; its own `text` says it in full. */
export function whyNot(loser: Candidate, winner: Candidate | undefined): string {
  if (loser.why !== 'dearer' || !loser.cost || !winner?.cost || loser === winner) return BAR_WORDS[loser.why];
  const terms = marginTerms({ winner, second: loser });
  if (!terms) return BAR_WORDS[loser.why];
  const [term, more] = largest(terms, 1);
  if (more <= 0) return BAR_WORDS[loser.why];
  return term === 'miss' ? `fills only ${percentText(loser.fillProbability, 0)}` : `${term} ${centsText(more, 3, { sign: true })}`;
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
  if (!winner) return nothingSent(decision);
  const split = splitWords(decision, winner);
  if (!second) return `${winner.mic} alone could take it: ${barredWords(decision) || 'no other venue was ranked'}.${split}`;
  const terms = marginTerms({ winner, second });
  if (!terms) return `${winner.mic} comes first and ${second.mic} second; one of them has no cost to compare.${split}`;
  return `${compare(winner, second, terms, decision)}${split}`;
}

/** Who else is sent something, and what waits: ` 2 other venues get 400. 2,500 wait for the next round.` */
function splitWords({ legs, leavesQty }: RoutingDecision, winner: Candidate): string {
  const others = legs.filter((leg) => leg.mic !== winner.mic);
  const sent = legs.reduce((sum, leg) => sum + leg.orderQty, 0);
  const elsewhere = others.reduce((sum, leg) => sum + leg.orderQty, 0);
  const count = new Set(others.map((leg) => leg.mic)).size;
  const also = count === 0 ? '' : ` ${count === 1 ? 'One other venue gets' : `${count} other venues get`} ${qtyText(elsewhere)}.`;
  return sent > 0 && sent < leavesQty ? `${also} ${qtyText(leavesQty - sent)} wait for the next round.` : also;
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
  if (total < 0)
    return `${policyWords(decision)} puts ${winner.mic} first, although ${second.mic} is expected to cost ${centsText(-total)} less${lost < 0 ? `, most of it in ${TERM_WORDS[loss]} (${centsText(-lost)})` : ''}.`;
  if (gained <= 0) return `${winner.mic} and ${second.mic} are expected to cost the same; the policy's own order decides.`;
  const because = `${gain === 'miss' ? `fills ${percentText(second.fillProbability, 0)} of the time: the chance to miss` : TERM_WORDS[gain]} costs ${centsText(gained)} more than at ${winner.mic}`;
  if (lost < 0)
    return `${second.mic} saves ${centsText(-lost)} on ${TERM_WORDS[loss]}, but ${gain === 'miss' ? because : `there ${because}`}.`;
  return `At ${second.mic} ${gain === 'miss' ? `an order ${because}` : because}.`;
}

function largest(terms: Readonly<Record<CostTerm, Money>>, way: 1 | -1): readonly [CostTerm, number] {
  let best: CostTerm = 'price';
  for (const term of COST_TERMS) if (terms[term] * way > terms[best] * way) best = term;
  return [best, terms[best]];
}

function policyWords(decision: RoutingDecision): string {
  return decision.strategy.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
}

function nothingSent(decision: RoutingDecision): string {
  const reasons = barredWords(decision);
  return `Nothing could be sent: ${reasons || 'no venue was in reach'}.`;
}

/** Barred venues, grouped by reason: `XNYS and ARCX beyond the limit, SIGMA without a quote`. */
function barredWords(decision: RoutingDecision): string {
  const groups = new Map<string, string[]>();
  for (const candidate of decision.candidates)
    if (candidate.why !== 'chosen' && candidate.mic !== decision.winner)
      groups.set(BAR_WORDS[candidate.why], [...(groups.get(BAR_WORDS[candidate.why]) ?? []), candidate.mic]);
  return [...groups].map(([words, mics]) => `${join(mics)} ${words}`).join(', ');
}

function join(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
