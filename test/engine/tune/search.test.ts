import { describe, expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import { routerWith, type Setting, settingOf, stepped } from '../../../electron/engine/tune/parameters.ts';
import { type Found, savingOf, search } from '../../../electron/engine/tune/search.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import { PARAMETERS, type Parameter } from '../../../shared/config/parameters.ts';

const line = (name: string, change: Partial<Parameter> = {}): Parameter => ({
  name,
  min: 0,
  max: 10,
  step: 1,
  byFactor: false,
  whole: false,
  ...change,
});

/** Costs of a bowl with its bottom at 3 and 7: every seed has a height of its own, in which settings differ by a little noise. */
function bowl(noise: number, pull = 0.05) {
  let asked = 0;
  const costs = async (settings: readonly Setting[], seeds: readonly number[]) => {
    asked += settings.length * seeds.length;
    return settings.map((setting) =>
      Float64Array.from(seeds, (seed) => {
        const common = new Stream(seed, 'height').normal();
        const own = new Stream(seed, `own ${JSON.stringify(setting)}`).normal();
        return 5 + common + noise * own + pull * ((setting.a! - 3) ** 2 + (setting.b! - 7) ** 2);
      }),
    );
  };
  return { costs, asked: () => asked };
}

const seeds = Array.from({ length: 40 }, (_, i) => i + 1);
const parameters = [line('a'), line('b')];
const start = { a: 6, b: 2 };

describe('a search for cheaper settings', () => {
  test('goes to the bottom of a bowl under noise, each step with an interval that leaves out 0', async () => {
    const found = await search({ parameters, start, seeds, budget: 200, costs: bowl(0.05).costs });
    expect(Math.abs(found.best.a! - 3)).toBeLessThan(1);
    expect(Math.abs(found.best.b! - 7)).toBeLessThan(1);
    expect(found.bestBps).toBeLessThan(found.startBps - 1.5);
    const accepted = found.tries.filter(({ verdict }) => verdict === 'accepted');
    expect(accepted.length).toBeGreaterThan(2);
    for (const { saving, seeds: tried } of accepted) {
      expect(saving.low).toBeGreaterThan(0);
      expect(tried).toBe(seeds.length);
    }
  });

  test('what is dropped was seen on a quarter of the seeds only, and what was not dropped on all', async () => {
    const { tries } = await search({ parameters, start, seeds, budget: 60, costs: bowl(0.05).costs });
    for (const { verdict, seeds: tried, saving } of tries) {
      expect(tried).toBe(verdict === 'dropped' ? 10 : 40);
      if (verdict === 'dropped') expect(saving.mean).toBeLessThanOrEqual(0);
    }
    expect(tries.map(({ number }) => number)).toEqual(tries.map((_, i) => i + 1));
  });

  test('where there is nothing to find it finds nothing, and ends by its own steps', async () => {
    const falls: Found[] = [];
    for (let repeat = 0; repeat < 20; repeat++) {
      const flat = async (settings: readonly Setting[], some: readonly number[]) =>
        settings.map((setting) =>
          Float64Array.from(some, (seed) => new Stream(seed, `${repeat} ${JSON.stringify(setting)}`).normal()),
        );
      const found = await search({ parameters: [line('a')], start: { a: 5 }, seeds, budget: 50, costs: flat });
      expect(found.ended).toBe('steps');
      falls.push(found);
    }
    // Six settings each, of which one in forty is a winner by chance.
    expect(falls.filter(({ best }) => best.a !== 5).length).toBeLessThanOrEqual(5);
  });

  test('never tries more than its budget, nor goes beyond the bounds', async () => {
    for (const budget of [1, 3, 7]) {
      const found = await search({ parameters, start: { a: 0, b: 10 }, seeds, budget, costs: bowl(0.05).costs });
      expect(found.tries.length).toBeLessThanOrEqual(budget + 1);
      for (const { changes } of found.tries)
        for (const { to } of changes) {
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(10);
        }
    }
  });

  test('the same costs give the same search', async () => {
    const once = await search({ parameters, start, seeds, budget: 40, costs: bowl(0.3).costs });
    expect(await search({ parameters, start, seeds, budget: 40, costs: bowl(0.3).costs })).toEqual(once);
  });

  test('a saving is paired: what seeds have in common does not count', () => {
    const against = Float64Array.from({ length: 30 }, (_, i) => 100 * i + 1);
    const own = against.map((cost, i) => cost - 0.5 - (i % 2) * 0.1);
    const { mean, low, high } = savingOf(against, own);
    expect(mean).toBeCloseTo(0.55, 9);
    expect(low).toBeGreaterThan(0.5);
    expect(high).toBeLessThan(0.6);
  });
});

describe('the parameters', () => {
  const { router } = loadScenario('us2026');

  test('every one is read from and written to a router, and nothing else is changed', () => {
    const setting = settingOf(router, PARAMETERS);
    for (const { name, min, max } of PARAMETERS) {
      expect(setting[name], name).toBeTypeOf('number');
      expect(setting[name], name).toBeGreaterThanOrEqual(min);
      expect(setting[name], name).toBeLessThanOrEqual(max);
    }
    expect(routerWith(router, setting)).toEqual(router);
    const changed = routerWith(router, { 'tuning.leakTicks': 3, 'router.adverseTicks': 2 });
    expect(changed).toEqual({ ...router, adverseTicks: 2, tuning: { ...router.tuning, leakTicks: 3 } });
  });

  test('a step stays within bounds, whole where it must be, and is none at the bound', () => {
    expect(stepped(line('a'), 9.5, 1, 1)).toBe(10);
    expect(stepped(line('a'), 10, 1, 1)).toBeUndefined();
    expect(stepped(line('a', { byFactor: true, step: 4, whole: true, min: 1, max: 1000 }), 100, 1, 0.5)).toBe(200);
    expect(stepped(line('a', { byFactor: true, step: 4, whole: true, min: 1, max: 1000 }), 100, -1, 1)).toBe(25);
    expect(stepped(line('a', { whole: true }), 1, 1, 0.3)).toBeUndefined();
  });
});
