import type { FeedPath } from '../../shared/market.ts';
import { MICROSECOND, MILLISECOND, MONEY_PER_DOLLAR, type Nanos, SECOND } from '../../shared/units.ts';
import {
  FLAG,
  FRAME_VERSION,
  HEADER,
  LEVEL,
  LEVEL_SIZE,
  layout,
  PRINT,
  PRINT_SIZE,
  SYMBOL,
  SYMBOL_SIZE,
  TROUBLE,
  VENUE,
  VENUE_SIZE,
} from '../../shared/wire/frame.ts';
import type { Conditions } from '../engine/conditions.ts';
import type { Disorder } from '../engine/feed/disorder.ts';
import type { ConsolidatedView } from '../engine/view/consolidated.ts';
import type { Levels } from '../engine/view/levels.ts';
import type { Board } from './board.ts';
import type { Lateness } from './lateness.ts';

export interface PictureOf {
  readonly view: ConsolidatedView;
  readonly conditions: Conditions;
  readonly board: Board;
  readonly lateness: Lateness;
  readonly disorder: Disorder;
  readonly now: Nanos;
  readonly number: number;
  readonly flags: number;
  readonly speed: number;
  /** Index of the symbol whose venues, levels and prints are shown. */
  readonly focus: number;
  /** Number of the first print not yet shown to this client. */
  readonly printsFrom: number;
  readonly events: number;
  /** Which venues are lit: dark ones publish nothing and take no part in feed medians. */
  readonly lit: readonly boolean[];
}

/** Levels of one venue's side beyond this many are off every screen. */
const DEEPEST = 24;
const MOST_PRINTS = 100;
const LARGEST = 2 ** 31 - 1;
/** A feed that has confirmed nothing for this long beyond its own latency is late, then silent. */
const LATE = 10 * MILLISECOND;
const SILENT = SECOND;

/** The hot state packed as `shared/wire/frame.ts` lays it out. */
export function pack(of: PictureOf): Int32Array<ArrayBuffer> {
  const { view, board, now, focus } = of;
  const prints: number[] = [];
  board.eachPrint(of.printsFrom, focus, MOST_PRINTS, (venue, px, qty, at) =>
    prints.push(venue, px, qty, Math.floor(at / SECOND), at % SECOND),
  );
  let levels = 0;
  for (let v = 0; v < view.venues; v++) levels += shown(view.levels(v, focus, 'buy')) + shown(view.levels(v, focus, 'sell'));
  const at = layout(view.symbols, view.venues, levels, prints.length / PRINT_SIZE);
  const data = new Int32Array(at.end);

  data[HEADER.version] = FRAME_VERSION;
  data[HEADER.number] = of.number;
  data[HEADER.seconds] = Math.floor(now / SECOND);
  data[HEADER.nanos] = now % SECOND;
  data[HEADER.flags] = of.flags;
  data[HEADER.speedPercent] = Math.round(of.speed * 100);
  data[HEADER.focus] = focus;
  data[HEADER.symbols] = view.symbols;
  data[HEADER.venues] = view.venues;
  data[HEADER.levels] = levels;
  data[HEADER.prints] = prints.length / PRINT_SIZE;
  data[HEADER.directDelay] = medianDelay(of, 'direct');
  data[HEADER.sipDelay] = medianDelay(of, 'sip');
  data[HEADER.events] = of.events % 2 ** 31;
  data[HEADER.mergeReach] = micros(view.normalised?.reach as Nanos | undefined);
  data[HEADER.mergeLate] = Math.min(view.normalised?.late ?? 0, LARGEST);

  for (let s = 0; s < view.symbols; s++) writeSymbol(data, at.symbols + s * SYMBOL_SIZE, of, s);
  let row = at.levels;
  for (let v = 0; v < view.venues; v++) {
    writeVenue(data, at.venues + v * VENUE_SIZE, of, v);
    row = writeLevels(data, row, v, 0, view.levels(v, focus, 'buy'), now);
    row = writeLevels(data, row, v, 1, view.levels(v, focus, 'sell'), now);
  }
  data.set(prints, at.prints + PRINT.venue);
  return data;
}

