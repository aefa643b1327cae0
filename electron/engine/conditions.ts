import type { SessionConfig } from '../../shared/config/session.ts';
import { TRADING_STATES, type TradingState } from '../../shared/events.ts';

/** Indices in TRADING_STATES: what `Conditions.trading` holds. Orders match below `luldPause`. */
export const Trading = {
  trading: TRADING_STATES.indexOf('trading'),
  limitState: TRADING_STATES.indexOf('limitState'),
  luldPause: TRADING_STATES.indexOf('luldPause'),
  halted: TRADING_STATES.indexOf('halted'),
} as const;

/**
 * What is out of order now: written by faults and halts alone, read by venues, feeds and whoever charges a fee. Venues and symbols are
 * config indices, times nanoseconds, fees micro-dollars a share.
 */
export class Conditions {
  /** By venue: 1 while it answers nothing and matches nothing. */
  readonly down: Uint8Array;
  /** By venue: when it last went down, and when it last came back. */
  readonly downAt: Float64Array;
  readonly upAt: Float64Array;
  /** By venue: how much later it handles every message. */
  readonly slow: Float64Array;
  /** By venue: how much longer every path from and to it takes. */
  readonly extra: Float64Array;
  /** By venue: what it charges now. */
  readonly takerFee: Float64Array;
  readonly makerFee: Float64Array;
  /** By venue: 1 while it does not keep the ban on locking and crossing. */
  readonly mayCross: Uint8Array;
  /** By venue: chance that an order of ours that comes to take finds someone faster in front of it; see `FrontRunner`. */
  readonly toxic: Float64Array;
  /** The SIP publishes nothing from here to there; see `holdSip`. */
  sipHeldFrom = 0;
  sipHeldUntil = 0;
  /** By symbol: index in TRADING_STATES. */
  readonly trading: Uint8Array;
  /** By symbol: when trading last resumed after a halt or a pause; 0 never. */
  readonly resumedAt: Float64Array;
  /** By symbol: LULD price bands, Px; 0 without. */
  readonly lowerPx: Int32Array;
  readonly upperPx: Int32Array;

  constructor({ venues, symbols }: SessionConfig) {
    this.down = new Uint8Array(venues.length);
    this.downAt = new Float64Array(venues.length);
    this.upAt = new Float64Array(venues.length);
    this.slow = new Float64Array(venues.length);
    this.extra = new Float64Array(venues.length);
    this.takerFee = Float64Array.from(venues, (spec) => spec.takerFee);
    this.makerFee = Float64Array.from(venues, (spec) => spec.makerFee);
    this.mayCross = new Uint8Array(venues.length);
    this.toxic = new Float64Array(venues.length);
    this.trading = new Uint8Array(symbols.length);
    this.resumedAt = new Float64Array(symbols.length);
    this.lowerPx = new Int32Array(symbols.length);
    this.upperPx = new Int32Array(symbols.length);
  }

  /** Whether orders of a symbol match now: in a limit state they still do. */
  matches(symbol: number): boolean {
    return this.trading[symbol]! < Trading.luldPause;
  }

  /** Whether a venue takes and matches orders in a symbol now. */
  accepts(venue: number, symbol: number): boolean {
    return this.down[venue] === 0 && this.matches(symbol);
  }

  /** The SIP publishes nothing from now (or from where a hold that stands began) until `until`; now or earlier ends it. */
  holdSip(now: number, until: number): void {
    if (until > now && this.sipHeldUntil <= now) this.sipHeldFrom = now;
    this.sipHeldUntil = until;
  }

  tradingState(symbol: number): TradingState {
    return TRADING_STATES[this.trading[symbol]!]!;
  }

  save(): ConditionsState {
    const { down, downAt, upAt, slow, extra, takerFee, makerFee, mayCross, toxic } = this;
    const { sipHeldFrom, sipHeldUntil, trading, resumedAt, lowerPx, upperPx } = this;
    const venues = { down, downAt, upAt, slow, extra, takerFee, makerFee, mayCross, toxic };
    return { ...venues, sipHeldFrom, sipHeldUntil, trading, resumedAt, lowerPx, upperPx };
  }

  restore(state: ConditionsState): void {
    this.down.set(state.down);
    this.downAt.set(state.downAt);
    this.upAt.set(state.upAt);
    this.slow.set(state.slow);
    this.extra.set(state.extra);
    this.takerFee.set(state.takerFee);
    this.makerFee.set(state.makerFee);
    this.mayCross.set(state.mayCross);
    this.toxic.set(state.toxic);
    this.sipHeldFrom = state.sipHeldFrom;
    this.sipHeldUntil = state.sipHeldUntil;
    this.trading.set(state.trading);
    this.resumedAt.set(state.resumedAt);
    this.lowerPx.set(state.lowerPx);
    this.upperPx.set(state.upperPx);
  }
}

export interface ConditionsState {
  readonly resumedAt: Float64Array;
  readonly down: Uint8Array;
  readonly downAt: Float64Array;
  readonly upAt: Float64Array;
  readonly slow: Float64Array;
  readonly extra: Float64Array;
  readonly takerFee: Float64Array;
  readonly makerFee: Float64Array;
  readonly mayCross: Uint8Array;
  readonly toxic: Float64Array;
  readonly sipHeldFrom: number;
  readonly sipHeldUntil: number;
  readonly trading: Uint8Array;
  readonly lowerPx: Int32Array;
  readonly upperPx: Int32Array;
}
