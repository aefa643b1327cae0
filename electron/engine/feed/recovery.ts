import type { Quotes } from '../venue/quotes.ts';

/** What an entry of Kind.feedStep means; its first number is the channel, its second one of these. The others are listed beside each. */
export const Step = {
  /** At the venue: a heartbeat is due. */
  beatDue: 0,
  /** At the venue: the router asks for the picture. */
  asked: 1,
  /** At the router, as all that follow: number of the last message sent before it. */
  beat: 2,
  /** number of the message that has been waited for. */
  waited: 3,
  /** number of the last message that the picture takes in, sentAt. The picture's levels or quotes follow, then `end`. */
  begin: 4,
  /** symbol, side, px, qty, sentAt. */
  level: 5,
  /** symbol, bidPx, bidQty, askPx, askQty, sentAt. */
  quote: 6,
  end: 7,
} as const;

/** What a venue truly displays: asked when a picture is sent again. Sides are 0 for bids, 1 for offers. */
export interface TrueBooks {
  /** What each venue quotes, as it was last sent to the SIP. */
  readonly quotes: Quotes;
  /** Writes up to `n` displayed levels of a side, best first. Returns how many. */
  depth(venue: number, symbol: number, side: number, n: number, outPx: Int32Array, outQty: Int32Array): number;
}
