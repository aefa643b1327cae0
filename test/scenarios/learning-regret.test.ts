import { expect, test } from 'vitest';
import { compareScenario, STANDARD_SIZES } from '../../electron/host/compare-scenario.ts';
import { contender } from '../../electron/host/contender.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { STRATEGIES } from '../../shared/routing.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';

/** Unseen by any training. Few, for time: `fairway compare` with the same contenders tells it of as many as one likes. */
const SEEDS = [2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008];

test('what was learned takes from the distance to the best on seeds that no training saw: the interval leaves out 0', async () => {
  const config = loadScenario('us2026');
  const { trainedOn, models } = config.knowledge!;
  expect(trainedOn.filter((seed) => SEEDS.includes(seed))).toEqual([]);
  expect(models!.seeds.test).toBe('81-100');
  const entered = (text: string) => contender('--strategies', text, STRATEGIES, config);
  const report = await compareScenario({
    scenario: 'us2026',
    config,
    symbol: 'ALTO',
    seeds: SEEDS,
    strategies: [entered('smart@live')],
    against: entered('smart@priors'),
    dispatches: ['parallel'],
    percents: STANDARD_SIZES,
    horizon: (10 * SECOND) as Nanos,
    timeInForce: 'day',
  });
  const [live, priors] = ['smart@live', 'smart@priors'].map((name) => report.contestants.find((one) => one.name === name)!);
  expect(priors!.knowledge).toEqual({ title: 'bare priors', frozen: true });
  expect(live!.knowledge).toBeUndefined();
  expect(live!.regret.static.bps.mean).toBeLessThan(priors!.regret.static.bps.mean);
  expect(live!.regretSaving!.low).toBeGreaterThan(0);
});
