import type { Site, TapeID } from './geography.ts';
import type { Money, Nanos, Px, Qty } from './units.ts';

/** Market identifier: an ISO 10383 MIC, an ATS code, or the seed's own name for a venue. */
export type Mic = string;

export type VenueKind = 'lit' | 'dark';
export type FeeModel = 'makerTaker' | 'takerMaker' | 'takeTake' | 'flat' | 'free';

/** A venue as the scenario declares it. Latencies are one way. */
export interface VenueSpec {
  readonly mic: Mic;
  readonly name: string;
  /** One-letter tape code (CTA/UTP participant), or up to two letters for an ATS. */
  readonly letter: string;
  readonly kind: VenueKind;
  readonly feeModel: FeeModel;
  /** Micro-dollars a share; negative is a rebate to us. */
  readonly makerFee: Money;
  readonly takerFee: Money;
  /** Router to venue gateway, before any speed bump. */
  readonly entryLatency: Nanos;
  /** Added to every inbound message: IEX's 350 µs. */
  readonly speedBump: Nanos;
  /** Venue to router, for execution reports. */
  readonly responseLatency: Nanos;
  /** Venue to router on the direct feed. */
  readonly feedLatency: Nanos;
  /** Venue to the SIP processor; the SIP adds its own processing and its way to the router. */
  readonly sipLatency: Nanos;
  /** Chance that a fast trader takes the quote first, as the seed's table states it (0 to 1): the router's prior. */
  readonly hftPresence: number;
  /** Share of the market's own flow that comes here; any positive weights. */
  readonly flowShare: number;
  /** Hidden size per side that a dark pool starts with and is refilled to, on average. */
  readonly darkQty?: { readonly bid: Qty; readonly ask: Qty };
  /** Where its matching engine stands; absent: the latencies above say all that is known. */
  readonly site?: Site;
  /** Mean of the exponential delay that comes on top of every way from or to it. */
  readonly jitter?: Nanos;
  /** Micro-dollars a share where the resting side was hidden or pegged; absent: as displayed. */
  readonly hiddenMakerFee?: Money;
  readonly hiddenTakerFee?: Money;
  /** What an order costs whatever its size, micro-dollars; its least size; what its size is a multiple of. Absent: nothing, 1, 1. */
  readonly ticketFee?: Money;
  readonly minQty?: Qty;
  readonly lot?: Qty;
  /** A dark pool of real resting orders, in place of `darkQty`. */
  readonly pool?: PoolSpec;
}

/** How a dark pool matches at the midpoint, and who comes to it (domain 3.1, 4.3). */
export interface PoolSpec {
  /** Which NBBO its midpoint is taken from; it sees either late by its own distance. */
  readonly nbbo: FeedPath;
  /** Matches only at random times so far apart; absent: at once. */
  readonly interval?: { readonly min: Nanos; readonly max: Nanos };
  /** Orders of others a second and symbol; each rests a mean of `life` unless it trades. */
  readonly rate: number;
  readonly life: Nanos;
  /** Size of others: nothing with this chance, else P(S >= s) falls as s^-exponent from `minQty` on. */
  readonly empty: number;
  readonly exponent: number;
  readonly minQty: Qty;
  /** Share of others' orders that carry a MinQty (110). */
  readonly minQtyShare: number;
  /** Share of others' orders that are conditional, the chance that an invitation is firmed up, and the median time that takes. */
  readonly conditionalShare: number;
  readonly firmUp: number;
  readonly firmUpMedian: Nanos;
}

export interface SymbolSpec {
  readonly symbol: string;
  readonly name: string;
  readonly tick: Px;
  readonly roundLot: Qty;
  readonly openPx: Px;
  /** Standard deviation of the efficient price, ticks per square-root second (domain 4.1). */
  readonly volatility: number;
  /** Whose listing it is, which says where its SIP stands; absent: the session's one processor. */
  readonly tape?: TapeID;
  /** LULD tier (domain 1.3); absent: no bands. */
  readonly luldTier?: 1 | 2;
}

/** Best bid and offer with the shares shown there. A side that is absent is undefined, never 0. */
export interface Bbo {
  readonly bidPx?: Px;
  readonly bidQty?: Qty;
  readonly askPx?: Px;
  readonly askQty?: Qty;
}

export type FeedPath = 'direct' | 'sip';

/** The best over all lit venues as one path shows it; `age` is now minus the venue time of the older winning side. */
export interface Nbbo extends Bbo {
  readonly bidMics: readonly Mic[];
  readonly askMics: readonly Mic[];
  readonly bidAge?: Nanos;
  readonly askAge?: Nanos;
}
