import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Sink } from '../../../shared/events.ts';
import type { FeedPath } from '../../../shared/market.ts';
import type { Nanos } from '../../../shared/units.ts';
import { Kind } from '../kinds.ts';
import type { Schedule } from '../schedule.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import { tellNbbo } from '../view/nbbo.ts';
import type { Channel } from './channels.ts';

export interface DisplayParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly view: ConsolidatedView;
  readonly sink: Sink;
  /** A level of the symbol changed. */
  readonly moved: (now: Nanos, symbol: number) => void;
}

/** Shows what the feeds say to the view and the sink, message by message, and a whole picture where one had to be sent again. */
export class Display {
  private readonly parts: DisplayParts;
  /** Lanes to the merge in exchange time, by venue; none without it. */
  private readonly mergeLanes: number[];

  constructor(parts: DisplayParts) {
    this.parts = parts;
    this.mergeLanes = parts.view.normalised ? parts.config.venues.map(() => parts.schedule.lane()) : [];
  }

  level(now: Nanos, venue: number, symbol: number, side: number, px: number, qty: number, sent: number): void {
    const { view, sink, moved } = this.parts;
    const changed = view.level(venue, symbol, side === 0 ? 'buy' : 'sell', px, qty, sent);
    sink.level(now, venue, symbol, side === 0 ? 'buy' : 'sell', px, qty, sent as Nanos);
    if (changed) this.tellNbbo(now, 'direct', symbol);
    if (view.normalised) this.mergeLater(now, venue, symbol, side, px, qty, sent);
    moved(now, symbol);
  }

  quote(
    now: Nanos,
    venue: number,
    symbol: number,
    bidPx: number,
    bidQty: number,
    askPx: number,
    askQty: number,
    sent: number,
  ): void {
    if (this.parts.view.sipQuote(venue, symbol, bidPx, bidQty, askPx, askQty, sent)) this.tellNbbo(now, 'sip', symbol);
  }

  trade(now: Nanos, venue: number, symbol: number, px: number, qty: number, sent: number): void {
    this.parts.view.trade(symbol, px, qty, venue);
    this.parts.sink.trade(now, venue, symbol, px, qty, sent as Nanos);
  }

  /** A message held back to be merged in exchange time has its turn. */
  merge(venue: number, symbol: number, side: number, px: number, qty: number, sent: number): void {
    this.parts.view.normalised!.level(venue, symbol, side, px, qty, sent);
  }

  /** What a channel shows is not known any more: its venue leaves the NBBO of the path, and the merge. */
  lost(now: Nanos, { path, venue, symbols }: Channel): void {
    const { view } = this.parts;
    for (const symbol of symbols) {
      if (view.lost(path, venue, symbol)) this.tellNbbo(now, path, symbol);
      if (path === 'sip' || !view.normalised) continue;
      for (let side = 0; side <= 1; side++) {
        const levels = view.levels(venue, symbol, side === 0 ? 'buy' : 'sell');
        for (let i = 0; i < levels.count; i++) this.mergeLater(now, venue, symbol, side, levels.px[i], 0, now);
      }
    }
  }

  /** A picture comes: what was known before it is void. Its levels or quotes follow, and `whole`. */
  blank(now: Nanos, { path, venue, symbols }: Channel, sent: number): void {
    if (path === 'sip') return;
    const { view, sink } = this.parts;
    for (const symbol of symbols)
      for (const side of ['buy', 'sell'] as const) {
        const levels = view.levels(venue, symbol, side);
        for (let i = 0; i < levels.count; i++) sink.level(now, venue, symbol, side, levels.px[i], 0, sent as Nanos);
        levels.clear();
      }
  }

  /** A level of the picture; the venue's best is not looked at before the picture is whole. */
  pictured(now: Nanos, venue: number, symbol: number, side: number, px: number, qty: number, sent: number): void {
    const { view, sink } = this.parts;
    const of = side === 0 ? 'buy' : 'sell';
    view.levels(venue, symbol, of).set(px, qty, sent);
    sink.level(now, venue, symbol, of, px, qty, sent as Nanos);
    if (view.normalised) this.mergeLater(now, venue, symbol, side, px, qty, sent);
  }

  whole(now: Nanos, { path, venue, symbols }: Channel, sent: number): void {
    const { view, moved } = this.parts;
    for (const symbol of symbols) {
      if (view.healed(path, venue, symbol, sent)) this.tellNbbo(now, path, symbol);
      if (path === 'direct') moved(now, symbol);
    }
  }

  private tellNbbo(now: Nanos, path: FeedPath, symbol: number): void {
    const { view, sink } = this.parts;
    tellNbbo(sink, now, path, symbol, path === 'direct' ? view.direct[symbol] : view.sip[symbol]);
  }

  private mergeLater(now: Nanos, venue: number, symbol: number, side: number, px: number, qty: number, sent: number): void {
    const normalised = this.parts.view.normalised!;
    const due = sent + normalised.reach;
    if (due < now) normalised.late += 1;
    this.parts.schedule.pushLane(this.mergeLanes[venue], Math.max(now, due), Kind.merge, venue, symbol, side, px, qty, sent);
  }
}
