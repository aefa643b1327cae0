import { MAX_VOLATILITY_FACTOR, type SymbolActors } from '../../../../shared/config/actors.ts';
import type { SymbolSpec } from '../../../../shared/market.ts';
import { SECOND } from '../../../../shared/units.ts';
import { Stream } from '../../random.ts';
import type { DayShape } from './shape.ts';

/** The random factor of the volatility moves this often. */
const FACTOR_STEP = SECOND / 4;
/** A price near nothing would leave no room for a bid. */
const LEAST_TICKS = 10;

/**
 * The efficient price of one symbol in ticks, a real number (domain 4.1): dX = sigma dW + J dN. Volatility clusters: sigma is the
 * symbol's, times the U shape, times a lognormal factor that reverts (Ornstein-Uhlenbeck in its log) and has mean square 1.
 */
export class EfficientPrice {
  ticks: number;
  private readonly spec: SymbolSpec;
  private readonly shape: DayShape;
  private readonly settings: SymbolActors['price'];
  private readonly diffusion: Stream;
  private readonly volatility: Stream;
  private readonly jumps: Stream;
  private readonly most: number;
  /** What is left of a deviation after one step of the factor, and the standard deviation of what is new. */
  private readonly kept: number;
  private readonly fresh: number;
  private deviation: number;
  private factor: number;
  private factorAt: number;
  private at: number;

  constructor(spec: SymbolSpec, settings: SymbolActors['price'], shape: DayShape, openAt: number, seed: number, mostPx: number) {
    this.spec = spec;
    this.settings = settings;
    this.shape = shape;
    this.diffusion = new Stream(seed, `${spec.symbol}/price`);
    this.volatility = new Stream(seed, `${spec.symbol}/volatility`);
    this.jumps = new Stream(seed, `${spec.symbol}/jumps`);
    this.ticks = spec.openPx / spec.tick;
    this.most = mostPx / spec.tick;
    this.kept = 0.5 ** (FACTOR_STEP / SECOND / settings.volatilityHalfLife);
    this.fresh = settings.volatilityOfVolatility * Math.sqrt(1 - this.kept ** 2);
    this.deviation = settings.volatilityOfVolatility * this.volatility.normal();
    this.factor = this.factorOf(this.deviation);
    this.factorAt = openAt;
    this.at = openAt;
  }

  /** Diffuses from the last time to `now`. */
  diffuse(now: number): void {
    while (now - this.factorAt >= FACTOR_STEP) {
      this.deviation = this.kept * this.deviation + this.fresh * this.volatility.normal();
      this.factor = this.factorOf(this.deviation);
      this.factorAt += FACTOR_STEP;
    }
    const seconds = (now - this.at) / SECOND;
    this.at = now;
    const sigma = this.spec.volatility * this.factor;
    this.move(sigma * this.shape.at(now, this.settings.shape) * Math.sqrt(seconds) * this.diffusion.normal());
  }

  /** Nanoseconds to the next jump; Infinity without jumps. */
  untilJump(now: number): number {
    const rate = this.settings.jumpRate * this.shape.at(now, this.settings.shape);
    return rate > 0 ? Math.ceil(this.jumps.exponential(SECOND / rate)) : Number.POSITIVE_INFINITY;
  }

  jump(): void {
    const size = 1 + this.jumps.exponential(this.settings.jumpMeanTicks);
    this.move(this.jumps.chance(0.5) ? size : -size);
  }

  /** Goes so many ticks, within what a book holds. */
  move(by: number): void {
    this.ticks = Math.min(Math.max(this.ticks + by, LEAST_TICKS), this.most);
  }

  save() {
    return {
      ticks: this.ticks,
      deviation: this.deviation,
      factor: this.factor,
      factorAt: this.factorAt,
      at: this.at,
      streams: [this.diffusion.save(), this.volatility.save(), this.jumps.save()] as const,
    };
  }

  restore(state: ReturnType<EfficientPrice['save']>): void {
    this.ticks = state.ticks;
    this.deviation = state.deviation;
    this.factor = state.factor;
    this.factorAt = state.factorAt;
    this.at = state.at;
    this.diffusion.restore(state.streams[0]);
    this.volatility.restore(state.streams[1]);
    this.jumps.restore(state.streams[2]);
  }

  private factorOf(deviation: number): number {
    return Math.min(Math.exp(deviation - this.settings.volatilityOfVolatility ** 2), MAX_VOLATILITY_FACTOR);
  }
}
