/** What a scheduled entry means; the numbers it carries are listed beside each. Frozen into saved states. */
export const Kind = {
  open: 1,
  close: 2,
  /** kind, a, b, c of the source's own. */
  sourceWake: 3,
  /** venue, symbol, side (0 bid, 1 offer), px, qty, venueTime, number in its channel. */
  directLevel: 4,
  /** venue, symbol, bidPx, bidQty, askPx, askQty, venueTime, number in its channel. */
  sipQuote: 5,
  /** venue (-1: reported off the lit venues), symbol, px, qty, venueTime, number in its channel (0 off the venues). */
  directTrade: 6,
  /** child. */
  childArrives: 7,
  /** child. */
  cancelArrives: 8,
  /**
   * child, report (VenueSays), lastQty, lastPx, liquidity, matchTime, fee, bits. On a trade `fee` is the micro-dollars a share in force at
   * the match; bit 0 is set when the resting side was not displayed, and from bit 1 on stands the code of whether the trade went through a
   * better quote (`tradeThroughCode`). On `accepted` lastPx is the price at which a slid or clipped order
   * stands, 0 as sent; on `invited` lastQty is the shares that could trade.
   */
  venueReport: 9,
  /** parent. */
  route: 10,
  /** number of the fill, tau. */
  markout: 11,
  /** child. */
  childTimeout: 12,
  /** place in the scenario's script. */
  faultStarts: 13,
  /** number of the fault. */
  faultEnds: 14,
  /** number of the fault: it acts once more. */
  faultActs: 15,
  /** venue, symbol, bidPx, askPx, sentAt: the best of all other venues as this one sees it. */
  venueSees: 16,
  /** venue, symbol, order: 0 when a pool's interval is over, else a conditional order that answers its invitation or, ours, has not. */
  poolMatch: 17,
  /** symbol, token: a limit state, pause or halt has had its time; token 0: the bands double for the last minutes. */
  tradingPhase: 18,
  /** channel, step (feed/recovery.ts), and what belongs to it: heartbeats, and a lost feed's picture sent again. */
  feedStep: 19,
  /** venue: what waits at its door may be due. */
  venueDoor: 20,
  /** venue, symbol, side, px, qty, venueTime: what was held back to be merged in exchange time. */
  merge: 21,
  /** venue, number, sentAt: a test request of the router's is at the venue's door. */
  probeArrives: 22,
  /** venue, number, sentAt: its answer is back. */
  probeAnswered: 23,
  /** venue: the next test request is due. */
  probeDue: 24,
  /** The router looks again at whoever waits. */
  lookAgain: 25,
  /** venue: heartbeats are reckoned and not scheduled, so that they have stopped is looked for. */
  silenceDue: 26,
  /** parent: it has rested long enough. */
  patienceOver: 27,
} as const;

/**
 * What a venue tells the router of a child. `selfMatch`: cancelled because another order of ours came against it. Of a conditional order:
 * `invited`, a firm contra is there; `firmedUp`, gone because a firm order has taken its place; `lapsed`, gone because none came in time.
 */
export const VenueSays = {
  accepted: 0,
  traded: 1,
  canceled: 2,
  rejected: 3,
  cancelRejected: 4,
  expired: 5,
  selfMatch: 6,
  invited: 7,
  firmedUp: 8,
  lapsed: 9,
} as const;
