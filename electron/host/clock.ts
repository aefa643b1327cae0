import { MILLISECOND, type Nanos } from '../../shared/units.ts';

/** How far the engine may be by now. Reads a wall clock, so it belongs to the host: the engine only sees how far it is taken. */
export interface Clock {
  readonly paused: boolean;
  readonly speed: number;
  /** The engine time that wall time has reached. While paused: where it was paused. */
  target(): Nanos;
  /** From `now` on: a new session, or a pump that could not keep up (the market then slows instead of jumping). */
  reset(now: Nanos): void;
  set(change: { readonly paused?: boolean; readonly speed?: number }, now: Nanos): void;
}

export class RealClock implements Clock {
  /** Monotonic milliseconds. */
  readonly #wall: () => number;
  #paused: boolean;
  #speed: number;
  #wallAnchor: number;
  #anchor = 0 as Nanos;

  constructor(options: { readonly wall: () => number; readonly speed?: number; readonly paused?: boolean }) {
    this.#wall = options.wall;
    this.#speed = options.speed ?? 1;
    this.#paused = options.paused ?? false;
    this.#wallAnchor = this.#wall();
  }

  get paused(): boolean {
    return this.#paused;
  }

  get speed(): number {
    return this.#speed;
  }

  target(): Nanos {
    if (this.#paused) return this.#anchor;
    const elapsed = Math.max(0, this.#wall() - this.#wallAnchor);
    return (this.#anchor + Math.floor(elapsed * this.#speed * MILLISECOND)) as Nanos;
  }

  reset(now: Nanos): void {
    this.#wallAnchor = this.#wall();
    this.#anchor = now;
  }

  set(change: { readonly paused?: boolean; readonly speed?: number }, now: Nanos): void {
    this.reset(now);
    this.#paused = change.paused ?? this.#paused;
    this.#speed = change.speed ?? this.#speed;
  }
}
