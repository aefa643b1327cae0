import type { SymbolSettings } from './settings.ts';

/**
 * What the router's own trading does to the efficient price (domain 4.4, impact check): everyone reads a metaorder in it. The price goes
 * with the net shares it has taken, in proportion at first and by their root when they are many (the square-root law, cost about
 * Y sigma (Q/V)^1/2), and comes back as they are forgotten. Without orders of ours it does nothing.
 */
export class Footprint {
  private readonly settings: readonly SymbolSettings[];
  /** By symbol: net shares bought, and when it was so. */
  private readonly net: Float64Array;
  private readonly at: Float64Array;

  constructor(settings: readonly SymbolSettings[]) {
    this.settings = settings;
    this.net = new Float64Array(settings.length);
    this.at = new Float64Array(settings.length);
  }

  traded(now: number, symbol: number, bought: boolean, qty: number): void {
    this.net[symbol] = this.shares(now, symbol) + (bought ? qty : -qty);
    this.at[symbol] = now;
  }

  /** Ticks that the efficient price is off for it. */
  ticks(now: number, symbol: number): number {
    if (this.net[symbol] === 0) return 0;
    const { ticksPerLot, rootBeyond } = this.settings[symbol]!.footprint;
    const shares = this.shares(now, symbol);
    return ((ticksPerLot / 100) * shares) / Math.sqrt(1 + Math.abs(shares) / rootBeyond);
  }

  save() {
    return { net: this.net, at: this.at };
  }

  restore(state: ReturnType<Footprint['save']>): void {
    this.net.set(state.net);
    this.at.set(state.at);
  }

  private shares(now: number, symbol: number): number {
    return this.net[symbol]! * 0.5 ** ((now - this.at[symbol]!) / this.settings[symbol]!.footprint.halfLife);
  }
}
