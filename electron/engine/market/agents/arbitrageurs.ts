import type { AgentsConfig } from '../../../../shared/config/session.ts';
import { MILLISECOND, type Nanos } from '../../../../shared/units.ts';
import { restoreStreams, Stream, saveStreams } from '../../random.ts';
import type { MarketPort } from '../source.ts';
import { waysBetween, waysFrom } from './links.ts';
import { Racer, type Races } from './races.ts';
import type { SymbolSettings } from './settings.ts';
import { Wake } from './wakes.ts';

/** A strike's third number: who strikes, and the tick it aims at. */
const MOST = 8;
/** Prints of ours so soon after one another are one order's. */
const SAME_ORDER = MILLISECOND;

/**
 * The latency arbitrageurs (domain 4.3): they see the efficient price where the makers see it, sooner, and send an IOC to every venue
 * whose quote it has left behind by more than their edge. A router's first leg tells them of the others, still on their way (5.6).
 */
export class Arbitrageurs {
  private readonly config: AgentsConfig;
  private readonly settings: readonly SymbolSettings[];
  private readonly port: MarketPort;
  private readonly races: Races;
  private readonly venues: number;
  private readonly streams: Stream[];
  private readonly ways: readonly Float64Array[];
  private readonly between: readonly Float64Array[];
  /** By (symbol x venues + venue) x 2 + side: strikes are under way until then. */
  private readonly busy: Float64Array;
  /** By symbol x 2 + side: until then, prints are of an order that is chased already. */
  private readonly chased: Float64Array;

  constructor(config: AgentsConfig, settings: readonly SymbolSettings[], port: MarketPort, races: Races) {
    this.config = config;
    this.settings = settings;
    this.port = port;
    this.races = races;
    const { venues, symbols, seed } = config;
    this.venues = venues.length;
    this.streams = symbols.flatMap(({ symbol }) =>
      Array.from({ length: MOST }, (_, k) => new Stream(seed, `${symbol}/arbitrageur/${k}`)),
    );
    this.ways = settings.map(({ makers, arbitrageurs }) => waysFrom(config, makers.site, arbitrageurs.medium));
    this.between = settings.map(({ arbitrageurs }) => waysBetween(config, arbitrageurs.medium));
    this.busy = new Float64Array(symbols.length * venues.length * 2);
    this.chased = new Float64Array(symbols.length * 2);
  }

  /** The efficient price is at `ticks`; the makers quote around `centre`. A quote is left behind when it is by both. */
  look(now: number, symbol: number, ticks: number, centre: number): void {
    const { spec, arbitrageurs } = this.settings[symbol]!;
    if (arbitrageurs.count === 0) return;
    const { port } = this;
    const high = (Math.min(ticks, centre) - arbitrageurs.edgeTicks) * spec.tick;
    const low = (Math.max(ticks, centre) + arbitrageurs.edgeTicks) * spec.tick;
    for (let venue = 0; venue < this.venues; venue++) {
      if (this.config.venues[venue]!.kind === 'dark' || !port.accepts(venue, symbol)) continue;
      const ask = port.bestPx(venue, symbol, 'sell');
      if (ask > 0 && ask < high) this.strikeAll(now, symbol, venue, 1, ask, Math.floor(high / spec.tick) * spec.tick);
      const bid = port.bestPx(venue, symbol, 'buy');
      if (bid > low) this.strikeAll(now, symbol, venue, 0, bid, -Math.ceil(low / spec.tick) * spec.tick);
    }
  }

  /** An IOC arrives: whoever is first has it all, the rest find what is left within the limit. */
  strike(symbol: number, venue: number, limit: number, aim: number): void {
    const { spec, arbitrageurs } = this.settings[symbol]!;
    const { port } = this;
    const who = aim % MOST;
    const tick = (aim - who) / MOST;
    const buys = limit > 0;
    const px = Math.abs(limit);
    const far = port.bestPx(venue, symbol, buys ? 'sell' : 'buy');
    const there = far > 0 && (buys ? far <= px : far >= px);
    const qty = there ? Math.min(port.bestQty(venue, symbol, buys ? 'sell' : 'buy'), arbitrageurs.maxQty) : 0;
    const aimed = far === tick * spec.tick ? qty : 0;
    this.races.take(symbol * this.venues + venue, buys ? 1 : 0, tick, Racer.arbitrageur + who, aimed);
    if (qty > 0) port.enter(venue, symbol, buys ? 'buy' : 'sell', px, qty, 0, true);
  }

  /**
   * One of the router's legs printed: where more of them may still be going, somebody tries to be first, at each venue by its
   * `hftPresence`. What prints right after is the same order's. `side` is the level's: 0 bid, 1 offer.
   */
  chase(now: number, venue: number, symbol: number, side: number, px: number): void {
    const { arbitrageurs } = this.settings[symbol]!;
    if (arbitrageurs.count === 0 || now < this.chased[symbol * 2 + side]!) return;
    this.chased[symbol * 2 + side] = now + SAME_ORDER;
    const { venues } = this.config;
    const first = this.streams[symbol * MOST]!;
    for (let other = 0; other < this.venues; other++) {
      const spec = venues[other]!;
      if (other === venue || spec.kind === 'dark' || !first.chance(spec.hftPresence)) continue;
      if (this.port.bestPx(other, symbol, side === 1 ? 'sell' : 'buy') !== px) continue;
      const way = this.between[symbol]![venue * this.venues + other]! + spec.speedBump + this.port.delay(other);
      for (let k = 0; k < arbitrageurs.count; k++)
        this.send(now + this.reaction(symbol, this.streams[symbol * MOST + k]!) + way, symbol, other, side === 1 ? px : -px, px, k);
    }
  }

  save() {
    return { busy: this.busy, chased: this.chased, streams: saveStreams(this.streams) };
  }

  restore(state: ReturnType<Arbitrageurs['save']>): void {
    this.busy.set(state.busy);
    this.chased.set(state.chased);
    restoreStreams(this.streams, state.streams);
  }

  private strikeAll(now: number, symbol: number, venue: number, side: number, px: number, limit: number): void {
    const slot = (symbol * this.venues + venue) * 2 + side;
    if (now < this.busy[slot]!) return;
    const { arbitrageurs } = this.settings[symbol]!;
    const way = this.ways[symbol]![venue]!;
    const arrives = way + this.config.venues[venue]!.speedBump + this.port.delay(venue);
    let last = 0;
    for (let k = 0; k < arbitrageurs.count; k++) {
      const reaction = this.reaction(symbol, this.streams[symbol * MOST + k]!);
      last = Math.max(last, reaction);
      this.send(now + reaction + arrives, symbol, venue, limit, px, k);
    }
    this.busy[slot] = now + last + arrives + way;
  }

  private reaction(symbol: number, stream: Stream): number {
    const { arbitrageurs } = this.settings[symbol]!;
    return arbitrageurs.reaction + stream.exponential(arbitrageurs.reactionJitter);
  }

  private send(at: number, symbol: number, venue: number, limit: number, px: number, who: number): void {
    const tick = px / this.settings[symbol]!.spec.tick;
    this.port.wake(Math.ceil(at) as Nanos, Wake.strike, symbol * this.venues + venue, limit, tick * MOST + who);
  }
}
