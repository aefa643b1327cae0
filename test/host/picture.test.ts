import { afterEach, expect, test } from 'vitest';
import { loadScenario } from '../../electron/host/scenario.ts';
import type { AgentsConfig } from '../../shared/config/session.ts';
import { TRADING_STATES } from '../../shared/events.ts';
import type { Nanos } from '../../shared/units.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { FrameReader } from '../../shared/wire/frame.ts';
import { linePair } from '../support/in-memory-line.ts';
import { collect, testClient, testHost, until } from '../support/test-host.ts';

const us2026 = loadScenario('us2026') as AgentsConfig;
const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

/** A desk that is looked at: `frame` lets the wall go on until the next picture has come. */
async function watched(of: Parameters<typeof testHost>[0] = {}) {
  const { host, forward } = testHost(of);
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

test('each feed says how late its messages come and what it missed; a session that holds back says what its merge shows', async () => {
  const { client, session, frame } = await watched({
    scenario: { ...us2026, network: { ...us2026.network, holdBack: 50_000 as Nanos } },
  });
  const venue = session.venues.findIndex(({ mic }) => mic === 'XNAS');
  const dark = session.venues.findIndex(({ kind }) => kind === 'dark');
  const before = await frame(300);
  expect(before.header('mergeReach')).toBeGreaterThan(50);
  expect(before.symbol(0, 'mergedBidPx')).toBeGreaterThan(0);
  expect(before.symbol(0, 'mergedAskPx')).toBeGreaterThan(before.symbol(0, 'mergedBidPx'));
  const read = await frame(600);
  expect(read.venue(venue, 'directOffset')).toBeGreaterThan(0);
  expect(read.venue(venue, 'directP99')).toBeGreaterThanOrEqual(read.venue(venue, 'directOffset'));
  expect(read.venue(venue, 'sipP99')).toBeGreaterThan(read.venue(venue, 'directP99'));
  expect([read.venue(dark, 'directOffset'), read.venue(venue, 'gaps'), read.venue(venue, 'missed')]).toEqual([-1, 0, 0]);
  await client.invoke('fault.inject', { faultID: 'gap', fault: { kind: 'feedGap', mic: 'XNAS', path: 'direct', messages: 5 } });
  const after = await frame(500);
  expect([after.venue(venue, 'gaps') > 0, after.venue(venue, 'missed') >= after.venue(venue, 'gaps')]).toEqual([true, true]);

  const bats = session.venues.findIndex(({ mic }) => mic === 'BATS');
  expect([after.venue(bats, 'repeated'), after.venue(bats, 'reordered')]).toEqual([0, 0]);
  for (const [kind, path] of [
    ['feedDuplicate', 'direct'],
    ['feedReorder', 'sip'],
  ] as const)
    await client.invoke('fault.inject', { faultID: kind, fault: { kind, mic: 'BATS', path, messages: 50 } });
  const healed = await frame(2000);
  expect([healed.venue(bats, 'repeated'), healed.venue(bats, 'gaps')]).toEqual([50, 0]);
  // One that none follows before the heartbeat is overtaken by none.
  expect(healed.venue(bats, 'reordered')).toBeGreaterThan(0);
});

test('a session without a hold-back has no merge to show', async () => {
  const { frame } = await watched();
  const shown = await frame(500);
  expect([shown.header('mergeReach'), shown.symbol(0, 'mergedBidPx'), shown.symbol(0, 'mergedAskPx')]).toEqual([-1, 0, 0]);
});
