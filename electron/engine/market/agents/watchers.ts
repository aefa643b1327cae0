import type { AgentsConfig } from '../../../../shared/config/session.ts';
import { restoreStreams, Stream, type StreamStates, saveStreams } from '../../random.ts';
import type { Sighting } from '../sighting.ts';
import type { MarketPort } from '../source.ts';
import type { Makers } from './makers.ts';
import type { SymbolSettings } from './settings.ts';

/** Half-lives after which nothing is left of what was read. */
const FORGOTTEN = 10;

/** An order that somebody has read: ticks that the price goes its way for it, and until when. */
interface Read {
  readonly ticks: number;
  readonly until: number;
}

/**
 * Those who read the router's orders before they have traded (domain 5.7): each child that shows itself is read as intent by a chance of
 * its own. Then for `lasts`, and less and less thereafter, the efficient price, as everybody sees it, goes kappa (remaining / depth)^1/2 ticks against the order, and
 * makers elsewhere pull the touch before it, each by a chance of as much. What is read again adds nothing: the most that stands counts.
 * The depth is what stood before the first of a burst took any of it, a round lot at least. Without orders of ours they draw nothing and
 * do nothing.
 */
export class Watchers {
  private readonly settings: readonly SymbolSettings[];
  private readonly port: MarketPort;
  private readonly makers: Pick<Makers, 'fadeElsewhere'>;
  private readonly lit: readonly number[];
  private readonly streams: readonly Stream[];
  /** By symbol x 2 + side (0 buys): what has been read, most ticks first; each ends later than the one before it. */
  private readonly reads: Read[][];
  /** By the same: the most shares that stood at the touch while ours came one soon after the other, and until when the next is soon. */
  private readonly depth: Float64Array;
  private readonly soon: Float64Array;

  constructor(
    { seed, venues }: AgentsConfig,
    settings: readonly SymbolSettings[],
    port: MarketPort,
    makers: Pick<Makers, 'fadeElsewhere'>,
  ) {
    this.settings = settings;
    this.port = port;
    this.makers = makers;
    this.lit = venues.flatMap(({ kind }, venue) => (kind === 'lit' ? [venue] : []));
    this.streams = settings.map(({ spec }) => new Stream(seed, `${spec.symbol}/watchers`));
    this.reads = Array.from({ length: settings.length * 2 }, () => []);
    this.depth = new Float64Array(settings.length * 2);
    this.soon = new Float64Array(settings.length * 2);
  }

  saw(now: number, { venue, symbol, side, trace, remaining }: Sighting): void {
    const { spec, watchers } = this.settings[symbol]!;
    const stream = this.streams[symbol]!;
    const of = symbol * 2 + (side === 'buy' ? 0 : 1);
    const { px, qty } = this.touch(symbol, side === 'buy' ? 'sell' : 'buy');
    this.depth[of] = now < this.soon[of]! ? Math.max(this.depth[of]!, qty) : qty;
    this.soon[of] = now + watchers.lasts;
    if (!stream.chance(watchers[trace]) || qty === 0) return;
    const ticks = watchers.kappa * Math.sqrt(remaining / Math.max(this.depth[of]!, spec.roundLot));
    const reads = this.reads[of]!;
    // What is smaller and over sooner never counts again.
    while (reads.length > 0 && reads.at(-1)!.ticks <= ticks) reads.pop();
    reads.push({ ticks, until: now + watchers.lasts });
    const level = { venue, symbol, side: side === 'buy' ? 1 : 0, tick: Math.round(px / spec.tick) };
    this.makers.fadeElsewhere(now, level, Math.min(ticks, 1), stream);
  }

  /** Ticks that the efficient price is off for it. */
  ticks(now: number, symbol: number): number {
    return this.most(now, symbol, symbol * 2) - this.most(now, symbol, symbol * 2 + 1);
  }

  save(): WatchersState {
    const { reads, depth, soon } = this;
    return { reads, depth, soon, streams: saveStreams(this.streams) };
  }

  restore({ reads, depth, soon, streams }: WatchersState): void {
    this.depth.set(depth);
    this.soon.set(soon);
    reads.forEach((side, i) => {
      this.reads[i] = [...side];
    });
    restoreStreams(this.streams, streams);
  }

  private most(now: number, symbol: number, of: number): number {
    const reads = this.reads[of]!;
    if (reads.length === 0) return 0;
    const { fades } = this.settings[symbol]!.watchers;
    while (reads.length > 0 && now >= reads[0]!.until + fades * FORGOTTEN) reads.shift();
    let most = 0;
    for (const { ticks, until } of reads) most = Math.max(most, now < until ? ticks : ticks * 0.5 ** ((now - until) / fades));
    return most;
  }

  /** The best price of a side over the lit venues, Px, and the shares displayed there; 0 and 0 for an empty side. */
  private touch(symbol: number, side: 'buy' | 'sell'): { readonly px: number; readonly qty: number } {
    let px = 0;
    let qty = 0;
    for (const venue of this.lit) {
      const best = this.port.bestPx(venue, symbol, side);
      if (best === 0) continue;
      if (px === 0 || (side === 'buy' ? best > px : best < px)) {
        px = best;
        qty = 0;
      }
      if (best === px) qty += this.port.bestQty(venue, symbol, side);
    }
    return { px, qty };
  }
}

export interface WatchersState {
  readonly reads: readonly (readonly Read[])[];
  readonly depth: Float64Array;
  readonly soon: Float64Array;
  readonly streams: StreamStates;
}
