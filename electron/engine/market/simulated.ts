import type { SimulationConfig } from '../../../shared/config/session.ts';
import { isWithin, opposite, type Side } from '../../../shared/fix.ts';
import { MILLISECOND, type Nanos, SECOND } from '../../../shared/units.ts';
import { Stream } from '../random.ts';
import { restoreParts } from '../restore.ts';
import { Fundamental, intraday } from './fundamental.ts';
import { Maker } from './maker.ts';
import type { MarketPort, MarketSource } from './source.ts';
import { Taker } from './taker.ts';

/** Why a source wakes, and the numbers that come with it. */
const Wake = {
  /** symbol */ price: 1,
  /** symbol, venue, ticks as seen */ requote: 2,
  /** symbol, venue */ flicker: 3,
  /** symbol */ taker: 4,
  /** symbol, venue, limit in ticks (positive buys, negative sells) */ arbitrage: 5,
  /** symbol, venue, side (0 bid, 1 offer) */ fade: 6,
  /** symbol, venue */ dark: 7,
  /** symbol, venue */ refill: 8,
} as const;

/** A maker whose quote was taken comes back after about this long. */
const REFILL_MEAN = 250 * MILLISECOND;
/** A pool's side is empty this often (zero-inflated size, domain 4.3). */
const DARK_EMPTY = 0.35;

/**
 * A simulated day: one efficient price a symbol, a maker at every lit venue, takers, an arbitrageur who is faster than the makers, and
 * hidden size in the dark pools. First actors: good enough to move, print and race; calibrated ones take this same seat.
 */
export class SimulatedMarket implements MarketSource {
  private readonly config: SimulationConfig;
  private readonly port: MarketPort;
  private readonly prices: Fundamental[];
  private readonly takers: Taker[];
  /** [symbol x venues + venue], undefined for dark venues. */
  private readonly makers: (Maker | undefined)[];
  /** What happens at one venue in one symbol beside its maker's prices: hidden size, flicker, fading. [symbol x venues + venue]. */
  private readonly places: Stream[];

  constructor(config: SimulationConfig, port: MarketPort) {
    this.config = config;
    this.port = port;
    const { seed, flow, symbols, venues } = config;
    const shares = venues.map((spec) => (spec.kind === 'lit' ? spec.flowShare : 0));
    const meanShare = shares.reduce((a, b) => a + b, 0) / shares.filter((share) => share > 0).length;
    this.prices = symbols.map((spec) => new Fundamental(spec, flow, config.openAt, config.closeAt, seed));
    this.takers = symbols.map((spec, symbol) => new Taker(symbol, spec, flow, shares, seed, port));
    this.makers = symbols.flatMap((spec, symbol) =>
      venues.map((at, venue) =>
        at.kind === 'dark'
          ? undefined
          : new Maker(
              { venue, symbol, mic: at.mic, spec, flow, meanQty: flow.makerMeanQty * (shares[venue]! / meanShare) ** 0.5, seed },
              port,
            ),
      ),
    );
    this.places = symbols.flatMap((spec) => venues.map((at) => new Stream(seed, `${at.mic}/${spec.symbol}/place`)));
  }

  open(now: Nanos): void {
    const { symbols, venues, flow, openingQuotes } = this.config;
    for (let symbol = 0; symbol < symbols.length; symbol++) {
      for (let venue = 0; venue < venues.length; venue++) {
        const maker = this.maker(symbol, venue);
        if (!maker) {
          this.openPool(symbol, venue);
          this.port.wake(this.after(now, flow.darkRate, symbol, venue), Wake.dark, symbol, venue);
          continue;
        }
        const quote = openingQuotes.find((q) => q.symbol === symbols[symbol]!.symbol && q.mic === venues[venue]!.mic);
        if (quote) maker.open(quote.bidPx, quote.bidQty, quote.askPx, quote.askQty);
        else maker.quote(this.prices[symbol]!.ticks);
        this.port.wake(this.after(now, flow.makerFlickerRate, symbol, venue), Wake.flicker, symbol, venue);
      }
      this.port.wake((now + flow.fundamentalStep) as Nanos, Wake.price, symbol);
      if (flow.takerRate > 0) this.port.wake((now + this.takers[symbol]!.wait(1)) as Nanos, Wake.taker, symbol);
    }
  }

  onWake(now: Nanos, kind: number, symbol: number, venue: number, c: number): void {
    const { flow } = this.config;
    switch (kind) {
      case Wake.price:
        this.prices[symbol]!.step(now);
        this.react(now, symbol);
        this.port.wake((now + flow.fundamentalStep) as Nanos, Wake.price, symbol);
        return;
      case Wake.requote: {
        const maker = this.maker(symbol, venue)!;
        maker.pending = false;
        maker.quote(c);
        return;
      }
      case Wake.flicker:
        this.maker(symbol, venue)!.flicker();
        this.port.wake(this.after(now, flow.makerFlickerRate, symbol, venue), Wake.flicker, symbol, venue);
        return;
      case Wake.taker: {
        const taker = this.takers[symbol]!;
        taker.trade();
        this.port.wake((now + taker.wait(intraday(now, this.config.openAt, this.config.closeAt))) as Nanos, Wake.taker, symbol);
        return;
      }
      case Wake.arbitrage:
        this.arbitrage(symbol, venue, c);
        return;
      case Wake.fade:
        this.maker(symbol, venue)!.fade(c === 0 ? 'buy' : 'sell');
        this.comeBack(now, symbol, venue);
        return;
      case Wake.refill:
        this.maker(symbol, venue)!.quote(this.prices[symbol]!.ticks);
        return;
      case Wake.dark:
        this.drawPool(symbol, venue);
        this.port.wake(this.after(now, flow.darkRate, symbol, venue), Wake.dark, symbol, venue);
        return;
      default:
        throw new Error(`simulated market: wake ${kind}`);
    }
  }

