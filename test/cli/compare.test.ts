import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CompareReport } from '../../shared/wire/compare.ts';
import { CLI, expectRefusal, fairway } from '../support/fairway.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, lines: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  return path;
}

const order = { at: '09:30:05', clOrdID: 'a', symbol: 'ACME', side: 'buy', orderQty: 2500, ordType: 'market', timeInForce: 'ioc' };
const orders = file('orders.jsonl', [order, { ...order, at: '09:30:08', clOrdID: 'b', side: 'sell' }]);
const kill = file('kill.jsonl', [{ type: 'KillSwitch', at: '09:30:05', engaged: true, reason: 'drill' }]);

const TEXTBOOK = ['--scenario', 'textbook'];
const BAD: readonly (readonly [string[], RegExp])[] = [
  [[], /--scenario: is missing/],
  [['--scenario', 'nowhere'], /nowhere: is neither a built-in scenario/],
  [[...TEXTBOOK, '--seeds', '1'], /--seeds: "1" is not a whole number from 2/],
  [[...TEXTBOOK, '--seeds-from', '4294967295', '--seeds', '2'], /--seeds-from: the last of 2 seeds would be above 4294967295/],
  [[...TEXTBOOK, '--strategies', 'smart,clever'], /--strategies: "clever" is none of price_time, /],
  [[...TEXTBOOK, '--strategies', 'smart,smart'], /--strategies: smart is named twice/],
  [[...TEXTBOOK, '--against', 'smart,optimal'], /--against: "smart,optimal" is none of price_time, /],
  [[...TEXTBOOK, '--dispatch', 'fast'], /--dispatch: "fast" is none of sequential, parallel, equalised/],
  [[...TEXTBOOK, '--size', '0'], /--size: "0" is not a number from 0\.001 to 100/],
  [[...TEXTBOOK, '--size', '2,2'], /--size: 2 is named twice/],
  [[...TEXTBOOK, '--horizon', '0.5'], /--horizon: "0\.5" is not a number from 1 to 300/],
  [[...TEXTBOOK, '--tif', 'fok'], /--tif: "fok" is none of day, ioc/],
  [[...TEXTBOOK, '--regime', 'opr=maybe'], /--regime: "opr=maybe" is neither opr=on nor opr=off/],
  [[...TEXTBOOK, '--symbol', 'NONE'], /--symbol: NONE is not traded in textbook; there are ACME/],
  [[...TEXTBOOK, '--orders', '/nowhere.jsonl'], /^fairway: --orders: \/nowhere\.jsonl: there is no such file/],
  [[...TEXTBOOK, '--orders', orders, '--size', '2'], /--size: the orders of .* say it/],
  [[...TEXTBOOK, '--orders', kill], /--orders: .* holds a KillSwitch; orders alone are compared/],
  [[...TEXTBOOK, '--orders', orders], /b: at: must come at least the horizon after a/],
];

test.each(BAD)('fairway compare %j: exit code 2 and one clear line', (args, line) => expectRefusal(['compare', ...args], line));

test('on the command line that is one clear line, exit code 2', async () => {
  const { code, stdout, stderr } = await fairway('compare', ...TEXTBOOK, '--strategies', 'clever');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^fairway: --strategies: "clever" is none of [^\n]*\n$/);
});

const SMALL = [...TEXTBOOK, '--seeds', '2', '--strategies', 'smart,broadcast', '--orders', orders, '--horizon', '2'];

test('as JSON: every contestant with its interval, regret and its parts, paired with the baseline', async () => {
  const { code, stdout, stderr } = await fairway('compare', ...SMALL, '--dispatch', 'parallel,equalised', '--json');
  expect([code, stderr.split('\n').filter((line) => line && !line.startsWith('comparing'))]).toEqual([0, []]);
  const report = JSON.parse(stdout) as CompareReport;
  expect(report).toMatchObject({
    scenario: 'textbook',
    symbol: 'ACME',
    seeds: [1001, 1002],
    against: 'price_time/parallel',
    horizon: 2,
  });
  expect(report.contestants).toHaveLength(6);
  for (const { name, bps, saving, regret, parts, spread } of report.contestants) {
    expect([name, bps.low <= bps.mean && bps.mean <= bps.high, spread.p5 <= spread.median]).toEqual([name, true, true]);
    expect(parts.price + parts.fee + parts.hidden + parts.opportunity).toBeCloseTo(regret.static.bps.mean, 9);
    expect(saving === undefined).toBe(name === report.against);
  }
});

test('as a table: one row a strategy', async () => {
  const { code, stdout } = await fairway('compare', ...SMALL);
  expect(code).toBe(0);
  for (const name of ['price_time', 'smart', 'broadcast'])
    expect(stdout.split('\n').filter((line) => line.startsWith(`${name} `))).toHaveLength(2);
  expect(stdout).toContain('saving against price_time: paired, 95 % bootstrap interval over seeds');
});

test('a policy of a user’s is compared like any other', async () => {
  const file = resolve(import.meta.dirname, '../../examples/policies/cheapest-first.js');
  const args = [
    ...TEXTBOOK,
    '--seeds',
    '2',
    '--strategies',
    'user:cheapest-first',
    '--policy',
    file,
    '--orders',
    orders,
    '--horizon',
    '2',
  ];
  const { code, stdout } = await fairway('compare', ...args, '--json');
  expect(code).toBe(0);
  const { contestants } = JSON.parse(stdout) as CompareReport;
  expect(contestants.map(({ name }) => name).toSorted()).toEqual(['price_time', 'user:cheapest-first']);
  expect(contestants.some(({ stopped }) => stopped)).toBe(false);
});

test('Ctrl-C: what is finished is reported and said to be partial, exit code 1', async () => {
  const args = [...TEXTBOOK, '--seeds', '5000', '--strategies', 'smart', '--orders', orders, '--horizon', '2', '--json'];
  const child = spawn(process.execPath, [CLI, 'compare', ...args]);
  let stdout = '';
  let stderr = '';
  let asked = false;
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
    // A second one would end it without a report.
    if (!asked && /comparing 3 of/.test(stderr)) asked = child.kill('SIGINT');
  });
  const code = await new Promise((done) => child.on('close', done));
  expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([
    1,
    expect.stringMatching(/^fairway: given up: partial, \d+ of 5000 seeds$/),
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ partial: true, seedsAsked: 5000 });
});

test('run --oracle: the regret of every order that was taken, the same with and without a record', async () => {
  const args = ['run', ...TEXTBOOK, '--minutes', '0.5', '--orders', orders, '--oracle', '--json'];
  const { code, stdout } = await fairway(...args);
  expect(code).toBe(0);
  const { orders: judged, digest } = JSON.parse(stdout);
  expect(judged).toHaveLength(2);
  for (const { regret, costs } of judged) {
    expect(regret.oracles.map(({ oracle }: { oracle: string }) => oracle)).toEqual(['static', 'window', 'fixed']);
    expect(regret.cost).toBeCloseTo(costs.total.cost, 2);
    for (const { regretBps } of regret.oracles) expect(regretBps).toBeGreaterThanOrEqual(0);
  }
  const again = await fairway(...args, '--db', join(folder, 'runs.db'));
  expect(JSON.parse(again.stdout).orders).toEqual(judged);
  const plain = JSON.parse((await fairway(...args.filter((word) => word !== '--oracle'))).stdout);
  expect(plain.digest).toBe(digest);
  expect(plain.orders[0]).not.toHaveProperty('regret');
});
