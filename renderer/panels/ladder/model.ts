import type { FrameReader } from '../../../shared/wire/frame.ts';

/** Quote age as the ladder draws it: 0 fresh, 1 ageing, 2 old, 3 stale (hatched). */
export type Strength = 0 | 1 | 2 | 3;

export interface Segment {
  readonly venue: number;
  readonly qty: number;
  readonly strength: Strength;
}

export interface LadderSide {
  readonly total: number;
  /** In the fixed order of the session's venues. */
  readonly segments: readonly Segment[];
  /** Shares from the touch up to and with this price, and what sweeping them costs over the mid; absent beyond an empty mid. */
  readonly sweep: { readonly qty: number; readonly bps: number | undefined };
}

export interface LadderRow {
  readonly px: number;
  readonly bid: LadderSide | undefined;
  readonly ask: LadderSide | undefined;
}

/** Microseconds: fresh to 0.25 ms, ageing to 1 ms, old to 5 ms. A silent or broken feed, or a venue that does not answer, is stale whatever its age. */
export function strengthOf(age: number, health: number, broken = false): Strength {
  if (broken || health === 2 || age < 0 || age > 5_000) return 3;
  return age <= 250 ? 0 : age <= 1_000 ? 1 : 2;
}

/** Prices of a ladder's rows from the top, `step` apart, highest first. */
export function rowPrices(topPx: number, step: number, rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => topPx - row * step);
}

/** The row that a price stands in where rows are `step` apart: never at a better price than its own. */
export function rowOf(px: number, step: number, side: 'bid' | 'ask'): number {
  return (side === 'bid' ? Math.floor(px / step) : Math.ceil(px / step)) * step;
}

/** What stands in each of these rows, `step` apart. Sizes off the screen still count into the sweeps. */
export function ladderRows(frame: FrameReader, prices: readonly number[], step = 1): LadderRow[] {
  const focus = frame.header('focus');
  const bidPx = frame.symbol(focus, 'bidPx');
  const askPx = frame.symbol(focus, 'askPx');
  const mid = bidPx > 0 && askPx > 0 ? (bidPx + askPx) / 2 : undefined;
  const strengths = Array.from({ length: frame.header('venues') }, (_, v) =>
    strengthOf(
      frame.venue(v, 'age'),
      frame.venue(v, 'health'),
      frame.trouble(v, 'down') || frame.trouble(v, 'selfHelp') || frame.trouble(v, 'gapDirect'),
    ),
  );
  const sides: readonly [Level[], Level[]] = [[], []];
  for (let i = 0; i < frame.header('levels'); i += 1) {
    const venue = frame.level(i, 'venue');
    const segment = { venue, qty: frame.level(i, 'qty'), strength: strengths[venue] ?? 3 };
    sides[frame.level(i, 'side') === 0 ? 0 : 1].push({ px: frame.level(i, 'px'), segment });
  }
  const bids = sideOf(sides[0], -1, mid, step);
  const asks = sideOf(sides[1], 1, mid, step);
  return prices.map((px) => ({ px, bid: bids.get(px), ask: asks.get(px) }));
}

interface Level {
  readonly px: number;
  readonly segment: Segment;
}

/** By row. `way` is +1 where the touch is the lowest price (offers), -1 where it is the highest. */
function sideOf(levels: readonly Level[], way: 1 | -1, mid: number | undefined, step: number): Map<number, LadderSide> {
  const out = new Map<number, LadderSide>();
  let qty = 0;
  let worth = 0;
  // Outward from the touch, at each price in the order of the venues.
  for (const { px, segment } of [...levels].sort((a, b) => (a.px - b.px) * way || a.segment.venue - b.segment.venue)) {
    const row = rowOf(px, step, way < 0 ? 'bid' : 'ask');
    const before = out.get(row);
    qty += segment.qty;
    worth += segment.qty * px;
    const bps = mid === undefined || qty === 0 ? undefined : ((worth / qty - mid) / mid) * 1e4 * way;
    out.set(row, {
      total: (before?.total ?? 0) + segment.qty,
      segments: before ? withSegment(before.segments, segment) : [segment],
      sweep: { qty, bps },
    });
  }
  return out;
}

/** A venue has one segment in a row, whatever prices it covers. */
function withSegment(segments: readonly Segment[], added: Segment): Segment[] {
  const at = segments.findIndex(({ venue }) => venue >= added.venue);
  if (at < 0) return [...segments, added];
  const there = segments[at]!;
  return there.venue === added.venue
    ? segments.with(at, { ...there, qty: there.qty + added.qty })
    : segments.toSpliced(at, 0, added);
}

/**
 * The size a row's width should hold: the upper quartile of what is shown, so that one deep level does not make the others unreadable,
 * and at least an eighth of the deepest.
 */
export function widest(rows: readonly LadderRow[]): number {
  const totals = rows.flatMap((row) => [row.bid?.total, row.ask?.total]).filter((total) => total !== undefined);
  totals.sort((a, b) => a - b);
  return Math.max(totals[Math.floor((totals.length - 1) * 0.75)] ?? 0, (totals.at(-1) ?? 0) / 8);
}

const STEPS = [1, 2, 5];
const PATIENCE = 3_000;

/** How many shares fill a row: 1, 2 or 5 times a power of ten, so widths compare over time; grows at once, shrinks after 3 s, never while hovered. */
export class SizeScale {
  #shares = 1_000;
  #smallSince: number | undefined;

  get shares(): number {
    return this.#shares;
  }

  update(largest: number, hovered: boolean, at: number): void {
    const wanted = stepAbove(largest);
    if (hovered || wanted === this.#shares) this.#smallSince = undefined;
    else if (wanted > this.#shares) {
      this.#shares = wanted;
      this.#smallSince = undefined;
    } else {
      this.#smallSince ??= at;
      if (at - this.#smallSince < PATIENCE) return;
      this.#shares = wanted;
      this.#smallSince = undefined;
    }
  }
}

function stepAbove(shares: number): number {
  const floor = Math.max(100, shares);
  const power = 10 ** Math.floor(Math.log10(floor));
  return (STEPS.find((step) => step * power >= floor) ?? 10) * power;
}
