import { SECOND } from '../../../../shared/units.ts';

/** Half of what we sent is forgotten in so long. */
const HALF_LIFE = SECOND / 4;

/** How busy we are in a symbol ourselves: legs sent of late, newer ones counting more. Legs of one moment do not count for each other. */
export class OwnPace {
  /** By symbol: legs sent before `at`, as they counted then, and legs sent at it. */
  private readonly before: Float64Array;
  private readonly fresh: Float64Array;
  private readonly at: Float64Array;

  constructor(symbols: number) {
    this.before = new Float64Array(symbols);
    this.fresh = new Float64Array(symbols);
    this.at = new Float64Array(symbols);
  }

  sent(symbol: number, now: number): void {
    this.before[symbol] = this.count(symbol, now);
    if (now > this.at[symbol]) this.fresh[symbol] = 0;
    this.fresh[symbol] += 1;
    this.at[symbol] = now;
  }

  /** Legs sent before `now` that still count. */
  count(symbol: number, now: number): number {
    const passed = now - this.at[symbol];
    const sum = this.before[symbol] + (passed > 0 ? this.fresh[symbol] : 0);
    return sum === 0 ? 0 : sum * 0.5 ** (passed / HALF_LIFE);
  }

  save(): OwnPaceState {
    return { before: this.before.slice(), fresh: this.fresh.slice(), at: this.at.slice() };
  }

  restore({ before, fresh, at }: OwnPaceState): void {
    this.before.set(before);
    this.fresh.set(fresh);
    this.at.set(at);
  }
}

export interface OwnPaceState {
  readonly before: Float64Array;
  readonly fresh: Float64Array;
  readonly at: Float64Array;
}
