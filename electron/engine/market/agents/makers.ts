import type { AgentsConfig } from '../../../../shared/config/session.ts';
import { type Nanos, SECOND } from '../../../../shared/units.ts';
import { restoreStreams, Stream, saveStreams } from '../../random.ts';
import type { MarketPort } from '../source.ts';
import { waysBetween, waysFrom } from './links.ts';
import { MakerQuotes } from './maker-quotes.ts';
import type { Races } from './races.ts';
import type { SymbolSettings } from './settings.ts';
import type { DayShape } from './shape.ts';
import { Wake } from './wakes.ts';

/** Share of the flow at which a venue's levels are of the mean size; others' are by the root of theirs. */
const USUAL_SHARE = 5;
/** Chance at a flicker that the maker also thinks anew of the room it leaves. */
const RETHINK = 0.05;

/** A price level of a venue, told elsewhere. `side` is the level's: 0 bid, 1 offer. */
export interface Level {
  readonly venue: number;
  readonly symbol: number;
  readonly side: number;
  readonly tick: number;
}

/**
 * The market makers (domain 4.3): some at every lit venue and symbol, each quoting levels around the centre of the market less its lean
 * from inventory. What they decide reaches the venue a reaction, a link and any speed bump later, so between they are stale; and of
 * their trades they learn when the report has come back, so a cancel may find nothing.
 *
 * A maker is a number, (symbol x venues + venue) x perVenue + place; all that is known of it stands in columns.
 */
export class Makers {
  private readonly config: AgentsConfig;
  private readonly settings: readonly SymbolSettings[];
  private readonly port: MarketPort;
  private readonly shape: DayShape;
  private readonly venues: number;
  /** The most makers at one venue over all symbols: what a maker's number is made of. */
  private readonly perVenue: number;
  private readonly quotes: MakerQuotes;
  /** By maker, and by place for what happens to any of them there; undefined where there are none. */
  private readonly streams: (Stream | undefined)[] = [];
  private readonly places: (Stream | undefined)[] = [];
  /** By place: one way to the venue with its bump, and back. */
  private readonly way: Float64Array;
  private readonly back: Float64Array;
  private readonly between: readonly Float64Array[];
  /** By place: 1 while the venue takes orders in the symbol. */
  private readonly open: Uint8Array;
  /** By maker: the best prices it last decided on, ticks, 0 for none. */
  private readonly bid: Int32Array;
  private readonly ask: Int32Array;
  private readonly room: Float64Array;
  private readonly inventory: Float64Array;
  private readonly skew: Float64Array;
  /** When its last message arrives: the next cannot overtake it. */
  private readonly lastArrival: Float64Array;

  constructor(config: AgentsConfig, settings: readonly SymbolSettings[], shape: DayShape, port: MarketPort, races: Races) {
    this.config = config;
    this.settings = settings;
    this.shape = shape;
    this.port = port;
    const { venues, symbols, seed } = config;
    this.venues = venues.length;
    this.perVenue = Math.max(...settings.map(({ makers }) => makers.perVenue));
    const places = symbols.length * venues.length;
    const count = places * this.perVenue;
    this.way = new Float64Array(places);
    this.back = new Float64Array(places);
    this.open = new Uint8Array(places).fill(1);
    this.bid = new Int32Array(count);
    this.ask = new Int32Array(count);
    this.room = new Float64Array(count);
    this.inventory = new Float64Array(count);
    this.skew = new Float64Array(count);
    this.lastArrival = new Float64Array(count);
    this.between = settings.map(({ makers }) => waysBetween(config, makers.medium));
    const meanQty = new Float64Array(places);
    settings.forEach(({ makers }, symbol) => {
      const ways = waysFrom(config, makers.site, makers.medium);
      venues.forEach((spec, venue) => {
        const place = symbol * venues.length + venue;
        this.back[place] = ways[venue]!;
        this.way[place] = ways[venue]! + spec.speedBump;
        meanQty[place] = makers.meanQty * Math.sqrt(spec.flowShare / USUAL_SHARE);
        const name = `${spec.mic}/${symbols[symbol]!.symbol}`;
        this.places.push(spec.kind === 'lit' ? new Stream(seed, `${name}/flicker`) : undefined);
        for (let k = 0; k < this.perVenue; k++) {
          const stream = spec.kind === 'lit' && k < makers.perVenue ? new Stream(seed, `${name}/maker/${k}`) : undefined;
          this.streams.push(stream);
          if (stream) this.room[place * this.perVenue + k] = this.drawRoom(symbol, stream);
        }
      });
    });
    const { streams, way, perVenue } = this;
    this.quotes = new MakerQuotes({ settings, venues: venues.length, perVenue, port, races, streams, way, meanQty });
  }

