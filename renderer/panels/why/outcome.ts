import type { ExecutionReport, Markout } from '../../../shared/events.ts';
import { sign } from '../../../shared/fix.ts';
import type { VenueKind } from '../../../shared/market.ts';
import { COST_TERMS, type Cost, type Leg, type RoutingDecision } from '../../../shared/routing.ts';
import { markoutBps } from '../../../shared/tca/markout.ts';
import type { TradeThrough } from '../../../shared/trade-through.ts';
import { MONEY_PER_PX, type Money, type Nanos, SECOND } from '../../../shared/units.ts';
import type { Order, OrderBook } from '../../state/orders.ts';
import { halfWidth } from '../cost-pictures.ts';

/** The one time after a fill at which this panel tells its markout: that of the router's own term and of the scorecard. */
export const MARKOUT_AFTER = SECOND as Nanos;

/** Markout of some fills, `MARKOUT_AFTER` each, once all have reached it. */
export interface FillsMarkout {
  /** Share-weighted; positive moved our way. */
  readonly bps: number;
  /** Half of its 95 % interval; absent where there is one fill. */
  readonly halfWidth?: number;
  readonly fills: number;
}

/** What became of one leg of a decision. Times are nanoseconds from the decision; absent: not yet, or never. */
export interface LegOutcome {
  readonly leg: Leg;
  readonly kind: VenueKind;
  /** Absent until its first report has come. */
  readonly order?: Order;
  readonly sent: number;
  /** When the venue matched its first fill, or gave it back. */
  readonly matched?: number;
  /** When the router learned how it ended, or of its newest fill. */
  readonly heard?: number;
  /** What a share of it was expected to cost over all levels that it sweeps, all terms, micro-dollars. */
  readonly expected?: Money;
  /** Of that, price and fee: what `paid` is to be compared with. */
  readonly expectedPay?: Money;
  /** What its filled shares paid over the decision's midpoint, fee included, micro-dollars a share. */
  readonly paid?: number;
  readonly tradeThrough?: TradeThrough;
  readonly markout?: FillsMarkout;
}

/** What became of each leg of a decision, in the order they were sent. */
export function legOutcomes(decision: RoutingDecision, book: OrderBook): LegOutcome[] {
  const reports = book.reportsOf.get(decision.orderID) ?? [];
  const markouts = book.markoutsOf.get(decision.orderID) ?? [];
  return decision.legs.map((leg) => {
    const own = reports.filter((report) => report.orderID === leg.orderID);
    const said = own.filter((report) => report.transactTime !== undefined);
    const candidate = decision.candidates.find((one) => one.mic === leg.mic && one.action === leg.action);
    const order = book.byID.get(leg.orderID);
    const matchedAt = said[0]?.transactTime;
    const heardAt = said.at(-1)?.at;
    const paid = order && paidOver(decision, order);
    const markout = markoutOf(fillsOf(leg.orderID, reports), markouts);
    const expected = leg.expectedCost ?? candidate?.total;
    return {
      leg,
      kind: candidate?.kind ?? 'lit',
      sent: decision.processing + (leg.delay ?? 0),
      ...(order && { order }),
      ...(matchedAt !== undefined && { matched: matchedAt - decision.at }),
      ...(heardAt !== undefined && { heard: heardAt - decision.at }),
      ...(expected !== undefined && { expected, ...(candidate?.cost && { expectedPay: payOf(expected, candidate.cost) }) }),
      ...(paid !== undefined && { paid }),
      ...(order?.tradeThrough !== undefined && { tradeThrough: order.tradeThrough }),
      ...(markout && { markout }),
    };
  });
}

/** Further levels differ in price alone: all other terms are those of the first. */
function payOf(expected: Money, cost: Cost): Money {
  return COST_TERMS.reduce(
    (left, term) => (term === 'price' || term === 'fee' ? left : left - cost[term]),
    expected as number,
  ) as Money;
}

export interface LegReport {
  readonly report: ExecutionReport;
  /** Nanoseconds from the decision: when the router learned of it, and when the venue did it. */
  readonly heard: number;
  readonly matched?: number;
}

/** Every report of a leg, oldest first. */
export function legReports(leg: Leg, { orderID, at }: RoutingDecision, book: OrderBook): LegReport[] {
  return (book.reportsOf.get(orderID) ?? [])
    .filter((report) => report.orderID === leg.orderID)
    .map((report) => ({
      report,
      heard: report.at - at,
      ...(report.transactTime !== undefined && { matched: report.transactTime - at }),
    }));
}

const REPORT_WORDS: Readonly<Record<ExecutionReport['execType'], string>> = {
  A: 'entered',
  '0': 'acknowledged',
  '3': 'done for the day',
  '4': 'cancelled',
  '5': 'replaced',
  '6': 'cancel requested',
  '7': 'stopped',
  '8': 'rejected',
  '9': 'suspended',
  C: 'expired',
  D: 'restated',
  E: 'replace requested',
  F: 'filled',
  G: 'fill corrected',
  H: 'fill cancelled',
};

/** What a report says, in a word or two. */
export function reportWord({ execType, leavesQty }: ExecutionReport): string {
  return execType === 'F' && leavesQty > 0 ? 'filled in part' : REPORT_WORDS[execType];
}

/** Markout of every fill of these legs together. */
export function decisionMarkout(decision: RoutingDecision, book: OrderBook): FillsMarkout | undefined {
  const reports = book.reportsOf.get(decision.orderID) ?? [];
  const fills = decision.legs.flatMap((leg) => fillsOf(leg.orderID, reports));
  return markoutOf(fills, book.markoutsOf.get(decision.orderID) ?? []);
}

function paidOver({ side, midPx }: RoutingDecision, { cumQty, cumNotional, cumFee }: Order): number | undefined {
  if (cumQty === 0 || midPx === undefined) return undefined;
  return sign(side) * (cumNotional / cumQty - midPx * MONEY_PER_PX) + cumFee / cumQty;
}

interface MarkedFill {
  readonly report: ExecutionReport;
  /** Of the fill on the parent: what its markouts are told under. */
  readonly execID: string;
}

/** A child's fills, each with the parent's report of the same fill, which follows it. */
function fillsOf(orderID: string, reports: readonly ExecutionReport[]): MarkedFill[] {
  return reports.flatMap((report, i) => {
    if (report.orderID !== orderID || report.lastQty === undefined) return [];
    const twin = reports[i + 1];
    return [{ report, execID: twin?.parentID === undefined && twin?.lastQty === report.lastQty ? twin.execID : report.execID }];
  });
}

function markoutOf(fills: readonly MarkedFill[], markouts: readonly Markout[]): FillsMarkout | undefined {
  const byFill = new Map(fills.map(({ execID, report }) => [execID, report]));
  const reached = markouts.filter(({ execID, tau }) => tau === MARKOUT_AFTER && byFill.has(execID));
  if (reached.length < fills.length) return undefined;
  const seen = reached.flatMap(({ execID, midPx }) => {
    const { side, lastPx, lastQty } = byFill.get(execID)!;
    // Where the market was one-sided then, nothing is known.
    if (lastQty === undefined || lastPx === undefined || midPx === undefined) return [];
    return [{ weight: lastQty, value: markoutBps(side, lastPx, midPx) }];
  });
  const weight = seen.reduce((sum, one) => sum + one.weight, 0);
  if (weight === 0) return undefined;
  const bps = seen.reduce((sum, one) => sum + one.weight * one.value, 0) / weight;
  const half = halfWidth(seen, bps);
  return { bps, fills: seen.length, ...(half !== undefined && { halfWidth: half }) };
}
