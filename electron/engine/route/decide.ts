import { centsText } from '../../../shared/format.ts';
import { oneWay } from '../../../shared/geography.ts';
import {
  type Candidate,
  type CostTerm,
  type Dispatch,
  isFirm,
  type Leg,
  type RoutingDecision,
  type StrategyName,
} from '../../../shared/routing.ts';
import type { Money, Nanos, Qty } from '../../../shared/units.ts';
import { type Allotment, allocate } from './allocate.ts';
import { holdingDelays } from './arrival.ts';
import { fingerprint } from './binding.ts';
import { PLACES, placeOf, pricing } from './option.ts';
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
  const market = surveyed(situation, decider);
  const ranking = decider.policy(market.request);
  const allotments = allocate(market.request, ranking, dispatch, patient);
  return {
    allotments,
    delays: dispatch === 'equalised' ? delaysOf(situation, allotments) : allotments.map(() => 0 as Nanos),
    reasoning: reason(situation, decider.strategy, dispatch, market, ranking, allotments),
  };
}

/** A pool's invitation, as the router hears of it. */
export interface Invitation {
  /** The conditional order that is invited. */
  readonly orderID: string;
  readonly venue: number;
  /** Shares to be firmed up. */
  readonly qty: Qty;
}

/**
 * The round that answers an invitation: one leg to its pool, firm, with everything else that the order could do then beside it. It is a
 * decision of its own, and not a part of the one that sent the conditional order, because it is made later, of another market and for
 * other shares. A sentence where the pool cannot be used now.
 */
export function firmUp(situation: Situation, decider: Decider, { orderID, venue, qty }: Invitation): Decided | string {
  const market = surveyed({ ...situation, invited: { venue, qty } }, decider);
  const option = market.request.pings.find((ping) => ping.venue === venue);
  if (!option) return market.barred.find((bar) => bar.venue === venue && bar.action === 'mid')!.text;
  const ranking = decider.policy(market.request);
  const allotments: Allotment[] = [
    { option, action: 'mid', px: situation.limitPx, orderQty: qty, expectedCost: option.total, iso: false, invitation: orderID },
  ];
  const reasoning = reason(situation, decider.strategy, situation.dispatch, market, ranking, allotments);
  return { allotments, delays: [0 as Nanos], reasoning };
}

function surveyed(situation: Situation, { strategy }: Decider): Market {
  const foresight = FORESIGHTED.has(strategy) ? situation.forecasts.foresight(situation) : undefined;
  return survey({ ...situation, foresight, pricing: pricing(situation) });
}

/** Legs as a decision lists them, each with the order number that `orderID` gives it. */
export function legs({ allotments, delays: held }: Pick<Decided, 'allotments' | 'delays'>, orderID: () => string): Leg[] {
  return allotments.map(({ option, action, px, orderQty, expectedCost, iso, minQty, invitation }, i) => ({
    orderID: orderID(),
    mic: option.spec.mic,
    action,
    px,
    orderQty,
    expectedCost: Math.round(expectedCost) as Money,
    iso,
    ...(held[i]! > 0 && { delay: held[i]! }),
    ...(minQty !== undefined && { minQty }),
    ...(invitation !== undefined && { invitation }),
  }));
}

/**
 * Legs are held back until all arrive at once, or as nearly as keeps our own prints from being used against us (domain 5.6): where the
 * sites are known, news of a print needs `reaction` and the fastest way between them. What rests is in no hurry; and nobody waits for a speed
 * bump, which holds up those who would race us there for as long.
 */
function delaysOf({ knowledge, config }: Situation, allotments: readonly Allotment[]): Nanos[] {
  const { spray, reaction } = config.router.tuning;
  const takes = allotments.filter(({ action }) => action === 'take').map(({ option }) => option);
  const ways = takes.map(({ venue, spec }) => Math.max(0, knowledge.venues[venue]!.way(spray) - spec.speedBump));
  const link = (from: number, to: number) => {
    const [a, b] = [takes[from]!.spec.site, takes[to]!.spec.site];
    return a && b ? oneWay(FASTEST, a, b) : 0;
  };
  const held = holdingDelays(ways, takes.every(({ spec }) => spec.site) ? reaction : 0, link);
  let next = 0;
  return allotments.map(({ action }) => (action === 'take' ? Math.round(held[next++]!) : 0) as Nanos);
}

