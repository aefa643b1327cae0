import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readArguments } from '../../electron/command-line/arguments.ts';
import { Output } from '../../electron/command-line/output.ts';
import { run as runCommand, spec as runSpec } from '../../electron/command-line/run.ts';
import { spec, run as verify } from '../../electron/command-line/verify.ts';
import { Stream } from '../../electron/engine/random.ts';
import { runHeadless } from '../../electron/host/headless.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { open } from '../../electron/store/open.ts';
import { session } from '../../electron/store/queries.ts';
import { FAULT_KINDS } from '../../shared/config/fault.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command, FaultReport } from '../../shared/events.ts';
import { MILLISECOND, type Nanos, SECOND } from '../../shared/units.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { FrameReader } from '../../shared/wire/frame.ts';
import { mixedOrders } from '../support/orders.ts';
import { randomFault } from '../support/random-faults.ts';
import { collect, testClient, testHost, until } from '../support/test-host.ts';
import { lineKinds } from '../wire/lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'faults.db');

/** One fault of every kind, a tenth of a second apart. */
function oneOfEach(config: SessionConfig): { readonly at: Nanos; readonly fault: ReturnType<typeof randomFault> }[] {
  const stream = new Stream(config.seed, 'one of each');
  return FAULT_KINDS.map((kind, i) => ({
    at: (config.openAt + SECOND / 2 + i * 100 * MILLISECOND) as Nanos,
    fault: randomFault(config, kind, stream),
  }));
}

function orders(config: SessionConfig, count: number): Command[] {
  const from = config.openAt + SECOND / 4;
  const { symbol, tick, openPx } = config.symbols[0]!;
  return mixedOrders({ count, seed: config.seed, symbol, from, to: from + 2.5 * SECOND, tick, near: () => openPx });
}

/** Records a session and asks `fairway verify` of it. */
async function recorded(config: SessionConfig, commands: readonly Command[]) {
  const store = open(file);
  const { sessionID } = runHeadless({ config, store, commands, until: (config.openAt + 4 * SECOND) as Nanos });
  const { events } = session(store, sessionID);
  store.close();
  let text = '';
  const out = new (class extends Output {
    override raw(said: string): void {
      text += said;
    }
  })();
  await verify(readArguments(spec, ['--db', file, sessionID, '--json']), out);
  const reports = events.filter((event): event is FaultReport => event.type === 'FaultReport');
  return { verdict: JSON.parse(text), started: reports.filter(({ state }) => state === 'started') };
}

test.each(['textbook', 'us2026'])(
  '%s: every fault injected is recorded, and runs again to the same digest and rows',
  async (name) => {
    const config = loadScenario(name);
    const injected = oneOfEach(config).map(({ at, fault }): Command => ({ type: 'InjectFault', at, faultID: fault.kind, fault }));
    const commands = [...injected, ...orders(config, 40)].sort((a, b) => a.at - b.at);
    const { verdict, started } = await recorded(config, commands);
    expect(started.map(({ faultID }) => faultID)).toEqual([...FAULT_KINDS]);
    expect(verdict).toMatchObject({ agrees: true, digestAgrees: true, recordAgrees: true, commands: commands.length });
  },
);

test.each(['textbook', 'us2026'])('%s: every fault scripted does, too', async (name) => {
  const scenario = loadScenario(name);
  const config = { ...scenario, faults: oneOfEach(scenario) } as SessionConfig;
  const { verdict, started } = await recorded(config, orders(config, 40));
  expect(started.map(({ fault, scripted }) => [fault?.kind, scripted])).toEqual(FAULT_KINDS.map((kind) => [kind, true]));
  expect(verdict).toMatchObject({ agrees: true, digestAgrees: true, recordAgrees: true });
});

test('a fault injected live is on the desk with the next frame, and gone with the next one after it is cleared', async () => {
  const staged = testHost();
  const end = await lineKinds[0]!.connect(staged.host);
  const client = testClient(end.channel);
  const frames = collect(client, 'frame');
  await client.invoke('hello', { protocol: PROTOCOL });
  staged.forward(100);
  const venue = staged.host.session.config.venues.findIndex(({ mic }) => mic === 'NASDAQ');
  const down = async () => {
    const count = frames.length;
    staged.forward(100);
    await until(() => frames.length > count);
    return new FrameReader(frames[count]!).trouble(venue, 'down');
  };
  expect(await down()).toBe(false);
  const fault = { kind: 'venueOutage', mic: 'NASDAQ', duration: 60 * SECOND } as const;
  expect(await client.invoke('fault.inject', { faultID: 'drill', fault: fault as never })).toEqual({ accepted: true });
  expect(await client.invoke('fault.inject', { faultID: 'drill', fault: fault as never })).toMatchObject({
    accepted: false,
    field: 'faultID',
  });
  expect(await down()).toBe(true);
  expect(await client.invoke('fault.clear', { faultID: 'drill' })).toEqual({ accepted: true });
  expect(await down()).toBe(false);
  expect(staged.faults).toEqual([]);
  await end.end();
  staged.host.close();
});

test('`fairway run --faults` takes a file of them, beside the orders', () => {
  const faults = join(folder, 'faults.csv');
  const orders = join(folder, 'orders.jsonl');
  writeFileSync(faults, 'at,kind,mic,duration\n09:30:01,venueOutage,NASDAQ,2s\n');
  writeFileSync(orders, '{"at":"09:30:01","clOrdID":"a","symbol":"ACME","side":"buy","orderQty":3000,"ordType":"market"}\n');
  const report = (...flags: string[]) => {
    let text = '';
    const out = new (class extends Output {
      override raw(said: string): void {
        text += said;
      }
    })();
    runCommand(readArguments(runSpec, ['--scenario', 'textbook', '--minutes', '0.1', '--orders', orders, '--json', ...flags]), out);
    return JSON.parse(text);
  };
  const calm = report();
  const struck = report('--faults', faults);
  expect(struck.commands).toEqual({ given: 2, applied: 2 });
  expect(struck.digest).not.toBe(calm.digest);
  expect(report('--faults', faults).digest).toBe(struck.digest);
});
