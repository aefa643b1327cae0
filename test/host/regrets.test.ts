import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadScenario } from '../../electron/host/scenario.ts';
import { open } from '../../electron/store/open.ts';
import { session } from '../../electron/store/queries.ts';
import { regretOf } from '../../electron/store/regrets.ts';
import { STRATEGIES } from '../../shared/routing.ts';
import { SECOND } from '../../shared/units.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { folder } from '../store/folder.ts';
import { linePair } from '../support/in-memory-line.ts';
import { collect, order, testClient, testHost, until } from '../support/test-host.ts';

async function desk(store = ':memory:') {
  const { host, forward, faults } = testHost({ store });
  onTestFinished(() => host.close());
  const pair = linePair();
  pair.attach(host.join(pair.line));
  const client = testClient(pair.channel);
  await client.invoke('hello', { protocol: PROTOCOL });
  return { host, forward, faults, client, sessionID: host.session.info.sessionID };
}

describe('the running session', () => {
  test('an order is judged by itself once it is done and ten seconds have passed, told of and kept', async () => {
    const { host, forward, faults, client, sessionID } = await desk();
    const pushed = collect(client, 'regret');
    forward(2000);
    const { orderID } = await client.invoke('order.new', order({ clOrdID: 'a', orderQty: 2500 }));
    forward(5000);
    await expect(client.invoke('order.regret', { orderID: orderID! })).rejects.toThrow(
      `orderID: ${orderID} is judged once it is done and 10 s have passed`,
    );
    expect(pushed).toEqual([]);
    forward(6000);
    await until(() => pushed.length > 0);
    const [regret] = pushed;
    expect(regret).toMatchObject({ orderID, symbol: 'ACME', strategy: 'smart', orderQty: 2500, horizon: 10 * SECOND });
    expect(regret!.strategies).toHaveLength(STRATEGIES.length);
    for (const { regretBps } of regret!.oracles) expect(regretBps).toBeGreaterThanOrEqual(0);
    expect(await client.invoke('order.regret', { orderID: orderID! })).toEqual(regret);
    expect(regretOf(host.store, sessionID, orderID!)).toEqual(regret);
    expect(session(host.store, sessionID).regrets).toEqual([regret]);
    expect(faults).toEqual([]);
    // What it did is what the desk saw of it.
    const last = host.session.log.since(0)!.findLast((event) => event.type === 'ExecutionReport' && event.orderID === orderID);
    expect(last).toMatchObject({ cumQty: regret!.filledQty });
  });

  test('one that works for longer is judged over all of its life, its cancel included', async () => {
    const { forward, client } = await desk();
    const pushed = collect(client, 'regret');
    forward(1000);
    const far = order({ clOrdID: 'a', ordType: 'limit', price: 990_000, strategy: 'price_time' });
    const { orderID } = await client.invoke('order.new', far);
    forward(14_000);
    await client.invoke('order.cancel', { clOrdID: 'x', origClOrdID: 'a' });
    forward(100);
    await until(() => pushed.length > 0);
    expect(pushed[0]).toMatchObject({ orderID, filledQty: 0 });
    expect(pushed[0]!.horizon).toBeGreaterThanOrEqual(14 * SECOND);
    expect(pushed[0]!.oracles[0]).toMatchObject({ oracle: 'static', regretBps: 0, picks: [] });
  });

  test('no order, and one that was refused, have no regret', async () => {
    const { forward, client } = await desk();
    forward(1000);
    await client.invoke('order.new', order({ clOrdID: 'a', orderQty: 90_000_000 }));
    await expect(client.invoke('order.regret', { orderID: 'R-1' })).rejects.toThrow(/^orderID: .* has no order R-1/);
    await expect(client.invoke('order.regret', { orderID: 'P-9' })).rejects.toThrow(/^orderID: .* has no order P-9/);
    await expect(client.invoke('order.regret', { orderID: 'P 9' })).rejects.toThrow('orderID: is not an order id');
  });

  test('an order whose moment was not kept, because too many came at once, is judged when somebody asks', async () => {
    const { forward, client } = await desk();
    const pushed = collect(client, 'regret');
    forward(1000);
    const last = [];
    for (let i = 0; i < 17; i++) last.push(await client.invoke('order.new', order({ clOrdID: `a-${i}`, orderQty: 10 })));
    forward(11_000);
    await until(() => pushed.length === 16);
    const { orderID } = last.at(-1)!;
    expect(pushed.map((regret) => regret.orderID)).not.toContain(orderID);
    expect(await client.invoke('order.regret', { orderID: orderID! })).toMatchObject({ orderID, orderQty: 10 });
  });
});

describe('a recorded session', () => {
  test('is judged by running it again, to the same regret, and not again after that', async () => {
    const store = join(folder(), 'runs.db');
    const { host, forward, client, sessionID } = await desk(store);
    const pushed = collect(client, 'regret');
    forward(2000);
    await client.invoke('order.new', order({ clOrdID: 'b', side: 'sell', orderQty: 700 }));
    forward(500);
    const { orderID } = await client.invoke('order.new', order({ clOrdID: 'a', orderQty: 2500 }));
    forward(11_000);
    await until(() => pushed.length === 2);
    const live = pushed.find((regret) => regret.orderID === orderID)!;
    await client.invoke('session.start', { scenario: 'textbook', seed: 9 });
    host.store.prepare('DELETE FROM regrets').run();
    const params = { sessionID, orderID: orderID! };
    const [one, two] = await Promise.all([client.invoke('review.regret', params), client.invoke('review.regret', params)]);
    expect(one).toEqual(live);
    expect(two).toEqual(live);
    const db = open(store, { readonly: true });
    expect(session(db, sessionID).regrets).toEqual([live]);
    db.close();
    await expect(client.invoke('review.regret', { sessionID: 'none', orderID: 'P-1' })).rejects.toThrow(
      /^sessionID: .* has no session none/,
    );
  });

  test('of another engine is not: its orders would not be the same', async () => {
    const { host, forward, client, sessionID } = await desk();
    forward(1000);
    const { orderID } = await client.invoke('order.new', order({ clOrdID: 'a' }));
    forward(3000);
    await client.invoke('session.start', { scenario: 'textbook', seed: 9 });
    host.store.prepare("UPDATE sessions SET engineVersion = '1' WHERE sessionID = ?").run(sessionID);
    await expect(client.invoke('review.regret', { sessionID, orderID: orderID! })).rejects.toThrow(
      /^sessionID: was recorded by engine 1, this is \d+$/,
    );
  });
});

test('a scenario of several symbols: an order of one is judged in the market of all', async () => {
  expect(loadScenario('textbook').symbols.length).toBeGreaterThan(1);
  const { forward, client } = await desk();
  const pushed = collect(client, 'regret');
  forward(1000);
  await client.invoke('order.new', order({ clOrdID: 'a', symbol: 'BOLT', orderQty: 200 }));
  forward(11_000);
  await until(() => pushed.length > 0);
  expect(pushed[0]).toMatchObject({ symbol: 'BOLT', orderQty: 200 });
});