/** What carries the news of those who are faster than us. */
const FASTEST = 'microwave';

function reason(
  situation: Situation,
  strategy: StrategyName,
  dispatch: Dispatch,
  { request, barred }: Market,
  ranking: Ranking,
  allotments: readonly Allotment[],
): Reasoning {
  const { config, view, symbol, now } = situation;
  // What an invitation is taken in place of is, for an order that has patience, resting.
  const rests = allotments.some(
    ({ action, invitation }) => action === 'post' || action === 'peg' || (invitation !== undefined && request.patience > 0),
  );
  const takesToo = !rests || ranking.together === true;
  const places = config.venues.length * PLACES;
  const listed = new Array<boolean>(places).fill(false);
  const order = preference(ranking, allotments, rests, takesToo, listed);
  const [winner, second] = allotments.some(isFirm) ? order : [];
  const sent = new Array<number>(places).fill(0);
  for (const { option, orderQty } of allotments) sent[option.place]! += orderQty;
  const candidates: Candidate[] = [];
  for (let i = 0; i < order.length; i++) {
    const option = order[i]!;
    const orderQty = sent[option.place]!;
    const why = orderQty > 0 ? CHOSEN : whyNot(option, winner, request, ranking);
    candidates.push(candidate(option, i + 1, orderQty, noted(why, ranking), rankCost(option, ranking)));
  }
  // They hold no shares and win nothing: they come after all that could.
  for (const { option, action, orderQty } of allotments)
    if (action === 'conditional') candidates.push(candidate(option, candidates.length + 1, orderQty, noted(CHOSEN, ranking)));
  for (const options of [takesToo ? request.takes : NONE, rests ? request.posts : NONE, request.pings])
    for (const option of options)
      if (enlist(listed, option))
        candidates.push(
          candidate(option, undefined, 0, noted(ranking.refused?.get(option) ?? NOT_POLICY, ranking), rankCost(option, ranking)),
        );
  for (const bar of barred) if (!listed[placeOf(bar.venue, bar.action)]) candidates.push(refused(bar));
  return {
    at: now,
    symbol: config.symbols[symbol]!.symbol,
    side: situation.side,
    strategy,
    dispatch,
    leavesQty: situation.leavesQty,
    limitPx: situation.limitPx,
    midPx: request.midPx > 0 ? request.midPx : undefined,
    direct: view.nbbo('direct', symbol, now),
    sip: view.nbbo('sip', symbol, now),
    protected: request.protected,
    snapshot: fingerprint(request.protected),
    candidates,
    winner: winner?.spec.mic,
    second: second?.spec.mic,
    margin:
      winner && second && (((rankCost(second, ranking) ?? second.total) - (rankCost(winner, ranking) ?? winner.total)) as Money),
    processing: config.router.processing,
  };
}

const NONE: readonly Option[] = [];
const CHOSEN = { why: 'chosen', text: 'chosen' } as const;
const NOT_POLICY = { why: 'notPolicy', text: 'not used by this strategy' } as const;

function noted(reason: Pick<Candidate, 'why' | 'text'>, { note }: Ranking): Pick<Candidate, 'why' | 'text'> {
  return note === undefined ? reason : { why: reason.why, text: `${reason.text} (${note})` };
}

/** Marks an option as listed; false where it was already. */
function enlist(listed: boolean[], { place }: Option): boolean {
  if (listed[place]) return false;
  listed[place] = true;
  return true;
}

/**
 * The order in which the options were preferred: those sent to first, then the policy's own order, each once and marked in `listed`; none
 * that is conditional.
 */
