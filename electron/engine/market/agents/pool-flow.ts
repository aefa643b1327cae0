import { MAX_SIZE } from '../../../../shared/config/numbers.ts';
import type { AgentsConfig } from '../../../../shared/config/session.ts';
import { type Nanos, SECOND } from '../../../../shared/units.ts';
import { restoreStreams, Stream, type StreamStates, saveStreams } from '../../random.ts';
import { CONDITIONAL } from '../../venue/pool.ts';
import type { MarketPort } from '../source.ts';
import type { SymbolSettings } from './settings.ts';
import type { DayShape } from './shape.ts';
import { Wake } from './wakes.ts';

/** How far an order may follow the midpoint, ticks beyond the far side as it stands. */
const ROOM = 5;
/** The part of its shares that an order with a MinQty asks for. */
const MIN_PART = 0.5;
/** The tail of the power law ends here, in multiples of where it begins. */
const LONGEST = 200;

/**
 * Those who come to the dark pools (domain 4.3): Poisson arrivals, often with nothing, else with sizes of a power law; some ask for a
 * MinQty, some are conditional. They trade with us and with each other. How a pool's own are is said by its venue.
 */
export class PoolFlow {
  private readonly config: AgentsConfig;
  private readonly settings: readonly SymbolSettings[];
  private readonly port: MarketPort;
  private readonly shape: DayShape;
  private readonly venues: number;
  private readonly streams: (Stream | undefined)[];

  constructor(config: AgentsConfig, settings: readonly SymbolSettings[], shape: DayShape, port: MarketPort) {
    this.config = config;
    this.settings = settings;
    this.port = port;
    this.shape = shape;
    this.venues = config.venues.length;
    this.streams = settings.flatMap(({ spec }) =>
      config.venues.map(({ mic, pool }) => (pool ? new Stream(config.seed, `${mic}/${spec.symbol}/pool`) : undefined)),
    );
  }

  begin(now: number, symbol: number): void {
    for (let venue = 0; venue < this.venues; venue++)
      if (this.config.venues[venue]!.pool) this.later(now, symbol * this.venues + venue);
  }

  /** Someone comes to a pool; the best prices of the market are these, Px. */
  come(now: number, place: number, bid: number, ask: number): void {
    this.later(now, place);
    const venue = place % this.venues;
    const symbol = (place - venue) / this.venues;
    const pool = this.config.venues[venue]!.pool!;
    const { tick } = this.settings[symbol]!.spec;
    const stream = this.streams[place]!;
    const empty = stream.chance(pool.empty);
    const buys = stream.chance(0.5);
    const times = Math.min((1 - stream.uniform()) ** (-1 / pool.exponent), LONGEST);
    const asks = stream.chance(pool.minQtyShare);
    const conditional = stream.chance(pool.conditionalShare);
    const life = stream.exponential(pool.life);
    if (empty || bid === 0 || ask === 0) return;
    const qty = Math.min(Math.floor(pool.minQty * times), MAX_SIZE);
    const limit = buys ? ask + ROOM * tick : Math.max(bid - ROOM * tick, tick);
    const minQty = asks ? Math.max(1, Math.floor(qty * MIN_PART)) : 0;
    const flags = conditional ? CONDITIONAL : 0;
    const order = this.port.enter(venue, symbol, buys ? 'buy' : 'sell', limit, qty, 0, false, flags, 0, minQty);
    if (order !== 0) this.port.wake(Math.ceil(now + life) as Nanos, Wake.expire, place, order);
  }

  save(): StreamStates {
    return saveStreams(this.streams);
  }

  restore(state: StreamStates): void {
    restoreStreams(this.streams, state);
  }

  private later(now: number, place: number): void {
    const venue = place % this.venues;
    const { price } = this.settings[(place - venue) / this.venues]!;
    const rate = this.config.venues[venue]!.pool!.rate * this.shape.at(now, price.shape);
    if (rate > 0) this.port.wake(Math.ceil(now + this.streams[place]!.exponential(SECOND / rate)) as Nanos, Wake.pool, place);
  }
}
