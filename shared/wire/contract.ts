import { fault } from '../config/fault.ts';
import type { EngineEvent } from '../events.ts';
import { CL_ORD_ID, CL_ORD_ID_RULE, MAX_PX, MAX_QTY, MAX_SEED, MAX_SPEED, MIN_SPEED, SYMBOL, SYMBOL_RULE } from '../limits.ts';
import type { SymbolSpec, VenueSpec } from '../market.ts';
import type { OrderRegret } from '../regret.ts';
import { DISPATCHES, type RoutingDecision, STRATEGIES, type StrategyName } from '../routing.ts';
import type { Money, Nanos, Qty } from '../units.ts';
import type { CompareReport } from './compare.ts';
import type { LearningReport } from './learning.ts';
import type { RealismReport } from './realism.ts';
import type { ReviewSession, SessionSummary } from './review.ts';
import type { TextbookReport } from './textbook.ts';
import type { TuneReport } from './tuning.ts';
import { rule, z } from './zod.ts';

/**
 * The one list of what a desk may ask of its host and what the host tells it. Requests are parsed by these schemas at every
 * transport; the reply's type stands beside them. A new request is one line in `requests` and one in `Replies`.
 */
export const PROTOCOL = 1;

const symbol = z.string().regex(SYMBOL, SYMBOL_RULE);
const clOrdID = z.string().regex(CL_ORD_ID, CL_ORD_ID_RULE);
const reason = z.string().trim().min(3, 'must say why in at least 3 characters').max(200);
const seed = z.number().int().min(0).max(MAX_SEED);
const sessionID = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is not a session id');
const orderID = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is not an order id');
/** A list of at least one, none of them twice. */
const each = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .min(1, 'must name at least one')
    .refine((list) => new Set(list).size === list.length, 'names one twice');
/** A strategy of the house, or a policy that a user has brought, by the name it was loaded under. */
const strategy = z.union(
  [z.enum(STRATEGIES), z.templateLiteral(['user:', z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)])],
  rule(`expected one of ${STRATEGIES.join(', ')} or user:NAME`),
);
const orderFields = {
  symbol,
  side: z.enum(['buy', 'sell']),
  orderQty: z.number().int('must be whole shares').min(1, 'must be at least 1 share').max(MAX_QTY),
  ordType: z.enum(['market', 'limit']),
  /** 1/10,000 dollar. */
  price: z.number().int('must be whole 1/10,000 dollars').min(1, 'must be above 0').max(MAX_PX).optional(),
  timeInForce: z.enum(['day', 'ioc', 'fok']),
  strategy,
  dispatch: z.enum(DISPATCHES),
  exDestination: z.string().max(12).optional(),
};

