import { PX_PER_DOLLAR, type Px } from '../../../shared/units.ts';
import type { NbboSample } from '../../../shared/wire/review.ts';

/** A stretch of engine time, nanoseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A line of the mid as columns; absent where a side was empty. */
export interface MidLine {
  readonly xs: readonly number[];
  readonly ys: readonly (number | undefined)[];
}

/**
 * A lane for each span so that spans in one lane do not touch, counted from 0 in order of their begin. `least` is the length a span takes on
 * the screen at the least. When all lanes are taken the one that frees first is used, so that nothing is hidden.
 */
export function lanes(spans: readonly Span[], count: number, least: number): number[] {
  const freeAt = new Array<number>(count).fill(Number.NEGATIVE_INFINITY);
  const lane = new Array<number>(spans.length).fill(0);
  const order = spans.map((span, i) => ({ span, i })).sort((a, b) => a.span.from - b.span.from || a.i - b.i);
  for (const { span, i } of order) {
    let best = freeAt.findIndex((at) => at <= span.from);
    if (best < 0) best = freeAt.indexOf(Math.min(...freeAt));
    lane[i] = best;
    freeAt[best] = Math.max(span.to, span.from + least);
  }
  return lane;
}

/**
 * The mids of one symbol, oldest first, in dollars. A gap where a side was empty, or the market wider than twice the collar: the middle
 * of stub quotes that stand alone after a sweep is no one's price, and would flatten all the rest.
 */
export function midLine(samples: readonly NbboSample[], symbol: string, collarBps: number): MidLine {
  const xs: number[] = [];
  const ys: (number | undefined)[] = [];
  for (const sample of samples) {
    if (sample.symbol !== symbol) continue;
    xs.push(sample.at);
    ys.push(soundMid(sample, collarBps));
  }
  return { xs, ys };
}

/** The newest sound midpoint of a symbol: what is left of an order that still works is charged at it. */
export function lastMid(samples: readonly NbboSample[], symbol: string, collarBps: number): Px | undefined {
  const newest = samples.findLast((sample) => sample.symbol === symbol);
  const mid = newest && soundMid(newest, collarBps);
  return mid === undefined ? undefined : ((mid * PX_PER_DOLLAR) as Px);
}

function soundMid({ bidPx, askPx }: NbboSample, collarBps: number): number | undefined {
  if (bidPx === undefined || askPx === undefined) return undefined;
  const mid = (bidPx + askPx) / 2;
  return (askPx - bidPx) * 1e4 <= 2 * collarBps * mid ? mid / 10_000 : undefined;
}

/** The part of a line that a window shows, with one point beyond each end so that it runs to the frame. */
export function within(line: MidLine, { from, to }: Span): MidLine {
  let first = line.xs.findIndex((x) => x >= from);
  if (first < 0) first = line.xs.length;
  let last = line.xs.findLastIndex((x) => x <= to);
  first = Math.max(0, first - 1);
  last = Math.min(line.xs.length - 1, last + 1);
  return { xs: line.xs.slice(first, last + 1), ys: line.ys.slice(first, last + 1) };
}

/** Smallest and largest of a line, or undefined when it has no value. */
export function extent(line: MidLine): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const y of line.ys) {
    if (y === undefined) continue;
    if (y < low) low = y;
    if (y > high) high = y;
  }
  return low <= high ? [low, high] : undefined;
}

/** An SVG path of steps (a quote stands until the next one), broken where there is no value. */
export function stepPath(line: MidLine, x: (at: number) => number, y: (value: number) => number): string {
  let path = '';
  let open = false;
  line.xs.forEach((at, i) => {
    const value = line.ys[i];
    if (value === undefined) {
      if (open) path += `H${x(at).toFixed(1)}`;
      open = false;
      return;
    }
    path += open ? `H${x(at).toFixed(1)}V${y(value).toFixed(1)}` : `M${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    open = true;
  });
  return path;
}

/** Index of the instant nearest to `at`, no farther than `reach`; undefined when there is none. */
export function nearest(instants: readonly number[], at: number, reach: number): number | undefined {
  let best: number | undefined;
  let least = reach;
  instants.forEach((instant, i) => {
    const far = Math.abs(instant - at);
    if (far > least) return;
    least = far;
    best = i;
  });
  return best;
}

/** The window around an order: its life with a quarter of air on both sides, at least two seconds, inside the session. */
export function around(order: Span, session: Span): Span {
  const air = Math.max(1e9, (order.to - order.from) / 4);
  return { from: Math.max(session.from, order.from - air), to: Math.min(session.to, order.to + air) };
}
