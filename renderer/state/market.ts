import type { Nanos } from '../../shared/units.ts';
import type { FrameReader } from '../../shared/wire/frame.ts';

/** One trade of the focused symbol. */
export interface Print {
  readonly venue: number;
  readonly px: number;
  readonly qty: number;
  readonly at: Nanos;
  /** Which side of the direct market then it traded on. */
  readonly taker: 'buy' | 'sell' | 'mid';
}

const SPARK_POINTS = 64;
const RECENT = 8;

/**
 * What the frames leave behind: trades (a frame carries only those since the one before), volume per price, and a thinned path of each
 * symbol's price. Plain memory: screens read it when they paint.
 */
export class Market {
  frame: FrameReader | undefined;
  /** When the newest frame came, on the page's clock, milliseconds. */
  frameAt = Number.NEGATIVE_INFINITY;
  /** Newest first. */
  recent: readonly Print[] = [];
  /** Shares traded and the last venue, per price, in the focused symbol since this page began to watch it. */
  traded = new Map<number, { qty: number; venue: number; last: number }>();
  /** Engine events a second of wall time. */
  eventRate = 0;
  #focus = -1;
  #sparks: Spark[] = [];
  #rateFrom = { at: Number.NEGATIVE_INFINITY, events: 0 };

  /** `at` is the page's clock, milliseconds. */
  absorb(frame: FrameReader, at: number): void {
    const focus = frame.header('focus');
    if (focus !== this.#focus) {
      this.#focus = focus;
      this.recent = [];
      this.traded = new Map();
    }
    this.frame = frame;
    this.frameAt = at;
    this.#prints(frame, focus);
    this.#spark(frame);
    this.#rate(frame, at);
  }

  /** Prices of a symbol, oldest first. */
  spark(symbol: number): readonly number[] {
    return this.#sparks[symbol]?.points ?? [];
  }

  clear(): void {
    this.frame = undefined;
    this.frameAt = Number.NEGATIVE_INFINITY;
    this.recent = [];
    this.traded = new Map();
    this.#focus = -1;
    this.#sparks = [];
    this.#rateFrom = { at: Number.NEGATIVE_INFINITY, events: 0 };
    this.eventRate = 0;
  }

  #prints(frame: FrameReader, focus: number): void {
    const count = frame.header('prints');
    if (count === 0) return;
    const bid = frame.symbol(focus, 'bidPx');
    const ask = frame.symbol(focus, 'askPx');
    const fresh: Print[] = [];
    for (let i = 0; i < count; i += 1) {
      const px = frame.print(i, 'px');
      const qty = frame.print(i, 'qty');
      const venue = frame.print(i, 'venue');
      fresh.unshift({
        venue,
        px,
        qty,
        at: (frame.print(i, 'seconds') * 1e9 + frame.print(i, 'nanos')) as Nanos,
        taker: takerOf(px, bid, ask),
      });
      this.traded.set(px, { qty: (this.traded.get(px)?.qty ?? 0) + qty, venue, last: qty });
    }
    this.recent = [...fresh, ...this.recent].slice(0, RECENT);
  }

  #spark(frame: FrameReader): void {
    const now = frame.now;
    for (let symbol = 0; symbol < frame.header('symbols'); symbol += 1) {
      this.#sparks[symbol] ??= new Spark(frame.symbol(symbol, 'openPx'));
      const last = frame.symbol(symbol, 'lastPx') || middle(frame.symbol(symbol, 'bidPx'), frame.symbol(symbol, 'askPx'));
      if (last > 0) this.#sparks[symbol].add(now, last);
    }
  }

  #rate(frame: FrameReader, at: number): void {
    const events = frame.header('events');
    const from = this.#rateFrom;
    if (at - from.at < 1000) return;
    if (Number.isFinite(from.at) && events >= from.events)
      this.eventRate = Math.round(((events - from.events) * 1000) / (at - from.at));
    this.#rateFrom = { at, events };
  }
}

function takerOf(px: number, bid: number, ask: number): Print['taker'] {
  const twice = px * 2;
  return bid === 0 || ask === 0 || twice === bid + ask ? 'mid' : twice > bid + ask ? 'buy' : 'sell';
}

function middle(bid: number, ask: number): number {
  return bid > 0 && ask > 0 ? (bid + ask) / 2 : 0;
}

/** A path of at most 64 points: when it is full, every second one goes and the step doubles. */
class Spark {
  points: number[];
  #step = 250_000_000;
  #next = 0;

  constructor(open: number) {
    this.points = open > 0 ? [open] : [];
  }

  add(now: number, value: number): void {
    if (now < this.#next) {
      if (this.points.length > 1) this.points[this.points.length - 1] = value;
      return;
    }
    this.points.push(value);
    this.#next = now + this.#step;
    if (this.points.length < SPARK_POINTS) return;
    this.points = this.points.filter((_, index) => index % 2 === 0 || index === this.points.length - 1);
    this.#step *= 2;
  }
}
