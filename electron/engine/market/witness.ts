/**
 * Who studies a market and not the desk's late picture of it: told of the truth at the venues, in plain numbers, as it happens. Nobody
 * who routes has one. Sides are 0 for buy or bid, 1 for sell or offer; a witness must not act.
 */
export interface Witness {
  /** The efficient price moved, ticks. */
  price?(at: number, symbol: number, ticks: number): void;
  /**
   * An order that is not ours rests at a venue; `hidden` when it is not displayed, `px` where it stands (in a pool its limit, 0 for none), `minQty` the
   * fewest shares that it trades at once, not `firm` when it is a conditional order that has not been asked yet.
   */
  added?(
    at: number,
    venue: number,
    symbol: number,
    side: number,
    px: number,
    qty: number,
    hidden: boolean,
    minQty: number,
    firm: boolean,
  ): void;
  /** Shares of a resting order were cancelled. */
  cancelled?(at: number, venue: number, symbol: number, side: number, px: number, qty: number): void;
  /** A match at a venue; `hidden` when the resting side was not displayed. */
  matched?(at: number, venue: number, symbol: number, takerSide: number, px: number, qty: number, hidden: boolean): void;
  /** A venue's best has changed, as it is sent to the SIP; 0 for an empty side. */
  quoted?(at: number, venue: number, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void;
  /** A child of ours traded, numbered from 0 in the order in which ours were sent. Told inside the match, before the venue quotes anew. */
  filled?(at: number, venue: number, symbol: number, child: number, px: number, qty: number): void;
  /**
   * A race for one price level is over: how many messages (orders to take it and cancels of it) came within 500 µs of the first, how long
   * between the first two, who came first, and the shares taken.
   */
  raced?(at: number, venue: number, symbol: number, messages: number, duration: number, takerWon: boolean, qty: number): void;
}
