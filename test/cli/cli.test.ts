import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { expectRefusal, fairway } from '../support/fairway.ts';
import { writeTape } from '../support/tape-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const orders = join(folder, 'orders.jsonl');
writeFileSync(
  orders,
  [
    { at: '09:30:10', clOrdID: 'a', symbol: 'ACME', side: 'buy', orderQty: 3000, ordType: 'market', strategy: 'price_time' },
    { at: '09:30:11', clOrdID: 'b', symbol: 'BOLT', side: 'sell', orderQty: 800, ordType: 'market', timeInForce: 'ioc' },
    { at: '09:30:12', clOrdID: 'c', symbol: 'ACME', side: 'buy', orderQty: 500000, ordType: 'market' },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n'),
);

/** A command line, and what the one line on standard error must say. */
const BAD: readonly (readonly [string[], RegExp])[] = [
  [['fly'], /fly: is not a command/],
  [['run'], /--scenario: is missing/],
  [['run', '--scenario', 'nowhere'], /^fairway: --scenario: nowhere: is neither a built-in scenario/],
  [['run', '--scenario', './nowhere.json'], /there is no such file/],
  [['run', '--scenario', 'textbook', '--seed', 'x'], /--seed: "x" is not a whole number from 0 to 4294967295/],
  [['run', '--scenario', 'textbook', '--seed', '-1'], /--seed: "-1" is not a whole number from 0/],
  [['run', '--scenario', 'textbook', '--seed', ''], /--seed: is empty; usage/],
  [['run', '--scenario', 'textbook', '--seed', '1', '--seed', '2'], /--seed: is given twice/],
  [['run', '--scenario', 'textbook', '--minutes', '-1'], /--minutes: "-1" is not a number from/],
  [['run', '--seed', '--scenario', 'textbook'], /--seed: is given no value; usage/],
  [['run', '--scenario', 'textbook', '--minutes', '0'], /--minutes: "0" is not a number from/],
  [['run', '--scenario', 'textbook', '--orders', '/nowhere.jsonl'], /^fairway: --orders: \/nowhere\.jsonl: there is no such file/],
  [['run', '--scenario', 'textbook', '--faults', '/nowhere.csv'], /^fairway: --faults: \/nowhere\.csv: there is no such file/],
  [['run', '--scenario', 'textbook', '--db', '/nowhere/r.db'], /^fairway: --db: \/nowhere\/r\.db: there is no folder \/nowhere/],
  [['run', '--scenario', 'textbook', '--decisions'], /--decisions: goes with --json/],
  [['run', '--scenario', 'textbook', '--colour'], /Unknown option '--colour'/],
  [['run', '--scenario', 'textbook', 'extra'], /extra: run takes no such argument/],
  [['replay', '--tape', '/nowhere'], /^fairway: --tape: \/nowhere: no such folder/],
  [['replay', '--tape', folder], /has no quotes\.csv/],
  [['replay', '--tape', folder, '--from', '25:00:00'], /--from: "25:00:00" is not a time of day/],
  [['replay', '--tape', folder, '--from', '11:00', '--to', '10:00'], /--to: must be after --from/],
  [['nbbo', '--tape', folder, '--at', 'noon'], /--at: "noon" is not a time of day/],
  [['nbbo', '--tape', folder, '--at', '09:30:00,'], /--at: a time between its commas is empty/],
  [['replay', '--tape', folder, '--from', '-1'], /--from: "-1" is not a time of day/],
  [['sessions', '--db', '/nowhere/at.db'], /^fairway: --db: .* does not exist/],
  [['sessions', '--db', orders], /orders\.jsonl/],
  [['verify', '--db', orders], /SESSION: is missing/],
  [['textbook', '--exact', '--seeds', '5'], /--seeds: goes with the corrected mode/],
  [['textbook', '--qty', '0'], /--qty: "0" is not a whole number/],
];

test.each(BAD)('fairway %j: exit code 2 and one clear line', expectRefusal);

test('run, sessions, verify: orders are routed and recorded, the digest is the session’s, a changed record is found out', async () => {
  const db = join(folder, 'runs.db');
  const ran = await fairway(
    'run',
    '--scenario',
    'textbook',
    '--minutes',
    '1',
    '--orders',
    orders,
    '--db',
    db,
    '--json',
    '--decisions',
  );
  expect(ran.code).toBe(0);
  const report = JSON.parse(ran.stdout);
  expect(report.totals).toMatchObject({ accepted: 2, rejected: 1, orderedQty: 3800 });
  expect(report.orders[0].cumQty).toBe(3000);
  expect(report.rejects).toEqual([
    { clOrdID: 'c', field: 'orderQty', ordRejReason: 3, text: '500,000 is above the limit of 100,000 shares an order' },
  ]);
  const { costs } = report.orders[0];
  const parts = costs.spread.cost + costs.drift.cost + costs.unattributed.cost + costs.fee.cost + costs.opportunity.cost;
  expect(parts).toBeCloseTo(costs.total.cost, 9);
  const decided = report.decisions.map(({ decisionID }: { decisionID: string }) => decisionID);
  expect(decided).toHaveLength(report.totals.decisions);
  for (const { decisionID } of report.orders[0].fills) expect(decided).toContain(decisionID);
  expect(report.decisions[0]).toMatchObject({ type: 'RoutingDecision', orderID: 'P-1', candidates: expect.any(Array) });

  const listed = JSON.parse((await fairway('sessions', '--db', db, '--json')).stdout);
  expect(listed).toMatchObject([{ sessionID: report.sessionID, state: 'closed', digest: report.digest }]);
  const verified = await fairway('verify', '--db', db, report.sessionID, '--json');
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ agrees: true, rerun: report.digest });

  // All ways to change a record by hand are in verify.test.ts; here, that the program ends with the right code and words.
  const changed = join(folder, 'changed.db');
  copyFileSync(db, changed);
  const hand = new Database(changed);
  hand.exec("UPDATE executions SET lastPx = lastPx + 100 WHERE seq = (SELECT min(seq) FROM executions WHERE execType = 'F')");
  const found = await fairway('verify', '--db', changed, report.sessionID);
  expect(found).toMatchObject({ code: 1, stderr: '' });
  expect(found.stdout).toMatch(/^differs: executions row \d+ \(E-\d+\): lastPx is \d+ in the record, \d+ in the re-run\n/);
  hand.exec("UPDATE commands SET command = '{}' WHERE seq = 1");
  hand.close();
  const damaged = await fairway('verify', '--db', changed, report.sessionID);
  expect(damaged).toMatchObject({ code: 2, stdout: '' });
  expect(damaged.stderr).toMatch(/^fairway: \S+changed\.db is damaged \(commands row 1: command\.type: .*\n$/);

  const again = JSON.parse((await fairway('run', '--scenario', 'textbook', '--minutes', '1', '--orders', orders, '--json')).stdout);
  expect(again).not.toHaveProperty('decisions');
  expect(again.digest).toBe(report.digest);
  const other = JSON.parse(
    (await fairway('run', '--scenario', 'textbook', '--minutes', '1', '--seed', '43', '--orders', orders, '--json')).stdout,
  );
  expect(other.digest).not.toBe(report.digest);

  const unknown = await fairway('verify', '--db', db, 'nobody');
  expect(unknown).toMatchObject({ code: 2, stdout: '' });
});

