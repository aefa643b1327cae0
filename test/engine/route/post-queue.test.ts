import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import { fillChance, fillCurve } from '../../../electron/engine/route/post/fill-curve.ts';
import { behindChance, type DecreaseModel, QueuePosition } from '../../../electron/engine/route/post/queue.ts';

const POWER: DecreaseModel = { type: 'power', n: 2 };
const LOG: DecreaseModel = { type: 'log' };
const V3: DecreaseModel = { type: 'v3', n: 3 };

describe('where an order stands in its queue', () => {
  test.each([
    [POWER, 0.6621621621621622, 398.64864864864865],
    [LOG, 0.5131529010651112, 353.94587031953336],
    [V3, 0.927662037037037, 478.2986111111111],
  ])('TV-5.8: 500 of 1,200 in front, 300 of them gone without a trade: %o', (model, behind, front) => {
    expect(behindChance(model, 500, 700)).toBeCloseTo(behind, 12);
    const position = new QueuePosition(500, model);
    position.level(1200, 900);
    expect(position.front).toBeCloseTo(front, 9);
  });

  test('risk-averse: only trades, and a level that has become smaller, bring us forward', () => {
    const position = new QueuePosition(500);
    position.level(1200, 900);
    expect(position.front).toBe(500);
    position.trade(100);
    position.level(900, 800);
    expect(position.front).toBe(400);
    position.level(800, 250);
    expect(position.front).toBe(250);
  });

  test('what trades explain of a decrease is not counted twice; an increase is behind us', () => {
    const position = new QueuePosition(500, POWER);
    position.trade(300);
    position.level(1200, 900);
    expect(position.front).toBe(200);
    position.level(900, 1500);
    expect(position.front).toBe(200);
  });

  test('more gone behind us than stood there was in front', () => {
    const position = new QueuePosition(900, { type: 'power', n: 0 });
    position.level(1000, 500);
    expect(position.front).toBe(900 - 250 - 150);
  });

  test('nothing in front, nothing behind', () => {
    for (const model of [POWER, LOG, V3]) {
      expect(behindChance(model, 0, 300)).toBe(1);
      expect(behindChance(model, 0, 0)).toBe(1);
      expect(behindChance(model, 300, 0)).toBe(0);
    }
  });

  test('we are filled by what trades beyond our front, in whole lots', () => {
    const position = new QueuePosition(150);
    position.trade(150);
    expect(position.filled(100)).toBe(0);
    position.trade(99);
    expect(position.filled(100)).toBe(0);
    position.trade(151);
    expect(position.filled(100)).toBe(200);
  });

  test('between trades and cancels we never move back, nor beyond what is left; a restored one goes on the same', () => {
    const step = fc.record({
      cancel: fc.integer({ min: 0, max: 80 }),
      trade: fc.integer({ min: 0, max: 40 }),
      join: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(undefined, POWER, LOG, V3), fc.array(step, { maxLength: 30 }), (model, steps) => {
        const position = new QueuePosition(400, model);
        const other = new QueuePosition(0, model);
        let size = 400;
        for (const { cancel, trade, join } of steps) {
          const before = position.front;
          const now = Math.max(0, size - trade - cancel) + join;
          position.trade(trade);
          other.restore(JSON.parse(JSON.stringify(position.save())));
          for (const one of [position, other]) one.level(size, now);
          size = now;
          expect(position.front).toBeLessThanOrEqual(before);
          expect(position.front).toBeLessThanOrEqual(now);
          expect(other.save()).toEqual(position.save());
        }
      }),
    );
  });
});

describe('the fill curve', () => {
  test('no order, or none filled: nothing is known to fill', () => {
    expect(fillCurve([])).toEqual([]);
    expect(fillChance(fillCurve([{ time: 3, filled: false }]), 9)).toBe(0);
  });

  test('TV-5.8: 1F 2C 3F 4F 5C', () => {
    const curve = fillCurve([
      { time: 5, filled: false },
      { time: 1, filled: true },
      { time: 2, filled: false },
      { time: 4, filled: true },
      { time: 3, filled: true },
    ]);
    expect(curve.map(({ time }) => time)).toEqual([1, 3, 4]);
    const at = (time: number) => 1 - fillChance(curve, time);
    expect(at(0.5)).toBe(1);
    expect(at(1)).toBeCloseTo(0.8, 12);
    expect(at(2)).toBeCloseTo(0.8, 12);
    expect(at(3)).toBeCloseTo(0.8 * (2 / 3), 12);
    expect(at(4)).toBeCloseTo(0.8 / 3, 12);
    expect(at(50)).toBeCloseTo(0.8 / 3, 12);
  });

  test('one taken away at the time of a fill was at risk of it', () => {
    const [step] = fillCurve([
      { time: 1, filled: false },
      { time: 1, filled: true },
    ]);
    expect(step).toEqual({ time: 1, unfilled: 0.5 });
  });

  test('with cancels at random it finds the true curve, where leaving them out or counting them as unfilled does not', () => {
    const stream = new Stream(7, 'rests');
    const rests = Array.from({ length: 4000 }, () => {
      const [fill, cancel] = [stream.exponential(2), stream.exponential(3)];
      return { time: Math.min(fill, cancel), filled: fill < cancel };
    });
    const truth = 1 - Math.exp(-2 / 2);
    expect(Math.abs(fillChance(fillCurve(rests), 2) - truth)).toBeLessThan(0.03);
    const filled = rests.filter((rest) => rest.filled);
    expect(fillChance(fillCurve(filled), 2) - truth).toBeGreaterThan(0.1);
    expect(truth - filled.filter(({ time }) => time <= 2).length / rests.length).toBeGreaterThan(0.1);
  });
});
