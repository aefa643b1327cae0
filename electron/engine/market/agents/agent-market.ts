import { type AgentActors, actorsOf } from '../../../../shared/config/actors.ts';
import type { AgentsConfig } from '../../../../shared/config/session.ts';
import type { Side } from '../../../../shared/fix.ts';
import type { Nanos } from '../../../../shared/units.ts';
import type { Sighting } from '../sighting.ts';
import type { MarketPort, MarketSource } from '../source.ts';
import type { Witness } from '../witness.ts';
import { Arbitrageurs } from './arbitrageurs.ts';
import { Footprint } from './footprint.ts';
import { Hidden, hiddenShares } from './hidden.ts';
import { Makers } from './makers.ts';
import { PoolFlow } from './pool-flow.ts';
import { Pressure } from './pressure.ts';
import { EfficientPrice } from './price.ts';
import { Racer, Races } from './races.ts';
import type { SymbolSettings } from './settings.ts';
import { DayShape } from './shape.ts';
import { Takers } from './takers.ts';
import { Touch } from './touch.ts';
import { Wake } from './wakes.ts';
import { Watchers } from './watchers.ts';

/** A book holds prices in 32 bits; no efficient price goes beyond half of what it holds. */
const MOST_PX = 2 ** 29;

/**
 * A day made by those who trade in it (domain 4.1 to 4.3): one efficient price a symbol; makers at every lit venue, who are late by
 * their reaction and their way; arbitrageurs who are less late; takers with reasons of their own; and what rests unseen. It only wires
 * them: each actor stands in its own file and draws from streams of its own.
 */
export class AgentMarket implements MarketSource {
  private readonly config: AgentsConfig;
  private readonly port: MarketPort;
  private readonly venues: number;
  private readonly witness: Witness | undefined;
  private readonly settings: readonly SymbolSettings[];
  private readonly shape: DayShape;
  private readonly races: Races;
  private readonly prices: EfficientPrice[];
  private readonly footprint: Footprint;
  private readonly pressure: Pressure;
  private readonly watchers: Watchers;
  private readonly makers: Makers;
  private readonly arbitrageurs: Arbitrageurs;
  private readonly takers: Takers[];
  private readonly hidden: Hidden;
  private readonly pools: PoolFlow;
  private readonly touch: Touch;

  constructor(config: AgentsConfig, actors: AgentActors, port: MarketPort, witness: Witness | undefined) {
    this.config = config;
    this.port = port;
    this.venues = config.venues.length;
    this.witness = witness;
    const { symbols, venues, openAt, closeAt, seed } = config;
    this.shape = new DayShape(openAt, closeAt);
    this.settings = symbols.map((spec) => ({ spec, ...actorsOf(actors, spec.symbol) }));
    this.races = new Races(symbols.length, venues.length, port, witness);
    this.prices = this.settings.map(({ spec, price }) => new EfficientPrice(spec, price, this.shape, openAt, seed, MOST_PX));
    this.footprint = new Footprint(this.settings);
    this.pressure = new Pressure(this.settings);
    this.makers = new Makers(config, this.settings, this.shape, port, this.races);
    this.watchers = new Watchers(config, this.settings, port, this.makers);
    this.arbitrageurs = new Arbitrageurs(config, this.settings, port, this.races);
    this.hidden = new Hidden(config, this.settings, this.shape, port);
    this.pools = new PoolFlow(config, this.settings, this.shape, port);
    this.touch = new Touch(config, port);
    this.takers = this.settings.map(
      (settings, symbol) => new Takers(config, settings, symbol, this.shape, hiddenShares(config, settings), port, this.races),
    );
  }

  open(now: Nanos): void {
    this.settings.forEach((settings, symbol) => {
      this.makers.begin(now, symbol, this.prices[symbol]!.ticks);
      this.hidden.begin(now, symbol);
      this.pools.begin(now, symbol);
      this.after(now, settings.price.step, Wake.look, symbol);
      this.after(now, this.prices[symbol]!.untilJump(now), Wake.jump, symbol);
      this.after(now, this.takers[symbol]!.next(now), Wake.taker, symbol);
    });
  }

