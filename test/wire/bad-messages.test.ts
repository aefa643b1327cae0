import { afterEach, describe, expect, test } from 'vitest';
import { MAX_MESSAGE } from '../../shared/wire/message.ts';
import { order, testClient, testHost } from '../support/test-host.ts';
import { lineKinds } from './lines.ts';

/** What is sent, as text or as the `params` of a request; and what must come back. */
type Case = readonly [what: string, message: string, code: string, field: string, text: RegExp];

const request = (name: string, params: unknown) => JSON.stringify({ id: 7, name, params });
const good = order({ clOrdID: 'c1', ordType: 'limit', price: 1_000_000 });
const withOrder = (change: object) => request('order.new', { ...good, ...change });

const cases: readonly Case[] = [
  ['not JSON', '{"id":7,', 'badRequest', 'message', /is not JSON/],
  ['empty text', '', 'badRequest', 'message', /is not JSON/],
  ['a bare number', '7', 'badRequest', 'message', /expected object/],
  ['null', 'null', 'badRequest', 'message', /expected object/],
  ['an array', '[]', 'badRequest', 'message', /expected object/],
  ['no id', '{"name":"hello","params":{}}', 'badRequest', 'id', /^id: is missing$/],
  ['an id of 0', '{"id":0,"name":"hello","params":{}}', 'badRequest', 'id', /1 or more/],
  ['an id with a fraction', '{"id":1.5,"name":"hello","params":{}}', 'badRequest', 'id', /whole number/],
  ['an id in words', '{"id":"7","name":"hello","params":{}}', 'badRequest', 'id', /expected number/],
  ['no name', '{"id":7,"params":{}}', 'badRequest', 'name', /^name: is missing$/],
  ['a name that is an object', '{"id":7,"name":{},"params":{}}', 'badRequest', 'name', /expected string/],
  ['a field too many in the envelope', '{"id":7,"name":"hello","params":{},"admin":true}', 'badRequest', 'admin', /not a field/],
  ['an unknown request', request('order.hack', {}), 'unknownRequest', 'name', /"order.hack" is not a request/],
  ['a name of the object itself', request('constructor', {}), 'unknownRequest', 'name', /is not a request/],
  ['a prototype as name', request('__proto__', {}), 'unknownRequest', 'name', /is not a request/],
  ['no params', '{"id":7,"name":"hello"}', 'badRequest', 'params', /^params: is missing$/],
  ['another protocol', request('hello', { protocol: 2 }), 'badRequest', 'protocol', /expected 1/],
  ['an unknown symbol in focus', request('focus', { symbol: 'NOPE' }), 'notFound', 'symbol', /not traded/],
  ['a symbol in small letters', request('focus', { symbol: 'acme' }), 'badRequest', 'symbol', /capital letters/],
  ['an order without a name', withOrder({ clOrdID: '' }), 'badRequest', 'clOrdID', /1 to 32/],
  ['an order name with a quote', withOrder({ clOrdID: "a';--" }), 'badRequest', 'clOrdID', /1 to 32/],
  ['a side that is none', withOrder({ side: 'short' }), 'badRequest', 'side', /expected one of/],
  ['no shares', withOrder({ orderQty: 0 }), 'badRequest', 'orderQty', /at least 1 share/],
  ['half a share', withOrder({ orderQty: 1.5 }), 'badRequest', 'orderQty', /whole shares/],
  ['shares in words', withOrder({ orderQty: '100' }), 'badRequest', 'orderQty', /expected number/],
  ['too many shares', withOrder({ orderQty: 2e9 }), 'badRequest', 'orderQty', /<=1000000000/],
  ['an order type that is none', withOrder({ ordType: 'stop' }), 'badRequest', 'ordType', /expected one of/],
  ['a price below 0', withOrder({ price: -1 }), 'badRequest', 'price', /above 0/],
  ['a price with a fraction', withOrder({ price: 1.5 }), 'badRequest', 'price', /whole 1\/10,000/],
  ['a time in force that is none', withOrder({ timeInForce: 'gtc' }), 'badRequest', 'timeInForce', /expected one of/],
  ['a strategy that is none', withOrder({ strategy: 'magic' }), 'badRequest', 'strategy', /expected one of/],
  ['a dispatch that is none', withOrder({ dispatch: 'now' }), 'badRequest', 'dispatch', /expected one of/],
  ['a destination too long', withOrder({ exDestination: 'X'.repeat(13) }), 'badRequest', 'exDestination', /12/],
  ['a field too many in the order', withOrder({ account: 'x' }), 'badRequest', 'account', /not a field/],
  ['a missing field', request('order.cancel', { clOrdID: 'c2' }), 'badRequest', 'origClOrdID', /^origClOrdID: is missing$/],
  ['no side', withOrder({ side: undefined }), 'badRequest', 'side', /^side: is missing$/],
  ['no quantity', withOrder({ orderQty: undefined }), 'badRequest', 'orderQty', /^orderQty: is missing$/],
  ['a speed of 0', request('clock.set', { speed: 0 }), 'badRequest', 'speed', /0.25 or more/],
  ['a speed beyond the dial', request('clock.set', { speed: 61 }), 'badRequest', 'speed', /60 or less/],
  ['a pause in words', request('clock.set', { paused: 'yes' }), 'badRequest', 'paused', /expected boolean/],
  ['a step while it runs', request('clock.step', {}), 'badRequest', 'paused', /must be paused/],
  ['a kill without a reason', request('kill.set', { engaged: true, reason: ' ' }), 'badRequest', 'reason', /why/],
  ['protection neither on nor off', request('protection.set', {}), 'badRequest', 'on', /is missing/],
  ['a scenario that is not here', request('session.start', { scenario: 'mars', seed: 1 }), 'notFound', 'scenario', /mars/],
  [
    'a path as scenario',
    request('session.start', { scenario: '/etc/passwd', seed: 1 }),
    'notFound',
    'scenario',
    /cannot be opened/,
  ],
  ['a seed below 0', request('session.start', { scenario: 'textbook', seed: -1 }), 'badRequest', 'seed', />=0/],
  ['a session that never was', request('review.open', { sessionID: 'nope' }), 'notFound', 'sessionID', /no session nope/],
  ['a session id with a path', request('review.open', { sessionID: '../x' }), 'badRequest', 'sessionID', /not a session id/],
  ['one seed to compare', request('compare.textbook', { seed: 1, seeds: 1, orderQty: 1 }), 'badRequest', 'seeds', /2 or more/],
  ['a message too long', request('hello', 'x'.repeat(MAX_MESSAGE)), 'badRequest', 'message', /at most 65536/],
];

