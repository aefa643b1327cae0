import type { ExecutionReport, Markout } from '../../shared/events.ts';
import { bpsText, centsText, delayText, moneyText, percentText, qtyText } from '../../shared/format.ts';
import type { VenueSpec } from '../../shared/market.ts';
import { markoutBps } from '../../shared/tca/markout.ts';
import type { CostPart, OrderTca } from '../../shared/tca/order-tca.ts';
import { studentT } from '../../shared/tca/student.ts';
import type { Nanos } from '../../shared/units.ts';
import { type HBar, hbarPicture } from '../charts/hbar.ts';
import { linePicture } from '../charts/line.ts';
import { type MarkoutPoint, markoutPicture } from '../charts/markout.ts';
import type { Picture } from '../charts/picture.ts';
import { waterfallPicture } from '../charts/waterfall.ts';
import { venueKind, venueToken } from '../parts/venue.ts';

export type CostUnit = 'bps' | 'cents' | 'dollars';

const signedBps = (value: number) => bpsText(value, { sign: true });

/** Slippage as fills land, by time since the order came (or since the first fill where that is not known): against arrival, the midpoint at each fill, and the market's VWAP since. */
export function slippagePicture(tca: OrderTca | undefined, arrivedAt?: Nanos): Picture {
  const points = tca?.series ?? [];
  const start = arrivedAt ?? points[0]?.at ?? 0;
  const xs = points.map((point) => point.at - start);
  return linePicture({
    series: [
      { name: 'arrival', tone: 1, stepped: true, xs, ys: points.map((point) => point.arrivalBps) },
      { name: 'mid', tone: 3, dash: [2, 2], stepped: true, xs, ys: points.map((point) => point.midBps) },
      { name: 'VWAP', tone: 2, dash: [5, 3], stepped: true, xs, ys: points.map((point) => point.vwapBps) },
    ],
    print: (value) => `${signedBps(value)} bps`,
    zero: true,
    x: 'number',
    printX: (value) => `+${delayText(value)}`,
    from: 0,
    xTicks: 4,
  });
}

const PARTS = [
  ['spread', 'spread'],
  ['drift', 'drift'],
  ['unattributed', 'no mid'],
  ['fee', 'fee'],
  ['opportunity', 'opport.'],
] as const;

/** Shortfall against arrival by cause. Parts that are nothing and can only be nothing here are left out. */
export function causePicture(tca: OrderTca | undefined, unit: CostUnit): Picture {
  const costs = tca?.costs;
  const parts = PARTS.flatMap(([part, name]) => {
    const cost = costs?.[part];
    if (!cost || (part === 'unattributed' && cost.cost === 0)) return [];
    return [{ name, value: inUnit(cost, unit, tca?.cumQty ?? 0) }];
  });
  return waterfallPicture({ parts, print: (value) => unitText(value, unit) });
}

/** A cost in the chosen unit as a plain number: bps, cents a filled share, or dollars. */
export function inUnit(part: CostPart, unit: CostUnit, cumQty: number): number {
  if (unit === 'bps') return part.bps ?? 0;
  if (unit === 'dollars') return part.cost / 1e6;
  return cumQty === 0 ? 0 : part.cost / 1e4 / cumQty;
}

export function unitText(value: number, unit: CostUnit): string {
  if (unit === 'dollars') return moneyText(value * 1e6);
  return unit === 'cents' ? centsText(value * 1e4, 2) : bpsText(value);
}

/** Share-weighted mean after each delay with the half-width of its 95 % interval, from the fills' own spread around it. */
export function markoutPoints(
  tca: OrderTca | undefined,
  reports: readonly ExecutionReport[],
  markouts: readonly Markout[],
): MarkoutPoint[] {
  const fills = new Map(reports.filter((report) => report.lastQty !== undefined).map((report) => [report.execID, report]));
  return (tca?.markouts ?? []).flatMap(({ tau, bps }) => {
    if (bps === undefined) return [];
    const seen = markouts.flatMap((markout) => {
      const fill = markout.tau === tau ? fills.get(markout.execID) : undefined;
      if (fill?.lastQty === undefined || fill.lastPx === undefined || markout.midPx === undefined) return [];
      return [{ weight: fill.lastQty, value: markoutBps(fill.side, fill.lastPx, markout.midPx) }];
    });
    return [{ name: delayText(tau), mean: bps, halfWidth: halfWidth(seen, bps), count: seen.length }];
  });
}

/** Half of a 95 % interval of a weighted mean; absent with fewer than two values. Kish's effective count stands for n. */
export function halfWidth(seen: readonly { readonly weight: number; readonly value: number }[], mean: number): number | undefined {
  if (seen.length < 2) return undefined;
  const weight = seen.reduce((sum, one) => sum + one.weight, 0);
  const squares = seen.reduce((sum, one) => sum + one.weight ** 2, 0);
  const effective = weight ** 2 / squares;
  if (effective <= 1) return undefined;
  const variance =
    (seen.reduce((sum, one) => sum + one.weight * (one.value - mean) ** 2, 0) / weight) * (effective / (effective - 1));
  return studentT(0.05, Math.max(1, effective - 1)) * Math.sqrt(variance / effective);
}

export function markoutChart(points: readonly MarkoutPoint[]): Picture {
  return markoutPicture({ points, print: signedBps });
}

/** Where the shares filled, most first. */
export function sharePicture(tca: OrderTca | undefined, venues: readonly VenueSpec[]): Picture {
  const filled = tca?.venues ?? [];
  const bars = filled.map(({ mic, share, qty }) => {
    return { name: mic, value: share, note: qtyText(qty), token: venueToken(mic), hollow: venueKind(venues, mic) === 'dark' };
  });
  const rest = (left: readonly HBar[]): HBar => ({
    name: `${left.length} others`,
    value: left.reduce((sum, bar) => sum + bar.value, 0),
    note: qtyText(filled.slice(-left.length).reduce((sum, { qty }) => sum + qty, 0)),
  });
  return hbarPicture({ bars, rest, print: (value) => percentText(value), mono: true, head: ['Venue', 'Share', 'Shares'] });
}
