import type { ExecutionReport, Markout } from '../../../shared/events.ts';
import { sign } from '../../../shared/fix.ts';
import type { VenueKind } from '../../../shared/market.ts';
import type { Leg, RoutingDecision } from '../../../shared/routing.ts';
import { markoutBps } from '../../../shared/tca/markout.ts';
import type { TradeThrough } from '../../../shared/trade-through.ts';
import { MONEY_PER_PX, type Money, type Nanos } from '../../../shared/units.ts';
import type { Order, OrderBook } from '../../state/orders.ts';
import { halfWidth } from '../cost-pictures.ts';

/** Markout of some fills, as far as it has come: the longest time after them that all have reached. */
export interface MarkoutSoFar {
  readonly tau: Nanos;
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
  /** Expected cost of the candidate, all terms, micro-dollars a share. */
  readonly expected?: Money;
  /** What its filled shares paid over the decision's midpoint, fee included, micro-dollars a share. */
  readonly paid?: number;
  readonly tradeThrough?: TradeThrough;
  readonly markout?: MarkoutSoFar;
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
    const markout = markoutSoFar(fillsOf(leg.orderID, reports), markouts);
    return {
      leg,
      kind: candidate?.kind ?? 'lit',
      sent: decision.processing + (leg.delay ?? 0),
      ...(order && { order }),
      ...(matchedAt !== undefined && { matched: matchedAt - decision.at }),
      ...(heardAt !== undefined && { heard: heardAt - decision.at }),
      ...(candidate?.total !== undefined && { expected: candidate.total }),
      ...(paid !== undefined && { paid }),
      ...(order?.tradeThrough !== undefined && { tradeThrough: order.tradeThrough }),
      ...(markout && { markout }),
    };
  });
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
export function decisionMarkout(decision: RoutingDecision, book: OrderBook): MarkoutSoFar | undefined {
  const reports = book.reportsOf.get(decision.orderID) ?? [];
  const fills = decision.legs.flatMap((leg) => fillsOf(leg.orderID, reports));
  return markoutSoFar(fills, book.markoutsOf.get(decision.orderID) ?? []);
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

function markoutSoFar(fills: readonly MarkedFill[], markouts: readonly Markout[]): MarkoutSoFar | undefined {
  const byFill = new Map(fills.map(({ execID, report }) => [execID, report]));
  const taus = new Map<Nanos, { weight: number; value: number }[]>();
  for (const { execID, tau, midPx } of markouts) {
    const fill = byFill.get(execID);
    if (fill?.lastQty === undefined || fill.lastPx === undefined || midPx === undefined) continue;
    taus.set(tau, [...(taus.get(tau) ?? []), { weight: fill.lastQty, value: markoutBps(fill.side, fill.lastPx, midPx) }]);
  }
  const reached = [...taus].filter(([, seen]) => seen.length === fills.length).sort(([a], [b]) => b - a)[0];
  if (!reached) return undefined;
  const [tau, seen] = reached;
  const weight = seen.reduce((sum, one) => sum + one.weight, 0);
  const bps = seen.reduce((sum, one) => sum + one.weight * one.value, 0) / weight;
  const half = halfWidth(seen, bps);
  return { tau, bps, fills: seen.length, ...(half !== undefined && { halfWidth: half }) };
}
