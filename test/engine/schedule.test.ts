import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Schedule } from '../../electron/engine/schedule.ts';

interface Entry {
  readonly at: number;
  readonly kind: number;
  readonly payload: readonly number[];
}

/** The slow obvious one: a list kept sorted by time, the later asked behind the earlier. */
class SortedList {
  private readonly entries: Entry[] = [];

  push(entry: Entry): void {
    const behind = this.entries.findIndex((other) => other.at > entry.at);
    this.entries.splice(behind < 0 ? this.entries.length : behind, 0, entry);
  }

  pop(): Entry | undefined {
    return this.entries.shift();
  }

  get nextAt(): number {
    return this.entries[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  get size(): number {
    return this.entries.length;
  }
}

function push(schedule: Schedule, { at, kind, payload }: Entry): void {
  const [a, b, c, d, e, f, g, h] = payload;
  schedule.push(at, kind, a, b, c, d, e, f, g, h);
}

function pop(schedule: Schedule): Entry | undefined {
  if (!schedule.pop()) return undefined;
  const { at, kind, a, b, c, d, e, f, g, h } = schedule;
  return { at, kind, payload: [a, b, c, d, e, f, g, h] };
}

function drain(schedule: Schedule): Entry[] {
  const all: Entry[] = [];
  for (let entry = pop(schedule); entry; entry = pop(schedule)) all.push(entry);
  return all;
}

const entry = fc.record({
  // Few times, so that most entries tie.
  at: fc.integer({ min: 0, max: 20 }),
  kind: fc.integer({ min: 1, max: 12 }),
  payload: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 8, maxLength: 8 }),
});

/** The slow obvious one with lanes: looks through everything for the least time, and among those for who asked first. */
class PlainLanes {
  private entries: { readonly entry: Entry; readonly lane: number }[] = [];
  private readonly last = new Map<number, number>();
  private readonly held = new Map<number, number>();

  push(entry: Entry): void {
    this.entries.push({ entry, lane: -1 });
  }

  pushLane(lane: number, entry: Entry): void {
    const at = Math.max(entry.at, this.last.get(lane) ?? 0);
    this.last.set(lane, at);
    this.entries.push({ entry: { ...entry, at }, lane });
  }

  hold(lane: number, until: number): void {
    this.held.set(lane, until);
  }

  get all(): Entry[] {
    return this.entries.map(({ entry, lane }) => ({ ...entry, at: Math.max(entry.at, this.held.get(lane) ?? 0) }));
  }

  get nextAt(): number {
    return Math.min(...this.all.map(({ at }) => at));
  }

  get size(): number {
    return this.entries.length;
  }

  pop(): Entry | undefined {
    const { all, nextAt } = this;
    const first = all.findIndex(({ at }) => at === nextAt);
    this.entries = this.entries.filter((_, i) => i !== first);
    return all[first];
  }
}

