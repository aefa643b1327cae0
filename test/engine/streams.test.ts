import { expect, test, vi } from 'vitest';
import { loadScenario, scenarioNames } from '../../electron/host/scenario.ts';

const names = vi.hoisted(() => [] as string[]);
vi.mock('../../electron/engine/random.ts', async (original) => {
  const real = await original<typeof import('../../electron/engine/random.ts')>();
  return {
    ...real,
    Stream: class extends real.Stream {
      constructor(seed: number, name: string) {
        super(seed, name);
        names.push(name);
      }
    },
  };
});
const { Engine } = await import('../../electron/engine/engine.ts');

test.each(scenarioNames())('no two actors of %s share a stream of chance', (scenario) => {
  names.length = 0;
  const nothing = () => undefined;
  new Engine({ config: loadScenario(scenario), sink: { event: nothing, level: nothing, nbbo: nothing, trade: nothing } });
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
