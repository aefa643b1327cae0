import type { SessionConfig } from '../../../shared/config/session.ts';
import { nearestRank } from '../../../shared/tca/paired.ts';
import type { Money, Nanos, Qty } from '../../../shared/units.ts';
import type { VenueScore } from '../../../shared/wire/contract.ts';

const ROUND_TRIPS = 256;
/** Two-sided 95 % of a normal. */
const Z95 = 1.96;

/** What is counted of one venue. */
interface Tally {
  orders: number;
  rejects: number;
  sentQty: number;
  filledQty: number;
  fees: number;
  /** Shares shown when sent to take, and how many of them did not fill. */
  shownQty: number;
  fadedQty: number;
  roundTrips: number;
  markouts: number;
  markoutQty: number;
  /** Of bps x shares, and of their squares x shares. */
  markoutSum: number;
  markoutSquares: number;
  /** Px x shares. */
  effective: number;
  quoted: number;
}

/** The facts of one venue in this session, for its scorecard. What routing makes of them is in `route/knowledge.ts`. */
export class Profile {
  private tally: Tally = {
    orders: 0,
    rejects: 0,
    sentQty: 0,
    filledQty: 0,
    fees: 0,
    shownQty: 0,
    fadedQty: 0,
    roundTrips: 0,
    markouts: 0,
    markoutQty: 0,
    markoutSum: 0,
    markoutSquares: 0,
    effective: 0,
    quoted: 0,
  };
  private readonly roundTrips = new Float64Array(ROUND_TRIPS);

  sent(qty: number): void {
    this.tally.orders += 1;
    this.tally.sentQty += qty;
  }

  filled(qty: number, fee: number): void {
    this.tally.filledQty += qty;
    this.tally.fees += fee;
  }

  rejected(): void {
    this.tally.rejects += 1;
  }

  /** A child that meant to remove is done: `hoped` shares were to be had as far as the router saw, `got` were; `roundTrip` in nanoseconds. */
  taken(hoped: number, got: number, shown: number, roundTrip: number): void {
    const { tally } = this;
    this.roundTrips[tally.roundTrips++ % ROUND_TRIPS] = roundTrip;
    if (hoped <= 0) return;
    if (shown > 0) {
      tally.shownQty += Math.min(shown, hoped);
      tally.fadedQty += Math.max(0, Math.min(shown, hoped) - got);
    }
  }

  /** The midpoint one second after a fill, in bps, positive = moved our way. */
  markout(bps: number, qty: number): void {
    const { tally } = this;
    tally.markouts += 1;
    tally.markoutQty += qty;
    tally.markoutSum += bps * qty;
    tally.markoutSquares += bps * bps * qty;
  }

  /** Effective and quoted spread of a fill, both Px x shares (domain 6.7, 6.8). */
  spread(effective: number, quoted: number): void {
    this.tally.effective += effective;
    this.tally.quoted += quoted;
  }

  /** `leavesQty`: shares still out there; `estimates`: what the router makes of the venue. */
  score(mic: string, leavesQty: Qty, quoteAge: Nanos | undefined, estimates: Partial<VenueScore> = {}): VenueScore {
    const { orders, rejects, sentQty, filledQty, fees, shownQty, fadedQty, markouts, markoutQty, effective, quoted } = this.tally;
    const trips = this.roundTrips.slice(0, Math.min(this.tally.roundTrips, ROUND_TRIPS)).sort();
    const mean = markoutQty > 0 ? this.tally.markoutSum / markoutQty : undefined;
    const variance = mean === undefined ? 0 : Math.max(0, this.tally.markoutSquares / markoutQty - mean * mean);
    return {
      mic,
      orders,
      rejects,
      sentQty: sentQty as Qty,
      leavesQty,
      filledQty: filledQty as Qty,
      fees: fees as Money,
      markouts,
      ...(trips.length > 0 && { rttP50: nearestRank(trips, 0.5) as Nanos, rttP99: nearestRank(trips, 0.99) as Nanos }),
      ...(quoteAge !== undefined && { quoteAge }),
      ...(mean !== undefined && { markoutBps: mean }),
      ...(markouts > 1 && { markoutHalfWidth: Z95 * Math.sqrt(variance / (markouts - 1)) }),
      ...(quoted > 0 && { effectiveOverQuoted: effective / quoted }),
      ...(shownQty > 0 && { fade: fadedQty / shownQty }),
      ...estimates,
    };
  }

  save(): ProfileState {
    return { tally: { ...this.tally }, roundTrips: this.roundTrips.slice() };
  }

  restore({ tally, roundTrips }: ProfileState): void {
    this.tally = { ...tally };
    this.roundTrips.set(roundTrips);
  }
}

export interface ProfileState {
  readonly tally: Readonly<Tally>;
  readonly roundTrips: Float64Array;
}

export function profiles({ venues }: Pick<SessionConfig, 'venues'>): Profile[] {
  return venues.map(() => new Profile());
}
