import type { OrdType, Side, TimeInForce } from '../../../shared/fix.ts';
import type { Mic, VenueKind, VenueSpec } from '../../../shared/market.ts';
import type { UserStrategy } from '../../../shared/routing.ts';
import type { Level, Option, Ranking, RouteRequest } from './request.ts';

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

/** A ranking of the request's own options, or why there is none. */
export type Asked = { readonly ranking: Ranking; readonly fault?: undefined } | { readonly fault: PolicyFault };

/** Asks the policy once. Its answer comes back as a ranking, or as the first rule that it broke. */
export function askUser(policy: UserPolicy, request: RouteRequest): Asked {
  const reply = policy(question(request));
  return reply.fault ? { fault: reply.fault } : readAnswer(request, reply.answer);
}

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
    venues: Object.fromEntries(
      [...request.takes, ...request.pings, ...request.posts].map(({ spec }) => [spec.mic, policyVenue(spec)]),
    ),
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
    seed: request.chance().below(2 ** 32),
  };
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

function optionID({ action, spec }: Option): string {
  return `${action}:${spec.mic}`;
}

function levelID({ option, px }: Pick<Level, 'option' | 'px'>): string {
  return `${option.spec.mic}@${px}`;
}

/* ------------------------------------------------------------ the answer */

const LISTS = ['pings', 'levels', 'posts'] as const;
const SWITCHES = ['together', 'stepwise', 'everywhere'] as const;
const FIELDS: readonly string[] = [...LISTS, ...SWITCHES, 'sizes', 'why'];
/** Characters of a reason that are kept. */
const MAX_WHY = 120;

/** A rule that an answer broke, on its way to `readAnswer`. */
class BadAnswer extends Error {
  readonly field: string;

  constructor(field: string, text: string) {
    super(text);
    this.field = field;
  }
}

/** An answer of plain data as a ranking of this request, or the first rule that it breaks and the field that breaks it. */
export function readAnswer(request: RouteRequest, answer: unknown): Asked {
  try {
    return { ranking: ranking(request, answer) };
  } catch (error) {
    if (!(error instanceof BadAnswer)) throw error;
    return { fault: { reason: 'answer', field: error.field, text: error.message } };
  }
}

function ranking(request: RouteRequest, answer: unknown): Ranking {
  const given = record('answer', answer);
  const unknown = Object.keys(given).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw new BadAnswer(`answer.${quoted(unknown)}`, `is not a field of an answer: ${FIELDS.join(', ')}`);
  const options = new Map([...request.takes, ...request.pings, ...request.posts].map((option) => [optionID(option), option]));
  const one = <Item>(kind: (typeof LISTS)[number], items: readonly Item[], idOf: (item: Item) => string) =>
    listed(`answer.${kind}`, given[kind], new Map(items.map((item) => [idOf(item), item])));
  const sizes = entries('answer.sizes', given.sizes, options).map(([option, value, field]) => {
    if (!Number.isSafeInteger(value) || (value as number) < 0)
      throw new BadAnswer(field, `must be a whole number of shares, 0 or more, not ${quoted(value)}`);
    return [option, value as number] as const;
  });
  const why = entries('answer.why', given.why, options).map(([option, value, field]) => {
    if (typeof value !== 'string') throw new BadAnswer(field, `must be text, not ${quoted(value)}`);
    return [option, { why: 'notPolicy', text: oneLine(value) }] as const;
  });
  const switches = SWITCHES.flatMap((name) => {
    const value = given[name];
    if (value === undefined) return [];
    if (typeof value !== 'boolean') throw new BadAnswer(`answer.${name}`, `must be true or false, not ${quoted(value)}`);
    return [[name, value] as const];
  });
  return {
    pings: one('pings', request.pings, optionID),
    levels: one('levels', request.levels, levelID),
    posts: one('posts', request.posts, optionID),
    ...(given.sizes !== undefined && { sizes: new Map(sizes) }),
    ...Object.fromEntries(switches),
    ...(given.why !== undefined && { refused: new Map(why) }),
  };
}

/** A list of ids, each of them known and named once; absent is empty. */
function listed<Item>(field: string, value: unknown, known: ReadonlyMap<string, Item>): Item[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new BadAnswer(field, `must be a list of ids, not ${quoted(value)}`);
  const seen = new Set<unknown>();
  return value.map((id: unknown, i) => {
    const item = typeof id === 'string' ? known.get(id) : undefined;
    if (item === undefined) throw new BadAnswer(`${field}.${i}`, `${quoted(id)} is not one of the request's ${field.slice(7)}`);
    if (seen.size === seen.add(id).size) throw new BadAnswer(`${field}.${i}`, `${quoted(id)} is named twice`);
    return item;
  });
}

/** A record by the ids of options; absent is empty. */
function entries(field: string, value: unknown, options: ReadonlyMap<string, Option>): (readonly [Option, unknown, string])[] {
  if (value === undefined) return [];
  return Object.entries(record(field, value)).map(([id, entry]) => {
    const option = options.get(id);
    if (!option) throw new BadAnswer(field, `${quoted(id)} is not the id of an option`);
    return [option, entry, `${field}.${id}`];
  });
}

function record(field: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadAnswer(field, `must be an object, not ${quoted(value)}`);
  return value as Readonly<Record<string, unknown>>;
}

/** A value of the user's, short and on one line. */
function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(oneLine(value, 40)) : String(value);
}

function oneLine(text: string, most = MAX_WHY): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most)} ...`;
}
