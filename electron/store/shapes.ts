import { fault } from '../../shared/config/fault.ts';
import type { Command, EngineEvent, ExecutionReport, Markout } from '../../shared/events.ts';
import { ExecType, LastLiquidityInd, OrdRejReason, OrdStatus } from '../../shared/fix.ts';
import { isStrategyName, USER_STRATEGY } from '../../shared/policy.ts';
import { ORACLES, type OrderRegret } from '../../shared/regret.ts';
import { DISPATCHES, ROUTE_ACTIONS, type RoutingDecision } from '../../shared/routing.ts';
import { EXEMPTIONS } from '../../shared/trade-through.ts';
import { DAY } from '../../shared/units.ts';
import type { SessionInfo } from '../../shared/wire/contract.ts';
import { z } from '../../shared/wire/zod.ts';

/**
 * What a row of the record must look like for a program to go on with it. The record is a file that anyone may edit: a value that no
 * engine can have said is damage and is named as such, one that it might have said is for `fairway verify` to find out.
 */

const at = z.number().int().min(0).max(DAY);
const text = z.string();
const object = z.looseObject({});
const strategy = z.custom(isStrategyName, 'is not a strategy');

const command = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('NewOrderSingle'),
    at,
    clOrdID: text,
    symbol: text,
    side: z.enum(['buy', 'sell']),
    orderQty: z.number().int(),
    ordType: z.enum(['market', 'limit']),
    price: z.number().int().optional(),
    timeInForce: z.enum(['day', 'ioc', 'fok']),
    strategy,
    dispatch: z.enum(DISPATCHES),
    exDestination: text.optional(),
  }),
  z.strictObject({ type: z.literal('OrderCancelRequest'), at, clOrdID: text, origClOrdID: text }),
  z.strictObject({ type: z.literal('OrderMassCancelRequest'), at, clOrdID: text }),
  z.strictObject({ type: z.literal('KillSwitch'), at, engaged: z.boolean(), reason: text }),
  z.strictObject({ type: z.literal('SetOrderProtection'), at, on: z.boolean() }),
  z.strictObject({ type: z.literal('InjectFault'), at, faultID: text, fault }),
  z.strictObject({ type: z.literal('ClearFault'), at, faultID: text }),
  z.strictObject({
    type: z.literal('StopPolicy'),
    at,
    strategy: text.regex(USER_STRATEGY, 'is no name of a policy'),
    question: z.number().int().min(1),
    text,
  }),
]);

const decision = z.looseObject({
  type: z.literal('RoutingDecision'),
  at,
  decisionID: text,
  orderID: text,
  round: z.number(),
  symbol: text,
  side: z.enum(['buy', 'sell']),
  strategy,
  dispatch: z.enum(DISPATCHES),
  leavesQty: z.number(),
  limitPx: z.number(),
  direct: z.looseObject({ bidMics: z.array(text), askMics: z.array(text) }),
  sip: z.looseObject({ bidMics: z.array(text), askMics: z.array(text) }),
  candidates: z.array(z.looseObject({ mic: text, why: text, text })),
  legs: z.array(z.looseObject({ orderID: text, mic: text })),
});

const other = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('OrderCancelReject'), at, clOrdID: text, origClOrdID: text, text }),
  z.looseObject({ type: z.literal('ProtocolError'), at, orderID: text, text }),
  z.looseObject({ type: z.literal('Notice'), at, code: text, text }),
  z.looseObject({ type: z.literal('FaultReport'), at, faultID: text, state: text, text }),
  z.looseObject({ type: z.literal('TradingStatus'), at, symbol: text, state: text, text }),
  z.looseObject({ type: z.literal('VenueStatus'), at, mic: text, selfHelp: z.boolean(), text }),
  z.looseObject({ type: z.literal('FeedStatus'), at, mic: text, path: text, state: text, missed: z.number(), text }),
]);

const info = z.looseObject({
  sessionID: text,
  name: text,
  title: text,
  date: text,
  market: z.enum(['simulation', 'tape']),
  seed: z.number(),
  engineVersion: text,
  openAt: at,
  closeAt: at,
  symbols: z.array(z.looseObject({ symbol: text })).min(1),
  venues: z.array(z.looseObject({ mic: text })).min(1),
  orderProtection: z.boolean(),
  illustrative: z.array(text),
  source: text.optional(),
});