export function flags(of: {
  paused: boolean;
  killed: boolean;
  orderProtection: boolean;
  ended: boolean;
  sipHeld: boolean;
}): number {
  return (
    (of.paused ? FLAG.paused : 0) |
    (of.killed ? FLAG.killed : 0) |
    (of.orderProtection ? FLAG.orderProtection : 0) |
    (of.ended ? FLAG.ended : 0) |
    (of.sipHeld ? FLAG.sipHeld : 0)
  );
}

function shown(levels: Levels): number {
  return Math.min(levels.count, DEEPEST);
}

function writeSymbol(data: Int32Array, at: number, { view, conditions, now }: PictureOf, s: number): void {
  const direct = view.direct[s]!;
  const sip = view.sip[s]!;
  data[at + SYMBOL.bidPx] = direct.bestBidPx;
  data[at + SYMBOL.bidQty] = direct.bestBidQty;
  data[at + SYMBOL.askPx] = direct.bestAskPx;
  data[at + SYMBOL.askQty] = direct.bestAskQty;
  data[at + SYMBOL.sipBidPx] = sip.bestBidPx;
  data[at + SYMBOL.sipBidQty] = sip.bestBidQty;
  data[at + SYMBOL.sipAskPx] = sip.bestAskPx;
  data[at + SYMBOL.sipAskQty] = sip.bestAskQty;
  data[at + SYMBOL.lastPx] = view.lastPx[s]!;
  data[at + SYMBOL.lastQty] = view.lastQty[s]!;
  data[at + SYMBOL.openPx] = view.openMid[s]!;
  data[at + SYMBOL.volume] = Math.min(view.marketQty[s]!, LARGEST);
  data[at + SYMBOL.directAge] = oldestBest(view, 'direct', s, now);
  data[at + SYMBOL.sipAge] = oldestBest(view, 'sip', s, now);
  data[at + SYMBOL.trading] = conditions.trading[s]!;
  data[at + SYMBOL.lowerPx] = conditions.lowerPx[s]!;
  data[at + SYMBOL.upperPx] = conditions.upperPx[s]!;
  const apart = view.dislocations.of(s, now);
  data[at + SYMBOL.apartFor] = micros(apart.since === undefined ? undefined : ((now - apart.since) as Nanos));
  data[at + SYMBOL.apartCount] = Math.min(apart.count, LARGEST);
  data[at + SYMBOL.apartTotal] = Math.floor(apart.time / MILLISECOND);
  data[at + SYMBOL.apartCost] = Math.min(Math.round((apart.cost * 100) / MONEY_PER_DOLLAR), LARGEST);
  const merged = view.normalised?.best[s];
  if (!merged) return;
  data[at + SYMBOL.mergedBidPx] = merged.bestBidPx;
  data[at + SYMBOL.mergedBidQty] = merged.bestBidQty;
  data[at + SYMBOL.mergedAskPx] = merged.bestAskPx;
  data[at + SYMBOL.mergedAskQty] = merged.bestAskQty;
}

/** Age of the older winning side, as `Nbbo` counts it. */
function oldestBest(view: ConsolidatedView, path: FeedPath, s: number, now: Nanos): number {
  const best = (path === 'direct' ? view.direct : view.sip)[s]!;
  let oldest: Nanos | undefined;
  for (let v = 0; v < view.venues; v++) {
    const wins =
      (best.bestBidPx > 0 && best.bidPx[v] === best.bestBidPx) || (best.bestAskPx > 0 && best.askPx[v] === best.bestAskPx);
    const age = wins ? view.age(path, v, s, now) : undefined;
    if (age !== undefined && (oldest === undefined || age > oldest)) oldest = age;
  }
  return micros(oldest);
}

