import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { tell } from '../../electron/command-line/calibrate.ts';
import { Output } from '../../electron/command-line/output.ts';
import us2026 from '../../electron/engine/scenarios/us2026.json' with { type: 'json' };
import type { RealismReport, RealismRow } from '../../shared/wire/realism.ts';
import { expectRefusal, fairway } from '../support/fairway.ts';
import { writeTape } from '../support/tape-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-calibrate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const calibrate = (...args: string[]) => fairway('calibrate', ...args);

const tuned = join(folder, 'tuned.json');
writeFileSync(tuned, JSON.stringify({ ...us2026, tunedOn: [5, 101, 102] }));

const TEXTBOOK = ['--scenario', 'textbook'];
const BAD: readonly (readonly [string[], RegExp])[] = [
  [[], /--scenario: is missing/],
  [['--scenario', 'nowhere'], /--scenario: nowhere: is neither a built-in scenario/],
  [[...TEXTBOOK, '--seeds', '0'], /--seeds: "0" is not a whole number from 1/],
  [[...TEXTBOOK, '--seeds-from', '4294967295', '--seeds', '2'], /--seeds-from: the last of 2 seeds would be above 4294967295/],
  [[...TEXTBOOK, '--minutes', '0'], /--minutes: "0" is not a number from 0\.1/],
  [[...TEXTBOOK, '--symbol', 'NONE'], /--symbol: NONE is not traded in textbook; there are ACME/],
  [[...TEXTBOOK, '--from', '05:00'], /--from: must be from 09:30:00\.000 to before 16:00:00\.000 in textbook/],
  [[...TEXTBOOK, '--from', '12'], /--from: "12" is not a time of day/],
  [[...TEXTBOOK, '--tape', '/nowhere'], /--tape: \/nowhere: no such folder/],
  [[...TEXTBOOK, '--tape'], /--tape: is given no value/],
  [[...TEXTBOOK, '--seeds', '2', '--seeds', '3'], /--seeds: is given twice/],
];

test.each(BAD)('fairway calibrate %j: exit code 2 and one clear line', (args, line) => expectRefusal(['calibrate', ...args], line));

test('two seeds and two recorded days as JSON: every row measured or said not to be, exit code 1 as some fail', async () => {
  const quotes = [['09:30:00.000', 'N', 100, 5, 100.02, 3] as const, ['09:31:00.000', 'N', 100, 5, 100.01, 3] as const];
  const one = writeTape({ quotes, trades: [['09:30:30.000', 'N', 100.02, 50]] }, { name: 'one-2018-01-02' });
  const two = writeTape({ quotes, trades: [['09:30:30.000', 'N', 100.02, 500]] }, { name: 'two-2018-01-03' });
  const args = [...TEXTBOOK, '--seeds', '2', '--seeds-from', '7', '--minutes', '0.5', '--tape', one, '--tape', two, '--json'];
  const { code, stdout, stderr } = await calibrate(...args);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^calibrating 1 of 4 done; .*\n(calibrating .*\n)+$/);
  const report: RealismReport = JSON.parse(stdout);
  expect(report).toMatchObject({ scenario: 'textbook', symbol: 'ACME', seeds: [7, 8], tunedOn: [], minutes: 0.5 });
  expect(report.tapes).toEqual(['FWY one-2018-01-02', 'FWY two-2018-01-03']);
  const targets = report.rows.filter((row) => row.target);
  expect(report.targets).toBe(targets.length);
  expect(targets.length).toBeGreaterThanOrEqual(20);
  expect(report.held).toBe(targets.filter((row) => row.holds).length);
  for (const row of report.rows) expect(row.values).toHaveLength(2);
  const row = (id: string) => report.rows.find((known) => known.id === id);
  expect(row('tradeSize')?.recorded.map(({ value }) => value)).toEqual([50, 500]);
  const spread = row('spreadTicks')!;
  expect(spread.mean).toBeCloseTo((Number(spread.values[0]) + Number(spread.values[1])) / 2, 9);
  // Nobody races here: what could not be measured does not hold.
  expect(row('raceTakers')).toMatchObject({ values: [null, null], holds: false, recorded: [] });
  for (const { x, lines, labels } of report.curves) {
    for (const line of lines) expect(line.y).toHaveLength(x.length);
    if (labels) expect(labels).toHaveLength(x.length);
  }
});

test('the table: a line a row with target, mean, spread and verdict; without a tape it says why the column is empty', async () => {
  const { code, stdout } = await calibrate(...TEXTBOOK, '--seeds', '1', '--minutes', '0.2');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^textbook, ACME: seeds 101 to 101, 0\.200 minutes each/);
  expect(stdout).toContain('recorded: none, as no tape was given (--tape DIR)');
  expect(stdout).toMatch(/^time-weighted NBBO spread +ticks +1 to 1\.6 +\d\.\d+ +none +(holds|FAILS)$/m);
  expect(stdout).toMatch(/^races +per minute +0\.5 to 3 +\S+ +none +FAILS$/m);
  expect(stdout).toMatch(/\d+ of \d+ targets hold; failing: .*races/);
});

test('seeds are fresh unless others are asked for; those that were tuned on are called no test', async () => {
  const short = ['--scenario', tuned, '--minutes', '0.1', '--json'];
  const fresh = await calibrate(...short, '--seeds', '2');
  expect(JSON.parse(fresh.stdout).seeds).toEqual([103, 104]);
  expect(fresh.stderr).not.toMatch(/no test/);
  const before = await calibrate(...short, '--seeds', '1', '--seeds-from', '5');
  expect(before.stderr).toMatch(/^fairway: tuned on these seeds: no test \(5\)$/m);
  expect(JSON.parse(before.stdout)).toMatchObject({ seeds: [5], tunedOn: [5, 101, 102] });
});

describe('the verdict', () => {
  const row = (id: string, holds: boolean): RealismRow => ({
    id,
    title: `title of ${id}`,
    unit: '%',
    target: { low: 1 },
    basis: '',
    values: [holds ? 2 : 0.5],
    mean: holds ? 2 : 0.5,
    holds,
    recorded: [],
  });
  const report = (rows: readonly RealismRow[], tunedOn: readonly number[] = []): RealismReport => ({
    scenario: 's',
    symbol: 'ABC',
    seeds: [1],
    tunedOn,
    minutes: 60,
    engineVersion: '0',
    rows,
    curves: [],
    tapes: [],
    held: rows.filter(({ holds }) => holds).length,
    targets: rows.length,
    illustrative: [],
  });

  class Told extends Output {
    said = '';
    override raw(text: string): void {
      this.said += text;
    }
    override warn(text: string): void {
      this.said += `warned: ${text}\n`;
    }
  }

  test('all hold: exit code 0', () => {
    const out = new Told();
    tell(report([row('a', true), row('b', true)]), false, out);
    expect(out.exitCode).toBe(0);
    expect(out.said).toMatch(/2 of 2 targets hold\n$/);
  });

  test('one fails: exit code 1, and it is named', () => {
    const out = new Told();
    tell(report([row('a', true), row('b', false)]), false, out);
    expect(out.exitCode).toBe(1);
    expect(out.said).toMatch(/title of b +% +at least 1 +0\.500 +none +FAILS/);
    expect(out.said).toMatch(/1 of 2 targets hold; failing: title of b\n$/);
  });

  test('tuned on its own seeds: said before the table and after', () => {
    const out = new Told();
    tell(report([row('a', true)], [1, 2]), false, out);
    expect(out.said).toMatch(/tuned on these seeds: no test \(1\)[\s\S]*warned: tuned on these seeds: no test \(1\)\n$/);
  });
});
