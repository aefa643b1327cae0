import { describe, expect, onTestFinished, test } from 'vitest';
import type { Host } from '../../electron/host/host.ts';
import type { WireClient } from '../../shared/wire/client.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { linePair } from '../support/in-memory-line.ts';
import { collect, order, testClient, testHost, until } from '../support/test-host.ts';

async function clientOf(host: Host): Promise<WireClient> {
  const pair = linePair();
  pair.attach(host.join(pair.line));
  const client = testClient(pair.channel);
  await client.invoke('hello', { protocol: PROTOCOL });
  return client;
}

describe('what the forecasts of the running session are worth', () => {
  test('is told when asked for, and pushed when outcomes have come, and only then', async () => {
    const { host, forward } = testHost();
    onTestFinished(() => host.close());
    const client = await clientOf(host);
    const pushed = collect(client, 'learning');
    expect(await client.invoke('learning', {})).toMatchObject({
      frozen: false,
      trainedOn: [],
      models: [{ name: 'take', n: 0 }, {}],
    });
    forward(2_500);
    for (const [i, side] of (['buy', 'sell'] as const).entries()) {
      await client.invoke('order.new', order({ clOrdID: `o-${i}`, side }));
      forward(1_000);
    }
    forward(2_500);
    await until(() => pushed.some(({ models }) => models.some(({ n }) => n > 0)));
    const known = pushed.length;
    expect(pushed.at(-1)).toEqual(await client.invoke('learning', {}));
    forward(4_500);
    await client.invoke('learning', {});
    expect(pushed).toHaveLength(known);
  });
});

describe('a search for cheaper numbers', () => {
  const search = { scenario: 'textbook', seed: 1, seeds: 2, budget: 2, parameters: ['router.adverseTicks'] };

  test('what cannot be searched is refused', async () => {
    const { host } = testHost();
    onTestFinished(() => host.close());
    const client = await clientOf(host);
    for (const [change, text] of [
      [{ parameters: ['tuning.luck'] }, '"tuning.luck" is none of'],
      [{ scenario: 'nowhere' }, 'nowhere cannot be opened here'],
      [{ symbol: 'NONE' }, 'NONE is not traded'],
      [{ seeds: 1 }, 'must be 2 or more'],
      [{ budget: 0 }, 'must be 1 or more'],
    ] as const)
      await expect(client.invoke('tune.run', { ...search, ...change } as never)).rejects.toThrow(text);
    expect(await client.invoke('tune.stop', {})).toEqual({ stopped: false });
  });

  test('tells how far it is while the session goes on, one at a time; stopped, whoever waits is told', async () => {
    const { host, forward } = testHost();
    onTestFinished(() => host.close());
    const client = await clientOf(host);
    const progress = collect(client, 'progress');
    const running = client.invoke('tune.run', { ...search, budget: 50 });
    const refused = expect(running).rejects.toMatchObject({ message: 'the search was given up' });
    await expect(client.invoke('tune.run', search)).rejects.toMatchObject({ message: 'a search is running already' });
    await until(() => progress.length > 0);
    expect(progress[0]).toMatchObject({ task: 'tune.run', total: 50, text: 'the start, seed 1 of 2' });
    const before = host.now;
    forward(100);
    expect(host.now).toBeGreaterThan(before);
    expect(await client.invoke('tune.stop', {})).toEqual({ stopped: true });
    await refused;
  });

  test('gives the report, and the search so far after every round', async () => {
    const { host } = testHost();
    onTestFinished(() => host.close());
    const client = await clientOf(host);
    const rounds = collect(client, 'tuning');
    const progress = collect(client, 'progress');
    const report = await client.invoke('tune.run', search);
    expect(report).toMatchObject({ scenario: 'textbook', symbol: 'ACME', strategy: 'smart', seeds: '1-2', budget: 2 });
    expect(report.router).toBeDefined();
    expect(rounds.at(-1)!.tries).toEqual(report.tries);
    // Forward only, however often a step is tried.
    const told = progress.map(({ done }) => done);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(2);
  });

  test('stopped and asked for again, goes on from there and ends with the same report', async () => {
    const [once, again] = [testHost().host, testHost().host];
    onTestFinished(() => [once, again].forEach((host) => void host.close()));
    const whole = await (await clientOf(once)).invoke('tune.run', search);
    const client = await clientOf(again);
    const progress = collect(client, 'progress');
    const given = client.invoke('tune.run', search);
    const refused = expect(given).rejects.toMatchObject({ message: 'the search was given up' });
    await until(() => progress.length > 0);
    await client.invoke('tune.stop', {});
    await refused;
    expect(await client.invoke('tune.run', search)).toEqual(whole);
  });
});
