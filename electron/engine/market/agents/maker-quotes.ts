import { MAX_SIZE } from '../../../../shared/config/numbers.ts';
import type { Nanos } from '../../../../shared/units.ts';
import type { Stream } from '../../random.ts';
import type { MarketPort } from '../source.ts';
import { Racer, type Races } from './races.ts';
import type { SymbolSettings } from './settings.ts';
import { oddLot, roundLots } from './sizes.ts';
import { Wake } from './wakes.ts';

/** Orders that a maker may have at one side: a ring of levels on the grid of its gap, and a best that stands off that grid. */
const RING = 8;
const SLOTS = RING + 1;
/** How far inside the round lot the mean of its odd lots is. */
const ODD_LOT_MEAN = 1 / 3;

export interface MakerQuoteParts {
  readonly settings: readonly SymbolSettings[];
  readonly venues: number;
  readonly perVenue: number;
  readonly port: MarketPort;
  readonly races: Races;
  /** By maker; undefined where there is none. */
  readonly streams: readonly (Stream | undefined)[];
  /** By place: one way with any bump, and mean shares of a level at the touch. */
  readonly way: Float64Array;
  readonly meanQty: Float64Array;
}

/**
 * What every maker has at its venue, as it believes: its best prices and the orders at its levels. Sides are 0 bid, 1 offer; prices
 * ticks. An order that traded stays in the maker's books until it has heard of it; a cancel of it comes too late.
 */
export class MakerQuotes {
  private readonly settings: readonly SymbolSettings[];
  private readonly port: MarketPort;
  private readonly races: Races;
  private readonly streams: readonly (Stream | undefined)[];
  private readonly way: Float64Array;
  private readonly meanQty: Float64Array;
  /** By maker: where it stands. Kept rather than divided out of its number, which every message would do several times. */
  private readonly place: Int32Array;
  private readonly venue: Int32Array;
  private readonly symbol: Int32Array;
  /** By maker x 2 + side: the best that has arrived at its venue, 0 for none. */
  private readonly best: Int32Array;
  /** By maker x 2 + side: 1 while an order may be there that does not fit the best; so it is taken to be after a restore. */
  private readonly unfit: Uint8Array;
  /** By (maker x 2 + side) x SLOTS: the order there, negative when it traded and the maker does not know; and its tick. */
  private readonly order: Int32Array;
  private readonly tick: Int32Array;
  /** 1 where the venue let it stand only at another price: it would have locked another venue, or stood outside the bands. */
  private readonly slid: Uint8Array;
  /** The slot of an order that is being entered, -1 for none, and whether that has traded whole before its number was known. */
  private entering = -1;
  private gone = false;

  constructor({ settings, venues, perVenue, port, races, streams, way, meanQty }: MakerQuoteParts) {
    this.settings = settings;
    this.port = port;
    this.races = races;
    this.streams = streams;
    this.way = way;
    this.meanQty = meanQty;
    const count = settings.length * venues * perVenue;
    this.place = Int32Array.from({ length: count }, (_, maker) => Math.floor(maker / perVenue));
    this.venue = this.place.map((place) => place % venues);
    this.symbol = this.place.map((place) => Math.floor(place / venues));
    this.best = new Int32Array(count * 2);
    this.unfit = new Uint8Array(count * 2).fill(1);
    this.order = new Int32Array(count * 2 * SLOTS);
    this.tick = new Int32Array(count * 2 * SLOTS);
    this.slid = new Uint8Array(count * 2 * SLOTS);
  }

  /** New best prices arrive: what no longer fits goes first, so that nobody trades with himself. 0 stands for no quote. */
  requote(now: number, maker: number, bid: number, ask: number): void {
    this.settle(maker, 0, bid);
    this.settle(maker, 1, ask);
    this.fill(now, maker, 0, bid);
    this.fill(now, maker, 1, ask);
  }