describe.each(lineKinds)('over $name', ({ connect }) => {
  const ends: (() => Promise<void> | void)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  test('each bad message gets an error that names its field, and the engine goes on as if it had not come', async () => {
    const staged = testHost();
    const end = await connect(staged.host);
    ends.push(
      () => end.end(),
      () => staged.host.close(),
    );
    const client = testClient(end.channel);
    const errors: Record<string, unknown>[] = [];
    end.channel.onMessage((message) => {
      if (typeof message === 'string' && 'error' in JSON.parse(message)) errors.push(JSON.parse(message).error);
    });
    for (const [, message] of cases) {
      end.raw(message);
      // A good request behind the bad one: its answer says that the bad one has been dealt with, and that the line still works.
      await client.invoke('focus', { symbol: 'ACME' });
    }
    expect(errors.map(({ code, field }, i) => [cases[i]?.[0], code, field])).toEqual(
      cases.map(([what, , code, field]) => [what, code, field]),
    );
    for (const [i, [what, , , , text]] of cases.entries()) expect(String(errors[i]?.text), what).toMatch(text);
    expect(staged.faults).toEqual([]);

    staged.forward(100);
    const { host } = staged;
    expect(host.session.log.since(0)).toMatchObject([{ type: 'Notice', code: 'open' }]);
    expect(await client.invoke('order.new', order({ clOrdID: 'after' }))).toMatchObject({ accepted: true });
    expect(await client.invoke('order.cancel', { clOrdID: 'c9', origClOrdID: 'nobody' })).toEqual({
      accepted: false,
      field: 'origClOrdID',
      text: 'nobody is not an order of this session',
    });
  });

  test('bytes are not a request: the line is closed, and other clients go on', async () => {
    const staged = testHost();
    const end = await connect(staged.host);
    const other = await connect(staged.host);
    ends.push(
      () => end.end(),
      () => other.end(),
      () => staged.host.close(),
    );
    const client = testClient(end.channel);
    await client.invoke('focus', { symbol: 'ACME' });
    end.raw(new Uint8Array([1, 2, 3]));
    await expect(client.invoke('compare.textbook', { seed: 1, seeds: 100_000, orderQty: 1 })).rejects.toMatchObject({
      code: 'closed',
    });
    expect(await testClient(other.channel).invoke('focus', { symbol: 'BOLT' })).toEqual({ symbol: 'BOLT' });
  });
});
