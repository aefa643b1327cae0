import { digestText, timeOfDay } from '../../../shared/format.ts';
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
