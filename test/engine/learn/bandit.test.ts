import { describe, expect, test } from 'vitest';
import { type Bandit, Thompson, Ucb1, ucb1Index } from '../../../electron/engine/learn/bandit.ts';
import { Stream } from '../../../electron/engine/random.ts';

const STEPS = 5000;
const ARMS = [0.2, 0.3, 0.4];

/** Mean regret over runs of 5,000 steps; reversed, the arms change places half-way. */
function meanRegret(runs: number, make: () => Bandit, reversed = false): number {
  let regret = 0;
  for (let run = 0; run < runs; run++) {
    const market = new Stream(run, 'market');
    const chance = new Stream(run, 'bandit');
    const bandit = make();
    for (let step = 0; step < STEPS; step++) {
      const arm = bandit.choose(chance);
      const p = reversed && step >= STEPS / 2 ? ARMS[2 - arm]! : ARMS[arm]!;
      bandit.update(arm, market.chance(p) ? 1 : 0);
      regret += 0.4 - p;
    }
  }
  return regret / runs;
}

describe('choosing among arms', () => {
  test('refuses no arms, an outcome that is none, the state of other arms', () => {
    expect(() => new Thompson(0)).toThrow('arms: 0 is not 1 or more');
    expect(() => new Ucb1(1.5)).toThrow('arms: 1.5 is not 1 or more');
    expect(() => new Ucb1(2, 0)).toThrow('forgetting: 0');
    expect(() => new Thompson(3, 1, [{ alpha: 1, beta: 1 }])).toThrow('priors: 1 for 3');
    for (const bandit of [new Thompson(2), new Ucb1(2)]) {
      const before = bandit.save();
      expect(() => bandit.update(0, 2)).toThrow('outcome: 2 is not 0 to 1');
      expect(bandit.save()).toEqual(before);
    }
    expect(() => new Thompson(2).restore(new Thompson(3).save())).toThrow('arms: 3 into 2');
    expect(() => new Ucb1(2).restore(new Ucb1(3).save())).toThrow('arms: 3 into 2');
  });

  test('TV ucb1: mean .3 of 10 plays in 100', () => {
    expect(ucb1Index(0.3, 10, 100)).toBeCloseTo(1.2597051824376162, 12);
  });

  test('an arm never played comes first, the lower number before the higher', () => {
    const bandit = new Ucb1(3);
    const order: number[] = [];
    for (let i = 0; i < 3; i++) {
      order.push(bandit.choose());
      bandit.update(order[i]!, 1);
    }
    expect(order).toEqual([0, 1, 2]);
  });

  test('an arm stays as it was while others are played, but for what is forgotten', () => {
    const bandit = new Ucb1(2, 0.5);
    bandit.update(0, 1);
    bandit.update(1, 1);
    bandit.update(1, 0);
    expect(bandit.save()).toEqual({ plays: [0.25, 1.5], sums: [0.25, 0.5], total: 1.75 });
    expect(bandit.worth(1)).toBeCloseTo(1 / 3 + Math.sqrt((2 * Math.log(1.75)) / 1.5), 12);
    const thompson = new Thompson(2, 0.5);
    thompson.update(0, 1);
    thompson.update(1, 0);
    expect(thompson.save()).toEqual([
      { alpha: 1.5, beta: 1 },
      { alpha: 1, beta: 2 },
    ]);
  });

  test('arms may begin with what is known of them', () => {
    const bandit = new Thompson(2, 1, [
      { alpha: 900, beta: 100 },
      { alpha: 100, beta: 900 },
    ]);
    const stream = new Stream(1, 'prior');
    for (let i = 0; i < 100; i++) expect(bandit.choose(stream)).toBe(0);
  });

  test('goes on from what was saved, choice by choice', () => {
    for (const make of [() => new Thompson(3, 0.99), () => new Ucb1(3, 0.99)]) {
      const [one, other] = [make(), make()];
      const stream = new Stream(4, 'a');
      for (let i = 0; i < 200; i++) one.update(one.choose(stream), stream.uniform());
      other.restore(JSON.parse(JSON.stringify(one.save())));
      const again = new Stream(9, 'b');
      again.restore(stream.save());
      for (let i = 0; i < 50; i++) {
        const arm = one.choose(stream);
        expect(other.choose(again)).toBe(arm);
        one.update(arm, 0.5);
        other.update(arm, 0.5);
      }
    }
  });
});

describe('regret (domain 5.10)', () => {
  test('on arms that stay: Thompson below 45, UCB1 within 75 to 150', () => {
    const thompson = meanRegret(200, () => new Thompson(3, 1));
    expect(thompson).toBeGreaterThan(10);
    expect(thompson).toBeLessThan(45);
    const ucb = meanRegret(200, () => new Ucb1(3));
    expect(ucb).toBeGreaterThan(75);
    expect(ucb).toBeLessThan(150);
  });

  test('on arms that change places: forgetting .999 beats none and .99', () => {
    const [none, slow, fast] = [1, 0.999, 0.99].map((forgetting) => meanRegret(60, () => new Thompson(3, forgetting), true));
    expect(slow!).toBeLessThan(0.75 * none!);
    expect(slow!).toBeLessThan(0.75 * fast!);
  });
});
