import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Sink } from '../../../shared/events.ts';
import { middle, type Nanos, type Px } from '../../../shared/units.ts';
import { type Conditions, Trading } from '../conditions.ts';
import { Kind } from '../kinds.ts';
import { restoreParts } from '../restore.ts';
import type { Schedule } from '../schedule.ts';
import {
  bands,
  FiveMinuteMean,
  LAST_MINUTES,
  LIMIT_STATE,
  type MeanState,
  PAUSE,
  REFERENCE_MOVE,
  REGULAR_CLOSE,
  REGULAR_OPEN,
} from './luld.ts';

/** A pause or halt that is asked for. */
export type Stop = 'luldPause' | 'halted';

/** Who must act when the rules of matching change. */
export interface HaltsListener {
  /** Bands moved, or matching goes on: what is priced by them is priced anew. */
  rulesChanged(symbol: number): void;
}

export interface HaltsParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly conditions: Conditions;
  readonly sink: Pick<Sink, 'event'>;
  readonly listener: HaltsListener;
}

/**
 * Whether each symbol trades, and within which bands (domain 1.3): trading -> limit state when the national best offer stands at the lower
 * band or the national best bid at the upper -> after 15 s of it a pause of five minutes -> trading, around a new reference. A
 * regulatory halt comes from outside and goes before a pause. Writes the conditions; every change leaves as a TradingStatus.
 */
export class Halts {
  private readonly parts: HaltsParts;
  private readonly luld: boolean;
  private readonly means: FiveMinuteMean[];
  private readonly referencePx: Float64Array;
  private readonly lastPx: Float64Array;
  /** True national best, as last told. */
  private readonly bidPx: Int32Array;
  private readonly askPx: Int32Array;
  /** A trade has come since the mean was last looked at. */
  private readonly traded: Uint8Array;
  /** Some trade awaits its review. */
  unreviewed = false;
  /** Counts the changes of state: a time that was set for an earlier one means nothing. */
  private readonly token: Int32Array;

  constructor(parts: HaltsParts) {
    this.parts = parts;
    const { symbols, regime } = parts.config;
    this.luld = regime.luld;
    this.means = symbols.map(() => new FiveMinuteMean());
    this.referencePx = Float64Array.from(symbols, (spec) => spec.openPx);
    this.lastPx = new Float64Array(symbols.length);
    this.bidPx = new Int32Array(symbols.length);
    this.askPx = new Int32Array(symbols.length);
    this.traded = new Uint8Array(symbols.length);
    this.token = new Int32Array(symbols.length);
  }

  /** Before the first order of the day: bands stand around the symbols' opening prices. */
  open(now: number): void {
    if (!this.luld) return;
    const { schedule, config } = this.parts;
    for (let symbol = 0; symbol < config.symbols.length; symbol++) {
      if (config.symbols[symbol]!.luldTier === undefined) continue;
      this.band(now, symbol);
      this.say(now, symbol, 'price bands');
      for (const at of [REGULAR_OPEN, LAST_MINUTES, REGULAR_CLOSE])
        if (at > now && at < config.closeAt) schedule.push(at, Kind.tradingPhase, symbol, 0);
    }
  }

  /** A trade printed, anywhere. May be called inside a match; what follows from it waits for `review`. */
  trade(now: number, symbol: number, px: number): void {
    this.lastPx[symbol] = px;
    if (!this.luld) return;
    this.means[symbol]!.add(now, px);
    this.traded[symbol] = 1;
    this.unreviewed = true;
  }

  /** After an operation: the reference follows the mean of its trades. */
  review(now: number, symbol: number): void {
    const { config, conditions } = this.parts;
    // While in a limit state no new reference is made.
    if (this.traded[symbol] === 0 || conditions.trading[symbol] !== Trading.trading) return;
    this.traded[symbol] = 0;
    this.unreviewed = false;
    if (config.symbols[symbol]!.luldTier === undefined) return;
    const mean = this.means[symbol]!.mean(now);
    const reference = this.referencePx[symbol]!;
    if (Math.abs(mean - reference) < REFERENCE_MOVE * reference) return;
    this.referencePx[symbol] = Math.round(mean);
    if (!this.band(now, symbol)) return;
    this.say(now, symbol, 'the reference price follows the mean of five minutes');
    this.parts.listener.rulesChanged(symbol);
    this.judge(now, symbol);
  }

  /** The true national best changed its price; 0 where a side is empty. */
  touch(now: number, symbol: number, bidPx: number, askPx: number): void {
    this.bidPx[symbol] = bidPx;
    this.askPx[symbol] = askPx;
    this.judge(now, symbol);
  }

  /** Kind.tradingPhase. */
  phase(now: number, symbol: number, token: number): void {
    if (token === 0) {
      if (this.parts.conditions.trading[symbol] === Trading.limitState && now < REGULAR_CLOSE) return;
      if (this.band(now, symbol)) this.say(now, symbol, 'price bands change with the hour');
      this.parts.listener.rulesChanged(symbol);
      this.judge(now, symbol);
    } else if (token === this.token[symbol]) {
      if (this.parts.conditions.trading[symbol] === Trading.limitState)
        this.stop(now, symbol, Trading.luldPause, PAUSE, '15 s in a limit state');
      else this.resume(now, symbol);
    }
  }

