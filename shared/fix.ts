/** The words of FIX 4.4 / 5.0SP2, in our casing. Codes are kept where a table or a file shows them. */

export type Side = 'buy' | 'sell';
export type OrdType = 'market' | 'limit';
export type TimeInForce = 'day' | 'ioc' | 'fok';

/** OrdStatus (39). */
export const OrdStatus = {
  pendingNew: 'A',
  new: '0',
  partiallyFilled: '1',
  filled: '2',
  doneForDay: '3',
  canceled: '4',
  replaced: '5',
  pendingCancel: '6',
  stopped: '7',
  rejected: '8',
  suspended: '9',
  calculated: 'B',
  expired: 'C',
  pendingReplace: 'E',
} as const;
export type OrdStatus = (typeof OrdStatus)[keyof typeof OrdStatus];

/** ExecType (150). */
export const ExecType = {
  pendingNew: 'A',
  new: '0',
  doneForDay: '3',
  canceled: '4',
  replaced: '5',
  pendingCancel: '6',
  stopped: '7',
  rejected: '8',
  suspended: '9',
  expired: 'C',
  restated: 'D',
  pendingReplace: 'E',
  trade: 'F',
  tradeCorrect: 'G',
  tradeCancel: 'H',
} as const;
export type ExecType = (typeof ExecType)[keyof typeof ExecType];

/** LastLiquidityInd (851). */
export const LastLiquidityInd = { added: 1, removed: 2, routedOut: 3, auction: 4 } as const;
export type LastLiquidityInd = (typeof LastLiquidityInd)[keyof typeof LastLiquidityInd];

/** OrdRejReason (103), the ones this desk gives. */
export const OrdRejReason = {
  unknownSymbol: 1,
  exchangeClosed: 2,
  exceedsLimit: 3,
  duplicateOrder: 6,
  incorrectQuantity: 13,
  priceExceedsBand: 16,
  invalidIncrement: 18,
  other: 99,
} as const;
export type OrdRejReason = (typeof OrdRejReason)[keyof typeof OrdRejReason];

/** CxlRejReason (102), the ones this desk gives. */
export const CxlRejReason = { tooLate: 0, unknownOrder: 1, alreadyPending: 3 } as const;
export type CxlRejReason = (typeof CxlRejReason)[keyof typeof CxlRejReason];

/** +1 for a buy, -1 for a sell: the sign s of every cost formula (positive is bad for us). */
export function sign(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

/** Whether, to someone on `side`, paying `a` beats paying `b`. */
export function isBetter(side: Side, a: number, b: number): boolean {
  return side === 'buy' ? a < b : a > b;
}

/** Whether an order on `side` limited at `limit` may trade at `price`. */
export function isWithin(side: Side, price: number, limit: number): boolean {
  return side === 'buy' ? price <= limit : price >= limit;
}

/** Whether nothing more can happen to an order in this state. */
export function isTerminal(status: OrdStatus): boolean {
  return status === '2' || status === '3' || status === '4' || status === '8' || status === 'C';
}
