/**
 * Who studies a market and not the desk's late picture of it: told of the truth at the venues, in plain numbers, as it happens. Nobody
 * who routes has one. Sides are 0 for buy or bid, 1 for sell or offer; a witness must not act.
 */
export interface Witness {
  /** The efficient price moved, ticks. */
  price?(at: number, symbol: number, ticks: number): void;
  /** An order rests at a venue; `hidden` when it is not displayed. */
  added?(at: number, venue: number, symbol: number, side: number, px: number, qty: number, hidden: boolean): void;
  /** Shares of a resting order were cancelled. */
  cancelled?(at: number, venue: number, symbol: number, side: number, px: number, qty: number): void;
  /** A match at a venue; `hidden` when the resting side was not displayed. */
  matched?(at: number, venue: number, symbol: number, takerSide: number, px: number, qty: number, hidden: boolean): void;
  /**
   * A race for one price level is over: how many messages (orders to take it and cancels of it) came within 500 µs of the first, how long
   * between the first two, who came first, and the shares taken.
   */
  raced?(at: number, venue: number, symbol: number, messages: number, duration: number, takerWon: boolean, qty: number): void;
}
