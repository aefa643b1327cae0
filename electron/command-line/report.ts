import type { EngineEvent, ExecutionReport, Markout } from '../../shared/events.ts';
import { ExecType, isTerminal } from '../../shared/fix.ts';
import type { OrderRegret } from '../../shared/regret.ts';
import { type OrderTca, orderTca } from '../../shared/tca/order-tca.ts';
import type { TradeThrough } from '../../shared/trade-through.ts';
import { MONEY_PER_DOLLAR, PX_PER_DOLLAR, SECOND } from '../../shared/units.ts';
import type { VenueScore } from '../../shared/wire/contract.ts';
import type { LearningReport } from '../../shared/wire/learning.ts';
import type { ReviewSession } from '../../shared/wire/review.ts';
import type { HeadlessResult } from '../host/headless.ts';

/**
 * What `run` and `replay` print as JSON. Names are part of the product (README): prices and money here are dollars, costs bps (positive
 * is bad), times nanoseconds since midnight; a value that does not exist is left out.
 */
export interface RunReport {
  readonly sessionID: string;
  readonly name: string;
  readonly title: string;
  readonly market: 'simulation' | 'tape';
  readonly seed: number;
  readonly engineVersion: string;
  readonly digest: string;
  readonly from: number;
  readonly to: number;
  readonly engineEvents: number;
  readonly commands: { readonly given: number; readonly applied: number };
  readonly totals: {
    readonly accepted: number;
    readonly rejected: number;
    readonly filled: number;
    readonly partlyFilled: number;
    readonly unfilled: number;
    readonly orderedQty: number;
    readonly filledQty: number;
    readonly fills: number;
    readonly decisions: number;
    readonly notional: number;
    readonly fees: number;
    /** Of all orders together, against arrival, fees and the unfilled part included. */
    readonly costBps?: number;
  };
  readonly orders: readonly OrderReport[];
  readonly rejects: readonly {
    readonly clOrdID: string;
    readonly field?: string;
    readonly ordRejReason?: number;
    readonly text?: string;
  }[];
  readonly cancelRejects: readonly { readonly clOrdID: string; readonly origClOrdID: string; readonly text: string }[];
  readonly venues: readonly VenueReport[];
  /** How good its forecasts were. */
  readonly learning: LearningReport;
}

/** A venue's score with its fees in dollars. */
export type VenueReport = Omit<VenueScore, 'fees'> & { readonly fees: number };

export interface OrderReport {
  readonly orderID: string;
  readonly clOrdID: string;
  readonly symbol: string;
  readonly side: string;
  readonly ordType: string;
  readonly timeInForce: string;
  readonly strategy?: string;
  readonly dispatch?: string;
  readonly orderQty: number;
  readonly price?: number;
  readonly ordStatus: string;
  readonly cumQty: number;
  readonly avgPx?: number;
  readonly fees: number;
  readonly arrivalPx?: number;
  readonly slippage: { readonly arrivalBps?: number; readonly vwapBps?: number; readonly midBps?: number };
  readonly costs?: Readonly<Record<string, { readonly cost: number; readonly bps?: number }>>;
  readonly effectiveOverQuoted?: number;
  readonly venues: readonly { readonly mic: string; readonly qty: number; readonly share: number; readonly fills: number }[];
  readonly markouts: readonly { readonly seconds: number; readonly bps?: number }[];
  readonly fills: readonly FillReport[];
  /** With `--oracle`: how far it was from the best. */
  readonly regret?: RegretReport;
  readonly text?: string;
}

/** An OrderRegret in dollars and seconds; what stands in its order already is left out. */
export interface RegretReport {
  readonly horizon: number;
  readonly cost: number;
  readonly bps: number;
  readonly oracles: readonly {
    readonly oracle: string;
    readonly cost: number;
    readonly bps: number;
    readonly regretBps: number;
    readonly score: number;
    readonly strategy?: string;
    readonly picks: readonly {
      readonly mic: string;
      readonly px: number;
      readonly qty: number;
      readonly unitCost: number;
      readonly hidden: boolean;
    }[];
  }[];
  readonly strategies: readonly { readonly strategy: string; readonly bps: number }[];
  readonly leakBps?: number;
}

export interface FillReport {
  readonly at: number;
  readonly transactTime: number;
  readonly execID: string;
  readonly lastMkt: string;
  readonly lastQty: number;
  readonly lastPx: number;
  readonly fee: number;
  readonly lastLiquidityInd: number;
  readonly tradeThrough: TradeThrough;
  readonly decisionID: string;
}

