import type { Fault, FaultKind } from '../../shared/config/fault.ts';
import type { FaultReport, FeedStatus, TradingState } from '../../shared/events.ts';
import { centsText, countText, decimal, delayText, percentText, qtyText } from '../../shared/format.ts';
import { MINUTE, SECOND } from '../../shared/units.ts';

/** What each kind of fault is called, and what will happen, in a sentence. */
export const FAULT_WORDS: Readonly<Record<FaultKind, readonly [name: string, what: string]>> = {
  venueOutage: [
    'Venue outage',
    'The venue answers nothing and matches nothing. What reaches it waits at its door; its quotes stay shown.',
  ],
  slowVenue: ['Slow venue', 'Every message into the venue is handled so much later.'],
  halt: ['Regulatory halt', 'The symbol does not match anywhere. Cancels go through.'],
  luldPause: ['LULD pause', 'The symbol pauses as after 15 seconds at a price band. Cancels go through.'],
  staleSip: ['Stale SIP', 'The consolidated tape says nothing; all that it held back comes out, in order, at the end.'],
  crossedMarket: ['Crossed market', 'The venue quotes through the other side of the market.'],
  feeChange: ['Fee change', 'The venue charges other fees; for good where no duration is given.'],
  latencySpike: ['Latency spike', 'Every way from and to the venue, or all venues, takes so much longer.'],
  quoteStuffing: ['Quote stuffing', 'A burst of quotes entered and cancelled away from the touch.'],
  fatFinger: ['Fat-finger sweep', "Someone else's market order, far too large, sweeps every lit venue."],
  toxicVenue: [
    'Toxic venue',
    'Someone faster is in front of us at the venue as often as said, and the price goes against what we take there. The router is not told.',
  ],
  feedGap: ['Feed gap', 'So many messages of the feed never arrive, until a snapshot makes it whole.'],
  feedDuplicate: ['Feed duplicates', 'So many messages of the feed come twice; the second of each is dropped by its number.'],
  feedReorder: ['Feed reordering', 'So many messages of the feed come behind the next one, which waits for them.'],
};

/** `XNYS outage`, `ACME halt`: the fault in a badge. */
export function faultTitle(fault: Fault): string {
  switch (fault.kind) {
    case 'venueOutage':
      return `${fault.mic} outage`;
    case 'slowVenue':
      return `${fault.mic} slow by ${delayText(fault.delay)}`;
    case 'halt':
      return `${fault.symbol} halt`;
    case 'luldPause':
      return `${fault.symbol} LULD pause`;
    case 'staleSip':
      return 'SIP stale';
    case 'crossedMarket':
      return `${fault.symbol} crossed ${countText(fault.ticks, 'tick')} by ${fault.mic}`;
    case 'feeChange':
      return `${fault.mic} fees ${centsText(fault.takerFee, 2)} and ${centsText(fault.makerFee, 2)} ¢/sh`;
    case 'latencySpike':
      return `${fault.mic ?? 'all venues'} latency +${delayText(fault.delay)}`;
    case 'quoteStuffing':
      return `${fault.symbol} stuffed at ${fault.mic}, ${qtyText(fault.rate)}/s`;
    case 'fatFinger':
      return `${fault.symbol} fat finger, ${fault.side} ${qtyText(fault.orderQty)}`;
    case 'toxicVenue':
      return `${fault.mic} toxic, ${percentText(fault.chance, 0)}`;
    case 'feedGap':
      return `${feedName(fault)} gap, ${countText(fault.messages, 'message')}`;
    case 'feedDuplicate':
      return `${feedName(fault)}, ${countText(fault.messages, 'message')} twice`;
    case 'feedReorder':
      return `${feedName(fault)}, ${countText(fault.messages, 'message')} reordered`;
  }
}

function feedName({ mic, path }: Pick<FeedStatus, 'mic' | 'path'>): string {
  return `${mic} ${path === 'sip' ? 'SIP' : 'direct'}`;
}

export function reportTitle(report: FaultReport): string {
  return report.fault ? faultTitle(report.fault) : report.faultID;
}

export const TRADING_WORDS: Readonly<Record<TradingState, string>> = {
  trading: 'Trading',
  limitState: 'Limit state',
  luldPause: 'LULD pause',
  halted: 'Halted',
};

/** The same within a sentence. */
export function tradingWord(state: TradingState): string {
  return TRADING_WORDS[state].toLowerCase().replace('luld', 'LULD');
}

export function gapTitle(feed: Pick<FeedStatus, 'mic' | 'path'>): string {
  return `${feedName(feed)} feed gap`;
}

/** `12 s left`, `0.4 s left`, `4 min left`; `ending` once its time has come. */
export function leftText(until: number | undefined, now: number): string {
  if (until === undefined) return 'until cleared';
  const left = until - now;
  if (left <= 0) return 'ending';
  if (left >= 10 * MINUTE) return `${decimal(left / MINUTE, 0)} min left`;
  if (left >= 2 * MINUTE)
    return `${decimal(Math.floor(left / SECOND / 60), 0)} min ${decimal(Math.floor(left / SECOND) % 60, 0)} s left`;
  return left >= 10 * SECOND ? `${decimal(left / SECOND, 0)} s left` : `${decimal(left / SECOND, 1)} s left`;
}