describe('the schedule', () => {
  test('an empty one has nothing, now or ever', () => {
    const schedule = new Schedule();
    expect([schedule.pop(), schedule.size, schedule.nextAt]).toEqual([false, 0, Number.POSITIVE_INFINITY]);
  });

  test('equal times leave in the order they were asked for', () => {
    const schedule = new Schedule();
    for (let i = 0; i < 50; i++) schedule.push(7, 1, i);
    schedule.push(6, 1, -1);
    expect(drain(schedule).map(({ payload }) => payload[0])).toEqual([-1, ...Array.from({ length: 50 }, (_, i) => i)]);
  });

  test('numbers that were not given are zero, also in a slot that carried others', () => {
    const schedule = new Schedule();
    schedule.push(1, 2, 1, 2, 3, 4, 5, 6, 7, 8);
    schedule.pop();
    schedule.push(2, 3, 9);
    expect(pop(schedule)).toEqual({ at: 2, kind: 3, payload: [9, 0, 0, 0, 0, 0, 0, 0] });
  });

  test('any pushes and pops: as a sorted list, save and restore in between included', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: entry },
      { weight: 4, arbitrary: fc.constant('pop' as const) },
      { weight: 1, arbitrary: fc.constant('save' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let schedule = new Schedule();
        const twin = new SortedList();
        for (const one of steps) {
          if (one === 'pop') expect(pop(schedule)).toEqual(twin.pop());
          else if (one === 'save') {
            const restored = new Schedule();
            restored.push(1, 1, 1);
            restored.restore(structuredClone(schedule.save()));
            schedule = restored;
          } else {
            push(schedule, one);
            twin.push(one);
          }
          expect([schedule.size, schedule.nextAt]).toEqual([twin.size, twin.nextAt]);
        }
        const rest: Entry[] = [];
        for (let left = twin.pop(); left; left = twin.pop()) rest.push(left);
        expect(drain(schedule)).toEqual(rest);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  test('it grows past its first size and keeps what it holds, restored into a fresh one too', () => {
    const schedule = new Schedule();
    const times = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 1009);
    times.forEach((at, i) => schedule.push(at, 1, i));
    const restored = new Schedule();
    restored.restore(schedule.save());
    const expected = times.map((at, i) => [at, i]).sort(([a, i], [b, j]) => a! - b! || i! - j!);
    for (const one of [schedule, restored]) expect(drain(one).map(({ at, payload }) => [at, payload[0]])).toEqual(expected);
  });

  test('what was saved stays as it was', () => {
    const schedule = new Schedule();
    schedule.push(1, 1, 11);
    const saved = schedule.save();
    schedule.pop();
    schedule.push(2, 2, 22);
    const restored = new Schedule();
    restored.restore(saved);
    expect(drain(restored).map(({ payload }) => payload[0])).toEqual([11]);
  });

  test('what a lane is given too early comes with what is before it', () => {
    const schedule = new Schedule();
    const lane = schedule.lane();
    schedule.pushLane(lane, 10, 1, 1);
    schedule.pushLane(lane, 5, 1, 2);
    schedule.push(10, 1, 3);
    schedule.push(7, 1, 4);
    expect(drain(schedule).map(({ at, payload }) => [at, payload[0]])).toEqual([
      [7, 4],
      [10, 1],
      [10, 2],
      [10, 3],
    ]);
  });

  test('any pushes into heap and lanes, holds and pops: as a plain list, save and restore in between included', () => {
    const LANES = 5;
    const lane = fc.integer({ min: 0, max: LANES - 1 });
    const step = fc.oneof(
      { weight: 4, arbitrary: entry.map((value) => ({ what: 'push' as const, value })) },
      { weight: 8, arbitrary: fc.record({ what: fc.constant('lane' as const), lane, value: entry }) },
      { weight: 8, arbitrary: fc.constant({ what: 'pop' as const }) },
      { weight: 1, arbitrary: fc.record({ what: fc.constant('hold' as const), lane, until: fc.integer({ min: 0, max: 25 }) }) },
      { weight: 1, arbitrary: fc.constant({ what: 'save' as const }) },
    );
    const withLanes = () => {
      const schedule = new Schedule();
      for (let i = 0; i < LANES; i++) expect(schedule.lane()).toBe(i);
      return schedule;
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        let schedule = withLanes();
        const twin = new PlainLanes();
        for (const one of steps) {
          if (one.what === 'pop') expect(pop(schedule)).toEqual(twin.pop());
          else if (one.what === 'push') {
            push(schedule, one.value);
            twin.push(one.value);
          } else if (one.what === 'lane') {
            const { at, kind, payload } = one.value;
            const [a, b, c, d, e, f, g, h] = payload;
            schedule.pushLane(one.lane, at, kind, a, b, c, d, e, f, g, h);
            twin.pushLane(one.lane, one.value);
          } else if (one.what === 'hold') {
            schedule.holdLane(one.lane, one.until);
            twin.hold(one.lane, one.until);
          } else {
            const restored = withLanes();
            restored.pushLane(1, 1, 1);
            restored.restore(structuredClone(schedule.save()));
            schedule = restored;
          }
          expect([schedule.size, schedule.nextAt]).toEqual([twin.size, twin.nextAt]);
        }
        const rest: Entry[] = [];
        for (let left = twin.pop(); left; left = twin.pop()) rest.push(left);
        expect(drain(schedule)).toEqual(rest);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test('a lane grows past its first size; an entry can be read until the next is taken, whatever comes in meanwhile', () => {
    const schedule = new Schedule();
    const lane = schedule.lane();
    for (let i = 0; i < 100; i++) schedule.pushLane(lane, i, 1, i);
    const taken: number[] = [];
    for (let i = 0; i < 100; i++) {
      schedule.pop();
      for (let more = 0; more < 3; more++) schedule.pushLane(lane, 1000, 1, -1);
      taken.push(schedule.a);
    }
    expect(taken).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(drain(schedule).length).toBe(300);
  });

  test('a state of other lanes is refused', () => {
    const one = new Schedule();
    one.lane();
    expect(() => new Schedule().restore(one.save())).toThrow(RangeError);
  });
});
