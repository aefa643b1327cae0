import { MAX_SIZE } from '../../../../shared/config/numbers.ts';
import type { AgentsConfig } from '../../../../shared/config/session.ts';
import type { Side } from '../../../../shared/fix.ts';
import { type Nanos, SECOND } from '../../../../shared/units.ts';
import { Stream } from '../../random.ts';
import type { MarketPort } from '../source.ts';
import { waysBetween, waysFrom } from './links.ts';
import { Racer, type Races } from './races.ts';
import type { SymbolSettings } from './settings.ts';
import type { DayShape } from './shape.ts';
import { oddLot, roundLots } from './sizes.ts';
import { Wake } from './wakes.ts';

/** Orders that a maker may have at one side: a ring of levels on the grid of its gap, and a best that stands off that grid. */
const RING = 8;
const SLOTS = RING + 1;
/** How far inside the mean its odd lots are. */
const ODD_LOT_MEAN = 1 / 3;
/** Share of the flow at which a venue's levels are of the mean size; others' are by the root of theirs. */
const USUAL_SHARE = 5;
/** Chance at a flicker that the maker also thinks anew of the room it leaves. */
const RETHINK = 0.05;

/**
 * The market makers (domain 4.3): some at every lit venue and symbol, each quoting levels around the efficient price less its lean from
 * inventory. What they decide reaches the venue a reaction, a link and any speed bump later, so between they are stale; and of their
 * fills they learn when the report has come back, so a cancel may find nothing.
 *
 * A maker is a number, (symbol x venues + venue) x perVenue + place; all that is known of it stands in columns.
 */
export class Makers {
  private readonly config: AgentsConfig;
  private readonly settings: readonly SymbolSettings[];
  private readonly port: MarketPort;
  private readonly races: Races;
  private readonly shape: DayShape;
  private readonly venues: number;
  /** The most makers at one venue over all symbols: what a maker's number is made of. */
  private readonly perVenue: number;
  private readonly streams: (Stream | undefined)[];
  private readonly places: (Stream | undefined)[];
  /** By symbol x venues + venue: one way for its makers there, with the bump and without; shares of a level at the touch. */
  private readonly way: Float64Array;
  private readonly back: Float64Array;
  private readonly meanQty: Float64Array;
  private readonly between: readonly Float64Array[];
  /** By place: 1 while the venue takes orders in the symbol. */
  private readonly open: Uint8Array;
  /** By maker: what it last decided, and what has arrived at its venue, in ticks, 0 for none. */
  private readonly bid: Int32Array;
  private readonly ask: Int32Array;
  private readonly standingBid: Int32Array;
  private readonly standingAsk: Int32Array;
  private readonly room: Float64Array;
  /** By symbol: how far the makers lean with what was traded lately, ticks, and when that was so. */
  private readonly pressure: Float64Array;
  private readonly pressureAt: Float64Array;
  private readonly inventory: Float64Array;
  private readonly skew: Float64Array;
  /** When its last message arrives: the next cannot overtake it. */
  private readonly lastArrival: Float64Array;
  /** By (maker x 2 + side) x SLOTS: the order there, negative when it has been filled and the maker does not know; and its tick. */
  private readonly order: Int32Array;
  private readonly tick: Int32Array;
  /** 1 where the venue let it stand only at another price: it would have locked another venue, or stood outside the bands. */
  private readonly slid: Uint8Array;
  /** The slot of an order that is being entered, -1 for none, and whether that has traded whole before its number was known. */
  private entering = -1;
  private gone = false;

