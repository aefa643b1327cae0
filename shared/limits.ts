import type { Px, Qty } from './units.ts';

/** What names and numbers may be, wherever they come in: the wire, a scenario, an orders file, a tape, a command line. */

export const SYMBOL = /^[A-Z][A-Z0-9.]{0,7}$/;
export const SYMBOL_RULE = 'must be 1 to 8 capital letters, digits or dots';

export const CL_ORD_ID = /^[A-Za-z0-9._:-]{1,32}$/;
export const CL_ORD_ID_RULE = 'must be 1 to 32 letters, digits or . _ : -';

export const MAX_SEED = 2 ** 32 - 1;
export const MAX_SYMBOLS = 64;
/** $10,000. */
export const MAX_PX = 100_000_000 as Px;
export const MAX_QTY = 1_000_000_000 as Qty;

/** Engine time over wall time. */
export const MIN_SPEED = 0.25;
export const MAX_SPEED = 60;
