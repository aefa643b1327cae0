import { describe, expect, onTestFinished, test } from 'vitest';
import { type CompareProgress, type CompareScenarioOptions, compareScenario } from '../../electron/host/compare-scenario.ts';
import type { Host } from '../../electron/host/host.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { tapeConfig } from '../../electron/host/tape-config.ts';
import { type Nanos, type Qty, SECOND } from '../../shared/units.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { linePair } from '../support/in-memory-line.ts';
import { randomTape } from '../support/random-tape.ts';
import { order } from '../support/run.ts';
import { collect, testClient, testHost, until } from '../support/test-host.ts';

const config = loadScenario('textbook');

const at = (seconds: number) => (config.openAt + seconds * SECOND) as Nanos;
/** Two orders soon after the open: no pilot, and no minute of waiting. */
const TWO = [order(at(5), { clOrdID: 'first', orderQty: 300 as Qty }), order(at(7), { clOrdID: 'second', side: 'sell' })];

function tiny(change: Partial<CompareScenarioOptions> = {}): CompareScenarioOptions {
  return {
    scenario: 'textbook',
    config,
    symbol: 'ACME',
    seeds: [1, 2, 3],
    strategies: ['smart', 'fee_aware'],
    dispatches: ['parallel'],
    against: 'price_time',
    percents: [0.5],
    horizon: SECOND,
    timeInForce: 'ioc',
    threads: 2,
    ...change,
  };
}

describe('in threads', () => {
  test('the same report for any number of threads, with progress by orders', async () => {
    const told: CompareProgress[] = [];
    const report = await compareScenario(tiny({ seeds: [1, 2], onProgress: (progress) => told.push(progress) }));
    expect(await compareScenario(tiny({ seeds: [1, 2], threads: 1 }))).toEqual(report);
    expect(told.at(-1)).toMatchObject({ done: 16, total: 16, finished: 2, seeds: 2 });
    expect(told.map(({ run }) => run)).toContain('seed 2');
    expect(report).toMatchObject({ seeds: [1, 2], partial: false, orders: 16, refused: 0, against: 'price_time', horizon: 1 });
    expect(report.contestants.map(({ name }) => name).toSorted()).toEqual(['fee_aware', 'price_time', 'smart']);
    expect(report.sizes).toEqual([{ size: '0.5 %', orderQty: Math.round(0.3 * report.quotedQty!) }]);
    for (const { regret } of report.contestants) expect(regret.static.bps.mean).toBeGreaterThanOrEqual(0);
  });

  test('several dispatches: each strategy under each, against the first of them', async () => {
    const report = await compareScenario(
      tiny({ given: TWO, strategies: ['price_time'], dispatches: ['sequential', 'parallel', 'equalised'] }),
    );
    expect(report.against).toBe('price_time/sequential');
    expect(report.contestants.map(({ name, dispatch }) => [name, dispatch]).toSorted()).toEqual([
      ['price_time/equalised', 'equalised'],
      ['price_time/parallel', 'parallel'],
      ['price_time/sequential', 'sequential'],
    ]);
  });

  test('order protection off is another comparison', async () => {
    const off = await compareScenario(tiny({ given: TWO, orderProtection: false }));
    expect(off.orderProtection).toBe(false);
    expect((await compareScenario(tiny({ given: TWO }))).orderProtection).toBe(true);
  });

  test('orders of one’s own are named by their clOrdID', async () => {
    const report = await compareScenario(tiny({ given: TWO }));
    expect(report.sizes).toEqual([
      { size: 'first', orderQty: 300 },
      { size: 'second', orderQty: 1000 },
    ]);
    expect(report).not.toHaveProperty('quotedQty');
    expect(report.orders).toBe(12);
  });

  test('given up: what is finished is a partial report, and too little of it is none', async () => {
    const controller = new AbortController();
    const onProgress = ({ finished }: CompareProgress) => finished === 2 && controller.abort(new Error('enough'));
    const seeds = Array.from({ length: 40 }, (_, i) => i + 1);
    const report = await compareScenario(tiny({ given: TWO, seeds, signal: controller.signal, onProgress }));
    expect(report).toMatchObject({ partial: true, seedsAsked: 40 });
    expect(report.seeds.length).toBeLessThan(10);
    const signal = AbortSignal.abort(new Error('at once'));
    await expect(compareScenario(tiny({ signal }))).rejects.toThrow('given up before two seeds were finished');
  });
});

