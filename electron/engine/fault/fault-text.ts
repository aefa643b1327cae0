import { assertNever } from '../../../shared/assert.ts';
import type { Fault } from '../../../shared/config/fault.ts';
import { centsText, countText, delayText, percentText, qtyText } from '../../../shared/format.ts';

/** A fault in the words of a report: what, where, how much. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'venueOutage':
      return `${fault.mic} is out: it answers nothing and matches nothing`;
    case 'slowVenue':
      return `${fault.mic} is slow: every message is handled ${delayText(fault.delay)} later`;
    case 'halt':
      return `${fault.symbol} is halted`;
    case 'luldPause':
      return `${fault.symbol} is in a LULD pause`;
    case 'staleSip':
      return 'the SIP is stale: it publishes nothing';
    case 'crossedMarket':
      return `${fault.mic} quotes ${fault.symbol} ${countText(fault.ticks, 'tick')} through the other side`;
    case 'feeChange':
      return `${fault.mic} charges takers ${centsText(fault.takerFee)} and makers ${centsText(fault.makerFee)} cents a share`;
    case 'latencySpike':
      return `every path from and to ${fault.mic ?? 'every venue'} takes ${delayText(fault.delay)} longer`;
    case 'quoteStuffing':
      return `${fault.mic} is stuffed with ${qtyText(fault.rate)} quotes a second in ${fault.symbol}`;
    case 'fatFinger':
      return `someone else's market order to ${fault.side} ${qtyText(fault.orderQty)} ${fault.symbol}`;
    case 'toxicVenue':
      return `${fault.mic} is toxic: someone faster is in front of ${percentText(fault.chance, 0)} of our orders that take there`;
    case 'feedGap':
      return `${countText(fault.messages, 'message')} of the ${fault.path} feed of ${fault.mic} lost`;
    case 'feedDuplicate':
      return `${countText(fault.messages, 'message')} of the ${fault.path} feed of ${fault.mic} sent twice`;
    case 'feedReorder':
      return `${countText(fault.messages, 'message')} of the ${fault.path} feed of ${fault.mic} overtaken by the next`;
    default:
      return assertNever(fault);
  }
}
