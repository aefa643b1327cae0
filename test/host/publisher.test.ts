import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { open } from '../../electron/store/open.ts';
import type { EngineEvent } from '../../shared/events.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { linePair } from '../support/in-memory-line.ts';
import { collect, command, order, type TestHost, testClient, testHost, until } from '../support/test-host.ts';

const HELLO = { protocol: PROTOCOL } as const;
const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

function staged(options?: Parameters<typeof testHost>[0]): TestHost {
  const host = testHost(options);
  ends.push(() => host.host.close());
  return host;
}

function joined({ host }: TestHost) {
  const pair = linePair();
  pair.attach(host.join(pair.line));
  const client = testClient(pair.channel);
  return { pair, client };
}

test('a slow client is spared frames, never events: those come once and in order', async () => {
  const desk = staged();
  const { pair, client } = joined(desk);
  const frames = collect(client, 'frame');
  const events = collect(client, 'events');
  const { events: before } = await client.invoke('hello', HELLO);
  pair.stalled = true;
  for (let i = 0; i < 20; i++) {
    desk.host.submit(command(desk.host, { clOrdID: `c${i}` }));
    desk.forward(500);
  }
  expect(pair.line.backlog).toBeLessThan(1_000_000);
  pair.stalled = false;
  desk.forward(100);
  await until(() => before.length + events.flat().length === desk.host.session.log.end);
  expect([...before, ...events.flat()]).toEqual(JSON.parse(JSON.stringify(desk.host.session.log.since(0))));
  expect(frames.length).toBeLessThan(200);
});

test('a client too far behind is told to start again, and its snapshot joins what follows without a gap', async () => {
  const desk = staged();
  const { pair, client } = joined(desk);
  const resyncs = collect(client, 'resync');
  const events = collect(client, 'events');
  await client.invoke('hello', HELLO);
  pair.stalled = true;
  for (let i = 0; desk.host.session.log.end < 30_000; i++) {
    for (let k = 0; k < 100; k++)
      desk.host.submit(command(desk.host, { clOrdID: `c${i}-${k}`, timeInForce: 'ioc', orderQty: 100 }));
    desk.forward(100, 100);
  }
  expect(pair.line.backlog).toBeLessThan(16_000_000);
  pair.stalled = false;
  await until(() => resyncs.length === 1);
  expect(resyncs[0]?.reason).toMatch(/fell behind/);

  const heard = events.length;
  desk.forward(100);
  const snapshot = await client.invoke('hello', HELLO);
  expect(events.length).toBe(heard);
  expect(snapshot.events).toHaveLength(5000);
  desk.host.submit(command(desk.host, { clOrdID: 'last' }));
  desk.forward(100);
  const all = () => [...snapshot.events, ...events.slice(heard).flat()];
  const expected = () => desk.host.session.log.newest(all().length);
  await until(() => (all().at(-1) as { at: number }).at === (expected().at(-1) as { at: number }).at);
  expect(all()).toEqual(JSON.parse(JSON.stringify(expected())));
});

test('whatever a client is told stands in the record already', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-flush-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'fairway.db');
  const desk = staged({ store: path });
  // Another connection sees only what has been committed.
  const record = open(path, { readonly: true });
  ends.push(() => record.close());
  const count = record.prepare('SELECT (SELECT count(*) FROM executions) + (SELECT count(*) FROM decisions) AS n').pluck();
  const told: { told: number; recorded: number }[] = [];
  let sum = 0;
  const hears = (events: readonly EngineEvent[]) =>
    events.filter(({ type }) => type === 'ExecutionReport' || type === 'RoutingDecision').length;
  const session = desk.host.join({
    backlog: 0,
    close: () => undefined,
    send(message) {
      if (typeof message !== 'string') return;
      const { push, data, reply } = JSON.parse(message);
      if (push === 'events') sum += hears(data);
      // The acknowledgement of an order stands for its first report.
      if (push === 'events' || reply === 2)
        told.push({ told: Math.max(sum, reply === 2 ? 1 : 0), recorded: count.get() as number });
    },
  });
  desk.forward(100);
  session.receive(JSON.stringify({ id: 1, name: 'hello', params: HELLO }));
  session.receive(JSON.stringify({ id: 2, name: 'order.new', params: order({ clOrdID: 'c1', orderQty: 2000 }) }));
  desk.forward(2000, 1);
  session.closed();
  expect(told.length).toBeGreaterThan(3);
  expect(told.at(-1)?.told).toBeGreaterThan(5);
  expect(told.filter(({ told: n, recorded }) => n > recorded)).toEqual([]);
});

test('a full disk stops the clock and says so; nothing is acknowledged that is not recorded, and nothing is lost', async () => {
  const desk = staged();
  const { client } = joined(desk);
  const kills = collect(client, 'kill');
  const clocks = collect(client, 'clock');
  const events = collect(client, 'events');
  await client.invoke('hello', HELLO);
  desk.forward(100);
  const { store, session } = desk.host;
  store.pragma(`max_page_count = ${store.pragma('page_count', { simple: true })}`);
  let refused: unknown;
  for (let i = 0; refused === undefined && i < 500; i++)
    refused = await client.invoke('order.new', order({ clOrdID: `c${i}` })).then(
      () => undefined,
      (failure: unknown) => failure,
    );
  expect(refused).toMatchObject({ code: 'internal', message: expect.stringContaining('the disk is full') });
  await until(() => kills.length > 0 && clocks.length > 0);
  expect(kills[0]).toMatchObject({ engaged: true, reason: expect.stringContaining('the disk is full') });
  expect(clocks[0]).toMatchObject({ paused: true });

  const { now } = desk.host;
  desk.forward(1000);
  expect(desk.host.now).toBe(now);
  const told = events.flat().length;
  const late = await client.invoke('order.new', order({ clOrdID: 'late' }));
  expect(late).toMatchObject({ accepted: false, text: expect.stringContaining('the disk is full') });
  await expect(client.invoke('clock.set', { paused: false })).rejects.toMatchObject({ message: expect.stringContaining('full') });
  expect(events.flat().length).toBe(told);

  store.pragma('max_page_count = 1000000');
  expect(await client.invoke('clock.set', { paused: false })).toMatchObject({ paused: false });
  desk.forward(1000);
  expect(await client.invoke('order.new', order({ clOrdID: 'late' }))).toMatchObject({ accepted: true });
  const reports = session.log.since(0)?.filter(({ type }) => type === 'ExecutionReport').length;
  expect(store.prepare('SELECT count(*) FROM executions').pluck().get()).toBe(reports);
});

test('the session ends at its close: the record is complete, the desk stays, orders are refused', async () => {
  const desk = staged();
  const { client } = joined(desk);
  await client.invoke('hello', HELLO);
  const { closeAt } = desk.host.session.config;
  desk.host.session.engine.end();
  desk.forward(25);
  expect(await client.invoke('review.sessions', {})).toMatchObject([
    { state: 'closed', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(await client.invoke('order.new', order({ clOrdID: 'c1' }))).toEqual({ accepted: false, text: 'the session is closed' });
  await expect(client.invoke('kill.set', { engaged: true, reason: 'too late' })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await client.invoke('hello', HELLO)).toMatchObject({ clock: { ended: true } });
  expect(desk.host.now).toBeLessThan(closeAt);
});