const oracle = z.looseObject({
  oracle: z.enum(ORACLES),
  cost: z.number(),
  regretBps: z.number(),
  score: z.number(),
  picks: z.array(object),
});

const regret = z.looseObject({
  orderID: text,
  symbol: text,
  side: z.enum(['buy', 'sell']),
  strategy: text,
  orderQty: z.number(),
  filledQty: z.number(),
  arrivalPx: z.number(),
  horizon: z.number(),
  cost: z.number(),
  bps: z.number(),
  oracles: z.array(oracle),
  strategies: z.array(z.looseObject({ strategy: text, bps: z.number() })),
});

const JSON_SHAPES = { command, decision, event: other, info, config: object, regret } as const;

interface JsonValues {
  readonly command: Command;
  readonly decision: RoutingDecision;
  readonly event: EngineEvent;
  readonly info: SessionInfo;
  readonly config: Readonly<Record<string, unknown>>;
  readonly regret: OrderRegret;
}
type JsonColumn = keyof JsonValues;

/** Reads a JSON column. `fault` is called with what is wrong with it, in a few words, and throws. */
export function readJson<Column extends JsonColumn>(
  column: Column,
  json: string,
  fault: (why: string) => never,
): JsonValues[Column] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return fault(`${column} is not JSON`);
  }
  const result = JSON_SHAPES[column].safeParse(value);
  // As it was written, not as zod copies it.
  if (result.success) return value as JsonValues[Column];
  const { path, message } = result.error.issues[0]!;
  return fault(`${[column, ...path].join('.')}: ${message}`);
}

const words = (list: readonly (string | number)[]): ReadonlySet<unknown> => new Set(list);
const WORDS = {
  execType: words(Object.values(ExecType)),
  ordStatus: words(Object.values(OrdStatus)),
  side: words(['buy', 'sell']),
  ordType: words(['market', 'limit']),
  timeInForce: words(['day', 'ioc', 'fok']),
  dispatch: words(DISPATCHES),
  action: words(ROUTE_ACTIONS),
  lastLiquidityInd: words(Object.values(LastLiquidityInd)),
  tradeThrough: words(['none', ...EXEMPTIONS.map((reason) => `exempt(${reason})`), 'violation']),
  ordRejReason: words(Object.values(OrdRejReason)),
} as const satisfies Partial<Record<keyof ExecutionReport, ReadonlySet<unknown>>>;

const LIMITS: readonly (readonly [keyof ExecutionReport, number, number])[] = [
  ['at', 0, DAY],
  ['transactTime', 0, DAY],
  ...(['cumQty', 'leavesQty', 'lastQty', 'marketQty'] as const).map((field) => [field, 0, Number.MAX_SAFE_INTEGER] as const),
  ...(['lastPx', 'midPx', 'bidPx', 'askPx'] as const).map((field) => [field, 1, Number.MAX_SAFE_INTEGER] as const),
  ...(['orderQty', 'price', 'cumNotional', 'cumFee', 'fee', 'marketNotional'] as const).map(
    (field) => [field, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const,
  ),
];

/** What no ExecutionReport can say, in a few words; undefined when there is nothing. Field by field by hand: a long day has a million. */
export function executionFault(report: ExecutionReport): string | undefined {
  for (const field of Object.keys(WORDS) as (keyof typeof WORDS)[]) {
    const word = report[field];
    if (word !== undefined && !WORDS[field].has(word)) return `${field} is ${JSON.stringify(word)}`;
  }
  if (report.strategy !== undefined && !isStrategyName(report.strategy)) return `strategy is ${JSON.stringify(report.strategy)}`;
  for (const [field, min, max] of LIMITS) {
    const value = report[field];
    if (value !== undefined && !(Number(value) >= min && Number(value) <= max)) return `${field} is ${value}`;
  }
  // A refused order is recorded as it was asked for.
  if (report.ordStatus !== OrdStatus.rejected && report.orderQty < 0) return `orderQty is ${report.orderQty}`;
  return undefined;
}

export function markoutFault({ at: time, tau, midPx }: Markout): string | undefined {
  if (!(time >= 0 && time <= DAY)) return `at is ${time}`;
  if (!(tau >= 0 && tau <= DAY)) return `tau is ${tau}`;
  return midPx !== undefined && midPx < 1 ? `midPx is ${midPx}` : undefined;
}
