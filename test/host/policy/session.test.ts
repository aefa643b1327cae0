import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { deskArguments } from '../../../electron/host/arguments.ts';
import { openDesk } from '../../../electron/host/desk.ts';
import { rerun, runHeadless } from '../../../electron/host/headless.ts';
import type { Host } from '../../../electron/host/host.ts';
import { OrdersFileError, parseOrders } from '../../../electron/host/orders-file.ts';
import { Policies } from '../../../electron/host/policy/policies.ts';
import { watchPolicies } from '../../../electron/host/policy/watch.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import { open } from '../../../electron/store/open.ts';
import { policies as recordedPolicies } from '../../../electron/store/policies.ts';
import { commands, session, sessions } from '../../../electron/store/queries.ts';
import { type Nanos, SECOND } from '../../../shared/units.ts';
import { PROTOCOL } from '../../../shared/wire/contract.ts';
import { linePair } from '../../support/in-memory-line.ts';
import { collect, order, testClient, testHost, until } from '../../support/test-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-policy-session-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = loadScenario('textbook');
/** No test depends on how busy the machine is, unless it is about just that. */
const LONG_MS = 60_000;

/** The path of a policy that takes what is cheapest, once `body` has had its say. */
function policyFile(name: string, body = '', version = 1): string {
  const path = join(folder, `${name}.js`);
  writeFileSync(
    path,
    `export const name = '${name}'; export const version = ${version};
export default function route(request) {
  ${body}
  const cheapest = (a, b) => a.total - b.total || (a.id < b.id ? -1 : 1);
  return {
    levels: request.levels.sort(cheapest).map(({ id }) => id),
    posts: request.posts.sort(cheapest).map(({ id }) => id),
  };
}`,
  );
  return path;
}

function policiesOf(paths: readonly string[], limitMs = LONG_MS): Policies {
  const policies = Policies.read(paths, limitMs);
  onTestFinished(() => policies.close());
  return policies;
}

const ORDERS = [1, 2, 3, 4].map((n) => ({
  at: `09:30:0${n}`,
  clOrdID: `c-${n}`,
  symbol: 'ACME',
  side: n % 2 ? 'buy' : 'sell',
  orderQty: 1000 + n,
  ordType: 'market',
}));

/** A session without a screen, its orders by this strategy, into a record of its own. */
function ran(policies: Policies, strategy: string) {
  const lines = ORDERS.map((one) => JSON.stringify({ ...one, strategy })).join('\n');
  const given = parseOrders(lines, 'orders', config, [...policies.asked.keys()]);
  const store = open(':memory:');
  onTestFinished(() => void store.close());
  const until = (config.openAt + 10 * SECOND) as Nanos;
  const { sessionID, digest, to } = runHeadless({ config, policies, store, commands: given, until });
  const recorded = { policies: recordedPolicies(store, sessionID), commands: commands(store, sessionID) };
  const { events } = session(store, sessionID);
  const again = () => rerun({ config, policies: policiesAgain(recorded.policies) }, recorded.commands, to);
  return { digest, recorded, events, again, notices: events.filter((event) => event.type === 'Notice' && event.code === 'policy') };
}

function policiesAgain(sources: Parameters<typeof Policies.again>[0]): Policies {
  const policies = Policies.again(sources, LONG_MS);
  onTestFinished(() => policies.close());
  return policies;
}