export const requests = {
  /** First call of every client: everything needed to draw the desk as it stands. Also the way back after a resync. */
  hello: z.strictObject({ protocol: z.literal(PROTOCOL) }),
  /** Which symbol this client's frames carry the ladder of. */
  focus: z.strictObject({ symbol }),
  'order.new': z.strictObject({ clOrdID, ...orderFields }),
  'order.cancel': z.strictObject({ clOrdID, origClOrdID: clOrdID }),
  'order.cancelAll': z.strictObject({ clOrdID }),
  /** Expected cost of the order under every strategy, without sending it. */
  'order.preview': z.strictObject(orderFields),
  'clock.set': z.strictObject({
    paused: z.boolean().optional(),
    speed: z.number().min(MIN_SPEED, `must be ${MIN_SPEED} or more`).max(MAX_SPEED, `must be ${MAX_SPEED} or less`).optional(),
  }),
  /** While paused: on to the next engine event. */
  'clock.step': z.strictObject({}),
  'kill.set': z.strictObject({ engaged: z.boolean(), reason }),
  'protection.set': z.strictObject({ on: z.boolean() }),
  /** Lets something go wrong in the running session, until its time is over or it is cleared. */
  'fault.inject': z.strictObject({ faultID: clOrdID, fault }),
  'fault.clear': z.strictObject({ faultID: clOrdID }),
  /** Ends the running session and starts another. */
  'session.start': z.strictObject({
    scenario: z.string().max(40),
    seed,
  }),
  'review.sessions': z.strictObject({}),
  'review.open': z.strictObject({ sessionID }),
  /** The textbook comparison: paired draws over `seeds` seeds from `seed` on; progress is pushed. */
  'compare.textbook': z.strictObject({
    seed,
    seeds: z.number().int().min(2, 'must be 2 or more').max(100_000),
    orderQty: z.number().int().min(1).max(1_000_000),
  }),
  /**
   * Strategies compared on one simulated scenario over `seeds` seeds from `seed` on, the standard order set to each; progress is pushed.
   * Left out: all strategies, arrivals equalised, against `price_time`, at the standard sizes (percent of displayed-depth-minutes),
   * immediate or cancelled, judged after `STANDARD_HORIZON`, order protection as the scenario has it.
   */
  'compare.scenario': z.strictObject({
    scenario: z.string().max(40),
    symbol: symbol.optional(),
    seed,
    seeds: z.number().int().min(2, 'must be 2 or more').max(1000, 'must be 1000 or fewer'),
    strategies: each(strategy).optional(),
    dispatches: each(z.enum(DISPATCHES)).optional(),
    against: z.enum(STRATEGIES).optional(),
    percents: each(z.number().min(0.001, 'must be 0.001 or more').max(100, 'must be 100 or less')).max(8).optional(),
    horizonSeconds: z.number().min(1, 'must be 1 or more').max(300, 'must be 300 or less').optional(),
    timeInForce: z.enum(['day', 'ioc']).optional(),
    orderProtection: z.boolean().optional(),
  }),
  /** Gives the rest of the running scenario comparison up: whoever asked for it gets what is finished, as partial. */
  'compare.stop': z.strictObject({}),
  /**
   * Searches for cheaper numbers of the cost model on one simulated scenario, over `seeds` seeds from `seed` on, and as many fresh ones to
   * confirm what it found; progress and the search so far are pushed. Left out: `smart`, in parallel, over all parameters. The host keeps
   * what the last search has worked out: asked again of the same scenario, symbol, strategy and dispatch it goes on from there, and ends
   * with the same report as in one go.
   */
  'tune.run': z.strictObject({
    scenario: z.string().max(40),
    symbol: symbol.optional(),
    strategy: z.enum(STRATEGIES).optional(),
    dispatch: z.enum(DISPATCHES).optional(),
    seed,
    seeds: z.number().int().min(2, 'must be 2 or more').max(1000, 'must be 1000 or fewer'),
    /** By name, as `tuning.leakTicks`. */
    parameters: each(z.string().max(40)).optional(),
    /** Settings that may be tried. */
    budget: z.number().int().min(1, 'must be 1 or more').max(10_000, 'must be 10000 or less'),
  }),
  /** Gives the running search up: whoever asked for it is refused. `tune.run` then goes on. */
  'tune.stop': z.strictObject({}),
  /** How good the forecasts of the running session have been; also pushed by itself as it changes. */
  learning: z.strictObject({}),
  /** How far a done order of the running session was from the best; also pushed by itself when it is known. */
  'order.regret': z.strictObject({ orderID }),
  /** The same of an order of the record: as kept, or worked out by running its session again. */
  'review.regret': z.strictObject({ sessionID, orderID }),
  /** "Is this market realistic?": `seeds` runs from `seed` on of so many minutes from the open; progress is pushed. */
  'calibrate.run': z.strictObject({
    scenario: z.string().max(40),
    seed,
    seeds: z.number().int().min(1, 'must be 1 or more').max(100, 'must be 100 or fewer'),
    minutes: z.number().min(0.1, 'must be 0.1 or more').max(1440, 'must be 1440 or less'),
  }),
  /** Gives the running calibration up: whoever asked for it is refused. */
  'calibrate.stop': z.strictObject({}),
} as const;

export type RequestName = keyof typeof requests;
export type Params<Name extends RequestName> = z.input<(typeof requests)[Name]>;
export type Parsed<Name extends RequestName> = z.output<(typeof requests)[Name]>;

export interface ClockState {
  readonly now: Nanos;
  readonly paused: boolean;
  readonly speed: number;
  /** The session has reached its close or the end of its tape. */
  readonly ended: boolean;
}

export interface KillState {
  readonly engaged: boolean;
  readonly reason: string;
  readonly since?: Nanos;
}

export interface SessionInfo {
  readonly sessionID: string;
  readonly name: string;
  readonly title: string;
  readonly date: string;
  readonly market: 'simulation' | 'tape';
  readonly seed: number;
  readonly engineVersion: string;
  readonly openAt: Nanos;
  readonly closeAt: Nanos;
  readonly symbols: readonly SymbolSpec[];
  readonly venues: readonly VenueSpec[];
  readonly orderProtection: boolean;
  readonly collarBps: number;
  readonly maxOrderQty: Qty;
  readonly maxNotional: Money;
  readonly illustrative: readonly string[];
  /** Folder of a tape, on the machine that ran it. */
  readonly source?: string;
}

export interface Choice {
  readonly scenario: string;
  readonly title: string;
  readonly market: 'simulation' | 'tape';
}

