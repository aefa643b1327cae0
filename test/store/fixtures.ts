import fc from 'fast-check';
import type { SessionFacts } from '../../electron/store/recorder.ts';
import { marketKind, type SessionConfig, sessionConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent, ExecutionReport } from '../../shared/events.ts';
import { CxlRejReason, ExecType, LastLiquidityInd, OrdRejReason, OrdStatus } from '../../shared/fix.ts';
import { DISPATCHES, ROUTE_ACTIONS, STRATEGIES } from '../../shared/routing.ts';
import type { VenueScore } from '../../shared/wire/contract.ts';

const venue = {
  name: 'Nasdaq',
  letter: 'Q',
  kind: 'lit',
  feeModel: 'makerTaker',
  makerFee: -2000,
  takerFee: 3000,
  entryLatency: 50_000,
  speedBump: 0,
  responseLatency: 50_000,
  feedLatency: 60_000,
  sipLatency: 400_000,
  hftPresence: 0.5,
  flowShare: 1,
};

export const CONFIG: SessionConfig = sessionConfig.parse({
  version: 1,
  name: 'small',
  title: 'A small day',
  date: '2026-11-20',
  seed: 7,
  market: 'tape',
  tapeDigest: '0'.repeat(64),
  tapeTitle: 'two rows',
  openAt: 34_200_000_000_000,
  closeAt: 57_600_000_000_000,
  symbols: [
    { symbol: 'AAPL', name: 'Apple', tick: 100, roundLot: 100, openPx: 500_000, volatility: 1 },
    { symbol: 'SPY', name: 'SPDR S&P 500', tick: 100, roundLot: 100, openPx: 2_500_000, volatility: 1 },
  ],
  venues: [
    { ...venue, mic: 'XNAS' },
    { ...venue, mic: 'XNYS', name: 'NYSE', letter: 'N' },
  ],
  regime: { orderProtection: true, accessFeeCap: 3000 },
  router: {
    processing: 5_000,
    collarBps: 100,
    maxIdleRounds: 3,
    childTimeout: 1_000_000_000,
    darkPingQty: 1000,
    darkFillPrior: 0.3,
    adverseTicks: 1,
  },
  risk: { maxOrderQty: 1_000_000, maxNotional: 1_000_000_000_000_000, priceBandBps: 500 },
  sip: { processing: 20_000, toRouter: 300_000 },
  illustrative: [],
});

export function facts(sessionID: string, startedAt = '2026-11-20T14:30:00.000Z'): SessionFacts {
  const { name, title, date, seed, openAt, closeAt, symbols, venues, regime, router, risk, illustrative } = CONFIG;
  return {
    sessionID,
    config: CONFIG,
    engineVersion: '1.2.3',
    startedAt,
    info: {
      sessionID,
      name,
      title,
      date,
      market: marketKind(CONFIG),
      seed,
      engineVersion: '1.2.3',
      openAt,
      closeAt,
      symbols,
      venues,
      orderProtection: regime.orderProtection,
      collarBps: router.collarBps,
      maxOrderQty: risk.maxOrderQty,
      maxNotional: risk.maxNotional as SessionFacts['info']['maxNotional'],
      illustrative,
    },
  };
}

/* ------------------------------------------------------------------ any event that the contract allows */

const OPEN = CONFIG.openAt;
const at = fc.integer({ min: OPEN, max: CONFIG.closeAt });
const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const text = fc.string({ unit: 'binary', maxLength: 40 });
const qty = fc.integer({ min: 0, max: 1_000_000_000 });
const px = fc.integer({ min: 1, max: 100_000_000 });
const money = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const mic = fc.constantFrom('XNAS', 'XNYS');
const symbol = fc.constantFrom('AAPL', 'SPY');
const side = fc.constantFrom('buy', 'sell');
const action = fc.constantFrom(...ROUTE_ACTIONS);
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const oneOf = (words: Readonly<Record<string, string | number>>) => fc.constantFrom(...Object.values(words));

/** A plain object that has all of the first and any of the second. */
function record(required: Record<string, fc.Arbitrary<unknown>>, optional: Record<string, fc.Arbitrary<unknown>> = {}) {
  return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required), noNullPrototype: true });
}

