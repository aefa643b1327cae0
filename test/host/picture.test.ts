import { afterEach, expect, test } from 'vitest';
import { TRADING_STATES } from '../../shared/events.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { FrameReader } from '../../shared/wire/frame.ts';
import { linePair } from '../support/in-memory-line.ts';
import { collect, testClient, testHost, until } from '../support/test-host.ts';

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

/** A desk that is looked at: `frame` lets the wall go on until the next picture has come. */
async function watched() {
  const { host, forward } = testHost();
  ends.push(() => host.close());
  const pair = linePair();
  pair.attach(host.join(pair.line));
  const client = testClient(pair.channel);
  const frames = collect(client, 'frame');
  const { session } = await client.invoke('hello', { protocol: PROTOCOL });
  const frame = async (milliseconds: number) => {
    const before = frames.length;
    forward(milliseconds);
    await until(() => frames.length > before);
    return new FrameReader(frames.at(-1)!);
  };
  return { client, session, frame };
}

test('a fault is in the next frame, even while the clock stands, and gone from it when it is cleared', async () => {
  const { client, session, frame } = await watched();
  const venue = 1;
  const { mic } = session.venues[venue]!;
  const { symbol } = session.symbols[0]!;
  await frame(500);
  await client.invoke('clock.set', { paused: true });
  const still = await frame(250);
  expect([still.venue(venue, 'trouble'), still.symbol(0, 'trading'), still.flag('sipHeld')]).toEqual([0, 0, false]);

  await client.invoke('fault.inject', { faultID: 'out', fault: { kind: 'venueOutage', mic, duration: 5e9 } });
  await client.invoke('fault.inject', { faultID: 'stop', fault: { kind: 'halt', symbol, duration: 5e9 } });
  await client.invoke('fault.inject', { faultID: 'tape', fault: { kind: 'staleSip', duration: 5e9 } });
  const struck = await frame(25);
  expect(struck.now).toBe(still.now);
  expect([struck.trouble(venue, 'down'), struck.trouble(0, 'down')]).toEqual([true, false]);
  expect(TRADING_STATES[struck.symbol(0, 'trading')]).toBe('halted');
  expect(struck.flag('sipHeld')).toBe(true);

  for (const faultID of ['out', 'stop', 'tape']) await client.invoke('fault.clear', { faultID });
  const mended = await frame(25);
  expect([mended.venue(venue, 'trouble'), mended.symbol(0, 'trading'), mended.flag('sipHeld')]).toEqual([0, 0, false]);
});

test('while the tape stands still the two clocks part, and the frame says for how long and how often', async () => {
  const { client, frame } = await watched();
  const before = await frame(2_000);
  await client.invoke('fault.inject', { faultID: 'tape', fault: { kind: 'staleSip', duration: 60e9 } });
  const apart = await frame(20_000);
  expect(apart.symbol(0, 'sipBidPx')).not.toBe(0);
  expect(apart.symbol(0, 'apartCount')).toBeGreaterThan(before.symbol(0, 'apartCount'));
  expect(apart.symbol(0, 'apartTotal')).toBeGreaterThan(before.symbol(0, 'apartTotal'));
  const same = apart.symbol(0, 'bidPx') === apart.symbol(0, 'sipBidPx') && apart.symbol(0, 'askPx') === apart.symbol(0, 'sipAskPx');
  expect(apart.symbol(0, 'apartFor') < 0).toBe(same);
});