  constructor(config: AgentsConfig, settings: readonly SymbolSettings[], shape: DayShape, port: MarketPort, races: Races) {
    this.config = config;
    this.settings = settings;
    this.shape = shape;
    this.port = port;
    this.races = races;
    const { venues, symbols, seed } = config;
    this.venues = venues.length;
    this.perVenue = Math.max(...settings.map(({ makers }) => makers.perVenue));
    const places = symbols.length * venues.length;
    const count = places * this.perVenue;
    this.streams = [];
    this.places = [];
    this.way = new Float64Array(places);
    this.back = new Float64Array(places);
    this.meanQty = new Float64Array(places);
    this.open = new Uint8Array(places).fill(1);
    this.bid = new Int32Array(count);
    this.ask = new Int32Array(count);
    this.standingBid = new Int32Array(count);
    this.standingAsk = new Int32Array(count);
    this.room = new Float64Array(count);
    this.pressure = new Float64Array(symbols.length);
    this.pressureAt = new Float64Array(symbols.length);
    this.inventory = new Float64Array(count);
    this.skew = new Float64Array(count);
    this.lastArrival = new Float64Array(count);
    this.order = new Int32Array(count * 2 * SLOTS);
    this.tick = new Int32Array(count * 2 * SLOTS);
    this.slid = new Uint8Array(count * 2 * SLOTS);
    this.between = settings.map(({ makers }) => waysBetween(config, makers.medium));
    settings.forEach(({ makers }, symbol) => {
      const ways = waysFrom(config, makers.site, makers.medium);
      venues.forEach((spec, venue) => {
        const place = symbol * venues.length + venue;
        this.back[place] = ways[venue]!;
        this.way[place] = ways[venue]! + spec.speedBump;
        this.meanQty[place] = makers.meanQty * Math.sqrt(spec.flowShare / USUAL_SHARE);
        const name = `${spec.mic}/${symbols[symbol]!.symbol}`;
        this.places.push(spec.kind === 'lit' ? new Stream(seed, `${name}/flicker`) : undefined);
        for (let k = 0; k < this.perVenue; k++) {
          const stream = spec.kind === 'lit' && k < makers.perVenue ? new Stream(seed, `${name}/maker/${k}`) : undefined;
          this.streams.push(stream);
          if (stream) this.room[place * this.perVenue + k] = this.drawRoom(symbol, stream);
        }
      });
    });
  }

  /** Sets the opening quotes around the efficient price, and lets levels flicker from here on. */
  begin(now: number, symbol: number, ticks: number): void {
    for (let venue = 0; venue < this.venues; venue++) {
      const place = symbol * this.venues + venue;
      if (!this.places[place]) continue;
      this.open[place] = this.port.accepts(venue, symbol) ? 1 : 0;
      for (let k = 0; k < this.settings[symbol]!.makers.perVenue; k++) {
        const maker = place * this.perVenue + k;
        this.decide(maker, symbol, ticks);
        this.requote(now, maker, this.bid[maker]!, this.ask[maker]!);
      }
      this.flickerLater(now, place);
    }
  }

  /** They quote around `centre`, ticks: whoever's quotes are too close to it, or too far, sends new ones. */
  look(now: number, symbol: number, centre: number, elapsed: number): void {
    const { settings, port } = this;
    const { makers } = settings[symbol]!;
    const kept = 0.5 ** (elapsed / makers.inventoryHalfLife);
    for (let venue = 0; venue < this.venues; venue++) {
      const place = symbol * this.venues + venue;
      if (!this.places[place]) continue;
      const open = port.accepts(venue, symbol) ? 1 : 0;
      const turned = open !== this.open[place];
      this.open[place] = open;
      const first = place * this.perVenue;
      for (let maker = first; maker < first + makers.perVenue; maker++) {
        this.inventory[maker]! *= kept;
        this.skew[maker]! *= kept;
        if (open === 1) {
          if (this.decide(maker, symbol, centre) || turned) this.send(now, maker, place, symbol);
        } else if (turned) {
          this.bid[maker] = 0;
          this.ask[maker] = 0;
          this.send(now, maker, place, symbol);
        }
      }
    }
  }

  /** A maker's message arrives: what no longer fits goes first, so that it never trades with itself. 0 stands for no quote. */
  requote(now: number, maker: number, bid: number, ask: number): void {
    this.standingBid[maker] = bid;
    this.standingAsk[maker] = ask;
    this.clear(maker, 0, bid);
    this.clear(maker, 1, ask);
    if (bid > 0) this.fill(now, maker, 0, bid);
    if (ask > 0) this.fill(now, maker, 1, ask);
  }