  onFill(
    now: Nanos,
    venue: number,
    symbol: number,
    _order: number,
    _owner: number,
    px: number,
    _qty: number,
    leaves: number,
  ): void {
    if (leaves > 0) return;
    this.maker(symbol, venue)!.filled(px);
    this.comeBack(now, symbol, venue);
  }

  /** A trade that others can see coming at their own venue: a maker elsewhere pulls the same side if it is quick enough (domain 5.6). */
  onTrade(now: Nanos, venue: number, symbol: number, takerSide: Side, px: number): void {
    const { venues, flow } = this.config;
    const taken = opposite(takerSide);
    for (let other = 0; other < venues.length; other++) {
      const spec = venues[other]!;
      if (other === venue || spec.kind === 'dark') continue;
      if (this.port.bestPx(other, symbol, taken) !== px || !this.place(symbol, other).chance(spec.hftPresence)) continue;
      const way = (venues[venue]!.feedLatency + spec.entryLatency) / 2;
      this.port.wake(
        Math.ceil(now + flow.arbitrageurReaction + way + spec.speedBump) as Nanos,
        Wake.fade,
        symbol,
        other,
        taken === 'buy' ? 0 : 1,
      );
    }
  }

  onToxicFill(_now: Nanos, symbol: number, ticks: number): void {
    this.prices[symbol]!.move(ticks);
  }

  save() {
    return {
      prices: this.prices.map((price) => price.save()),
      takers: this.takers.map((taker) => taker.save()),
      makers: this.makers.map((maker) => maker?.save()),
      places: this.places.map((place) => place.save()),
    };
  }

  restore(state: unknown): void {
    const { prices, takers, makers, places } = state as ReturnType<SimulatedMarket['save']>;
    restoreParts('prices', this.prices, prices);
    restoreParts('takers', this.takers, takers);
    restoreParts('makers', this.makers, makers);
    restoreParts('places', this.places, places);
  }

  /** After the efficient price moved: makers start to requote, and the arbitrageur goes for whoever is behind. Both pay the way and any bump. */
  private react(now: Nanos, symbol: number): void {
    const { venues, flow } = this.config;
    const { ticks, spec } = this.prices[symbol]!;
    for (let venue = 0; venue < venues.length; venue++) {
      const maker = this.maker(symbol, venue);
      if (!maker) continue;
      const way = venues[venue]!.entryLatency + venues[venue]!.speedBump;
      const ask = this.port.bestPx(venue, symbol, 'sell') / spec.tick;
      const bid = this.port.bestPx(venue, symbol, 'buy') / spec.tick;
      const reach = now + flow.arbitrageurReaction + way;
      if (ask > 0 && ticks - flow.arbitrageurEdgeTicks > ask)
        this.port.wake(reach as Nanos, Wake.arbitrage, symbol, venue, Math.floor(ticks - flow.arbitrageurEdgeTicks));
      else if (bid > 0 && ticks + flow.arbitrageurEdgeTicks < bid)
        this.port.wake(reach as Nanos, Wake.arbitrage, symbol, venue, -Math.ceil(ticks + flow.arbitrageurEdgeTicks));
      if (!maker.wants(ticks)) continue;
      maker.pending = true;
      this.port.wake((now + flow.makerReaction + way) as Nanos, Wake.requote, symbol, venue, ticks);
    }
  }

  private arbitrage(symbol: number, venue: number, limit: number): void {
    const { tick } = this.config.symbols[symbol]!;
    const side: Side = limit > 0 ? 'buy' : 'sell';
    const px = Math.abs(limit) * tick;
    const far = this.port.bestPx(venue, symbol, opposite(side));
    if (far === 0 || !isWithin(side, far, px)) return;
    this.port.enter(venue, symbol, side, px, this.port.bestQty(venue, symbol, opposite(side)), 0, true);
  }

  private comeBack(now: Nanos, symbol: number, venue: number): void {
    const at = now + this.config.flow.makerReaction + Math.ceil(this.place(symbol, venue).exponential(REFILL_MEAN));
    this.port.wake(at as Nanos, Wake.refill, symbol, venue);
  }

  /** A pool opens with the sizes of the scenario's table. */
  private openPool(symbol: number, venue: number): void {
    const { bid, ask } = this.config.venues[venue]!.darkQty!;
    this.port.setHidden(venue, symbol, 'buy', bid);
    this.port.setHidden(venue, symbol, 'sell', ask);
  }

  private drawPool(symbol: number, venue: number): void {
    const { bid, ask } = this.config.venues[venue]!.darkQty!;
    const place = this.place(symbol, venue);
    const side: Side = place.chance(0.5) ? 'buy' : 'sell';
    const mean = side === 'buy' ? bid : ask;
    const qty = place.chance(DARK_EMPTY) ? 0 : Math.round(place.exponential(mean / (1 - DARK_EMPTY)));
    this.port.setHidden(venue, symbol, side, qty);
  }

  private after(now: Nanos, rate: number, symbol: number, venue: number): Nanos {
    // A rate of 0 never comes: the wake is set beyond any day.
    const wait = rate > 0 ? Math.ceil(this.place(symbol, venue).exponential(SECOND / rate)) : Number.MAX_SAFE_INTEGER - now;
    return (now + wait) as Nanos;
  }

  private place(symbol: number, venue: number): Stream {
    return this.places[symbol * this.config.venues.length + venue]!;
  }

  private maker(symbol: number, venue: number): Maker | undefined {
    return this.makers[symbol * this.config.venues.length + venue];
  }
}