  /** Sets the opening quotes around the efficient price, and lets levels flicker from here on. */
  begin(now: number, symbol: number, ticks: number): void {
    for (let venue = 0; venue < this.venues; venue++) {
      const place = symbol * this.venues + venue;
      if (!this.places[place]) continue;
      this.open[place] = this.port.accepts(venue, symbol) ? 1 : 0;
      for (let k = 0; k < this.settings[symbol]!.makers.perVenue; k++) {
        const maker = place * this.perVenue + k;
        this.decide(maker, this.settings[symbol]!.makers, ticks);
        this.quotes.requote(now, maker, this.bid[maker]!, this.ask[maker]!);
      }
      this.flickerLater(now, place);
    }
  }

  /** They quote around `centre`, ticks: whoever's quotes are too close to it, or too far, sends new ones. */
  look(now: number, symbol: number, centre: number, elapsed: number): void {
    // Columns and settings in locals: this is done for every maker at every step of the price.
    const { port, inventory, skew } = this;
    const { makers } = this.settings[symbol]!;
    const kept = 0.5 ** (elapsed / makers.inventoryHalfLife);
    for (let venue = 0; venue < this.venues; venue++) {
      const place = symbol * this.venues + venue;
      if (!this.places[place]) continue;
      const open = port.accepts(venue, symbol) ? 1 : 0;
      const turned = open !== this.open[place];
      this.open[place] = open;
      const first = place * this.perVenue;
      for (let maker = first; maker < first + makers.perVenue; maker++) {
        inventory[maker]! *= kept;
        skew[maker]! *= kept;
        if (open === 1) {
          if (this.decide(maker, makers, centre) || turned) this.send(now, maker, place, symbol);
        } else if (turned) {
          this.bid[maker] = 0;
          this.ask[maker] = 0;
          this.send(now, maker, place, symbol);
        }
      }
    }
  }

  /** A maker's message arrives. */
  requote(now: number, maker: number, bid: number, ask: number): void {
    this.quotes.requote(now, maker, bid, ask);
  }

  refill(now: number, maker: number, side: number, tick: number): void {
    this.quotes.refill(now, maker, side, tick);
  }

  /** One of its orders traded at the venue; it will hear of it. */
  onFill(now: number, maker: number, order: number, qty: number, leaves: number): void {
    const slot = this.quotes.traded(maker, order, leaves);
    const bought = this.quotes.sideOf(maker, slot) === 0 ? qty : -qty;
    const at = now + this.back[Math.floor(maker / this.perVenue)]!;
    this.port.wake(at as Nanos, Wake.report, maker, leaves === 0 ? slot : -1, bought);
  }

  /** It hears of a trade: its quotes lean, and what is gone comes back after a while. */
  report(now: number, maker: number, slot: number, bought: number): void {
    const { makers } = this.settings[this.symbolOf(maker)]!;
    const inventory = this.inventory[maker]! + bought;
    this.inventory[maker] = inventory;
    const lean = (inventory / 100) * makers.skewTicks;
    this.skew[maker] = Math.max(-makers.skewMaxTicks, Math.min(makers.skewMaxTicks, lean));
    if (slot >= 0) this.quotes.heard(now, maker, slot, makers.refill);
  }

  /** Some level of some maker at a place is cancelled; it is entered anew at once, or comes back after a while. */
  flicker(now: number, place: number): void {
    const stream = this.places[place]!;
    const symbol = Math.floor(place / this.venues);
    const { makers } = this.settings[symbol]!;
    const maker = place * this.perVenue + stream.below(makers.perVenue);
    const side = stream.chance(0.5) ? 0 : 1;
    const depth = stream.below(makers.levels);
    const away = stream.chance(makers.flickerAwayShare);
    if (stream.chance(RETHINK)) this.room[maker] = this.drawRoom(symbol, stream);
    this.flickerLater(now, place);
    this.quotes.renew(now, maker, side, depth, away ? makers.flickerAway : 0);
  }

  /** A print of some size at one venue: makers elsewhere may pull the same price. */
  sawTrade(now: number, level: Level): void {
    this.fadeElsewhere(now, level, this.settings[level.symbol]!.makers.fade);
  }

