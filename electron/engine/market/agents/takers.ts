import type { AgentsConfig } from '../../../../shared/config/session.ts';
import type { Side } from '../../../../shared/fix.ts';
import { MONEY_PER_PX } from '../../../../shared/units.ts';
import { Stream } from '../../random.ts';
import { Hawkes, hawkesParameters } from '../flows/hawkes.ts';
import type { MarketPort } from '../source.ts';
import { Racer, type Races } from './races.ts';
import type { SymbolSettings } from './settings.ts';
import type { DayShape } from './shape.ts';
import { oddLot, roundLots } from './sizes.ts';

/** What someone comes to take: so many shares up to `limit`, the far side's best standing at `touch`, Px. */
interface Arrival {
  readonly buys: boolean;
  readonly qty: number;
  readonly limit: number;
  readonly touch: number;
  /** Looks inside the spread first. */
  readonly inside: boolean;
  /** Uniform in [0, 1): which of the venues, by their weights. */
  readonly where: number;
  readonly mindsFee: boolean;
}

/**
 * Those who take, of one symbol: Hawkes arrivals, most of them pieces of metaorders that keep their side, some of people who know the
 * efficient price. An arrival goes to a venue that shows the best price, by its share of the flow, and on to the next for what is
 * left; some mind the fee and go where it is lowest first. Every arrival draws the same chances whatever it meets, so no venue moves
 * another's day.
 */
export class Takers {
  private readonly config: AgentsConfig;
  private readonly settings: SymbolSettings;
  private readonly symbol: number;
  private readonly port: MarketPort;
  private readonly races: Races;
  private readonly shape: DayShape;
  private readonly stream: Stream;
  private readonly arrivals: Hawkes;
  private readonly arrivalChance: Stream;
  /** Who minds the fee: drawn apart, so that how many do moves nobody's size or side. */
  private readonly thrift: Stream;
  /** By venue: weights of the flow, and of where a price inside the spread is looked for. */
  private readonly shares: Float64Array;
  private readonly midShares: Float64Array;
  /** Metaorders under way: side (0 buys) and pieces left. */
  private readonly side: Uint8Array;
  private readonly left: Int32Array;

  constructor(
    config: AgentsConfig,
    settings: SymbolSettings,
    symbol: number,
    shape: DayShape,
    hiddenShares: Float64Array,
    port: MarketPort,
    races: Races,
  ) {
    this.config = config;
    this.settings = settings;
    this.symbol = symbol;
    this.shape = shape;
    this.port = port;
    this.races = races;
    const { takers, spec } = settings;
    this.stream = new Stream(config.seed, `${spec.symbol}/takers`);
    this.arrivalChance = new Stream(config.seed, `${spec.symbol}/arrivals`);
    this.thrift = new Stream(config.seed, `${spec.symbol}/thrift`);
    this.arrivals = new Hawkes(hawkesParameters(takers), this.arrivalChance, config.openAt);
    this.shares = Float64Array.from(config.venues, (venue) => (venue.kind === 'lit' ? venue.flowShare : 0));
    this.midShares = hiddenShares;
    this.side = new Uint8Array(takers.metaorders);
    this.left = new Int32Array(takers.metaorders);
    for (let i = 0; i < takers.metaorders; i++) this.renew(i);
  }

  /** Nanoseconds to the next arrival; Infinity for never. */
  next(now: number): number {
    return this.settings.takers.rate > 0
      ? this.arrivals.next(now, this.shape.at(now, this.settings.price.shape))
      : Number.POSITIVE_INFINITY;
  }

  /** The arrival that `next` told of; the efficient price is at `ticks`. Returns how far that goes with what a metaorder knew. */
  arrive(ticks: number): number {
    const { stream, settings } = this;
    const { takers, spec } = settings;
    const informed = stream.chance(takers.informed);
    const piece = stream.chance(takers.metaorderShare);
    const which = stream.below(takers.metaorders);
    const sweeps = stream.chance(takers.sweepShare);
    const odd = stream.chance(takers.oddLotShare);
    const inside = stream.chance(takers.midpointShare);
    const where = stream.uniform();
    const mindsFee = this.thrift.chance(takers.feeAware ?? 0);
    const small = oddLot(stream, takers.oddLotMean, spec.roundLot);
    const large = roundLots(stream, sweeps ? takers.sweepLotsMean : takers.roundLotsMean, spec.roundLot);
    let buys = this.arrivals.side === 0;
    if (piece) {
      buys = this.side[which] === 0;
      if (--this.left[which]! <= 0) this.renew(which);
    }
    const news = piece ? (buys ? takers.newsTicks : -takers.newsTicks) : 0;
    const bid = this.best('buy');
    const ask = this.best('sell');
    if (bid === 0 || ask === 0) return news;
    if (informed) {
      const off = ticks * spec.tick - (bid + ask) / 2;
      buys = off > 0;
      const venue = this.first(buys ? 'sell' : 'buy', buys ? ask : bid, where, mindsFee);
      if (venue < 0 || Math.abs(off) <= (ask - bid) / 2 - this.port.takerFee(venue) / MONEY_PER_PX) return news;
    }
    const qty = sweeps || informed || !odd ? large : small;
    const deep = sweeps ? takers.sweepTicks * spec.tick : 0;
    this.take({
      buys,
      qty,
      inside,
      where,
      mindsFee,
      limit: buys ? ask + deep : Math.max(bid - deep, spec.tick),
      touch: buys ? ask : bid,
    });
    return news;
  }

