import { describe, expect, test } from 'vitest';
import { BestOf } from '../../electron/engine/view/nbbo.ts';
import { Pulse } from '../../electron/engine/view/pulse.ts';
import { SECOND } from '../../shared/units.ts';

function top(bidPx: number, bidQty: number, askPx: number, askQty: number): BestOf {
  const best = new BestOf(1);
  best.set(0, bidPx, bidQty, askPx, askQty, 1);
  return best;
}

describe('how a symbol has moved and traded of late', () => {
  test('before anything was heard all is nothing', () => {
    const pulse = new Pulse(2);
    expect([pulse.sign(1, 0), pulse.tradeRate(1, 5 * SECOND), pulse.flow(1, 1), pulse.volatility(1, 'fast', 1)]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  test('a trade above the midpoint was bought, below sold, at it neither; the newest comes first, of its own symbol', () => {
    const pulse = new Pulse(2);
    for (const px of [101, 99, 100]) pulse.traded(0, px, 100, 1);
    pulse.traded(1, 101, 0, 1);
    expect([0, 1, 2].map((back) => pulse.sign(0, back))).toEqual([0, -1, 1]);
    expect(pulse.sign(1, 0)).toBe(0);
  });

  test('a steady pace of trades is read as what it is, and half of it is forgotten in ten seconds', () => {
    const pulse = new Pulse(1);
    for (let i = 0; i <= 1200; i++) pulse.traded(0, 101, 100, (i * SECOND) / 10);
    expect(pulse.tradeRate(0, 120 * SECOND)).toBeCloseTo(10, 0);
    expect(pulse.tradeRate(0, 130 * SECOND) / pulse.tradeRate(0, 120 * SECOND)).toBeCloseTo(0.5, 12);
  });

  test('a midpoint that goes two steps each second is as volatile as that, over one second and over ten', () => {
    const pulse = new Pulse(1);
    for (let i = 0; i <= 600; i++) {
      const px = 1000 + (i % 2) * 100;
      pulse.quoted(0, top(px, 100, px + 200, 100), px + 100, (i * SECOND) / 10);
    }
    // Ten moves of 100 a second: variance 10 x 100².
    expect(pulse.volatility(0, 'slow', 60 * SECOND)).toBeCloseTo(100 * Math.sqrt(10), -1);
    expect(pulse.volatility(0, 'fast', 60 * SECOND)).toBeGreaterThan(pulse.volatility(0, 'fast', 61 * SECOND));
  });

  test('buyers who come and sellers who leave flow one way (TV: e = q_b - q_b’ and so on)', () => {
    const pulse = new Pulse(1);
    pulse.quoted(0, top(1000, 500, 1100, 300), 1050, 1);
    // The bid grows by 200, the offer loses 100.
    pulse.quoted(0, top(1000, 700, 1100, 200), 1050, 1);
    expect(pulse.flow(0, 1)).toBe(300);
    // A better offer of 400 comes, and the bid stays.
    pulse.quoted(0, top(1000, 700, 1050, 400), 1025, 1);
    expect(pulse.flow(0, 1)).toBe(-100);
    expect(pulse.flow(0, 1 + SECOND)).toBe(-50);
  });

  test('a side that is gone breaks the flow off', () => {
    const pulse = new Pulse(1);
    pulse.quoted(0, top(1000, 500, 1100, 300), 1050, 1);
    pulse.quoted(0, top(0, 0, 1100, 300), 0, 1);
    pulse.quoted(0, top(900, 500, 1100, 300), 1000, 1);
    expect(pulse.flow(0, 1)).toBe(0);
    expect(pulse.volatility(0, 'fast', 1)).toBeGreaterThan(0);
  });

  test('a saved one goes on as it would have', () => {
    const pulse = new Pulse(1);
    pulse.quoted(0, top(1000, 500, 1100, 300), 1050, 1);
    pulse.traded(0, 1100, 1050, 2);
    const other = new Pulse(1);
    other.restore(pulse.save());
    for (const one of [pulse, other]) {
      one.quoted(0, top(1000, 600, 1100, 300), 1050, 3);
      one.traded(0, 1000, 1050, 4);
    }
    expect(other.save()).toEqual(pulse.save());
  });
});