  /** A level comes back, if it is still one of the maker's; one that was slid is tried again at its price. */
  refill(now: number, maker: number, side: number, tick: number): void {
    const best = this.best[maker * 2 + side]!;
    if (best === 0) return;
    const { levels, levelGap } = this.settingsOf(maker).makers;
    if (!fits(tick, best, levelAt(side, best, levels - 1, levelGap), levelGap)) return;
    const slot = slotAt(maker, side, tick, levelGap);
    if (this.slid[slot] === 1 && this.tick[slot] === tick && this.order[slot] !== 0 && !this.take(maker, side, slot)) return;
    this.offer(now, maker, side, tick, best);
  }

  /** A level is cancelled and entered anew; after a mean of `away`, when that is not 0. */
  renew(now: number, maker: number, side: number, depth: number, away: number): void {
    const best = this.best[maker * 2 + side]!;
    if (best === 0) return;
    const tick = levelAt(side, best, depth, this.settingsOf(maker).makers.levelGap);
    if (!this.pull(maker, side, tick)) return;
    if (away > 0) this.comeBack(now, maker, side, tick, away);
    else this.offer(now, maker, side, tick, best);
  }

  /** Takes a price away for a while. */
  fade(now: number, maker: number, side: number, tick: number, mean: number): void {
    if (this.pull(maker, side, tick)) this.comeBack(now, maker, side, tick, mean);
  }

  /** An order traded. Returns its slot; the maker does not know yet. */
  traded(maker: number, order: number, leaves: number): number {
    const slot = this.slotOf(maker, order);
    if (leaves > 0) return slot;
    if (slot === this.entering) this.gone = true;
    else this.order[slot] = -order;
    return slot;
  }

  /** Now it knows: the level is free, and comes back after a while. */
  heard(now: number, maker: number, slot: number, mean: number): void {
    this.order[slot] = 0;
    this.comeBack(now, maker, this.sideOf(maker, slot), this.tick[slot]!, mean);
  }

  sideOf(maker: number, slot: number): number {
    return slot < (maker * 2 + 1) * SLOTS ? 0 : 1;
  }

  save() {
    return { best: this.best, order: this.order, tick: this.tick, slid: this.slid };
  }

  restore(state: ReturnType<MakerQuotes['save']>): void {
    this.best.set(state.best);
    this.unfit.fill(1);
    this.order.set(state.order);
    this.tick.set(state.tick);
    this.slid.set(state.slid);
  }

  private settle(maker: number, side: number, best: number): void {
    const of = maker * 2 + side;
    // All that is entered fits the best of its time, so that most messages, which move one side, leave nothing to clear on the other.
    if (best === this.best[of] && this.unfit[of] === 0) return;
    this.best[of] = best;
    this.unfit[of] = this.clear(maker, side, best) ? 0 : 1;
  }

  /**
   * Takes away the orders of a side that are none of the levels behind `best`, all of them when there is no best. False when one could
   * not be cancelled.
   */
  private clear(maker: number, side: number, best: number): boolean {
    const { levels, levelGap } = this.settingsOf(maker).makers;
    const last = best > 0 ? levelAt(side, best, levels - 1, levelGap) : 0;
    const from = (maker * 2 + side) * SLOTS;
    let clear = true;
    for (let slot = from; slot < from + SLOTS; slot++)
      if (this.order[slot] !== 0 && !(best > 0 && fits(this.tick[slot]!, best, last, levelGap)))
        clear = this.take(maker, side, slot) && clear;
    return clear;
  }

  private fill(now: number, maker: number, side: number, best: number): void {
    if (best === 0) return;
    const { levels, levelGap } = this.settingsOf(maker).makers;
    for (let depth = 0; depth < levels; depth++) this.offer(now, maker, side, levelAt(side, best, depth, levelGap), best);
  }

  /** Sees to it that there is an order at a level. */
  private offer(now: number, maker: number, side: number, tick: number, best: number): void {
    const slot = slotAt(maker, side, tick, this.settingsOf(maker).makers.levelGap);
    if (this.order[slot] === 0 && tick >= 1) this.enter(now, maker, side, tick, best, slot);
  }

