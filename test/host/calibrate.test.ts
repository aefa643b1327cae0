import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { resolveConfig } from 'electron-vite';
import { build } from 'vite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pilot } from '../../electron/engine/compare/pilot.ts';
import { measure } from '../../electron/engine/realism/measure.ts';
import { type CalibrateOptions, type CalibrateProgress, calibrate } from '../../electron/host/calibrate.ts';
import type { Host } from '../../electron/host/host.ts';
import type { ThreadData } from '../../electron/host/policy/worker.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { tapeConfig } from '../../electron/host/tape-config.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { linePair } from '../support/in-memory-line.ts';
import { randomTape } from '../support/random-tape.ts';
import { still } from '../support/run.ts';
import { collect, testClient, testHost, until } from '../support/test-host.ts';

const config = loadScenario('textbook');
const ROOT = resolve(import.meta.dirname, '../..');

function tiny(change: Partial<CalibrateOptions> = {}): CalibrateOptions {
  return { scenario: 'textbook', config, symbol: 'ACME', seeds: [1, 2, 3], minutes: 0.2, recorded: [], threads: 2, ...change };
}

describe('in threads', () => {
  test('each seed gives what it gives by itself, in the order of the seeds', async () => {
    const told: CalibrateProgress[] = [];
    const report = await calibrate(tiny({ onProgress: (progress) => told.push(progress) }));
    const to = (config.openAt + 12 * SECOND) as Nanos;
    const alone = [1, 2, 3].map((seed) => measure({ config: { ...config, seed }, symbol: 'ACME', to }));
    for (const row of report.rows.filter(({ id }) => !id.includes('.')))
      expect([row.id, ...row.values]).toEqual([row.id, ...alone.map(({ values }) => values[row.id])]);
    expect(told.at(-1)).toMatchObject({ done: 3, finished: 3, total: 3 });
    expect(told.at(-1)!.events).toBeGreaterThan(1000);
    expect(told.map(({ run }) => run)).toContain('seed 2');
  });

  test('from a later time, and no farther than the close', async () => {
    const from = (config.closeAt - 6 * SECOND) as Nanos;
    const late = { ...config, openAt: (from - 6 * SECOND) as Nanos };
    const report = await calibrate(tiny({ config: late, seeds: [1], from, minutes: 60 }));
    expect(report.minutes).toBeCloseTo(0.1, 9);
  });

  test('a recorded day stands beside it, measured by the same code', async () => {
    const tape = randomTape(3, 400);
    const day = tapeConfig(tape);
    const report = await calibrate(tiny({ seeds: [1], recorded: [{ config: day, tape }] }));
    const { values } = measure({ config: day, tape, symbol: 'FWY' });
    expect(report.tapes).toEqual(['FWY written by a test 2018-01-02']);
    expect(report.rows.find(({ id }) => id === 'oddLots')?.recorded).toEqual([{ tape: report.tapes[0], value: values.oddLots }]);
    expect(report.rows.find(({ id }) => id === 'dislocations')?.recorded).toEqual([]);
  });

  test('what cannot be measured is refused, what fails is named by its run, what is given up ends at once', async () => {
    await expect(calibrate(tiny({ symbol: 'NONE' }))).rejects.toThrow('NONE: is not traded in textbook; there are ACME');
    const tape = randomTape(3, 50);
    await expect(calibrate(tiny({ config: tapeConfig(tape) }))).rejects.toThrow('textbook: is a recorded day');
    const wrong = { ...tapeConfig(tape), tapeDigest: '1'.repeat(64) };
    await expect(calibrate(tiny({ seeds: [], recorded: [{ config: wrong, tape }] }))).rejects.toThrow(/FWY .*the config names 1+/);
    const controller = new AbortController();
    const gone = calibrate(
      tiny({ minutes: 300, signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) }),
    );
    await expect(gone).rejects.toThrow('enough');
  });
});

