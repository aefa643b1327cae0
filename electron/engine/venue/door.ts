import type { Conditions } from '../conditions.ts';
import { Kind } from '../kinds.ts';
import type { Schedule } from '../schedule.ts';
import type { VenueOrder } from './child.ts';

/** One of our messages before a venue: an order, or a cancel where `order` is absent. */
export interface Message {
  readonly child: number;
  readonly venue: number;
  readonly symbol: number;
  readonly order?: VenueOrder;
}

interface Waiting extends Message {
  readonly due: number;
}

/**
 * Where our messages wait while a venue is out or slow: in the order in which they came, whatever becomes of the delay meanwhile. Who
 * opens the door takes what is due with `next`.
 */
export class Doors {
  private readonly schedule: Schedule;
  private readonly conditions: Conditions;
  private readonly queues: Waiting[][];

  constructor(venues: number, schedule: Schedule, conditions: Conditions) {
    this.schedule = schedule;
    this.conditions = conditions;
    this.queues = Array.from({ length: venues }, () => []);
  }

  /** Whether a message that comes now is handled now. */
  stands(venue: number): boolean {
    const { down, slow } = this.conditions;
    return down[venue] === 0 && slow[venue] === 0 && this.queues[venue]!.length === 0;
  }

  wait(now: number, message: Message): void {
    const { venue } = message;
    const queue = this.queues[venue]!;
    const due = Math.max(now + this.conditions.slow[venue]!, queue.at(-1)?.due ?? 0);
    queue.push({ ...message, due });
    this.schedule.push(due, Kind.venueDoor, venue);
  }

  /** Takes the first message that is due, unless the venue is out. */
  next(now: number, venue: number): Message | undefined {
    const first = this.queues[venue]![0];
    return first && first.due <= now && this.conditions.down[venue] === 0 ? this.queues[venue]!.shift() : undefined;
  }

  /** Takes everything that still waits, in order of venue and arrival. */
  clear(): Message[] {
    return this.queues.flatMap((queue) => queue.splice(0));
  }

  save(): DoorsState {
    return this.queues.map((queue) => queue.slice());
  }

  restore(state: DoorsState): void {
    state.forEach((queue, venue) => {
      this.queues[venue] = [...queue];
    });
  }
}

export type DoorsState = readonly (readonly Waiting[])[];
