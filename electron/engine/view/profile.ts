import type { SessionConfig } from '../../../shared/config/session.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { Money, Nanos, Qty } from '../../../shared/units.ts';
import type { VenueScore } from '../../../shared/wire/contract.ts';

/** Half the shares of a fading venue's past weigh as much as its present after about 70 children (domain 5.10, forgetting .99). */
const FORGET = 0.99;
/** How many children the prior of the scenario file is worth. */
const PRIOR_WEIGHT = 10;
const ROUND_TRIPS = 256;

/**
 * What the desk has learned of one venue in this session: the facts of the scorecard, and the two estimates that routing reads, both
 * Beta means with forgetting (domain 5.10): how much of what is sent to displayed shares fills, and how much of a dark ping does.
 */
export class Profile {
  orders = 0;
  rejects = 0;
  sentQty = 0;
  filledQty = 0;
  fees = 0;
  /** Shares shown when sent to take, and how many of them did not fill. */
  shownQty = 0;
  fadedQty = 0;
  private fillAlpha: number;
  private fillBeta: number;
  private readonly roundTrips = new Float64Array(ROUND_TRIPS);
  private roundTripCount = 0;
  private markoutQty = 0;
  private markoutSum = 0;
  private markoutSquares = 0;
  private markoutCount = 0;
  private effective = 0;
  private quoted = 0;

  constructor(spec: VenueSpec, darkFillPrior: number) {
    const prior = spec.kind === 'dark' ? darkFillPrior : 1 - spec.hftPresence;
    this.fillAlpha = prior * PRIOR_WEIGHT;
    this.fillBeta = (1 - prior) * PRIOR_WEIGHT;
  }

  /** Expected share of what is sent that fills, 0 to 1. */
  get fillProbability(): number {
    return this.fillAlpha / (this.fillAlpha + this.fillBeta);
  }

  sent(qty: number): void {
    this.orders += 1;
    this.sentQty += qty;
  }

  filled(qty: number, fee: number): void {
    this.filledQty += qty;
    this.fees += fee;
  }

  rejected(): void {
    this.rejects += 1;
  }

  /** A child that meant to remove is done: `hoped` shares were to be had as far as the router saw, `got` were. */
  taken(hoped: number, got: number, shown: number, roundTrip: number): void {
    this.roundTrips[this.roundTripCount++ % ROUND_TRIPS] = roundTrip;
    if (hoped <= 0) return;
    const share = Math.min(1, got / hoped);
    this.fillAlpha = FORGET * this.fillAlpha + share;
    this.fillBeta = FORGET * this.fillBeta + 1 - share;
    if (shown > 0) {
      this.shownQty += Math.min(shown, hoped);
      this.fadedQty += Math.max(0, Math.min(shown, hoped) - got);
    }
  }

  /** The midpoint one second after a fill, in bps, positive = moved our way. */
  markout(bps: number, qty: number): void {
    this.markoutCount += 1;
    this.markoutQty += qty;
    this.markoutSum += bps * qty;
    this.markoutSquares += bps * bps * qty;
  }

  /** Effective and quoted spread of a fill, both Px x shares (domain 6.7, 6.8). */
  spread(effective: number, quoted: number): void {
    this.effective += effective;
    this.quoted += quoted;
  }

  score(mic: string, quoteAge: Nanos | undefined): VenueScore {
    const trips = this.roundTrips.slice(0, Math.min(this.roundTripCount, ROUND_TRIPS)).sort();
    const mean = this.markoutQty > 0 ? this.markoutSum / this.markoutQty : undefined;
    const variance = mean === undefined ? 0 : Math.max(0, this.markoutSquares / this.markoutQty - mean * mean);
    return {
      mic,
      orders: this.orders,
      rejects: this.rejects,
      sentQty: this.sentQty as Qty,
      filledQty: this.filledQty as Qty,
      fees: this.fees as Money,
      markouts: this.markoutCount,
      ...(trips.length > 0 && { rttP50: quantile(trips, 0.5) as Nanos, rttP99: quantile(trips, 0.99) as Nanos }),
      ...(quoteAge !== undefined && { quoteAge }),
      ...(mean !== undefined && { markoutBps: mean }),
      ...(this.markoutCount > 1 && { markoutHalfWidth: 1.96 * Math.sqrt(variance / (this.markoutCount - 1)) }),
      ...(this.quoted > 0 && { effectiveOverQuoted: this.effective / this.quoted }),
      ...(this.shownQty > 0 && { fade: this.fadedQty / this.shownQty }),
    };
  }

  save(): ProfileState {
    const { orders, rejects, sentQty, filledQty, fees, shownQty, fadedQty, fillAlpha, fillBeta, roundTripCount } = this;
    const { markoutQty, markoutSum, markoutSquares, markoutCount, effective, quoted } = this;
    return {
      numbers: [orders, rejects, sentQty, filledQty, fees, shownQty, fadedQty, fillAlpha, fillBeta, roundTripCount].concat([
        markoutQty,
        markoutSum,
        markoutSquares,
        markoutCount,
        effective,
        quoted,
      ]),
      roundTrips: this.roundTrips.slice(),
    };
  }

  restore({ numbers, roundTrips }: ProfileState): void {
    [this.orders, this.rejects, this.sentQty, this.filledQty, this.fees, this.shownQty, this.fadedQty] = numbers as Seven;
    [this.fillAlpha, this.fillBeta, this.roundTripCount, this.markoutQty, this.markoutSum, this.markoutSquares, this.markoutCount] =
      numbers.slice(7) as unknown as Seven;
    [this.effective, this.quoted] = numbers.slice(14) as [number, number];
    this.roundTrips.set(roundTrips);
  }
}

type Seven = [number, number, number, number, number, number, number];

export interface ProfileState {
  readonly numbers: readonly number[];
  readonly roundTrips: Float64Array;
}

export function profiles(config: SessionConfig): Profile[] {
  return config.venues.map((spec) => new Profile(spec, config.router.darkFillPrior));
}

/** Nearest-rank quantile of sorted values. */
function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)]!;
}
