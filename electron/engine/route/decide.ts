import { centsText } from '../../../shared/format.ts';
import {
  type Candidate,
  COST_TERMS,
  type CostTerm,
  type Dispatch,
  type Leg,
  type RoutingDecision,
  type Strategy,
} from '../../../shared/routing.ts';
import type { Money, Qty } from '../../../shared/units.ts';
import { type Allotment, allocate } from './allocate.ts';
import { type Situation, survey } from './options.ts';
import { POLICIES } from './policies/all.ts';
import type { Option, Ranking, RouteRequest } from './request.ts';

/** A decision before it has numbers and an order: what `preview` shows and the router sends. */
export type Reasoning = Omit<RoutingDecision, 'type' | 'decisionID' | 'orderID' | 'round' | 'legs'>;

export interface Decided {
  readonly reasoning: Reasoning;
  readonly allotments: readonly Allotment[];
}

/**
 * One routing round, from values to values: survey, policy, allocation, and the record of all three. `patient`: take nothing this round,
 * only rest what may rest.
 */
export function decide(situation: Situation, strategy: Strategy, dispatch: Dispatch, patient = false): Decided {
  const { request, barred } = survey(situation);
  const ranking = POLICIES[strategy](request);
  const allotments = allocate(request, ranking, dispatch, patient);
  const order = preference(ranking, allotments);
  const [winner, second] = allotments.length > 0 ? order : [];
  const sent = new Map(allotments.map((leg) => [leg.option, leg.orderQty]));
  const lit = allotments[0]?.action === 'post' ? request.posts : request.takes;
  const weighed = [...lit, ...request.pings];
  const ranked = order.map((option, i) => candidate(option, i + 1, sent.get(option), whyNot(option, winner, sent, request)));
  const left = weighed
    .filter((option) => !order.includes(option))
    .map((option) => candidate(option, undefined, undefined, ranking.refused?.get(option) ?? NOT_POLICY));
  const { config, view, symbol, now } = situation;
  const reasoning: Reasoning = {
    at: now,
    symbol: config.symbols[symbol]!.symbol,
    side: situation.side,
    strategy,
    dispatch,
    leavesQty: situation.leavesQty,
    limitPx: situation.limitPx,
    ...(request.midPx > 0 && { midPx: request.midPx }),
    direct: view.nbbo('direct', symbol, now),
    sip: view.nbbo('sip', symbol, now),
    candidates: [
      ...ranked,
      ...left,
      ...barred
        .filter((bar) => !weighed.some((option) => option.venue === bar.venue))
        .map((bar) => ({
          mic: bar.spec.mic,
          kind: bar.spec.kind,
          action: bar.action,
          ...(bar.px !== undefined && { px: bar.px }),
          ...(bar.displayQty !== undefined && { displayQty: bar.displayQty }),
          ...(bar.age !== undefined && { age: bar.age }),
          fillProbability: bar.fillProbability,
          orderQty: 0 as Qty,
          why: bar.why,
          text: bar.text,
        })),
    ],
    ...(winner && { winner: winner.spec.mic }),
    ...(winner && second && { second: second.spec.mic, margin: (second.total - winner.total) as Money }),
    processing: config.router.processing,
  };
  return { reasoning, allotments };
}

/** Legs as a decision lists them, each with the order number that `orderID` gives it. */
export function legs(allotments: readonly Allotment[], orderID: () => string): Leg[] {
  return allotments.map(({ option, action, px, orderQty, iso }) => ({
    orderID: orderID(),
    mic: option.spec.mic,
    action,
    px,
    orderQty,
    iso,
  }));
}

const NOT_POLICY = { why: 'notPolicy', text: 'not used by this strategy' } as const;

/** The order in which the options were preferred: those sent to first, then the policy's own order, each once. */
function preference(ranking: Ranking, allotments: readonly Allotment[]): Option[] {
  const resting = allotments[0]?.action === 'post';
  const all = resting ? ranking.posts : [...ranking.pings, ...ranking.levels.map((level) => level.option)];
  return [...new Set([...allotments.map((leg) => leg.option), ...all])];
}

function candidate(
  option: Option,
  rank: number | undefined,
  orderQty: Qty | undefined,
  reason: Pick<Candidate, 'why' | 'text'>,
): Candidate {
  return {
    mic: option.spec.mic,
    kind: option.spec.kind,
    action: option.action,
    ...(rank !== undefined && { rank }),
    px: option.px,
    ...(option.displayQty !== undefined && { displayQty: option.displayQty }),
    ...(option.age !== undefined && { age: option.age }),
    fillProbability: option.fillProbability,
    cost: option.cost,
    total: option.total,
    orderQty: orderQty ?? (0 as Qty),
    ...reason,
  };
}

/** Why an option got nothing: the term that speaks most against it, or that the order was placed before its turn came. */
function whyNot(
  option: Option,
  winner: Option | undefined,
  sent: ReadonlyMap<Option, Qty>,
  { timeInForce, leavesQty }: RouteRequest,
): Pick<Candidate, 'why' | 'text'> {
  if (sent.has(option)) return { why: 'chosen', text: 'chosen' };
  if (!winner && timeInForce === 'fok' && (option.displayQty ?? leavesQty) < leavesQty)
    return { why: 'tooSmall', text: 'shows less than the whole' };
  if (!winner) return { why: 'notNeeded', text: 'nothing was sent' };
  if (winner.action === 'take' && option.px !== winner.px) return { why: 'worsePrice', text: 'worse price' };
  if (option.total <= winner.total) return { why: 'notNeeded', text: 'later in this strategy’s order' };
  let worst: CostTerm = 'price';
  for (const term of COST_TERMS) if (option.cost[term] - winner.cost[term] > option.cost[worst] - winner.cost[worst]) worst = term;
  return { why: 'dearer', text: `${worst} ${centsText(option.cost[worst] - winner.cost[worst], 3, { sign: true })}` };
}