describe('a session without a screen', () => {
  test('keeps the policies that its orders named, whole, and is the same again from its record alone', () => {
    const policies = policiesOf([policyFile('used'), policyFile('unused')]);
    const { digest, recorded, notices, again } = ran(policies, 'user:used');
    expect(recorded.policies).toEqual([policies.source('user:used')]);
    expect(notices).toEqual([]);
    expect(again()).toBe(digest);
    expect(ran(policies, 'user:used').digest).toBe(digest);
  });

  test('goes on by price_time where a policy fails, and fails at the same place again', () => {
    const failing = policiesOf([policyFile('failing', "if (request.leavesQty === 1003) return { levels: ['XNYS@1'] };")]);
    const { digest, recorded, notices, again, events } = ran(failing, 'user:failing');
    expect(notices).toEqual([
      {
        type: 'Notice',
        at: expect.any(Number),
        code: 'policy',
        text: expect.stringMatching(/^user:failing stopped at D-\d+ of P-3: answer\.levels\.0 "XNYS@1" /),
      },
    ]);
    expect(recorded.commands.map(({ type }) => type)).toEqual(Array(4).fill('NewOrderSingle'));
    const done = events.filter(
      (event) => event.type === 'ExecutionReport' && event.parentID === undefined && event.ordStatus === '2',
    );
    expect(new Set(done.map((event) => 'orderID' in event && event.orderID)).size).toBe(4);
    expect(again()).toBe(digest);
  });

  test('has in its record where the clock stopped a policy, and is stopped there again without waiting', () => {
    const body = 'if (request.leavesQty === 1002) Array.prototype.indexOf.call({ length: 2 ** 50 }, 1);';
    const slow = policiesOf([policyFile('slow', body)], 200);
    const { digest, recorded, notices, again } = ran(slow, 'user:slow');
    expect(notices.map((notice) => 'text' in notice && notice.text)).toEqual([
      expect.stringMatching(
        /^user:slow stopped at D-\d+ of P-2: did not answer within 200 ms of processor time; its orders go on as price_time$/,
      ),
    ]);
    expect(recorded.commands.filter(({ type }) => type === 'StopPolicy')).toEqual([
      {
        type: 'StopPolicy',
        at: notices[0]!.at,
        strategy: 'user:slow',
        question: expect.any(Number),
        text: 'did not answer within 200 ms of processor time',
      },
    ]);
    const times = recorded.commands.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // Asked there, it would take a minute.
    expect(again()).toBe(digest);
  });

  test('that a slow computer runs again says so, and gives no other digest', () => {
    const { recorded } = ran(
      policiesOf([policyFile('heavy', 'if (request.leavesQty > 1002) JSON.stringify(Array(1e5).fill(request));')]),
      'user:heavy',
    );
    const policies = Policies.again(recorded.policies, 0);
    onTestFinished(() => policies.close());
    const again = () => rerun({ config, policies }, recorded.commands, (config.openAt + 10 * SECOND) as Nanos);
    expect(again).toThrow(
      'user:heavy: did not answer within 0 ms of processor time, as it did when it was recorded: this computer is too slow',
    );
  });
});

test('an orders file that names a policy which is not loaded is refused with what is', () => {
  const line = JSON.stringify({ ...ORDERS[0], strategy: 'user:other' });
  const read = (...loaded: `user:${string}`[]) => parseOrders(line, 'orders', config, loaded);
  expect(() => read()).toThrow(OrdersFileError);
  expect(() => read()).toThrow('orders line 1: strategy: user:other is not loaded: no policy is');
  expect(() => read('user:a', 'user:b')).toThrow('orders line 1: strategy: user:other is not loaded: there is user:a, user:b');
});

