import type { SymbolSettings } from './settings.ts';

/** How far all makers lean with what was traded lately (transient impact): by the root of each trade's size, fading, within a most. */
export class Pressure {
  private readonly settings: readonly SymbolSettings[];
  /** By symbol: ticks, and when it was so. */
  private readonly ticks: Float64Array;
  private readonly at: Float64Array;

  constructor(settings: readonly SymbolSettings[]) {
    this.settings = settings;
    this.ticks = new Float64Array(settings.length);
    this.at = new Float64Array(settings.length);
  }

  traded(now: number, symbol: number, bought: boolean, qty: number): void {
    const { impactTicks, impactMaxTicks } = this.settings[symbol]!.makers;
    const by = impactTicks * Math.sqrt(qty / 100);
    const to = this.now(now, symbol) + (bought ? by : -by);
    this.ticks[symbol] = Math.max(-impactMaxTicks, Math.min(impactMaxTicks, to));
    this.at[symbol] = now;
  }

  now(now: number, symbol: number): number {
    const ticks = this.ticks[symbol]!;
    if (ticks === 0) return 0;
    return ticks * 0.5 ** ((now - this.at[symbol]!) / this.settings[symbol]!.makers.impactHalfLife);
  }

  save() {
    return { ticks: this.ticks, at: this.at };
  }

  restore(state: ReturnType<Pressure['save']>): void {
    this.ticks.set(state.ticks);
    this.at.set(state.at);
  }
}
