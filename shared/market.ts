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
}

export interface SymbolSpec {
  readonly symbol: string;
  readonly name: string;
  readonly tick: Px;
  readonly roundLot: Qty;
  readonly openPx: Px;
  /** Standard deviation of the efficient price, ticks per square-root second (domain 4.1). */
  readonly volatility: number;
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