  /**
   * Something became known at one venue that makes a price worth less than it was: makers elsewhere pull it, each by the same chance, as
   * soon as they hear of it. Draws from `chances`, or from the stream of each place where there is none.
   */
  fadeElsewhere(now: number, { venue, symbol, side, tick }: Level, chance: number, chances?: Stream): void {
    const { makers } = this.settings[symbol]!;
    const between = this.between[symbol]!;
    for (let other = 0; other < this.venues; other++) {
      const place = symbol * this.venues + other;
      if (other === venue || !this.places[place]) continue;
      const stream = chances ?? this.places[place];
      const way = between[venue * this.venues + other]! + this.config.venues[other]!.speedBump + this.port.delay(other);
      for (let k = 0; k < makers.perVenue; k++) {
        if (!stream.chance(chance)) continue;
        const reaction = makers.reaction + stream.exponential(makers.reactionJitter);
        this.port.wake(Math.ceil(now + reaction + way) as Nanos, Wake.fade, place * this.perVenue + k, side, tick);
      }
    }
  }

  /** It pulls a price that was taken elsewhere, and comes back after a while. */
  fade(now: number, maker: number, side: number, tick: number): void {
    this.quotes.fade(now, maker, side, tick, this.settings[this.symbolOf(maker)]!.makers.refill);
  }

  save() {
    return {
      open: this.open,
      bid: this.bid,
      ask: this.ask,
      room: this.room,
      inventory: this.inventory,
      skew: this.skew,
      lastArrival: this.lastArrival,
      quotes: this.quotes.save(),
      streams: saveStreams(this.streams),
      places: saveStreams(this.places),
    };
  }

  restore(state: ReturnType<Makers['save']>): void {
    this.open.set(state.open);
    this.bid.set(state.bid);
    this.ask.set(state.ask);
    this.room.set(state.room);
    this.inventory.set(state.inventory);
    this.skew.set(state.skew);
    this.lastArrival.set(state.lastArrival);
    this.quotes.restore(state.quotes);
    restoreStreams(this.streams, state.streams);
    restoreStreams(this.places, state.places);
  }

  /**
   * What a maker would quote now; true when that is news. It retreats as soon as its room is gone, and comes closer only when there is
   * the hysteresis on top. Its own inventory leans it away from the centre of all, never beyond: nobody bids above it or offers below.
   */
  private decide(maker: number, { halfSpreadTicks, hysteresisTicks }: SymbolSettings['makers'], ticks: number): boolean {
    const centre = ticks - this.skew[maker]!;
    const room = this.room[maker]!;
    const low = Math.min(centre - room, ticks - halfSpreadTicks);
    const high = Math.max(centre + room, ticks + halfSpreadTicks);
    const bid = this.bid[maker]!;
    const ask = this.ask[maker]!;
    let news = false;
    if (bid === 0 || low < bid || low >= bid + 1 + hysteresisTicks) {
      const best = Math.floor(low);
      if (best !== bid && best > 0) {
        this.bid[maker] = best;
        news = true;
      }
    }
    if (ask === 0 || high > ask || high <= ask - 1 - hysteresisTicks) {
      const best = Math.ceil(high);
      if (best !== ask) {
        this.ask[maker] = best;
        news = true;
      }
    }
    return news;
  }

  private send(now: number, maker: number, place: number, symbol: number): void {
    const { makers } = this.settings[symbol]!;
    const reaction = makers.reaction + this.streams[maker]!.exponential(makers.reactionJitter);
    const arrives = Math.ceil(now + reaction + this.way[place]! + this.port.delay(place % this.venues));
    const at = Math.max(arrives, this.lastArrival[maker]!);
    this.lastArrival[maker] = at;
    this.port.wake(at as Nanos, Wake.requote, maker, this.bid[maker], this.ask[maker]);
  }

  private flickerLater(now: number, place: number): void {
    const { makers, price } = this.settings[Math.floor(place / this.venues)]!;
    const rate = makers.flickerRate * makers.perVenue * this.shape.at(now, price.shape);
    if (rate > 0) this.port.wake(Math.ceil(now + this.places[place]!.exponential(SECOND / rate)) as Nanos, Wake.flicker, place);
  }

  private drawRoom(symbol: number, stream: Stream): number {
    const { halfSpreadTicks, roomTicks } = this.settings[symbol]!.makers;
    return halfSpreadTicks + roomTicks * stream.uniform();
  }

  private symbolOf(maker: number): number {
    return Math.floor(maker / (this.perVenue * this.venues));
  }
}