  /** One of its orders traded at the venue; it will hear of it. */
  onFill(now: number, maker: number, order: number, qty: number, leaves: number): void {
    const slot = this.slotOf(maker, order);
    const side = slot >= (maker * 2 + 1) * SLOTS ? 1 : 0;
    if (leaves === 0) {
      if (slot === this.entering) this.gone = true;
      else this.order[slot] = -order;
    }
    const place = Math.floor(maker / this.perVenue);
    this.port.wake((now + this.back[place]!) as Nanos, Wake.report, maker, leaves === 0 ? slot : -1, side === 0 ? qty : -qty);
  }

  /** It hears of a fill: its quotes lean, and what is gone comes back after a while. */
  report(now: number, maker: number, slot: number, bought: number): void {
    const symbol = this.symbolOf(maker);
    const { makers } = this.settings[symbol]!;
    const inventory = this.inventory[maker]! + bought;
    this.inventory[maker] = inventory;
    const lean = (inventory / 100) * makers.skewTicks;
    this.skew[maker] = Math.max(-makers.skewMaxTicks, Math.min(makers.skewMaxTicks, lean));
    if (slot < 0) return;
    this.order[slot] = 0;
    this.comeBack(now, maker, slot >= (maker * 2 + 1) * SLOTS ? 1 : 0, this.tick[slot]!, makers.refill);
  }

  /** A level comes back, if it is still one of the maker's; one that was slid is tried again at its price. */
  refill(now: number, maker: number, side: number, tick: number): void {
    const best = side === 0 ? this.standingBid[maker]! : this.standingAsk[maker]!;
    if (best === 0 || !this.fits(maker, side, tick, best)) return;
    const slot = this.slotAt(maker, side, tick, this.settings[this.symbolOf(maker)]!.makers.levelGap);
    if (this.slid[slot] === 1 && this.tick[slot] === tick && this.order[slot] !== 0 && !this.take(maker, side, slot)) return;
    this.place(now, maker, side, tick, best);
  }

  /** Some level of some maker at a place is cancelled; it is entered anew at once, or comes back after a while. */
  flicker(now: number, place: number): void {
    const stream = this.places[place]!;
    const symbol = Math.floor(place / this.venues);
    const { makers } = this.settings[symbol]!;
    const maker = place * this.perVenue + stream.below(makers.perVenue);
    const side = stream.chance(0.5) ? 0 : 1;
    const depth = Math.floor(stream.uniform() * makers.levels);
    const away = stream.chance(makers.flickerAwayShare);
    if (stream.chance(RETHINK)) this.room[maker] = this.drawRoom(symbol, stream);
    this.flickerLater(now, place);
    const best = side === 0 ? this.standingBid[maker]! : this.standingAsk[maker]!;
    if (best === 0) return;
    const tick = this.level(symbol, side, best, depth);
    const slot = this.slotAt(maker, side, tick, makers.levelGap);
    if (this.order[slot] === 0 || this.tick[slot] !== tick || !this.take(maker, side, slot)) return;
    if (away) this.comeBack(now, maker, side, tick, makers.flickerAway);
    else this.place(now, maker, side, tick, best);
  }

  /** A trade printed somewhere: its side counts for a while with everyone. */
  press(now: number, symbol: number, bought: boolean, qty: number): void {
    const { impactTicks, impactMaxTicks } = this.settings[symbol]!.makers;
    const by = impactTicks * Math.sqrt(qty / 100);
    const to = this.pressed(now, symbol) + (bought ? by : -by);
    this.pressure[symbol] = Math.max(-impactMaxTicks, Math.min(impactMaxTicks, to));
    this.pressureAt[symbol] = now;
  }

  /** How far all makers lean now, ticks. */
  pressed(now: number, symbol: number): number {
    const pressure = this.pressure[symbol]!;
    if (pressure === 0) return 0;
    return pressure * 0.5 ** ((now - this.pressureAt[symbol]!) / this.settings[symbol]!.makers.impactHalfLife);
  }

