import type { EngineEvent } from '../../shared/events.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';

/** Prints kept for clients that have not drawn them yet. */
const PRINTS = 4096;

/**
 * What frames show that the router's view does not keep: prints in order, how long each venue's last message was on its way,
 * how busy each feed was over the last full second, what its gaps have cost, and where the router's self-help stands.
 */
export class Board {
  /** Nanoseconds from venue to router of the last direct message, -1 before one. */
  readonly delay: Float64Array;
  readonly #counting: Int32Array;
  #counted: Int32Array;
  #countingFrom = 0;
  /** Prints so far: the number of the next one. */
  prints = 0;
  readonly #symbol = new Uint8Array(PRINTS);
  readonly #venue = new Uint8Array(PRINTS);
  readonly #px = new Int32Array(PRINTS);
  readonly #qty = new Int32Array(PRINTS);
  readonly #at = new Float64Array(PRINTS);
  readonly #mics: readonly string[];
  /** By venue: 1 while the router's self-help stands. */
  readonly selfHelp: Uint8Array;
  /** By venue, both paths together: gaps found, and the messages that the pictures sent again stood for. */
  readonly gaps: Int32Array;
  readonly missed: Float64Array;

  constructor(mics: readonly string[]) {
    const venues = mics.length;
    this.#mics = mics;
    this.selfHelp = new Uint8Array(venues);
    this.gaps = new Int32Array(venues);
    this.missed = new Float64Array(venues);
    this.delay = new Float64Array(venues).fill(-1);
    this.#counting = new Int32Array(venues);
    this.#counted = new Int32Array(venues);
  }

  event(event: EngineEvent): void {
    if (event.type === 'VenueStatus') this.selfHelp[this.#mics.indexOf(event.mic)] = event.selfHelp ? 1 : 0;
    if (event.type === 'FeedStatus') {
      const venue = this.#mics.indexOf(event.mic);
      if (event.state === 'gap') this.gaps[venue]! += 1;
      else this.missed[venue]! += event.missed;
    }
  }

  level(at: Nanos, venue: number, venueTime: Nanos): void {
    this.delay[venue] = at - venueTime;
    if (at - this.#countingFrom >= SECOND) {
      this.#counted = this.#counting.slice();
      this.#counting.fill(0);
      this.#countingFrom = at;
    }
    this.#counting[venue] = this.#counting[venue]! + 1;
  }

  trade(at: Nanos, venue: number, symbol: number, px: number, qty: number): void {
    const slot = this.prints++ % PRINTS;
    this.#symbol[slot] = symbol;
    this.#venue[slot] = venue;
    this.#px[slot] = px;
    this.#qty[slot] = qty;
    this.#at[slot] = at;
  }

  /** Direct messages of a venue in the last full second. */
  messages(venue: number): number {
    return this.#counted[venue]! || this.#counting[venue]!;
  }

  /** Calls back with the newest `most` prints of a symbol from number `from` on, oldest first. */
  eachPrint(from: number, symbol: number, most: number, draw: (venue: number, px: number, qty: number, at: number) => void): void {
    const oldest = Math.max(from, this.prints - PRINTS);
    let begin = this.prints;
    for (let found = 0; begin > oldest && found < most; begin--) if (this.#symbol[(begin - 1) % PRINTS] === symbol) found++;
    for (let i = begin; i < this.prints; i++) {
      const slot = i % PRINTS;
      if (this.#symbol[slot] === symbol) draw(this.#venue[slot]!, this.#px[slot]!, this.#qty[slot]!, this.#at[slot]!);
    }
  }
}