  save() {
    return {
      side: this.side,
      left: this.left,
      stream: this.stream.save(),
      arrivals: this.arrivals.save(),
      arrivalChance: this.arrivalChance.save(),
      thrift: this.thrift.save(),
    };
  }

  restore(state: ReturnType<Takers['save']>): void {
    this.side.set(state.side);
    this.left.set(state.left);
    this.stream.restore(state.stream);
    this.arrivals.restore(state.arrivals);
    this.arrivalChance.restore(state.arrivalChance);
    this.thrift.restore(state.thrift);
  }

  private take({ buys, qty, limit, touch, inside, where, mindsFee }: Arrival): void {
    const far: Side = buys ? 'sell' : 'buy';
    let leaves = qty;
    if (inside) {
      const venue = this.choose(far, 0, where, this.midShares);
      if (venue >= 0) leaves -= this.enter(venue, buys, touch, leaves);
    }
    for (let leg = 0; leg < this.shares.length && leaves > 0; leg++) {
      const px = this.best(far);
      if (px === 0 || (buys ? px > limit : px < limit)) return;
      const venue = (leg === 0 && !inside) || mindsFee ? this.first(far, px, where, mindsFee) : this.largest(far, px);
      if (venue < 0) return;
      const traded = this.enter(venue, buys, px, leaves);
      if (traded === 0) return;
      leaves -= traded;
    }
  }

  /** Returns the shares that traded. */
  private enter(venue: number, buys: boolean, px: number, qty: number): number {
    this.port.enter(venue, this.symbol, buys ? 'buy' : 'sell', px, qty, 0, true);
    const traded = this.port.lastFilled;
    const place = this.symbol * this.config.venues.length + venue;
    this.races.take(place, buys ? 1 : 0, Math.round(px / this.settings.spec.tick), Racer.taker, traded);
    return traded;
  }

  /** The best price of a side that the flow may go to, 0 for none. */
  private best(side: Side): number {
    let best = 0;
    for (let venue = 0; venue < this.shares.length; venue++) {
      if (this.shares[venue] === 0) continue;
      const px = this.port.bestPx(venue, this.symbol, side);
      if (px > 0 && (best === 0 || (side === 'buy' ? px > best : px < best)) && this.port.accepts(venue, this.symbol)) best = px;
    }
    return best;
  }

  /** Where an arrival turns first at a price: by the venues' shares of the flow, of those alone that charge least when it minds the fee. */
  private first(side: Side, px: number, where: number, mindsFee: boolean): number {
    let least = Number.POSITIVE_INFINITY;
    for (let venue = 0; mindsFee && venue < this.shares.length; venue++)
      if (this.shares[venue] !== 0 && this.shows(venue, side, px)) least = Math.min(least, this.port.takerFee(venue));
    return this.choose(side, px, where, this.shares, least);
  }

  /** One of the venues that show `px` (any price for 0) and charge `fee` at most, by weight; -1 for none. */
  private choose(side: Side, px: number, where: number, weights: Float64Array, fee = Number.POSITIVE_INFINITY): number {
    let total = 0;
    for (let venue = 0; venue < weights.length; venue++)
      if (this.port.takerFee(venue) <= fee && this.shows(venue, side, px)) total += weights[venue]!;
    let rest = where * total;
    let last = -1;
    for (let venue = 0; venue < weights.length; venue++) {
      if (weights[venue] === 0 || this.port.takerFee(venue) > fee || !this.shows(venue, side, px)) continue;
      last = venue;
      rest -= weights[venue]!;
      if (rest < 0) return venue;
    }
    return last;
  }

  private largest(side: Side, px: number): number {
    let largest = -1;
    let most = 0;
    for (let venue = 0; venue < this.shares.length; venue++) {
      if (this.shares[venue] === 0 || !this.shows(venue, side, px)) continue;
      const qty = this.port.bestQty(venue, this.symbol, side);
      if (qty <= most) continue;
      largest = venue;
      most = qty;
    }
    return largest;
  }

  private shows(venue: number, side: Side, px: number): boolean {
    return (px === 0 || this.port.bestPx(venue, this.symbol, side) === px) && this.port.accepts(venue, this.symbol);
  }

  /** A new metaorder: Pareto many pieces of one side. */
  private renew(which: number): void {
    const { metaorderExponent, metaorderMin, metaorderMax } = this.settings.takers;
    const pieces = Math.floor(metaorderMin * (1 - this.stream.uniform()) ** (-1 / metaorderExponent));
    this.left[which] = Math.min(pieces, metaorderMax);
    this.side[which] = this.stream.chance(0.5) ? 0 : 1;
  }
}
