/**
 * What a router may know of the next move from the top of a book (domain 7a): pure functions of prices and quantities. Prices are Px
 * (or any unit; results keep it), quantities shares.
 */
export interface TopOfBook {
  readonly bidPx: number;
  readonly bidQty: number;
  readonly askPx: number;
  readonly askQty: number;
}

/** I = bid / (bid + ask), 0 to 1: above a half more wait to buy than to sell. Undefined where nobody waits. */
export function imbalance(bidQty: number, askQty: number): number | undefined {
  const both = bidQty + askQty;
  return both > 0 ? bidQty / both : undefined;
}

/**
 * Which of `buckets` equal parts of 0 to 1 the imbalance lies in. The bucket of the mirrored book is the mirrored bucket, at the
 * borders too, which round lots hit often; that needs an odd number of buckets. Undefined where nobody waits.
 */
export function imbalanceBucket(bidQty: number, askQty: number, buckets: number): number | undefined {
  const both = bidQty + askQty;
  if (!(both > 0)) return undefined;
  const more = Math.min(buckets - 1, Math.floor((Math.max(bidQty, askQty) * buckets) / both));
  return bidQty >= askQty ? more : buckets - 1 - more;
}

/** I ask + (1 - I) bid: the middle, nearer to the thinner side. TV: 100.00 x 1200 against 100.01 x 400 is 100.0075. */
export function weightedMid({ bidPx, bidQty, askPx, askQty }: TopOfBook): number | undefined {
  const share = imbalance(bidQty, askQty);
  return share === undefined ? undefined : bidPx + share * (askPx - bidPx);
}

/**
 * Order-flow imbalance of one change of the top of a book, in shares (Cont, Kukanov and Stoikov 2014; domain 7a):
 *   e = 1{Pb >= Pb'} qb - 1{Pb <= Pb'} qb' - 1{Pa <= Pa'} qa + 1{Pa >= Pa'} qa'   with ' what was before.
 * Positive where buyers came or sellers left. A side that is not there has quantity 0.
 */
export function orderFlowImbalance(before: TopOfBook, now: TopOfBook): number {
  let e = 0;
  if (now.bidPx >= before.bidPx) e += now.bidQty;
  if (now.bidPx <= before.bidPx) e -= before.bidQty;
  if (now.askPx <= before.askPx) e -= now.askQty;
  if (now.askPx >= before.askPx) e += before.askQty;
  return e;
}