test('the orders of README do as it says: one is filled, the other rests and is cancelled', async () => {
  const [, lines] = /```\n(\{"at"[\s\S]*?)```/.exec(readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8'))!;
  const file = join(folder, 'readme.jsonl');
  writeFileSync(file, lines!);
  const { code, stdout } = await fairway('run', '--scenario', 'textbook', '--minutes', '2', '--orders', file, '--json');
  expect(code).toBe(0);
  const { orders: done, rejects, cancelRejects } = JSON.parse(stdout);
  expect({ rejects, cancelRejects }).toEqual({ rejects: [], cancelRejects: [] });
  expect(done).toMatchObject([
    { clOrdID: 'a1', cumQty: 3000 },
    { clOrdID: 'b1', cumQty: 0, ordStatus: '4' },
  ]);
});

test('replay and nbbo: a tape of our own, its bad row told, its session verified without naming the tape again', async () => {
  const tape = writeTape({
    quotes: [
      ['09:30:00', 'N', 100, 5, 100.01, 3],
      ['09:30:00', 'T', 99.99, 2, 100.01, 4],
      ['09:31:00', 'N', 100, 5, 100.02, 7],
      ['09:35:00', 'T', 100, 2, 100.03, 4],
    ],
    trades: [['09:30:30', 'N', 100.01, 100]],
  });
  const quotes = join(tape, 'quotes.csv');
  writeFileSync(quotes, `${readFileSync(quotes, 'utf8')}34900000,N,abc,1,100,1,R,9,FWY\n`);
  const file = join(folder, 'tape.jsonl');
  writeFileSync(
    file,
    '{"at":"09:30:01","clOrdID":"t","symbol":"FWY","side":"buy","orderQty":500,"ordType":"limit","price":100.01}',
  );
  const db = join(folder, 'tape.db');
  const ran = await fairway(
    'replay',
    '--tape',
    tape,
    '--from',
    '09:30:00',
    '--to',
    '09:40:00',
    '--orders',
    file,
    '--db',
    db,
    '--json',
  );
  const report = JSON.parse(ran.stdout);
  expect(report.badRows).toMatchObject([{ file: 'quotes.csv', line: 6, field: 'BID' }]);
  expect(report.orders[0]).toMatchObject({ cumQty: 500, avgPx: 100.01 });
  expect((await fairway('verify', '--db', db, report.sessionID)).code).toBe(0);

  const { snapshots } = JSON.parse((await fairway('nbbo', '--tape', tape, '--at', '09:30:05,09:36', '--json')).stdout);
  expect(snapshots).toMatchObject([
    { nbb: { price: 100, qty: 500, venues: 'N' }, nbo: { price: 100.01, qty: 700, venues: 'NT' } },
    { nbb: { price: 100, qty: 700, venues: 'NT' }, nbo: { price: 100.02, qty: 700, venues: 'N' } },
  ]);
});

test('--help of the program and of every command goes to standard output', async () => {
  const overview = await fairway('--help');
  expect(overview).toMatchObject({ code: 0, stderr: '' });
  for (const command of ['textbook', 'run', 'replay', 'nbbo', 'sessions', 'verify']) {
    expect(overview.stdout).toContain(command);
    const page = await fairway(command, '--help');
    expect(page).toMatchObject({ code: 0, stderr: '' });
    expect(page.stdout).toContain(`usage: fairway ${command}`);
  }
});

test('textbook --exact prints what the reference program prints', async () => {
  const { stdout } = await fairway('textbook', '--exact');
  expect(stdout.split('\n')[0]).toBe('SMART ORDER ROUTING COMPARISON');
  expect(stdout).toContain('    NASDAQ           1500 @ $100.0100 (fee: $4.50, latency: 0.25ms)');
  expect(stdout.endsWith('               Smart: $   -4.75 ( -0.16 bps)\n')).toBe(true);
  expect(createHash('sha256').update(stdout).digest('hex')).toMatch(/^a21bc5db.*8c04$/);
});

test.each(['zero-intelligence', 'santa-fe'])('a recorded session of %s runs again to its digest', async (scenario) => {
  const db = join(folder, `${scenario}.db`);
  const ran = await fairway('run', '--scenario', scenario, '--minutes', '0.5', '--db', db, '--json');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const { sessionID, digest } = JSON.parse(ran.stdout);
  const verified = await fairway('verify', '--db', db, sessionID, '--json');
  expect(JSON.parse(verified.stdout)).toMatchObject({ agrees: true, rerun: digest });
});
