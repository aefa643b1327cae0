import { afterEach, describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../shared/events.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { FrameReader } from '../../shared/wire/frame.ts';
import { collect, order, type TestHost, testClient, testHost, until } from '../support/test-host.ts';
import { type ClientEnd, lineKinds } from './lines.ts';

const HELLO = { protocol: PROTOCOL } as const;

describe.each(lineKinds)('over $name', ({ connect }) => {
  const ends: (() => Promise<void> | void)[] = [];

  async function connected(): Promise<TestHost & { end: ClientEnd; client: ReturnType<typeof testClient> }> {
    const staged = testHost();
    const end = await connect(staged.host);
    ends.push(
      () => end.end(),
      () => staged.host.close(),
    );
    return { ...staged, end, client: testClient(end.channel) };
  }

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  test('hello brings the whole desk, and nothing is pushed before it', async () => {
    const { client, forward } = await connected();
    const frames = collect(client, 'frame');
    forward(100);
    const snapshot = await client.invoke('hello', HELLO);
    expect(frames).toEqual([]);
    expect(snapshot.session).toMatchObject({ name: 'textbook', seed: 1, market: 'simulation' });
    expect(snapshot.focus).toBe('ACME');
    expect(snapshot.events).toMatchObject([{ type: 'Notice', code: 'open' }]);
    expect(snapshot.choices).toContainEqual({ scenario: 'textbook', title: snapshot.session.title, market: 'simulation' });
  });

  test('frames follow hello, at the engine time that was reached', async () => {
    const { client, host, forward } = await connected();
    const frames = collect(client, 'frame');
    await client.invoke('hello', HELLO);
    forward(100);
    await until(() => frames.length >= 4);
    const newest = new FrameReader(frames.at(-1) ?? new ArrayBuffer());
    expect(newest.now).toBe(host.now);
    expect(newest.header('symbols')).toBe(host.session.config.symbols.length);
    expect(newest.symbol(0, 'bidPx')).toBeGreaterThan(0);
    expect(newest.symbol(0, 'bidPx')).toBeLessThan(newest.symbol(0, 'askPx'));
  });

  test('an order is acknowledged, and its events come once, in order', async () => {
    const { client, host, forward } = await connected();
    const pushed = collect(client, 'events');
    forward(100);
    const { events: before } = await client.invoke('hello', HELLO);
    expect(await client.invoke('order.new', order({ clOrdID: 'a1' }))).toEqual({ accepted: true, orderID: 'P-1' });
    forward(1000);
    await until(() => before.length + pushed.flat().length === host.session.log.end);
    const seen: readonly EngineEvent[] = [...before, ...pushed.flat()];
    expect(seen).toEqual(JSON.parse(JSON.stringify(host.session.log.since(0))));
    expect(seen.filter((event) => event.type === 'ExecutionReport').map((event) => event.clOrdID)).toContain('a1');
  });

  test('the engine refuses a second order of the same name, with field and text', async () => {
    const { client, forward } = await connected();
    forward(100);
    await client.invoke('order.new', order({ clOrdID: 'a1' }));
    const reply = await client.invoke('order.new', order({ clOrdID: 'a1' }));
    expect(reply).toEqual({ accepted: false, field: 'clOrdID', text: 'a1 was used before in this session' });
  });

  test('answers find their questions, whichever is ready first', async () => {
    const { client } = await connected();
    const slow = client.invoke('compare.textbook', { seed: 42, seeds: 2, orderQty: 3000 });
    const quick = await client.invoke('focus', { symbol: 'BOLT' });
    expect(quick).toEqual({ symbol: 'BOLT' });
    expect(await slow).toMatchObject({ seed: 42, seeds: 2 });
  });

  test('another session begins: the client is told to say hello again, and the first is in the record with its digest', async () => {
    const { client } = await connected();
    const resyncs = collect(client, 'resync');
    const first = await client.invoke('hello', HELLO);
    const { sessionID } = await client.invoke('session.start', { scenario: 'textbook', seed: 9 });
    await until(() => resyncs.length === 1);
    const second = await client.invoke('hello', HELLO);
    expect(second.session).toMatchObject({ sessionID, seed: 9 });
    const states = (await client.invoke('review.sessions', {})).map(({ sessionID: id, state, digest }) => [id, state, digest]);
    expect(states).toEqual(
      expect.arrayContaining([
        [sessionID, 'running', undefined],
        [first.session.sessionID, 'closed', expect.stringMatching(/^[0-9a-f]{64}$/)],
      ]),
    );
  });

  test('whoever waits when the line ends is told so', async () => {
    const { client, end } = await connected();
    await client.invoke('hello', HELLO);
    const waiting = client.invoke('compare.textbook', { seed: 1, seeds: 100_000, orderQty: 3000 });
    const told = expect(waiting).rejects.toMatchObject({ code: 'closed' });
    await end.end();
    await told;
  });
});