/** Of both lines of a venue, which are the direct feeds and then the SIP's. */
function bothPaths(byLine: Float64Array, venue: number): number {
  return Math.min(byLine[venue]! + byLine[byLine.length / 2 + venue]!, LARGEST);
}

function writeVenue(data: Int32Array, at: number, of: PictureOf, v: number): void {
  const { view, board, lateness, disorder, now, focus, lit } = of;
  const best = view.direct[focus]!;
  data[at + VENUE.bidPx] = best.bidPx[v]!;
  data[at + VENUE.bidQty] = best.bidQty[v]!;
  data[at + VENUE.askPx] = best.askPx[v]!;
  data[at + VENUE.askQty] = best.askQty[v]!;
  const age = view.age('direct', v, focus, now);
  data[at + VENUE.age] = micros(age);
  data[at + VENUE.sipAge] = micros(view.age('sip', v, focus, now));
  const overdue = age === undefined ? SILENT : age - view.latency('direct', v);
  data[at + VENUE.health] = lit[v] ? (overdue >= SILENT ? 2 : overdue >= LATE ? 1 : 0) : 0;
  data[at + VENUE.delay] = board.delay[v]! < 0 ? -1 : micros(board.delay[v]! as Nanos);
  data[at + VENUE.trouble] = trouble(of, v);
  data[at + VENUE.directOffset] = micros(lateness.median('direct', v));
  data[at + VENUE.directP99] = micros(lateness.p99('direct', v));
  data[at + VENUE.sipOffset] = micros(lateness.median('sip', v));
  data[at + VENUE.sipP99] = micros(lateness.p99('sip', v));
  data[at + VENUE.gaps] = board.gaps[v]!;
  data[at + VENUE.missed] = Math.min(board.missed[v]!, LARGEST);
  data[at + VENUE.repeated] = bothPaths(disorder.repeated, v);
  data[at + VENUE.reordered] = bothPaths(disorder.reordered, v);
}

function trouble({ view, conditions, board }: PictureOf, v: number): number {
  return (
    (conditions.down[v] ? TROUBLE.down : 0) |
    (conditions.slow[v]! + conditions.extra[v]! > 0 ? TROUBLE.slow : 0) |
    (view.gapped('direct', v) ? TROUBLE.gapDirect : 0) |
    (view.gapped('sip', v) ? TROUBLE.gapSip : 0) |
    (board.selfHelp[v] ? TROUBLE.selfHelp : 0)
  );
}

function writeLevels(data: Int32Array, row: number, venue: number, side: 0 | 1, levels: Levels, now: Nanos): number {
  for (let i = 0; i < shown(levels); i++) {
    data[row + LEVEL.venue] = venue;
    data[row + LEVEL.side] = side;
    data[row + LEVEL.px] = levels.px[i]!;
    data[row + LEVEL.qty] = levels.qty[i]!;
    data[row + LEVEL.age] = micros((now - levels.time[i]!) as Nanos);
    row += LEVEL_SIZE;
  }
  return row;
}

/** Median way of a quote over the lit venues, each counted as often as it spoke in the last second. Microseconds, -1 with no lit venue. */
function medianDelay({ view, board, lit }: PictureOf, path: FeedPath): number {
  const ways: { latency: number; weight: number }[] = [];
  for (let v = 0; v < view.venues; v++)
    if (lit[v]) ways.push({ latency: view.latency(path, v), weight: Math.max(1, board.messages(v)) });
  ways.sort((a, b) => a.latency - b.latency);
  let half = ways.reduce((sum, way) => sum + way.weight, 0) / 2;
  for (const way of ways) {
    half -= way.weight;
    if (half <= 0) return micros(way.latency as Nanos);
  }
  return -1;
}

/** Whole microseconds, capped; -1 when nothing has been seen. */
function micros(value: Nanos | undefined): number {
  return value === undefined ? -1 : Math.min(Math.max(0, Math.floor(value / MICROSECOND)), LARGEST);
}