export function runReport(result: HeadlessResult, review: ReviewSession, given: number): RunReport {
  const { summary, events, scores, regrets } = review;
  const reports = events.filter((event): event is ExecutionReport => event.type === 'ExecutionReport');
  const markouts = events.filter((event): event is Markout => event.type === 'Markout');
  const accepted = groupByParent(reports);
  const orders = [...accepted.values()].map((own) => orderReport(own, markouts, regrets));
  const sum = (pick: (order: OrderReport) => number) => orders.reduce((total, order) => total + pick(order), 0);
  const base = sum((order) => (order.arrivalPx ?? 0) * order.orderQty);
  const cost = sum((order) => order.costs?.total?.cost ?? 0);
  const rejects = reports.filter((report) => report.execType === ExecType.rejected && report.parentID === undefined);
  return {
    sessionID: result.sessionID,
    name: summary.name,
    title: summary.title,
    market: summary.market,
    seed: summary.seed,
    engineVersion: summary.engineVersion,
    digest: result.digest,
    from: result.from,
    to: result.to,
    engineEvents: result.engineEvents,
    commands: { given, applied: result.applied },
    totals: {
      accepted: orders.length,
      rejected: rejects.length,
      filled: orders.filter((order) => order.cumQty === order.orderQty).length,
      partlyFilled: orders.filter((order) => order.cumQty > 0 && order.cumQty < order.orderQty).length,
      unfilled: orders.filter((order) => order.cumQty === 0).length,
      orderedQty: sum((order) => order.orderQty),
      filledQty: sum((order) => order.cumQty),
      fills: sum((order) => order.fills.length),
      decisions: events.filter((event) => event.type === 'RoutingDecision').length,
      notional: sum((order) => (order.avgPx ?? 0) * order.cumQty),
      fees: sum((order) => order.fees),
      ...(base > 0 && { costBps: (cost / base) * 1e4 }),
    },
    orders,
    rejects: rejects.map(({ clOrdID, field, ordRejReason, text }) => ({ clOrdID, field, ordRejReason, text })),
    cancelRejects: events.flatMap((event: EngineEvent) =>
      event.type === 'OrderCancelReject' ? [{ clOrdID: event.clOrdID, origClOrdID: event.origClOrdID, text: event.text }] : [],
    ),
    venues: scores.map((score) => ({ ...score, fees: dollars(score.fees) })),
    learning: result.learning,
  };
}

function groupByParent(reports: readonly ExecutionReport[]): Map<string, ExecutionReport[]> {
  const groups = new Map<string, ExecutionReport[]>();
  for (const report of reports) {
    if (report.parentID !== undefined || report.execType === ExecType.rejected) continue;
    const own = groups.get(report.orderID);
    if (own) own.push(report);
    else groups.set(report.orderID, [report]);
  }
  return groups;
}

function orderReport(own: readonly ExecutionReport[], markouts: readonly Markout[], regrets: readonly OrderRegret[]): OrderReport {
  const tca = orderTca(own, markouts)!;
  const regret = regrets.find(({ orderID }) => orderID === tca.orderID);
  const last = own.at(-1)!;
  const { clOrdID, symbol, ordType, timeInForce, strategy, dispatch, price } = own[0]!;
  return {
    orderID: tca.orderID,
    clOrdID,
    symbol,
    side: tca.side,
    ordType,
    timeInForce,
    strategy,
    dispatch,
    orderQty: tca.orderQty,
    ...(price !== undefined && { price: price / PX_PER_DOLLAR }),
    ordStatus: tca.ordStatus,
    cumQty: tca.cumQty,
    ...(tca.avgPx !== undefined && { avgPx: tca.avgPx / PX_PER_DOLLAR }),
    fees: dollars(last.cumFee),
    ...(tca.arrivalPx !== undefined && { arrivalPx: tca.arrivalPx / PX_PER_DOLLAR }),
    slippage: { arrivalBps: tca.arrivalBps, vwapBps: tca.vwapBps, midBps: tca.midBps },
    ...(tca.costs && { costs: costs(tca.costs) }),
    effectiveOverQuoted: tca.effectiveOverQuoted,
    venues: tca.venues.map(({ mic, qty, share, fills }) => ({ mic, qty, share, fills })),
    markouts: tca.markouts.map(({ tau, bps }) => ({ seconds: tau / SECOND, bps })),
    fills: own.flatMap((report) =>
      report.execType === ExecType.trade
        ? [
            {
              at: report.at,
              transactTime: report.transactTime!,
              execID: report.execID,
              lastMkt: report.lastMkt!,
              lastQty: report.lastQty!,
              lastPx: report.lastPx! / PX_PER_DOLLAR,
              fee: dollars(report.fee!),
              lastLiquidityInd: report.lastLiquidityInd!,
              tradeThrough: report.tradeThrough!,
              decisionID: report.decisionID!,
            },
          ]
        : [],
    ),
    ...(regret && { regret: regretReport(regret) }),
    ...(isTerminal(tca.ordStatus) && last.text !== undefined && { text: last.text }),
  };
}

function regretReport({ horizon, cost, bps, oracles, strategies, leakBps }: OrderRegret): RegretReport {
  return {
    horizon: horizon / SECOND,
    cost: dollars(cost),
    bps,
    oracles: oracles.map(({ picks, ...oracle }) => ({
      ...oracle,
      cost: dollars(oracle.cost),
      picks: picks.map((pick) => ({ ...pick, px: pick.px / PX_PER_DOLLAR, unitCost: dollars(pick.unitCost) })),
    })),
    strategies,
    ...(leakBps !== undefined && { leakBps }),
  };
}

function costs(parts: NonNullable<OrderTca['costs']>): NonNullable<OrderReport['costs']> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => (part ? [[name, { cost: dollars(part.cost), bps: part.bps }]] : [])),
  );
}

function dollars(money: number): number {
  return money / MONEY_PER_DOLLAR;
}