describe('what cannot be compared is refused by its field and rule', () => {
  const late = order(config.closeAt - 1, { clOrdID: 'late' });
  const early = order(config.openAt + 5 * SECOND, { clOrdID: 'early' });
  const soon = order(config.openAt + 5.5 * SECOND, { clOrdID: 'soon' });
  test.each<[Partial<CompareScenarioOptions>, string]>([
    [{ config: tapeConfig(randomTape(3, 50)) }, 'textbook: is a recorded day; name a simulated scenario'],
    [{ symbol: 'NONE' }, 'NONE: is not traded in textbook; there are ACME'],
    [{ seeds: [1] }, 'seeds: 1 is fewer than 2'],
    [{ strategies: [] }, 'strategies: name at least one'],
    [{ dispatches: [] }, 'dispatch: name at least one'],
    [{ percents: [] }, 'orders: there is none'],
    [{ percents: [100] }, 'size: 100 % is '],
    [{ horizon: (8000 * SECOND) as Nanos }, 'horizon: the last of the orders would be judged after the close of textbook'],
    [{ given: [] }, 'orders: there is none'],
    [{ given: [{ ...early, symbol: 'BOLT' }] }, 'early: symbol: is not ACME, the one that is compared'],
    [{ given: [late] }, 'late: at: must leave the horizon within the session of textbook'],
    [{ given: [early, soon] }, 'soon: at: must come at least the horizon after early'],
  ])('%o', async (change, says) => {
    await expect(compareScenario(tiny(change))).rejects.toThrow(says);
  });
});

describe('over the wire', () => {
  async function clientOf(host: Host) {
    const pair = linePair();
    pair.attach(host.join(pair.line));
    const client = testClient(pair.channel);
    await client.invoke('hello', { protocol: PROTOCOL });
    return client;
  }
  const asked = { scenario: 'textbook', seed: 5, seeds: 2, strategies: ['smart'], percents: [0.5], horizonSeconds: 1 } as const;

  test('a report with progress, while the session goes on; a second one meanwhile is refused', async () => {
    const { host, forward } = testHost();
    onTestFinished(() => host.close());
    const client = await clientOf(host);
    const progress = collect(client, 'progress');
    const running = client.invoke('compare.scenario', {
      ...asked,
      strategies: [...asked.strategies],
      percents: [...asked.percents],
    });
    await until(() => progress.length > 0);
    await expect(client.invoke('compare.scenario', { scenario: 'textbook', seed: 5, seeds: 2 })).rejects.toMatchObject({
      message: 'a comparison is running already',
    });
    const before = host.now;
    forward(100);
    expect(host.now).toBeGreaterThan(before);
    expect(await running).toMatchObject({ scenario: 'textbook', seeds: [5, 6], partial: false, against: 'price_time' });
    expect(progress[0]).toMatchObject({ task: 'compare.scenario', total: 16 });
    expect(progress.at(-1)!.text).toMatch(/^2 of 2 seeds done; seed [56], order 16 of 16$/);
    expect(await client.invoke('compare.stop', {})).toEqual({ stopped: false });
  });

  test('stopped: whoever waits gets what is finished', async () => {
    const { host, forward } = testHost();
    onTestFinished(() => host.close());
    const client = await clientOf(host);
    const progress = collect(client, 'progress');
    const running = client.invoke('compare.scenario', { ...asked, seeds: 500, strategies: ['smart'], percents: [0.5] });
    // Words of progress come by the wall's time.
    await until(() => {
      forward(100, 100);
      return progress.some(({ text }) => /^[2-9]/.test(text));
    });
    expect(await client.invoke('compare.stop', {})).toEqual({ stopped: true });
    expect(await running).toMatchObject({ partial: true, seedsAsked: 500 });
  });

  test.each([
    [{ seeds: 1 }, 'seeds: must be 2 or more'],
    [{ strategies: ['smart', 'smart'] }, 'strategies: names one twice'],
    [{ strategies: [] }, 'strategies: must name at least one'],
    [{ percents: [0] }, 'percents.0: must be 0.001 or more'],
    [{ horizonSeconds: 0 }, 'horizonSeconds: must be 1 or more'],
    [{ scenario: 'nowhere' }, 'scenario: nowhere cannot be opened here'],
    [{ symbol: 'NONE' }, 'NONE: is not traded in textbook'],
  ])('%o is refused', async (change, says) => {
    const { host } = testHost();
    onTestFinished(() => host.close());
    const client = await clientOf(host);
    const params = { scenario: 'textbook', seed: 5, seeds: 2, ...change } as never;
    await expect(client.invoke('compare.scenario', params)).rejects.toThrow(says);
  });
});
