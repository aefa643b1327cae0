import { expect, test } from 'vitest';
import { scenarioNames } from '../../electron/host/scenario.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { FrameReader } from '../../shared/wire/frame.ts';
import { linePair } from '../support/in-memory-line.ts';
import { collect, order, testClient, testHost, until } from '../support/test-host.ts';

test.each(scenarioNames())('%s is offered by a desk, starts on it, quotes every symbol and fills an order', async (scenario) => {
  const { host, forward, faults } = testHost();
  const pair = linePair();
  pair.attach(host.join(pair.line));
  const client = testClient(pair.channel);
  const { choices } = await client.invoke('hello', { protocol: PROTOCOL });
  expect(choices).toContainEqual(expect.objectContaining({ scenario, market: 'simulation' }));

  await client.invoke('session.start', { scenario, seed: 9 });
  expect(host.session.config).toMatchObject({ name: scenario, seed: 9 });
  const frames = collect(client, 'frame');
  await client.invoke('hello', { protocol: PROTOCOL });
  forward(3000);
  await until(() => frames.length >= 4);
  const newest = new FrameReader(frames.at(-1) ?? new ArrayBuffer());
  const { symbols } = host.session.config;
  for (let i = 0; i < symbols.length; i++) {
    expect(newest.symbol(i, 'bidPx')).toBeGreaterThan(0);
    expect(newest.symbol(i, 'askPx')).toBeGreaterThan(0);
  }
  const { symbol } = symbols[0]!;
  expect(await client.invoke('order.new', order({ clOrdID: 'a1', symbol, orderQty: 100 }))).toMatchObject({ accepted: true });
  forward(2000);
  const filled = (host.session.log.since(0) ?? []).some((event) => event.type === 'ExecutionReport' && event.execType === 'F');
  expect({ filled, faults }).toEqual({ filled: true, faults: [] });
  pair.end();
  await host.close();
});
