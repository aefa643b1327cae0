import type { FlowConfig } from '../../../shared/config/session.ts';
import type { SymbolSpec } from '../../../shared/market.ts';
import { SECOND } from '../../../shared/units.ts';
import { Stream } from '../random.ts';

/**
 * The efficient price of one symbol (domain 4.1): diffusion plus jumps of one tick and an exponential excess, both scaled by the day's
 * U shape. Held in ticks, as a real number.
 */
export class Fundamental {
  readonly spec: SymbolSpec;
  private readonly flow: FlowConfig;
  private readonly openAt: number;
  private readonly closeAt: number;
  private readonly stream: Stream;
  ticks: number;

  constructor(spec: SymbolSpec, flow: FlowConfig, openAt: number, closeAt: number, seed: number) {
    this.spec = spec;
    this.flow = flow;
    this.openAt = openAt;
    this.closeAt = closeAt;
    this.stream = new Stream(seed, `${spec.symbol}/price`);
    this.ticks = spec.openPx / spec.tick;
  }

  /** Moves the price over one step that ends at `now`. */
  step(now: number): void {
    const seconds = this.flow.fundamentalStep / SECOND;
    const shape = intraday(now, this.openAt, this.closeAt);
    this.ticks += this.spec.volatility * Math.sqrt(seconds * shape) * this.stream.normal();
    if (this.stream.chance(this.flow.jumpRate * seconds * shape)) {
      const size = 1 + this.stream.exponential(this.flow.jumpMeanTicks);
      this.ticks += this.stream.chance(0.5) ? size : -size;
    }
    this.move(0);
  }

  /** Goes so many ticks. A price near nothing would leave no room for a bid. */
  move(by: number): void {
    this.ticks = Math.max(this.ticks + by, 10);
  }

  save() {
    return { ticks: this.ticks, stream: this.stream.save() };
  }

  restore(state: ReturnType<Fundamental['save']>): void {
    this.ticks = state.ticks;
    this.stream.restore(state.stream);
  }
}

/** Height of the U shape. */
export const SHAPE_HEIGHT = 1.5;

/** u(t) = 1 + 1.5 (2t/T - 1)^4: busy at the open and the close (domain 4.1). */
export function intraday(now: number, openAt: number, closeAt: number): number {
  const x = (2 * (now - openAt)) / (closeAt - openAt) - 1;
  return 1 + SHAPE_HEIGHT * x ** 4;
}
