import type { FeedPath } from '../../shared/market.ts';
import type { Nanos } from '../../shared/units.ts';
import type { Offsets } from '../engine/feed/offsets.ts';

/** How late the messages of each venue's feeds come, as it was when last read: to work the quantiles out takes too long for every frame. */
export class Lateness {
  readonly #venues: number;
  readonly #medians: (number | undefined)[] = [];
  readonly #p99s: (number | undefined)[] = [];

  constructor(venues: number) {
    this.#venues = venues;
  }

  read(offsets: Offsets): void {
    for (let line = 0; line < 2 * this.#venues; line++) {
      this.#medians[line] = offsets.median(line);
      this.#p99s[line] = offsets.p99(line);
    }
  }

  /** Receipt minus venue time; undefined before any message was read. */
  median(path: FeedPath, venue: number): Nanos | undefined {
    return this.#medians[this.#line(path, venue)] as Nanos | undefined;
  }

  p99(path: FeedPath, venue: number): Nanos | undefined {
    return this.#p99s[this.#line(path, venue)] as Nanos | undefined;
  }

  #line(path: FeedPath, venue: number): number {
    return path === 'direct' ? venue : this.#venues + venue;
  }
}
