import type { AgentsConfig } from '../../../../shared/config/session.ts';
import type { Side } from '../../../../shared/fix.ts';
import { type Nanos, SECOND } from '../../../../shared/units.ts';
import { restoreStreams, Stream, type StreamStates, saveStreams } from '../../random.ts';
import { HIDDEN, MID_PEG, PRIMARY_PEG } from '../../venue/book.ts';
import type { MarketPort } from '../source.ts';
import type { SymbolSettings } from './settings.ts';
import type { DayShape } from './shape.ts';
import { oddLot, roundLots } from './sizes.ts';
import { Wake } from './wakes.ts';

/** How far a peg may follow the market, ticks beyond the far side as it stands. */
const PEG_ROOM = 2;
/** An iceberg is this many times what else is hidden. */
const ICEBERG = 4;
/** A cancel that a venue does not answer is sent again. */
const AGAIN = SECOND;
/** Odd lots among the hidden orders. */
const ODD_LOTS = 0.4;

/**
 * Those who rest unseen at the lit venues: midpoint and primary pegs, hidden limits and icebergs at the near touch (domain 3.1, 4.3).
 * They come at times of their own, stay a while unless they trade, and know nothing of the efficient price.
 */
export class Hidden {
  private readonly settings: readonly SymbolSettings[];
  private readonly port: MarketPort;
  private readonly shape: DayShape;
  private readonly venues: number;
  /** By symbol x venues + venue: arrivals a second. */
  private readonly rates: Float64Array;
  private readonly streams: (Stream | undefined)[];

  constructor(config: AgentsConfig, settings: readonly SymbolSettings[], shape: DayShape, port: MarketPort) {
    this.settings = settings;
    this.port = port;
    this.shape = shape;
    this.venues = config.venues.length;
    this.rates = Float64Array.from(
      settings.flatMap((one) => [...hiddenShares(config, one)].map((share) => share * one.hidden.rate)),
    );
    this.streams = settings.flatMap(({ spec }) =>
      config.venues.map(({ mic, kind }) => (kind === 'lit' ? new Stream(config.seed, `${mic}/${spec.symbol}/hidden`) : undefined)),
    );
  }

  begin(now: number, symbol: number): void {
    for (let venue = 0; venue < this.venues; venue++) this.later(now, symbol * this.venues + venue);
  }

  /** Someone comes to a place; the best prices of the market are these, Px. */
  hide(now: number, place: number, bid: number, ask: number): void {
    this.later(now, place);
    const venue = place % this.venues;
    const symbol = (place - venue) / this.venues;
    const { spec, hidden } = this.settings[symbol]!;
    const stream = this.streams[place]!;
    const buys = stream.chance(0.5);
    const kind = stream.uniform();
    const odd = stream.chance(ODD_LOTS);
    const small = oddLot(stream, hidden.meanQty / 3, spec.roundLot);
    const large = roundLots(stream, hidden.meanQty / spec.roundLot, spec.roundLot);
    const life = stream.exponential(hidden.life);
    if (bid === 0 || ask === 0) return;
    const qty = odd ? small : large;
    const side: Side = buys ? 'buy' : 'sell';
    const near = buys ? bid : ask;
    const pegLimit = buys ? ask + PEG_ROOM * spec.tick : Math.max(bid - PEG_ROOM * spec.tick, spec.tick);
    let order: number;
    if (kind < hidden.midpointShare) order = this.port.enter(venue, symbol, side, pegLimit, qty, 0, false, MID_PEG);
    else if (kind < hidden.midpointShare + hidden.primaryShare)
      order = this.port.enter(venue, symbol, side, pegLimit, qty, 0, false, PRIMARY_PEG);
    else if (kind < hidden.midpointShare + hidden.primaryShare + hidden.icebergShare)
      order = this.port.enter(venue, symbol, side, near, large * ICEBERG, 0, false, 0, hidden.displayLots * spec.roundLot);
    else order = this.port.enter(venue, symbol, side, near, qty, 0, false, HIDDEN);
    if (order !== 0) this.port.wake(Math.ceil(now + life) as Nanos, Wake.expire, place, order);
  }

  /** An order's life is over, if it has not traded. */
  expire(now: number, place: number, order: number): void {
    const venue = place % this.venues;
    const removed = this.port.cancel(venue, (place - venue) / this.venues, order);
    if (removed < 0) this.port.wake((now + AGAIN) as Nanos, Wake.expire, place, order);
  }

  save(): StreamStates {
    return saveStreams(this.streams);
  }

  restore(state: StreamStates): void {
    restoreStreams(this.streams, state);
  }

  private later(now: number, place: number): void {
    const { price } = this.settings[Math.floor(place / this.venues)]!;
    const rate = this.rates[place]! * this.shape.at(now, price.shape);
    if (rate > 0) this.port.wake(Math.ceil(now + this.streams[place]!.exponential(SECOND / rate)) as Nanos, Wake.hide, place);
  }
}

/** By venue: how much of what is hidden comes there, against a venue of which nothing is said. */
export function hiddenShares({ venues }: AgentsConfig, { hidden }: SymbolSettings): Float64Array {
  return Float64Array.from(venues, ({ kind, mic }) => (kind === 'lit' ? (hidden.venues[mic] ?? 1) : 0));
}
