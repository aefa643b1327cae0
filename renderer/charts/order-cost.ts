import { bpsText, delayText, moneyText, percentText, qtyText } from '../../shared/format.ts';
import type { VenueSpec } from '../../shared/market.ts';
import type { CostParts, OrderTca, TcaPoint } from '../../shared/tca/order-tca.ts';
import { venueKind, venueToken } from '../parts/venue.ts';
import { hbarPicture } from './hbar.ts';
import { type LineSeries, linePicture } from './line.ts';
import { markoutPicture } from './markout.ts';
import type { Picture } from './picture.ts';
import { waterfallPicture } from './waterfall.ts';

const signed = (bps: number) => `${bpsText(bps, { sign: true })} bps`;

/** Slippage of the order as its fills landed, against arrival, the market's VWAP since and the midpoint at each fill. */
export function slippageOf(tca: OrderTca | undefined): Picture {
  const points = tca?.series ?? [];
  const xs = points.map((point) => point.at);
  const line = (
    name: string,
    pick: (point: TcaPoint) => number | undefined,
    look: Omit<LineSeries, 'name' | 'xs' | 'ys'>,
  ): LineSeries[] => (points.some((point) => pick(point) !== undefined) ? [{ name, xs, ys: points.map(pick), ...look }] : []);
  return linePicture({
    series: [
      ...line('arrival', (point) => point.arrivalBps, { tone: 1 }),
      ...line('mid', (point) => point.midBps, { tone: 3, dash: [2, 2] }),
      ...line('VWAP', (point) => point.vwapBps, { tone: 2, dash: [5, 3] }),
    ],
    print: signed,
    zero: true,
    xTicks: 3,
  });
}

/** The parts of a shortfall in their order; a part that cannot be there is left out. */
export function causesOf(costs: CostParts | undefined): { readonly name: string; readonly value: number }[] {
  if (!costs) return [];
  const { spread, drift, unattributed, fee, opportunity } = costs;
  return [
    { name: 'spread', value: spread.bps ?? 0 },
    { name: 'drift', value: drift.bps ?? 0 },
    ...(unattributed.cost === 0 ? [] : [{ name: 'one-sided', value: unattributed.bps ?? 0 }]),
    { name: 'fee', value: fee.bps ?? 0 },
    ...(opportunity ? [{ name: 'unfilled', value: opportunity.bps ?? 0 }] : []),
  ];
}

/** Cost by cause, bps of the order at arrival. Until the unfilled shares can be charged the sum is what is known so far. */
export function causesPicture(tca: OrderTca | undefined): Picture {
  return waterfallPicture({
    parts: tca?.series.length || tca?.costs?.opportunity ? causesOf(tca?.costs) : [],
    total: tca?.costs?.total ? 'total' : 'so far',
    print: (value) => bpsText(value),
  });
}

/** Where the price went after the fills. */
export function markoutsOf(tca: OrderTca | undefined): Picture {
  return markoutPicture({
    points: (tca?.markouts ?? []).flatMap((mean) =>
      mean.bps === undefined ? [] : [{ name: delayText(mean.tau), mean: mean.bps }],
    ),
    print: (value) => bpsText(value, { sign: true }),
  });
}

/** Share of the filled quantity by venue, most first. */
export function sharesPicture(tca: OrderTca | undefined, venues: readonly VenueSpec[]): Picture {
  return hbarPicture({
    bars: (tca?.venues ?? []).map((venue) => ({
      name: venue.mic,
      value: venue.share * 100,
      note: qtyText(venue.qty),
      token: venueToken(venue.mic),
      hollow: venueKind(venues, venue.mic) === 'dark',
    })),
    print: (value) => percentText(value / 100),
    mono: true,
    head: ['Venue', 'Share', 'Shares'],
  });
}

/** The whole cost in words: `0.78 bps, $37.05`. */
export function totalText(tca: OrderTca | undefined): string | undefined {
  const costs = tca?.costs;
  if (!costs) return undefined;
  if (costs.total) return `${bpsText(costs.total.bps)} bps, ${moneyText(costs.total.cost)}`;
  const known = costs.spread.cost + costs.drift.cost + costs.unattributed.cost + costs.fee.cost;
  return `${moneyText(known)} so far`;
}