  /** A print of some size at one venue: makers elsewhere may pull the same price, as soon as they hear of it. */
  sawTrade(now: number, venue: number, symbol: number, side: number, tick: number): void {
    const { makers } = this.settings[symbol]!;
    const between = this.between[symbol]!;
    for (let other = 0; other < this.venues; other++) {
      const place = symbol * this.venues + other;
      if (other === venue || !this.places[place]) continue;
      const way = between[venue * this.venues + other]! + this.config.venues[other]!.speedBump + this.port.delay(other);
      for (let k = 0; k < makers.perVenue; k++) {
        const stream = this.places[place]!;
        if (!stream.chance(makers.fade)) continue;
        const reaction = makers.reaction + stream.exponential(makers.reactionJitter);
        this.port.wake(Math.ceil(now + reaction + way) as Nanos, Wake.fade, place * this.perVenue + k, side, tick);
      }
    }
  }

  /** It pulls a price that was taken elsewhere, and comes back after a while. */
  fade(now: number, maker: number, side: number, tick: number): void {
    const { makers } = this.settings[this.symbolOf(maker)]!;
    const slot = this.slotAt(maker, side, tick, makers.levelGap);
    if (this.order[slot] === 0 || this.tick[slot] !== tick || !this.take(maker, side, slot)) return;
    this.comeBack(now, maker, side, tick, makers.refill);
  }

  save() {
    return {
      open: this.open,
      bid: this.bid,
      ask: this.ask,
      standingBid: this.standingBid,
      standingAsk: this.standingAsk,
      room: this.room,
      pressure: this.pressure,
      pressureAt: this.pressureAt,
      inventory: this.inventory,
      skew: this.skew,
      lastArrival: this.lastArrival,
      order: this.order,
      tick: this.tick,
      slid: this.slid,
      streams: this.streams.map((stream) => stream?.save()),
      places: this.places.map((stream) => stream?.save()),
    };
  }

  restore(state: ReturnType<Makers['save']>): void {
    this.open.set(state.open);
    this.bid.set(state.bid);
    this.ask.set(state.ask);
    this.standingBid.set(state.standingBid);
    this.standingAsk.set(state.standingAsk);
    this.room.set(state.room);
    this.inventory.set(state.inventory);
    this.skew.set(state.skew);
    this.lastArrival.set(state.lastArrival);
    this.pressure.set(state.pressure);
    this.pressureAt.set(state.pressureAt);
    this.order.set(state.order);
    this.tick.set(state.tick);
    this.slid.set(state.slid);
    state.streams.forEach((stream, i) => stream && this.streams[i]!.restore(stream));
    state.places.forEach((stream, i) => stream && this.places[i]!.restore(stream));
  }

  /**
   * What a maker would quote now; true when that is news. It retreats as soon as its room is gone, and comes closer only when there is
   * the hysteresis on top. Its own inventory leans it away from the centre of all, never beyond: nobody bids above it or offers below.
   */
  private decide(maker: number, symbol: number, ticks: number): boolean {
    const { halfSpreadTicks, hysteresisTicks } = this.settings[symbol]!.makers;
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
    const at = Math.max(
      Math.ceil(now + reaction + this.way[place]! + this.port.delay(place % this.venues)),
      this.lastArrival[maker]!,
    );
    this.lastArrival[maker] = at;
    this.port.wake(at as Nanos, Wake.requote, maker, this.bid[maker], this.ask[maker]);
  }

  /** Takes away the orders of a side that are none of the levels behind `best`, all of them when there is no best. */
  private clear(maker: number, side: number, best: number): void {
    const from = (maker * 2 + side) * SLOTS;
    for (let slot = from; slot < from + SLOTS; slot++)
      if (this.order[slot] !== 0 && !(best > 0 && this.fits(maker, side, this.tick[slot]!, best))) this.take(maker, side, slot);
  }

  private fill(now: number, maker: number, side: number, best: number): void {
    const symbol = this.symbolOf(maker);
    const { levels } = this.settings[symbol]!.makers;
    for (let depth = 0; depth < levels; depth++) this.place(now, maker, side, this.level(symbol, side, best, depth), best);
  }

