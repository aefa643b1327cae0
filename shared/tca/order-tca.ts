import type { ExecutionReport, Markout } from '../events.ts';
import { ExecType, isTerminal, type OrdStatus, type Side } from '../fix.ts';
import type { Mic } from '../market.ts';
import { type Money, type Nanos, notional, type Px, type Qty } from '../units.ts';
import { averagePx, intervalVwap, type MarketTotals } from './benchmarks.ts';
import { decompose } from './decomposition.ts';
import { meanMarkoutBps } from './markout.ts';
import { bps, type Executed, implementationShortfall, slippageBps } from './slippage.ts';
import { effectiveOverQuoted, effectiveSpread, farSide, priceImprovement, quotedSpread } from './spread.ts';

/** The order as it stood right after one of its fills. Costs in bps, positive is bad; absent where the benchmark is. */
export interface TcaPoint {
  readonly at: Nanos;
  readonly execID: string;
  readonly cumQty: Qty;
  /** `Px` with its fraction. */
  readonly avgPx: number;
  /** Against the midpoint at arrival (6.1). */
  readonly arrivalBps?: number;
  /** Against the VWAP of the market since arrival (6.3). */
  readonly vwapBps?: number;
  /** Against the midpoint at each fill: half the effective spread (6.7). */
  readonly midBps?: number;
}

/** Micro-dollars, and bps of orderQty x arrival midpoint. */
export interface CostPart {
  readonly cost: Money;
  readonly bps?: number;
}

/** Shortfall against arrival in parts (6.2b, 6.11): spread + drift + unattributed + fee + opportunity = total. */
export interface CostParts {
  readonly spread: CostPart;
  /** Impact and timing together: the mid moved from arrival to the fills. */
  readonly drift: CostPart;
  /** Fills in a one-sided market, where there is no midpoint to split at. */
  readonly unattributed: CostPart;
  readonly fee: CostPart;
  /** Of the unfilled shares, at the end midpoint; absent where there are such shares and no end midpoint. */
  readonly opportunity?: CostPart;
  readonly total?: CostPart;
}

export interface VenueShare {
  readonly mic: Mic;
  readonly fills: number;
  readonly qty: Qty;
  /** Of the filled shares, 0 to 1. */
  readonly share: number;
  readonly notional: Money;
  readonly fee: Money;
}

export interface MarkoutMean {
  readonly tau: Nanos;
  /** Share-weighted, positive = price moved our way; absent when the market was one-sided after every fill. */
  readonly bps?: number;
}

export interface OrderTca {
  readonly orderID: string;
  readonly side: Side;
  readonly ordStatus: OrdStatus;
  readonly orderQty: Qty;
  readonly cumQty: Qty;
  /** cumQty / orderQty (6.10). */
  readonly fillRate: number;
  readonly arrivalPx?: Px;
  /** `Px` with its fraction; absent before the first fill. */
  readonly avgPx?: number;
  readonly arrivalBps?: number;
  readonly vwapBps?: number;
  readonly midBps?: number;
  /** Effective over quoted spread, by shares (6.8). */
  readonly effectiveOverQuoted?: number;
  /** Against the far side at each fill (6.8), micro-dollars, positive is gain. */
  readonly priceImprovement: Money;
  /** Absent when the market was one-sided at arrival. */
  readonly costs?: CostParts;
  /** One for each fill, oldest first. */
  readonly series: readonly TcaPoint[];
  /** Most shares first. */
  readonly venues: readonly VenueShare[];
  readonly markouts: readonly MarkoutMean[];
}

type Trade = ExecutionReport & { readonly lastQty: Qty; readonly lastPx: Px };

/**
 * All of TCA for one parent order, running or done, filled or not (domain 6).
 *
 * `reports`: every report of the parent in engine order; its children's may be among them and serve to find a markout's fill. The
 * parent's first report carries the arrival midpoint. `endMidPx` is the midpoint at which unfilled shares are charged: the present
 * one while the order lives; when left out, the last report's of a finished order. Undefined when there is no report of a parent.
 * Sums are whole numbers and divided last, so that the parts sum to the total exactly.
 */
export function orderTca(
  reports: readonly ExecutionReport[],
  markouts: readonly Markout[] = [],
  endMidPx?: Px,
): OrderTca | undefined {
  const own = reports.filter((report) => report.parentID === undefined);
  const first = own[0];
  const last = own.at(-1);
  if (!first || !last) return undefined;
  const { side, orderQty } = first;
  const trades = own.filter(isTrade);
  const series = running(first, trades);
  const end = series.at(-1);
  const cumQty = (end?.cumQty ?? 0) as Qty;
  const endPx = endMidPx ?? (isTerminal(last.ordStatus) ? last.midPx : undefined);
  return {
    orderID: first.orderID,
    side,
    ordStatus: last.ordStatus,
    orderQty,
    cumQty,
    // An order refused for its quantity may have asked for none.
    fillRate: orderQty > 0 ? cumQty / orderQty : 0,
    arrivalPx: first.midPx,
    avgPx: end?.avgPx,
    arrivalBps: end?.arrivalBps,
    vwapBps: end?.vwapBps,
    midBps: end?.midBps,
    ...againstQuotes(side, trades),
    costs: first.midPx === undefined ? undefined : costParts(side, orderQty, first.midPx, trades, endPx),
    series,
    venues: venueShares(trades, cumQty),
    markouts: markoutMeans(reports.filter(isTrade), markouts),
  };
}

