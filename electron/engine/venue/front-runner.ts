import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Conditions } from '../conditions.ts';
import { restoreStreams, Stream, type StreamStates, saveStreams } from '../random.ts';
import { BID, IOC } from './book.ts';
import type { VenueClock } from './clock.ts';
import type { LitBooks } from './lit-books.ts';
import { INTRUDER } from './owners.ts';
import type { Place } from './place.ts';
import type { Trades } from './trades.ts';

export interface FrontRunnerParts {
  readonly config: SessionConfig;
  readonly clock: VenueClock;
  readonly conditions: Conditions;
  readonly books: LitBooks;
  readonly trades: Trades;
}

/**
 * Who is faster than us at a venue that has turned toxic (fault `toxicVenue`): by the venue's chance he has taken all that was displayed
 * within our limit when our order gets to its book, so that only what is hidden there may fill. And what does fill tells of what is
 * coming: the efficient price goes against it by that part of a tick. Nobody is told; it shows in fills, fade and markouts.
 */
export class FrontRunner {
  private readonly parts: FrontRunnerParts;
  /** By venue. */
  private readonly streams: readonly Stream[];

  constructor(parts: FrontRunnerParts) {
    this.parts = parts;
    const { venues, seed } = parts.config;
    this.streams = venues.map(({ mic }) => new Stream(seed, `${mic}/front-runner`));
  }

  /** An order of ours is about to meet a book; `side` is its own, `px` its limit. One that would not take is let be. */
  before(place: Place, side: number, px: number): void {
    const { conditions, books } = this.parts;
    const { venue, book } = place;
    const chance = conditions.toxic[venue]!;
    if (chance === 0 || book.qtyWithin(1 - side, px) === 0 || !this.streams[venue]!.chance(chance)) return;
    // Hidden shares at better prices and the reserves of icebergs are met on the way: he goes on until nothing is displayed.
    for (let qty = book.qtyWithin(1 - side, px); qty > 0; qty = book.qtyWithin(1 - side, px)) {
      books.enter(place, side, px, qty, INTRUDER, IOC, 0, 0, 0);
      if (books.lastFilled === 0) break;
    }
    books.settle(place);
  }

  /** So many shares of an order of ours were filled as it arrived. */
  after({ venue, symbol }: Place, side: number, filled: number): void {
    const { clock, conditions, trades } = this.parts;
    const ticks = conditions.toxic[venue]!;
    if (ticks > 0 && filled > 0) trades.source.onToxicFill?.(clock.now, symbol, side === BID ? -ticks : ticks);
  }

  save(): StreamStates {
    return saveStreams(this.streams);
  }

  restore(state: StreamStates): void {
    restoreStreams(this.streams, state);
  }
}
