import type { EngineEvent } from '../../shared/events.ts';

/**
 * A session's newest order events, numbered from 0. Every client keeps a number instead of a queue of its own:
 * a client whose number has fallen out of the log is behind for good and starts again from a snapshot.
 */
export class EventLog {
  readonly #limit: number;
  #events: EngineEvent[] = [];
  #first = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Number of the next event to come. */
  get end(): number {
    return this.#first + this.#events.length;
  }

  append(event: EngineEvent): void {
    this.#events.push(event);
    // Cut rarely and in bulk: shifting one at a time moves the whole array for each event.
    if (this.#events.length < this.#limit * 2) return;
    this.#first += this.#limit;
    this.#events = this.#events.slice(this.#limit);
  }

  /** All from number `from` up to `to`; undefined when some of them have gone. */
  since(from: number, to: number = this.end): readonly EngineEvent[] | undefined {
    return from < this.#first ? undefined : this.#events.slice(from - this.#first, to - this.#first);
  }

  /** The newest `count` before number `to`. */
  newest(count: number, to: number = this.end): readonly EngineEvent[] {
    return this.#events.slice(Math.max(0, to - this.#first - count), to - this.#first);
  }
}
