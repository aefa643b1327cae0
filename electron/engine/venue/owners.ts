/** Owners of orders in a book that are not a source's own; a source numbers its own below them. */

/** Every order of ours. */
export const OURS = 1 << 30;
/** The orders that a fault enters: no source is told of their fills. */
export const INTRUDER = OURS + 1;