/** Rolling facts of one venue in this session (domain 6, venue scorecard). Absent: nothing seen yet. */
export interface VenueScore {
  readonly mic: string;
  readonly orders: number;
  readonly rejects: number;
  readonly sentQty: Qty;
  /** Of those, still out: neither filled nor given back. */
  readonly leavesQty: Qty;
  readonly filledQty: Qty;
  readonly fees: Money;
  /** Nanoseconds from sending to the last word. */
  readonly rttP50?: Nanos;
  readonly rttP99?: Nanos;
  readonly quoteAge?: Nanos;
  /** Share-weighted, positive = price moved our way, with half the width of its 95 % interval. */
  readonly markoutBps?: number;
  readonly markoutHalfWidth?: number;
  readonly markouts: number;
  /** Share-weighted effective over quoted spread. */
  readonly effectiveOverQuoted?: number;
  /** Shares shown at send that were gone on arrival, 0 to 1. */
  readonly fade?: number;
  /** 0 to 100 (domain 5.9). */
  readonly reputation?: number;
  /** Chance that a share sent there fills, as learned (domain 5.10), with half the width of its 95 % interval; 0 to 1. */
  readonly fillProbability?: number;
  readonly fillHalfWidth?: number;
  /** Router to venue, speed bump included, as learned from what our own orders took. */
  readonly oneWay?: Nanos;
}

/** A decision as a desk has it: with what making it took on the host's computer, ns, where that was measured. That is no part of the digest. */
export type TimedDecision = RoutingDecision & { readonly routerTime?: number };

export interface DeskSnapshot {
  readonly protocol: typeof PROTOCOL;
  readonly session: SessionInfo;
  readonly clock: ClockState;
  readonly kill: KillState;
  readonly focus: string;
  /** Every order event of this session so far, oldest first (at most the newest 5,000). */
  readonly events: readonly EngineEvent[];
  readonly scores: readonly VenueScore[];
  /** What `session.start` can open here. */
  readonly choices: readonly Choice[];
  /** What an order may be routed by here, policies of users among them; absent: the house's strategies. */
  readonly strategies?: readonly StrategyName[];
}

/** The answer to a command: what the engine said at once. It is sent only after its rows are committed. */
export interface CommandReply {
  readonly accepted: boolean;
  readonly orderID?: string;
  readonly field?: string;
  readonly text?: string;
}

export interface PreviewRow {
  readonly strategy: StrategyName;
  /** Expected all-in cost of the whole order in bps of the midpoint, with its 90 % interval; absent when nothing could be sent now. */
  readonly bps?: number;
  readonly low?: number;
  readonly high?: number;
  /** Expected all-in cost, micro-dollars. */
  readonly cost?: Money;
  /** Shares that the first round would send; the others are charged as swept afterwards. */
  readonly sends: Qty;
}

export interface Preview {
  readonly rows: readonly PreviewRow[];
  readonly checks: readonly { readonly name: string; readonly state: 'good' | 'warn' | 'bad'; readonly text: string }[];
}

export interface Replies {
  hello: DeskSnapshot;
  focus: { readonly symbol: string };
  'order.new': CommandReply;
  'order.cancel': CommandReply;
  'order.cancelAll': CommandReply;
  'order.preview': Preview;
  'clock.set': ClockState;
  'clock.step': ClockState;
  'kill.set': KillState;
  'protection.set': { readonly on: boolean };
  'fault.inject': CommandReply;
  'fault.clear': CommandReply;
  'session.start': { readonly sessionID: string };
  'review.sessions': readonly SessionSummary[];
  'review.open': ReviewSession;
  'compare.textbook': TextbookReport;
  'compare.scenario': CompareReport;
  'compare.stop': { readonly stopped: boolean };
  'tune.run': TuneReport;
  'tune.stop': { readonly stopped: boolean };
  learning: LearningReport;
  'order.regret': OrderRegret;
  'review.regret': OrderRegret;
  'calibrate.run': RealismReport;
  'calibrate.stop': { readonly stopped: boolean };
}

export interface Progress {
  readonly task: RequestName;
  readonly done: number;
  readonly total: number;
  readonly text: string;
}

export interface Pushes {
  /** One packed picture of the hot state, newest only; see `frame.ts`. */
  frame: ArrayBuffer;
  /** Order events in engine order, committed before they are sent, never dropped. */
  events: readonly EngineEvent[];
  scores: readonly VenueScore[];
  learning: LearningReport;
  clock: ClockState;
  kill: KillState;
  protection: { readonly on: boolean };
  progress: Progress;
  /** A running search for cheaper numbers has tried another round of settings. */
  tuning: TuneReport;
  /** An order of the running session has been judged. */
  regret: OrderRegret;
  /** What has become of a file that the host watches, which no session's events tell of. */
  notice: { readonly good: boolean; readonly text: string };
  /** The client fell behind or the session was replaced: call `hello` again. */
  resync: { readonly reason: string };
}
export type PushName = keyof Pushes;

/** What a refused request carries: which field broke which rule. */
export interface WireError {
  readonly code: 'badRequest' | 'unknownRequest' | 'forbidden' | 'notFound' | 'busy' | 'internal';
  readonly field?: string;
  readonly text: string;
}

/** A transport is only this. */
export interface Transport {
  invoke<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Replies[Name]>;
  /** Returns the way to stop listening. */
  subscribe<Name extends PushName>(name: Name, listener: (push: Pushes[Name]) => void): () => void;
}
