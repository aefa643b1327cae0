import { type Nanos, SECOND } from '../units.ts';

/**
 * The hot state of one client's desk as one packed Int32Array: header, then symbol rows, venue rows, level rows, print rows.
 * Times are two integers (whole seconds, nanoseconds within the second), ages whole microseconds (capped at 2^31-1, -1 = nothing seen),
 * prices `Px`, sizes shares; a price of 0 is an empty side. Nothing of it is parsed on either side.
 */
export const FRAME_VERSION = 4;

export const HEADER = {
  version: 0,
  number: 1,
  seconds: 2,
  nanos: 3,
  flags: 4,
  speedPercent: 5,
  focus: 6,
  symbols: 7,
  venues: 8,
  levels: 9,
  prints: 10,
  /** Median way of a quote to the router over the last second, microseconds. */
  directDelay: 11,
  sipDelay: 12,
  /** Engine events so far, modulo 2^31. */
  events: 13,
  /** Microseconds after its venue time that a direct message is merged in exchange time; -1 where the session holds nothing back. */
  mergeReach: 14,
  /** Messages so far that came too late for that. */
  mergeLate: 15,
} as const;
export const HEADER_SIZE = 16;

/** `sipHeld`: the SIP publishes nothing now. */
export const FLAG = { paused: 1, killed: 2, orderProtection: 4, ended: 8, sipHeld: 16 } as const;

export const SYMBOL = {
  bidPx: 0,
  bidQty: 1,
  askPx: 2,
  askQty: 3,
  sipBidPx: 4,
  sipBidQty: 5,
  sipAskPx: 6,
  sipAskQty: 7,
  lastPx: 8,
  lastQty: 9,
  /** First mid of the session, 0 before there is one. */
  openPx: 10,
  volume: 11,
  directAge: 12,
  sipAge: 13,
  /** Index in TRADING_STATES. */
  trading: 14,
  /** LULD price bands, 0 without. */
  lowerPx: 15,
  upperPx: 16,
  /** The SIP's best price is not the direct one: for how long now (-1 while they agree), how often and how long so far, and what that cost. */
  apartFor: 17,
  apartCount: 18,
  /** Whole milliseconds. */
  apartTotal: 19,
  /** Whole cents. */
  apartCost: 20,
  /** Best of the direct feeds merged in exchange time; 0 where the session holds nothing back. */
  mergedBidPx: 21,
  mergedBidQty: 22,
  mergedAskPx: 23,
  mergedAskQty: 24,
} as const;
export const SYMBOL_SIZE = 25;

/** One venue's direct quote in the focused symbol. */
export const VENUE = {
  bidPx: 0,
  bidQty: 1,
  askPx: 2,
  askQty: 3,
  age: 4,
  sipAge: 5,
  /** 0 alive, 1 late, 2 silent. */
  health: 6,
  /** How long the last message took from the venue to the router, microseconds. */
  delay: 7,
  /** What is out of order there: bits of TROUBLE. */
  trouble: 8,
  /** How late its last thousand messages came, receipt minus venue time, by path: median and 99th percentile. Microseconds, -1 before any. */
  directOffset: 9,
  directP99: 10,
  sipOffset: 11,
  sipP99: 12,
  /** Of all symbols and both paths in this session: gaps found, and the messages missed until its whole picture came. */
  gaps: 13,
  missed: 14,
  /** The same of messages that came twice and were dropped, and of those that waited for one they had overtaken. */
  repeated: 15,
  reordered: 16,
} as const;
export const VENUE_SIZE = 17;

/** `gapDirect`, `gapSip`: its picture on that path misses messages; `selfHelp`: the router has declared it. */
export const TROUBLE = { down: 1, slow: 2, gapDirect: 4, gapSip: 8, selfHelp: 16 } as const;

/** One displayed price level of one venue in the focused symbol; side 0 bid, 1 offer. */
export const LEVEL = { venue: 0, side: 1, px: 2, qty: 3, age: 4 } as const;
export const LEVEL_SIZE = 5;

/** One trade print of the focused symbol since the frame before. */
export const PRINT = { venue: 0, px: 1, qty: 2, seconds: 3, nanos: 4 } as const;
export const PRINT_SIZE = 5;

/** Where each section of a frame begins. */
export interface FrameLayout {
  readonly symbols: number;
  readonly venues: number;
  readonly levels: number;
  readonly prints: number;
  readonly end: number;
}

export function layout(symbols: number, venues: number, levels: number, prints: number): FrameLayout {
  const venuesAt = HEADER_SIZE + symbols * SYMBOL_SIZE;
  const levelsAt = venuesAt + venues * VENUE_SIZE;
  const printsAt = levelsAt + levels * LEVEL_SIZE;
  return { symbols: HEADER_SIZE, venues: venuesAt, levels: levelsAt, prints: printsAt, end: printsAt + prints * PRINT_SIZE };
}

/** Reads a frame in place. Throws on another version or a length that does not fit its own counts. */
export class FrameReader {
  readonly data: Int32Array;
  readonly at: FrameLayout;

  constructor(buffer: ArrayBuffer) {
    this.data = new Int32Array(buffer);
    if (this.data.length < HEADER_SIZE || this.header('version') !== FRAME_VERSION)
      throw new Error(`frame: version ${this.data[0]} is not ${FRAME_VERSION}`);
    this.at = layout(this.header('symbols'), this.header('venues'), this.header('levels'), this.header('prints'));
    if (this.at.end !== this.data.length) throw new Error(`frame: ${this.data.length} words, ${this.at.end} expected`);
  }

  header(field: keyof typeof HEADER): number {
    return this.data[HEADER[field]] ?? 0;
  }

  get now(): Nanos {
    return (this.header('seconds') * SECOND + this.header('nanos')) as Nanos;
  }

  flag(name: keyof typeof FLAG): boolean {
    return (this.header('flags') & FLAG[name]) !== 0;
  }

  symbol(index: number, field: keyof typeof SYMBOL): number {
    return this.data[this.at.symbols + index * SYMBOL_SIZE + SYMBOL[field]] ?? 0;
  }

  venue(index: number, field: keyof typeof VENUE): number {
    return this.data[this.at.venues + index * VENUE_SIZE + VENUE[field]] ?? 0;
  }

  trouble(index: number, name: keyof typeof TROUBLE): boolean {
    return (this.venue(index, 'trouble') & TROUBLE[name]) !== 0;
  }

  level(index: number, field: keyof typeof LEVEL): number {
    return this.data[this.at.levels + index * LEVEL_SIZE + LEVEL[field]] ?? 0;
  }

  print(index: number, field: keyof typeof PRINT): number {
    return this.data[this.at.prints + index * PRINT_SIZE + PRINT[field]] ?? 0;
  }
}