function preference(
  ranking: Ranking,
  allotments: readonly Allotment[],
  rests: boolean,
  takesToo: boolean,
  listed: boolean[],
): Option[] {
  const order: Option[] = [];
  for (const { option, action } of allotments) if (action !== 'conditional' && enlist(listed, option)) order.push(option);
  if (takesToo) {
    for (const option of ranking.pings) if (enlist(listed, option)) order.push(option);
    for (const { option } of ranking.levels) if (enlist(listed, option)) order.push(option);
  }
  if (rests) for (const option of ranking.posts) if (enlist(listed, option)) order.push(option);
  return order;
}

/** What the policy ranked an option by, where that is not its total; undefined where it is. */
function rankCost({ action, venue, total }: Option, { rankCosts }: Ranking): Money | undefined {
  const cost = action === 'take' ? rankCosts?.take[venue] : action === 'mid' ? rankCosts?.mid[venue] : undefined;
  if (cost === undefined || !Number.isFinite(cost)) return undefined;
  const whole = Math.round(cost) as Money;
  return whole === total ? undefined : whole;
}

function candidate(
  option: Option,
  rank: number | undefined,
  orderQty: number,
  reason: Pick<Candidate, 'why' | 'text'>,
  ranked?: Money,
): Candidate {
  return {
    mic: option.spec.mic,
    kind: option.spec.kind,
    action: option.action,
    rank,
    px: option.px,
    displayQty: option.displayQty,
    age: option.age,
    fillProbability: option.fillProbability,
    cost: option.cost,
    inputs: option.inputs,
    total: option.total,
    rankCost: ranked,
    reputation: option.reputation,
    orderQty: orderQty as Qty,
    why: reason.why,
    text: reason.text,
  };
}

function refused(bar: Barred): Candidate {
  return {
    mic: bar.spec.mic,
    kind: bar.spec.kind,
    action: bar.action,
    px: bar.px,
    displayQty: bar.displayQty,
    age: bar.age,
    fillProbability: bar.fillProbability,
    orderQty: 0 as Qty,
    why: bar.why,
    text: bar.text,
  };
}

/**
 * Why an option got nothing: what it was ranked by, where that is not its total; else the term that speaks most against it; or that the order was
 * placed before its turn came.
 */
function whyNot(
  option: Option,
  winner: Option | undefined,
  { timeInForce, leavesQty }: RouteRequest,
  ranking: Ranking,
): Pick<Candidate, 'why' | 'text'> {
  if (!winner && timeInForce === 'fok' && (option.displayQty ?? leavesQty) < leavesQty)
    return { why: 'tooSmall', text: 'shows less than the whole' };
  if (!winner) return { why: 'notNeeded', text: 'nothing was sent' };
  if (winner.action === 'take' && option.px !== winner.px) return { why: 'worsePrice', text: 'worse price' };
  const [own, best] = [rankCost(option, ranking), rankCost(winner, ranking)];
  if (own !== undefined || best !== undefined) {
    const behind = (own ?? option.total) - (best ?? winner.total);
    if (behind > 0) return { why: 'dearer', text: `ranked ${centsText(behind, 3, { sign: true })}` };
  }
  if (option.total <= winner.total) return { why: 'notNeeded', text: 'later in this strategy’s order' };
  const [theirs, ours] = [option.cost, winner.cost];
  let worst: CostTerm = 'price';
  let most = theirs.price - ours.price;
  const weigh = (term: CostTerm, more: number) => {
    if (more <= most) return;
    worst = term;
    most = more;
  };
  // By name, in the order of COST_TERMS: a key that varies costs a twentieth of the whole decision.
  weigh('fee', theirs.fee - ours.fee);
  weigh('impact', theirs.impact - ours.impact);
  weigh('adverse', theirs.adverse - ours.adverse);
  weigh('latency', theirs.latency - ours.latency);
  weigh('leak', theirs.leak - ours.leak);
  weigh('miss', theirs.miss - ours.miss);
  weigh('overfill', theirs.overfill - ours.overfill);
  return { why: 'dearer', text: `${worst} ${centsText(most, 3, { sign: true })}` };
}
