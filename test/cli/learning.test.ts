import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { KnowledgeFile } from '../../shared/config/knowledge.ts';
import { expectRefusal, fairway } from '../support/fairway.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-learning-'));
afterAll(() => rmSync(folder, { recursive: true }));

const knows: KnowledgeFile = {
  version: 1,
  title: 'nothing ever fills at NYSE',
  frozen: false,
  trainedOn: [1],
  venues: { NYSE: { take: { alpha: 0.01, beta: 99 } } },
};
const KNOWS = join(folder, 'knows.json');
writeFileSync(KNOWS, JSON.stringify(knows));
const ORDERS = join(folder, 'orders.jsonl');
const order = (clOrdID: string, at: string) =>
  JSON.stringify({
    at,
    clOrdID,
    symbol: 'ACME',
    side: 'buy',
    orderQty: 900,
    ordType: 'market',
    timeInForce: 'ioc',
    strategy: 'smart',
  });
writeFileSync(ORDERS, `${order('a', '09:30:20')}\n${order('b', '09:30:40')}\n`);
const TEXTBOOK = ['--scenario', 'textbook'];

const BAD: readonly (readonly [string[], RegExp])[] = [
  [['train'], /--scenario: is missing/],
  [['train', ...TEXTBOOK, '--seeds', '9-3'], /--seeds: 9-3 ends before it begins/],
  [['train', ...TEXTBOOK, '--strategy', 'clever'], /--strategy: "clever" is none of price_time/],
  [['train', ...TEXTBOOK, '--symbol', 'NONE'], /--symbol: NONE is not traded in textbook; there are ACME/],
  [['train', ...TEXTBOOK, '--quick'], /--quick: goes with --models/],
  [['train', ...TEXTBOOK, '--knowledge', '/nowhere.json'], /^fairway: --knowledge: \/nowhere\.json: there is no such file$/m],
  [['train', ...TEXTBOOK, '--out', '/nowhere/k.json'], /^fairway: --out: \/nowhere\/k\.json: there is no folder \/nowhere$/m],
  [['train', ...TEXTBOOK, '--out', '/proc/k.json'], /^fairway: --out: \/proc\/k\.json: cannot be written \(/],
  [['train', ...TEXTBOOK, '--out', folder], /^fairway: --out: .*: is a folder$/m],
  [['tune', ...TEXTBOOK, '--out', '/nowhere/t.json'], /^fairway: --out: \/nowhere\/t\.json: there is no folder/],
  [['tune', ...TEXTBOOK, '--state', '/nowhere/s.json'], /^fairway: --state: \/nowhere\/s\.json: there is no folder/],
  [['tune', ...TEXTBOOK, '--param', 'tuning.luck'], /--param: "tuning\.luck" is none of tuning\.detectTake/],
  [['tune', ...TEXTBOOK, '--budget', '0'], /--budget: "0" is not a whole number from 1/],
  [['tune', ...TEXTBOOK, '--seeds', '5'], /seeds: 1 is fewer than 2/],
  [['tune', ...TEXTBOOK, '--dispatch', 'sideways'], /--dispatch: "sideways" is none of sequential/],
  [['tune', ...TEXTBOOK, '--state', ORDERS], /^fairway: --state: .*orders\.jsonl: line 2: is not JSON/],
  [
    ['compare', ...TEXTBOOK, '--strategies', 'smart@/nowhere.json'],
    /^fairway: --strategies: \/nowhere\.json: there is no such file/,
  ],
  [['compare', ...TEXTBOOK, '--against', 'smart@/nowhere.json'], /^fairway: --against: \/nowhere\.json: there is no such file/],
  [['compare', ...TEXTBOOK, '--strategies', 'smart,smart'], /--strategies: smart is named twice/],
  [['run', ...TEXTBOOK, '--knowledge', ORDERS], /^fairway: --knowledge: .*orders\.jsonl: line 2: is not JSON/],
  [
    ['run', '--scenario', 'us2026', '--knowledge', KNOWS],
    /^fairway: --knowledge: .*knows\.json: venues: knows none of the venues of us2026/,
  ],
];

test.each(BAD)('fairway %j: exit code 2 and one clear line', expectRefusal);

describe('a session with a knowledge file', () => {
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await fairway('run', ...TEXTBOOK, '--minutes', '1', '--orders', ORDERS, '--json', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  const atNyse = (report: { venues: { mic: string; sentQty: number }[] }) =>
    report.venues.find(({ mic }) => mic === 'NYSE')!.sentQty;

  test('routes by it, tells what its forecasts were worth, and is verified from its record alone', async () => {
    const db = join(folder, 'record.db');
    const [plain, knowing] = [await run(), await run('--knowledge', KNOWS, '--db', db)];
    expect(atNyse(plain)).toBeGreaterThan(atNyse(knowing));
    expect(knowing.learning).toMatchObject({ title: knows.title, frozen: false, trainedOn: [1] });
    expect(knowing.learning.models.map(({ name }: { name: string }) => name)).toEqual(['take', 'ping']);
    expect(plain.learning.title).toBeUndefined();
    const { code, stdout } = await fairway('verify', '--db', db, knowing.sessionID, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ agrees: true, recorded: knowing.digest });
  });

  test('says what of the file is of venues that are not there', async () => {
    const more = join(folder, 'more.json');
    writeFileSync(more, JSON.stringify({ ...knows, venues: { ...knows.venues, MOON: {}, MARS: {} } }));
    const { code, stderr } = await fairway('run', ...TEXTBOOK, '--minutes', '0.1', '--knowledge', more);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `fairway: --knowledge: ${more}: left out: MOON, MARS: no venues of textbook\n`,
    });
  });

  test('frozen it learns nothing, and says so', async () => {
    const report = await run('--knowledge', KNOWS, '--freeze');
    expect(report.learning.frozen).toBe(true);
  });
});

test('train writes a file that run takes, and says what it holds; tune goes on from its state to the same report', async () => {
  const out = join(folder, 'trained.json');
  const trained = await fairway('train', ...TEXTBOOK, '--seeds', '1-2', '--out', out, '--json');
  expect(trained.code).toBe(0);
  expect(trained.stderr).toMatch(/^training venues, order \d+ of \d+\n(.*\n)*training venues, order (\d+) of \2\n$/);
  expect(JSON.parse(trained.stdout)).toMatchObject({
    file: out,
    trainedOn: [1, 2],
    venues: [{ mic: 'NYSE' }, {}, {}, {}, {}, {}, {}],
  });
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ version: 1, frozen: false });
  const ran = await fairway('run', ...TEXTBOOK, '--minutes', '1', '--orders', ORDERS, '--knowledge', out, '--json');
  expect(JSON.parse(ran.stdout).learning.trainedOn).toEqual([1, 2]);
  const state = join(folder, 'state.json');
  const search = ['tune', ...TEXTBOOK, '--seeds', '1-2', '--param', 'router.adverseTicks', '--budget', '2', '--json'];
  const report = join(folder, 'tuned.json');
  const first = await fairway(...search, '--state', state, '--out', report);
  const second = await fairway(...search, '--state', state);
  expect(second.stdout).toBe(first.stdout);
  expect(first.code).toBe(second.code);
  expect(first.stderr).toContain('tuning 1 router.adverseTicks');
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ budget: 2, parameters: [{ name: 'router.adverseTicks' }] });
});