describe('over the wire', () => {
  function clientOf(host: Host) {
    const pair = linePair();
    pair.attach(host.join(pair.line));
    return testClient(pair.channel);
  }

  test('a report with progress, while the session goes on; a second one meanwhile is refused', async () => {
    const { host, forward } = testHost();
    onTestFinished(() => host.close());
    const client = clientOf(host);
    await client.invoke('hello', { protocol: PROTOCOL });
    const progress = collect(client, 'progress');
    const running = client.invoke('calibrate.run', { scenario: 'textbook', seed: 5, seeds: 2, minutes: 0.5 });
    await until(() => progress.length > 0);
    await expect(client.invoke('calibrate.run', { scenario: 'textbook', seed: 5, seeds: 1, minutes: 1 })).rejects.toMatchObject({
      message: 'a calibration is running already',
    });
    const before = host.now;
    forward(100);
    expect(host.now).toBeGreaterThan(before);
    expect(await running).toMatchObject({ scenario: 'textbook', seeds: [5, 6], minutes: 0.5 });
    expect(progress[0]).toMatchObject({ task: 'calibrate.run', total: 2 });
    expect(progress[0]!.text).toMatch(/^\d of 2 done; seed [56] at 09:3\d:\d\d\.\d{3}/);
    expect(await client.invoke('calibrate.stop', {})).toEqual({ stopped: false });
  });

  test('stopped: whoever waits is told, and another can begin', async () => {
    const { host } = testHost();
    onTestFinished(() => host.close());
    const client = clientOf(host);
    await client.invoke('hello', { protocol: PROTOCOL });
    const progress = collect(client, 'progress');
    const running = client.invoke('calibrate.run', { scenario: 'textbook', seed: 5, seeds: 2, minutes: 300 });
    const refused = expect(running).rejects.toMatchObject({ message: 'the calibration was given up' });
    await until(() => progress.length > 0);
    expect(await client.invoke('calibrate.stop', {})).toEqual({ stopped: true });
    await refused;
    expect(await client.invoke('calibrate.run', { scenario: 'textbook', seed: 5, seeds: 1, minutes: 0.1 })).toMatchObject({
      seeds: [5],
    });
    await expect(client.invoke('calibrate.run', { scenario: 'nowhere', seed: 5, seeds: 1, minutes: 1 })).rejects.toMatchObject({
      message: 'scenario: nowhere cannot be opened here',
    });
  });
});

test('the bundled desk has threads of its own, which do the same', async () => {
  // Inside the project, where what the bundle leaves outside it is found.
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const outDir = mkdtempSync(join(ROOT, 'out', 'bundle-'));
  onTestFinished(() => rmSync(outDir, { recursive: true }));
  const { config: resolved } = await resolveConfig({ root: ROOT, logLevel: 'silent' }, 'build', 'production');
  const main = resolved!.main!;
  await build({ ...main, configFile: false, logLevel: 'silent', build: { ...main.build, outDir, emptyOutDir: true } });
  const ask = async (file: string, task: unknown) => {
    const worker = new Worker(pathToFileURL(join(outDir, file)));
    const said = new Promise((done, failed) => {
      worker.on('error', failed);
      worker.on('message', (message) => message.type !== 'note' && done(message));
    });
    worker.postMessage({ job: 0, task });
    return said.finally(() => worker.terminate());
  };
  const options = { config, symbol: 'ACME', to: (config.openAt + 5 * SECOND) as Nanos };
  expect(await ask('calibrate-worker.js', options)).toEqual({ type: 'done', job: 0, result: measure(options) });
  const quiet = still();
  for (const file of ['judge-worker.js', 'learn-worker.js'])
    expect(await ask(file, { type: 'pilot', config: quiet })).toEqual({ type: 'done', job: 0, result: pilot(quiet) });
  const { port1, port2 } = new MessageChannel();
  const workerData = {
    source: "export const name = 'a'; export const version = 1; export default () => 1;",
    file: 'a.js',
    port: port2,
    answers: new Int32Array(new SharedArrayBuffer(4)),
  } satisfies ThreadData;
  const policy = new Worker(pathToFileURL(join(outDir, 'policy-worker.js')), { workerData, transferList: [port2] });
  onTestFinished(() => void policy.terminate());
  expect(await new Promise((said) => port1.once('message', said))).toEqual({ head: { name: 'a', version: 1 } });
});
