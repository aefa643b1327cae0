import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../electron/host/scenario.ts';
import { type TrainOptions, type TrainProgress, train } from '../../electron/host/train.ts';
import { knowledge } from '../../shared/config/knowledge.ts';
import type { TapeConfig } from '../../shared/config/session.ts';

const config = loadScenario('textbook');
const options = (change: Partial<TrainOptions> = {}): TrainOptions => ({
  scenario: 'textbook',
  config,
  symbol: 'ACME',
  // Two blocks, the second of one seed.
  seeds: [1, 2, 3],
  block: 2,
  strategy: 'learned',
  dispatch: 'parallel',
  ...change,
});

describe('training', () => {
  test('a recorded day, and no seeds at all, are refused', async () => {
    await expect(train(options({ config: { ...config, market: 'tape' } as unknown as TapeConfig }))).rejects.toThrow(
      'is a recorded day',
    );
    await expect(train(options({ seeds: [] }))).rejects.toThrow('seeds: name at least one');
  });

  test('given up it ends at once, for the reason that was given', async () => {
    const controller = new AbortController();
    const running = train(options({ onProgress: () => controller.abort(new Error('enough')), signal: controller.signal }));
    await expect(running).rejects.toThrow('enough');
  });

  test('the same file whatever the number of threads; it knows every venue, and says on what it was trained', async () => {
    const told: TrainProgress[] = [];
    const [one, three] = [
      await train(options({ threads: 1 })),
      await train(options({ threads: 3, onProgress: (progress) => told.push(progress) })),
    ];
    expect(three).toEqual(one);
    expect(knowledge.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
    expect(one).toMatchObject({ title: 'textbook ACME, learned, seeds 1-3', trainedOn: [1, 2, 3] });
    expect(Object.keys(one.venues)).toEqual(config.venues.map(({ mic }) => mic));
    for (const { mic, kind } of config.venues) {
      const { take, ping } = one.venues[mic]!;
      // Far from the ten children that a prior is worth.
      expect((kind === 'dark' ? ping! : take!).alpha + (kind === 'dark' ? ping! : take!).beta, mic).toBeGreaterThan(20);
    }
    expect(told.at(-1)).toMatchObject({ stage: 'venues', done: told.at(-1)!.total });
  });

  test('with models: made for the scenario’s lit venues on seeds kept apart, whatever the number of threads', async () => {
    const split = { train: [1, 2], tune: [61], test: [81] };
    const small = { seeds: [1], models: { split, minutes: 0.7 } };
    const [one, two] = [await train(options({ ...small, threads: 1 })), await train(options({ ...small, threads: 2 }))];
    expect(two).toEqual(one);
    expect(one.models).toMatchObject({
      lit: ['NYSE', 'NASDAQ', 'BATS', 'EDGX', 'IEX'],
      seeds: { train: '1-2', tune: '61', test: '81' },
    });
    const [fade] = one.models!.models;
    expect(fade!.target).toBe('fade');
    expect(fade!.report.samples.train).toBeGreaterThan(fade!.report.samples.test);
    expect(knowledge.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  });
});
