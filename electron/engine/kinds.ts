/** What a scheduled entry means; the numbers it carries are listed beside each. Frozen into saved states. */
export const Kind = {
  open: 1,
  close: 2,
  /** kind, a, b, c of the source's own. */
  sourceWake: 3,
  /** venue, symbol, side (0 bid, 1 offer), px, qty, venueTime. */
  directLevel: 4,
  /** venue, symbol, bidPx, bidQty, askPx, askQty, venueTime. */
  sipQuote: 5,
  /** venue (-1: reported off the lit venues), symbol, px, qty, venueTime. */
  directTrade: 6,
  /** child. */
  childArrives: 7,
  /** child. */
  cancelArrives: 8,
  /** child, report (VenueSays), lastQty, lastPx, liquidity, matchTime. */
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
  /** venue, symbol, bidPx, askPx, sentAt: the market's best as a venue sees it. */
  venueSees: 16,
  /** venue, symbol: a pool's interval is over. */
  poolMatch: 17,
  /** symbol, what, token: halts and limit states. */
  tradingPhase: 18,
  /** venue, path: a lost feed's picture is sent again. */
  feedSnapshot: 19,
  /** venue, number: what waits at a venue's door. */
  venueDoor: 20,
  /** what was held back to be merged in exchange time. */
  merge: 21,
} as const;

/** What a venue tells the router of a child. `selfMatch`: cancelled because another order of ours came against it. */
export const VenueSays = { accepted: 0, traded: 1, canceled: 2, rejected: 3, cancelRejected: 4, expired: 5, selfMatch: 6 } as const;
