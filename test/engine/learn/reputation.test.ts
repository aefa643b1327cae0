import { describe, expect, test } from 'vitest';
import { MarkoutShrinkage, shrunkMarkout } from '../../../electron/engine/learn/markout-shrinkage.ts';
import { fadeRate, isTrusted, reputation } from '../../../electron/engine/learn/reputation.ts';

describe('markouts by venue (domain 5.9)', () => {
  test('refuses a count and a markout that are none, and the state of other venues', () => {
    expect(() => shrunkMarkout(1, -1, 0)).toThrow('fills: -1');
    expect(() => shrunkMarkout(1, 0, 0, 0)).toThrow('priorFills: 0');
    const markouts = new MarkoutShrinkage(2);
    expect(() => markouts.update(0, Number.NaN)).toThrow('value: NaN is not finite');
    expect(markouts.count(0)).toBe(0);
    expect(() => markouts.restore(new MarkoutShrinkage(3).save())).toThrow('venues: 3 into 2');
  });

  test('fifty fills weigh as much as the market', () => {
    expect(shrunkMarkout(-2, 50, 0)).toBe(-1);
    expect(shrunkMarkout(-2, 150, 0)).toBe(-1.5);
    expect(shrunkMarkout(-2, 0, 0.4)).toBeCloseTo(0.4, 12);
  });

  test('a venue with few fills is taken for the market, one with many for itself', () => {
    const markouts = new MarkoutShrinkage(3);
    expect([markouts.market, markouts.shrunk(0), markouts.own(0)]).toEqual([0, 0, undefined]);
    for (let i = 0; i < 150; i++) markouts.update(0, -1);
    for (let i = 0; i < 50; i++) markouts.update(1, 3);
    expect(markouts.market).toBeCloseTo(0, 12);
    expect([0, 1, 2].map((v) => markouts.shrunk(v))).toEqual([
      expect.closeTo(-150 / 200, 12),
      expect.closeTo((50 * 3) / 100, 12),
      expect.closeTo(0, 12),
    ]);
    expect([0, 1, 2].map((v) => markouts.count(v))).toEqual([150, 50, 0]);
  });

  test('half of a good past is forgotten after 500 fills', () => {
    const markouts = new MarkoutShrinkage(1);
    for (let i = 0; i < 20_000; i++) markouts.update(0, 1);
    for (let i = 0; i < 500; i++) markouts.update(0, -1);
    expect(markouts.own(0)).toBeCloseTo(0, 9);
  });

  test('goes on from what was saved', () => {
    const [one, other] = [new MarkoutShrinkage(2, 30), new MarkoutShrinkage(2, 30)];
    for (let i = 0; i < 90; i++) one.update(i % 2, Math.sin(i));
    other.restore(JSON.parse(JSON.stringify(one.save())));
    one.update(1, 5);
    other.update(1, 5);
    expect(other.save()).toEqual(one.save());
    expect(other.shrunk(0)).toBe(one.shrunk(0));
  });
});

describe('reputation (domain 5.9)', () => {
  const clean = { markoutBps: 0, fade: 0, tickBps: 1 };

  test('refuses numbers that are none', () => {
    expect(() => reputation({ ...clean, markoutBps: Number.NaN })).toThrow('markoutBps: NaN');
    expect(() => reputation({ ...clean, fade: 1.1 })).toThrow('fade: 1.1');
    expect(() => reputation({ ...clean, tickBps: -1 })).toThrow('tickBps: -1');
  });

  test('100 exp(-(max(0, -markout) + weight fade tick))', () => {
    expect(reputation(clean)).toBe(100);
    // A price that moves our way earns no more than one that stands.
    expect(reputation({ ...clean, markoutBps: 3 })).toBe(100);
    expect(reputation({ ...clean, markoutBps: -1 })).toBeCloseTo(36.78794411714423, 10);
    expect(reputation({ markoutBps: -0.5, fade: 0.4, tickBps: 2 })).toBeCloseTo(100 * Math.exp(-1.3), 10);
    expect(reputation({ markoutBps: -0.5, fade: 0.4, tickBps: 2 }, 0.25)).toBeCloseTo(100 * Math.exp(-0.7), 10);
  });

  test('below 30 no pings and no posts', () => {
    expect([isTrusted(30), isTrusted(29.999)]).toEqual([true, false]);
    expect(isTrusted(reputation({ ...clean, markoutBps: -1.2 }))).toBe(true);
    expect(isTrusted(reputation({ ...clean, markoutBps: -1.21 }))).toBe(false);
  });

  test('what faded of what was displayed', () => {
    expect(fadeRate(300, 400)).toBe(0.25);
    // Hidden shares may fill more than was displayed.
    expect(fadeRate(500, 400)).toBe(0);
    expect(fadeRate(0, 0)).toBeUndefined();
  });
});