function isTrade(report: ExecutionReport): report is Trade {
  return report.execType === ExecType.trade && report.lastQty !== undefined && report.lastPx !== undefined;
}

function running(first: ExecutionReport, trades: readonly Trade[]): TcaPoint[] {
  const { side, midPx: arrivalPx } = first;
  const opening = marketTotals(first);
  let all: Executed = { cumQty: 0 as Qty, cumNotional: 0 as Money };
  // Of the fills that had a midpoint: what they cost, and what they would have cost there.
  let withMid: Executed = all;
  let atMid = 0;
  return trades.map((trade) => {
    all = add(all, trade);
    if (trade.midPx !== undefined) {
      withMid = add(withMid, trade);
      atMid += notional(trade.midPx, trade.lastQty);
    }
    const closing = marketTotals(trade);
    return {
      at: trade.at,
      execID: trade.execID,
      cumQty: all.cumQty,
      avgPx: averagePx(all.cumNotional, all.cumQty) ?? 0,
      arrivalBps: slippageBps(side, all, arrivalPx),
      vwapBps: slippageBps(side, all, opening && closing && intervalVwap(opening, closing)),
      midBps: slippageBps(side, withMid, averagePx(atMid as Money, withMid.cumQty)),
    };
  });
}

function add({ cumQty, cumNotional }: Executed, { lastPx, lastQty }: Trade): Executed {
  return { cumQty: (cumQty + lastQty) as Qty, cumNotional: (cumNotional + notional(lastPx, lastQty)) as Money };
}

function marketTotals({ marketQty, marketNotional }: ExecutionReport): MarketTotals | undefined {
  return marketQty === undefined || marketNotional === undefined ? undefined : { marketQty, marketNotional };
}

function againstQuotes(side: Side, trades: readonly Trade[]): Pick<OrderTca, 'effectiveOverQuoted' | 'priceImprovement'> {
  let [improvement, effective, quoted] = [0, 0, 0];
  for (const { lastQty, lastPx, bidPx, askPx, midPx } of trades) {
    const farPx = farSide(side, bidPx, askPx);
    if (farPx !== undefined) improvement += notional(priceImprovement(side, lastPx, farPx), lastQty);
    if (bidPx === undefined || askPx === undefined || midPx === undefined) continue;
    effective += lastQty * effectiveSpread(side, lastPx, midPx);
    quoted += lastQty * quotedSpread(bidPx, askPx);
  }
  return { effectiveOverQuoted: effectiveOverQuoted(effective, quoted), priceImprovement: improvement as Money };
}

function costParts(side: Side, orderQty: Qty, arrivalPx: Px, trades: readonly Trade[], endPx: Px | undefined): CostParts {
  const base = notional(arrivalPx, orderQty);
  const part = (cost: Money): CostPart => ({ cost, bps: bps(cost, base) });
  const { spread, drift, unattributed } = decompose(side, arrivalPx, trades);
  const fees = trades.reduce((sum, { fee = 0 }) => sum + fee, 0) as Money;
  const filled = trades.reduce((sum, { lastQty }) => sum + lastQty, 0);
  const parts = { spread: part(spread), drift: part(drift), unattributed: part(unattributed), fee: part(fees) };
  // A filled order has no opportunity cost at whatever price; any stands in.
  const chargedPx = filled === orderQty ? arrivalPx : endPx;
  if (chargedPx === undefined) return parts;
  const { opportunity, total } = implementationShortfall({ side, orderQty, fills: trades, fees, arrivalPx, endPx: chargedPx });
  return { ...parts, opportunity: part(opportunity), total: part(total) };
}

function venueShares(trades: readonly Trade[], cumQty: Qty): VenueShare[] {
  const byVenue = new Map<Mic, Trade[]>();
  for (const trade of trades) {
    const mic = trade.lastMkt ?? '';
    const known = byVenue.get(mic);
    if (known) known.push(trade);
    else byVenue.set(mic, [trade]);
  }
  return [...byVenue]
    .map(([mic, fills]) => {
      const qty = fills.reduce((sum, { lastQty }) => sum + lastQty, 0);
      return {
        mic,
        fills: fills.length,
        qty: qty as Qty,
        share: qty / cumQty,
        notional: fills.reduce((sum, { lastPx, lastQty }) => sum + notional(lastPx, lastQty), 0) as Money,
        fee: fills.reduce((sum, { fee = 0 }) => sum + fee, 0) as Money,
      };
    })
    .sort((a, b) => b.qty - a.qty || (a.mic < b.mic ? -1 : 1));
}

function markoutMeans(trades: readonly Trade[], markouts: readonly Markout[]): MarkoutMean[] {
  const byID = new Map(trades.map((trade) => [trade.execID, trade]));
  const taus = [...new Set(markouts.filter(({ execID }) => byID.has(execID)).map(({ tau }) => tau))].sort((a, b) => a - b);
  return taus.map((tau) => ({
    tau,
    bps: meanMarkoutBps(
      markouts.flatMap((markout) => {
        const trade = markout.tau === tau ? byID.get(markout.execID) : undefined;
        return trade ? [{ side: trade.side, lastQty: trade.lastQty, lastPx: trade.lastPx, midPx: markout.midPx }] : [];
      }),
    ),
  }));
}
