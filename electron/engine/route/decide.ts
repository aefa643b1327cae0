import { centsText } from '../../../shared/format.ts';
import {
  type Candidate,
  COST_TERMS,
  type CostTerm,
  type Dispatch,
  type Leg,
  type RoutingDecision,
  type StrategyName,
} from '../../../shared/routing.ts';
import type { Money, Nanos, Qty } from '../../../shared/units.ts';
import { type Allotment, allocate } from './allocate.ts';
import { equalisingDelays } from './arrival.ts';
import { fingerprint } from './binding.ts';
import { FORESIGHTED } from './policies/all.ts';
import type { Barred, Option, Policy, Ranking, RouteRequest } from './request.ts';
import type { Situation } from './situation.ts';
import { type Market, survey } from './survey.ts';

/** A decision before it has numbers and an order: what `preview` shows and the router sends. */
export type Reasoning = Omit<RoutingDecision, 'type' | 'decisionID' | 'orderID' | 'round' | 'legs'>;

export interface Decided {
  readonly reasoning: Reasoning;
  readonly allotments: readonly Allotment[];
  /** By allotment: how long it is held back, ns. */
  readonly delays: readonly Nanos[];
}

/** Who decides, and by what name. */
export interface Decider {
  readonly strategy: StrategyName;
  readonly policy: Policy;
}

/**
 * One routing round, from values to values: survey, policy, allocation, and the record of all three. `patient`: take nothing this round,
 * only rest what may rest.
 */
export function decide(situation: Situation, decider: Decider, dispatch: Dispatch, patient = false): Decided {
  const { foresight } = FORESIGHTED.has(decider.strategy) ? { foresight: situation.forecasts.foresight(situation) } : {};
  const market = survey(foresight ? { ...situation, foresight } : situation);
  const ranking = decider.policy(market.request);
  const allotments = allocate(market.request, ranking, dispatch, patient);
  return {
    allotments,
    delays: dispatch === 'equalised' ? delaysOf(situation, allotments) : allotments.map(() => 0 as Nanos),
    reasoning: reason(situation, decider.strategy, dispatch, market, ranking, allotments),
  };
}

/** Legs as a decision lists them, each with the order number that `orderID` gives it. */
export function legs({ allotments, delays: held }: Pick<Decided, 'allotments' | 'delays'>, orderID: () => string): Leg[] {
  return allotments.map(({ option, action, px, orderQty, iso }, i) => ({
    orderID: orderID(),
    mic: option.spec.mic,
    action,
    px,
    orderQty,
    iso,
    ...(held[i]! > 0 && { delay: held[i]! }),
  }));
}

/** Each leg is held back until the slowest way is as far as its own (domain 5.6). What rests is in no hurry. */
function delaysOf({ knowledge, config }: Situation, allotments: readonly Allotment[]): Nanos[] {
  const { spray } = config.router.tuning;
  const races = allotments.map(({ action }) => action === 'take');
  const ways = allotments.map(({ option }, i) => (races[i] ? knowledge.venues[option.venue]!.way(spray) : 0));
  return equalisingDelays(ways).map((delay, i) => (races[i] ? Math.round(delay) : 0) as Nanos);
}

function reason(
  situation: Situation,
  strategy: StrategyName,
  dispatch: Dispatch,
  { request, barred }: Market,
  ranking: Ranking,
  allotments: readonly Allotment[],
): Reasoning {
  const rests = allotments.some(({ action }) => action === 'post' || action === 'peg');
  const takesToo = !rests || ranking.together === true;
  const order = preference(ranking, allotments, rests, takesToo);
  const [winner, second] = allotments.length > 0 ? order : [];
  const sent = new Map<Option, number>();
  for (const { option, orderQty } of allotments) sent.set(option, (sent.get(option) ?? 0) + orderQty);
  const candidates: Candidate[] = [];
  for (let i = 0; i < order.length; i++) {
    const option = order[i]!;
    candidates.push(candidate(option, i + 1, sent.get(option), noted(whyNot(option, winner, sent, request), ranking)));
  }
  const ranked = new Set(order);
  const seen = new Set<number>();
  for (const option of order) seen.add(option.venue * 4 + KINDS[option.action]);
  for (const options of [takesToo ? request.takes : NONE, rests ? request.posts : NONE, request.pings])
    for (const option of options) {
      seen.add(option.venue * 4 + KINDS[option.action]);
      if (!ranked.has(option))
        candidates.push(candidate(option, undefined, undefined, noted(ranking.refused?.get(option) ?? NOT_POLICY, ranking)));
    }
  for (const bar of barred) if (!seen.has(bar.venue * 4 + KINDS[bar.action])) candidates.push(refused(bar));
  const { config, view, symbol, now } = situation;
  return {
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
    protected: request.protected,
    snapshot: fingerprint(request.protected),
    candidates,
    ...(winner && { winner: winner.spec.mic }),
    ...(winner && second && { second: second.spec.mic, margin: (second.total - winner.total) as Money }),
    processing: config.router.processing,
  };
}

const NONE: readonly Option[] = [];
const KINDS = { take: 0, mid: 1, post: 2, peg: 3 } as const;
const NOT_POLICY = { why: 'notPolicy', text: 'not used by this strategy' } as const;

function noted(reason: Pick<Candidate, 'why' | 'text'>, { note }: Ranking): Pick<Candidate, 'why' | 'text'> {
  return note === undefined ? reason : { why: reason.why, text: `${reason.text} (${note})` };
}

/** The order in which the options were preferred: those sent to first, then the policy's own order, each once. */
function preference(ranking: Ranking, allotments: readonly Allotment[], rests: boolean, takesToo: boolean): Option[] {
  const order = new Set<Option>();
  for (const { option } of allotments) order.add(option);
  if (takesToo) {
    for (const option of ranking.pings) order.add(option);
    for (const { option } of ranking.levels) order.add(option);
  }
  if (rests) for (const option of ranking.posts) order.add(option);
  return [...order];
}

function candidate(
  option: Option,
  rank: number | undefined,
  orderQty: number | undefined,
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
    inputs: option.inputs,
    total: option.total,
    reputation: option.reputation,
    orderQty: (orderQty ?? 0) as Qty,
    ...reason,
  };
}

function refused(bar: Barred): Candidate {
  return {
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
  };
}

/** Why an option got nothing: the term that speaks most against it, or that the order was placed before its turn came. */
function whyNot(
  option: Option,
  winner: Option | undefined,
  sent: ReadonlyMap<Option, number>,
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
