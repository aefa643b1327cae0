import { MILLISECOND, type Nanos } from '../../shared/units.ts';
import type { Clock } from './clock.ts';

/** What the pump needs of an engine. */
export interface Pumped {
  readonly now: Nanos;
  readonly ended: boolean;
  nextEventAt(): Nanos | undefined;
  step(): void;
  advanceTo(time: Nanos): void;
}

export interface PumpOptions {
  readonly engine: Pumped;
  readonly clock: Clock;
  /** Monotonic milliseconds. */
  readonly wall: () => number;
  /** Milliseconds a turn may take: short enough that the window and the sockets stay lively. */
  readonly slice: number;
}

/** Looks at the wall clock once in so many engine times, so that looking does not become the work. */
const STEPS_PER_LOOK = 64;
/** Behind by more than this much wall time, the clock is set back to the engine. */
const MAX_LAG_MS = 250;

/** Takes the engine to where the clock says, in slices. Where a slice ends changes nothing in the session: only how far it has come. */
export class Pump {
  readonly #options: PumpOptions;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  /** One slice. True when the engine has come as far as the clock asks. */
  turn(): boolean {
    const { engine, clock, wall, slice } = this.#options;
    const target = clock.target();
    const stopAt = wall() + slice;
    while (!engine.ended && engine.now < target) {
      if (this.#steps(target)) return true;
      if (wall() < stopAt) continue;
      const lag = (target - engine.now) / (clock.speed * MILLISECOND);
      if (lag > MAX_LAG_MS) clock.reset(engine.now);
      return false;
    }
    return true;
  }

  /** Some steps towards `target`; true on arrival. */
  #steps(target: Nanos): boolean {
    const { engine } = this.#options;
    for (let i = 0; i < STEPS_PER_LOOK; i++) {
      const next = engine.nextEventAt();
      if (next === undefined || next > target) {
        engine.advanceTo(target);
        return true;
      }
      engine.step();
      if (engine.ended) return true;
    }
    return false;
  }
}