  /** Stops a symbol for a time. A halt takes over from a pause; a pause asked for while it is halted changes nothing: false. */
  halt(now: number, symbol: number, duration: number, kind: Stop): boolean {
    const state = kind === 'halted' ? Trading.halted : Trading.luldPause;
    if (this.parts.conditions.trading[symbol]! > state) return false;
    this.stop(now, symbol, state, duration, kind === 'halted' ? 'regulatory halt' : 'trading pause');
    return true;
  }

  /** Ends a pause or halt now: trading goes on around the midpoint, or around the last price where there is none. */
  resume(now: number, symbol: number): void {
    const { conditions, listener } = this.parts;
    if (conditions.trading[symbol]! < Trading.luldPause) return;
    this.to(symbol, Trading.trading);
    conditions.resumedAt[symbol] = now;
    const mid = middle(this.bidPx[symbol]!, this.askPx[symbol]!);
    if (mid > 0) this.referencePx[symbol] = mid;
    else if (this.lastPx[symbol]! > 0) this.referencePx[symbol] = this.lastPx[symbol]!;
    this.means[symbol]!.clear();
    this.traded[symbol] = 0;
    this.band(now, symbol);
    this.say(now, symbol, 'trading resumes');
    listener.rulesChanged(symbol);
    this.judge(now, symbol);
  }

  save(): HaltsState {
    const { referencePx, lastPx, bidPx, askPx, traded, token } = this;
    return { referencePx, lastPx, bidPx, askPx, traded, token, means: this.means.map((mean) => mean.save()) };
  }

  restore(state: HaltsState): void {
    this.referencePx.set(state.referencePx);
    this.lastPx.set(state.lastPx);
    this.bidPx.set(state.bidPx);
    this.askPx.set(state.askPx);
    this.traded.set(state.traded);
    this.unreviewed = state.traded.some((flag) => flag === 1);
    this.token.set(state.token);
    restoreParts('means', this.means, state.means);
  }

  /** Into a limit state or out of it. A crossed market is in none. */
  private judge(now: number, symbol: number): void {
    const { conditions, schedule } = this.parts;
    const state = conditions.trading[symbol]!;
    if (state >= Trading.luldPause) return;
    const bid = this.bidPx[symbol]!;
    const ask = this.askPx[symbol]!;
    const crossed = bid > 0 && ask > 0 && bid > ask;
    const banded = !crossed && conditions.upperPx[symbol] !== 0;
    const offers = banded && ask === conditions.lowerPx[symbol];
    const bids = banded && bid === conditions.upperPx[symbol];
    if (offers || bids) {
      if (state === Trading.limitState) return;
      this.to(symbol, Trading.limitState);
      const until = (now + LIMIT_STATE) as Nanos;
      schedule.push(until, Kind.tradingPhase, symbol, this.token[symbol]!);
      this.say(
        now,
        symbol,
        offers ? 'limit state: the best offer is the lower band' : 'limit state: the best bid is the upper band',
        until,
      );
    } else if (state === Trading.limitState) this.leaves(now, symbol);
  }

  private leaves(now: number, symbol: number): void {
    this.to(symbol, Trading.trading);
    const moved = this.band(now, symbol);
    this.say(now, symbol, 'out of the limit state');
    if (!moved) return;
    this.parts.listener.rulesChanged(symbol);
    this.judge(now, symbol);
  }

  private stop(now: number, symbol: number, state: number, duration: number, text: string): void {
    this.to(symbol, state);
    const until = (now + duration) as Nanos;
    this.parts.schedule.push(until, Kind.tradingPhase, symbol, this.token[symbol]!);
    this.say(now, symbol, text, until);
  }

  private to(symbol: number, state: number): void {
    this.parts.conditions.trading[symbol] = state;
    this.token[symbol]! += 1;
  }

  /** Writes the bands as they are now, inwards to the symbol's tick; whether they changed. */
  private band(now: number, symbol: number): boolean {
    const { config, conditions } = this.parts;
    const { luldTier, tick } = config.symbols[symbol]!;
    if (!this.luld || luldTier === undefined) return false;
    const standing = bands(this.referencePx[symbol]!, luldTier, now);
    const lowerPx = standing ? Math.ceil(standing.lowerPx / tick) * tick : 0;
    const upperPx = standing ? Math.floor(standing.upperPx / tick) * tick : 0;
    if (lowerPx === conditions.lowerPx[symbol] && upperPx === conditions.upperPx[symbol]) return false;
    conditions.lowerPx[symbol] = lowerPx;
    conditions.upperPx[symbol] = upperPx;
    return true;
  }

  private say(at: number, symbol: number, text: string, until?: Nanos): void {
    const { config, conditions, sink } = this.parts;
    const banded = conditions.upperPx[symbol] !== 0;
    sink.event({
      type: 'TradingStatus',
      at: at as Nanos,
      symbol: config.symbols[symbol]!.symbol,
      state: conditions.tradingState(symbol),
      ...(banded && { lowerPx: conditions.lowerPx[symbol] as Px, upperPx: conditions.upperPx[symbol] as Px }),
      ...(until !== undefined && { until }),
      text,
    });
  }
}

export interface HaltsState {
  readonly referencePx: Float64Array;
  readonly lastPx: Float64Array;
  readonly bidPx: Int32Array;
  readonly askPx: Int32Array;
  readonly traded: Uint8Array;
  readonly token: Int32Array;
  readonly means: readonly MeanState[];
}
