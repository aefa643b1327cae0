/** Why the market of agents wakes, and the numbers that come with it. Places are symbol x venues + venue. */
export const Wake = {
  /** symbol: the market looks at the efficient price. */
  look: 1,
  /** symbol: the efficient price jumps. */
  jump: 2,
  /** maker, best bid, best offer (ticks; 0 for none): a maker's message arrives. */
  requote: 3,
  /** maker, slot (-1: it still rests), shares bought (negative: sold): a maker hears of a fill. */
  report: 4,
  /** maker, side, tick: a level comes back. */
  refill: 5,
  /** place: some level of some maker flickers. */
  flicker: 6,
  /** maker, side, tick: a maker pulls the price it saw taken elsewhere. */
  fade: 7,
  /** place, limit (Px, positive buys), arbitrageur + 8 x the tick it aims at. */
  strike: 8,
  /** symbol: a taker arrives. */
  taker: 9,
  /** place: someone hides an order. */
  hide: 10,
  /** place, order: a hidden order's life is over. */
  expire: 11,
  /** place: someone comes to a dark pool. */
  pool: 12,
  /** slot, time of its first message: a race is over. */
  race: 13,
} as const;
