import { LIMIT } from './book-hidden.ts';

/** Sides inside a book. */
export const BID = 0;
export const OFFER = 1;
/** Time in force. Only a day order rests. */
export const DAY = 0;
export const IOC = 1;
export const FOK = 2;

/*
 * Flags, which may be combined unless `enter` refuses it. Bits up to 2^28 that have no name here are kept with the order and mean
 * nothing.
 */
/** The order is refused where it would take, displayed or not. Asked on entry and on replace; a peg that the market moves may take. */
export const POST_ONLY = 1;
/** With POST_ONLY, and no peg: re-priced to one tick short of what it would take, instead of refused. It stays there. */
export const SLIDE = 2;
/** Undisplayed altogether. Execution still follows price, then class: displayed, then hidden and reserve, then pegs; then time. */
export const HIDDEN = 4;
/** Undisplayed at the middle of the market, at the near side's best, at the far side's best; the order's price is its limit. */
export const MID_PEG = 8;
export const PRIMARY_PEG = 16;
export const MARKET_PEG = 32;
/** Intermarket sweep: the book has only itself to ask, so it only keeps it. */
export const ISO = 64;
/** On arrival MinQty may be met by several contras together, else by each execution alone. At rest the contra is one arriving order. */
export const MIN_AGGREGATE = 128;
/** All or none: MinQty is the whole quantity, on arrival in aggregate. */
export const AON = 256;
/** Self-match prevention (FIX 2964) of an arriving order against resting ones of its own owner (2362), unless that is 0. */
export const SMP_CANCEL_NEWEST = 512;
export const SMP_CANCEL_OLDEST = 1024;
export const SMP_CANCEL_BOTH = SMP_CANCEL_NEWEST | SMP_CANCEL_OLDEST;
/** Both lose the smaller one's shares. */
export const SMP_DECREMENT = 2048;

export const PEGS = MID_PEG | PRIMARY_PEG | MARKET_PEG;
export const UNDISPLAYED = HIDDEN | PEGS;
export const SMP = SMP_CANCEL_BOTH | SMP_DECREMENT;
/** An order with one of these is not simply matched and rested. */
export const RULES = SLIDE | UNDISPLAYED | AON | SMP;

/** Why the last operation did nothing. */
export const ACCEPTED = 0;
export const UNKNOWN_ORDER = 1;
export const WOULD_TAKE = 2;
export const CANNOT_FILL = 3;
/** Attributes that exclude each other: two pegs, a DisplayQty on an undisplayed order, a MinQty or AON that would rest displayed. */
export const CONFLICT = 4;

/** What a peg follows is its flag's number: 8, 16, 32 to 1, 2, 3. */
export function followsOf(flags: number): number {
  const peg = (flags >> 3) & 7;
  return peg === 4 ? 3 : peg === 0 ? LIMIT : peg;
}
