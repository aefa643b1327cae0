import { bpsText, digestText, moneyText, timeOfDay } from '../../../shared/format.ts';
import type { OrderTca } from '../../../shared/tca/order-tca.ts';
import type { SessionSummary } from '../../../shared/wire/review.ts';

/** How much of a session the record vouches for. */
export function proof(summary: SessionSummary): { kind: 'good' | 'warn'; tag: string; text: string } {
  if (summary.state === 'cut off')
    return {
      kind: 'warn',
      tag: 'Cut off',
      text: 'Cut off before it was closed: no digest proves it. Everything acknowledged was committed and is shown.',
    };
  if (summary.state === 'running')
    return {
      kind: 'warn',
      tag: 'Running',
      text: 'Still running: shown as it stood when it was opened. Its digest comes at the close.',
    };
  if (summary.digest === undefined)
    return { kind: 'warn', tag: 'Unverified', text: 'Closed without a digest: a re-run cannot be compared with it.' };
  return { kind: 'good', tag: 'Closed', text: `Closed with digest ${digestText(summary.digest)}; a re-run must give the same.` };
}

/** `22 Nov 2026, 08:12` in the reader's own zone: the one wall-clock time of the page. */
export function startedText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
}

export function spanText(summary: Pick<SessionSummary, 'from' | 'to'>): string {
  return summary.to > summary.from ? `${timeOfDay(summary.from)} to ${timeOfDay(summary.to)}` : `from ${timeOfDay(summary.from)}`;
}

/** The whole cost in words, `0.78 bps, $37.05`; what is known so far while unfilled shares cannot be charged yet; undefined where that is nothing. */
export function totalText({ costs, cumQty }: Pick<OrderTca, 'costs' | 'cumQty'>): string | undefined {
  if (!costs) return undefined;
  if (costs.total) return `${bpsText(costs.total.bps)} bps, ${moneyText(costs.total.cost)}`;
  if (cumQty === 0) return undefined;
  return `${moneyText(costs.spread.cost + costs.drift.cost + costs.unattributed.cost + costs.fee.cost)} so far`;
}
