import type { Clock } from '../../electron/host/clock.ts';
import type { Nanos } from '../../shared/units.ts';

/** A clock that stands wherever its owner puts it. */
export class ManualClock implements Clock {
  paused = false;
  speed = 1;
  #target = 0 as Nanos;

  target(): Nanos {
    return this.#target;
  }

  goTo(time: Nanos): void {
    this.#target = time;
  }

  reset(now: Nanos): void {
    this.#target = now;
  }

  set(change: { readonly paused?: boolean; readonly speed?: number }): void {
    this.paused = change.paused ?? this.paused;
    this.speed = change.speed ?? this.speed;
  }
}