describe('a desk', () => {
  function clientOf(host: Host) {
    const pair = linePair();
    pair.attach(host.join(pair.line));
    return testClient(pair.channel);
  }

  test('offers a policy by its name, previews it, takes its orders, and refuses those of another', async () => {
    const { host, forward, faults } = testHost({ policies: policiesOf([policyFile('desk')]) });
    onTestFinished(() => host.close());
    const client = clientOf(host);
    expect((await client.invoke('hello', { protocol: PROTOCOL })).strategies?.at(-1)).toBe('user:desk');
    forward(500);
    const { clOrdID: _, ...draft } = order({ clOrdID: 'p' });
    const { rows } = await client.invoke('order.preview', draft);
    expect(rows.at(-1)).toMatchObject({ strategy: 'user:desk', sends: 300, bps: expect.any(Number) });
    expect(await client.invoke('order.new', order({ clOrdID: 'a', strategy: 'user:other' }))).toEqual({
      accepted: false,
      field: 'strategy',
      text: 'user:other is not loaded: there is user:desk',
    });
    expect(await client.invoke('order.new', order({ clOrdID: 'b', strategy: 'user:desk' }))).toEqual({
      accepted: true,
      orderID: 'P-1',
    });
    forward(500);
    const decisions = host.session.log.since(0)!.filter((event) => event.type === 'RoutingDecision');
    expect(decisions.map(({ strategy }) => strategy)).toContain('user:desk');
    expect(faults).toEqual([]);
  });

  test('without policies offers none', async () => {
    const { host } = testHost();
    onTestFinished(() => host.close());
    const client = clientOf(host);
    expect((await client.invoke('hello', { protocol: PROTOCOL })).strategies).not.toContainEqual(expect.stringMatching(/^user:/));
    expect(await client.invoke('order.new', order({ clOrdID: 'a', strategy: 'user:any' }))).toMatchObject({
      accepted: false,
      field: 'strategy',
      text: 'user:any is not loaded: no policy is',
    });
  });

  test('hears of a file that it watches: loaded again, or refused and why', async () => {
    const path = policyFile('watched');
    const args = deskArguments(['--policy', path, '--watch-policy', '--db', ':memory:']);
    const said: string[] = [];
    const host = await openDesk(args, { say: (line) => said.push(line), onFault: (error) => said.push(String(error)) });
    onTestFinished(() => host.close());
    const client = clientOf(host);
    await client.invoke('hello', { protocol: PROTOCOL });
    const notices = collect(client, 'notice');
    writeFileSync(path, 'export default (');
    await until(() => notices.length === 1);
    policyFile('watched', '// Better.', 2);
    await until(() => notices.length === 2);
    expect(notices).toEqual([
      { good: false, text: expect.stringMatching(/watched\.js: SyntaxError: .*: not loaded, the version before stays$/) },
      {
        good: true,
        text: expect.stringMatching(/watched\.js: version 2 is user:watched@[0-9a-f]{8}: new orders are routed by it$/),
      },
    ]);
    expect(said).toEqual(notices.map(({ text }) => text));
  });

  test('routes new orders by a file that has changed, the running ones as before, and records both', async () => {
    const store = join(folder, 'reload.db');
    const path = policyFile('live');
    const policies = policiesOf([path]);
    const said: string[] = [];
    const stop = watchPolicies(policies, [path], (line) => said.push(line));
    onTestFinished(stop);
    const { host, forward } = testHost({ store, policies });
    const client = clientOf(host);
    await client.invoke('hello', { protocol: PROTOCOL });
    forward(500);
    const placed = async (clOrdID: string) => {
      await client.invoke('order.new', order({ clOrdID, strategy: 'user:live' }));
      forward(250);
    };
    await placed('a');
    writeFileSync(path, 'export default (');
    await until(() => said.length === 1);
    expect(said[0]).toMatch(/^.*live\.js: SyntaxError: .*: not loaded, the version before stays$/);
    await placed('b');
    policyFile('live', '// Better.', 2);
    await until(() => said.length === 2);
    const newest = policies.resolve('user:live');
    expect(newest).toMatch(/^user:live@[0-9a-f]{8}$/);
    expect(said[1]).toBe(`${path}: version 2 is ${newest}: new orders are routed by it`);
    await placed('c');
    const { sessionID } = host.session.info;
    host.close();
    const db = open(store, { readonly: true });
    onTestFinished(() => void db.close());
    const placedBy = commands(db, sessionID).flatMap((one) => (one.type === 'NewOrderSingle' ? [one.strategy] : []));
    expect(placedBy).toEqual(['user:live', 'user:live', newest]);
    expect(recordedPolicies(db, sessionID).map(({ strategy, version }) => [strategy, version])).toEqual([
      ['user:live', '1'],
      [newest, '2'],
    ]);
    const { to, digest } = sessions(db)[0]!;
    expect(
      rerun(
        { config: { ...config, seed: 1 }, policies: policiesAgain(recordedPolicies(db, sessionID)) },
        commands(db, sessionID),
        to,
      ),
    ).toBe(digest);
  });
});
