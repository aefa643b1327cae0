import type { OrdType, Side, TimeInForce } from '../../../shared/fix.ts';
import type { Mic, VenueKind, VenueSpec } from '../../../shared/market.ts';
import type { UserStrategy } from '../../../shared/routing.ts';
import type { Level, Option, RouteRequest } from './request.ts';

/**
 * A policy that a user has brought, as the engine calls it: a question of plain data and an answer that nobody has looked at. The host
 * runs it where it can reach nothing and must end in time; the same question is always answered alike.
 */
export type UserPolicy = (question: PolicyQuestion) => PolicyReply;
/** By the name that orders give. More may come while a session runs; one that is there stays as it is. */
export type UserPolicies = ReadonlyMap<UserStrategy, UserPolicy>;

export type PolicyReply =
  | { readonly answer: unknown; readonly fault?: undefined }
  | { readonly answer?: undefined; readonly fault: PolicyFault };

/**
 * Why a policy is not asked any more. `slow` is a host's own time limit, which another host might have kept, so it stands in the record as
 * a command (`StopPolicy`); every other reason comes again by itself when the session is run again.
 */
export interface PolicyFault {
  readonly reason: 'threw' | 'answer' | 'budget' | 'memory' | 'stack' | 'crashed' | 'slow' | 'absent';
  /** Of a bad answer: the path of what broke the rule, `answer.levels.2`. */
  readonly field?: string;
  readonly text: string;
}

/** What a policy is asked, field by field as in `RouteRequest` and in the same units; all of it JSON. Documented in docs/policies.md. */
export interface PolicyQuestion {
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly leavesQty: number;
  readonly limitPx: number;
  readonly midPx: number;
  readonly tick: number;
  readonly roundLot: number;
  readonly orderProtection: boolean;
  /** Shares of one ping at most. */
  readonly darkPingQty: number;
  readonly params: RouteRequest['params'];
  readonly protected: RouteRequest['protected'];
  /** Every venue that an option names. */
  readonly venues: Readonly<Record<Mic, PolicyVenue>>;
  readonly takes: readonly PolicyOption[];
  readonly levels: readonly PolicyLevel[];
  readonly pings: readonly PolicyOption[];
  readonly posts: readonly PolicyOption[];
  readonly conditionals: readonly PolicyOption[];
  /** 32 bits of the decision's own stream, which `request.chance()` goes on from. */
  readonly seed: number;
}

/** What the router may know of a venue: fees as charged now, ways as declared. */
export interface PolicyVenue
  extends Pick<
    VenueSpec,
    'name' | 'feeModel' | 'makerFee' | 'takerFee' | 'entryLatency' | 'speedBump' | 'responseLatency' | 'hftPresence'
  > {
  readonly kind: VenueKind;
}

export interface PolicyOption
  extends Pick<
    Option,
    'action' | 'px' | 'displayQty' | 'age' | 'fillProbability' | 'cost' | 'inputs' | 'total' | 'reputation' | 'unseenQty'
  > {
  /** `take:XNAS`: its action and its venue. */
  readonly id: string;
  readonly mic: Mic;
}

export interface PolicyLevel extends Omit<Level, 'option'> {
  /** `XNAS@1000100`: its venue and its price. */
  readonly id: string;
  readonly mic: Mic;
  /** The id of the option that takes it. */
  readonly option: string;
}

/** What a policy is asked of this request. */
export function question(request: RouteRequest): PolicyQuestion {
  const { side, ordType, timeInForce, leavesQty, limitPx, midPx, tick, roundLot, orderProtection, params } = request;
  return {
    side,
    ordType,
    timeInForce,
    leavesQty,
    limitPx,
    midPx,
    tick,
    roundLot,
    orderProtection,
    darkPingQty: request.router.darkPingQty,
    params,
    protected: request.protected,
    venues: Object.fromEntries(optionsOf(request).map(({ spec }) => [spec.mic, policyVenue(spec)])),
    takes: request.takes.map(policyOption),
    levels: request.levels.map(({ option, px, qty, total }) => ({
      id: levelID({ option, px }),
      mic: option.spec.mic,
      option: optionID(option),
      px,
      qty,
      total,
    })),
    pings: request.pings.map(policyOption),
    posts: request.posts.map(policyOption),
    conditionals: request.conditionals.map(policyOption),
    seed: request.chance().below(2 ** 32),
  };
}

/** Everything that an answer may name but levels. */
export function optionsOf({ takes, pings, posts, conditionals }: RouteRequest): readonly Option[] {
  return [...takes, ...pings, ...posts, ...conditionals];
}

function policyVenue(spec: VenueSpec): PolicyVenue {
  const { name, kind, feeModel, makerFee, takerFee, entryLatency, speedBump, responseLatency, hftPresence } = spec;
  return { name, kind, feeModel, makerFee, takerFee, entryLatency, speedBump, responseLatency, hftPresence };
}

function policyOption(option: Option): PolicyOption {
  const { spec, action, px, displayQty, age, fillProbability, cost, inputs, total, reputation, unseenQty } = option;
  return {
    id: optionID(option),
    mic: spec.mic,
    action,
    px,
    ...(displayQty !== undefined && { displayQty }),
    ...(age !== undefined && { age }),
    fillProbability,
    cost,
    inputs,
    total,
    reputation,
    unseenQty,
  };
}

export function optionID({ action, spec }: Option): string {
  return `${action}:${spec.mic}`;
}

export function levelID({ option, px }: Pick<Level, 'option' | 'px'>): string {
  return `${option.spec.mic}@${px}`;
}