  /** The tick of a level: the best, then the grid behind it. */
  private level(symbol: number, side: number, best: number, depth: number): number {
    if (depth === 0) return best;
    const gap = this.settings[symbol]!.makers.levelGap;
    return side === 0 ? (Math.ceil(best / gap) - depth) * gap : (Math.floor(best / gap) + depth) * gap;
  }

  private fits(maker: number, side: number, tick: number, best: number): boolean {
    if (tick === best) return true;
    const symbol = this.symbolOf(maker);
    const { levels, levelGap } = this.settings[symbol]!.makers;
    if (tick % levelGap !== 0) return false;
    const last = this.level(symbol, side, best, levels - 1);
    return side === 0 ? tick < best && tick >= last : tick > best && tick <= last;
  }

  /**
   * Enters an order at a level that has none. One that would take is left out: it provides. One that the venue slides stands there, and
   * is tried again after a while.
   */
  private place(now: number, maker: number, side: number, tick: number, best: number): void {
    const place = Math.floor(maker / this.perVenue);
    const venue = place % this.venues;
    const symbol = (place - venue) / this.venues;
    const { spec, makers } = this.settings[symbol]!;
    const slot = this.slotAt(maker, side, tick, makers.levelGap);
    if (this.order[slot] !== 0 || tick < 1) return;
    const { port } = this;
    const px = tick * spec.tick;
    const far = port.bestPx(venue, symbol, side === 0 ? 'sell' : 'buy');
    if (far > 0 && (side === 0 ? far <= px : far >= px)) return;
    const stream = this.streams[maker]!;
    const depth = Math.abs(tick - best) / makers.levelGap;
    const mean = this.meanQty[place]! * (1 + makers.depthGrowth * depth);
    const odd = stream.chance(makers.oddLotShare);
    const qty = odd
      ? oddLot(stream, spec.roundLot * ODD_LOT_MEAN, spec.roundLot)
      : roundLots(stream, mean / spec.roundLot, spec.roundLot);
    this.entering = slot;
    this.gone = false;
    const order = port.enter(venue, symbol, sideOf(side), px, Math.min(qty, MAX_SIZE), maker + 1, false);
    this.entering = -1;
    if (order === 0) return;
    this.tick[slot] = tick;
    this.order[slot] = this.gone ? -order : order;
    this.slid[slot] = port.enteredPx === px ? 0 : 1;
    if (this.slid[slot] === 1) this.comeBack(now, maker, side, tick, makers.refill);
  }

  /** Cancels the order of a slot; true when it went. What has been filled already cannot: the maker came too late. */
  private take(maker: number, side: number, slot: number): boolean {
    const order = this.order[slot]!;
    const place = Math.floor(maker / this.perVenue);
    const venue = place % this.venues;
    const symbol = (place - venue) / this.venues;
    const late = order < 0;
    this.races.cancel(place, side, this.tick[slot]!, Racer.makers + maker, late);
    if (late || this.port.cancel(venue, symbol, order) <= 0) return false;
    this.order[slot] = 0;
    return true;
  }

  private comeBack(now: number, maker: number, side: number, tick: number, mean: number): void {
    const place = Math.floor(maker / this.perVenue);
    const { makers } = this.settings[this.symbolOf(maker)]!;
    const wait = makers.reaction + this.way[place]! + this.port.delay(place % this.venues) + this.streams[maker]!.exponential(mean);
    this.port.wake(Math.ceil(now + wait) as Nanos, Wake.refill, maker, side, tick);
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

  private slotAt(maker: number, side: number, tick: number, gap: number): number {
    const grid = tick / gap;
    return (maker * 2 + side) * SLOTS + (Number.isInteger(grid) ? grid & (RING - 1) : RING);
  }

  private slotOf(maker: number, order: number): number {
    const from = maker * 2 * SLOTS;
    for (let slot = from; slot < from + 2 * SLOTS; slot++) if (this.order[slot] === order) return slot;
    if (this.entering >= from && this.entering < from + 2 * SLOTS) return this.entering;
    throw new Error(`maker ${maker}: fill of order ${order}, which it does not have`);
  }
}

function sideOf(side: number): Side {
  return side === 0 ? 'buy' : 'sell';
}