  /**
   * Enters an order at a level that has none. One that would take is left out: it provides. One that the venue slides stands there, and
   * is tried again after a while.
   */
  private enter(now: number, maker: number, side: number, tick: number, best: number, slot: number): void {
    const symbol = this.symbol[maker]!;
    const { spec, makers } = this.settings[symbol]!;
    const place = this.place[maker]!;
    const venue = this.venue[maker]!;
    const { port } = this;
    const px = tick * spec.tick;
    const far = port.bestPx(venue, symbol, side === 0 ? 'sell' : 'buy');
    if (far > 0 && (side === 0 ? far <= px : far >= px)) return;
    const stream = this.streams[maker]!;
    const depth = Math.abs(tick - best) / makers.levelGap;
    const mean = this.meanQty[place]! * (1 + makers.depthGrowth * depth);
    const odd = stream.chance(makers.oddLotShare);
    const qty = odd
      ? oddLot(stream, spec.roundLot * ODD_LOT_MEAN, spec.roundLot)
      : roundLots(stream, mean / spec.roundLot, spec.roundLot);
    this.entering = slot;
    this.gone = false;
    const order = port.enter(venue, symbol, side === 0 ? 'buy' : 'sell', px, Math.min(qty, MAX_SIZE), maker + 1, false);
    this.entering = -1;
    if (order === 0) return;
    this.tick[slot] = tick;
    this.order[slot] = this.gone ? -order : order;
    this.slid[slot] = port.enteredPx === px ? 0 : 1;
    if (this.slid[slot] === 1) this.comeBack(now, maker, side, tick, makers.refill);
  }

  private pull(maker: number, side: number, tick: number): boolean {
    const slot = slotAt(maker, side, tick, this.settingsOf(maker).makers.levelGap);
    return this.order[slot] !== 0 && this.tick[slot] === tick && this.take(maker, side, slot);
  }

  /** Cancels the order of a slot; true when it went. What has traded already cannot: the maker came too late. */
  private take(maker: number, side: number, slot: number): boolean {
    const order = this.order[slot]!;
    const late = order < 0;
    this.races.cancel(this.place[maker]!, side, this.tick[slot]!, Racer.makers + maker, late);
    if (late || this.port.cancel(this.venue[maker]!, this.symbol[maker]!, order) <= 0) return false;
    this.order[slot] = 0;
    return true;
  }

  private comeBack(now: number, maker: number, side: number, tick: number, mean: number): void {
    const { makers } = this.settingsOf(maker);
    const way = this.way[this.place[maker]!]! + this.port.delay(this.venue[maker]!);
    const wait = makers.reaction + way + this.streams[maker]!.exponential(mean);
    this.port.wake(Math.ceil(now + wait) as Nanos, Wake.refill, maker, side, tick);
  }

  private settingsOf(maker: number): SymbolSettings {
    return this.settings[this.symbol[maker]!]!;
  }

  private slotOf(maker: number, order: number): number {
    const from = maker * 2 * SLOTS;
    for (let slot = from; slot < from + 2 * SLOTS; slot++) if (this.order[slot] === order) return slot;
    if (this.entering >= from && this.entering < from + 2 * SLOTS) return this.entering;
    throw new Error(`maker ${maker}: trade of order ${order}, which it does not have`);
  }
}

/** Where a side keeps the order of a tick: by the grid of its gap, or behind that when it stands off it. */
function slotAt(maker: number, side: number, tick: number, gap: number): number {
  const from = (maker * 2 + side) * SLOTS;
  if (gap === 1) return from + (tick & (RING - 1));
  return tick % gap === 0 ? from + ((tick / gap) & (RING - 1)) : from + RING;
}

/** The tick of a level: the best, then the grid behind it. */
function levelAt(side: number, best: number, depth: number, gap: number): number {
  if (depth === 0) return best;
  if (gap === 1) return side === 0 ? best - depth : best + depth;
  return side === 0 ? (Math.ceil(best / gap) - depth) * gap : (Math.floor(best / gap) + depth) * gap;
}

/** Whether a tick is the best or a level from there to the last. */
function fits(tick: number, best: number, last: number, gap: number): boolean {
  if (tick === best) return true;
  return (best > last ? tick < best && tick >= last : tick > best && tick <= last) && (gap === 1 || tick % gap === 0);
}