const execution = record(
  {
    type: fc.constant('ExecutionReport'),
    at,
    execID: id,
    execType: oneOf(ExecType),
    ordStatus: oneOf(OrdStatus),
    orderID: id,
    clOrdID: id,
    symbol,
    side,
    ordType: fc.constantFrom('market', 'limit'),
    timeInForce: fc.constantFrom('day', 'ioc', 'fok'),
    orderQty: qty,
    cumQty: qty,
    leavesQty: qty,
    cumNotional: money,
    cumFee: money,
  },
  {
    parentID: id,
    decisionID: id,
    price: px,
    strategy: fc.constantFrom(...STRATEGIES),
    dispatch: fc.constantFrom(...DISPATCHES),
    exDestination: mic,
    action,
    iso: fc.boolean(),
    lastQty: qty,
    lastPx: px,
    lastMkt: mic,
    lastLiquidityInd: oneOf(LastLiquidityInd),
    fee: money,
    transactTime: at,
    tradeThrough: fc.constantFrom('none', 'exempt(selfHelp)', 'exempt(crossed)', 'exempt(iso)', 'exempt(flicker)', 'violation'),
    midPx: px,
    bidPx: px,
    askPx: px,
    marketQty: qty,
    marketNotional: money,
    ordRejReason: oneOf(OrdRejReason),
    field: text,
    text,
  },
);

const nbbo = record(
  { bidMics: fc.array(mic), askMics: fc.array(mic) },
  { bidPx: px, bidQty: qty, askPx: px, askQty: qty, bidAge: at, askAge: at },
);

const candidate = record(
  {
    mic,
    kind: fc.constantFrom('lit', 'dark'),
    action,
    fillProbability: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    orderQty: qty,
    why: fc.constantFrom('chosen', 'dearer', 'notNeeded'),
    text,
  },
  {
    rank: fc.integer({ min: 1, max: 30 }),
    px,
    displayQty: qty,
    age: at,
    cost: record({ price: real, fee: money, adverse: real, latency: real, miss: real }),
    total: real,
  },
);

const decision = record(
  {
    type: fc.constant('RoutingDecision'),
    at,
    decisionID: id,
    orderID: id,
    round: fc.integer({ min: 1, max: 100 }),
    symbol,
    side,
    strategy: fc.constantFrom(...STRATEGIES),
    dispatch: fc.constantFrom(...DISPATCHES),
    leavesQty: qty,
    limitPx: px,
    direct: nbbo,
    sip: nbbo,
    candidates: fc.array(candidate, { maxLength: 4 }),
    legs: fc.array(record({ orderID: id, mic, action, px, orderQty: qty, iso: fc.boolean() }), { maxLength: 3 }),
    processing: at,
  },
  { midPx: px, winner: mic, second: mic, margin: real },
);

const others = fc.oneof(
  record({
    type: fc.constant('OrderCancelReject'),
    at,
    clOrdID: id,
    origClOrdID: id,
    cxlRejReason: oneOf(CxlRejReason),
    text,
  }),
  record({ type: fc.constant('Markout'), at, execID: id, tau: at }, { midPx: px }),
  record({ type: fc.constant('ProtocolError'), at, orderID: id, ordStatus: oneOf(OrdStatus), execType: id, text }),
  record({ type: fc.constant('Notice'), at, code: fc.constantFrom('kill', 'orderProtection', 'open', 'close'), text }),
);

/* fast-check knows no brands: these are the contract's types in all but that. */
export const anyExecution = execution as unknown as fc.Arbitrary<ExecutionReport>;
export const anyEvent = fc.oneof(
  { weight: 4, arbitrary: execution },
  { weight: 1, arbitrary: decision },
  { weight: 2, arbitrary: others },
) as unknown as fc.Arbitrary<EngineEvent>;

export const anyCommand = fc.oneof(
  record(
    {
      type: fc.constant('NewOrderSingle'),
      at,
      clOrdID: id,
      symbol,
      side,
      orderQty: qty,
      ordType: fc.constant('limit'),
      timeInForce: fc.constant('day'),
      strategy: fc.constantFrom(...STRATEGIES),
      dispatch: fc.constantFrom(...DISPATCHES),
    },
    { price: px, exDestination: mic },
  ),
  record({ type: fc.constant('OrderCancelRequest'), at, clOrdID: id, origClOrdID: id }),
  record({ type: fc.constant('KillSwitch'), at, engaged: fc.boolean(), reason: text }),
  record({ type: fc.constant('SetOrderProtection'), at, on: fc.boolean() }),
) as unknown as fc.Arbitrary<Command>;

export const anyScore = record(
  { orders: qty, rejects: qty, sentQty: qty, leavesQty: qty, filledQty: qty, fees: money, markouts: qty },
  {
    rttP50: real,
    rttP99: real,
    quoteAge: real,
    markoutBps: real,
    markoutHalfWidth: real,
    effectiveOverQuoted: real,
    fade: real,
  },
) as unknown as fc.Arbitrary<Omit<VenueScore, 'mic'>>;
