import type { EngineEvent, ExecutionReport, TradingState } from '../../shared/events.ts';
import { avgPxText, pxText, qtyText, sideText } from '../../shared/format.ts';
import { isFirm } from '../../shared/routing.ts';
import { noTroubles, type Troubles, troubleWords } from './troubles.ts';

export interface Announcements {
  /** Spoken when the reader is free; only the newest of each parent. */
  readonly polite: readonly string[];
  /** Spoken at once. */
  readonly assertive: readonly string[];
}

/**
 * What a batch of events says aloud: the newest word of each parent, fault, venue and feed politely; rejects, halts and the kill switch at
 * once. `before` is what was out of order until now: a price band that only moved is not spoken.
 */
export function announcements(events: readonly EngineEvent[], before: Troubles = noTroubles): Announcements {
  const polite = new Map<string, string>();
  const assertive: string[] = [];
  const trading = new Map<string, TradingState>();
  for (const event of events) {
    if (event.type === 'ExecutionReport') {
      const parent = event.parentID ?? event.orderID;
      const words = reportWords(event);
      if (event.execType === '8' && event.parentID === undefined) assertive.push(words ?? '');
      else if (words !== undefined) {
        polite.delete(parent);
        polite.set(parent, words);
      }
    } else if (event.type === 'OrderCancelReject') assertive.push(`Cancel of ${event.origClOrdID} refused: ${event.text}`);
    else if (event.type === 'ProtocolError') assertive.push(`Order ${event.orderID} is frozen: ${event.text}`);
    else if (event.type === 'Notice' && event.code === 'kill') assertive.push(event.text);
    else if (event.type === 'TradingStatus') {
      const was = trading.get(event.symbol) ?? before.trading.get(event.symbol)?.state ?? 'trading';
      trading.set(event.symbol, event.state);
      if (was !== event.state) assertive.push(troubleWords(event).text);
    } else if (event.type === 'FaultReport') polite.set(`fault ${event.faultID}`, `Fault: ${troubleWords(event).text}`);
    else if (event.type === 'VenueStatus') polite.set(`venue ${event.mic}`, troubleWords(event).text);
    else if (event.type === 'FeedStatus') polite.set(`feed ${event.mic} ${event.path}`, troubleWords(event).text);
  }
  return { polite: [...polite.values()], assertive: assertive.filter((words) => words !== '') };
}

function reportWords(report: ExecutionReport): string | undefined {
  if (!isFirm(report)) return undefined;
  const name = report.orderID;
  const where = report.lastMkt === undefined ? '' : `, ${report.lastMkt}`;
  switch (report.execType) {
    case '0':
      return report.parentID === undefined
        ? `${name} accepted, ${sideText(report.side).toLowerCase()} ${qtyText(report.orderQty)} ${report.symbol}`
        : undefined;
    case 'F':
      return report.leavesQty === 0
        ? `${name} filled, ${qtyText(report.cumQty)} ${report.symbol} at ${avgPxText(report.cumNotional, report.cumQty)}${where}`
        : `${name} partial, ${qtyText(report.cumQty)} of ${qtyText(report.orderQty)} at ${pxText(report.lastPx)}${where}`;
    case '4':
    case 'C':
      return `${name} ${report.execType === '4' ? 'cancelled' : 'expired'}, ${qtyText(report.cumQty)} of ${qtyText(report.orderQty)} filled`;
    case '8':
      return `${name} rejected: ${report.text ?? 'no reason given'}`;
    default:
      return undefined;
  }
}