  onWake(now: Nanos, kind: number, a: number, b: number, c: number): void {
    switch (kind) {
      case Wake.look:
        this.look(now, a);
        break;
      case Wake.jump:
        this.jump(now, a);
        break;
      case Wake.requote:
        this.makers.requote(now, a, b, c);
        break;
      case Wake.report:
        this.makers.report(now, a, b, c);
        break;
      case Wake.refill:
        this.makers.refill(now, a, b, c);
        break;
      case Wake.flicker:
        this.makers.flicker(now, a);
        break;
      case Wake.fade:
        this.makers.fade(now, a, b, c);
        break;
      case Wake.strike:
        this.arbitrageurs.strike(Math.floor(a / this.venues), a % this.venues, b, c);
        break;
      case Wake.taker:
        this.prices[a]!.move(this.takers[a]!.arrive(this.ticks(now, a)));
        this.after(now, this.takers[a]!.next(now), Wake.taker, a);
        break;
      case Wake.hide:
        this.touch.look(Math.floor(a / this.venues));
        this.hidden.hide(now, a, this.touch.bid, this.touch.ask);
        break;
      case Wake.expire:
        this.hidden.expire(now, a, b);
        break;
      case Wake.pool:
        this.touch.look(Math.floor(a / this.venues));
        this.pools.come(now, a, this.touch.bid, this.touch.ask);
        break;
      case Wake.race:
        this.races.over(a, b);
        break;
      default:
        throw new Error(`market of agents: wake ${kind}`);
    }
  }

  onFill(
    now: Nanos,
    _venue: number,
    _symbol: number,
    order: number,
    owner: number,
    _px: number,
    qty: number,
    leaves: number,
  ): void {
    if (owner > 0) this.makers.onFill(now, owner - 1, order, qty, leaves);
  }

  onTrade(now: Nanos, venue: number, symbol: number, takerSide: Side, px: number, qty: number, ours: boolean): void {
    if (this.config.venues[venue]!.kind === 'dark') return;
    const { spec, makers } = this.settings[symbol]!;
    const side = takerSide === 'buy' ? 1 : 0;
    const tick = Math.round(px / spec.tick);
    if (ours) {
      this.races.take(symbol * this.venues + venue, side, tick, Racer.ours, qty);
      this.arbitrageurs.chase(now, venue, symbol, side, px);
      this.footprint.traded(now, symbol, side === 1, qty);
    }
    this.pressure.traded(now, symbol, side === 1, qty);
    if (qty >= makers.fadeQty) this.makers.sawTrade(now, { venue, symbol, side, tick });
  }

  onChild(now: Nanos, sighting: Sighting): void {
    this.watchers.saw(now, sighting);
  }

  onToxicFill(_now: Nanos, symbol: number, ticks: number): void {
    this.prices[symbol]!.move(ticks);
  }

  save() {
    return {
      prices: this.prices.map((price) => price.save()),
      takers: this.takers.map((taker) => taker.save()),
      footprint: this.footprint.save(),
      pressure: this.pressure.save(),
      watchers: this.watchers.save(),
      makers: this.makers.save(),
      hidden: this.hidden.save(),
      pools: this.pools.save(),
      arbitrageurs: this.arbitrageurs.save(),
      races: this.races.save(),
    };
  }

  restore(state: unknown): void {
    const { prices, takers, footprint, pressure, watchers, makers, hidden, pools, arbitrageurs, races } = state as ReturnType<
      AgentMarket['save']
    >;
    prices.forEach((price, i) => this.prices[i]!.restore(price));
    takers.forEach((taker, i) => this.takers[i]!.restore(taker));
    this.footprint.restore(footprint);
    this.pressure.restore(pressure);
    this.watchers.restore(watchers);
    this.makers.restore(makers);
    this.hidden.restore(hidden);
    this.pools.restore(pools);
    this.arbitrageurs.restore(arbitrageurs);
    this.races.restore(races);
  }

  private look(now: Nanos, symbol: number): void {
    const { step } = this.settings[symbol]!.price;
    this.prices[symbol]!.diffuse(now);
    this.seen(now, symbol, step);
    this.after(now, step, Wake.look, symbol);
  }

  private jump(now: Nanos, symbol: number): void {
    const price = this.prices[symbol]!;
    price.jump();
    this.seen(now, symbol, 0);
    this.after(now, price.untilJump(now), Wake.jump, symbol);
  }

  /** Everyone who looks at the efficient price sees it where it is now. */
  private seen(now: Nanos, symbol: number, elapsed: number): void {
    const ticks = this.ticks(now, symbol);
    this.witness?.price?.(now, symbol, ticks);
    const centre = ticks + this.pressure.now(now, symbol);
    this.arbitrageurs.look(now, symbol, ticks, centre);
    this.makers.look(now, symbol, centre, elapsed);
  }

  /** The efficient price as everyone sees it. */
  private ticks(now: number, symbol: number): number {
    return this.prices[symbol]!.ticks + this.footprint.ticks(now, symbol) + this.watchers.ticks(now, symbol);
  }

  private after(now: number, wait: number, kind: number, a: number): void {
    if (wait < Number.POSITIVE_INFINITY) this.port.wake((now + wait) as Nanos, kind, a);
  }
}
